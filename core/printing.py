"""How a tensor is printed: PyTorch's `repr`, `set_printoptions` and f-string formats, over plain ndarrays.

Note [How torch prints numbers]
    One width serves all the numbers of a tensor, and one of three modes, chosen from its nonzero finite values:
    *integers* when all of them are whole (`2.`), *scientific* when the greatest is over 1000 times the least, over 1e8,
    or the least is under 1e-4, *fixed* otherwise. A float tensor without any nonzero finite value counts as whole.
    Above `threshold` elements only `edgeitems` at each end of every axis are shown, and the mode and the width are
    chosen from these alone. Numbers are formatted as Python floats, whatever their dtype.
"""
from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable, Iterator

import numpy as np

from . import dtypes
from . import state as S

PROFILES = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}


class PrintOptions:
    """What `set_printoptions` sets."""

    def __init__(self) -> None:
        self.precision: int = 4
        self.threshold: float = 1000
        self.edgeitems: int = 3
        self.linewidth: float = 80
        self.sci_mode: bool | None = None


OPTIONS = PrintOptions()


def set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None):
    """torch.set_printoptions: `profile` first, then what is given; `sci_mode` goes back to None when not given."""
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    values = dict(PROFILES.get(profile, {}))
    values.update((name, value) for name, value in given.items() if value is not None)
    for name, value in values.items():
        setattr(OPTIONS, name, value)
    OPTIONS.sci_mode = sci_mode


def get_printoptions() -> dict:
    """The options as keywords for `set_printoptions`."""
    return {name: getattr(OPTIONS, name) for name in ("precision", "threshold", "edgeitems", "linewidth", "sci_mode")}


@contextlib.contextmanager
def printoptions(**options) -> Iterator[None]:
    """`set_printoptions(**options)` for the length of a `with` block."""
    before = get_printoptions()
    set_printoptions(**options)
    try:
        yield
    finally:
        set_printoptions(**before)


# ------------------------------------------------------------------------------------------------ numbers
def _format_floats(values: list[float]) -> tuple[list[str], int]:
    """The numbers as text, padded to one width, and that width; see Note [How torch prints numbers]."""
    finite = [v for v in values if v and math.isfinite(v)]
    precision = OPTIONS.precision
    width = 1
    whole, scientific = True, False
    if finite:
        whole = all(v.is_integer() for v in finite)
        scientific = OPTIONS.sci_mode
        if scientific is None:
            sizes = [abs(v) for v in finite]
            least, greatest = min(sizes), max(sizes)
            scientific = greatest / least > 1000.0 or greatest > 1.0e8 or least < 1.0e-4
    if scientific:
        spec = f".{precision}e"
        width = max(len(format(v, spec)) for v in finite)
        texts = [format(v, spec) for v in values]
    elif whole:
        # A whole number ends in its point; nan and inf do not, and may stick out of the width.
        width = max([1] + [len(format(v, ".0f")) + 1 for v in finite])
        texts = [format(v, ".0f") + ("." if math.isfinite(v) else "") for v in values]
    else:
        spec = f".{precision}f"
        width = max(len(format(v, spec)) for v in finite)
        texts = [format(v, spec) for v in values]
    return [text.rjust(width) for text in texts], width


def _format_others(values: list) -> tuple[list[str], int]:
    """Integers and booleans, padded to one width."""
    texts = [str(v) for v in values]
    width = max(map(len, texts), default=1)
    return [text.rjust(width) for text in texts], width


def _format_complex(values: list[complex]) -> tuple[list[str], int]:
    """Real and imaginary parts have a mode and a width each; the sign stands before the imaginary part."""
    reals, real_width = _format_floats([v.real for v in values])
    imags, imag_width = _format_floats([v.imag for v in values])
    texts = []
    for real, imag in zip(reals, imags):
        imag = imag.lstrip() + "j"
        texts.append(real + imag if imag[0] in "+-" else f"{real}+{imag}")
    return texts, real_width + imag_width + 1


def _format_values(array: np.ndarray) -> tuple[list[str], int]:
    values = array.ravel().tolist()
    kind = array.dtype.kind
    if kind == "f":
        return _format_floats(values)
    return _format_complex(values) if kind == "c" else _format_others(values)


# ------------------------------------------------------------------------------------------------ brackets
def _edges(array: np.ndarray, edge: int) -> np.ndarray:
    """The array without the middle of each axis longer than 2 * edge."""
    for axis, size in enumerate(array.shape):
        if size > 2 * edge:
            array = array.take(np.r_[:edge, size - edge : size], axis=axis)
    return array


def _lines(texts: list[str], width: int, indent: int) -> str:
    """A row of numbers in brackets, wrapped at the line width."""
    per_line = max(1, math.floor((OPTIONS.linewidth - indent) / (width + 2)))
    if len(texts) <= per_line:
        return "[" + ", ".join(texts) + "]"
    rows = [", ".join(texts[i : i + per_line]) for i in range(0, len(texts), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(rows) + "]"


def _split(items: list[str], size: int) -> Iterator[list[str]]:
    return (items[i : i + size] for i in range(0, len(items), size))


def contents(array: np.ndarray, indent: int = 0) -> str:
    """The numbers of a tensor in nested brackets, as they stand between `tensor(` and `)`.

    array: of any shape; bfloat16 comes as float32. indent: the columns that stand before it on its first line.
    """
    if array.size == 0:
        return "[]"
    edge, shape = OPTIONS.edgeitems, array.shape
    if not shape:
        return _format_values(array)[0][0]
    summarise = array.size > OPTIONS.threshold
    if summarise and not edge:
        return "[...]"
    shown = _edges(array, edge) if summarise else array
    texts, width = _format_values(shown)
    last = len(shape) - 1
    # From the inside out: rows of numbers, then rows of rows.
    for axis in range(last, -1, -1):
        gap = summarise and shape[axis] > 2 * edge
        groups = []
        for group in _split(texts, shown.shape[axis]):
            if gap:
                group.insert(edge, " ..." if axis == last else "...")
            if axis == last:
                groups.append(_lines(group, width, indent + axis))
            else:
                groups.append("[" + ("," + "\n" * (last - axis) + " " * (indent + axis + 1)).join(group) + "]")
        texts = groups
    return texts[0]


def with_suffixes(text: str, suffixes: Iterable[str], indent: int, new_line: bool = False) -> str:
    """The suffixes after the numbers, each on a new line if it would pass the line width (the first one also for `new_line`)."""
    if not suffixes:
        return text + ")"
    column = len(text) - text.rfind("\n") + 1
    parts = [text]
    for suffix in suffixes:
        if new_line or column + len(suffix) + 2 > OPTIONS.linewidth:
            new_line = False
            parts.append(",\n" + " " * indent + suffix)
            column = indent + len(suffix)
        else:
            parts.append(", " + suffix)
            column += len(suffix) + 2
    return "".join(parts) + ")"


def tensor_str(array, dtype_name: str, *, suffixes: Iterable[str] = (), prefix: str = "tensor(",
               inside: str | None = None) -> str:  # fmt: skip
    """`tensor([[1., 2.]], dtype=torch.float64, grad_fn=<MulBackward0>)`.

    array: an ndarray or NumPy scalar (bfloat16 as float32). dtype_name: torch's name, with or without "torch.".
    suffixes: what follows the dtype, such as "requires_grad=True". inside: what is shown in place of the numbers.
    """
    array = np.asarray(array)
    dtype_name = dtype_name.removeprefix("torch.")
    default = str(dtypes.default).removeprefix("torch.")
    extra = []
    if array.size == 0:
        # Nothing shows the shape unless it is (0,), nor the dtype unless it is the default.
        if array.ndim != 1:
            extra.append(f"size={array.shape}")
        plain = dtype_name == default
    else:
        if not OPTIONS.edgeitems:
            extra.append(f"size={array.shape}")
        default_complex = "complex128" if default == "float64" else "complex64"
        plain = dtype_name in (default, default_complex, "int64", "bool")
    if not plain:
        extra.append(f"dtype=torch.{dtype_name}")
    extra.extend(suffixes)
    return with_suffixes(prefix + (contents(array, len(prefix)) if inside is None else inside), extra, len(prefix))


INVALID = object()


def tensor_repr(t, inside=None) -> str:
    """`repr(t)` of a tensor, a Parameter or a subclass of either, in PyTorch's form; `inside`: what is shown in place of its numbers."""
    if S.functorch or not isinstance(t._data, np.ndarray | np.generic):
        from .transforms import text

        return text(t)
    return plain_repr(t, inside)


def plain_repr(t, inside=None) -> str:
    """The same as outside of all transforms of torch.func."""
    kind = type(t).__name__
    try:
        grad_fn = t.grad_fn
    except RuntimeError:  # of a view made without gradients whose memory was written to since
        grad_fn = INVALID
    if grad_fn is INVALID:
        suffixes = ("grad_fn=<Invalid>",)
    elif grad_fn is not None:
        suffixes = (f"grad_fn=<{type(grad_fn).__name__}>",)
    else:
        suffixes = ("requires_grad=True",) if t.requires_grad else ()
    if S.duals:
        suffixes = _with_tangent(t, suffixes)
    plain = kind in ("Tensor", "Parameter")
    prefix = "tensor(" if plain else f"{kind}("
    if S.meta and t.is_meta:
        named = () if t.dtype is dtypes.default else (f"dtype={t.dtype}",)
        facts = (f"size={tuple(t.shape)}", *named, *suffixes)
        text = with_suffixes(f"{prefix}..., device='meta'", facts, len(prefix))
    else:
        text = tensor_str(t._data, str(t.dtype), suffixes=suffixes, prefix=prefix, inside=inside)
    if not plain and any(base.__name__ == "Parameter" for base in type(t).__mro__):
        return f"Parameter({text})"
    return text


def _with_tangent(t, suffixes):
    """The suffixes of a dual number: its tangent, and what it hangs on unless that is for the tangent's sake alone."""
    from .dual import tangent_of

    tangent = tangent_of(t)
    return suffixes if tangent is None else (*(suffixes if tangent.requires_grad else ()), f"tangent={tangent}")


def format_scalar(t, spec: str) -> str:
    """`format(t, spec)`: a plain 0-d tensor formats as its number, any other as an object.

    Raises TypeError for a spec that is not empty on a tensor that is not 0-d, as PyTorch does.
    """
    if type(t).__name__ == "Tensor" and np.ndim(t._data) == 0:
        return format(np.asarray(t._data).item(), spec)
    return object.__format__(t, spec)
