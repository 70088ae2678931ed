"""What an op's call is in aten: the overload, and its arguments as PyTorch hands them to `__torch_dispatch__`, without those left at defaults."""

import functools

from . import operators
from .aten_schemas import overloads
from .memory_format import contiguous_format, preserve_format
from .tensor import Tensor, wrap

# Where the aten operator is not called as the op is: {op's key: name}.
NAMES = {
    "softmax_dim": "_softmax", "softmax_backward": "_softmax_backward_data", "log_softmax_dim": "_log_softmax",
    "log_softmax_backward": "_log_softmax_backward_data", "nll_loss": "nll_loss_forward", "nll_loss2d": "nll_loss2d_forward",
    "unsafe_view": "_unsafe_view", "reshape_alias": "view", "view": "view", "select_backward": "select_backward", "batch_mm": "bmm",
    "slice_backward": "slice_backward", "as_alias": "alias", "convolution_weight": "convolution_backward", "t_inside": "t",
    "glu_backward": "glu_backward", "index_put_zeros": "index_put", "transpose_again": "transpose", "log_sigmoid_forward": "log_sigmoid_forward",
    "prelu_kernel": "_prelu_kernel", "double_middle": "mul",
}  # fmt: skip
# Overloads that a Python number is given to where PyTorch wraps it as a tensor.
WRAPPED = {name + end for end in ("", "_") for name in "add sub mul div true_divide floor_divide rsub copy bitwise_and xlogy logaddexp".split()}
REDUCTIONS = {"none": 0, "mean": 1, "sum": 2}
ALIASES = {"normalized_shape": ("shape",), "memory_format": ("format",), "size": ("shape", "sizes"), "dim": ("dims", "axis"),
           "input": ("self",), "self": ("input",), "output_mask": ("asked",), "mean": ("result1",), "rstd": ("result2",), "train": ("training",),
           "save_mean": ("result1",), "save_invstd": ("result2",), "grad_out": ("grad_output", "grad"), "out": ("output",), "input_sizes": ("size",),
           "grad_output": ("grad", "self"), "self_or_result": ("self",), "storage_offset": ("offset",)}  # fmt: skip
# What PyTorch hands on and ops here have not: {argument: its value, from what they have}.
MORE = {
    "is_result": lambda v: False, "self_is_result": lambda v: False, "dropout_p": lambda v: 0.0, "momentum": lambda v: 0.1,
    "N": lambda v: v["input"].shape[0], "C": lambda v: v["input"].shape[1], "HxW": lambda v: v["input"].shape[2:].numel(),
    "num_weights": lambda v: v["size"][0], "bias_sizes": lambda v: [v["grad_output"].shape[1] if v["asked"][2] else 0],
    "buffer": lambda v: v["self"].new_empty(0),
}  # fmt: skip


def overload_of(name, overload="default"):
    """torch.ops.aten.NAME.OVERLOAD."""
    return getattr(getattr(operators.namespace("aten"), name), overload)


@functools.cache
def _schemas(name):
    return tuple(overloads(name).items())


def call_of(op, tensors, params):
    """(overload, args, kwargs) of an op's call with these tensors (by argument) and parameters; (None, …) for one that aten has not."""
    special = SPECIAL.get(op.key)
    if special is not None:
        return special(tensors, params)
    tensors = {name: getattr(t, "wraps", t) for name, t in tensors.items()}  # what a number was made to be is that number
    if op.key.endswith("_backward"):
        return fitting(NAMES.get(op.key, op.name), {**tensors, **params}, keep=True)
    return fitting(NAMES.get(op.key, op.name), {**tensors, **params}, op.key.endswith("_number") and op.key[:3] in ("add", "mul", "sub", "div"))


def fitting(name, values, scalar=False, keep=False):
    """The overload of aten::NAME that takes these values (by name), and its arguments. `keep`: with tensors that are not there, as PyTorch
    has them in backward."""
    best = None
    for overload, schema in _schemas(name):
        score = _score(schema, values, scalar)
        if score is not None and (best is None or score > best[0]):
            best = score, overload, schema
    if best is None:
        return None, (), {}
    return overload_of(name, best[1]), *_arguments(best[2], values, keep)


def _value(argument, values):
    """(is it given?, the value)."""
    if argument.name in values:
        return True, values[argument.name]
    for other in ALIASES.get(argument.name, ()):
        if other in values:
            return True, values[other]
    if argument.name in MORE and argument.default.__class__ is type:
        try:
            return True, MORE[argument.name](values)
        except KeyError:
            return False, None
    return False, None


def _score(schema, values, scalar):
    used = 0
    for argument in schema.arguments:
        there, value = _value(argument, values)
        if there:
            if not _takes(argument, value, schema, scalar):
                return None
            used += 2 if value is not None else 1
        elif argument.default is type(None).__class__ or argument.default.__class__ is type:
            return None
    return used - len(schema.arguments) / 100


def _takes(argument, value, schema, scalar):
    kind = argument.kind
    if value is None:
        return kind.endswith("?") or argument.default is None
    kind = kind.removesuffix("?")
    if kind == "Tensor":
        wraps = schema.name.removeprefix("aten::") in WRAPPED and not scalar and argument.name == "other"
        return isinstance(value, Tensor) or (wraps and isinstance(value, int | float | complex))
    if kind.startswith("Tensor"):
        return isinstance(value, tuple | list)
    if isinstance(value, Tensor):
        return False
    if kind.endswith("[]"):
        return isinstance(value, tuple | list | int)
    if kind == "Scalar":
        wraps = schema.name.removeprefix("aten::") in WRAPPED and not scalar and argument.name == "other" and "Tensor" in overloads(schema.name[6:])
        return isinstance(value, int | float | complex) and not wraps
    if kind in ("int", "SymInt"):
        return isinstance(value, int) or value in REDUCTIONS
    if kind == "bool":
        return isinstance(value, int)
    return True


def _arguments(schema, values, keep=False):
    """Arguments in order and by name, without defaults at the end, or by name."""
    args, kw = [], {}
    for argument in schema.arguments:
        there, value = _value(argument, values)
        value = _as_aten(argument.kind, value) if there else argument.default
        default = (type,) if keep and argument.kind == "Tensor?" and value is None else argument.default
        if not argument.kwarg_only:
            args.append((value, default))
        elif there and not same(value, default):
            kw[argument.name] = value
    while args and same(*args[-1]):
        args.pop()
    return tuple(value for value, _ in args), kw


def same(value, default):
    if isinstance(value, Tensor) or default.__class__ is type:
        return False
    if isinstance(default, list) and isinstance(value, list) and len(default) == 1:
        return all(v == default[0] for v in value) and bool(value)
    return value is default or (value.__class__ is default.__class__ and value == default)


def _as_aten(kind, value):
    kind = kind.removesuffix("?")
    if kind.endswith("[]") and value is not None:
        return list(value) if isinstance(value, tuple | list) else [value]
    if kind == "int" and value.__class__ is str:
        return REDUCTIONS[value]
    return value


def _given(name, overload, *args, **kw):
    return overload_of(name, overload), args, {k: v for k, v in kw.items() if v is not None}


def _reduced(name, overload="default"):
    return lambda t, p: _given(name, overload, t["self"], dtype=p.get("dtype"))


def _along(name, key="dim_IntList"):
    """Sums and means along axes."""

    def call(t, p):
        dim = p["dim"]
        dim = list(dim) if isinstance(dim, tuple | list) else [dim]
        more = (True,) if p.get("keepdim") else ()
        return _given(name, key, t["self"], dim, *more, dtype=p.get("dtype"))

    return call


def _soft(name):
    return lambda t, p: _given(name, "default", t["self"], p["dim"], False)


def _soft_back(name):
    def call(t, p):
        values = list(t.values())
        return _given(name, "default", values[0], values[1], p["dim"], values[0].dtype)

    return call


def _to_copy(t, p):
    return _given("_to_copy", "default", t["self"], dtype=p.get("dtype"))


def _spread(name):
    """Variances and standard deviations: the correction of 1 is none."""

    def call(t, p):
        given = {"self": t["self"], **p, "correction": None if p.get("correction") == 1 else p.get("correction")}
        return fitting(name, given)

    return call


def _index(t, p):
    return _given("index", "Tensor", t["self"], [x if x is None or isinstance(x, Tensor) else wrap(x) for x in p["indices"]])


def _number(name):
    return lambda t, p: _given(name, "Scalar", t["self"], t["other"] if "other" in t else p["other"])


SPECIAL = {
    "sum_all": _reduced("sum"), "mean_all": _reduced("mean"), "prod_all": _reduced("prod"), "max_all": _reduced("max"), "min_all": _reduced("min"),
    "sum_dim": _along("sum"), "mean_dim": _along("mean", "dim"),
    "softmax_dim": _soft("_softmax"), "log_softmax_dim": _soft("_log_softmax"),
    "softmax_backward": _soft_back("_softmax_backward_data"), "log_softmax_backward": _soft_back("_log_softmax_backward_data"),
    "clone": lambda t, p: _given("clone", "default", t["self"]),
    "clone_in_order": lambda t, p: _given("clone", "default", t["self"], memory_format=contiguous_format),
    "clone_laid": lambda t, p: _given("clone", "default", t["self"], memory_format=p.get("memory_format", contiguous_format)),
    "to_copy": _to_copy, "to_laid": _to_copy, "to_integers": _to_copy, "to_laid_integers": _to_copy,
    "mul_number": _number("mul"), "add_number": _number("add"), "sub_number": _number("sub"), "div_number": _number("div"),
    "var_dim": _spread("var"), "std_dim": _spread("std"), "index": _index,
    "elu": lambda t, p: _given("elu", "default", t["self"], p["alpha"], *([p["scale"]] if p["scale"] != 1 else [])),
    "transpose": lambda t, p: _given("transpose", "int", t["self"], *(p[k] for k in ("dim0", "dim1") if k in p)),
}  # fmt: skip
LIKE = {"pin_memory": False, "memory_format": preserve_format}
