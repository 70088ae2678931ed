"""Texts and names of modules, in torch's words."""

import itertools

from ..tensor import Tensor


def legacy_type(value):
    """'torch.FloatTensor' for tensors, the type's name otherwise, as torch's messages say it."""
    if isinstance(value, Tensor):
        return f"torch.{value.dtype.legacy}Tensor"
    return (
        f"{type(value).__module__}.{type(value).__name__}"
        if type(value).__module__ != "builtins"
        else type(value).__name__
    )


def indented(text, n):
    first, *rest = text.split("\n")
    return "\n".join([first, *(" " * n + line for line in rest)]) if rest else first


def check_name(kind, name):
    if not isinstance(name, str):
        raise TypeError(f"{kind} name should be a string. Got {legacy_type(name)}")
    if "." in name:
        raise KeyError(f'{kind} name can\'t contain "."' + (f", got: {name}" if kind == "module" else ""))
    if name == "":
        raise KeyError(f'{kind} name can\'t be empty string ""')


def name_below(module, prefix):
    """Parameters know their path from the outermost module that holds them: "fc1.weight"."""
    for path, p in itertools.chain(module.named_parameters(), module.named_buffers()):
        p._name = f"{prefix}.{path}"
