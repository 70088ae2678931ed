"""What if: values and gradients supposed otherwise, against the program run with the other numbers."""

import numpy as np
import pytest

from app.model.rerun import RerunError
from app.model.whatif import Change, differs, read_value, what_if

SOURCE = """\
import torch
x = torch.tensor([[1.0, 2.0], [3.0, -1.0]])
w = torch.tensor([[0.5, -1.0], [2.0, 0.25]], requires_grad=True)
b = torch.tensor([0.1, 0.2], requires_grad=True)
h = torch.tanh(x @ w + b)
c = h.detach()
loss = (h * h * 3 + c).mean()
loss.backward()
"""


def named(trace, name):
    return next(t for t in range(200) if t in range(1, 200) and _name(trace, t) == name)


def _name(trace, tensor):
    try:
        return trace.tensor(tensor).name
    except KeyError:
        return None


def test_another_value_of_a_leaf_gives_what_the_program_gives_with_it(recorded):
    trace = recorded(SOURCE)
    other = recorded(SOURCE.replace("0.1, 0.2", "1.0, -2.0"))
    end = len(trace) - 1
    found = what_if(trace, end, Change({named(trace, "b"): np.array([1.0, -2.0])}))
    for name in ("h", "c", "loss"):
        np.testing.assert_allclose(found.values[named(trace, name)], other.value_at(named(other, name), end).array,
                                   rtol=1e-5)  # fmt: skip
    for name in ("w", "b", "h"):
        np.testing.assert_allclose(found.grads[named(trace, name)], other.grad_at(named(other, name), end).value.array,
                                   rtol=1e-5)  # fmt: skip
    made = {trace[int(seq)].get("name") for seq in found.differing}
    assert {"b", "h", "c", "loss"} <= made and "x" not in made and "w" not in made
    nodes = {trace[int(seq)].get("grad_fn") for seq in found.differing if trace.kind(int(seq)) == "node"}
    assert nodes and "MeanBackward0" not in nodes


def test_the_same_value_changes_nothing_but_what_was_supposed(recorded):
    trace = recorded(SOURCE)
    b = named(trace, "b")
    found = what_if(trace, len(trace) - 1, Change({b: np.array([0.1, 0.2])}))
    assert found.differing.tolist() == [trace.tensor(b).made_at]


def test_another_gradient_at_a_node_flows_on(recorded):
    trace = recorded(SOURCE)
    end, h, b = len(trace) - 1, named(trace, "h"), named(trace, "b")
    ones = np.ones((2, 2))
    found = what_if(trace, end, Change(grads={h: ones}))
    slope = 1 - np.float64(trace.value_at(h, end).array) ** 2
    np.testing.assert_allclose(found.grads[b], slope.sum(0), rtol=1e-5)
    np.testing.assert_allclose(found.grads[h], ones)
    kinds = {trace.kind(int(seq)) for seq in found.differing}
    assert kinds == {"node"}, "no value is another"


def test_a_result_at_another_value_keeps_its_way_back(recorded):
    trace = recorded(SOURCE)
    end, h, w = len(trace) - 1, named(trace, "h"), named(trace, "w")
    found = what_if(trace, end, Change({h: np.zeros((2, 2))}))
    assert found.values[h].tolist() == [[0, 0], [0, 0]] and (found.grads[h] == 0).all() and (found.grads[w] == 0).all()


def test_the_second_of_three_iterations_is_computed_by_itself(recorded):
    trace = recorded("import torch\nw = torch.tensor(2.0, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n"
                     "for i in range(3):\n    opt.zero_grad()\n    y = w * w * 3\n    y.backward()\n    opt.step()\n")
    second = trace.iterations[1]
    w = named(trace, "w")
    found = what_if(trace, second.first, Change({w: np.array(5.0)}))
    assert found.call == 2 and found.grads[w] == pytest.approx(30.0)


def test_what_cannot_be_computed_is_said(recorded):
    changed = recorded("import torch\nw = torch.ones(4, requires_grad=True)\ny = w * 2\ny.mul_(3)\n"
                       "y.sum().backward()\n")
    with pytest.raises(RerunError, match="line 4"):
        what_if(changed, len(changed) - 1, Change({named(changed, "w"): np.zeros(4)}))
    never = recorded("import torch\nw = torch.ones(4, requires_grad=True)\n")
    with pytest.raises(RerunError, match="backward"):
        what_if(never, 0, Change({1: np.zeros(4)}))


def test_what_is_typed_is_numbers_of_the_right_shape():
    assert read_value("2", (2, 2)).tolist() == [[2, 2], [2, 2]]
    assert read_value("[1, −2.5]", (2,)).tolist() == [1, -2.5]
    for wrong in ("[1, 2, 3]", "x", "__import__('os')", "[1, [2]]", ""):
        with pytest.raises(ValueError):
            read_value(wrong, (2,))
    assert not differs(np.float32([1, 0]), np.array([1 + 1e-6, 0.0])) and differs(np.ones(2), np.ones(3))


def test_the_gradient_of_an_expression_stands_in_brackets():
    from app.model.labels import grad_label

    assert [grad_label(name) for name in ("w", "fc1.weight", "y * y", "t(fc3.weight)", "addmm(b, ..., ...)", "f(a, b) + c")] == [
        "w.grad", "fc1.weight.grad", "(y * y).grad", "t(fc3.weight).grad", "addmm(b, ..., ...).grad", "(f(a, b) + c).grad"]  # fmt: skip
