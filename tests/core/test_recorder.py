"""The recorder on real programs: every event, its line and name, and values as they were at that moment."""

import gc
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import core
import core.facade as torch
from core import recorder_pump, state
from core.recorder import LimitReached, Recorder
from core.recorder_memory import Memory
from core.tapechunks import Chunks
from core.tapefile import TapeError, open_tape
from core.tapewrite import default_meta
from tests.core.test_tapefile import COMMON, CONTRACT, EXTRA, little_disk, plain

ROOT = Path(__file__).parents[2]
TUTORIAL = """\
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
out.backward()
"""


@pytest.fixture(autouse=True)
def no_recorder_left():
    yield
    for recorder in list(recorder_pump.recording):
        recorder.close()
    assert state.rec is state.watch is None


@pytest.fixture(params=["at once", "in batches"])
def batches(request, monkeypatch):
    """Events written one by one, or as late as can be."""
    batch = 1 if request.param == "at once" else recorder_pump.BATCH
    in_batches(monkeypatch, batch)
    return batch


def in_batches(monkeypatch, batch):
    """From now on recorders write after so many events, and no sooner."""
    monkeypatch.setattr(recorder_pump, "AT_ONCE", 0)
    monkeypatch.setattr(recorder_pump, "BATCH", batch)
    monkeypatch.setattr(recorder_pump, "WAIT", 10)


def run(program, path, names=None, **limits):
    """Runs the text with `torch` under a recorder; the tape."""
    program = textwrap.dedent(program)
    recorder = Recorder(path, {"source": program}, main="program.py", text=program, **limits)
    scope = {"torch": torch, "np": np, "__name__": "__main__", **(names or {})}
    code = compile(program, "program.py", "exec")
    status = "finished"
    recorder.start()
    try:
        exec(code, scope)
    except BaseException:
        status = "error"
        raise
    finally:
        recorder.close(status)
    return open_tape(path)


@pytest.fixture
def tape(tmp_path, batches):
    return lambda program, **kw: run(program, tmp_path / "x.tape", **kw)


@pytest.fixture
def ops(tape):
    """The (name, line) of each op of a program."""
    return lambda program, **kw: [(e["name"], e["line"]) for e in tape(program, **kw) if e["event"] == "op"]


def of(events, kind):
    return [e for e in events if e["event"] == kind]


# --- the tutorial --------------------------------------------------------------------------------------------------


def test_the_tutorial_event_by_event(tape):
    got = [plain(e) for e in tape(TUTORIAL)]
    kinds = ["tensor", *["op"] * 4, "backward", *["node"] * 5, "accumulate", "backward_end", "end"]
    assert [e["event"] for e in got] == kinds
    ones = {"shape": [2, 2], "dtype": "float32", "data": [[1.0, 1.0], [1.0, 1.0]]}

    def full(x):
        return {**ones, "data": [[x, x], [x, x]]}

    scalar = lambda x: {"shape": [], "dtype": "float32", "data": x}
    assert got[0] == {
        "seq": 0, "event": "tensor", "line": 1, "during": None, "tensor": 1, "name": "x", "requires_grad": True,
        "is_leaf": True, "value": ones, "how": "ones", "of": None, "span": [1, 4, 1, 40],
    }  # fmt: skip
    keys = ("line", "op", "inputs", "outputs", "name", "value", "node", "grad_fn", "next", "numbers")
    assert {k: got[3][k] for k in keys} == {
        "line": 3, "op": "mul", "inputs": [3, None], "outputs": [4], "name": "z", "value": full(27.0), "node": 4,
        "grad_fn": "MulBackward0", "next": [[3, 0], [None, 0]], "numbers": {1: 3},
    }  # fmt: skip
    assert [(e["name"], e["line"], e["grad_fn"], e["next"]) for e in of(got, "op")] == [
        ("y", 2, "AddBackward0", [[1, 0], [None, 0]]), (None, 3, "MulBackward0", [[2, 0], [2, 0]]),
        ("z", 3, "MulBackward0", [[3, 0], [None, 0]]), ("out", 4, "MeanBackward0", [[4, 0]]),
    ]  # fmt: skip
    assert got[2]["saved"] == ["other", "self"] and got[2]["span"] == [3, 4, 3, 9]
    assert {k: got[5][k] for k in ("line", "call", "roots", "inputs", "retain_graph", "create_graph")} == {
        "line": 5, "call": 1, "roots": [5], "inputs": None, "retain_graph": False, "create_graph": False,
    }  # fmt: skip
    assert [(e["node"], e["grad_fn"], e["line"], e["grad_outputs"], e["grad_inputs"]) for e in of(got, "node")] == [
        (5, "MeanBackward0", 4, [scalar(1.0)], [full(0.25)]),
        (4, "MulBackward0", 3, [full(0.25)], [full(0.75), None]),
        (3, "MulBackward0", 3, [full(0.75)], [full(2.25), full(2.25)]),
        (2, "AddBackward0", 2, [full(4.5)], [full(4.5), None]),
        (1, "AccumulateGrad", 1, [full(4.5)], []),
    ]
    assert got[11] == {
        "seq": 11, "event": "accumulate", "line": 1, "during": 1, "tensor": 1, "name": "x", "node": 1,
        "added": full(4.5), "grad": full(4.5), "span": [1, 4, 1, 40],
    }  # fmt: skip
    assert (got[12]["call"], got[12]["freed"], got[13]["status"]) == (1, True, "finished")


PROGRAMS = {
    "tutorial": TUTORIAL,
    "sgd": """
        x = torch.tensor(0.0, requires_grad=True)
        opt = torch.optim.SGD([x], lr=0.1)
        for i in range(4):
            opt.zero_grad()
            y = (x - 3) ** 2 + i
            y.backward()
            opt.step()
        """,
    "several outputs": """
        x = torch.tensor([1., 2., 3.], requires_grad=True)
        a, b, c = x.unbind()
        v, i = torch.max(torch.stack([x, x * 2]), dim=0)
        (a * b + v.sum()).backward()
        """,
    "double backward": """
        x = torch.tensor([1., 2.], requires_grad=True)
        y = torch.exp(x)
        g, = torch.autograd.grad(y.sum(), x, create_graph=True)
        h, = torch.autograd.grad((g ** 2).sum(), x, retain_graph=True)
        (g.sum() * x.sum()).backward()
        """,
    "in place": """
        x = torch.tensor([1., 2., 3.], requires_grad=True)
        w = x.detach().clone()
        w[0] = 7.
        w.add_(1).mul_(2)
        y = x * 1
        y[1:] *= 3
        y.relu_()
        (y * w).sum().backward()
        x.grad.zero_()
        with torch.no_grad():
            x -= 0.5
        """,
    "hooks": """
        x = torch.tensor([1., 2.], requires_grad=True)
        y = x * 2
        y.register_hook(lambda g: g * 3)
        x.register_hook(lambda g: None)
        y.sum().backward()
        """,
    "no grad": """
        x = torch.ones(3, requires_grad=True)
        with torch.no_grad():
            y = x * 2
        z = x.detach() + x.data
        n = torch.arange(4) * 2
        """,
    "refused": """
        x = torch.ones(3, requires_grad=True)
        try:
            (x * 2).backward()
        except RuntimeError as e:
            said = str(e)
        y = (x * x).sum()
        y.backward()
        try:
            y.backward()
        except RuntimeError as e:
            said = str(e)
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_event_says_what_the_contract_says(name, tape):
    ids = {"tensor": set(), "node": set()}
    calls = []
    for i, e in enumerate(tape(PROGRAMS[name])):
        kind = e["event"]
        expected = {"hook": ["node" if "node" in e else "tensor", "kind", "before", "after"]}.get(kind, CONTRACT[kind])
        expected = ["call", "error"] if "error" in e else expected
        if "values" in e:
            expected = [*expected[:5], "values", *expected[5:]]
        assert list(e)[: 4 + len(expected)] == COMMON + expected
        assert set(list(e)[4 + len(expected) :]) <= EXTRA | {"name", "saved"}
        assert e["seq"] == i
        made = {"tensor": [e.get("tensor")], "op": e.get("outputs")}.get(kind, ())
        for t in made:
            assert t not in ids["tensor"]
            assert t == len(ids["tensor"]) + 1  # numbered in order of creation
            ids["tensor"].add(t)
        used = [*(e.get("inputs") or ()), *(e.get("roots") or ()), e.get("tensor")]
        assert {t for t in used if t is not None} <= ids["tensor"]
        if kind in ("op", "mutate"):
            ids["node"] |= {n for n, _ in e["next"] if n} | ({e["node"]} if e["node"] else set())
            assert len(e["next"]) in (0, len(e.get("inputs", e["next"])))
            assert (e["node"] is None) == (e["grad_fn"] is None)
        if kind == "node":
            assert e["node"] in ids["node"]
        if kind == "backward":
            calls.append(e["call"])
    assert ids["node"] == set(range(1, len(ids["node"]) + 1))
    assert calls == sorted(calls)


@pytest.mark.parametrize("name", PROGRAMS)
def test_when_it_is_written_makes_no_difference(name, tmp_path, monkeypatch):
    tapes = []
    for batch in (1, 3, 1000):
        in_batches(monkeypatch, batch)
        tapes.append([plain(e) for e in run(PROGRAMS[name], tmp_path / f"{batch}.tape")])
    assert tapes[0] == tapes[1] == tapes[2]


# --- values as they were -------------------------------------------------------------------------------------------

CHANGES = {
    "add_": "w.add_(1)",
    "setitem": "w[1] = -5",
    "setitem on a view": "w[1:][0] = -5",
    "slice": "w[:2] *= 3",
    "zero_": "w.zero_()",
    "copy_": "w.copy_(torch.full_like(w, 9))",
    "fill through a view": "w.view(-1).fill_(4)",
    "through .data": "w.data.mul_(2)",
    "through .detach()": "w.detach().add_(2)",
    "assigned .data": "w.data = w.data * 2",
    "numpy": "w.numpy()[0] = 33",
    "numpy again": "a[0] = 34",
    "out=": "torch.add(w, 1, out=w)",
    "swap": "w[[0, 1]] = w[[1, 0]]",
}


@pytest.mark.parametrize("size", [3, 40_000])
@pytest.mark.parametrize("change", CHANGES)
def test_later_changes_do_not_touch_what_was_recorded(change, size, tape):
    a = np.arange(size, dtype=np.float32)
    events = tape(
        f"""
        w = torch.from_numpy(a) if "again" in {change!r} else torch.tensor(a)
        u = w * 2
        v = w.view(-1)
        {CHANGES[change]}
        after = w + 0
        back = v + 0
        """,
        names={"a": a.copy()},
    )
    values = {e["name"]: e["value"].array for e in events if e["event"] in ("tensor", "op") and e["name"]}
    np.testing.assert_array_equal(values["w"], a)
    np.testing.assert_array_equal(values["u"], a * 2)
    np.testing.assert_array_equal(values["v"], a)
    if change != "assigned .data":
        np.testing.assert_array_equal(values["after"], values["back"])
    assert (values["after"] != a).any()
    for e in of(events, "mutate"):
        if e["tensor"] == 1:
            np.testing.assert_array_equal(e["value"].array, values["after"])


def test_any_mixture_of_changes(tape):
    """A random program of views, in-place changes and reads; each value is compared with a copy taken at the time."""
    rng = np.random.default_rng(0)
    lines = ["t0 = torch.arange(24.).reshape(4, 6)", "big = torch.zeros(200, 300)"]
    names = ["t0", "big"]
    for i in range(1, 200):
        source = names[rng.integers(len(names))]
        line = [
            f"t{i} = {source} + {i}", f"t{i} = {source}.t()", f"t{i} = {source}[1:]", f"t{i} = {source}.clone()",
            f"{source}.add_({i})", f"{source}[0] = {i}", f"{source}.mul_(0.5)", f"t{i} = {source}[:, ::2]",
            f"t{i} = {source}.detach()",
        ][rng.integers(9)]  # fmt: skip
        if line.startswith(f"t{i} ="):
            line += f"\nif t{i}.numel() == 0: t{i} = big"
            names.append(f"t{i}")
        else:
            line = f"if {source}.numel(): {line}"
        lines += [line, f"note({names[-1]})", f"note({source})"]
    seen = []

    def note(t):
        u = t * 1
        seen.append((u._data.copy(), t._data.copy()))

    events = tape("\n".join(lines), names={"note": note})
    copies = [e["value"].array for e in of(events, "op") if e["op"] == "mul"]
    assert len(copies) == len(seen) > 300
    for got, (u, t) in zip(copies, seen):
        np.testing.assert_array_equal(got, u)
        np.testing.assert_array_equal(u, t)
    last = {e["outputs"][0]: e for e in of(events, "op")}
    assert len(last) > 300


def test_gradients_that_accumulate_in_place(tape):
    events = tape("""
        x = torch.ones(500, requires_grad=True)
        for k in range(4):
            (x * k).sum().backward()
        x.grad.zero_()
        x.grad += 5
        """)
    assert [e["grad"].array.max() for e in of(events, "accumulate")] == [0, 1, 3, 6, 5]  # += sets .grad
    assert [e["added"].array.max() for e in of(events, "accumulate")] == [0, 1, 2, 3, 5]
    assert [e["value"].array.max() for e in of(events, "mutate")][-1] == 5


@pytest.mark.parametrize("size", [1, 3, 3000])
def test_tensors_made_before_the_recording_are_as_they_were_when_first_met(tape, size):
    w = torch.full((size,), 3.0, requires_grad=True)
    events = tape(
        """
        loss = (w * w).sum()
        loss.backward()
        g = w.grad * 1
        w.grad.zero_()
        opt = torch.optim.SGD([w], lr=0.5)
        w.grad += 2
        opt.step()
        """,
        names={"w": w},
    )
    seen = {e["tensor"]: e for e in of(events, "tensor")}
    assert {e["name"]: e["value"].array.max() for e in seen.values()} == {"w": 3, "w.grad": 6}
    assert of(events, "optimizer_step")[0]["params"][0]["before"].array.max() == 3


@pytest.mark.parametrize("size", [1, 3, 3000])
@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_parameters_before_and_after_a_step(tape, optimizer, size):
    events = tape(f"""
        w = torch.ones({size}, requires_grad=True)
        held = [w.detach()] if {size} == 3 else []
        opt = torch.optim.{optimizer}([w], lr=0.1)
        seen = []
        for k in range(3):
            seen.append(w.detach().numpy().copy()) if held else None
            opt.zero_grad()
            (w * w).sum().backward()
            opt.step()
            w * 1
        """)
    steps = of(events, "optimizer_step")
    assert [s["optimizer"] for s in steps] == [optimizer] * 3
    after = [s["params"][0]["after"].array for s in steps]
    before = [s["params"][0]["before"].array for s in steps]
    assert steps[0]["params"][0]["name"] == "w" and before[0].max() == 1
    for a, b, c in zip(after, before[1:], before):
        np.testing.assert_array_equal(a, b)
        assert (a != c).all()
    shown = [e["value"].array for e in of(events, "op") if e["op"] == "mul" and e.get("numbers") == {1: 1}]
    for a, s in zip(after, shown, strict=True):
        np.testing.assert_array_equal(a, s)


def test_each_arrays_bytes_are_written_once(tape, tmp_path):
    n = 1000
    tape(f"""
        w = torch.rand({n}, {n}, requires_grad=True)
        x = w.t().t().view(-1)
        y = w.detach()
        z = w.expand(50, {n}, {n})
        s = w.sum()
        s.backward()
        """)
    # w; the rest are views, or the gradient of sum, one number spread out
    assert 4 * n * n < (tmp_path / "x.tape").stat().st_size < 1.1 * 4 * n * n


@pytest.mark.parametrize(
    "dtype", ["float16", "bfloat16", "float32", "float64", "int64", "bool", "complex64", "complex128"]
)
def test_dtypes(tape, dtype):
    events = tape(f"""
        a = torch.tensor([1, 0, 2], dtype=torch.{dtype})
        b = a[0]
        c = torch.tensor(1, dtype=torch.{dtype})
        """)
    values = {e["name"]: e["value"] for e in events if "value" in e}
    assert {v.dtype for v in (values["a"], values["b"], values["c"])} == {dtype}
    assert values["a"].array.tolist()[0] == values["b"].array.tolist() == values["c"].array.tolist() == 1
    assert values["c"].shape == ()


# --- places and names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("y = x * 2 + 1", [(None, 1), ("y", 1)]),
        ("y = torch.exp(x)", [("y", 1)]),
        ("y = (x\n  * 2\n  ).sum()", [(None, 1), ("y", 3)]),
        ("y = torch.sum(\n  x *\n  2)", [(None, 2), ("y", 1)]),
        ("a = b = x * 2", [("a", 1)]),
        ("a, b = x * 2, x + 1", [("a", 1), ("b", 1)]),
        ("if (n := x.sum()) > 100: pass", [("n", 1), (None, 1)]),
        ("def f(t):\n  return (t * 2).sum()\ny = f(x)", [(None, 2), ("y", 2)]),
        ("def f(t):\n  r = t * 2\n  return r\ny = f(x)", [("r", 2)]),
        ("def f(t):\n  return t * 2\ny = f(x) + f(x)", [(None, 2), (None, 2), ("y", 3)]),
        ("def f(t):\n  return t * 2\ndef g(t):\n  return f(t)\ny = g(x)\nz = g(x)", [("y", 2), ("z", 2)]),
        ("f = lambda t: t * 2\ny = f(x)\nf(x)", [("y", 1), (None, 1)]),
        ("class C:\n  def __init__(self):\n    self.w = x * 2\nC()", [("self.w", 3)]),
        ("ys = [x * k for k in range(2)]", [(None, 1), (None, 1)]),
        ("y = x\ny += x", [("y", 2)][:0]),
        ("y = x.sum(); z = x.mean(0)", [("y", 1), ("z", 1)]),
        ("y = -x", [("y", 1)]),
        ("y = x[0]", [("y", 1)]),
        ("y = x @ x", [("y", 1)]),
        ("y = x.T", [("y", 1)]),
        ("y = x.norm()", [("y", 1)]),
        ("y = 1 - x", [("y", 1)]),
    ],
)
def test_lines_and_names(ops, program, expected):
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert ops(program, names={"x": x}) == expected


def test_tensors_of_every_factory_have_their_names(tape):
    program = """
        a = torch.tensor([1.])
        b = torch.ones(2)
        c = torch.randn(2, 2)
        d = torch.arange(3)
        e = torch.from_numpy(np.ones(2))
        f = torch.Tensor([1, 2])
        g = torch.FloatTensor([1, 2])
        h = torch.zeros_like(a)
        i = torch.autograd.Variable(a)
        j = torch.full((2,), 3.)
        k = torch.linspace(0, 1, 3)
        l = torch.eye(2)
        m = torch.rand(2)
        n = torch.nn.Parameter(a)
        o = a.data
        """
    made = {e["line"]: (e["name"], e["how"]) for e in of(tape(program), "tensor")}
    for k, letter in enumerate("abcdefghijklmno"):
        if letter != "i":  # torch's Variable gives back the tensor itself when nothing changes
            assert made[k + 2][0] == letter, (letter, made.get(k + 2))
    assert made[16] == ("o", "data")


def test_another_module_of_the_user(tape, tmp_path, monkeypatch):
    (tmp_path / "mine.py").write_text("def twice(t):\n    # one more line\n    d = t * 2\n    return d\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "mine", raising=False)
    events = tape("import mine\ny = mine.twice(torch.ones(1))\nz = y + 1")
    assert [(e["name"], e["line"], e.get("file")) for e in of(events, "op")] == [
        ("d", 3, str(tmp_path / "mine.py")),
        ("z", 3, None),
    ]


def test_what_was_written_to_before_it_is_given_has_its_variables_name(tape):
    events = tape("""
        y = torch.tensor([0.5, 1.0, 2.0], requires_grad=True)
        low = torch.quantile(y, 0.25)
        middle = y.detach().quantile(0.5)
        hot = torch.nn.functional.one_hot(torch.tensor([0, 2, 1]), 3)
    """)
    names = [e.get("name") for e in events if e["event"] in ("tensor", "mutate")]
    assert [name for name in names if name] == ["y", "low", "middle", "hot"]


def test_outputs_unpacked(tape):
    events = tape("x = torch.ones(2, 3)\nv, i = x.max(dim=0)\nv.sum().requires_grad_()\na, b = x.unbind()\n")
    several = [e for e in of(events, "op") if len(e["outputs"]) > 1]
    assert [(e["name"], len(e["values"])) for e in several] == [("v", 2), ("a", 2)]
    assert several[0]["values"][1].dtype == "int64"


def test_the_grad_of_a_tensor_is_called_so(tape):
    events = tape(TUTORIAL + "w = x.grad * 2\n")
    late = [e for e in of(events, "tensor") if e["name"] == "x.grad"]
    assert late[0]["value"].array.tolist() == [[4.5, 4.5], [4.5, 4.5]] and late[0]["line"] is None


def test_a_gradient_that_comes_up_says_whose_it_is(tape):
    events = tape("""
        x = torch.tensor(2.0, requires_grad=True)
        x.register_hook(lambda g: g * 5)
        y = x * 3
        y.register_hook(lambda g: g + 1)
        y.backward()
        double = x.grad * 2
        z = torch.tensor(2.0, requires_grad=True)
        (g,) = torch.autograd.grad(z * z, z)
        half = g / 2
        """)
    grads = [e for e in of(events, "tensor") if e["how"] == "grad"]
    z = next(e["tensor"] for e in of(events, "tensor") if e["name"] == "z")
    assert [(e["of"], e["name"], e["value"].array.item()) for e in grads] == [
        (None, None, 1), (1, None, 6), (1, "x.grad", 30), (z, "g", 4),
    ]  # fmt: skip


@pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad=True to a scalar")
def test_where_numbers_are_taken_out_of_a_tensor(tape):
    events = tape("""
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        total = x.sum()
        scale = torch.tensor(total.item())
        if total > 0:
            pair = float(total), x.tolist(), bool(total), int(total)
        array = x.detach().numpy()
        plain = scale.item()
        """)
    made = [e.get("name") for e in events]
    assert [(made[seq] if seq < 3 else None, tensor, how, line) for seq, tensor, how, line in events.exits] == [
        ("scale", 2, ".item()", 4), (None, 2, "float()", 6), (None, 1, ".tolist()", 6), (None, 2, "bool()", 6),
        (None, 2, "int()", 6), (None, 5, ".numpy()", 7),
    ]  # fmt: skip


def test_what_a_call_gives_to_several_variables_has_their_names(tape):
    events = tape("""
        torch.manual_seed(0)
        rnn, head = torch.nn.RNN(2, 3), torch.nn.Linear(3, 1)
        x, h = torch.ones(4, 1, 2), None
        out, h = rnn(x, h)
        loss = sum(head(out).flatten())
        dw, = torch.autograd.grad(loss, head.weight, create_graph=True)
        z = torch.tensor(2.0, requires_grad=True)
        dz, = torch.autograd.grad(z ** 3, z, create_graph=True)
        """)
    named = {e.get("name"): e["line"] for e in events if e["event"] in ("op", "tensor")}
    assert (named["out"], named["h"], named["dz"]) == (5, 5, 9)
    assert {"head.weight", "head.bias", "rnn.weight_ih_l0"} <= set(named) and "bias" not in named


def test_names_in_a_module_are_known_from_its_first_call(tape):
    events = tape("""
        class Net(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.fc1 = torch.nn.Linear(2, 3)
            def forward(self, x):
                return self.fc1(x)
        net = Net()
        y = net(torch.ones(1, 2))
        """)
    made = [(e["tensor"], e["name"]) for e in of(events, "tensor")]
    assert [name for _, name in made][:2] == ["fc1.weight", "fc1.bias"]


def test_of_the_ops_within_one_call_only_the_last_has_the_variables_name(tape):
    events = tape("""
        from functools import reduce
        h = [torch.tensor(float(i)) for i in range(4)]
        total = sum(h)
        def product(parts):
            value = reduce(torch.mul, parts)
            return value
        p = product(h[1:])
        y = torch.tensor(1.0)
        for part in h:
            y = torch.add(y, part)
            both = sum([y, y])
        """)
    names = [e["name"] for e in of(events, "op")]
    assert names == [None, None, None, "total", None, "value", *["y", None, "both"] * 4]


def test_what_a_module_within_a_module_returns_has_the_variables_name(tape):
    events = tape("""
        class Net(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = torch.nn.Linear(2, 2)
            def forward(self, x):
                return self.fc(x)
        net = Net()
        for turn in range(2):
            logits = net(torch.ones(1, 2))
        """)
    assert [(e["op"], e["name"]) for e in of(events, "op")] == [("t", None), ("addmm", "logits")] * 2


def test_each_call_of_a_module_has_its_own_place(tape):
    """Also where another Module, a hook of the user's or his own function stands between the call and the line."""
    events = tape("""
        nn = torch.nn
        net = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.ReLU(), nn.Tanh()))
        class Own(nn.Module):
            def __init__(self):
                super().__init__()
                self.inner = net
            def forward(self, x):
                return self.inner(x)
        own = Own()
        x = torch.ones(1, 2)
        for turn in range(2):
            first = net(x)
            second = own(first)
            third = net(torch.nn.functional.relu(second))
        net[1][0].register_forward_hook(lambda module, args, out:
                                        net[0](out))
        for turn in range(2):
            fourth = net(x)
        """)
    ops = [(e["op"], e["line"], e["name"]) for e in of(events, "op")]
    layers = ["t", "addmm", "relu", "tanh"]
    plain = [(13, layers), (9, layers), (15, ["relu", *layers])]
    hooked = [("t", 19), ("addmm", 19), ("relu", 19), ("t", 17), ("addmm", 17), ("tanh", 19)]
    assert [op[:2] for op in ops] == [(op, line) for line, names in plain for op in names] * 2 + hooked * 2
    assert {name for _, _, name in ops} <= {None, "first", "second", "third", "fourth"}


@pytest.mark.parametrize("tracked", [t for t in product([False, True], repeat=3) if any(t)])
def test_a_node_says_what_it_sent_along_each_of_three_edges(tape, tracked):
    program = """
        a, b, c = (torch.tensor([[1., 2.], [3., 4.]]) * k for k in (1, 2, 3))
        """ + "\n        ".join(f"{name}.requires_grad_({on})" for name, on in zip("abc", tracked)) + """
        y = torch.addmm(a, b, c)
        y.sum().backward()
        """
    events = tape(program)
    node = next(e for e in of(events, "node") if e["grad_fn"] == "AddmmBackward0")
    op = next(e for e in of(events, "op") if e["op"] == "addmm")
    right = [np.ones((2, 2)), np.array([[9, 21], [9, 21]]), np.array([[8, 8], [12, 12]])]
    assert [n is not None for n, _ in op["next"]] == list(tracked)
    for sent, is_sent, gradient in zip(node["grad_inputs"], tracked, right):
        assert (sent is None) != is_sent and (sent is None or (sent.array == gradient).all())


@pytest.mark.parametrize("tracked", [False, True])
def test_the_parts_of_a_tensor_added_up_within_one_call_have_not_its_name(tape, tracked):
    events = tape(f"""
        x = torch.ones(4, requires_grad={tracked})
        for k in range(2):
            loss = sum(x)
        loss = loss + x[0]
        """)
    names = [e["name"] for e in of(events, "op") if e["op"] == "add"]
    assert names == [*[None, None, None, "loss"] * 2, "loss"]


def test_twins_of_saved_results_are_what_they_stand_for(tape):
    events = tape(PROGRAMS["double backward"])
    exp = next(e for e in of(events, "op") if e["op"] == "exp")
    inner = next(e for e in of(events, "op") if e["during"] == exp["node"])
    assert exp["outputs"][0] in inner["inputs"] and inner["next"][-1] == [exp["node"], 0]


def test_what_happens_inside_a_node(tape):
    events = tape(PROGRAMS["double backward"])
    nodes = {e["node"] for e in of(events, "node")}
    inside = [e["during"] for e in events if e["during"] is not None]
    assert inside and set(inside) <= nodes
    assert [e["during"] for e in of(events, "node")] == [None] * len(of(events, "node"))


def test_hooks_and_functions_of_the_user(tape):
    events = tape("""
        class Square(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                return x * x
            @staticmethod
            def backward(ctx, g):
                x, = ctx.saved_tensors
                return g * 2 * x
        x = torch.tensor([1., 2.], requires_grad=True)
        y = Square.apply(x)
        y.register_hook(lambda g: g * 3)
        x.register_hook(lambda g: g * 5)
        y.sum().backward()
        """)
    square = next(e for e in of(events, "node") if e["grad_fn"] == "SquareBackward")
    leaf = of(events, "accumulate")[0]["node"]
    multiplied = {e["numbers"][1]: e["during"] for e in of(events, "op") if e.get("numbers")}
    assert multiplied == {3: square["node"], 2: square["node"], 5: leaf}
    assert [(e["kind"], e["during"]) for e in of(events, "hook")] == [
        ("tensor_pre_hook", square["node"]), ("tensor_pre_hook", leaf),
    ]  # fmt: skip
    assert of(events, "hook")[1]["before"].array.tolist() == [6, 12] and of(events, "hook")[1]["tensor"] == 1
    assert square["line"] == 12


def test_the_place_of_a_change_through_a_view(tape):
    events = tape("x = torch.ones(3, requires_grad=True)\ny = x * 1\nv = y.view(3)\nv[0] = 5.\ny.sum().backward()")
    assert [(e["grad_fn"], e["line"]) for e in of(events, "node")] == [
        ("SumBackward0", 5), ("CopySlices", 4), ("MulBackward0", 2), ("AccumulateGrad", 1),
    ]  # fmt: skip


def test_a_recursion_without_end(tape):
    events = tape("""
        def f(t):
            return f(t * 1.0)
        try:
            f(torch.tensor(1.0))
        except RecursionError:
            y = torch.tensor(2.0) * 3
        """)
    ops = of(events, "op")
    assert len(ops) > 100 and ops[-1]["name"] == "y"
    assert [e["outputs"][0] for e in ops[:-1]] == list(range(2, len(ops) + 1))


NAMED = """x[1:]; x[:, 0]; x[0, 1:]; x[x > 1]; x[[0, 1]]; x[None]; x.view(-1); x.t(); x @ x; x.std(); x.norm(); 2 ** x; 1 / x
    abs(x); torch.where(x > 0, x, x * 0); torch.cat([x, x]); x.relu(); F.softmax(x, dim=1); F.linear(x, x); x.double()
    F.cross_entropy(x, torch.tensor([0, 1])); F.mse_loss(x, x * 2); nn.Linear(2, 3)(x); nn.LayerNorm(2)(x); x.clone()
    nn.Sequential(nn.Linear(2, 3), nn.ReLU())(x); nn.MSELoss()(x, x * 2); nn.CrossEntropyLoss()(x, torch.tensor([0, 1]))
    nn.Conv2d(1, 1, 1)(x.view(1, 1, 2, 2)); nn.BatchNorm1d(2)(x); nn.Dropout(0.5)(x); x.repeat(2, 1); torch.norm(x)
    torch.einsum("ij,jk->ik", x, x); x.masked_fill(x > 0, 1.); x.gather(1, torch.tensor([[0], [1]])); x == 1; x.detach()
    nn.Embedding(3, 2)(torch.tensor([0, 1])); x.abs().sum().log(); torch.zeros_like(x); torch.tensor(x.tolist())
    x.prod(); x.prod(1, keepdim=True); x.cumsum(0); x.nansum()"""


@pytest.mark.parametrize("expression", [e.strip() for e in NAMED.replace("\n", ";").split(";")])
def test_what_a_function_of_ours_gives_has_the_variables_name(tape, expression):
    events = tape(f"F, nn = torch.nn.functional, torch.nn\nx = torch.tensor([[1., 2.], [3., 4.]])\ny = {expression}")
    names = [e["name"] for e in events if e["event"] in ("op", "tensor") and e["line"] == 3]
    assert names[-1] == "y" and names.count("y") == 1


def test_calls_of_backward_are_in_the_table(tape):
    t = tape(PROGRAMS["sgd"])
    kinds = [e["event"] for e in t]
    calls = t.table["call"].tolist()
    open_call = 0
    for kind, call in zip(kinds, calls):
        open_call = call if kind == "backward" else open_call
        assert call == open_call
        open_call = 0 if kind == "backward_end" else open_call
    assert max(calls) == 4


def test_errors_of_backward(tape):
    ends = of(tape(PROGRAMS["refused"]), "backward_end")
    assert "freed" in ends[0] and "a second time" in ends[1]["error"]


# --- the recorder itself -------------------------------------------------------------------------------------------


def test_record_in_a_block(tmp_path):
    with core.record(tmp_path / "a.tape") as rec:
        y = torch.ones(2) * 3
        assert state.rec is rec
    assert state.rec is None and not rec.over
    tape = core.open_tape(tmp_path / "a.tape")
    assert [e["event"] for e in tape] == ["tensor", "op", "end"]
    assert (
        tape[1]["name"] == "y" and tape.meta["path"] == __file__ and "def test_record_in_a_block" in tape.meta["source"]
    )
    assert tape[1]["line"] == tape.meta["source"].split("\n").index("        y = torch.ones(2) * 3") + 1
    del y


def test_an_exception_ends_the_block_and_the_tape(tmp_path):
    with pytest.raises(ZeroDivisionError), core.record(tmp_path / "a.tape"):
        torch.ones(2)
        1 / 0  # noqa: B018
    error, end = list(core.open_tape(tmp_path / "a.tape"))[-2:]
    assert (error["type"], error["message"], end["status"]) == ("ZeroDivisionError", "division by zero", "error")
    assert error["line"] and "1 / 0" in error["traceback"]


def test_one_at_a_time(tmp_path):
    with core.record(tmp_path / "a.tape"), pytest.raises(RuntimeError, match="under way"):
        core.record(tmp_path / "b.tape").__enter__()


def test_the_next_recording_numbers_anew(tmp_path):
    x = torch.ones(2, requires_grad=True)
    events = []
    for name in "ab":
        with core.record(tmp_path / name):
            y = x * 2
            y.sum().backward()
        events.append([plain(e) for e in core.open_tape(tmp_path / name)])
    assert [e["event"] for e in events[0]][:3] == ["tensor", "op", "op"]
    for a, b in zip(*events, strict=True):
        a.pop("grad", None), b.pop("grad", None)
        assert a == b


def test_a_path_that_cannot_be_written(tmp_path):
    with pytest.raises(TapeError, match="cannot write"), core.record(tmp_path / "no" / "x.tape"):
        pytest.fail("the block must not run")
    assert state.rec is None


def test_a_limit_of_events(tmp_path, batches):
    seen = []
    program = """
        x = torch.tensor(1.)
        while True:
            try:
                x = x * 1.0001
            except Exception:
                seen.append("swallowed")
        """
    with pytest.raises(LimitReached, match="limit of 5,000 events"):
        run(program, tmp_path / "x.tape", names={"seen": seen}, max_events=5000)
    tape = open_tape(tmp_path / "x.tape")
    assert 5000 <= len(tape) <= 5001 and tape.complete and not seen


def test_a_limit_of_bytes(tmp_path, batches):
    with pytest.raises(LimitReached, match="limit of 1 MB"):
        run("while True: torch.ones(1000)", tmp_path / "x.tape", max_bytes=1 << 20)
    assert open_tape(tmp_path / "x.tape").complete
    assert (tmp_path / "x.tape").stat().st_size < 1.3 * (1 << 20)


def test_one_array_beyond_the_limit_is_not_written(tmp_path, batches):
    with pytest.raises(LimitReached):
        run("x = torch.ones(3)\ny = torch.ones(10_000_000)", tmp_path / "x.tape", max_bytes=1 << 20)
    tape = open_tape(tmp_path / "x.tape")
    assert (tmp_path / "x.tape").stat().st_size < 1 << 20 and tape.complete and tape[0]["name"] == "x"


@pytest.mark.parametrize("name", ["double backward"])
def test_a_tape_cut_anywhere_opens_up_to_its_last_whole_chunk(name, tmp_path, monkeypatch):
    in_batches(monkeypatch, 3)
    whole = [plain(e) for e in run(PROGRAMS[name], tmp_path / "x.tape")]
    data = (tmp_path / "x.tape").read_bytes()
    lengths = set()
    for n in range(data.index(b"CLOG"), len(data), 37):
        (tmp_path / "cut.tape").write_bytes(data[:n])
        with open_tape(tmp_path / "cut.tape") as tape:
            read = [plain(e) for e in tape]
            for event, known in zip(read, whole):  # a name that is told later is not known yet
                event["name"] = event.get("name") or known.get("name")
                known.setdefault("name", None)
            assert read == whole[: len(tape)]
            lengths.add(len(tape))
    assert len(lengths) > 5


def test_a_growing_tape_is_read_as_the_whole_one_is(tmp_path, monkeypatch):
    in_batches(monkeypatch, 4)
    program = "x = torch.ones(2, requires_grad=True)\nfor _ in range(3): (x * x).sum().backward(); look()"
    seen = []

    def look():
        seen.append(growing.refresh())
        for seq in range(len(growing)):
            growing[seq]

    (tmp_path / "x.tape").write_bytes(b"")
    recorder = Recorder(tmp_path / "x.tape", main="program.py", text=program).start()
    growing = open_tape(tmp_path / "x.tape")
    exec(compile(program, "program.py", "exec"), {"torch": torch, "look": look, "__name__": "__main__"})
    recorder.close()
    growing.refresh()
    assert len(set(seen)) == 3 and growing.complete
    assert [plain(e) for e in growing] == [plain(e) for e in open_tape(tmp_path / "x.tape")]


def test_a_full_disk_ends_the_run(tmp_path):
    recorder = Recorder(tmp_path / "x.tape").start()
    torch.ones(1)
    with little_disk(tmp_path / "x.tape"), pytest.raises(LimitReached, match="File too large"):
        for _ in range(30_000):
            torch.ones(1)
    recorder.close("limit", recorder.over)
    tape = open_tape(tmp_path / "x.tape")
    assert len(tape) > 0 and not tape.complete


def test_a_fault_of_ours_is_told_as_such(tmp_path):
    recorder = Recorder(tmp_path / "x.tape").start()
    recorder._log.memory, memory = None, recorder._log.memory
    with pytest.raises(LimitReached, match="the recorder failed: AttributeError"):
        for _ in range(3000):
            torch.ones(1)
    recorder._log.memory = memory
    recorder.close()
    assert open_tape(tmp_path / "x.tape").complete


def test_output(tmp_path, batches):
    recorder = Recorder(tmp_path / "x.tape", main=__file__).start()
    for piece in ("a", " ", "b", "\n", "c", "\n"):
        recorder.output("stdout", piece)
    recorder.output("stderr", "oh")
    torch.ones(1)
    recorder.output("stderr", "no\n")
    recorder.output("stdout", "")
    recorder.close()
    events = list(open_tape(tmp_path / "x.tape"))
    assert [(e.get("stream"), e.get("text")) for e in events] == [
        ("stdout", "a b\n"), ("stdout", "c\n"), ("stderr", "oh"), (None, None), ("stderr", "no\n"), (None, None),
    ]  # fmt: skip
    assert all(e["line"] for e in events[:-1])


def test_a_flood_of_output_is_joined(tmp_path):
    recorder = Recorder(tmp_path / "x.tape").start()
    for i in range(100_000):
        recorder.output("stdout", f"{i}")
        recorder.output("stdout", "\n")
    recorder.close()
    tape = open_tape(tmp_path / "x.tape")
    assert len(tape) < 80_000
    assert "".join(e["text"] for e in tape if e["event"] == "output") == "".join(f"{i}\n" for i in range(100_000))


def test_threads_of_the_user(tmp_path):
    def work(k):
        x = torch.tensor(float(k), requires_grad=True)
        for _ in range(2000):
            x * 2.0

    with core.record(tmp_path / "x.tape"):
        threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
    tape = open_tape(tmp_path / "x.tape")
    ops = of(tape, "op")
    assert len(ops) == 8000 and len({e["outputs"][0] for e in ops}) == 8000
    assert {e["value"].array.item() for e in ops} == {0.0, 2.0, 4.0, 6.0}


def test_our_thread_is_not_among_the_users(tmp_path):
    before = threading.active_count()
    with core.record(tmp_path / "x.tape"):
        torch.ones(1)
        assert threading.active_count() == before


def child(program, tmp_path, **kw):
    """Runs a program with `rec` (a started Recorder on x.tape) and `torch` in another process."""
    head = f"""\
        import os, sys, time
        import core.facade as torch
        from core.recorder import Recorder
        rec = Recorder({str(tmp_path / "x.tape")!r}).start()
        """
    text = textwrap.dedent(head) + textwrap.dedent(program)
    return subprocess.run(
        [sys.executable, "-W", "ignore:This process:DeprecationWarning", "-c", text],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **kw,
    )


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("death", ["os.kill(os.getpid(), 9)", "os._exit(3)", "import ctypes; ctypes.string_at(0)"])
def test_sudden_death_keeps_what_was_recorded(tmp_path, death):
    done = child(f"x = torch.ones(2, requires_grad=True)\ny = (x * 2).sum()\n{death}", tmp_path)
    assert done.returncode in (-signal.SIGKILL, 3, -signal.SIGSEGV)
    tape = open_tape(tmp_path / "x.tape")
    assert [e["event"] for e in tape] == ["tensor", "op", "op"] and not tape.complete


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_death_of_a_busy_program_loses_only_the_last_moment(tmp_path):
    done = child(
        """
        y = torch.tensor(1.0)
        for i in range(30_000):
            y = y * 1.0
        time.sleep(0.2)  # longer than events wait
        os.kill(os.getpid(), 9)
        """,
        tmp_path,
    )
    assert done.returncode == -signal.SIGKILL
    assert len(open_tape(tmp_path / "x.tape")) == 30_001


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_records_nothing(tmp_path):
    done = child(
        """
        for k in range(50):
            torch.ones(1)
            pid = os.fork()
            if not pid:
                for i in range(2000):
                    torch.ones(1)
                rec.output("stdout", "mine")
                rec.flush()
                rec.close()
                os._exit(0)
            os.waitpid(pid, 0)
        rec.close()
        """,
        tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [e["event"] for e in open_tape(tmp_path / "x.tape")] == ["tensor"] * 50 + ["end"]


def test_a_forked_child_cuts_nothing_off_that_its_parent_has_written_since(tmp_path):
    recorder = Recorder(tmp_path / "x.tape").start()
    for _ in range(3):
        torch.rand(1_000_000)
    recorder.flush()
    with open(tmp_path / "x.tape", "ab") as parents:
        parents.write(bytes(1000))
    size = os.path.getsize(tmp_path / "x.tape")
    recorder.after_fork_in_child()
    recorder_pump.recording.remove(recorder)
    assert os.path.getsize(tmp_path / "x.tape") == size


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the handler strikes in callbacks, too
def test_a_signal_handler_that_raises_loses_no_event(tmp_path):
    if not hasattr(signal, "setitimer"):
        pytest.skip("no timers here")
    count, raised = 0, 0

    armed = False

    def strike(*_):
        nonlocal armed
        if armed:
            armed = False
            raise TimeoutError

    def work(x):
        nonlocal armed, count
        armed = True
        while armed:  # Python swallows what is raised within a weak reference's callback or the collector
            x * 1.0
            count += 1

    before = signal.signal(signal.SIGALRM, strike)
    try:
        with core.record(tmp_path / "x.tape"):
            x = torch.tensor(1.0)
            signal.setitimer(signal.ITIMER_REAL, 0.001, 0.0007)
            while raised < 200:
                try:
                    work(x)
                except TimeoutError:
                    pass
                raised += 1
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    tape = open_tape(tmp_path / "x.tape")
    ops = tape.table["kind"].tolist().count(1)
    assert tape.complete and abs(ops - count) <= raised
    assert [e["seq"] for e in tape] == list(range(len(tape)))


def test_no_cycles_and_the_collectors_settings_come_back(tmp_path):
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with core.record(tmp_path / "x.tape"):
        assert gc.get_threshold()[0] > before[0]
        for _ in range(20):
            torch.tensor([1.0, 2.0], requires_grad=True).exp().sum().backward()
    assert gc.get_threshold() == before and gc.get_freeze_count() == frozen == 0
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        recorder = Recorder(tmp_path / "x.tape").start()
        for _ in range(20):
            torch.tensor([1.0, 2.0], requires_grad=True).exp().sum().backward()
        recorder.flush()
        gc.collect()
        assert not [x for x in gc.garbage if type(x).__module__.startswith(("core", "torch"))]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        recorder.close()


@pytest.mark.parametrize("large", [40, 20_000])
def test_a_memory_of_equal_elements_takes_one_of_them(tmp_path, large):
    """What a mean sends back."""
    program = f"""
        x = torch.arange({large}.0, requires_grad=True)
        (x * 2).mean().backward()
        zeros = torch.zeros(2, {large})
        nan = torch.full(({large},), float("nan"))
        almost = torch.zeros({large})
        almost[7] = -0.0
    """
    tape = run(program, tmp_path / "tape")
    values = {e["name"]: e["value"].array for e in tape if e["event"] in ("op", "tensor") and e["name"]}
    sent = next(e["grad_inputs"][0].array for e in tape if e["event"] == "node" and e["grad_fn"] == "MeanBackward0")
    assert sent.shape == (large,) and (sent == np.float32(1 / large)).all()
    assert values["zeros"].shape == (2, large) and not values["zeros"].any()
    assert np.isnan(values["nan"]).all() and not np.signbit(values["almost"]).any()
    changed = next(e["value"].array for e in tape if e["event"] == "mutate")
    assert np.signbit(changed).nonzero()[0].tolist() == [7]
    if large > 40:
        assert os.path.getsize(tmp_path / "tape") < 8 * 4 * large


def test_a_view_of_equal_elements_that_shows_their_bytes(tmp_path):
    chunks = Chunks(tmp_path / "tape", default_meta({}))
    memory = Memory(chunks)
    whole = np.full(20_000, -0.5, np.float32)
    chunks.add_values(memory.records([whole, whole[1:], whole.view(np.uint8)], None), 3)
    chunks.flush()
    chunks.close()
    tape = open_tape(tmp_path / "tape")
    assert [tape.value(k).array.tolist() for k in (1, 2)] == [whole.tolist(), whole[1:].tolist()]
    assert tape.value(3).array.tolist() == [0, 0, 0, 191] * 20_000


def test_both_gradients_of_a_square_are_written_once(tmp_path):
    tape = run("y = torch.arange(50_000.0, requires_grad=True)\n(y * y).sum().backward()", tmp_path / "tape")
    (sent,) = [e["grad_inputs"] for e in tape if e["event"] == "node" and e["grad_fn"] == "MulBackward0"]
    assert sent[0].key == sent[1].key and (sent[1].array == np.arange(50_000)).all()


def test_a_tape_that_grew_fast_takes_no_more_of_the_disk_than_it_is_long(tmp_path):
    run("for _ in range(8):\n    x = torch.rand(1_000_000)", tmp_path / "tape")
    stat = os.stat(tmp_path / "tape")
    assert stat.st_size > 32_000_000
    assert not hasattr(stat, "st_blocks") or stat.st_blocks * 512 < stat.st_size + (1 << 20)


def test_the_end_of_a_modules_call_is_written_also_by_itself(tmp_path):
    """It is no event: a batch that holds nothing else was not written, and what followed seemed to be in that call."""
    flush = lambda: recorder_pump.recording[0].flush()
    program = """
        class Model(torch.nn.Module):
            def forward(self, x):
                y = x * 2
                flush()
                return y
        y = Model()(torch.ones(2))
        flush()
        z = y + 1
        """
    inside = {e["op"]: e.get("module") for e in run(program, tmp_path / "tape", {"flush": flush}) if e["event"] == "op"}
    assert inside == {"mul": "", "add": None}


def test_a_print_is_one_event_whenever_the_thread_looks(tmp_path, monkeypatch):
    """print() writes its text and its line's end one after the other; the number of a run's steps must not hang on when."""
    monkeypatch.setattr(recorder_pump, "WAIT", 0.4)
    with core.record(tmp_path / "a.tape"):
        for _ in range(recorder_pump.AT_ONCE + 1):
            torch.ones(1) * 2.0
        state.rec.output("stdout", "a line")
        time.sleep(0.5)  # the thread looks, once
        state.rec.output("stdout", "\n")
    with open_tape(tmp_path / "a.tape") as tape:
        assert [e["text"] for e in tape if e["event"] == "output"] == ["a line\n"]


def test_ops_of_lists_and_of_several_outputs(tmp_path):
    with core.record(tmp_path / "t.tape"):
        x = torch.ones(2, 3, requires_grad=True)
        few, many = torch.cat([x, x]), torch.cat([x] * 300)
        top, where = many.max(1)
        first, second, third = x.unbind(1)
        whole = torch.stack([first, second, third])
        (few.sum() + top.sum() + whole.sum()).backward()
        assert where.shape == (600,)
    with core.open_tape(tmp_path / "t.tape") as tape:
        told = [event for i in range(len(tape)) if (event := tape.to_json(i)).get("event") == "op"]
        ids = {name: n for n, name in enumerate(["x", "few", "many", "top", "where", "first", "second", "third", "whole"], 1)}
    by_op = [(event["op"], event["name"], event["inputs"], event["outputs"]) for event in told[:5]]
    assert by_op == [
        ("cat", "few", [1, 1], [ids["few"]]), ("cat", "many", [1] * 300, [ids["many"]]),
        ("max", "top", [ids["many"]], [ids["top"], ids["where"]]),
        ("unbind", "first", [1], [ids["first"], ids["second"], ids["third"]]),
        ("stack", "whole", [ids["first"], ids["second"], ids["third"]], [ids["whole"]]),
    ]  # fmt: skip
    assert all(event["grad_fn"] for event in told)
