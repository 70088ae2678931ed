"""Breakpoints: written down and read, found on a tape, conditions of all sorts, tapes that grow."""

import numpy as np
import pytest

from app.model import breakpoints, steps
from app.model.breakpoint_hits import Hits, breakpoint_on, moment, node_of
from app.model.breakpoints import Breakpoint, BreakpointError, Moment, parse


@pytest.mark.parametrize("text", [
    "line:12", "grad_fn:Mul*", "op:exp if value.max() > 3", "grad:fc1.* if norm > 1 from hit 3", "nan", "norm > 10",
    "node:MulBackward0 line 5 #2", "grad:w from hit 2", "value.sum() > 1 and name == 'x'", "shape == (2, ...)",
])  # fmt: skip
def test_what_is_written_is_read_again(text):
    made = parse(text)
    assert made.text == text and parse(made.text) == made
    assert breakpoints.from_json([made.to_json()]) == (made,)


@pytest.mark.parametrize(("text", "words"), [
    ("", "Type what"), ("line:", "line number"), ("line:0", "no line number"), ("line:x", "no line number"),
    ("wat:3", "no breakpoints on wat"), ("grad_fn:", "grad_fn"), ("foo", "There is no foo"), ("op:a if", "stands after if"),
    ("node:a b", "is not like"), ("grad:w if open('f')", "no function open"), ("x" * 600, "at most"),
])  # fmt: skip
def test_what_cannot_be_read_says_why(text, words):
    with pytest.raises(BreakpointError, match=words):
        parse(text)


def test_files_with_nonsense_are_survived():
    for entries in (None, 3, {"a": 1}, [3, {"text": 5}, {"text": "wat:"}, {"text": "line:2", "ids": "x", "enabled": 0}]):
        assert all(made.text == "line:2" for made in breakpoints.from_json(entries))


def found(trace, text):
    hits = Hits(trace, parse(text))
    assert hits.work()
    return hits.seqs.tolist()


def test_places_on_the_tutorial(synthetic):
    trace = synthetic("tutorial")
    kinds = lambda text: [trace.kind(seq) for seq in found(trace, text)]
    nodes, ops = trace.events_of_kind("node").tolist(), trace.events_of_kind("op").tolist()
    assert found(trace, "grad_fn:*") == [steps.next_step(trace, seq - 1) for seq in nodes]
    assert len(found(trace, "grad_fn:Mul*")) == len(found(trace, "grad_fn:mulbackward0")) == 2
    assert found(trace, "op:mul") == [seq for seq in ops if trace[seq]["op"] == "mul"]
    assert kinds("grad:*") == kinds("grad:x") == ["accumulate"] and found(trace, "grad:y") == []
    assert found(trace, "op:mul from hit 2") == found(trace, "op:mul")[1:]
    line = trace.line_of(ops[-1])
    assert found(trace, f"line:{line}")[0] == ops[-1] and found(trace, "line:999") == []
    assert set(found(trace, "value > -1e9")) >= set(ops)


@pytest.mark.parametrize("text", ["norm > 5", "norm<=0.5", "nan", "inf", "zero"])
def test_quick_conditions_are_those_of_expressions(synthetic, text):
    trace = synthetic("tutorial")
    assert found(trace, text) == found(trace, f"{text} and 1") or not found(trace, text)
    slow = [seq for seq in range(len(trace)) if trace.kind(seq) in ("tensor", "op", "mutate", "node", "accumulate")
            and parse(text).condition and breakpoints.condition_of(parse(text)).holds(moment(trace, seq).__getitem__)]  # fmt: skip
    assert len(found(trace, text)) == len({steps.next_step(trace, seq - 1) if seq in set(
        trace.events_of_kind("node").tolist()) else seq for seq in slow})  # fmt: skip


def test_a_node_is_known_by_its_name_line_and_number(synthetic):
    trace = synthetic("tutorial")
    made = [int(trace.table["node"][seq]) for seq in trace.events_of_kind("op")]
    texts = [breakpoint_on(trace, node) for node in made]
    assert len(set(texts)) == len(made) and [node_of(trace, one) for one in texts] == made
    leaf = breakpoint_on(trace, int(trace.table["node"][trace.events_of_kind("accumulate")[0]]))
    assert leaf.kind == "grad" and leaf.target == "x"
    assert breakpoint_on(trace, 99999) is None


def test_a_tape_that_grows_is_gone_on_with(synthetic):
    trace = synthetic("tutorial")
    whole = {text: found(trace, text) for text in ("grad_fn:*", "norm > 1", "value.sum() > 2", "op:*", "line:4")}
    for text, seqs in whole.items():
        hits, length = Hits(trace, parse(text)), len(trace)
        assert hits.work(0.0) in (True, False) and hits.work() and hits.seqs.tolist() == seqs
        assert hits.looked == length and hits.hits_up_to(length) >= len(seqs)


def test_moments():
    seen = Moment(np.ones((2, 2)), np.array([3.0, np.nan, np.inf]), name="w", line=lambda: 7)
    assert seen["nan"] and seen["inf"] and not seen["zero"] and seen["shape"] == (3,) and seen["line"] == 7
    assert Moment(np.zeros(3))["zero"] and Moment(np.float32(3))["norm"] == 3 and not Moment(np.arange(3))["nan"]
    assert Breakpoint("grad_fn", "Mul*").fits("MulBackward0") and Breakpoint("grad_fn", "mul").fits("MulBackward0")
    assert Breakpoint("grad", "weight").fits("fc1.weight") and not Breakpoint("grad", "w").fits("weight")


NUMBERS = """
import torch
torch.manual_seed(3)
w = torch.tensor([1.0, -2.0, 0.5], requires_grad=True)
v = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
opt = torch.optim.SGD([w, v], lr=0.5)
for step in range(12):
    opt.zero_grad(set_to_none=step % 3 > 0)
    h = torch.relu(w * torch.randn(3)) * 10 ** step
    loss = (h * h).sum() + v * v * 1e200 * (step > 8)
    if step == 6: loss = loss / torch.zeros(1)[0]
    loss.backward()
    if step < 9: opt.step()
    k = torch.arange(3) * step
"""
CONDITIONS = (
    "nan", "inf", "zero", "norm > 10", "norm <= 0.5", "grad.norm() > 3", "grad.norm() / 2 - 1 > 3",
    "value.max() >= 2", "value.abs().max() > 1e4", "abs(grad).max() < 1e-3", "(value > 5).any()",
    "(grad < 0).all()", "value > 5", "grad != 0", "name == 'w' and grad.norm() > 1", "op == 'relu' and zero",
    "line == 9", "value.sum() > 3", "numel == 3 and grad is not None", "nan or value.min() < -1",
    "name == 'loss' and value > 100", "value.min() < 0 and inf", "-value.min() > 2 * norm - 3",
    "grad.std() > 0.5", "(grad ** 2).sum() / grad.numel() > 4", "value[0] > 0.5",
    "(value - value.mean()).abs().max() > 1", "isnan(grad).sum() > 1", "0.1 < grad.norm() < 50",
    "not value.sum() > 0", "value.sum() > 1 or value.min() < 0", "len(value.shape) == 1 and value[1] < 0",
    "value.argmax() == 2", "abs(value) > 1 and op == 'relu'",
    "grad.norm() > 1 and (grad * 2).sum() < 5 and name == 'w'", "value.T.sum() == value.sum()",
    "value.item() > 3", "grad.shape[0] * 2 == 6", "value.norm() * value > 7", "torch.sqrt(value).sum() > 2",
    "value.mean(0) > 1", "-(value) > 1", "nan or inf", "norm > 100 or line == 9", "0.1 < norm < 50",
    "(nan or zero) and line == 9", "zero or norm > 5 and nan", "value == 1", "value % 2 == 1",
    "value.float() / 3 > 1", "~(value > 0)",
)  # fmt: skip


@pytest.mark.parametrize("condition", CONDITIONS)
def test_columns_tell_what_the_values_say(condition, tmp_path):
    from app.model.breakpoints import condition_of

    from .programs_run import run

    trace = run(NUMBERS, tmp_path / "t.tape")
    made = parse(condition)
    hits = Hits(trace, made)
    assert hits.work()
    found = np.concatenate(hits._found) if hits._found else []
    kinds = ("op", "tensor", "mutate", "node", "accumulate")
    seqs = [s for s in range(len(trace)) if trace.kind(s) in kinds]
    assert list(found) == [s for s in seqs if condition_of(made).holds(moment(trace, s).__getitem__)]
    trace.tape.close()


def test_what_is_wrong_is_said_in_the_language_of_the_window():
    from app.model import translate

    with pytest.raises(BreakpointError) as wrong:
        parse("grad.norm( > 3")
    with pytest.raises(BreakpointError) as unknown:
        parse("foo > 3")
    assert str(unknown.value).startswith("There is no foo here; there are value, grad")
    translate.set_language("zh", lambda text: f"译：{text}")
    try:
        assert str(wrong.value).startswith("译：This is no expression: ") and str(unknown.value).startswith("译：There is no foo")
    finally:
        translate.set_language("en")
