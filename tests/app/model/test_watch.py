"""Expressions without free Python, and watches read at every step of a run."""

import numpy as np
import pytest

from app.model import watch
from app.model.expressions import Expression, ExpressionError


class Tensor:
    """A reference as a watch gives it."""

    def value(self):
        return np.full((2, 3), 2.0, np.float32)

    def grad(self):
        return np.array([1.0, np.nan])


KNOWN = {"w": Tensor(), "value": np.arange(4.0), "grad": None, "name": "fc1.weight", "shape": (2, 3)}


def value(text):
    return Expression(text).value(KNOWN.__getitem__)


@pytest.mark.parametrize(("text", "wanted"), [
    ("w.sum()", 12.0), ("norm(w)", 24**0.5), ("w.norm(p=1)", 12.0), ("(w @ w.T)[0, 1]", 12.0), ("w.std(dim=1).max()", 0.0),
    ("torch.isnan(w.grad).any()", True), ("value.max() > 2 and name.startswith('fc')", True), ("shape == (2, ...)", True),
    ("shape == (2, 4)", False), ("grad is None", True), ("1 < value[2] <= 2", True), ("value[-1] if w.ndim == 2 else 0", 3.0),
    ("name in ('a', 'fc1.weight')", True), ("9**9**9", float("inf")), ("-value.mean()", -1.5), ("len(value)", 4),
    ("value[1:3].sum()", 3.0), ("value[value > 1].sum()", 5.0), ("not shape == (1,)", True), ("w.var(unbiased=False)[()]", 0.0),
])  # fmt: skip
def test_what_can_be_computed(text, wanted):
    assert value(text) == pytest.approx(wanted)


@pytest.mark.parametrize("text", [
    "__import__('os')", "().__class__", "w.__class__", "[x for x in y]", "(lambda: 1)()", "open('f')", "w.tofile('f')", "f'{w}'",
    "(x := 1)", "value.dtype.type", "w.grad = 1", "import os", "{1: 2}", "1 << 9", "name.format(w)", "*value", "eval('1')",
    "print(1)", "w.base", "x" * 500, "", "(" * 300, "b'1'", "norm.__globals__", "torch.load('f')", "getattr(w, 'data')",
])  # fmt: skip
def test_what_cannot_be_written(text):
    made = Expression(text)
    assert made.problem.endswith(".") and not made.holds(KNOWN.__getitem__)
    with pytest.raises(ExpressionError):
        made.value(KNOWN.__getitem__)


@pytest.mark.parametrize("text", [
    "missing", "grad > 3", "grad.norm()", "'a' * 10", "w @ w", "1 / 0", "value.sum(dim=7)", "not value > 2", "name + 1",
    "value[name]", "value.item()", "norm(name)", "w is w", "'b' in value",
])  # fmt: skip
def test_what_has_no_value_says_why_and_does_not_hold(text):
    made = Expression(text)
    assert made.problem == "" and not made.holds(KNOWN.__getitem__)
    with pytest.raises(ExpressionError, match=r"\.$"):
        made.value(KNOWN.__getitem__)


def test_results_too_large_are_refused():
    big = {"a": np.zeros((1 << 13, 1)), "b": np.zeros((1, 1 << 13))}
    for text in ("a + b", "a > b", "a @ b"):
        with pytest.raises(ExpressionError, match=r"too large|more than"):
            Expression(text).value(big.__getitem__)


def test_a_watch_at_every_step(synthetic):
    trace = synthetic("tutorial")
    accumulate = int(trace.events_of_kind("accumulate")[0])
    name = trace.tensor(int(trace.table["tensor"][accumulate])).name
    before, after = watch.reading(trace, accumulate - 1, name), watch.reading(trace, accumulate, name)
    assert before.text == after.text != "" and before.grad == "" and after.grad == "4.5" and after.changed > before.changed
    assert watch.reading(trace, -1, name).problem == f"There is no {name} at this step."
    assert watch.reading(trace, accumulate, f"{name}.grad.sum() / 2").text == "9"
    assert "no gradient" in watch.reading(trace, accumulate - 1, f"{name}.grad").problem


def test_a_history_has_a_number_for_each_write(synthetic):
    trace = synthetic("tutorial")
    seq = int(trace.events_of_kind("accumulate")[0])
    name = trace.tensor(int(trace.table["tensor"][seq])).name
    history = watch.History(trace, f"{name}.grad.max()")
    assert history.work() and len(history.seqs) == len(history.values) >= 2
    assert np.isnan(history.values[0]) and history.values[-1] == 4.5 and seq in history.seqs
    assert len(watch.History(trace, "nothing").seqs) == 0


def test_what_a_file_holds():
    assert watch.from_json(["a", " b ", 3, "", "a"]) == ("a", "b") and watch.from_json({"x": 1}) == ()
    assert watch.problem("fc1.weight") == "" == watch.problem("layers.0.weight.grad.norm()") and watch.problem("a +")
