"""torch.autograd.Function: a user's own op, whose backward is the user's code.

A saved output is kept as its bare array, so that the node never holds its own output.
"""

import inspect
import warnings

import numpy as np

from . import state as S
from .context import Context, FunctionCtx, with_defaults
from .inplace import bump, rebase
from .modes import asking
from .node import FREED, Node, OutputSlot, edge
from .run import Run  # noqa: F401  (the engine must be importable before a backward runs)
from .saved import _modified, version_before
from .tensor import Tensor, new, root, wrap

NO_BACKWARD = "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD."
DIRTY_VIEW = (
    "If your Function modifies inplace an input that is a view of another Tensor, your Function cannot return more than one Tensor. "
    "This is not supported by the current autograd engine. You should either make sure the input is not a view (using .clone() for "
    "example) or make your Function only return one Tensor (potentially splitting it into two Functions: one doing the inplace that "
    "returns a single Tensor and a second one that does the other operations). You can ask on the forum https://discuss.pytorch.org/ "
    "if you need help to do this change."
)
LEGACY = (
    "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd function with static forward "
    "method. (Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
)


class FunctionNode(Node):
    """The node of one call of a Function."""

    frees = True
    materialize = False
    function = None
    freed = False
    out_meta = ()
    undifferentiated = ()  # the numbers of the outputs that forward marked as not differentiable
    op = None
    seq = float("-inf")

    def __init__(self):
        self.context = self.function._context_cls(self)

    def __repr__(self):
        return f"<torch.autograd.function.{type(self).__name__} object at {hex(id(self))}>"

    def __getattr__(self, name):
        if name.startswith("__") or name == "context":
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        try:
            return getattr(self.context, name)
        except AttributeError:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'") from None

    def __dir__(self):
        return dir(self.context)

    @property
    def saved_tensors(self):
        if self.saved is None:
            if self.freed:
                raise RuntimeError(FREED)
            return ()
        return tuple(self._unpack(kind, value) for kind, value in self.saved)

    @property
    def saved_variables(self):
        import warnings

        warnings.warn("'saved_variables' is deprecated; use 'saved_tensors'", DeprecationWarning, stacklevel=2)
        return self.saved_tensors

    def _unpack(self, kind, value):
        if kind == "none":
            return None
        if kind == "hook":
            return value[0](value[1])
        if kind == "output":
            nr, data = value
            t = wrap(data)
            t._rg, t._fn = True, OutputSlot(self, nr) if self.n_outputs > 1 else self
            return t
        muts = root(value)._muts
        if muts and muts[-1] > self.seq:
            fn = value.grad_fn
            _modified(
                value._data, fn and fn.name().partition("Backward")[0], len(muts), version_before(value, self.seq)
            )
        return value

    def keep(self, outputs, tracked):
        """Turns what save_for_backward was given into what is kept; hooks see it only where the call is recorded."""
        kept = []
        for t in self.context.to_save or ():
            if t is None:
                kept.append(("none", None))
            elif not isinstance(t, Tensor):
                raise TypeError(
                    f"save_for_backward can only save variables, but argument {len(kept)} is of type {type(t).__name__}"
                )
            else:
                nr = next((i for i, o in enumerate(outputs) if o is t), None)
                if nr is not None and t._fn is not None:
                    kept.append(("output", (nr, t._data)))
                elif tracked and S.saved_hooks is not None:
                    kept.append(("hook", S.saved_hooks.pack(t)))
                else:
                    kept.append(("tensor", t))
        self.saved = tuple(kept)
        self.context.__dict__.pop("to_save", None)

    def free(self):
        if self.saved:
            self.saved, self.freed = None, True

    # --- backward -------------------------------------------------------------------------------------------------------------

    def raw(self, grad):
        return tuple(None if g is None else g._data for g in self._call([_tensor(g) for g in self._each(grad)]))

    def graph(self, grad):
        return self._call(self._each(grad))

    def _each(self, grad):
        return grad if isinstance(grad, list) else [grad]

    def _call(self, grads):
        if self.context.materialize_grads:
            grads = [_zeros(meta) if g is None and meta is not None and not (i in self.undifferentiated and self.context.bare) else g
                     for i, (g, meta) in enumerate(zip(grads, self.out_meta))]  # fmt: skip
        f = self.function
        call = f.vjp if f.backward is Function.backward and f.vjp is not Function.vjp else f.backward
        S.inside += 1
        try:
            got = call(self.context, *grads)
        finally:
            S.inside -= 1
        got = got if isinstance(got, tuple) else (got,) if not isinstance(got, list) else tuple(got)
        return self._checked(got)

    def _checked(self, got):
        """The gradients of the tensor inputs, in torch's words where they are wrong."""
        name, n = self.name(), len(self.is_tensor)
        if len(got) != n and not (len(got) > n and all(g is None for g in got[n:])):
            raise RuntimeError(
                f"function {name} returned an incorrect number of gradients (expected {n}, got {len(got)})"
            )
        out = []
        for i, (g, is_tensor) in enumerate(zip(got, self.is_tensor)):
            if not is_tensor:
                if g is not None:
                    raise RuntimeError(
                        f"function {name} returned a gradient different from None at position {i + 1}, but the corresponding forward "
                        "input was not a Variable"
                    )
                continue
            if g is not None and not isinstance(g, Tensor):
                raise RuntimeError(f"expected Variable or None (got {type(g).__name__})")
            meta = self.in_meta[len(out)]
            if g is not None and self.next[len(out)] is not None and g._data.shape != meta[0]:
                g = _reduced(name, i, g, meta[0])
            out.append(g)
        return tuple(out)


def _reduced(name, i, g, shape):
    from .engine_math import fit_tensor

    lead = g._data.ndim - len(shape)
    fits = lead >= 0 and all(a == b or b == 1 for a, b in zip(g._data.shape[lead:], shape))
    if not fits:
        raise RuntimeError(
            f"Function {name} returned an invalid gradient at index {i} - got {list(g._data.shape)} but expected shape compatible "
            f"with {list(shape)}"
        )
    return fit_tensor(g, (shape, g._data.dtype))


def _tensor(g):
    return g if g is None or isinstance(g, Tensor) else wrap(g)


def _zeros(meta):
    return wrap(np.zeros(*meta)[()])


class _FunctionMeta(type):
    """Gives each Function the class of its nodes."""

    def __init__(cls, name, bases, body):
        super().__init__(name, bases, body)
        node = type(f"{name}Backward", (FunctionNode,), {"function": cls, "__module__": "torch.autograd.function"})
        node.__module__ = "torch.autograd.function"
        cls._backward_cls = node
        cls._context_cls = type(f"{name}Backward", (Context,), {"__module__": "torch.autograd.function"})


class Function(metaclass=_FunctionMeta):
    """Base of a user's own differentiable function: static `forward(ctx, …)` and `backward(ctx, …)`, called by `apply`."""

    generate_vmap_rule = False

    def __init__(self, *args, **kw):
        warnings.warn(
            f"{self.__class__} should not be instantiated. Methods on autograd functions are all static, so you should invoke them on the "
            "class itself. Instantiating an autograd function will raise an error in a future version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *args, **kw):
        raise RuntimeError(LEGACY)

    @staticmethod
    def forward(*args, **kw):
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx, inputs, output):
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise NotImplementedError(NO_BACKWARD)

    vjp = backward

    @staticmethod
    def jvp(ctx, *grad_inputs):
        raise NotImplementedError(
            "You must implement the jvp function for custom autograd.Function to use it with forward mode AD."
        )

    @staticmethod
    def vmap(info, in_dims, *args):
        raise NotImplementedError(
            "To use autograd.Function with vmap, you must either override the vmap staticmethod or set generate_vmap_rule=True."
        )

    @classmethod
    def apply(cls, *args, **kw):
        if cls.setup_context is not Function.setup_context and kw:
            args, kw = _bound(cls.forward, args, kw), {}
        return _apply(cls, args, kw)


Function.__module__ = "torch.autograd.function"


def _bound(forward, args, kw):
    bound = inspect.signature(forward).bind(*args, **kw)
    bound.apply_defaults()
    return bound.args


def _apply(cls, args, kw):
    apart = cls.setup_context is not Function.setup_context
    if apart and (kw or getattr(cls.forward, "__defaults__", None)):
        args, kw = with_defaults(cls.forward, args, kw)
    node = cls._backward_cls()
    ctx = node.context
    tensors = [a for a in args if isinstance(a, Tensor)]
    tracked = S.grad_enabled and any(t.requires_grad for t in tensors)
    ctx.needs_input_grad = tuple(isinstance(a, Tensor) and a.requires_grad and S.grad_enabled for a in args)
    node.is_tensor = tuple(isinstance(a, Tensor) for a in args)
    edges = tuple(t._fn or edge(t) for t in tensors) if tracked else ()
    was, S.grad_enabled = S.grad_enabled, False
    try:
        if apart:
            result = cls.forward(*args, **kw)
            cls.setup_context(ctx, args, result)
        else:
            result = cls.forward(ctx, *args, **kw)
    finally:
        S.grad_enabled = was
    outputs = list(result) if isinstance(result, tuple) else [result]
    if tracked and ctx.dirty_tensors:
        _check_dirty(ctx.dirty_tensors, len(outputs))
    outputs = [_output(o, tensors, ctx) for o in outputs]
    if tracked:
        node.next = edges
        node.in_meta = [(t._data.shape, t._data.dtype) for t in tensors]
        _connect(node, outputs)
    node.keep(outputs, tracked)
    node.seq = S.next_seq()
    for o in outputs:
        if isinstance(o, Tensor) and any(o is d for d in ctx.dirty_tensors):
            node.seq = S.next_seq()
    if not tracked:
        node.saved = node.saved or None
    if S.rec is not None:
        S.rec.op(
            cls.__name__, tuple(tensors), tuple(o for o in outputs if isinstance(o, Tensor)), node if tracked else None
        )
    ctx.dirty_tensors = ctx.non_differentiable = ()
    if tracked and cls.jvp is not Function.jvp and cls.backward is Function.backward and cls.vjp is Function.vjp:
        from . import dual  # forward mode alone: what it makes has its tangent at once

        if dual.levels:
            outputs = dual.pushed(cls, ctx, args, outputs)
    return tuple(outputs) if isinstance(result, tuple) else outputs[0]


def _check_dirty(tensors, count):
    """What forward changed in place may be no leaf, and no view where there are `count` outputs with it."""
    for t in tensors:
        if t._base_ is not None and count > 1:
            raise RuntimeError(DIRTY_VIEW)
        if t._rg and t._fn is None and t._base_ is None:
            raise RuntimeError("a leaf Variable that requires grad has been used in an in-place operation.")


def _output(o, inputs, ctx):
    """An output that is one of the inputs becomes a tensor of its own (or that input, changed in place, where it is marked dirty)."""
    if not isinstance(o, Tensor):
        return o
    if any(o is d for d in ctx.dirty_tensors):
        bump(o)
        return o
    if any(o is t for t in inputs):
        from .worlds import TENSOR

        was, S.grad_enabled = S.grad_enabled, False
        rec, S.rec = S.rec, None
        try:
            alias = TENSOR.as_alias(o)
            if any(o is n for n in ctx.non_differentiable):
                ctx.non_differentiable = (*ctx.non_differentiable, alias)
            return alias
        finally:
            S.grad_enabled, S.rec = was, rec
    return o


def _connect(node, outputs):
    """Makes the outputs hang on the node."""
    live = [o for o in outputs if isinstance(o, Tensor)]
    ctx = node.context
    node.n_outputs = len(outputs)
    node.out_meta = [(o._data.shape, o._data.dtype) if isinstance(o, Tensor) else None for o in outputs]
    node.undifferentiated = [i for i, o in enumerate(outputs) if any(o is n for n in ctx.non_differentiable)]
    for i, o in enumerate(outputs):
        if not isinstance(o, Tensor) or i in node.undifferentiated or o.dtype.category < 2:
            continue
        if o._base_ is not None and any(o is d for d in ctx.dirty_tensors):
            rebase(o, node)
            continue
        o._rg, o._fn, o._stale = True, OutputSlot(node, i) if node.n_outputs > 1 else node, False
        if o._base_ is not None:
            o._base_, o._made_in = None, "custom"
    return live


def once_differentiable(f):
    """Decorator for backward: what it returns is outside the graph; to differentiate it again is an error, said when it is tried."""
    import functools

    @functools.wraps(f)
    def run(ctx, *grads):
        was, S.grad_enabled = S.grad_enabled, False
        try:
            got = f(ctx, *grads)
        finally:
            S.grad_enabled = was
        if not was or not any(isinstance(g, Tensor) and g.requires_grad for g in grads):
            return got
        several = got if isinstance(got, tuple) else (got,)
        outputs = DelayedError.apply(TWICE, *(wrap(NOTHING) if g is None else asking(g.detach()) for g in several))
        outputs = tuple(None if g is None else o for g, o in zip(several, outputs))
        return outputs if isinstance(got, tuple) else outputs[0]

    return run


NOTHING = np.float32(0)
TWICE = "trying to differentiate twice a function that was marked with @once_differentiable"


class DelayedError(Function):
    """The identity of several tensors, with a backward that refuses."""

    @staticmethod
    def forward(ctx, said, *tensors):
        ctx.said = said
        return tuple(t.view_as(t) for t in tensors)

    @staticmethod
    def backward(ctx, *grads):
        raise RuntimeError(ctx.said)


DelayedError._backward_cls.__name__ = "Error"


__all__ = ["Function", "FunctionCtx", "new", "once_differentiable"]
