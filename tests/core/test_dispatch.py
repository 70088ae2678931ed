"""What a dispatch mode puts in place is gone with it: other programs pay nothing for it."""

import gc

import core.facade as torch
from core import op as declarations
from core import state as S
from core.dispatch import BaseTorchDispatchMode
from core.op import OPS


def _standing():
    """What stands where a mode puts itself: an op's helpers and code, and functions of torch."""
    ops = {key: op.compiled for key, op in OPS.items() if op.compiled is not None}
    helpers = {key: [f.__globals__[name] for name in ("forward", "new", "rounded", "link_view")] for key, f in ops.items()}
    codes = {key: f.__code__ for key, f in (ops | declarations.OPERATORS).items()}
    return helpers, codes, [getattr(torch, name) for name in ("zeros", "randn", "tensor", "isclose")], torch.Tensor.add_, torch.Tensor.detach


def test_nothing_is_left_of_a_mode():
    gc.collect()  # tensors of classes that handle operators, left by programs before
    x = torch.ones(3, requires_grad=True)
    with BaseTorchDispatchMode():  # loads everything that is loaded late
        (x * 2 + x.exp()).sum().backward()
    before = _standing()
    with BaseTorchDispatchMode():
        inside = _standing()
        (x * 2 + x.exp()).sum().backward()
        torch.zeros(3).add_(1)
    assert inside[0]["mul"] != before[0]["mul"] and inside[1]["mul"] is not before[1]["mul"]
    after = _standing()
    assert {key: after[0][key] for key in before[0]} == before[0]
    assert all(after[1][key] is code for key, code in before[1].items())
    assert after[2:] == before[2:]
    assert S.dispatch is None


def test_gradients_lie_as_their_leaves_beside_a_tensor_that_handles_operators():
    class Handler(torch.Tensor):
        @staticmethod
        def __new__(cls, a):
            return torch.Tensor._make_wrapper_subclass(cls, a.size())

        @classmethod
        def __torch_dispatch__(cls, func, types, args, kwargs=None):
            return func(*args, **(kwargs or {}))

    living = Handler(torch.ones(2))
    x = torch.ones(3, 19, 8, 8).to(memory_format=torch.channels_last).requires_grad_()
    torch.nn.AdaptiveAvgPool2d(1)(x).sum().backward()
    assert x.grad.stride() == x.stride() and living.shape == (2,)
