"""Two runs compared: what is the same event, what differs and where it began; and the command `compare`."""

import json

import numpy as np
import pytest

from app.cli.main import main
from app.model.compare import compare, match_lines
from tests.app.model.programs_run import run

BASE = """\
import torch
torch.manual_seed(0)
x = torch.randn(4, 3)
w = torch.randn(3, 2, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
for i in range(5):
    opt.zero_grad()
    h = torch.tanh(x @ w)
    loss = (h ** 2).mean()
    loss.backward()
    opt.step()
"""


@pytest.fixture
def compared(tmp_path):
    """compared(source here, source there): (comparison, trace here, trace there)."""
    made = []

    def go(here, there=BASE):
        traces = [run(source, tmp_path / f"{len(made)}-{k}.tape") for k, source in enumerate((here, there))]
        made.extend(traces)
        return compare(*traces), *traces

    yield go
    for trace in made:
        trace.tape.close()


def test_the_same_program_agrees_to_the_last_event(compared):
    found, here, there = compared(BASE)
    assert found.agree and found.first == -1 and found.places == ()
    assert len(found.here) > 40 and (found.here == found.there).all() and len(here) == len(there)


def test_inserted_and_deleted_lines_shift_nothing(compared):
    found, here, _ = compared(BASE.replace("    loss =", "    extra = h * 1\n    loss ="))
    assert len(found.differing) == 0 and not found.agree
    assert {here[int(seq)]["name"] for seq in found.only_here} == {"extra"} and len(found.only_there) == 0
    assert found.first == found.only_here[0]
    found, here, there = compared(BASE, "import math\n\n" + BASE.replace("opt = ", "z = torch.ones(2)\nopt = "))
    assert len(found.differing) == 0 and [there[int(s)]["name"] for s in found.only_there] == ["z"]
    assert here.kind(found.first) == "op", "what comes after the line that only the other has"


def test_the_first_divergence_and_the_worst_place(compared):
    found, here, there = compared(BASE.replace("tanh", "sigmoid"))
    assert here[found.first]["op"] == "sigmoid" and there[found.other(found.first)]["op"] == "tanh"
    assert found.error_of(found.first) > found.tolerance >= (found.error_of(found.first - 1) or 0.0)
    errors = [place.error for place in found.places]
    assert errors == sorted(errors, reverse=True)
    (h,) = [place for place in found.places if place.what == "value" and place.name == "h"]
    a, b = (trace.value_at(trace.index.tensor.view[seq], seq).array for trace, seq in ((here, h.seq), (there, h.other)))
    assert h.error == pytest.approx(np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b)), rel=1e-5)
    assert h.count == 5 and h.line == 8


def test_a_changed_learning_rate_is_seen_at_the_first_step_and_not_before(compared):
    found, here, _ = compared(BASE.replace("lr=0.1", "lr=0.101"))
    assert here.kind(found.first) == "optimizer_step"
    assert here.iteration_at(found.first).number == 1
    gradients = [place for place in found.places if place.what == "grad"]
    assert [(place.name, place.count) for place in gradients] == [("w", 4)], "not in the first iteration"


def test_each_leaf_is_a_place_of_its_own(compared):
    two = BASE.replace("w = torch.randn(3, 2, requires_grad=True)\n", "net = torch.nn.Linear(3, 2)\n")
    two = two.replace("SGD([w]", "SGD(net.parameters()").replace("h = torch.tanh(x @ w)", "h = torch.tanh(net(x))")
    found, *_ = compared(two.replace("lr=0.1", "lr=0.2"), two)
    arriving = {place.name: place.count for place in found.places if place.what == "gradient" and place.name.startswith("net.")}
    assert arriving == {"net.weight": 4, "net.bias": 4}


def test_a_missing_zero_grad_differs_from_the_second_iteration_on(compared):
    found, here, _ = compared(BASE.replace("    opt.zero_grad()\n", ""))
    assert here.kind(found.first) == "accumulate" and here.iteration_at(found.first).number == 2


def test_shapes_and_nan(compared):
    found, *_ = compared(BASE.replace("randn(3, 2,", "randn(3, 3,"))
    assert found.places[0].error == np.inf and found.places[0].name == "w"
    nan = "import torch\nx = torch.tensor([1.0, 0.0], requires_grad=True)\ny = x / x\n"
    found, *_ = compared(nan, nan)
    assert found.agree, "NaN in the same place is no difference"
    found, *_ = compared(nan, nan.replace("0.0]", "2.0]"))
    assert {place.error for place in found.places if place.name == "y"} == {np.inf}


def test_lines_are_matched_by_likeness():
    assert match_lines(["a = 1", "b = 2"], ["a = 1", "c", "b = 2"]) == {1: 1, 3: 2}
    assert match_lines(["y = f(x)"], ["y = g(x)"]) == {1: 1}
    assert match_lines(["start", "y = torch.tanh(x)"], ["z = 1", "w = 2", "y = torch.tanh(x * 2)", "q"])[3] == 2


def test_the_command_says_where_and_its_status_is_one_where_they_differ(tmp_path, capsys):
    for name, source in (("a", BASE), ("b", BASE.replace("tanh", "sigmoid"))):
        run(source, tmp_path / f"{name}.tape").tape.close()
    a, b = str(tmp_path / "a.tape"), str(tmp_path / "b.tape")
    assert main(["compare", a, a]) == 0
    assert "agree" in capsys.readouterr().out
    assert main(["compare", b, a]) == 1
    said = capsys.readouterr().out
    assert "first divergence: step" in said and "line 8" in said and "value of h" in said
    assert main(["compare", b, a, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["agree"] is False and found["places"][0]["error"] >= found["places"][1]["error"]
    assert main(["compare", b, a, "--tolerance", "10"]) == 0
    assert main(["compare", a, str(tmp_path / "none.tape")]) == 2
