"""What a step of plain gradient descent took away from a parameter: lr · grad, where the recorded numbers bear it out.

A step with momentum, weight decay or of another optimizer has no such short account, nor has one whose numbers say
otherwise (a group of its own with another learning rate, `maximize`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.tapevalue import TensorValue

if TYPE_CHECKING:
    from .trace import Trace

MOST_CHECKED = 10_000  # elements; of a larger parameter nothing is claimed
MORE = ("momentum", "weight_decay")  # settings with which SGD does more than take lr · grad away


@dataclass(frozen=True)
class Taken:
    """rate: the learning rate. grad: of the parameter. value: lr · grad, both of the parameter's shape."""

    rate: float
    grad: TensorValue
    value: TensorValue


def taken(trace: Trace, event: dict, param: dict) -> Taken | None:
    """What an `optimizer_step` took away from one of its parameters; None where it did anything else."""
    settings, before, after = event.get("settings") or {}, param["before"], param["after"]
    if event["optimizer"] != "SGD" or "lr" not in settings or any(settings.get(key) for key in MORE):
        return None
    grad = trace.attribute_at(param["tensor"], event["seq"]).value
    if None in (before, after, grad) or grad.shape != before.shape or before.array.size > MOST_CHECKED:
        return None
    away = np.asarray(settings["lr"] * grad.array)
    fits = np.allclose(before.array - away, after.array, rtol=1e-4, atol=1e-7, equal_nan=True)
    return Taken(settings["lr"], grad, TensorValue.of(away.astype(before.array.dtype), before.dtype)) if fits else None
