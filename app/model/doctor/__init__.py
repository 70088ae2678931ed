"""Doctor: what is wrong or suspect with a run's backward pass, found on its tape: worst first, with lines and reasons.

`examine(trace)` gives the findings; `examine_slowly(trace)` is the same as a generator that pauses between families, for
a window that must stay quick. A family is a module with a function `find(case)`; a diagnosis is declared once, in the
family that finds it (Note [A diagnosis] in finding.py). New families are added to FAMILIES.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from . import (
    alike,
    calls,  # noqa: F401 (declares refusals)
    clipping,
    custom,
    cuts,
    dims,
    flowing,
    frozen,
    hidden,
    ineffective,
    losses,
    memory,
    mismatch,  # noqa: F401 (declares refusals)
    modes,
    nonfinite,
    optimizers,
    refused,
    schedule,
    second,
    stopped,
    structure,
    targets,
    training,
)
from .case import Case
from .finding import DIAGNOSES, Diagnosis, Finding, Fix, diagnosis
from .merge import ordered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..trace import Trace

__all__ = ["DIAGNOSES", "FAMILIES", "Case", "Diagnosis", "Finding", "Fix", "diagnosis", "examine", "examine_slowly"]

FAMILIES = (stopped, refused, structure, custom, training, clipping, optimizers, frozen, second, cuts, hidden, nonfinite, losses,
            flowing, alike, memory, modes, dims, ineffective, schedule, targets)  # fmt: skip


def examine(trace: Trace, source: str | None = None) -> list[Finding]:
    """What is wrong in a run, worst first; [] if nothing was found. `source` replaces the tape's own text."""
    *_, found = examine_slowly(trace, source)
    return found


def examine_slowly(trace: Trace, source: str | None = None) -> Iterator[list[Finding]]:
    """After each family what has been found so far, merged and in order; the last is the whole."""
    case, found = Case(trace, source), []
    for family in FAMILIES:
        found += (_in_its_file(trace, one) for one in family.find(case))
        yield ordered(found)


def _in_its_file(trace: Trace, one: Finding) -> Finding:
    """A finding whose event happened in a module that the program imports says so: its lines are not the program's."""
    file = trace[one.seq].get("file") if 0 <= one.seq < len(trace) else None
    if not file:
        return one
    return replace(one, file=file, title=f"{one.title} (in {os.path.basename(file)})", lines=(), fix=None)
