"""Hooks on the graph as a whole: what is done with saved tensors, hooks on several gradients."""

import weakref
from collections import namedtuple

from . import state as S
from .node import FREED, LEAF, RemovableHandle, edge
from .tensor import Tensor, new, wrap


class _Stack:
    """The innermost saved_tensors_hooks: called on each new node, it packs what the node saved."""

    def __init__(self, pack, unpack, below):
        self.pack_hook, self.unpack_hook, self.below = pack, unpack, below

    def pack(self, t):
        if S.saved_floor is not None:
            S.saved_floor.pack(t)
        was, S.saved_hooks = S.saved_hooks, S.saved_floor
        try:
            return self.unpack_hook, self.pack_hook(t)
        finally:
            S.saved_hooks = was

    def __call__(self, node):
        outputs = node.op.outputs if isinstance(node.op.outputs, tuple) else ()
        saved = []
        for name, value in zip(node.op.saved, node.saved):
            if isinstance(value, Tensor):
                value = Packed(*self.pack(value), value)
            elif name == "result" or name in outputs:
                value = value if value is None else Packed(*self.pack(wrap(value)), None)
            saved.append(value)
        node.saved = PackedSaves(saved)


class PackedSaves(tuple):
    """What a node saved, after packing; the node's backward tells it by its class."""


class Packed:
    """A saved tensor in the form that pack made of it; `_data` unpacks it."""

    def __init__(self, unpack, value, original):
        self.unpack_hook, self.value = unpack, value
        self.edge = None if original is None else (original._fn or edge(original), original._rg)

    def unpack(self):
        """The saved input, back on its place in the graph; the bare data of a saved output."""
        t = self._unpacked()
        if self.edge is None:
            return t._data
        out = new(Tensor)
        out._data = t._data
        fn, out._rg = self.edge
        if fn is not None and fn.kind == LEAF:
            if fn.variable._data is t._data:
                return fn.variable
            out._acc = weakref.ref(fn)  # other data than its leaf has, whose gradient still goes to that leaf
        else:
            out._fn = fn
        return out

    def _unpacked(self):
        t = self.unpack_hook(self.value)
        if not isinstance(t, Tensor):
            raise TypeError(
                f"Output of saved tensor unpack_hook expected to be a Tensor but got result of type {type(t).__name__}"
            )
        return t


class GradientEdge(namedtuple("GradientEdge", ["node", "output_nr", "ownership_token"], defaults=[None])):
    """A place in the graph: a node and the number of one of its outputs."""

    like = None  # the shape and dtype of the tensor that it was taken from




class SavedTensor:
    """What `node._raw_saved_KEY` is: a saved tensor, to which a pair of hooks may be given."""

    def __init__(self, node, key):
        self._node, self._key = node, key

    @property
    def data(self):
        return self._node.saved_value(self._key)

    def register_hooks(self, pack_hook, unpack_hook):
        """Packs the saved tensor now; `unpack_hook` gives it back when backward needs it."""
        node, at = self._node, self._node.op.saved.index(self._key)
        if node.saved is None:
            raise RuntimeError(FREED)
        value = node.saved[at]
        if isinstance(value, Packed):
            raise RuntimeError("Setting hooks on a saved tensor whose hooks have already been set is not allowed.")
        tensor = value if isinstance(value, Tensor) else wrap(value)
        packed = Packed(unpack_hook, pack_hook(tensor), value if isinstance(value, Tensor) else None)
        node.saved = PackedSaves((*node.saved[:at], packed, *node.saved[at + 1 :]))


SavedTensor.__module__ = "torch._C._autograd"


def unpacked(node):
    """What `node` saved, with everything that a hook packed unpacked. Raises torch's error where it has been freed."""
    if node.saved is None:
        raise RuntimeError(FREED)
    return tuple(v.unpack() if isinstance(v, Packed) else v for v in node.saved)


class saved_tensors_hooks:
    """Inside, each tensor saved for backward goes through `pack_hook`, and through `unpack_hook` when it is needed."""

    def __init__(self, pack_hook, unpack_hook):
        self.pack_hook, self.unpack_hook = pack_hook, unpack_hook

    def __enter__(self):
        if S.saved_hooks_error is not None:
            raise RuntimeError(S.saved_hooks_error)
        S.saved_hooks = _Stack(self.pack_hook, self.unpack_hook, S.saved_hooks)

    def __exit__(self, *exc):
        if S.saved_hooks is not S.saved_floor:  # the innermost, whoever put it there
            S.saved_hooks = S.saved_hooks.below or S.saved_floor


class save_on_cpu(saved_tensors_hooks):
    """On a CPU there is nothing to move; a copy is kept, as torch's does."""

    def __init__(self, pin_memory=False, device_type="cuda"):
        super().__init__(lambda t: t.clone() if t.requires_grad else t, lambda t: t)


class disable_saved_tensors_hooks:
    """Inside, saved_tensors_hooks may not be used."""

    def __init__(self, error_message):
        self.message = error_message

    def __enter__(self):
        self._was = S.saved_hooks_error
        S.saved_hooks_error = self.message

    def __exit__(self, *exc):
        S.saved_hooks_error = self._was

    def __call__(self, f):
        import functools

        @functools.wraps(f)
        def run(*args, **kw):
            with disable_saved_tensors_hooks(self.message):
                return f(*args, **kw)

        return run


class allow_mutation_on_saved_tensors:
    """Inside, a saved tensor that is changed in place is kept as it was: a copy is saved at once."""

    def __enter__(self):
        self._hooks = saved_tensors_hooks(lambda t: t.detach().clone(), lambda t: t)
        self._hooks.__enter__()
        return self

    def __exit__(self, *exc):
        self._hooks.__exit__(*exc)

    def clear(self):
        pass


def register_multi_grad_hook(tensors, fn, *, mode="all"):
    """Calls `fn` with the gradients of all tensors that a backward reaches, None for others ("all"), or with the first ("any")."""
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    tensors = list(tensors)
    state = {"run": None, "grads": None, "left": 0}

    def each(i):
        def hook(g):
            if state["run"] is not S.running:
                state.update(run=S.running, grads=[None] * len(tensors), left=_expected(tensors) if mode == "all" else 1)
            state["grads"][i] = g
            state["left"] -= 1
            if state["left"] == 0:
                fn(g if mode == "any" else state["grads"])

        return hook

    handles = [t.register_hook(each(i)) for i, t in enumerate(tensors)]

    class Handle(RemovableHandle):
        def __init__(self):
            pass

        def remove(self):
            for h in handles:
                h.remove()

    return Handle()


def _expected(tensors):
    """To how many of the tensors the backward that runs now comes."""
    nodes = [t.grad_fn or edge(t) for t in tensors]
    return sum(n.mark == S.running.mark and (S.running.useful is None or n in S.running.useful) for n in nodes)


def get_gradient_edge(tensor):
    """(node, output_nr) of a tensor: an input or a root of autograd.grad and backward."""
    if not tensor.requires_grad:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does not require gradients")
    place = GradientEdge(tensor.grad_fn or edge(tensor), tensor.output_nr)
    place.like = tensor._data.shape, tensor._data.dtype
    return place


def increment_version(tensor):
    """Counts one write to the tensor, or to each of several, as in-place ops do."""
    from .inplace import bump

    for t in (tensor,) if isinstance(tensor, Tensor) else tensor:
        bump(t)
