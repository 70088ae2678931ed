"""`retrograd compare A B [--json] [--tolerance T]`: which numbers of two runs differ, and where it began."""

from __future__ import annotations

import contextlib
import json
import math

from ..model import numbers
from ..model.compare import Comparison, compare
from ..model.steps import step_number
from ..model.trace import Trace
from .record import open_tape_file, tape_of
from .words import FINE, RAISED, CommandError

MOST = 40  # places printed as text
WHAT = {"value": "value of {}", "gradient": "gradient arriving at {}", "grad": "{}.grad", "update": "step of {}"}


def run_compare(one: str, other: str, as_json: bool, tolerance: float) -> int:
    """Compare two programs or tapes; returns the exit status: 0 if they agree, 1 if they differ."""
    if not (math.isfinite(tolerance) and tolerance >= 0):
        raise CommandError("compare: the tolerance is a number from 0 on, such as 1e-5.")
    with contextlib.ExitStack() as stack:
        traces = []
        for path in (one, other):
            tape, _ = stack.enter_context(tape_of(path))
            trace = Trace(stack.enter_context(open_tape_file(tape)))
            trace.extend()
            traces.append(trace)
        found = compare(*traces, tolerance)
        print_json(found) if as_json else print_text(one, other, *traces, found)
        return FINE if found.agree else RAISED


def print_json(found: Comparison) -> None:
    """One JSON object; an infinite error (another shape, NaN in one alone) is null."""
    places = [{"what": p.what, "name": p.name, "line": p.line, "error": p.error if math.isfinite(p.error) else None,
               "seq": p.seq, "other": p.other, "first": p.first, "count": p.count} for p in found.places]  # fmt: skip
    print(json.dumps({
        "agree": found.agree, "tolerance": found.tolerance, "matched": len(found.here),
        "differing": len(found.differing), "only_first": found.only_here.tolist(),
        "only_second": found.only_there.tolist(), "first": found.first if found.first >= 0 else None, "places": places,
    }, ensure_ascii=False, indent=1, allow_nan=False))  # fmt: skip


def print_text(one: str, other: str, here: Trace, there: Trace, found: Comparison) -> None:
    """The places as a person reads them, worst first."""
    if found.agree:
        print(f"{one} and {other} agree: {len(found.here):,} events, tolerance {found.tolerance:g}")
        return
    print(f"{one} and {other} differ in {len(found.differing):,} of {len(found.here):,} events")
    for events, path in ((found.only_here, one), (found.only_there, other)):
        if len(events):
            print(f"only in {path}: {len(events):,} events")
    print(f"first divergence: step {step_number(here, found.first):,}{_line(here.line_of(found.first))}")
    for place in found.places[:MOST]:
        error = numbers.number(place.error).replace(numbers.MINUS, "-") if math.isfinite(place.error) else "whole"
        times = f", {place.count:,} times" if place.count > 1 else ""
        print(f"  {error:>10}  {WHAT[place.what].format(place.name)}{_line(place.line)}{times}")
    if len(found.places) > MOST:
        print(f"  and {len(found.places) - MOST:,} more places")


def _line(line: int | None) -> str:
    return f", line {line}" if line else ""
