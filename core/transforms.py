"""The transforms of torch.func that run, the innermost last: what tensors print as inside of them, and what a function may not do there.

PyTorch hands a function wrappers of its arguments, one for each transform, and wraps what each op makes of them: so a tensor prints as what
it is inside. Tensors here are not wrapped. Each of them counts as inside a transform, but those that the function has caught: what its
closure, its globals and the modules among them hold when the transform begins.
"""

import functools
from textwrap import indent

from . import state as S
from .facade.utils._pytree import tree_leaves
from .printing import plain_repr
from .samples import Samples, running
from .tensor import Tensor, root, wrap

CAUGHT = (
    "During a grad (vjp, jvp, grad, etc) transform, the function provided attempted to call in-place operation (aten::{}) that would mutate "
    "a captured Tensor. This is not supported; please rewrite the function being transformed to explicitly accept the mutated Tensor(s) as "
    "inputs."
)
INSIDE = (
    "You are attempting to call Tensor.{0}() {1}inside of a function being transformed by a functorch transform. This is unsupported, please "
    "attempt to use the functorch transforms (e.g. grad, vjp, jacrev, jacfwd, hessian) or call {0}() outside of a function being transformed "
    "instead."
)
FUNCTIONAL = {"requires_grad_": "(or perhaps using torch.autograd.functional.* APIs) "}
SAVED = "torch.func.{grad, vjp, jacrev, hessian} don't yet support saved tensor hooks. Please open an issue with your use case."
NO_DATA = "accessing `data` under vmap transform is not allowed"


class Following:
    """A transform that follows gradients. `given`: {id of a tensor that it has begun anew: (that, the one it was given)}."""

    def __init__(self, func):
        self.given, self.own, self.values = {}, set(), _values(func)

    def __enter__(self):
        if S.saved_hooks is not S.saved_floor:
            raise RuntimeError(SAVED)
        self.hooks, S.saved_hooks_error = S.saved_hooks_error, SAVED
        running.append(self)
        S.functorch += 1
        return self

    def __exit__(self, *exc):
        running.pop()
        S.functorch -= 1
        S.saved_hooks_error = self.hooks

    def allow(self, args):
        """Tensors that the function is given it may change, where it finds them elsewhere, too."""
        self.own = {id(root(t)) for t in tree_leaves(args) if isinstance(t, Tensor) and id(t) not in self.given}

    def holds(self, t):
        """Is the tensor inside the transform, not one that the function has caught?"""
        return id(t) in self.given or id(root(t)) not in self.caught

    @functools.cached_property
    def caught(self):
        """The ids of the tensors that were there before (and those), by whose memory they go."""
        found, modules = {}, []
        for value in self.values:
            _look(value, found, modules, 3)
        return {i: t for i, t in found.items() if i not in self.own}


class Columns:
    """The vmap over tangents that jacfwd is made of, as far as it shows."""

    number = None

    def __enter__(self):
        running.append(self)

    def __exit__(self, *exc):
        running.pop()


def _values(func):
    """What the function finds outside of itself: in its closure, its globals, the object it belongs to, what it was made of."""
    found, todo = [], [func]
    while todo and len(found) < 200:
        f = todo.pop()
        if isinstance(f, functools.partial):
            todo.append(f.func)
            found += [*f.args, *f.keywords.values()]
            continue
        owner = getattr(f, "__self__", None)
        if owner is not None:
            found.append(owner)
        code = getattr(f, "__code__", None)
        if code is None:
            found.append(f)
            continue
        for cell in f.__closure__ or ():
            try:
                value = cell.cell_contents
            except ValueError:  # it is not bound yet
                continue
            (todo if hasattr(value, "__code__") and value is not func else found).append(value)
        found += [f.__globals__[name] for name in code.co_names if name in f.__globals__]
    return found


def _look(value, found, seen, depth):
    """Adds the tensors in a value to `found`."""
    if isinstance(value, Tensor):
        found[id(root(value))] = value
        return
    if not depth or any(value is other for other in seen):
        return
    if isinstance(value, dict):
        inside = value.values()
    elif isinstance(value, list | tuple | set):
        inside = value
    elif hasattr(value, "_parameters") and hasattr(value, "_buffers"):
        seen.append(value)
        inside = [*value.parameters(), *value.buffers()]
    else:
        return
    for each in inside:
        _look(each, found, seen, depth - 1)


def refuse_write(t, name):
    """RuntimeError for an in-place op (`name`) on a tensor that the function transformed has caught."""
    for level in running:
        if level.__class__ is Following and not level.holds(t):
            raise RuntimeError(CAUGHT.format(_overload(name)))


def _overload(name):
    from .aten_schemas import overloads

    known = overloads(name)
    return name if "default" in known else f"{name}.Tensor" if "Tensor" in known else f"{name}.Scalar" if "Scalar" in known else name


def refuse(name, t=None):
    """RuntimeError for what no function transformed may do: call such a method, and, under vmap, ask for `data`."""
    if name != "data":
        raise RuntimeError(INSIDE.format(name, FUNCTIONAL.get(name, "")))
    if t._data.__class__ is Samples and t._data.mapped:
        raise RuntimeError(NO_DATA)


def debug_unwrap(tensor, *, recurse=True):
    """What is inside the wrappers of a tensor within transforms: for looking, not for computing."""
    data = tensor._data
    while data.__class__ is Samples:
        tensor = data.whole.movedim(0, data.dim) if data.mapped and data.dim else data.whole
        data = tensor._data
        if not recurse:
            break
    if not _outside(tensor):
        tensor = wrap(tensor._data)
        for level in running:
            if level.__class__ is Following:
                level.caught[id(tensor)] = tensor
    return tensor


# --- printing ------------------------------------------------------------------------------------------------------------------------


def text(t):
    """What a tensor prints as inside the transforms that run."""
    return _text(t, list(enumerate(running, 1)))


def _text(t, levels):
    while levels:
        number, level = levels.pop()
        data = t._data
        if level.__class__ is Following:
            if level.holds(t):
                fresh, given = level.given.get(id(t), (None, t))
                return f"GradTrackingTensor(lvl={number}, value=\n{indent(_text(given if fresh is t else t, levels), '    ')}\n)"
        elif data.__class__ is Samples and level.number == data.level:
            if data.mapped:
                return _batched(data, number, levels)
            t = data.whole
    if t._data.__class__ is Samples:  # kept by a function whose vmap is over
        return _batched(t._data, t._data.level, levels)
    return plain_repr(t if _outside(t) else t.detach())


def _batched(data, number, levels):
    whole = data.whole.movedim(0, data.dim) if data.dim else data.whole
    return f"BatchedTensor(lvl={number}, bdim={data.dim}, value=\n{indent(_text(whole, levels), '    ')}\n)"


def _outside(t):
    """Does the tensor hang on something that no transform has begun?"""
    from .functional_transforms import hangs_on

    own = [fresh for level in running if level.__class__ is Following for fresh, _ in level.given.values()]
    return not own or hangs_on(t, own)
