"""Overloads from before PyTorch 1.5, which it still takes, with a warning: a number before the tensor that it scales."""

import warnings

from . import signatures
from . import state as S
from .tensor import Tensor

NUMBER, TENSOR = "Number", "Tensor"
ADD = ((NUMBER, "alpha"), (TENSOR, "other"))
SCALED = ((NUMBER, "value"), (TENSOR, "tensor1"), (TENSOR, "tensor2"))
PRODUCTS = {"addmm": ("mat1", "mat2"), "addmv": ("mat", "vec"), "addr": ("vec1", "vec2"), "addbmm": ("batch1", "batch2")}
PRODUCTS["baddbmm"] = PRODUCTS["addbmm"]
INPUT = (TENSOR, "input")
WORDS = {"add", "sub", "addcmul", "addcdiv", *PRODUCTS}


def _forms(name, method):
    """The old parameters that a function or method of this name has: [((type, name), …)]."""
    word = name.removesuffix("_")
    if word in ("add", "sub"):
        return [ADD if method else (INPUT, *ADD)]
    if word in ("addcmul", "addcdiv"):
        return [SCALED if method else (INPUT, *SCALED)]
    if word not in PRODUCTS:
        return []
    beta, alpha, factors = (NUMBER, "beta"), (NUMBER, "alpha"), [(TENSOR, each) for each in PRODUCTS[word]]
    if method:
        return [(beta, alpha, *factors), (beta, *factors)]
    return [(beta, INPUT, alpha, *factors), (beta, INPUT, *factors)]


def _fits(value, kind):
    if kind == TENSOR:
        return isinstance(value, Tensor)
    return isinstance(value, int | float | complex)


def modern(name, method, args, kw, frame):
    """(arguments, keywords) in the order of today for a call from `frame` that fits an old overload, after the warning; else None.

    What an in-place method computes with is left to that method."""
    if name.removesuffix("_") not in WORDS or frame.f_code.co_qualname == "inplace.<locals>.run":
        return None
    given = args[1:] if method else args
    for form in _forms(name, method):
        if len(form) == len(given) and all(_fits(value, kind) for value, (kind, _) in zip(given, form)):
            _tell(name, method, form)
            tensors = [value for value, (kind, _) in zip(given, form) if kind == TENSOR]
            numbers = {word: value for value, (kind, word) in zip(given, form) if kind == NUMBER}
            return (*args[: len(args) - len(given)], *tensors), {**kw, **numbers}
    return None


def _tell(name, method, form):
    if "old overload" in S.told:  # once in a process, whichever it is
        return
    S.told.add("old overload")
    old = ", ".join(f"{kind} {word}" for kind, word in form) + ("" if method else ", *, Tensor out = None")
    options = "".join(f"\n\t{name}{option}" for option in signatures.of(name, method) or () if not option.hidden)
    warnings.warn(
        f"This overload of {name} is deprecated:\n\t{name}({old})\nConsider using one of the following signatures instead:{options} (Triggered "
        "internally at /__w/pytorch/pytorch/torch/csrc/utils/python_arg_parser.cpp:1841.)",
        UserWarning,
        stacklevel=4,
    )
