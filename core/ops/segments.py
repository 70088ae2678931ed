"""Reductions of the segments that lie one after the other along an axis: torch.segment_reduce."""

from itertools import pairwise

import numpy as np

from ..op import op
from ..rule_ops import rule_op

START = {"sum": 0, "mean": 0, "prod": 1, "max": -np.inf, "min": np.inf}
STEP = {"sum": np.add, "mean": np.add, "prod": np.multiply, "max": np.maximum, "min": np.minimum}


def _segments(data, offsets):
    """Yields (row, segment, start, end) of each segment; `row` is an index of the axes before that of the segments."""
    for row in np.ndindex(*offsets.shape[:-1]):
        bounds = offsets[row].tolist()
        yield from ((row, k, *ends) for k, ends in enumerate(pairwise(bounds)))


@op(tex=r"\mathrm{{segment\_{reduce}}}({self})", prec=8)
def segment_reduce(self, offsets, *, reduce, initial=None):
    """The segments of the axis after those that all but the last of `offsets` count; its last axis says where each begins, and the end."""
    axis = offsets.ndim - 1
    out = np.empty((*offsets.shape[:-1], offsets.shape[-1] - 1, *self.shape[axis + 1 :]), self.dtype)
    start = np.full((1, *self.shape[axis + 1 :]), START[reduce] if initial is None else initial, self.dtype)
    for row, k, a, b in _segments(self, offsets):
        found = STEP[reduce].accumulate(np.concatenate([start, self[row][a:b]]), axis=0, dtype=self.dtype)[-1]
        if reduce == "mean":
            found = found / self.dtype.type(b - a) if b > a else np.full_like(found, np.nan) if initial is None else found
        out[row][k] = found
    return out


def _pull(W, grad, self, result, offsets, reduce, initial):
    """The gradient of `self`. Equal extremes share a positive gradient only: PyTorch gives each the whole of a negative one."""
    out = np.zeros_like(self)
    for row, k, a, b in _segments(self, offsets):
        part, g, y = self[row][a:b], grad[row][k], result[row][k]
        if reduce in ("sum", "mean"):
            share = g / self.dtype.type(b - a) if reduce == "mean" and b > a else g
            out[row][a:b] = share
        elif reduce == "prod":
            out[row][a:b] = _of_factors(part, g, y, START["prod"] if initial is None else initial)
        else:
            hit = (part == y) | np.isnan(part)
            count = np.maximum(hit.sum(0), 1).astype(self.dtype)
            out[row][a:b] = np.where(hit, np.where(g > 0, g / count, g), 0)
    return out


def _of_factors(part, g, y, start):
    """Of a product y of `start` and the rows of part, whose gradient is g, the gradient of each row."""
    with np.errstate(divide="ignore", invalid="ignore"):
        out = np.asarray(g * y / part)
    for where in zip(*np.nonzero((part == 0) | np.isnan(part))):
        column = np.delete(part[(slice(None), *where[1:])], where[0])
        out[where] = np.asarray(g)[where[1:]] * np.multiply.reduce(np.append(part.dtype.type(start), column))
    return out


rule_op(
    "_segment_reduce_backward", _pull, "grad self result offsets", key="segment_reduce_backward", fixed="offsets",
    refusal=NotImplementedError("the derivative for '_segment_reduce_backward' is not implemented."),
)  # fmt: skip
segment_reduce.vjp(
    self=lambda W, grad, self, result, offsets, reduce, initial: W.segment_reduce_backward(
        grad, self, result, offsets, reduce=reduce, initial=initial
    )
)
