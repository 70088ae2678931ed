"""Which inputs made a NaN or an infinity, op by op: the log of 0, 0/0, an exp that overflows, an infinite slope."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..numbers import number
from ..translate import marked, tr


@dataclass(frozen=True, slots=True)
class Guilt:
    """What an op was given (`how`), what follows from it (`more`), what to do; kind: "overflow", or "domain"."""

    how: str
    more: str
    advice: str
    kind: str = "domain"


def _arrays(inputs) -> list[np.ndarray]:
    return [np.asarray(v.array, np.float64) for v in inputs if v is not None and v.array.dtype.kind in "fiub"]


def _some(mask: np.ndarray) -> str:
    return tr("{count} of {size}", count=int(mask.sum()), size=mask.size) if mask.size > 1 else tr("the value")


def forward(event: dict, inputs) -> Guilt:
    """Why an op (or in-place change) with finite inputs gave something that is not."""
    op = event["op"].strip("_")
    arrays = _arrays(inputs)
    numbers = [float(x) for x in (event.get("numbers") or {}).values() if isinstance(x, int | float)]
    exponent = (event.get("params") or {}).get("exponent")
    numbers += [exponent] if isinstance(exponent, int | float) else []
    x = arrays[0] if arrays else np.zeros(0)
    said = _LOGS.get(op)
    if said and x.size and (x <= said[0]).any():
        return _log(op, x, said)
    if op in ("sqrt", "rsqrt", "pow") and x.size:
        return _root(op, x, numbers)
    if op in ("div", "reciprocal", "true_divide", "addcdiv", "fmod", "remainder"):
        divisor = (
            arrays[-1]
            if op != "reciprocal" and len(arrays) > 1
            else x
            if op == "reciprocal"
            else np.asarray(numbers[-1:] or [1.0])
        )
        top = arrays[0] if len(arrays) > 1 or op == "div" else np.ones(1)
        return _division(top, divisor)
    if op in ("exp", "exp2", "expm1", "cosh", "sinh", "logsumexp") and x.size:
        return Guilt(tr("the exponential of {number} is too large for float32", number=number(float(x.max()))),
                     tr("float32 ends at 3.4e38, which exp reaches at 88.7."),
                     tr("Use a function that is safe for large values: log_softmax, logsumexp, softplus, "
                        "cross_entropy on the scores."), "overflow")  # fmt: skip
    if op in ("softmax", "_softmax", "log_softmax", "_log_softmax") and x.size and np.isneginf(x).any():
        return Guilt(tr("a row in which every value is −infinity"), tr("softmax divides by the sum of exponentials, which is 0 there: "
                                                                       "0 / 0."),
                     tr("Leave at least one place of each row unmasked, mask with a large finite number (−1e9), or replace such "
                        "rows afterwards with torch.nan_to_num."))  # fmt: skip
    if op in ("acos", "asin", "atanh", "acosh"):
        return Guilt(
            f"{op} of {_outside(x)}",
            tr("{op} is defined on a limited range only.", op=op),
            tr("Clamp the input a little inside of the range."),
        )
    if op in ("var", "std", "var_mean", "std_mean"):
        return Guilt(tr("the standard deviation of a single value"), tr("It is divided by the number of values less "
                                                                        "one, which is 0."),
                     tr("Use unbiased=False (correction=0), or more than one value."))  # fmt: skip
    if op == "mean" and x.size == 0:
        return Guilt(tr("the mean of no elements"), tr("It is 0/0."), tr("Leave empty batches out."))
    if op == "binary_cross_entropy" and x.size:
        return Guilt(
            tr("a probability of exactly 0 or 1"),
            tr("Its logarithm is infinite."),
            tr("Use binary_cross_entropy_with_logits on the scores."),
        )
    return Guilt(_largest(arrays), tr("The result is beyond what float32 can hold (3.4e38)."),
                 tr("Keep the values small: scale the inputs, use a smaller learning rate, or a function made for "
                    "large values."), "overflow")  # fmt: skip


_LOGS = {
    "log": (0.0, "log"),
    "log2": (0.0, "log2"),
    "log10": (0.0, "log10"),
    "log1p": (-1.0, "log1p"),
    "xlogy": (0.0, "log"),
}


def _log(op: str, x: np.ndarray, said) -> Guilt:
    limit, name = said
    negative = x < limit
    if negative.any():
        return Guilt(tr("the {name} of {number}", name=name, number=number(float(x.min()))), tr(
            "The logarithm of a negative number is NaN ({some} are below {number}).",
            some=_some(negative), number=number(limit)),
                     tr("See why it is negative; log_softmax, softplus and the …_with_logits losses need no log of "
                        "their own."))  # fmt: skip
    return Guilt(tr("the {name} of {number}", name=name, number=number(limit)), tr(
        "The logarithm of 0 is −infinity ({some}).", some=_some(x == limit)),
                 tr("Use log_softmax (or a …_with_logits loss) instead of the log of a softmax; else "
                    "torch.log(x.clamp_min(1e-8))."))  # fmt: skip


def _root(op: str, x: np.ndarray, numbers: list[float]) -> Guilt:
    whole = op == "pow" and numbers and numbers[0] == int(numbers[0])
    if (x < 0).any() and not whole:
        return Guilt(tr("{op} of {number}", op=op, number=number(float(x.min()))), tr(
            "A root of a negative number is NaN ({some} are negative).", some=_some(x < 0)),
                     tr("Take the absolute value or clamp_min(0) before it."))  # fmt: skip
    if (x == 0).any() and not (whole and numbers[0] >= 0):
        return Guilt(tr("{op} of 0", op=op), tr("0 to a negative power is a division by 0."), tr(
            "Add a small number: x + 1e-8."))
    exponent = tr(" to the power {number}", number=number(numbers[0])) if numbers else ""
    return Guilt(tr("{number} overflows", number=f"{number(float(np.abs(x).max()))}{exponent}"), tr(
        "The result is beyond what float32 can hold (3.4e38)."),
                 tr("Keep the values small."), "overflow")  # fmt: skip


def _division(top: np.ndarray, divisor: np.ndarray) -> Guilt:
    if (divisor == 0).any():
        zero = np.broadcast_to(divisor == 0, np.broadcast_shapes(divisor.shape, top.shape))
        both = zero & np.broadcast_to(top == 0, zero.shape)
        if both.any():
            return Guilt("0 / 0", tr("A division of 0 by 0 is NaN ({some}).", some=_some(both)),
                         tr("Keep the divisor from 0: x / (y + 1e-8), or x / y.clamp_min(1e-8)."))  # fmt: skip
        return Guilt(tr("a division by 0"), tr("The divisor is 0 ({some}): the quotient is infinite.",
                                               some=_some(zero)),
                     tr("Keep the divisor from 0: x / (y + 1e-8), or x / y.clamp_min(1e-8)."))  # fmt: skip
    return Guilt(tr("a division by {number}",
                    number=number(float(divisor[np.abs(divisor).argmin()] if divisor.ndim else divisor))),
                 tr("The quotient is too large for float32."), tr("Keep the divisor away from 0."), "overflow")  # fmt: skip


def _outside(x: np.ndarray) -> str:
    return (
        number(float(x[np.abs(x).argmax()] if x.ndim == 1 else x.reshape(-1)[np.abs(x).argmax()]))
        if x.size
        else tr("nothing")
    )


def _largest(arrays) -> str:
    largest = max((float(np.abs(a).max()) for a in arrays if a.size), default=0.0)
    return tr("its inputs are as large as {number}", number=number(largest))


SLOPES = {
    "sqrt": "the slope of sqrt at 0 is infinite", "rsqrt": "the slope of rsqrt at 0 is infinite",
    "log": "the slope of log at 0 is infinite", "log2": "the slope of log2 at 0 is infinite",
    "log10": "the slope of log10 at 0 is infinite", "log1p": "the slope of log1p at −1 is infinite",
    "xlogy": "the slope of the log at 0 is infinite", "pow": "the slope of this power at 0 is infinite",
    "div": "the divisor is 0", "reciprocal": "the divisor is 0", "acos": "the slope of acos at ±1 is infinite",
    "asin": "the slope of asin at ±1 is infinite", "norm": "the norm has no slope at 0",
    "linalg_vector_norm": "the norm has no slope at 0", "atan2": "atan2 has no slope at (0, 0)",
    "std": "the standard deviation has no slope where all values are equal", "exp": "the exponential is infinite",
    "_cdist_forward": "a distance has no slope at 0",
}  # fmt: skip
BOTH_BRANCHES = marked("torch.where (line {masked}) did not take these elements, so the gradient it sends them is 0. But backward "
                       "goes through both branches, and 0 times a slope that is not finite is NaN.")  # fmt: skip
SAFE = {
    "div": "a divisor that is never 0:  x / torch.where(condition, y, torch.ones_like(y))",
    "exp": "an exponent that is never large:  torch.exp(torch.where(condition, x, torch.zeros_like(x)))",
}  # fmt: skip


def backward(info, inputs, arrived, sent, masked: int | None) -> Guilt:
    """Why a node that received finite gradients sent one that is not. `masked`: line of a where() above it."""
    op = (info.op or "").strip("_")
    slope = _slope(op, _arrays(inputs), inputs)
    zero_in = arrived is not None and bool((np.asarray(arrived.array) == 0).any())
    if bool(np.isnan(sent.array).any()) and zero_in:
        how = tr("{slope}, and 0 · ∞ is NaN",
                 slope=slope) if "NaN" not in slope else tr("{slope}, and 0 · NaN is NaN", slope=slope)
        if masked and op not in SLOPES:
            return Guilt(how, tr(BOTH_BRANCHES, masked=masked), tr(
                "Make the branch safe before where, with the same condition: compute it from torch.where(condition, x, "
                "torch.ones_like(x)), then choose."))  # fmt: skip
        if masked:
            safe = tr(SAFE[op]) if op in SAFE else tr(
                "values that are harmless to {op}:  torch.{op}(torch.where(condition, x, torch.ones_like(x)))", op=op)
            return Guilt(
                how,
                tr(BOTH_BRANCHES, masked=masked),
                tr("Make the branch safe before where, with the same condition: give it {safe}, then choose.",
                   safe=safe),
            )
        return Guilt(how, tr("A gradient of 0 comes in; times a slope that is not finite it is NaN."), _away(op))
    return Guilt(slope, tr("The gradient that comes in is multiplied by that slope."), _away(op))


def _slope(op: str, arrays, inputs) -> str:
    """What is wrong with the slope of an op at its inputs."""
    if any(not np.isfinite(a).all() for a in arrays):
        odd = next(a for a in arrays if not np.isfinite(a).all())
        return tr("its input is {value} already", value="NaN" if np.isnan(odd).any() else tr("infinite"))
    x = arrays[0] if arrays else np.zeros(0)
    if op in ("sqrt", "rsqrt", "log", "log2", "log10", "pow") and x.size and (x < 0).any() and not (x == 0).any():
        return tr("{op} of a negative number is NaN", op=op)
    if op in SLOPES:
        return tr(SLOPES[op])
    return tr("the slope of {op} is not finite for these values", op=op or tr("this operation"))


def _away(op: str) -> str:
    if op in ("div", "reciprocal"):
        return tr("Keep the divisor from 0: x / (y + 1e-8), or x / y.clamp_min(1e-8).")
    if op == "exp":
        return tr("Keep the exponent small: clamp it, or use log_softmax, logsumexp or softplus.")
    return tr("Keep the input of {op} away from there: add a small number inside (x + 1e-8), or clamp it.", op=op)
