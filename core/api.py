"""What `import torch` finds: tables of names, filled where each function is written.

`@function("torch", "Tensor")` above a plain function over tensors makes it torch.NAME and Tensor.NAME; `expose(op, "torch Tensor", "mul
multiply")` does it for ops. `inplace_form("add")` adds `add_`. The facade copies these tables into its modules.
"""

import functools
import sys

from .device import OnMeta
from .inner_calls import builtin_form, fault, steps
from .inplace import inplace
from .misfit import in_order, misfit
from .old_overloads import modern
from .op import Op
from .outs import write_out
from .refusals_of_functions import looking
from .signatures import takes_out
from .tensor import Tensor

TABLES = {"torch": {}, "F": {}, "linalg": {}, "fft": {}, "special": {}}
OPERATORS = {f"__{i}{op}__" for op in "floordiv mod pow and or xor lshift rshift matmul truediv".split() for i in ("", "r", "i")}
OPERATORS |= {"__iadd__", "__isub__", "__imul__"}
# Functions of torch.nn.functional that are no Python functions in PyTorch, and so have its parser's errors.
BUILTIN_IN_F = set("""
adaptive_avg_pool1d avg_pool1d avg_pool2d avg_pool3d bilinear celu_ channel_shuffle conv1d conv2d conv3d conv_transpose1d
conv_transpose2d conv_transpose3d cosine_similarity elu_ gelu hardshrink hardtanh_ leaky_relu_ linear logsigmoid one_hot
pairwise_distance pdist pixel_shuffle pixel_unshuffle prelu relu_ rrelu_ scaled_dot_product_attention selu_ softplus softshrink threshold_
""".split())
DISPATCHED = {"threshold", *(f"{kind}max_pool{n}d" for kind in ("", "adaptive_", "fractional_") for n in (1, 2, 3))}
BUILTIN_NAMES = {"logsigmoid": "log_sigmoid"}
CALLS = {"__matmul__": "matmul", "__truediv__": "div"}  # operators that an argument's `__torch_function__` is told by another name
UNASKED = {"tensor", "as_tensor", "asarray", "from_numpy", "manual_seed"}  # functions that leave such arguments alone
ALIASES = {"axis": "dim", "keepdims": "keepdim", "x": "input", "a": "input"}


MODULES = {"torch": "torch", "Tensor": "torch", "F": "torch.nn.functional", **{p: f"torch.{p}" for p in ("linalg", "fft", "special")}}


def _place(place, name, thing):
    if place != "Tensor":
        TABLES[place][name] = thing
    elif isinstance(thing, Op):
        thing.install(Tensor, name)
    else:
        setattr(Tensor, name, thing)


def expose(thing, places, names=None):
    """Puts an op or function under `names` (words; its own name by default) into `places` (words: torch, Tensor, F, linalg, …)."""
    thing = getattr(thing, "op", thing)  # an op that has been compiled stands in its module as its function
    if isinstance(thing, Op):
        thing.public = True
    for name in (names or thing.name).split():
        for place in places.split():
            _place(place, name, thing)
            if isinstance(thing, Op):
                _name(thing, place, name)
    return thing


def _name(op, place, name):
    """Has the op's function be pickled by this name, if it is the best of those it has: torch's own, in torch."""
    rank = place == "Tensor", name != op.name, place != "torch"
    if op.home is None or rank < op.home[0]:
        op.home = rank, MODULES[place], f"Tensor.{name}" if place == "Tensor" else name


def function(*places, name=None, names=None, out=False):
    """Decorator: a public function. Keyword aliases of NumPy's style (axis, keepdims) are understood; `out=True` gives it torch's `out=`.

    What the user calls raises PyTorch's error for arguments that don't fit; the core's own code gets the plain function."""

    def register(f):
        said = name or f.__name__
        f.__name__ = f.__qualname__ = said
        if f.__code__.co_name != said:
            f.__code__ = f.__code__.replace(co_name=said)  # several may come of one `def`: their frames tell which one runs
        for place in places:
            for each in [said, *(names or "").split()]:
                _place(place, each, _public(f, place, each, out))
        return f

    return register


def worded(names, place="Tensor", target=Tensor):
    """Has methods that are written without `@function` (or, with place "torch", the functions of that name in `target`) raise PyTorch's
    errors for arguments that don't fit."""
    for name in names.split():
        f = getattr(target, name)
        while hasattr(f, "__wrapped__"):
            f = f.__wrapped__
        setattr(target, name, _public(f, place, name, False))


@functools.cache
def _by_code():
    """{code: (name, function)} of the functions of torch.nn.functional."""
    found = {}
    for name, thing in TABLES["F"].items():
        while hasattr(thing, "__wrapped__"):
            thing = thing.__wrapped__
        if hasattr(thing, "__code__"):
            found[thing.__code__] = name, thing
    return found


def fault_within(error):
    """What PyTorch raises in place of `error`, which came out of a function of torch.nn.functional called by our own code (a layer); None
    if that function's arguments are not to blame."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code not in _by_code():
        trace = trace.tb_next
    if trace is None:
        return None
    name, f = _by_code()[trace.tb_frame.f_code]
    code = f.__code__
    held = trace.tb_frame.f_locals
    given = [held[n] for n in code.co_varnames[: code.co_argcount] if n in held]
    return misfit(BUILTIN_NAMES.get(name, name), False, given, {}) if name in BUILTIN_IN_F else fault(name, f, given, {}, error)


def builtin_of(name, shared):
    """torch.NAME for a function `shared` of torch.nn.functional: with its own order of arguments where PyTorch's has one."""
    inner = getattr(shared, "__wrapped__", shared)
    if name not in steps() or name in BUILTIN_IN_F or steps()[name][-1].group(4) != name:
        return shared
    return _public(builtin_form(name, inner), "torch", name, False)


def _is_refused(error, kw):
    """Is it a function's refusal of one of the keywords, before it began?"""
    return any(str(error).endswith(f"got an unexpected keyword argument '{k}'") for k in kw)


def _public(f, place, name, out):
    """`f` as it is called from outside as PLACE.NAME."""
    varnames = f.__code__.co_varnames[: f.__code__.co_argcount + f.__code__.co_kwonlyargcount]
    renames = {a: b for a, b in ALIASES.items() if b in varnames and a not in varnames}
    if "self" in varnames:
        renames["input"] = "self"
    if place == "F" and name in DISPATCHED:
        f.__qualname__ = f"_{name}"  # as PyTorch's errors have it
    f = looking(f, f"{place}.{name}")
    method, operator = place == "Tensor", name in OPERATORS
    python = place == "F" and name not in BUILTIN_IN_F
    builtin = BUILTIN_NAMES.get(name, name) if place in ("torch", "Tensor", "F") and not python else f"{place}_{name}"
    if python and not renames and not out and name not in steps():
        f.__module__ = MODULES[place]
        return f

    flag = varnames.index("keepdim") if "keepdim" in varnames and place in ("torch", "Tensor") else sys.maxsize
    unusual = {*renames, "out"} if out else {*renames}  # keywords that `f` has not: given one, it never began

    def renamed(args, kw):
        given = {renames.get(k, k): v for k, v in kw.items()}
        target = given.pop("out", None) if out else None
        if target is not None:
            return write_out(builtin, target, args, lambda: public(*args, **given))
        return public(*args, **given)

    @functools.wraps(f)
    def public(*args, **kw):
        try:
            if len(args) > flag and args[flag].__class__ is not bool and (wrong := misfit(builtin, method, args, kw)):
                raise wrong  # x.sum(0, 1) does not mean two dimensions
            return f(*args, **kw) if kw else f(*args)  # which is faster by a twentieth of a microsecond
        except Exception as error:
            if error.__class__ is OnMeta:
                from .meta import made

                return made(f, args, kw)
            found = name not in UNASKED and takers(args, kw, sys._getframe(1))
            if found:
                return answered(getattr(Tensor, CALLS.get(name, ""), public), f"torch.{said}", found, args, kw, operator)
            if "out" in kw and not out and _is_refused(error, ("out",)) and takes_out(builtin):
                given = {k: v for k, v in kw.items() if k != "out"}
                compute = lambda: public(*args, **given)
                return compute() if kw["out"] is None else write_out(builtin, kw["out"], args, compute)
            if not isinstance(error, TypeError) or unusual.isdisjoint(kw):
                if operator and isinstance(error, TypeError):
                    return NotImplemented
                wrong = fault(name, f, args, kw, error) if python else misfit(builtin, method, args, kw)
                call = modern(builtin, method, args, kw, sys._getframe(1)) if isinstance(error, TypeError) else None
                if wrong is not None and call is None:
                    raise wrong from None
                if call is None and isinstance(error, TypeError) and _is_refused(error, kw):
                    call = in_order(builtin, method, args, kw)
                if call is None:
                    raise
        if unusual.isdisjoint(kw):
            return f(*call[0], **call[1])
        return renamed(args, kw)

    from .subclasses import answered, takers

    said = name if place == "torch" else f"{'nn.functional' if place == 'F' else place}.{name}"
    public.__name__ = name if place == "F" else builtin
    public.__module__, public.__qualname__ = MODULES[place], f"Tensor.{name}" if method else name
    return public


def inplace_form(words, *, also=""):
    """Adds `NAME_` methods for functions that Tensor or torch already has: computes out of place, then changes the tensor."""
    for word in words.split():
        base = TABLES["torch"].get(word)
        base = Tensor.__dict__[word] if base is None else base
        base = getattr(base, "op", base)
        if isinstance(base, Op):
            base = base.stub
        setattr(Tensor, word + "_", _public(inplace(base, word + "_"), "Tensor", word + "_", False))
    for pair in also.split():
        new_name, old = pair.split("=")
        base = Tensor.__dict__[old.removesuffix("_")]
        base = getattr(base, "op", base)
        setattr(Tensor, new_name, _public(inplace(base.stub if isinstance(base, Op) else base, old), "Tensor", new_name, False))
