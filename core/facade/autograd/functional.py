"""torch.autograd.functional: Jacobians, Hessians and their products.

Every function works on tensors of its own made of the inputs (`_own`), so that what `func` catches besides is told from its arguments. With
`strict`, a result that does not depend on an input is an error (`_connected`, `_filled`), without it zeros. `vectorize` changes nothing but
the speed in PyTorch; here the rows are made one by one in any case.
"""

from ... import state as _S
from ...engine import grad as _grad
from ...modes import enable_grad as _enable_grad
from ...modes import set_grad_enabled as _set_grad_enabled
from ...tensor import Tensor
from ...worlds import TENSOR as _T

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]

_STRICT = " This is not allowed in strict mode"
_CONNECTED = {  # what is said of a part that requires no grad in strict mode
    "outputs": "Output {} of the user-provided function does not require gradients. The outputs must be computed in a differentiable manner "
    "from the input when running in strict mode.",
    "grad_inputs": "The gradient with respect to input {} is independent of the inputs of the user-provided function." + _STRICT + ".",
    "jacobian": "While computing the hessian, found that the jacobian of the user-provided function with respect to input {} is independent "
    "of the input." + _STRICT + ". You should ensure that your function is twice differentiable and that the jacobian depends on the inputs "
    "(this would be violated by a linear function for example).",
    "hessian": "The hessian of the user-provided function with respect to input {} is independent of the input." + _STRICT + ". You should "
    "ensure that your function is thrice differentiable and that the hessian depends on the inputs.",
}
_MISSING = {  # what is said of a gradient that is not there in strict mode
    "back": "The output of the user-provided function is independent of input {}." + _STRICT + ".",
    "back_trick": "The gradient with respect to the input is independent of entry {} in the grad_outputs when using the double backward "
    "trick to compute forward mode gradients." + _STRICT + ".",
    "double_back": "The jacobian of the user-provided function is independent of input {}." + _STRICT + ".",
    "double_back_trick": "The hessian of the user-provided function is independent of entry {} in the grad_jacobian." + _STRICT + " as it "
    "prevents from using the double backward trick to replace forward mode AD.",
}
_FORWARD = "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for `vectorize=True`."
_TOGETHER = "torch.autograd.functional.jacobian: {} are not supported together{}. Please either set {}."


def _as_tuple(x, what, name):
    """(whether x is a tuple, x as one); TypeError where something in it is no tensor."""
    several = isinstance(x, tuple)
    xs = x if several else (x,)
    for i, t in enumerate(xs):
        if not isinstance(t, Tensor):
            where = f"value at index {i}" if several else f"given {what}"
            raise TypeError(f"The {what} given to {name} must be either a Tensor or a tuple of Tensors but the {where} has type {type(t)}.")
    return several, xs


def _unpacked(several, xs):
    return xs if several else xs[0]


def _construct_standard_basis_for(tensors, tensor_numels):
    """The rows of the identity of all elements together, cut into (all, its elements) for each tensor; libraries ask for it."""
    total, start, chunks = sum(tensor_numels), 0, []
    for t, n in zip(tensors, tensor_numels):
        chunks.append(t.new_zeros(total, n))
        chunks[-1].diagonal(start).fill_(1)
        start -= n
    return tuple(chunks)


def _tuple_postprocess(res, to_unpack):
    """Results without the tuples that were put around what came without; `to_unpack` says it for outputs and, inside, inputs."""
    outer, *inner = to_unpack if isinstance(to_unpack, tuple) else (to_unpack,)
    if inner and not inner[0]:
        res = tuple(each[0] for each in res)
    return res if outer else res[0]


def _grad_postprocess(inputs, create_graph):
    """Gradients as a function of this module gives them back: without history unless a graph was asked for."""
    if isinstance(inputs[0], Tensor):
        return inputs if create_graph else tuple(t.detach() for t in inputs)
    return tuple(_grad_postprocess(t, create_graph) for t in inputs)


def _own(tensors, create_graph, tracked):
    """Tensors of the same values: views where the graph goes on to the given ones, else new leaves."""
    return tuple(t.view_as(t) if create_graph and t.requires_grad else t.detach().requires_grad_(tracked) for t in tensors)


def _finished(tensors, create_graph):
    return tensors if create_graph else tuple(t.detach() for t in tensors)


def _connected(tensors, stage, strict):
    for i, t in enumerate(tensors if strict else ()):
        if t is None:
            raise RuntimeError(_MISSING["back"].format(i))
        if not t.requires_grad:
            raise RuntimeError(_CONNECTED[stage].format(i))


def _gradients(outputs, inputs, vectors=None, create_graph=False, retain_graph=None):
    """Gradients of those outputs that have any; None where there is none."""
    pairs = [(o, v) for o, v in zip(outputs, vectors or [None] * len(outputs)) if o is not None and o.requires_grad]
    if not pairs:
        return (None,) * len(inputs)
    outs, vs = zip(*pairs)
    return _grad(outs, inputs, vs, allow_unused=True, create_graph=create_graph, retain_graph=retain_graph)


def _filled(grads, like, strict, create_graph, stage):
    """The gradients, zeros for those that are not there."""
    out = []
    for i, (g, t) in enumerate(zip(grads, like)):
        if g is None and strict:
            raise RuntimeError(_MISSING[stage].format(i))
        if g is not None and strict and create_graph and not g.requires_grad:
            what = "hessian" if "double" in stage else "jacobian"
            said = f"The {what} of the user-provided function is independent of input {i}.{_STRICT} when create_graph=True."
            raise RuntimeError(said)
        out.append(_T.zeros_like(t) if g is None else g)
    return tuple(out)


def _vector(v, like, several, name, create_graph, missing):
    """v as a tuple of tensors of the shapes of `like`; None where there is none and one number needs none."""
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise RuntimeError(f"The vector v can only be None if {missing} a single Tensor with a single element.")
        return None
    vs = _own(_as_tuple(v, "v", name)[1], create_graph, False)
    if len(vs) != len(like):
        raise RuntimeError(
            f"v is a tuple of invalid length: should be {len(like)} but got {len(vs)}." if several else "The given v should contain a single Tensor."
        )
    for i, (a, b) in enumerate(zip(vs, like)):
        if a.shape != b.shape:
            raise RuntimeError(f"{f'Entry {i} in ' if several else ''}v has invalid size: should be {b.shape} but got {a.shape}.")
    return vs


_OF_INPUT = "the input to the user-provided function is"
_OUTPUTS = "outputs of the user-provided function"


def _called(func, xs, name, strict):
    several, ys = _as_tuple(func(*xs), _OUTPUTS, name)
    _connected(ys, "outputs", strict)
    return several, ys


def _scalar(several, ys, name):
    if several:
        raise RuntimeError(f"The function given to {name} should return a single Tensor")
    if ys[0].numel() != 1:
        raise RuntimeError(f"The Tensor returned by the function given to {name} should contain a single element")


def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"):
    """The Jacobian of func at inputs; nested tuples where there are several outputs or inputs."""
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function has more outputs than inputs, '
            '"forward-mode" tends to be more performant. Otherwise, prefer to use "reverse-mode".'
        )
    if strategy == "forward-mode":
        _check_forward(create_graph, strict, vectorize)
    with _enable_grad():
        several_in, xs = _as_tuple(inputs, "inputs", "jacobian")
        xs = _own(xs, create_graph, True)
        several_out, ys = _called(func, xs, "jacobian", strict)
        if vectorize and strict:
            raise RuntimeError(_TOGETHER.format("`strict=True` and `vectorized=True`", "", "`strict=False` or `vectorize=False`"))
        rows = tuple(_finished(_rows(y, i, xs, create_graph, strict), create_graph) for i, y in enumerate(ys))
    return _unpacked(several_out, tuple(_unpacked(several_in, row) for row in rows))


def _check_forward(create_graph, strict, vectorize):
    for wrong, name, kind in ((create_graph, "create_graph", NotImplementedError), (strict, "strict", RuntimeError)):
        if wrong:
            given, instead = f'`{name}=True` and `strategy="forward-mode"`', f'`{name}=False` or `strategy="reverse-mode"`'
            raise kind(_TOGETHER.format(given, " (yet)", instead))
    if not vectorize:
        raise NotImplementedError(_FORWARD)


def _rows(y, i, xs, create_graph, strict):
    """The Jacobians of output number i, y, by each of xs."""
    parts = [[] for _ in xs]
    for j in range(y.numel()):
        found = _gradients((y.reshape(-1)[j],), xs, retain_graph=True, create_graph=create_graph)
        for k, (part, g, x) in enumerate(zip(parts, found, xs)):
            if g is None and strict:
                raise RuntimeError(f"Output {i} of the user-provided function is independent of input {k}.{_STRICT}.")
            if g is not None and strict and create_graph and not g.requires_grad:
                raise RuntimeError(
                    f"The jacobian of the user-provided function is independent of input {i}.{_STRICT} when create_graph=True."
                )
            part.append(_T.zeros_like(x) if g is None else g)
    return tuple(
        _T.stack(part, dim=0).view((*y.shape, *x.shape)) if part else x.new_zeros((*y.shape, *x.shape)) for part, x in zip(parts, xs)
    )


def hessian(func, inputs, create_graph=False, strict=False, vectorize=False, outer_jacobian_strategy="reverse-mode"):
    """The Hessian of a scalar function."""
    several, xs = _as_tuple(inputs, "inputs", "hessian")
    if outer_jacobian_strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError('Expected strategy to be either "forward-mode" or "reverse-mode".')

    def number(*args):
        many, ys = _called(func, args, "hessian", strict)
        _scalar(many, ys, "hessian")
        return ys[0].squeeze()

    def gradient(*args):
        found = jacobian(number, args, create_graph=True)
        _connected(found, "jacobian", strict)
        return found

    out = jacobian(gradient, xs, create_graph=create_graph, strict=strict, vectorize=vectorize, strategy=outer_jacobian_strategy)
    return out if several else out[0][0]


def vjp(func, inputs, v=None, create_graph=False, strict=False):
    """(func(inputs), vᵀJ)."""
    outside = _S.grad_enabled
    with _enable_grad():
        several_in, xs = _as_tuple(inputs, "inputs", "vjp")
        xs = _own(xs, create_graph, True)
        several_out, ys = _called(func, xs, "vjp", strict)
        vs = _vector(v, ys, several_out, "vjp", create_graph, "the user-provided function returns")
    with _set_grad_enabled(create_graph or outside):
        found = _filled(_gradients(ys, xs, vs, create_graph), xs, strict, create_graph, "back")
    return _unpacked(several_out, _finished(ys, create_graph)), _unpacked(several_in, _finished(found, create_graph))


def jvp(func, inputs, v=None, create_graph=False, strict=False):
    """(func(inputs), J v), by two backward passes."""
    outside = _S.grad_enabled
    with _enable_grad():
        several_in, xs = _as_tuple(inputs, "inputs", "jvp")
        xs = _own(xs, create_graph, True)
        vs = _vector(v, xs, several_in, "jvp", create_graph, _OF_INPUT)
        several_out, ys = _called(func, xs, "jvp", strict)
        weights = tuple(_T.zeros_like(y).detach().requires_grad_() for y in ys)
        first = _gradients(ys, xs, weights, True)
        _connected(first, "grad_inputs", strict)
    with _set_grad_enabled(create_graph or outside):
        found = _filled(_gradients(first, weights, vs, create_graph), ys, strict, create_graph, "back_trick")
    return _unpacked(several_out, _finished(ys, create_graph)), _unpacked(several_out, _finished(found, create_graph))


def _second(name, func, inputs, v, create_graph, strict):
    """What vhp and hvp begin with: (whether there are several inputs, the inputs, v, the outputs, their gradients)."""
    several_in, xs = _as_tuple(inputs, "inputs", name)
    xs = _own(xs, create_graph, True)
    vs = _vector(v, xs, several_in, name, create_graph, _OF_INPUT)
    several_out, ys = _called(func, xs, name, strict)
    _scalar(several_out, ys, name)
    first = _gradients(ys, xs, create_graph=True)
    _connected(first, "jacobian", strict)
    return several_in, xs, vs, ys, first


def vhp(func, inputs, v=None, create_graph=False, strict=False):
    """(func(inputs), vᵀH)."""
    outside = _S.grad_enabled
    with _enable_grad():
        several, xs, vs, ys, first = _second("vhp", func, inputs, v, create_graph, strict)
    with _set_grad_enabled(create_graph or outside):
        found = _filled(_gradients(first, xs, vs, create_graph), xs, strict, create_graph, "double_back")
    return _finished(ys, create_graph)[0], _unpacked(several, _finished(found, create_graph))


def hvp(func, inputs, v=None, create_graph=False, strict=False):
    """(func(inputs), H v), by a backward pass through that of vᵀH."""
    outside = _S.grad_enabled
    with _enable_grad():
        several, xs, vs, ys, first = _second("hvp", func, inputs, v, create_graph, strict)
        weights = tuple(_T.zeros_like(x).detach().requires_grad_() for x in xs)
        second = _gradients(first, xs, weights, True)
        _connected(first, "hessian", strict)
    with _set_grad_enabled(create_graph or outside):
        found = _filled(_gradients(second, weights, vs, create_graph), xs, strict, create_graph, "double_back_trick")
    return _finished(ys, create_graph)[0], _unpacked(several, _finished(found, create_graph))
