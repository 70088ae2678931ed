"""Gradients checked by finite differences on the tape: right ones pass, a wrong backward of a custom Function is found."""

from __future__ import annotations

import numpy as np
import pytest

from app.model.gradcheck import check
from app.model.lesson_stops import ids_named
from app.model.rerun import Rerun, RerunError

RIGHT = {
    "mlp": """import torch
x = torch.tensor([[0., 1.], [1., 0.5], [0.3, -1.]])
t = torch.tensor([0, 1, 1])
w = torch.tensor([[0.3, -0.4, 0.7], [0.2, 0.9, -0.5]], requires_grad=True)
b = torch.tensor([0.1, -0.2, 0.05], requires_grad=True)
h = torch.tanh(x @ w + b)
loss = torch.nn.functional.cross_entropy(h[:, :2] * h[:, 1:].sum(1, keepdim=True), t)
loss.backward()
""",
    "vector": """import torch
w = torch.tensor([1., 2., 3.], requires_grad=True)
h = torch.cat([w * w, torch.exp(w / 3)]).reshape(2, 3)
h.backward(torch.tensor([[1., 0.5, 0.], [2., -1., 1.]]))
""",
    "module": """import torch
torch.manual_seed(0)
m = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.GELU(), torch.nn.LayerNorm(4), torch.nn.Linear(4, 1))
w = torch.tensor([[0.5, -1., 2.], [1., 0.3, 0.7]], requires_grad=True)
h = m(w)
h.mean().backward()
""",
    "custom": """import torch
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x * x
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return g * 3 * x * x
w = torch.tensor([1., 2., -1.], requires_grad=True)
h = Cube.apply(w * 2)
h.sum().backward()
""",
}


RIGHT["dropout"] = """import torch
torch.manual_seed(0)
w = torch.tensor([1., 2., 3., 4.], requires_grad=True)
h = torch.nn.functional.dropout(w * w, 0.5)
h.sum().backward()
"""


@pytest.fixture
def trace(recorded):
    """trace(source) is the trace of its run."""
    return recorded


def checked(t, name: str):
    return check(t, ids_named(t, name)[0], len(t) - 1)


@pytest.mark.parametrize("name", RIGHT)
def test_right_gradients_agree(trace, name):
    t = trace(RIGHT[name])
    for tensor in ("w", "h") if name not in ("vector",) else ("w",):
        found = checked(t, tensor)
        assert found.agrees and found.tried == found.analytic.size and not found.kinks, (tensor, found)
        assert "agrees" in found.sentence
        assert np.allclose(found.analytic, found.numeric, rtol=2e-3, atol=1e-5)


def test_a_wrong_backward_is_found_and_where(trace):
    found = checked(trace(RIGHT["custom"].replace("g * 3 * x * x", "g * 3 * x")), "w")
    assert not found.agrees and "wrong in 3 of 3" in found.sentence and found.worst > 0.4


def test_a_kink_is_no_error(trace):
    found = checked(trace("import torch\nw = torch.tensor([-1., 0., 2.], requires_grad=True)\n"
                          "torch.relu(w).sum().backward()\n"), "w")  # fmt: skip
    assert found.agrees and found.kinks == 1 and np.isnan(found.numeric[1]) and "kink" in found.sentence


def test_a_gradient_that_is_nan_where_differences_are_numbers_is_wrong(trace):
    found = checked(trace("import torch\nw = torch.tensor([-1., 4.], requires_grad=True)\n"
                          "torch.where(w > 0, torch.sqrt(w), torch.zeros(2)).sum().backward()\n"), "w")  # fmt: skip
    assert not found.agrees and "1 of 2 elements are wrong" in found.sentence


def test_only_this_calls_gradient_is_compared(trace):
    t = trace("import torch\nw = torch.tensor(2., requires_grad=True)\n(w * w).backward()\n(w * 3).backward()\n")
    found = checked(t, "w")
    assert found.agrees and float(found.analytic) == 3.0


@pytest.mark.parametrize(("source", "why"), [
    ("w = torch.ones(3, requires_grad=True)\ny = w * 2\ny.add_(1)\ny.sum().backward()", "in place at line 4"),
    ("w = torch.ones(3, requires_grad=True)\ny = w * 2", "has not been called"),
    ("w = torch.ones(3, requires_grad=True)\nv = torch.ones(3, requires_grad=True)\n(v * 2).sum().backward()",
     "sent nothing"),
    ("w = torch.tensor([-1., 4.], requires_grad=True)\ntorch.sqrt(w).sum().backward()", "not a finite number"),
    ("w = torch.ones(1, requires_grad=True)\nw.backward()", "was given"),
])  # fmt: skip
def test_what_cannot_be_checked_is_said(trace, source, why):
    t = trace(f"import torch\n{source}\n")
    with pytest.raises(RerunError, match=why):
        checked(t, "w")


BY_HAND = """import torch
net = torch.nn.Linear(2, 1)
for i in range(3):
    loss = (net(torch.ones(4, 2)) ** 2).sum()
    loss.backward()
    with torch.no_grad():
        for p in net.parameters():
            p -= 0.01 * p.grad
            p.grad = None
"""


def test_a_leaf_filled_or_stepped_in_place_before_it_is_read_can_be_checked(trace):
    t = trace(BY_HAND)
    assert checked(t, "net.weight").agrees
    assert check(t, ids_named(t, "net.weight")[0], t.events_of_kind("backward_end").tolist()[0]).agrees


def test_a_leaf_written_to_after_it_was_read_cannot_be(trace):
    t = trace("import torch\nw = torch.ones(3, requires_grad=True)\ny = w * 2\nwith torch.no_grad():\n    w.add_(1)\n"
              "(y + w).sum().backward()\n")  # fmt: skip
    with pytest.raises(RerunError, match="in place at line 5"):
        checked(t, "w")


def test_the_run_with_other_values(trace):
    t = trace("import torch\nw = torch.tensor([1., 2.])\nv = torch.tensor(3.)\ny = (w * v).sum()\nz = y * y\n")
    w, z = ids_named(t, "w")[0], ids_named(t, "z")[0]
    again = Rerun(t, (w,), (z,), len(t) - 1)
    assert float(again.values({w: np.array([1.0, 2.0])})[z]) == 81.0
    assert float(again.values({w: np.array([0.0, 1.0])})[z]) == 9.0
    assert len(again.steps) == 3
