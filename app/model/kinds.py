"""The numbers of the tape's event kinds and of our phases, and which kinds write what."""

from __future__ import annotations

import numpy as np

from core.wire import KINDS

(TENSOR, OP, MUTATE, BACKWARD, NODE, ACCUMULATE, BACKWARD_END, HOOK, GRAD_RESET, OPTIMIZER_STEP, OUTPUT, ERROR, END) = (
    KINDS.index(name)
    for name in (
        "tensor op mutate backward node accumulate backward_end hook grad_reset optimizer_step output error end"
    ).split()
)

PHASES = ("forward", "backward", "optimizer", "other")
FORWARD, IN_BACKWARD, OPTIMIZER, OTHER = range(4)

PHASE_OF_KIND = np.full(256, OTHER, np.uint8)
PHASE_OF_KIND[[TENSOR, OP, MUTATE, HOOK, ACCUMULATE]] = FORWARD
PHASE_OF_KIND[[BACKWARD, NODE, BACKWARD_END]] = IN_BACKWARD
PHASE_OF_KIND[[GRAD_RESET, OPTIMIZER_STEP]] = OPTIMIZER


def kind_set(*kinds: int) -> np.ndarray:
    """A table of 256 truths to be indexed by an array of kinds."""
    table = np.zeros(256, bool)
    table[list(kinds)] = True
    return table
