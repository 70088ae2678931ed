"""The engine: order of backward, deep chains, hooks, what is freed, what in-place changes do to history."""

import ast
import gc
import inspect
import textwrap
import weakref
from contextlib import nullcontext

import numpy as np
import pytest

import core
import core.facade as torch
from core import dtypes, ops
from core import state as S
from core.compile import lend
from core.compile_backward import written_out
from core.node import FREED
from core.op import OPS

ops.load_all()


def test_newest_node_first_and_a_leaf_as_soon_as_it_is_ready(tmp_path):
    with core.record(tmp_path / "a.tape"):
        a = torch.tensor(2.0, requires_grad=True)
        b = torch.tensor(3.0, requires_grad=True)
        early = a * 2
        late = b.exp()
        (early + late).backward()
    with core.open_tape(tmp_path / "a.tape") as tape:
        told = [(e["event"], e.get("grad_fn") or e.get("name")) for e in tape if e["event"] in ("node", "accumulate")]
    assert told == [
        ("node", "AddBackward0"),
        ("node", "ExpBackward0"),
        ("node", "AccumulateGrad"),
        ("accumulate", "b"),
        ("node", "MulBackward0"),
        ("node", "AccumulateGrad"),
        ("accumulate", "a"),
    ]


def test_the_recorded_and_the_bare_pass_give_the_same_gradients(tmp_path):
    def gradient():
        torch.manual_seed(1)
        x = torch.randn(4, 3, requires_grad=True)
        y = (x.exp() * x + x.sum(0)).tanh()
        (y * y[0]).sum().backward()
        return x.grad.numpy()

    bare = gradient()
    with core.record(tmp_path / "a.tape"):
        recorded = gradient()
    assert np.array_equal(bare, recorded)


@pytest.mark.parametrize("watched", [False, True])
def test_a_hundred_thousand_ops_pass_forward_backward_and_freeing(watched, tmp_path):
    x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    y = x
    for _ in range(100_000):
        y = y * 1.00001
    with core.record(tmp_path / "a.tape") if watched else nullcontext():
        y.backward()
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


def two_layers():
    torch.manual_seed(3)
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2))
    x = torch.randn(5, 3, requires_grad=True)
    parts = net(x).split(1, 1)
    return [x, *net.parameters()], (parts[0] * x.sum(1, keepdim=True)).exp().mean() + parts[0].pow(3).sum()


@pytest.mark.parametrize("create", [False, True])
def test_grad_of_leaves_is_the_same_whether_somebody_might_watch(create):
    """The engine's fast loop takes all the leaves there are; one leaf of several, or a hook somewhere, takes the general way."""
    leaves, y = two_layers()
    fast = torch.autograd.grad(y, leaves, retain_graph=True, create_graph=create)
    one_by_one = [torch.autograd.grad(y, t, retain_graph=True, create_graph=create)[0] for t in leaves]
    S.hooks = True
    try:
        slow = torch.autograd.grad(y, leaves, retain_graph=True, create_graph=create)
    finally:
        S.hooks = False
    for a, b, c in zip(fast, one_by_one, slow):
        assert a.tolist() == b.tolist() == c.tolist()
        assert (a.grad_fn is None) == (c.grad_fn is None) == (not create)
    if create:
        again = torch.autograd.grad(sum(g.square().sum() for g in fast), leaves, retain_graph=True)
        other = torch.autograd.grad(sum(g.square().sum() for g in slow), leaves, retain_graph=True)
        assert all(np.allclose(a.numpy(), b.numpy(), rtol=1e-5, atol=1e-6) for a, b in zip(again, other))


def test_an_error_on_the_way_to_leaves_leaves_nothing_behind():
    class Fails(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            raise ValueError("no")

    x = torch.ones(2, requires_grad=True)
    y = (x * 3 + Fails.apply(x * 2)).sum()
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            torch.autograd.grad(y, x, retain_graph=True)
    z = (x * 3).sum()
    assert torch.autograd.grad(z, x)[0].tolist() == [3.0, 3.0]


def test_the_gradients_of_a_layer_are_arrays_of_their_own():
    leaves, y = two_layers()
    kept = torch.ones_like(leaves[0])
    (y + (leaves[0] * 1).mul(kept).sum()).backward(retain_graph=True)
    grads = [t.grad for t in leaves]
    expected = [g.clone() for g in grads]
    for i, g in enumerate(grads):
        g.zero_()
        expected[i] = torch.zeros_like(g)
        assert all(torch.equal(h, e) for h, e in zip(grads, expected))
    given = torch.ones(5)
    a = torch.zeros(5, requires_grad=True)
    a.view(5).backward(given)
    given.add_(1)
    assert a.grad.tolist() == [1.0] * 5


def test_a_weight_changed_after_a_linear_layer_is_noticed():
    layer, x = torch.nn.Linear(3, 2), torch.ones(1, 3, requires_grad=True)
    y = layer(x).sum()
    with torch.no_grad():
        layer.weight.mul_(2)
    with pytest.raises(RuntimeError, match="output 0 of AsStrided, is at version 2; expected version 1"):
        y.backward()
    assert layer.weight._version == 2 and layer.weight.grad is None


@pytest.mark.parametrize("op", [op for op in OPS.values() if op.gradients], ids=lambda op: op.key)
def test_what_is_written_out_of_a_rule_is_its_whole_body(op):
    lines, whole = written_out(op.gradients), ast.parse(textwrap.dedent(inspect.getsource(op.gradients))).body[0]
    if lines is None:
        assert not isinstance(whole, ast.FunctionDef)  # a lambda, which has no lines of its own
        return
    body = ast.parse("\n    ".join(["def rule():", *lines])).body[0].body
    assert [*map(ast.dump, body)] == [*map(ast.dump, whole.body)]


def test_a_name_that_means_something_else_in_generated_code_is_refused():
    scope = {"cast": dtypes.cast}
    lend(scope, compile("cast(x)", "rule", "eval"), {"cast": dtypes.cast})
    with pytest.raises(TypeError, match="'cast' of <module> is the name of something else"):
        lend(scope, compile("cast(x)", "rule", "eval"), {"cast": dtypes.of})


def test_a_square_sends_its_gradient_twice():
    x = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
    y = x * 1
    (y * y).sum().backward()
    assert x.grad.tolist() == [2.0, -4.0, 6.0]
    (grad,) = torch.autograd.grad((x * x).sum(), x)
    assert grad.tolist() == [2.0, -4.0, 6.0]
    sent = []
    z = x * x
    z.grad_fn.register_hook(lambda inputs, outputs: sent.extend(g.tolist() for g in inputs))
    z.sum().backward()
    assert sent == [[1.0, -2.0, 3.0]] * 2
