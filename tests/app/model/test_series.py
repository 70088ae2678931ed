"""Series of a run: against sums done by hand here, growing as the tape grows, and what a CSV of them holds."""

import csv
import io

import numpy as np
import pytest

from app.model.depth import by_module, by_parameter, histogram, picture
from app.model.series import Key, Series, csv_text
from app.model.timeline import loss_text
from app.model.trace import Trace
from app.model.whatif import call_of
from core.tapefile import open_tape
from core.tapenorms import distances, norms
from tests import tapes
from tests.app.model.programs_run import run

TRAINING = """
import torch
import torch.nn as nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(8, 3), torch.randn(8, 1)
for epoch in range(6):
    {reset}
    loss = ((model(x) - y) ** 2).mean()
    acc = (loss * 10).detach()
    loss.backward()
    opt.step()
"""
BY_HAND = """
import torch
w = torch.tensor([3.0, 4.0], requires_grad=True)
for i in range(4):
    loss = (w * w).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
"""
REBOUND = """
import torch
w = torch.tensor([3.0, 4.0], requires_grad=True)
for i in range(4):
    loss = (w * w).sum()
    loss.backward()
    w = (w - 0.1 * w.grad).detach()
    w.requires_grad_()
"""


def series_of(trace):
    made = Series(trace)
    made.advance()
    return made


def by_key(made, group):
    return {line.key: line for line in made.lines(group)}


def test_a_scalar_minimised_step_by_step(tmp_path):
    """x from 0 to 3 with lr 0.1: loss (x - 3)², gradient 2 (x - 3), all computed here."""
    with open_tape(str(tapes.write_sgd(tmp_path / "sgd.tape", 5))) as tape:
        trace = Trace(tape)
        trace.extend()
        made = series_of(trace)
        xs = [0.0]
        for _ in range(5):
            xs.append(xs[-1] - 0.1 * 2 * (xs[-1] - 3))
        x = np.array(xs)
        (loss,), (grad,), (weight,), (ratio,) = (made.lines(group) for group in ("loss", "grad", "weight", "ratio"))
        assert loss.x.tolist() == [1, 2, 3, 4, 5]
        np.testing.assert_allclose(loss.y, (x[:-1] - 3) ** 2, rtol=1e-6)
        np.testing.assert_allclose(grad.y, np.abs(2 * (x[:-1] - 3)), rtol=1e-6)
        np.testing.assert_allclose(weight.y, x[1:], rtol=1e-6)
        np.testing.assert_allclose(ratio.y[1:], np.diff(x)[1:] / x[1:-1], rtol=1e-6)
        assert np.isnan(ratio.y[0]), "nothing to divide by: x was 0"
        assert [trace.kind(int(seq)) for seq in (loss.seqs[2], grad.seqs[2], weight.seqs[2])] == [
            "backward", "accumulate", "optimizer_step"]  # fmt: skip
        third = trace.iterations[2]
        assert made.place(third.backward) == 3.0
        assert made.place(-1) is None
        assert loss.known(third.backward - 1) == 2 and loss.known(third.backward) == 3


def test_norms_of_a_training_are_those_of_the_tape(recorded):
    trace = recorded(TRAINING.format(reset="opt.zero_grad()"))
    made = series_of(trace)
    assert [line.key.name for line in made.lines("grad")] == ["0.weight", "0.bias", "2.weight", "2.bias"]
    steps = [trace[int(seq)] for seq in trace.events_of_kind("optimizer_step")]
    for k, name in enumerate(line.key.name for line in made.lines("weight")):
        before = [step["params"][k]["before"].array.astype(float) for step in steps]
        after = [step["params"][k]["after"].array.astype(float) for step in steps]
        weight, ratio = by_key(made, "weight")[Key("weight", name)], by_key(made, "ratio")[Key("ratio", name)]
        np.testing.assert_allclose(weight.y, [np.linalg.norm(a) for a in after])
        np.testing.assert_allclose(ratio.y, [np.linalg.norm(a - b) / np.linalg.norm(b) for a, b in zip(after, before)])
    assert not any(line.key.alone for line in made.lines("grad")), "the same line twice says nothing"
    assert made.candidates() == ["acc"]
    made.watch(["acc"])
    (acc,), (loss,) = made.lines("watch"), made.lines("loss")
    np.testing.assert_allclose(acc.y, 10 * loss.y, rtol=1e-6)


def test_gradients_that_pile_up_have_a_line_for_each_call_too(recorded):
    made = series_of(recorded(TRAINING.format(reset="pass")))
    lines = by_key(made, "grad")
    whole, alone = lines[Key("grad", "0.weight")], lines[Key("grad", "0.weight", True)]
    assert whole.y[0] == alone.y[0] and (np.abs(whole.y[2:] - alone.y[2:]) > 1e-6).all()


@pytest.mark.parametrize("source", [BY_HAND, REBOUND], ids=["in place", "bound anew"])
def test_updates_by_hand_are_one_line_of_the_variable(recorded, source):
    made = series_of(recorded(source))
    (grad,) = made.lines("grad")
    assert grad.key.name == "w" and grad.x.tolist() == [1, 2, 3, 4]
    np.testing.assert_allclose(grad.y, 10 * 0.8 ** np.arange(4), rtol=1e-6)
    if source is BY_HAND:
        (weight,), (ratio,) = made.lines("weight"), made.lines("ratio")
        np.testing.assert_allclose(weight.y, 5 * 0.8 ** np.arange(1, 5), rtol=1e-6)
        np.testing.assert_allclose(ratio.y, 0.2, rtol=1e-5)


def test_a_growing_trace_comes_to_the_same_lines(recorded):
    whole = recorded(TRAINING.format(reset="opt.zero_grad()"))
    full = series_of(whole)
    with open_tape(str(whole.tape.path)) as tape:
        trace = Trace(tape)
        grown = Series(trace)
        assert not grown.advance()
        while True:
            first, last = trace.extend(37)
            if first == last:
                break
            assert grown.advance() and not grown.is_behind
            grown.lines("loss")
        for group in ("loss", "grad", "weight", "ratio"):
            for one, other in zip(full.lines(group), grown.lines(group), strict=True):
                assert one.key == other.key
                for name in ("x", "y", "seqs"):
                    np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_norms_of_many_values_are_those_of_each(recorded):
    trace = recorded(TRAINING.format(reset="opt.zero_grad()"))
    tape = trace.tape
    numbers = np.unique(trace.table["value"])
    each = [np.linalg.norm(tape.value(int(n)).array.astype(float)) if n and tape.value(int(n)) else np.nan
            for n in numbers]  # fmt: skip
    np.testing.assert_allclose(norms(tape, numbers), each)
    shuffled = np.random.default_rng(0).permutation(numbers)
    pairs = distances(tape, numbers, shuffled)
    for a, b, found in zip(numbers.tolist(), shuffled.tolist(), pairs.tolist()):
        one, other = (tape.value(n) for n in (a, b))
        if one is None or other is None or one.array.size != other.array.size:
            assert np.isnan(found)
        else:
            assert found == pytest.approx(np.linalg.norm(one.array.ravel().astype(float) - other.array.ravel()), abs=1e-12)


def test_csv_has_exact_numbers_and_no_formulas(recorded):
    made = series_of(recorded(TRAINING.format(reset="opt.zero_grad()")))
    lines = made.lines("loss") + made.lines("ratio")
    rows = list(csv.reader(io.StringIO(csv_text(lines))))
    assert rows[0][:3] == ["iteration", "loss", "update to weight of 0.weight"]
    assert [float(row[1]) for row in rows[1:]] == lines[0].y.tolist()
    evil = lines[0].__class__(Key("watch", "=1+1"), *(getattr(lines[0], name) for name in ("x", "y", "seqs")))
    assert csv_text([evil]).startswith("iteration,'=1+1")


def test_the_gradient_by_depth_is_what_arrived_in_the_order_of_forward(recorded):
    trace = recorded(TRAINING.format(reset="opt.zero_grad()"))
    bars = by_parameter(trace, len(trace) - 1)
    assert [bar.name for bar in bars] == ["0.weight", "0.bias", "2.weight", "2.bias"]
    last = {line.key.name: line.y[-1] for line in series_of(trace).lines("grad")}
    assert [bar.norm for bar in bars] == pytest.approx([last[bar.name] for bar in bars])
    assert [bar.name for bar in by_module(trace, len(trace) - 1)][:3] == ["0", "1", "2"]
    early = by_parameter(trace, trace.iterations[0].backward)
    assert all(bar.seq < trace.iterations[1].first for bar in early)
    assert by_parameter(trace, 0) == []


def test_histograms_count_every_element_once():
    odd = np.array([0.0, 1.0, 2.0, np.nan, np.inf])
    found = histogram(odd)
    assert found.counts.sum() == 3 and found.odd == 2
    assert histogram(np.full(5, 1e30)).counts.sum() == 5
    assert histogram(np.array([1.0, np.nextafter(1.0, 2)])).counts.sum() == 2
    whole = histogram(np.array([1, 1, 3]))
    assert whole.counts.tolist() == [2, 0, 1] and whole.edges.tolist() == [0.5, 1.5, 2.5, 3.5]
    assert histogram(np.empty(0)).counts.sum() == 0
    assert picture(np.ones((2, 3, 4))).shape == (6, 4)
    assert picture(np.float32(3)).shape == (1, 1)


def test_without_any_backward_call_each_optimizer_step_ends_an_iteration(tmp_path):
    source = (
        "import torch\nw = torch.ones(3, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n"
        "for i in range(4):\n    w.grad = 2 * w.detach()\n    opt.step()\nprint(w)\n"
    )
    trace = run(source, tmp_path / "t.tape")
    assert [(one.number, trace.line_of(one.first), trace.line_of(one.last)) for one in trace.iterations] == [
        (k, 5, 6) for k in (1, 2, 3, 4)]  # fmt: skip
    series = Series(trace)
    series.advance()
    (norms,) = series.lines("weight")
    assert norms.x.tolist() == [1, 2, 3, 4]
    np.testing.assert_allclose(norms.y, [3**0.5 * 0.8**k for k in (1, 2, 3, 4)], rtol=1e-6)
    assert call_of(trace, trace.iterations[1].first) is None and loss_text(trace, 1) == ""
    trace.tape.close()
