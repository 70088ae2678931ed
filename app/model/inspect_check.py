"""The inspector's section with a gradient beside its finite differences, or with why they cannot be had."""

from __future__ import annotations

from core.tapevalue import TensorValue

from .gradcheck import TOLERANCE, Check
from .inspect_parts import value_grid
from .inspect_types import Row, Section
from .numbers import shape_text
from .words import say


def section(found: Check | str) -> Section:
    """What the inspector shows of a check, or of why there is none."""
    if isinstance(found, str):
        return Section("check", say("section_check"), rows=(Row("", say("check_not", why=found), "warn"),))
    row = Row("", f"{found.sentence[0].upper()}{found.sentence[1:]}.", "" if found.agrees else "error")
    grids = []
    for title, array in ((say("grad_of", name=found.name), found.analytic), (say("check_difference"), found.numeric),
                         (say("check_error"), found.error)):
        value = TensorValue.of(array)
        grids.append(value_grid(title, value, shape_text(value.shape)))
    note = "" if found.agrees else say("check_limit", error=f"{TOLERANCE:g}")
    return Section("check", say("section_check"), note, rows=(row,), grids=tuple(grids))
