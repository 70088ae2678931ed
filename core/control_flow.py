"""torch.cond, while_loop, scan, associative_scan and map: control flow as operators, run as Python runs it.

What a branch or a body computes is in the graph node by node; above it stands the node that PyTorch has for the whole.
"""

from .facade.utils._pytree import tree_flatten, tree_leaves, tree_map, tree_unflatten
from .function import Function
from .tensor import Tensor
from .worlds import TENSOR

CHOICE = "Expected pred to be bool or {}tensor, but got {}."
OPERANDS = "Expect operands to be a tuple of possibly nested dict/list/tuple that only consists of tensor leaves, but got {}."


def _whole(name):
    """A Function that hands on what it is given, whose node has PyTorch's name for an operator."""

    def forward(ctx, *values):
        return tuple(v.clone() for v in values)

    def backward(ctx, *grads):
        return grads

    return type(name, (Function,), {"forward": staticmethod(forward), "backward": staticmethod(backward), "__module__": __name__})


NODES = {name: _whole(f"{name}AutogradOp") for name in ("Cond", "WhileLoop", "Scan", "Map")}


def _under(name, out):
    """`out`, its tensors that have a graph below the node of the operator."""
    leaves, spec = tree_flatten(out)
    with_graph = [i for i, x in enumerate(leaves) if isinstance(x, Tensor) and x.requires_grad]
    if with_graph:
        for i, made in zip(with_graph, NODES[name].apply(*(leaves[i] for i in with_graph))):
            leaves[i] = made
    return tree_unflatten(leaves, spec)


def _all_tensors(values):
    return all(isinstance(x, Tensor) for x in tree_leaves(values))


def cond(pred, true_fn, false_fn, operands=()):
    """true_fn(*operands) where `pred`, a number or a tensor of one element, is true, else false_fn(*operands)."""
    if isinstance(pred, bool | int | float):
        return (true_fn if pred else false_fn)(*operands)
    if not isinstance(pred, Tensor):
        raise RuntimeError(CHOICE.format("", pred))
    if pred.numel() != 1:
        raise RuntimeError(CHOICE.format("single-element ", pred))
    if not callable(true_fn) or not callable(false_fn):
        raise RuntimeError("Expect both branches to be callable.")
    if not isinstance(operands, tuple | list) or not _all_tensors(operands):
        raise RuntimeError(OPERANDS.format(operands))
    return _under("Cond", (true_fn if pred.item() else false_fn)(*operands))


def while_loop(cond_fn, body_fn, carried_inputs):
    """What `body_fn` makes of the carried inputs, over and over while `cond_fn` of them is true: as a tuple."""
    if not callable(cond_fn) or not callable(body_fn):
        raise RuntimeError("Expect cond_fn and body_fn to be callable.")
    if not isinstance(carried_inputs, tuple | list) or any(not isinstance(x, Tensor | int) for x in tree_leaves(carried_inputs)):
        raise RuntimeError(
            "Expect carried_inputs to be a tuple of possibly nested dict/list/tuple that onlyconsists of tensor or int leaves, "
            f"but got {carried_inputs}."
        )
    values = tuple(carried_inputs)
    while cond_fn(*values):
        values = body_fn(*values)
        if not isinstance(values, tuple):
            raise AssertionError(f"body_fn should return a tuple but got {type(values)}")
    return _under("WhileLoop", values)


def _stacked(outs, dim=0):
    columns = zip(*(tree_leaves(out) for out in outs))
    return tree_unflatten([TENSOR.stack(list(each), dim=dim) for each in columns], tree_flatten(outs[0])[1])


def map(f, xs, *args):
    """f(x, *args) for each x along the first axis of `xs`, the results stacked."""
    if not _all_tensors(xs):
        raise RuntimeError(f"Mapped xs can only consist of tensors. Got xs {tree_leaves(xs)}.")
    sizes = [x.shape[0] for x in tree_leaves(xs)]
    if 0 in sizes:
        raise RuntimeError("Leading dimensions of mapped xs cannot be 0.")
    if len(set(sizes)) > 1:
        raise RuntimeError(f"Leading dimensions of mapped xs must be consistent. Got shapes {[x.shape for x in tree_leaves(xs)]}.")
    return _under("Map", _stacked([f(tree_map(lambda x, i=i: x[i], xs), *args) for i in range(sizes[0])]))


def scan(combine_fn, init, xs, *, dim=0, reverse=False):
    """(the last carry, the outputs stacked) of combine_fn(carry, x) -> (carry, output), for each x along `dim`."""
    _check_scan(combine_fn, dim, reverse, RuntimeError)
    if not tree_leaves(init):
        raise RuntimeError("scan() operator requires init leaves.")
    for what, values in (("init", init), ("xs", xs)):
        for x in tree_leaves(values):
            if not isinstance(x, Tensor):
                raise RuntimeError(f"All {what} leaves must be a Tensor but got {x}")
    count = tree_leaves(xs)[0].shape[dim]
    carry, outs = init, []
    for i in range(count - 1, -1, -1) if reverse else range(count):
        carry, out = combine_fn(carry, tree_map(lambda x, i=i: x.select(dim, i), xs))
        outs.append(out)
    return _under("Scan", (carry, _stacked(outs[::-1] if reverse else outs, dim)))


def _check_scan(combine_fn, dim, reverse, kind):
    if not callable(combine_fn):
        raise kind(f"Combine_fn must be a callable, but got {combine_fn}")
    if not isinstance(dim, int):
        raise kind("Dim must be an int, but got " + str(type(dim)))
    if not isinstance(reverse, bool):
        raise RuntimeError("Reverse must be a bool, but got " + str(type(reverse)))


def associative_scan(combine_fn, xs, dim, reverse=False, combine_mode="pointwise"):
    """The running results of an associative combine_fn(a, b) along `dim`."""
    _check_scan(combine_fn, dim, reverse, ValueError)
    if combine_mode not in ("pointwise", "generic"):
        raise ValueError(f"Combine_mode must either 'pointwise' or 'generic', but got {combine_mode}")
    leaves = tree_leaves(xs)
    if combine_mode == "pointwise" and leaves:
        raise ValueError("For combine_mode='pointwise', all input tensors need to be on CUDA or XPU")
    if not leaves:
        raise ValueError("Expected at least 1 xs leaf")
    if not _all_tensors(xs):
        raise ValueError("xs leaves must be a Tensor")
    if any(x.dim() <= dim or x.shape[dim] == 0 for x in leaves):
        raise ValueError("All xs leaves must at least have 'dim' number of dimensions and scan dimension > 0")
    count = leaves[0].shape[dim]
    parts = [tree_map(lambda x, i=i: x.select(dim, i), xs) for i in range(count)]
    outs = [parts.pop() if reverse else parts.pop(0)]
    while parts:
        outs.append(combine_fn(outs[-1], parts.pop() if reverse else parts.pop(0)))
    return tree_map(lambda x: x.movedim(0, dim), _stacked(outs[::-1] if reverse else outs))
