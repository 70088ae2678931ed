"""Places and names: what the map from instructions to source says, checked on code that really ran."""

import sys
import textwrap
import warnings

import pytest

from core.source import RETURNED, Source, position


class Probe:
    """Notes the place of every operation on it that the program does."""

    def __init__(self, source, seen):
        self.source, self.seen = source, seen

    def _note(self, *args, depth=1, **kw):
        f = sys._getframe(depth)
        self.seen.append((f.f_lineno, *self.source.lookup(position(f.f_code, f.f_lasti))))
        return self

    __add__ = __radd__ = __mul__ = __rmul__ = __sub__ = __pow__ = __truediv__ = __neg__ = __matmul__ = __imul__ = _note
    __getitem__ = __call__ = sum = mul = view = mul_ = _note

    def __iter__(self):
        self._note(depth=2)
        return iter((self, self))


def run(text):
    text = textwrap.dedent(text)
    seen = []
    x = Probe(Source(text), seen)
    exec(compile(text, "<program>", "exec"), {"x": x, "__name__": "program"})
    return seen


def names(text):
    return [n for _, _, n in run(text)]


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("y = x + 2", ["y"]),
        ("z = x * x * 3", [None, "z"]),
        ("z = (x * x) * 3", [None, "z"]),
        ("a = b = x * 2", ["a"]),
        ("a, b = x * 2, x + 3", ["a", "b"]),
        ("a, b = x.sum()", [("a", "b"), ("a", "b")]),
        ("a, *b = x.sum()", [("a",), ("a",)]),
        ("(a, d), e = x.sum()", [(None, "e"), (None, "e"), ("a", "d")]),
        ("y: int = x * 2", ["y"]),
        ("y = x\ny *= 3", ["y"]),
        ("if (n := x * 3): pass", ["n"]),
        ("y = x * 2 if 1 else x * 3", ["y"]),
        ("y = (x * 2).sum()", [None, "y"]),
        ("y = (x * 2).mul_(3).mul_(4)", ["y", "y", "y"]),
        ("y = (x * 2).mul_(3).sum()", [None, None, "y"]),
        ("a, b = (x * 2).mul_(3), x.mul_(4)", ["a", "a", "b"]),
        ("def f(): return (x * 2).mul_(3)\ny = f()", [RETURNED, RETURNED]),
        ("y = x(x * 2)", [None, "y"]),
        ("print(x * 2, file=None) if 0 else x * 3", [None]),
        ("d = {}\nd['k'] = x * 2", ["d['k']"]),
        ("class C: pass\nc = C()\nc.w = x * 2", ["c.w"]),
        ("def f():\n    return x * 2 + 1\nf()", [None, RETURNED]),
        ("f = lambda: x * 2\nf()", [RETURNED]),
        ("def f():\n    r = x * 2\n    return r\nf()", ["r"]),
        ("ys = [x * k for k in (1, 2)]", [None, None]),
        ("y = -x", ["y"]),
        ("y = x[0]", ["y"]),
    ],
)  # fmt: skip
def test_names(program, expected):
    assert names(program) == expected


def test_spans_are_in_characters():
    ((line, span, name),) = run("é = 'ü'; ö = x * 2")
    assert (line, span, name) == (1, [1, 13, 1, 18], "ö")


def test_expression_over_several_lines():
    seen = run("""
        z = (x * 2
             + 3 *
             x)
        """)
    assert [(span, name) for _, span, name in seen] == [
        ([2, 5, 2, 10], None),
        ([3, 7, 4, 6], None),
        ([2, 5, 4, 6], "z"),
    ]


def test_method_chain_over_several_lines():
    seen = run("""
        y = (x
             .mul(2)
             .sum())
        """)
    assert [span for _, span, _ in seen] == [[2, 5, 3, 12], [2, 5, 4, 11]]
    assert [name for _, _, name in seen] == [None, "y"]


def test_windows_line_ends():
    text = "y = x * 2\r\nz = x + 1\r\n"
    seen = []
    exec(compile(text, "<program>", "exec"), {"x": Probe(Source(text), seen)})
    assert [(s[0], n) for _, s, n in seen] == [(1, "y"), (2, "z")]


@pytest.mark.parametrize("text", ["", "x = = 1", "\x00", "(" * 500])
def test_text_that_is_no_program(text):
    assert Source(text).lookup((1, 1, 0, 5)) == ([1, 0, 1, 5], None)


def test_no_position():
    assert Source("y = x").lookup(None) == (None, None)
    assert Source("y = x").lookup((1, 1, None, None)) == (None, None)


def test_parsing_warns_nobody():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Source("p = '\\d'\ny = x * 2").lookup((2, 2, 4, 9))[1] == "y"
