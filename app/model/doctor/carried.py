"""Findings as plain data, for another process: what a window needs of them. What merged them stays behind."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .finding import DIAGNOSES, Finding, Fix

_NUMBERS = ("seq", "tensor", "node", "cut_at")
_WORDS = ("title", "evidence", "why", "do", "file")


def to_data(finding: Finding) -> dict[str, Any]:
    """What `json.dumps` takes; `of_data` makes the finding of it again, but for its `merges`."""
    data: dict[str, Any] = {"id": finding.id, "line": _number(finding.line), "lines": [int(n) for n in finding.lines]}
    data |= {name: _number(getattr(finding, name)) for name in _NUMBERS}
    data |= {name: getattr(finding, name) for name in _WORDS}
    data["fix"] = asdict(finding.fix) | {"line": int(finding.fix.line)} if finding.fix else None
    data["also"] = [to_data(one) for one in finding.also]
    return data


def of_data(data: dict[str, Any]) -> Finding:
    """The finding that `to_data` made this of."""
    known = {name: data[name] for name in ("line", *_NUMBERS, *_WORDS)}
    fix = Fix(**data["fix"]) if data["fix"] else None
    also = tuple(of_data(one) for one in data["also"])
    return Finding(DIAGNOSES[data["id"]], lines=tuple(data["lines"]), fix=fix, also=also, **known)


def _number(value) -> int | None:
    """Numbers of the tape may be NumPy's."""
    return None if value is None else int(value)
