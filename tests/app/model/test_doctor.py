"""Doctor on a zoo of broken programs and their healthy twins, on the seeds and the lessons; its words; why."""

import json
from pathlib import Path

import pytest

from app.model.doctor import DIAGNOSES, Case, diagnosis, examine
from app.model.doctor.stopped import last_named
from app.model.why import why
from tests.app.model.programs_run import run
from tests.app.model.random_tapes import write_random
from tests.core.programs import programs

ROOT = Path(__file__).resolve().parents[3]
ZOO = ROOT / "tests" / "data" / "zoo"
BROKEN = sorted((ZOO / "broken").glob("*.py"))
HEALTHY = sorted((ZOO / "healthy").glob("*.py"))
SCRIPTS = sorted((ZOO / "scripts").glob("*.py"))  # trainings of all common kinds, as they are written when all is well
MARK = "# <--"
NAMES = sorted(DIAGNOSES, key=len, reverse=True)
# What is found in programs that show something on purpose: {name: (ids, reason)}.
MEANT = {
    "03_requires_grad": ({"none-read"}, "it prints the .grad of data that does not require grad"),
    "04_none_zero_cut": ({"cut-path", "none-read"}, "it shows a gradient that is None and one that is cut"),
    "15_vanishing": ({"vanishing"}, "it shows vanishing gradients"),
    "16_nan_hunt": ({"nan-backward"}, "it shows where a NaN comes from"),
}
SHOWN = {
    "variable era": {"none-read"},  # prints the .grad of a Variable without requires_grad
    "hooks": {"grad-adds-up"},  # two calls without a reset, .grad printed after each
    "warnings": {"nonleaf-grad"},  # provokes PyTorch's warning
    "detach data": {"data-while-saved"},  # zeroes through .data what sigmoid has saved
    "stop gradient and where": {"nan-backward", "zero-gradient"},  # NaN through where; |x| at 0
    "saved tensor hooks": {"grad-adds-up"},
    "anomaly detection": {"nan-forward"},  # sqrt(-1)
}
IMPORTS = (
    "import torch, torch.nn as nn, torch.nn.functional as F, torch.optim as optim, torch.utils.data as data\n"
    "import torch.optim.lr_scheduler as lr_scheduler, torch.nn.init as init\n"
)


@pytest.fixture
def diagnosed(tmp_path):
    """diagnosed(source) is (trace, findings) of a run."""
    traces = []

    def diagnosed(source: str):
        traces.append(run(source, tmp_path / f"{len(traces)}.tape"))
        return traces[-1], examine(traces[-1])

    yield diagnosed
    for trace in traces:
        trace.tape.close()


def expected(path: Path) -> tuple[str, int]:
    """(id, line) that a broken program is to be diagnosed with: its name, and the line that is marked."""
    id = next(id for id in NAMES if f"{path.stem}_".startswith(id.replace("-", "_") + "_"))
    return id, next(n for n, line in enumerate(path.read_text().splitlines(), 1) if line.endswith(MARK))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_program_is_explained_by_one_finding(path, diagnosed):
    trace, findings = diagnosed(path.read_text())
    assert [(one.id, one.line) for one in findings] == [expected(path)], [one.title for one in findings]
    (one,) = findings
    for words in (one.title, one.evidence, one.why, one.do):
        assert words.strip() and "{name" not in words and "(line ?)" not in words and words.count("(line ") <= 2, words
    assert f"line {one.line}" in one.title.lower()
    assert -1 <= one.seq < len(trace)
    json.dumps(one.as_dict(), allow_nan=False)


@pytest.mark.parametrize("path", HEALTHY, ids=lambda path: path.stem)
def test_its_healthy_twin_comes_out_clean(path, diagnosed):
    assert [one.title for one in diagnosed(path.read_text())[1]] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_trainings_of_all_common_kinds_raise_no_alarm(path, diagnosed):
    assert [one.title for one in diagnosed(path.read_text())[1]] == []


def test_the_line_that_is_offered_mends_the_program(diagnosed):
    """Each fix of the zoo, put into its program, leaves nothing to be found."""
    mended = 0
    for path in BROKEN:
        source = path.read_text()
        fix = diagnosed(source)[1][0].fix
        if fix is None:
            continue
        lines = source.split("\n")
        lines[fix.line - 1 : fix.line - 1 + (not fix.insert)] = [fix.text]
        assert [one.title for one in diagnosed("\n".join(lines))[1]] == [], path.stem
        mended += 1
    assert mended >= 18


def test_every_diagnosis_has_a_broken_program_and_a_healthy_twin():
    assert {expected(path)[0] for path in BROKEN} == set(DIAGNOSES)
    assert [path.name for path in BROKEN] == [path.name for path in HEALTHY]
    assert len(BROKEN) >= 45


@pytest.mark.parametrize("path", [*sorted((ROOT / "tests/data/seeds/programs").glob("*.py")),
                                  *sorted((ROOT / "resources/lessons").glob("[0-9]*.py"))], ids=lambda path: path.stem)  # fmt: skip
def test_seeds_and_lessons_come_out_clean_but_for_what_they_show(path, diagnosed):
    found = {one.id for one in diagnosed(path.read_text())[1]}
    assert found == MEANT.get(path.stem, (set(), ""))[0]


@pytest.mark.parametrize("title", programs("scripts"))
def test_scripts_in_the_style_of_tutorials(title, diagnosed):
    _, findings = diagnosed(IMPORTS + programs("scripts")[title])
    assert {one.id for one in findings} == SHOWN.get(title, set())


# ---- words


def test_an_in_place_change_names_both_lines_and_mends_the_line(diagnosed):
    _, (one,) = diagnosed((ZOO / "broken" / "inplace_saved.py").read_text())
    assert one.title == "y is changed in place at line 5, after ExpBackward0 at line 4 saved it for backward"
    assert one.lines == (4, 7)
    assert (one.fix.line, one.fix.text) == (5, "y = y + 1  # <--")


def test_accumulated_gradients_are_told_in_numbers(diagnosed):
    _, (one,) = diagnosed((ZOO / "broken" / "grad_accumulates.py").read_text())
    assert one.title == "Gradients accumulate: no zero_grad() between one backward() and the next (line 10)"
    assert "holds the sum of 6 backward calls" in one.evidence
    assert (one.fix.text, one.fix.insert, one.fix.line) == ("    opt.zero_grad()", True, 10)


def test_a_cut_names_what_it_keeps_from_learning(diagnosed):
    _, (one,) = diagnosed((ZOO / "broken" / "cut_path.py").read_text())
    assert "get no gradient: cut at line 14 by detach()" in one.title
    assert one.fix.text.strip() == "h = torch.tanh(self.fc1(x))  # <--"
    assert one.cut_at == one.seq


def test_the_untaken_branch_of_where_is_found_guilty(diagnosed):
    _, (one,) = diagnosed((ZOO / "broken" / "nan_backward.py").read_text())
    assert "torch.sqrt(x)" in one.title and "0 · ∞ is NaN" in one.title
    assert "torch.where (line 4) did not take these elements" in one.why


def test_what_follows_from_an_error_is_left_out(diagnosed):
    source = "import torch\nw = torch.ones(2, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n" \
             "for _ in range(3):\n    loss = (w * 2).detach().sum()\n    loss.backward()\n    opt.step()\n"  # fmt: skip
    _, findings = diagnosed(source)
    assert [one.id for one in findings] == ["root-cut"]


def test_an_error_that_has_nothing_to_do_with_gradients_is_told_as_it_is(diagnosed):
    _, (one,) = diagnosed("import torch\nprint({}['a'])\n")
    assert (one.id, one.line) == ("raised", 2)
    assert "KeyError" in one.title


def test_a_program_that_does_not_parse_and_one_without_torch(diagnosed):
    assert diagnosed("print(1)\n")[1] == []


def test_ids_are_declared_once():
    with pytest.raises(ValueError, match="two diagnoses raised"):
        diagnosis("raised", "error", "", why="", do="", tag="")


# ---- why


def answer(diagnosed, source, name, at=-1):
    trace, _ = diagnosed("import torch\n" + source)
    return why(trace, last_named(Case(trace), name), len(trace) - 1 if at < 0 else at)


WHYS = [
    ("x = torch.ones(2, requires_grad=True)\ny = x * 2\n", "x", "not_yet", "x has no gradient yet: backward() is never "
                                                                           "called in this run.", None),
    ("x = torch.ones(2)\nw = torch.ones(2, requires_grad=True)\n(w * x).sum().backward()\n", "x", "none",
     "x has no gradient: it does not require grad.", 2),
    ("w = torch.ones(2, requires_grad=True)\ny = w * 2\nz = y.detach() * torch.ones(2, "
     "requires_grad=True)\nz.sum().backward()\n",
     "w", "cut", "w has no gradient: the graph is cut at line 4 by detach().", 4),
    ("x = torch.tensor([-1., -2.], requires_grad=True)\ny = torch.relu(x)\ny.sum().backward()\n", "x", "zero",
     "The gradient of x is 0: relu's input is 0 or less, so its slope is 0 (line 3).", 3),
    ("x = torch.tensor([-1., 2., 3., 4.], requires_grad=True)\ny = torch.relu(x)\ny.sum().backward()\n", "x", "partly_zero",
     "25% of the gradient of x is 0: relu's input is 0 or less, so its slope is 0 (line 3).", 3),
    ("x = torch.tensor([100., 200.], requires_grad=True)\ny = torch.sigmoid(x)\ny.sum().backward()\n", "x", "zero",
     "The gradient of x is 0: torch.sigmoid(x) is saturated: its output is at its limit, where it is flat (line 3).", 3),
    ("x = torch.tensor([1., 5., 2.], requires_grad=True)\ny = x.max()\ny.backward()\n", "x", "partly_zero",
     "67% of the gradient of x is 0: x.max() picked other elements (line 3).", 3),
    ("x = torch.tensor([1., 5.], requires_grad=True)\nk = torch.zeros(2)\ny = x * k\ny.sum().backward()\n", "x", "zero",
     "The gradient of x is 0: it is multiplied by k, which is 0 (line 4).", 4),
    ("x = torch.tensor([1., 5.], requires_grad=True)\ny = x.clamp(2, 3)\nz = y * 3\nz.sum().backward()\n", "x", "zero",
     "The gradient of x is 0: x.clamp(2, 3) (line 3)", 3),
    ("x = torch.tensor(2., requires_grad=True)\ny = x * 3\nz = y - y\nz.backward()\n", "y", "zero", "2 contributions cancel each other", None),
    ("x = torch.tensor(2., requires_grad=True)\n(x * 3).backward()\n", "x", "value", "x has a gradient: 3.", None),
    ("x = torch.tensor(2., requires_grad=True)\n(x * 3).backward()\nx.grad = None\n", "x", "none", "reset to None at line 4", 4),
]  # fmt: skip


@pytest.mark.parametrize(
    "source, name, kind, text, line", WHYS, ids=[f"{one[1]} {one[2]} {n}" for n, one in enumerate(WHYS)]
)
def test_why(diagnosed, source, name, kind, text, line):
    said = answer(diagnosed, source, name)
    assert said.kind == kind
    assert text in said.text or (
        kind == "zero" and "clamp" in text and "outside of the limits of x.clamp(2, 3)" in said.text
    )
    assert line is None or said.line == line


def test_why_of_a_cut_names_the_node_at_the_cut_edge(diagnosed):
    said = answer(diagnosed, WHYS[2][0], "w")
    assert said.cut_at >= 0 and said.node is not None


def test_why_of_a_computed_tensor_says_that_grad_itself_is_none(diagnosed):
    said = answer(diagnosed, "x = torch.ones(2, requires_grad=True)\ny = x * 2\ny.sum().backward()\n", "y")
    assert said.kind == "value"
    assert said.more[1] == "Call y.retain_grad() before backward() to keep it."


# ---- any tape


@pytest.mark.parametrize("seed", range(25))
def test_any_tape_can_be_examined_and_asked_why(seed, tmp_path, open_trace):
    trace = open_trace(write_random(str(tmp_path / "random.tape"), seed, 40))
    for one in examine(trace):
        assert one.title and one.id in DIAGNOSES
    for tensor in {int(t) for t in trace.table["tensor"] if t > 0}:
        for seq in (0, len(trace) // 2, len(trace) - 1):
            assert why(trace, tensor, seq).text


def test_a_tape_that_was_cut_off_or_is_empty(tmp_path, open_trace):
    source = (ZOO / "broken" / "cut_path.py").read_text()
    run(source, tmp_path / "whole.tape").tape.close()
    data = (tmp_path / "whole.tape").read_bytes()
    for k, share in enumerate((0.3, 0.6, 0.9)):
        (tmp_path / f"{k}.tape").write_bytes(data[: int(len(data) * share)])
        examine(open_trace(tmp_path / f"{k}.tape"))
    assert examine(open_trace(tmp_path / "whole.tape"), source="") != []


def test_a_wrong_function_is_found_though_its_input_is_used_again_afterwards(diagnosed):
    source = (ZOO / "broken" / "function_wrong.py").read_text()
    _, findings = diagnosed(source + "x.grad = None\n(x * x).sum().backward()\nprint(x.grad)\n")
    assert [one.id for one in findings] == ["function-wrong"]
