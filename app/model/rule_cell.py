r"""The rule of a node at one cell, in numbers, where whole tensors are too large to be written out.

`\overline{W}_{[0, 2]} = 0.5 \cdot 1.2 + 0.25 \cdot (-1) = 0.35`: what a lecturer works out at the board for one element.
Each working is computed again here and shown only if it comes to what the node sent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np

from .rule_tex import number_tex

MOST_TERMS = 4  # of a sum that are written; of more the first two and the last


@dataclass(frozen=True, slots=True)
class Cell:
    """What a working needs: arrays of the arguments by name, of the result and of what arrived; the call's parameters."""

    arrays: dict[str, np.ndarray]
    grad: np.ndarray
    params: dict
    at: tuple[int, ...]

    def __getitem__(self, name: str) -> np.ndarray:
        return self.arrays[name]


Working = Callable[[Cell], tuple[str, float]]


def working(op_key: str, arg: str, cell: Cell, sent: np.ndarray) -> str:
    r"""The right hand side for the element `cell.at` of the gradient `sent`: `0.5 \cdot 2 = 1`; "" where there is none."""
    made = WORKINGS.get((op_key, arg))
    if made is None:
        return ""
    try:
        text, value = made(cell)
    except (KeyError, IndexError, ValueError, TypeError):  # an argument that is not on the tape, a form not known here
        return ""
    there = float(sent[cell.at])
    if not np.isfinite(there) or abs(value - there) > 1e-3 * max(abs(there), abs(value)) + 1e-6:
        return ""
    return text if text == tex(there) else f"{text} = {tex(there)}"


def greatest(sent: np.ndarray) -> tuple[int, ...]:
    """The index of the greatest element by size, which says the most."""
    size = np.where(np.isfinite(sent), np.abs(sent), -1)
    return tuple(int(i) for i in np.unravel_index(int(size.argmax()), sent.shape))


def tex(x) -> str:
    """A number in LaTeX."""
    return number_tex(float(x))


def factor(x) -> str:
    """A number as a factor: a negative one in brackets."""
    text = tex(x)
    return rf"\left({text}\right)" if text.startswith("-") else text


def _terms(pairs) -> tuple[str, float]:
    """A sum of products; terms that are 0 are left out where there are many."""
    pairs = [(float(a), float(b)) for a, b in pairs]
    value = sum(a * b for a, b in pairs)
    if len(pairs) > MOST_TERMS:
        pairs = [(a, b) for a, b in pairs if a and b] or pairs[:1]
    return _written([rf"{factor(a)} \cdot {factor(b)}" for a, b in pairs]), value


def _added(numbers) -> tuple[str, float]:
    """A sum of numbers."""
    numbers = [float(one) for one in numbers]
    value = sum(numbers)
    if len(numbers) > MOST_TERMS:
        numbers = [one for one in numbers if one] or numbers[:1]
    return _written([factor(one) if k else tex(one) for k, one in enumerate(numbers)]), value


def _written(terms: list[str]) -> str:
    if len(terms) > MOST_TERMS:
        terms = [*terms[:2], r"\ldots", terms[-1]]
    return " + ".join(terms)


# ---- products of matrices


def _left(other: str) -> Working:
    """Of the left matrix: a row of what arrived times a row of the right one (a column of its transpose)."""
    return lambda c: _terms(zip(c.grad[*c.at[:-1], :] * _alpha(c), c[other][*c.at[:-2], c.at[-1], :]))


def _right(other: str) -> Working:
    """Of the right matrix: a column of the left one times a column of what arrived."""
    return lambda c: _terms(zip(c[other][*c.at[:-2], :, c.at[-2]], c.grad[*c.at[:-2], :, c.at[-1]] * _alpha(c)))


def _alpha(c: Cell) -> float:
    return float(c.params.get("alpha") or 1)


def _bias(c: Cell) -> tuple[str, float]:
    """Of what is added to every row: the sum over what was broadcast."""
    shape = c["self"].shape
    extra = c.grad.ndim - len(shape)
    index = (slice(None),) * extra + tuple(slice(None) if n == 1 else i for i, n in zip(c.at, shape))
    return _added(c.grad[index].ravel() * float(c.params.get("beta") or 1))


# ---- softmax


def _softmax(c: Cell) -> tuple[str, float]:
    p, dim = c["result"], c.params["dim"]
    total = float((c.grad * p).sum(axis=dim, keepdims=True).squeeze(dim)[_without(c.at, dim, p.ndim)])
    here, arrived = float(p[c.at]), float(c.grad[c.at])
    return rf"{factor(here)} \cdot \left({tex(arrived)} - {factor(total)}\right)", here * (arrived - total)


def _log_softmax(c: Cell) -> tuple[str, float]:
    q, dim = c["result"], c.params["dim"]
    total = float(c.grad.sum(axis=dim)[_without(c.at, dim, q.ndim)])
    here, arrived = float(np.exp(q[c.at])), float(c.grad[c.at])
    return rf"{tex(arrived)} - {factor(here)} \cdot {factor(total)}", arrived - here * total


def _without(at: tuple[int, ...], dim: int, ndim: int) -> tuple[int, ...]:
    dim %= ndim
    return at[:dim] + at[dim + 1 :]


# ---- norms


def _normed(axes_of) -> Working:
    """Of a norm's input: 1/σ (h − mean(h) − x̂ mean(h x̂))."""

    def work(c: Cell) -> tuple[str, float]:
        x, axes = c["input"], axes_of(c)
        h = c.grad * _scale(c, axes)
        mean, var = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
        sigma = np.sqrt(var + c.params["eps"])
        hat = (x - mean) / sigma
        parts = [np.broadcast_to(a, x.shape)[c.at] for a in
                 (sigma, h, h.mean(axis=axes, keepdims=True), hat, (h * hat).mean(axis=axes, keepdims=True))]  # fmt: skip
        s, h0, m, x0, d = map(float, parts)
        text = rf"\frac{{1}}{{{tex(s)}}} \left({tex(h0)} - {factor(m)} - {factor(x0)} \cdot {factor(d)}\right)"
        return text, (h0 - m - x0 * d) / s

    return work


def _scaled(axes_of, sums_of) -> Working:
    """Of a norm's weight: the sum of what arrived times x̂."""

    def work(c: Cell) -> tuple[str, float]:
        x, axes = c["input"], axes_of(c)
        sigma = np.sqrt(x.var(axis=axes, keepdims=True) + c.params["eps"])
        hat = (x - x.mean(axis=axes, keepdims=True)) / sigma
        index = sums_of(c)
        return _terms(zip(c.grad[index].ravel(), hat[index].ravel()))

    return work


def _shifted(sums_of) -> Working:
    """Of a bias: the sum of what arrived."""
    return lambda c: _added(c.grad[sums_of(c)].ravel())


def _scale(c: Cell, axes: tuple[int, ...]) -> np.ndarray | float:
    """The weight, in a shape that goes with what arrived: of a layer norm as it is, of a batch norm by channel."""
    weight = c.arrays.get("weight")
    if weight is None:
        return 1.0
    return weight if "normalized_shape" in c.params else weight.reshape(1, -1, *[1] * (len(axes) - 1))


def _batch_axes(c: Cell) -> tuple[int, ...]:
    if not c.params.get("training"):
        raise ValueError("running statistics are used")
    return (0, *range(2, c["input"].ndim))


def _layer_axes(c: Cell) -> tuple[int, ...]:
    n = len(c.params["normalized_shape"])
    return tuple(range(c["input"].ndim - n, c["input"].ndim))


_BATCH_SUMS = lambda c: (slice(None), c.at[0])
_LAYER_SUMS = lambda c: (Ellipsis, *c.at)


# ---- convolution


def _convolved(c: Cell) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """stride, padding and dilation of each spatial axis; ValueError for what is not worked out here."""
    n = c["weight"].ndim - 2
    if c.params.get("transposed") or c.params.get("groups", 1) != 1:
        raise ValueError("transposed or grouped")
    return tuple((tuple(c.params[key]) * n)[:n] for key in ("stride", "padding", "dilation"))


def _kernel(c: Cell) -> tuple[str, float]:
    """Of a kernel: every place that it was laid on, times what arrived there."""
    stride, padding, dilation = _convolved(c)
    out, inside, *k = c.at
    x, pairs = c["input"], []
    for n, *place in product(*map(range, (x.shape[0], *c.grad.shape[2:]))):
        spot = [p * s - pad + i * d for p, s, pad, i, d in zip(place, stride, padding, k, dilation)]
        if all(0 <= i < size for i, size in zip(spot, x.shape[2:])):
            pairs.append((x[n, inside, *spot], c.grad[n, out, *place]))
    return _terms(pairs)


def _image(c: Cell) -> tuple[str, float]:
    """Of what is convolved: every weight that was laid on it, times what arrived there."""
    stride, padding, dilation = _convolved(c)
    n, inside, *spot = c.at
    w, pairs = c["weight"], []
    for out, *k in product(*map(range, (w.shape[0], *w.shape[2:]))):
        place = [divmod(i + pad - j * d, s) for i, pad, j, d, s in zip(spot, padding, k, dilation, stride)]
        if all(rest == 0 and 0 <= p < size for (p, rest), size in zip(place, c.grad.shape[2:])):
            pairs.append((w[out, inside, *k], c.grad[n, out, *(p for p, _ in place)]))
    return _terms(pairs)


def _nll(c: Cell) -> tuple[str, float]:
    """Of the log-probabilities: −1/n at the target, 0 elsewhere."""
    target, arrived = c["target"], float(c.grad)
    count = target.size
    hit = target[c.at[0]] == c.at[1] if target.ndim else target == c.at[-1]
    if not hit:
        return "0", 0.0
    return (rf"-\frac{{{tex(arrived)}}}{{{count}}}" if count > 1 else f"-{factor(arrived)}"), -arrived / count


def _outer(c: Cell) -> tuple[str, float]:
    """Of the matrix of a matrix times a vector."""
    return _terms([(c.grad[c.at[0]], c["vec"][c.at[1]])])


WORKINGS: dict[tuple[str, str], Working] = {
    ("mm", "self"): _left("mat2"), ("mm", "mat2"): _right("self"),
    ("bmm", "self"): _left("mat2"), ("bmm", "mat2"): _right("self"),
    ("addmm", "mat1"): _left("mat2"), ("addmm", "mat2"): _right("mat1"), ("addmm", "self"): _bias,
    ("mv", "self"): _outer, ("mv", "vec"): lambda c: _terms(zip(c["self"][:, c.at[0]], c.grad)),
    ("softmax_dim", "self"): _softmax, ("log_softmax_dim", "self"): _log_softmax,
    ("native_layer_norm", "input"): _normed(_layer_axes), ("native_layer_norm", "weight"): _scaled(_layer_axes, _LAYER_SUMS),
    ("native_layer_norm", "bias"): _shifted(_LAYER_SUMS),
    ("native_batch_norm", "input"): _normed(_batch_axes), ("native_batch_norm", "weight"): _scaled(_batch_axes, _BATCH_SUMS),
    ("native_batch_norm", "bias"): _shifted(_BATCH_SUMS),
    ("convolution", "weight"): _kernel, ("convolution", "input"): _image, ("convolution", "bias"): _shifted(_BATCH_SUMS),
    ("nll_loss", "self"): _nll,
}  # fmt: skip
