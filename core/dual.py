"""Dual numbers of torch.autograd.forward_ad: a tangent beside a tensor.

Tangents are not carried along by the ops: the tangent of a result is found when it is asked for, by two backward passes. Only a user's
Function that says its own `jvp` and no backward gives the tangent of what it makes at once.
"""

import weakref

import numpy as np

from . import state as S
from .engine import grad
from .modes import asking
from .node import edge
from .tensor import Tensor, wrap
from .worlds import TENSOR

_tangents = weakref.WeakValueDictionary()  # by id: tangents have none themselves
_made_by = weakref.WeakSet()  # the nodes of tangents: what comes of these alone has none either
levels = S.duals  # of the one open level: (dual, tangent, does it stand for a tensor without gradient)


def make(tensor, tangent):
    """`tensor` with a tangent beside it."""
    if not levels:
        raise RuntimeError(
            "Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first."
        )
    for name, t in (("primal", tensor), ("tangent", tangent)):
        if not (t.is_floating_point() or t.is_complex()):
            raise ValueError(f"Expected {name} to be floating point or complex, but got: {t.dtype}")
    if tensor.shape != tangent.shape:
        raise RuntimeError(
            "Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. "
            f"Tensor is of size {list(tensor.shape)} while the given forward gradient is of size {list(tangent.shape)}."
        )
    if tangent._data.strides != tensor._data.strides or tangent.dtype is not tensor.dtype:
        tangent = tensor.new_empty(tensor.shape).copy_(tangent)  # torch copies a tangent that lies otherwise
    plain = not tensor.requires_grad
    dual = asking(tensor.detach()) if plain else tensor.view_as(tensor)
    levels[-1].append((dual, tangent, plain))
    return dual


def released(tensor):
    """Is `tensor` a dual of the open level, which a program may change in place? What its graph began with is another tensor from here on."""
    for i, (dual, tangent, plain) in enumerate(levels[-1] if levels else ()):
        if dual is tensor and plain:
            rec, S.rec = S.rec, None
            try:
                start, end = asking(tensor.detach()), edge(tensor)
                end.variable, start._acc, tensor._acc = start, tensor._acc, None  # what came of it before comes of that
                tensor._fn = start.view_as(start)._fn
            finally:
                S.rec = rec
            levels[-1][i] = start, tangent, plain
            return True
    return False


def tangent_of(tensor):
    """The tangent of a tensor in the open level, or None."""
    if not levels or not isinstance(tensor, Tensor) or not tensor.requires_grad or _tangents.get(id(tensor)) is tensor:
        return None
    found = _found(tensor)
    if found is not None and found.requires_grad:
        _tangents[id(found)] = found
        if found.grad_fn is not None:
            _made_by.add(found.grad_fn)
    return found


def _found(tensor):
    for dual, tangent, _ in levels[-1]:
        if dual is tensor:
            return tangent
    duals = [dual for dual, _, _ in levels[-1]]
    if not duals or not _comes_of(tensor, duals):
        return None
    dummy = asking(wrap(tensor._data * 0))
    first = grad(tensor, duals, dummy, create_graph=True, allow_unused=True)
    pairs = [(g, tangent) for g, (_, tangent, _) in zip(first, levels[-1]) if g is not None and g.requires_grad]
    if not pairs:  # what comes of a dual has a tangent, be it that it does not change with it
        return None if all(g is None for g in first) else wrap(np.zeros_like(tensor._data)[()])
    (found,) = grad([g for g, _ in pairs], [dummy], [t for _, t in pairs], create_graph=True, allow_unused=True)
    if found is None:
        return None
    own = {id(dual) for dual, _, plain in levels[-1] if plain} | {id(dummy)}
    if not _hangs_on(tensor, own):
        return found.detach()
    # PyTorch's tangent of what requires a gradient does, too: formulas multiply the absent tangents, zeros, by the primals.
    return found if found.requires_grad and _hangs_on(found, own) else TENSOR.add(found.detach(), _none_of(tensor))


def _comes_of(tensor, duals):
    """Does the tensor's graph lead to a dual without passing through a tangent? (Tangents have none of their own in the same level.)"""
    ends = {id(dual if dual.grad_fn is None else dual.grad_fn) for dual in duals}
    todo, seen = [tensor.grad_fn], {id(node) for node in _made_by}
    while todo:
        node = todo.pop()
        if id(node) in ends or id(getattr(node, "variable", None)) in ends:
            return True
        if node is not None and id(node) not in seen:
            seen.add(id(node))
            todo += [n for n, _ in node.next_functions]
    return False


def _none_of(tensor):
    """Zeros that hang on the tensor's graph, whatever its numbers are."""
    nowhere = wrap(np.zeros(tensor._data.shape, bool)[()])
    return TENSOR.where(nowhere, tensor, wrap(np.zeros(tensor._data.shape, tensor._data.dtype)[()]))


def _hangs_on(tensor, own):
    """Does the tensor's graph end in a leaf that is none of `own`?"""
    if tensor.grad_fn is None:
        return id(tensor) not in own
    todo, seen = [tensor.grad_fn], set()
    while todo:
        node = todo.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        leaf = getattr(node, "variable", None)  # of an AccumulateGrad
        if leaf is not None and id(leaf) not in own:
            return True
        todo += [n for n, _ in node.next_functions]
    return False


def pushed(function, context, args, outputs):
    """The outputs of a user's Function without backward whose inputs have tangents: duals with the tangents that its jvp gives."""
    tangents = [tangent_of(a) for a in args]
    if all(t is None for t in tangents):
        return outputs
    was, S.grad_enabled = S.grad_enabled, False
    try:
        given = function.jvp(context, *tangents)
    finally:
        S.grad_enabled = was
    given = given if isinstance(given, tuple | list) else (given,)
    own = {id(dual) for dual, _, plain in levels[-1] if plain}
    plain = not any(isinstance(a, Tensor) and a.requires_grad and _hangs_on(a, own) for a in args)
    return [o if t is None else _fresh(o, t, plain) for o, t in zip(outputs, given)]


def _fresh(output, tangent, plain):
    """A dual that starts anew, so that no tangent comes to it through the graph a second time."""
    dual = asking(output.detach())
    levels[-1].append((dual, tangent if plain else TENSOR.add(tangent, _none_of(dual)), plain))
    return dual
