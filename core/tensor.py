"""The Tensor: an array with a place in the autograd graph.

`_data` is an ndarray, or, for most 0-d tensors, a NumPy scalar: arithmetic on those is ten times faster than on 0-d arrays, and they
are immutable, so a recording may keep them as they are. As soon as two tensors must share a 0-d memory (a view, `detach()`, `.data`),
`share()` makes it a 0-d array.

Note [Versions]
    torch gives each storage a version counter and each saved tensor the version it was saved at. Here nothing is stored when a tensor
    is saved: each node has a sequence number, each in-place write draws one from the same counter and notes it in the `_muts` list of
    the tensor that owns the memory (its root). A tensor saved by a node is at version (number of writes), and was saved at version
    (number of writes before the node). The check costs one comparison with the newest write anywhere.
"""

import weakref
from bisect import bisect_left

import numpy as np

from . import dtypes
from . import state as S
from .node import SLOT, RemovableHandle, edge, seeded
from .size import Size
from .tensor_protocols import Protocols, disabled
from .unfollowed import Unfollowed

ndarray = np.ndarray
make_size = tuple.__new__  # without a look at the numbers
NON_LEAF_GRAD = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated during "
    "autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use .retain_grad() on the "
    "non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
    "github.com/pytorch/pytorch/pull/30531 for more information. (Triggered internally at "
    "/__w/pytorch/pytorch/build/aten/src/ATen/core/TensorBody.h:493.)"
)


NO_LEAF = "you can only change requires_grad flags of leaf variables."
NO_LEAF_HINT = (
    " If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach()."
)


class Tensor(Protocols):
    """A multi-dimensional array that autograd can follow. The class attributes are the defaults of every instance."""

    _rg = False  # requires_grad
    _fn = None  # the edge to the node that made it (a Node or OutputSlot)
    _grad = None
    _acc = None  # weak reference to a leaf's AccumulateGrad
    _root = None  # the tensor that owns the memory and its writes, if another
    _mirrors = None  # its conjugated and negated views, which have memory of their own: Note [Mirrors]
    _shared = False  # was share_memory_() called? One process reads this memory, so nothing else becomes of it
    _muts = None  # sequence numbers of the in-place writes: Note [Versions]
    _base_ = None  # the tensor this is a differentiable view of
    _views = None  # weak references to such views
    _made_in = None  # "no_grad" | "multi": why an in-place change of this view is refused
    _alias = False  # may other tensors or arrays see this memory?
    _stale = False  # a view whose history was rewritten by an in-place change, and which requires grad: see inplace.py
    _retains = False
    _leaf_hooks = None
    _grad_of = None  # weak reference to the tensor whose .grad this is, while recording
    _post_acc = None  # post-accumulate-grad hooks
    _inference = False
    _id = 0  # the recorder's number
    _acc_id = 0  # that of its AccumulateGrad
    _name = None  # its path in a module: "fc1.weight"
    __array_priority__ = 1000

    def __new__(cls, *args, **kw):
        from .functions.legacy import legacy_tensor

        return legacy_tensor(cls, *args, **kw)

    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        if not cls.__module__.startswith((__package__, "torch.")):
            from .subclasses import defined

            defined(cls)

    @staticmethod
    def _make_subclass(cls, data, require_grad=False):
        from .subclasses import made

        return made(cls, data, require_grad)

    @staticmethod
    def _make_wrapper_subclass(cls, size, strides=None, **what):
        from .dispatch import wrapper

        return wrapper(cls, size, strides, **what)

    # --- what it is -----------------------------------------------------------------------------------------------------------

    @property
    def shape(self):
        return make_size(Size, self._data.shape)

    @property
    def dtype(self):
        d = self._data
        return dtypes.bfloat16 if d.__class__ is dtypes.BFloat16Array else dtypes.FROM_NP[d.dtype]

    @property
    def ndim(self):
        return self._data.ndim

    @property
    def device(self):
        from .device import cpu

        return cpu

    @property
    def is_leaf(self):
        return self.grad_fn is None

    @property
    def requires_grad(self):
        if self._stale:
            edge(self)
        return self._rg

    @requires_grad.setter
    def requires_grad(self, value):
        if value is not True and value is not False:
            raise RuntimeError("requires_grad must be a bool")
        if self._fn is not None or (self._stale and edge(self) is not None):
            raise RuntimeError(NO_LEAF if value else NO_LEAF + NO_LEAF_HINT)
        if self._inference and not S.inference:
            raise RuntimeError("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")
        if value and self.dtype.category < 2:
            raise RuntimeError("only Tensors of floating point dtype can require gradients")
        if self._fn is None:
            value = bool(value)
            if value is not self._rg and S.rec is not None:
                S.rec.switched(self, value)
            self._rg = value

    def requires_grad_(self, requires_grad=True):
        if S.functorch:
            _refuse("requires_grad_")
        if self._fn is None or not requires_grad:
            self.requires_grad = requires_grad
        return self

    @property
    def grad_fn(self):
        fn = self._fn
        if fn is None:
            if not self._stale:
                if self._rg and self._made_in.__class__ is Unfollowed:
                    self._made_in.check(self)
                return None
            fn = edge(self)
            if fn is None or self._fn is None:
                return None
        return fn.node if fn.kind == SLOT else fn

    @property
    def output_nr(self):
        return self._fn.nr if self._fn is not None and self._fn.kind == SLOT else 0

    @property
    def _version(self):
        if self._inference:
            raise RuntimeError("Inference tensors do not track version counter.")
        return len(root(self)._muts or ())

    @property
    def _base(self):
        base = self._base_
        mirrors = (self if base is None else base)._mirrors
        return base if mirrors is None or mirrors.of is None else mirrors.of

    def _is_view(self):
        return self._base is not None

    @property
    def retains_grad(self):
        return self._retains

    # --- sharing memory -------------------------------------------------------------------------------------------------------

    @property
    def data(self):
        """The same memory outside autograd, with a version counter of its own."""
        if S.functorch:
            _refuse("data", self)
        kind = type(self)
        t = new(Tensor if kind is Tensor or issubclass(kind, Parameter) else kind)
        t._data = share(self)
        t._alias, t._inference = True, self._inference
        if root(self)._mirrors is not None:
            t._root = root(self)
        if S.rec is not None:
            S.rec.tensor(t, "data", self)
        return t

    @data.setter
    def data(self, value):
        if not isinstance(value, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(value).__name__}")
        if self._rg and value._data.dtype.kind not in "fc":
            raise RuntimeError("data set to a tensor that requires gradients must be floating point or complex dtype")
        if S.rec is not None:
            S.rec.before_write(self)
        self._data = share(value)
        self._alias = True
        if S.rec is not None:
            S.rec.mutate("data", self, None)

    @data.deleter
    def data(self):
        raise RuntimeError("Deleting tensor data is not allowed. Delete tensor instead!")

    @requires_grad.deleter
    def requires_grad(self):
        raise RuntimeError("requires_grad must be a bool")

    def detach(self):
        """The same memory outside autograd; shares the version counter."""
        t = new(Tensor)
        t._data = share(self)
        t._root = root(self)
        t._alias = True
        t._inference = self._inference
        if S.rec is not None:
            S.rec.op("detach", (self,), t, None)
        return t

    def detach_(self):
        if self._base_ is not None:
            raise RuntimeError(
                "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, and "
                "gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be called on "
                "these gradients. To fix this error, please refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py "
                "as the solution."
            )
        self._fn, self._rg, self._acc = None, False, None
        if S.rec is not None:
            S.rec.mutate("detach_", self, None)
        return self

    def numpy(self, *, force=False):
        if force.__class__ is not bool:
            raise TypeError(f"numpy(): argument 'force' must be bool, not {type(force).__name__}")
        if force:
            return self.detach().resolve_conj().resolve_neg().numpy()
        if self.requires_grad and S.grad_enabled:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        mirrors = root(self)._mirrors
        if mirrors is not None:
            mirrors.refuse_numpy(self)
        data = share(self)
        if data.__class__ is dtypes.BFloat16Array:
            raise TypeError("Got unsupported ScalarType BFloat16")
        root(self)._exported = True
        if S.watch is not None:
            S.watch.exported(data)
        if S.rec is not None:
            S.rec.left(self, ".numpy()")
        return data

    _exported = False  # user code holds a NumPy view of the memory, so it may change behind our back

    # --- gradients ------------------------------------------------------------------------------------------------------------

    @property
    def grad(self):
        if self._grad is None and self._fn is not None and not self._retains:
            import warnings

            warnings.warn(NON_LEAF_GRAD, UserWarning, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, value):
        if value is not None:
            if not isinstance(value, Tensor):
                raise TypeError(
                    f"assigned grad expected to be a Tensor or None but got grad of type {type(value).__name__}"
                )
            if value is self:
                raise RuntimeError("can't assign Variable as its own grad")
            if value.shape != self.shape:
                raise RuntimeError(
                    f"attempting to assign a gradient of size '{list(value.shape)}' to a tensor of size '{list(self.shape)}'. "
                    "Please ensure that the gradient and the tensor are the same size"
                )
            if value.dtype is not self.dtype:
                from .errors import _c_name

                raise RuntimeError(
                    f"attempting to assign a gradient with dtype '{_c_name(value.dtype)}' to a tensor with grad_dtype "
                    f"'{self.dtype.legacy}'. The gradient must match the tensor's grad_dtype (defaults to the "
                    "tensor's dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None to allow any "
                    "dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break downstream "
                    "systems that assume they match."
                )
        self._grad = value
        if S.rec is not None:
            if value is None:
                S.rec.grad_reset(self, "none")
            else:
                S.rec.accumulate(self, None, value._data, value._data)

    @grad.deleter
    def grad(self):
        self.grad = None

    def retain_grad(self):
        """Have `.grad` of this non-leaf kept in backward."""
        if S.functorch:
            _refuse("retain_grad")
        if not self.requires_grad:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        if self._fn is None or self._retains:
            return
        S.hooks = True
        self._retains = True
        fn = self._fn
        node, nr = (fn.node, fn.nr) if fn.kind == SLOT else (fn, 0)
        if node.retain is None:
            node.retain = {}
        node.retain[nr] = weakref.ref(self)

    def register_hook(self, hook):
        """Calls `hook(grad)` before this tensor's gradient is used; it may return another gradient."""
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        fn = self._fn or edge(self)
        node, nr = (fn.node, fn.nr) if fn.kind == SLOT else (fn, 0)
        if node.pre_hooks is None:
            node.pre_hooks = {}
        if self._fn is None:
            self._leaf_hooks = node.pre_hooks  # an AccumulateGrad may die and be made again
        return RemovableHandle(node.pre_hooks, (nr, hook))

    def register_post_accumulate_grad_hook(self, hook):
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if self._fn is not None:
            raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        if self._post_acc is None:
            self._post_acc = {}
        return RemovableHandle(self._post_acc, hook)


Tensor.__module__ = "torch"
seeded(Tensor, "_data _rg _fn _id _grad _acc _root _alias _base_ _muts _name _acc_id _views _grad_of".split())


new = object.__new__


class _ParameterMeta(type):
    """The class of Parameter: it gets an `__instancecheck__` once there are tensors of other classes that pass for Parameters."""


class Parameter(Tensor, metaclass=_ParameterMeta):
    """A tensor that a Module takes for its own; requires grad unless said otherwise."""

    __torch_function__ = disabled

    def __new__(cls, data=None, requires_grad=True):
        if data is not None and not isinstance(data, Tensor):
            raise AttributeError(f"'{type(data).__name__}' object has no attribute 'detach'")
        if S.dispatch is not None and S.dispatch.own(data) is not None:
            return S.dispatch.as_parameter(data, requires_grad)
        t = new(cls)
        t._data = np.zeros(0, dtypes.default.np) if data is None else share(data)
        t._alias = data is not None and data._alias
        t._fn, t._root, t._base_, t._views, t._grad = None, None, None, None, None
        if requires_grad and dtypes.of(t._data).category < 2:
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        t._rg = requires_grad
        if data is not None:
            owner = root(data)
            if owner._fn is None:  # the two are written to at one place, and so have one version
                if owner._muts is None:
                    owner._muts = []
                t._muts = owner._muts
            elif owner._muts:
                t._muts = list(owner._muts)  # its version goes on where that of the data stands
            if type(data) is Tensor and S.rec is not None:
                S.rec.tensor(t, "Parameter", data)
        return t

    def __repr__(self, *, tensor_contents=None):
        return "Parameter containing:\n" + super().__repr__(tensor_contents=tensor_contents)

Parameter.__module__ = _ParameterMeta.__module__ = "torch.nn.parameter"


def _refuse(name, t=None):
    """Raises, if a function within a transform of torch.func may not call this."""
    from .transforms import refuse

    refuse(name, t)


def root(t):
    """The tensor that owns t's memory and counts its writes."""
    owner = t._root
    return t if owner is None else owner


def wrap(data):
    """A new tensor over a raw array or NumPy scalar, outside the graph."""
    t = new(Tensor)
    t._data, t._rg, t._fn = data, False, None  # as the class has it, but what an instance has itself is read faster
    return t


def share(t):
    """t's memory as an ndarray that another tensor or array may hold too."""
    d = t._data
    if not isinstance(d, ndarray):
        d = t._data = np.array(d)
    root(t)._alias = True
    t._alias = True
    return d


def version_before(t, seq):
    """How often t's memory had been written to before sequence number `seq`."""
    return bisect_left(root(t)._muts or (), seq)
