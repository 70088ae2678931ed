"""The engine: runs backward over the graph.

Note [Order of backward]
    torch takes the ready node with the highest sequence number, and an AccumulateGrad before everything as soon as it is ready. A node's
    consumers were all made after it, so popping the highest number from a heap never runs a node before its consumers have sent what they
    send: no counting is needed for them. Only an AccumulateGrad, which has no number, needs to know how many of its consumers are still to
    come; a pass over the graph counts them. Where nobody can see when a leaf accumulates (no recorder, no hooks) the fast loop leaves
    leaves to the end and skips that pass.

A first-order backward runs the rules on plain arrays; under create_graph the same rules run on tensors. Everything is iterative: a chain of
100,000 ops passes. Source: torch/csrc/autograd/engine.cpp.
"""

from itertools import count

import numpy as np

from . import dtypes, watched
from . import state as S
from .engine_fast import PARTS, accumulated, gradients
from .engine_math import cast_tensor
from .nested import at_edge, at_edges, nested
from .node import NODE
from .run import Run, end
from .samples import Samples, Unmappable
from .size import Size
from .tensor import Tensor, wrap

INSIDE_TRANSFORM = (
    "backward() called inside a functorch transform. This is not supported, please use functorch.grad or functorch.vjp instead or call "
    "backward() outside of functorch transforms."
)
ndarray, f32 = np.ndarray, np.float32
ONE = f32(1)
_marks = count(1).__next__


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, *, inputs=None, grad_variables=None):
    """torch.autograd.backward: accumulates gradients into leaves (or into `inputs` alone)."""
    if S.functorch:
        raise RuntimeError(INSIDE_TRANSFORM)
    tensors = (tensors,) if isinstance(tensors, Tensor) or hasattr(tensors, "output_nr") else tuple(tensors)
    if inputs is not None:
        inputs = (inputs,) if isinstance(inputs, Tensor) or hasattr(inputs, "output_nr") else tuple(inputs)
        if not inputs:
            raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
        inputs = tuple([at_edge(t) if isinstance(t, tuple) else t for t in inputs])
    grads = _as_tuple(grad_tensors if grad_tensors is not None else grad_variables, len(tensors))
    tensors = at_edges(tensors, grads)
    grads = _root_gradients(tensors, grads, create_graph)
    retain = create_graph if retain_graph is None else retain_graph
    run(tensors, grads, retain, create_graph, inputs, accumulate=True)


def grad(outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True, allow_unused=None,
         is_grads_batched=False, materialize_grads=False):  # fmt: skip
    """torch.autograd.grad: the gradients of `inputs` as a tuple, without touching any `.grad`."""
    outputs = (outputs,) if isinstance(outputs, Tensor) or hasattr(outputs, "output_nr") else tuple(outputs)
    inputs = (inputs,) if isinstance(inputs, Tensor) or hasattr(inputs, "output_nr") else tuple(inputs)
    if not inputs:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    for t in inputs:
        if isinstance(t, tuple):
            inputs = tuple([at_edge(t) if isinstance(t, tuple) else t for t in inputs])
            break
    if allow_unused is None:
        allow_unused = materialize_grads
    elif materialize_grads and not allow_unused:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    if is_grads_batched:
        rows = _as_tuple(grad_outputs, len(outputs))
        _check_rows(rows, outputs)
        n = next(len(r) for r in rows if r is not None)
        from .worlds import TENSOR

        each = [grad(outputs, inputs, [r if r is None else r[i] for r in rows], True, create_graph, True, allow_unused)
                for i in range(n)]  # fmt: skip
        return tuple(None if g[0] is None else TENSOR.stack(list(g), dim=0) for g in zip(*each))
    retain, result = create_graph if retain_graph is None else retain_graph, None
    retain = retain or S.entries_left > 0
    if S.functorch and not create_graph and _for_entries(grad_outputs):
        if S.rec is not None:
            raise Unmappable("grad")  # each entry is a pass of its own to look at
        found = grad(outputs, inputs, grad_outputs, True, True, True, allow_unused, False, materialize_grads)
        return _let_go(outputs, found, retain)
    if grad_outputs is None and len(outputs) == 1 and outputs[0].__class__ is Tensor and outputs[0]._data.__class__ is f32 and _is_plain():
        result = gradients(outputs[0], wrap(ONE), bool(retain), bool(create_graph), inputs)
    if result is None:
        grads = _as_tuple(grad_outputs, len(outputs))
        outputs = at_edges(outputs, grads)
        result = run(outputs, _root_gradients(outputs, grads, create_graph), retain, create_graph, inputs, accumulate=False)
    for i, g in enumerate(result):
        if g is None and not allow_unused:
            raise RuntimeError(
                f"The differentiated Tensor at index {i} appears to not have been used in the graph. Set allow_unused=True if this "
                "is the desired behavior."
                if inputs[i].requires_grad
                else "One of the differentiated Tensors does not require grad"
            )
    if materialize_grads:
        if any(g is None and i._data is None for g, i in zip(result, inputs)):
            raise RuntimeError("materialize_grads cannot be used when the given input is a GradientEdge")
        result = tuple(_zeros_for(i, create_graph) if g is None else g for g, i in zip(result, inputs))
    if S.rec is not None:
        S.rec.returned(result)
    return result


def _is_plain():
    """Does nobody take part in the passes of the engine, and is none of them running?"""
    return not S.inside and not S.hooks and not S.anomaly


def _for_entries(grads):
    """Is one of them a vmap's, of many entries? Only the rules made of operators know what to do with it."""
    return any(g is not None and g._data.__class__ is Samples for g in _as_tuple(grads, 1))


def _let_go(outputs, found, retain):
    """What a pass over all entries of a vmap found, outside any graph; the graph that it went through is freed unless `retain`."""
    if not retain:
        for node in watched.gather([t._fn for t in outputs if t._fn is not None])[0]:
            node.free()
    return tuple(g if g is None else g.detach() for g in found)


def _zeros_for(t, create_graph):
    zeros = wrap(dtypes.cast(np.zeros_like(t._data), t.dtype))
    zeros._rg = bool(create_graph)
    return zeros


def _check_rows(rows, outputs):
    for i, (r, out) in enumerate(zip(rows, outputs)):
        if r is not None and r._data.shape[1:] != out._data.shape:
            raise RuntimeError(
                "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch dimension. The sizes of the "
                "remaining dimensions are expected to match the shape of corresponding output, but a mismatch was detected: "
                f"grad_output[{i}] has a shape of {Size(r._data.shape[1:])} and output[{i}] has a shape of {out.shape}. If you only want some "
                "tensors in `grad_output` to be considered batched, consider using vmap."
            )


def _as_tuple(grads, n):
    if grads is None:
        return (None,) * n
    if isinstance(grads, Tensor):
        return (grads,)
    return tuple(grads)


def _root_gradients(roots, grads, create_graph):
    """The gradient to start from at each root; errors in torch's words."""
    for g in grads:
        if g is not None and not isinstance(g, Tensor):
            raise TypeError(f"gradients can be either Tensors or None, but got {type(g).__name__}")
    if len(roots) != len(grads):
        raise RuntimeError(f"got {len(roots)} tensors and {len(grads)} gradients")
    out = []
    for i, (root, g) in enumerate(zip(roots, grads)):
        if isinstance(g, Tensor):
            if g._data.shape != root._data.shape:
                raise RuntimeError(
                    f"Mismatch in shape: grad_output[{i}] has a shape of {g.shape} and output[{i}] has a shape of {root.shape}."
                )
            if (g.dtype.category == 3) != (root.dtype.category == 3):
                raise RuntimeError(
                    "For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in dtype: "
                    f"grad_output[{i}] has a dtype of {g.dtype} and output[{i}] has a dtype of {root.dtype}."
                )
        elif root._data.__class__ is f32 and root._rg and S.dispatch is None:
            g = wrap(ONE)
        elif root.requires_grad:
            if root._data.size != 1:
                raise RuntimeError("grad can be implicitly created only for scalar outputs")
            if root.dtype.category < 2:
                raise RuntimeError(f"grad can be implicitly created only for real scalar outputs but got {root.dtype}")
            if root.dtype.category == 3:
                raise RuntimeError(f"grad can be implicitly created only for real scalar outputs but got {root.dtype}")
            g = _ones(root)
        if g is not None and g._data.dtype is not root._data.dtype:
            g = _in_dtype(g, root.dtype, create_graph)
        out.append(g)
    for i, root in enumerate(roots):
        if not root._rg and not root.requires_grad:
            raise RuntimeError(f"element {i} of tensors does not require grad and does not have a grad_fn")
    return out


def _ones(root):
    """The gradient that a backward from `root` starts with."""
    data = root._data
    if S.dispatch is not None:
        return S.dispatch.ones_like(root)
    return wrap(np.ones_like(data) if isinstance(data, ndarray) else data.dtype.type(1))


def _in_dtype(g, dtype, create_graph):
    """A gradient from outside in the dtype of its root; under create_graph the conversion is part of the graph."""
    was, S.grad_enabled = S.grad_enabled, bool(create_graph)
    try:
        return cast_tensor(g, dtype)
    finally:
        S.grad_enabled = was


def run(roots, grads, retain, create_graph, inputs, accumulate):
    """Runs backward; returns the gradients of `inputs` as Tensors (or Nones), where `accumulate` is false."""
    if S.inside:
        return nested(run, roots, grads, retain, create_graph, inputs, accumulate)
    simple = inputs is None and not create_graph and len(roots) == 1 and roots[0]._fn is not None
    simple = simple and not S.hooks and not S.anomaly and roots[0]._fn.kind == NODE
    if simple:
        if S.rec is not None:
            watched.accumulated(S.rec, roots[0], grads[0]._data, bool(retain), PARTS)
        else:
            accumulated(roots[0]._fn, grads[0]._data, retain)
        return end(S.ends) if S.ends else None
    if not accumulate and not S.hooks and not S.anomaly and len(roots) == 1:
        found = gradients(roots[0], grads[0], bool(retain), bool(create_graph), inputs)
        if found is not None:
            if S.ends:
                end(S.ends)
            return found
    return Run(roots, grads, retain, create_graph, inputs, accumulate, _marks()).go()


def _backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
    """Accumulates the gradients of this tensor with respect to the leaves into their `.grad`."""
    node = self._fn
    plain = gradient is None and inputs is None and not create_graph and node is not None and not S.inside and not S.functorch
    if plain and self._data.__class__ is f32 and node.kind == NODE and not S.hooks and not S.anomaly:
        if S.rec is None:
            accumulated(node, ONE, retain_graph)
        else:
            watched.accumulated(S.rec, self, ONE, bool(retain_graph), PARTS)
        if S.ends:
            end(S.ends)
    else:
        backward(self, gradient, retain_graph, create_graph, inputs=inputs)


_backward.__name__, _backward.__qualname__ = "backward", "Tensor.backward"
Tensor.backward = _backward
