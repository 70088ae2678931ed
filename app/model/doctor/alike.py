"""Units of a layer that are all alike: the same weights, the same gradients, so that they stay alike for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .finding import diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

ALIKE = diagnosis(
    "units-alike", "warning", "All {units} units of {name} (line {line}) are alike: they compute the same and stay the same",
    evidence="Each row of {name} has the same numbers, and each row of its gradient too, still after {count} backward calls.",
    why="Units that start with equal weights, with equal weights above them, get equal gradients: each step changes them "
        "equally. The layer then does the work of a single unit.",
    do="Fill the weights with different numbers: leave the layer's own random ones, or use nn.init.xavier_uniform_ or "
       "kaiming_uniform_; constants are for biases.",
    tag="units alike", rank=30,
)  # fmt: skip
LEAST = 2  # calls after which equal rows are no accident of the first


def find(case: Case) -> Iterator[Finding]:
    """Weights whose rows are equal and get equal gradients that are not 0."""
    for leaf in sorted(case.updated)[:60]:
        info = case.info(leaf)
        adds = case.adds(leaf)
        if info is None or len(info.shape) < 2 or info.shape[0] < 2 or len(adds) < LEAST:
            continue
        gradient, weight = case.trace[int(adds[-1])]["added"], case.trace.value_at(leaf, int(adds[-1]))
        if weight is not None and _rows_alike(gradient.array, some=True) and _rows_alike(weight.array):
            filled = case.line(case.trace.index.values.last(leaf, int(adds[0])))  # where it was given what it started with
            yield ALIKE.at(filled or case.place(leaf), seq=int(adds[-1]), tensor=leaf, name=case.name(leaf), units=info.shape[0],
                           count=len(adds))  # fmt: skip
            return


def _rows_alike(array: np.ndarray, some: bool = False) -> bool:
    """Whether all rows hold the same numbers, up to rounding; with `some`, numbers that are not all 0."""
    rows = array.reshape(len(array), -1)
    if not rows.size or not np.isfinite(rows).all():
        return False
    size = float(np.abs(rows).max())
    return (size > 0 or not some) and bool((np.abs(rows - rows[0]) <= 1e-5 * size).all())
