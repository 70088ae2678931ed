"""The engine: order of backward, deep chains, hooks, what is freed, what in-place changes do to history."""

import gc
import weakref

import numpy as np
import pytest

import core.facade as torch
from core import state as S
from core.node import FREED


class Listener:
    """A recorder that only writes down which nodes ran, and which leaves got something."""

    def __init__(self):
        self.heard = []

    def __getattr__(self, name):
        return lambda *args, **kw: None

    def ran(self, node, *_):
        self.heard.append(node.name().rpartition("::")[2])

    node = ran

    def leaf(self, node, t, *_):
        self.heard += ["AccumulateGrad", ("into", t)]


@pytest.fixture
def heard():
    S.rec = Listener()
    yield S.rec
    S.rec = None


def test_newest_node_first_and_a_leaf_as_soon_as_it_is_ready(heard):
    a = torch.tensor(2.0, requires_grad=True)
    b = torch.tensor(3.0, requires_grad=True)
    early = a * 2
    late = b.exp()
    (early + late).backward()
    assert heard.heard == [
        "AddBackward0",
        "ExpBackward0",
        "AccumulateGrad",
        ("into", b),
        "MulBackward0",
        "AccumulateGrad",
        ("into", a),
    ]


def test_the_recorded_and_the_bare_pass_give_the_same_gradients():
    def gradient():
        torch.manual_seed(1)
        x = torch.randn(4, 3, requires_grad=True)
        y = (x.exp() * x + x.sum(0)).tanh()
        (y * y[0]).sum().backward()
        return x.grad.numpy()

    bare = gradient()
    S.rec = Listener()
    try:
        recorded = gradient()
    finally:
        S.rec = None
    assert np.array_equal(bare, recorded)


@pytest.mark.parametrize("watched", [False, True])
def test_a_hundred_thousand_ops_pass_forward_backward_and_freeing(watched):
    x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    y = x
    for _ in range(100_000):
        y = y * 1.00001
    S.rec = Listener() if watched else None
    try:
        y.backward()
    finally:
        S.rec = None
    assert round(float(x.grad), 3) == 2.718
    node = weakref.ref(y.grad_fn)
    del y
    assert node() is None


def test_a_graph_is_freed_without_the_collector():
    gc.disable()
    try:
        x = torch.ones(3, requires_grad=True)
        y = (x.exp() * x).tanh().sum()
        nodes = [weakref.ref(y.grad_fn), weakref.ref(y.grad_fn.next_functions[0][0])]
        y.backward()
        del y
        assert [n() for n in nodes] == [None, None]
    finally:
        gc.enable()


def test_a_second_backward_fails_only_where_something_was_saved():
    x = torch.ones(3, requires_grad=True)
    y = (x + 1).sum()
    y.backward()
    y.backward()
    assert x.grad.tolist() == [2, 2, 2]
    z = (x * x).sum()
    z.backward()
    with pytest.raises(RuntimeError) as error:
        z.backward()
    assert str(error.value) == FREED


def test_a_gradient_belongs_to_one_leaf_alone():
    a = torch.ones(2, requires_grad=True)
    b = torch.ones(2, requires_grad=True)
    (a + b).sum().backward()
    a.grad.add_(5)
    assert b.grad.tolist() == [1, 1]


def test_an_error_in_backward_leaves_no_half_gradients_behind():
    class Broken(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, grad):
            raise ValueError("no")

    x = torch.ones(2, requires_grad=True)
    with pytest.raises(ValueError):
        (Broken.apply(x) * x).sum().backward()
    x.grad = None
    (x * 3).sum().backward()
    assert x.grad.tolist() == [3, 3]


def test_a_tensor_hook_changes_what_flows_on():
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    y.register_hook(lambda g: g * 10)
    handle = y.register_hook(lambda g: g + 1)
    y.sum().backward(retain_graph=True)
    assert x.grad.tolist() == [22, 22]
    handle.remove()
    x.grad = None
    (y * 1).sum().backward()
    assert x.grad.tolist() == [20, 20]


def test_inputs_limit_where_gradients_go():
    x, w = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    (x * w).sum().backward(inputs=[w])
    assert x.grad is None
    assert w.grad.tolist() == [1, 1]


def test_a_view_changed_in_place_rewrites_its_base():
    x = torch.ones(4, requires_grad=True)
    y = x * 1
    y[1:3].mul_(5)
    assert type(y.grad_fn).__name__ == "CopySlices"
    y.sum().backward()
    assert x.grad.tolist() == [1, 5, 5, 1]


def test_saved_tensors_know_their_version():
    x = torch.ones(2, requires_grad=True)
    a = x * 2
    b = a * a
    a.add_(1)
    with pytest.raises(RuntimeError, match="is at version 1; expected version 0 instead"):
        b.sum().backward()


def test_memory_is_shared_both_ways():
    source = np.zeros(3, np.float32)
    t = torch.from_numpy(source)
    source[0] = 1
    t[1] = 2
    assert t.tolist() == [1, 2, 0] == source.tolist()
    scalar = torch.tensor(1.0)
    alias = scalar.detach()
    alias.add_(4)
    assert scalar.item() == 5
