"""A leaf whose requires_grad is set to False after the forward gets no gradient, as in PyTorch 2.13."""

import pytest

import core.facade as torch
from core import record


@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize("create", [False, True])
@pytest.mark.filterwarnings("ignore:Using backward")
def test_backward_leaves_its_grad_alone(create, recorded, tmp_path):
    def go():
        w, b = (torch.ones(2, requires_grad=True) for _ in range(2))
        y = (w * b).sum()
        w.requires_grad_(False)
        y.backward(create_graph=create)
        assert w.grad is None and b.grad.tolist() == [1, 1]
        w.requires_grad_(True)
        (w * 3).sum().backward()
        assert w.grad.tolist() == [3, 3]
        b.grad = None

    if recorded:
        with record(str(tmp_path / "t.tape")):
            go()
    else:
        go()
