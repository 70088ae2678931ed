"""Entries of the autograd graph: Node, AccumulateGrad, and the slot of one output of a node that has several.

A node holds what its backward needs and nothing else: the edges (`next`: one node, slot or None for each tensor argument), the
saved values, and a sequence number. It never holds its own output tensor (that would be a reference cycle): a saved `result` is the
bare array, made a tensor again when it is asked for. Python frees long chains iteratively because a node's only way to the next
one is through a tuple.
"""

import weakref
from collections import OrderedDict

import numpy as np

from . import state as S
from .unfollowed import Unfollowed

NODE, LEAF, SLOT = 0, 1, 2  # what an edge leads to
FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been "
    "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
    "after calling backward."
)
SHOWN = ("_input_metadata _register_hook_dict _sequence_nr _set_sequence_nr metadata name next_functions register_hook register_prehook "
         "requires_grad").split()  # fmt: skip


class Node:
    """A function in the graph, as `grad_fn` shows it. Each op's declaration makes a subclass (`MulBackward0`)."""

    kind = NODE
    op = None  # the op that made it, if one did
    n_outputs = 1
    materialize = True  # do missing gradients of several outputs come as zeros?
    next = ()
    saved = None
    saved_names_ = ()  # the `_saved_*` attributes
    frees = False  # does it save tensors, so that a second backward must fail?
    lets_go = None  # freeing it: True, forgetting `saved`; False, nothing; None, what `free` does
    meta = None  # ((shape, dtype) of each argument) where broadcasting or promotion must be undone
    result_muts = None  # the list of writes to the output's memory, once there is one: Note [Versions]
    seq = 0
    g = None  # the gradient gathered so far, raw array or Tensor; a list for nodes with several outputs
    need = 0  # how many dependents have still to run, in the engine's counting pass
    mark = 0  # the backward call that last counted this node
    pre_hooks = None  # [(output nr, hook)]: tensor hooks, in order of registration
    prehooks = None  # node prehooks
    post_hooks = None
    retain = None  # {output nr: weakref of the tensor that retains its grad}
    within = None  # a weak reference to the CopySlices in which it works, an in-place op on a view
    hidden = False  # a conversion within another op, which next_functions passes over
    requires_grad = True
    _id = 0  # the recorder's number
    _made = 0  # that of the first tensor that its op made

    def name(self):
        name = type(self).__name__
        return f"torch::autograd::{name}" if name in ("CopySlices", "NotImplemented", "CopyBackwards", "Error") else name

    @property
    def next_functions(self):
        shown = (n.next[0] if n is not None and n.kind == NODE and n.hidden else n for n in self.next)
        return tuple((None, 0) if n is None else (n.node, n.nr) if n.kind == SLOT else (n, 0) for n in shown)

    @property
    def metadata(self):
        return self.__dict__.setdefault("_metadata", {})

    def _sequence_nr(self):
        return self.seq

    def _set_sequence_nr(self, seq):
        self.seq = seq

    def _register_hook_dict(self, tensor):
        pass  # the hooks of tensors are in their nodes here

    @property
    def _input_metadata(self):
        """What is known of the tensors that its op made, one for each."""
        return tuple(_InputMetadata(nr, *(meta or ())) for nr, meta in enumerate(getattr(self, "out_meta", None) or ((),) * self.n_outputs))

    def saved_names(self):
        return self.saved_names_

    def register_hook(self, hook):
        """Calls `hook(grad_inputs, grad_outputs)` after this node; it may return new grad_inputs."""
        if self.post_hooks is None:
            self.post_hooks = {}
        return RemovableHandle(self.post_hooks, hook)

    def register_prehook(self, hook):
        """Calls `hook(grad_outputs)` before this node; it may return new grad_outputs."""
        if self.prehooks is None:
            self.prehooks = {}
        return RemovableHandle(self.prehooks, hook)

    def __call__(self, *grads):
        """The gradients of its inputs for these of its outputs: what it sends back in backward."""
        if len(grads) != self.n_outputs:
            raise TypeError(f"expected {self.n_outputs} arguments, got {len(grads)} instead")
        for hook in list((self.prehooks or {}).values()):
            grads = hook(grads) or grads
        if self.n_outputs > 1 and self.materialize:
            from .tensor import wrap

            grads = [wrap(np.zeros(*meta)) if g is None else g for g, meta in zip(grads, self.out_meta)]
        got = self.graph(grads[0] if self.n_outputs == 1 else list(grads))
        for hook in list((self.post_hooks or {}).values()):
            got = hook(got, grads) or got
        return got[0] if len(got) == 1 else tuple(got)

    def __repr__(self):
        return f"<{type(self).__name__} object at {hex(id(self))}>"

    def __dir__(self):
        """What PyTorch's nodes show: nothing of how they are kept here."""
        raw = (f"_raw_saved_{key}" for key in self.saved_names_ if self.op is not None and self.op.saves_tensor(key))
        return [*dir(object), "__call__", *SHOWN, *(f"_saved_{key}" for key in self.saved_names_), *raw]

    def __init_subclass__(cls):
        """Properties, not `__getattr__`: a class that has that one reads all its attributes three times as slowly."""
        for key in cls.saved_names_:
            setattr(cls, f"_saved_{key}", property(lambda node, key=key: node.saved_value(key)))
            setattr(cls, f"_raw_saved_{key}", property(lambda node, key=key: raw_saved(node, key)))

    def saved_value(self, key):
        """What `_saved_KEY` shows: a Tensor, a number, a tuple, or None where it was not needed."""
        raise NotImplementedError

    def free(self):
        self.saved = None


class _InputMetadata:
    """Shape and dtype of one of a node's outputs, where the node keeps them: those of several outputs do."""

    def __init__(self, nr, shape=None, dtype=None):
        self.is_nested_tensor = self.is_cpp_nested_tensor = False
        if shape is not None:
            from .device import cpu
            from .dtypes import of
            from .size import Size

            self.shape, self.dtype, self.device = Size(shape), of(np.empty(0, dtype)), cpu

    def __repr__(self):
        return f"<{type(self).__module__}._InputMetadata object at {hex(id(self))}>"


_InputMetadata.__module__ = "torch._C._autograd"


def raw_saved(node, key):
    from .graph_hooks import SavedTensor

    return SavedTensor(node, key)


class AccumulateGrad(Node):
    """The end of an edge at a leaf: adds what arrives to `variable.grad`."""

    kind = LEAF
    seq = float("inf")  # runs as soon as it is ready
    own = False  # is what was gathered in `g` an array that nobody else has?

    def name(self):
        return "torch::autograd::AccumulateGrad"

    def __dir__(self):
        return [*super().__dir__(), "variable"]


def seeded(cls, names):
    """Has a class know early which attributes its instances get: those that come up after some thirty instances were made
    would cost each instance a dict of its own (a tenth of a microsecond, and memory)."""
    instance = object.__new__(cls)
    for name in names:
        setattr(instance, name, None)
    return cls


seeded(AccumulateGrad, "variable g need own mark _id".split())


class OutputSlot:
    """The edge to output `nr` of a node with several outputs."""

    kind = SLOT
    __slots__ = ("node", "nr")

    def __init__(self, node, nr):
        self.node, self.nr = node, nr

    @property
    def seq(self):
        return self.node.seq


def edge(t):
    """The edge for a tensor that has no `_fn`: a leaf's AccumulateGrad, a stale view's new node, or None."""
    ref = t._acc
    if ref is not None and t._rg:
        node = ref()
        if node is not None:
            return node
    if t._stale:
        from .inplace import regenerate

        return regenerate(t)
    if not t._rg:
        return None
    node = AccumulateGrad()
    node.variable = nowhere(t) if t._made_in.__class__ is Unfollowed else t
    node._id = node.variable._acc_id  # to the recorder, all that a leaf has had are one
    t._acc = weakref.ref(node)  # weak: the node holds the tensor
    if t._leaf_hooks:
        node.pre_hooks = t._leaf_hooks
    return node


def nowhere(view):
    """A tensor to gather the gradient of a view that was made without gradients: PyTorch lets it go."""
    t = view.detach()
    t._rg = True
    return t


def edge_of(t):
    """The edge along which t's gradient flows, or None."""
    return None if t is None else t._fn or edge(t)


class RemovableHandle:
    """What registering a hook returns: `remove()` takes the hook away again; also a context manager.

    `hooks` is the dict that the hook goes into, `extra_dict` another (or several) whose entry of the same number goes with it.
    """

    next_id = 0

    def __init__(self, hooks, hook=None, *, extra_dict=None):
        S.hooks = True
        self.id = RemovableHandle.next_id
        RemovableHandle.next_id += 1
        if hook is not None:
            hooks[self.id] = hook
        self.hooks_dict_ref = _reference(hooks)
        more = (extra_dict,) if isinstance(extra_dict, dict) else extra_dict or ()
        self.extra_dict_ref = tuple(_reference(d) for d in more)

    def remove(self):
        for there in (self.hooks_dict_ref, *self.extra_dict_ref):
            hooks = there()
            if hooks is not None:
                hooks.pop(self.id, None)

    def __getstate__(self):
        return self.hooks_dict_ref(), self.id, tuple(there() for there in self.extra_dict_ref)

    def __setstate__(self, state):
        hooks, self.id, more = state
        self.hooks_dict_ref = _reference(OrderedDict() if hooks is None else hooks)
        self.extra_dict_ref = tuple(_reference(d) for d in more)
        RemovableHandle.next_id = max(RemovableHandle.next_id, self.id + 1)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.remove()


def _reference(hooks):
    """A way to the hooks that does not keep them, where Python can (a plain dict it keeps)."""
    return weakref.ref(hooks) if isinstance(hooks, OrderedDict) else lambda: hooks


RemovableHandle.__module__ = "torch.utils.hooks"
