"""Writes core/signatures.txt: the argument lists of PyTorch's built-in functions, as PyTorch itself prints them in its errors.

Run with a Python that has torch 2.13. PyTorch's parser is given its signatures as text, which stands in its library; which
of them belong to the function and which to the method, and in what order, is asked of PyTorch by calls that fit none.
A line: a name, `f` (function) or `m` (method), and the signatures, separated by tabs; `m` alone for a method without arguments.
"""

import re
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent.parent / "core" / "signatures.txt"
LIBRARY = Path(torch.__file__).parent / "lib" / "libtorch_python.so"
SIGNATURE = re.compile(rb"(?<=\0)([A-Za-z_][A-Za-z_0-9]*)(\([ -~]*\)(?:\|deprecated|\|hidden)?)(?=\0)")
TYPES = {"Tensor": "Tensor", "Scalar": "Number", "int64_t": "int", "SymInt": "int", "double": "float", "complex": "complex",
         "TensorList": "tuple of Tensors", "c10::List<std::optional<Tensor>>": "tuple of Tensors", "IntArrayRef": "tuple of ints",
         "SymIntArrayRef": "tuple of ints", "ArrayRef<double>": "tuple of floats", "Generator": "torch.Generator", "bool": "bool",
         "Storage": "torch.StorageBase", "PyObject*": "object", "ScalarType": "torch.dtype", "Layout": "torch.layout",
         "MemoryFormat": "torch.memory_format", "QScheme": "torch.qscheme", "Device": "torch.device", "Stream": "torch.Stream",
         "std::string": "str", "c10::string_view": "str", "std::string_view": "str", "Dimname": "name", "DimnameList": "tuple of names",
         "ScalarList": "tuple of Scalars", "DispatchKeySet": "DispatchKeySet"}  # fmt: skip
OPERATORS = {f"__{i}{name}__" for name in ("and", "or", "xor", "lshift", "rshift") for i in ("", "i")}  # they return NotImplemented
FOREIGN = ("fbgemm", "cudnn", "miopen", "mkldnn", "quantize", "q_", "fake_quantize", "fused_moving", "sparse_", "nested_", "native_")
BUILTIN = type(torch.add)
METHOD = type(torch.Tensor.add)


def printed(signature):
    """The signature as it stands in an error message."""
    out = []
    for part in signature[1:].rpartition(")")[0].split(", "):
        if part in ("*", ""):
            out.append(part)
            continue
        kind, _, name = part.rpartition(" ")
        name, _, default = name.partition("=")
        default = f" = {default}" if default else ""
        out.append(TYPES[re.sub(r"\[\d*\]|\?", "", kind)] + f" {name}{default}")
    return "(" + ", ".join(out) + ")"


class Nothing:
    """Fits no argument."""


def asked(call):
    """The options in the error of a call that fits none, or None where the function has one signature only."""
    try:
        call(*[Nothing()] * 30)
    except TypeError as error:
        if "expected one of" in str(error):
            return re.findall(r"^ \* (.*)$", str(error), re.M)
        if "invalid combination" in str(error):
            return [str(error).partition("but expected ")[2]]
    except Exception as error:
        print("other error", call, repr(error)[:100])
    return None


def main():
    found = {}
    for name, signature in SIGNATURE.findall(LIBRARY.read_bytes()):
        found.setdefault(name.decode(), []).append(signature.decode())
    lines = []
    for module in (torch, torch._C._nn, torch._C._linalg, torch._C._special, torch._C._fft):
        for name in dir(module):
            call = getattr(module, name)
            if isinstance(call, BUILTIN) and name in found and not name.startswith(("_", *FOREIGN)):
                lines.append(line(name, "f", call, found[name]))
    for name in dir(torch.Tensor):
        call = getattr(torch.Tensor, name)
        if isinstance(call, METHOD) and takes_nothing(getattr(torch.ones(2), name)):
            lines.append(f"{name}\tm")
        elif isinstance(call, METHOD) and name in found:
            lines.append(line(name, "m", getattr(torch.ones(2), name), found[name]))
    TARGET.write_text("\n".join(sorted({x for x in lines if x})) + "\n")


def line(name, kind, call, signatures):
    options = asked(call)
    visible = [s for s in signatures if "|" not in s]
    if options is None:
        fitting = [s for s in visible if takes_input(s) == (kind == "f")] or visible
        if len(fitting) > 1 and name not in OPERATORS:
            print("ambiguous:", kind, name, fitting)
    else:
        texts = {printed(s): s for s in visible}
        fitting = [texts[o] for o in options if o in texts]
        if len(fitting) != len(options):
            print("missing", kind, name, [o for o in options if o not in texts], list(texts))
        hidden = [s for s in signatures if "|" in s and takes_input(s) == (kind == "f")]
        fitting += hidden
    return "\t".join([name, kind, *fitting]) if fitting else ""


def takes_nothing(method):
    """Is it one that has no argument parser at all?"""
    try:
        method(Nothing(), Nothing())
    except TypeError as error:
        return "takes no arguments" in str(error)
    except Exception:
        return False


def takes_input(signature):
    return bool(re.match(r"\((int64_t n, )?(Tensor|Scalar) (input|self|condition)\b|\(TensorList", signature))


main()
