"""Findings to a list: the worst first, and those with one cause made one.

Note [One cause]
Two findings have one cause if they name the same cause in `merges`, or the same tensor's cut at the same event, or the
same diagnosis at the same line. The worst of them stays; the others are kept in its `also` and add their line to it.
The program's error comes first, and what only follows from it is left out: a program that stopped cannot be blamed for
parameters that got no gradient later.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .finding import Finding

_SEVERITIES = ("error", "warning")
AFTER_ERROR = frozenset(
    ("no-step", "param-without-grad", "param-not-optimized", "loss-independent", "cut-path", "step-without-grad",
     "none-read", "nonleaf-grad", "optimizer-stale", "zero-gradient", "grad-adds-up")
)  # fmt: skip


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Findings merged by cause, worst first."""
    findings = sorted(findings, key=_badness)
    stopped = any("error" in one.merges for one in findings)
    kept: list[Finding] = []
    by_cause: dict[tuple, int] = {}
    for one in findings:
        if stopped and one.id in AFTER_ERROR:
            continue
        causes = list(_causes(one))
        at = next((by_cause[cause] for cause in causes if cause in by_cause), None)
        if at is None:
            at = len(kept)
            kept.append(one)
        elif one.id != kept[at].id or one.line != kept[at].line:
            lines = dict.fromkeys((*kept[at].lines, *filter(None, (one.line,))))
            lines.pop(kept[at].line, None)
            kept[at] = replace(kept[at], also=(*kept[at].also, one), lines=tuple(lines))
        by_cause.update(dict.fromkeys(causes, at))
    return kept


def _badness(one: Finding) -> tuple:
    return _SEVERITIES.index(one.severity), one.diagnosis.rank, one.line or 1 << 30, one.seq


def _causes(one: Finding):
    yield "place", one.id, one.line
    if one.cut_at >= 0:
        yield "cut", one.cut_at
    for cause in one.merges:
        yield "named", cause
