"""`retrograd doctor FILE_OR_TAPE [--json] [--why NAME]`: what is wrong with the backward pass, worst first, with lines."""

from __future__ import annotations

import json
import sys
import textwrap

from ..model.doctor import Finding, examine
from ..model.doctor.case import Case
from ..model.doctor.stopped import last_named
from ..model.trace import Trace
from ..model.why import why
from .record import open_tape_file, tape_of
from .words import FINE, RAISED, CommandError

WIDTH = 100


def doctor(path: str, as_json: bool, name: str | None = None) -> int:
    """Print the findings, or why the gradient of `name` is what it is; returns the exit status: 1 if something was
    found or the program stopped with an error, 0 if not."""
    with tape_of(path) as (tape, status), open_tape_file(tape) as read:
        trace = Trace(read)
        trace.extend()
        if name is not None:
            return say_why(trace, name, as_json)
        findings = examine(trace)
        print_json(trace, findings) if as_json else print_text(path, trace, findings)
        ended = trace[len(trace) - 1].get("status") if trace.is_complete else None
        return FINE if not findings and (status == FINE or ended == "finished") else RAISED


def print_json(trace: Trace, findings: list[Finding]) -> None:
    """One JSON object: findings, how many events were looked at, how the run ended."""
    end = trace[len(trace) - 1] if trace.is_complete else {}
    said = {"findings": [one.as_dict() for one in findings], "events": len(trace), "status": end.get("status")}
    print(json.dumps(said, ensure_ascii=False, indent=1, allow_nan=False))


def print_text(path: str, trace: Trace, findings: list[Finding]) -> None:
    """The findings as a person reads them."""
    events = f"{len(trace):,} event{'s' if len(trace) != 1 else ''}"
    if not findings:
        print(f"{path}: nothing found in {events}")
        return
    count = len(findings)
    print(f"{path}: {count} finding{'s' if count != 1 else ''} in {events}")
    for one in findings:
        print()
        print(f"{one.severity}: {one.title}")
        for line in sorted({line for line in (one.line, *one.lines) if line} if not one.file else ()):
            text = _text(trace, line)
            if text:
                print(f"  {line:>5} | {text}")
        for label, words in (("", one.evidence), ("Why: ", one.why), ("Do: ", one.do)):
            if words:
                print(
                    textwrap.fill(label + words, WIDTH, initial_indent="  ", subsequent_indent="  " + " " * len(label))
                )
        if one.fix:
            print(
                f"  {'add' if one.fix.insert else 'fix':>5} | {one.fix.text}"
                + (f"    (before line {one.fix.line})" if one.fix.insert else "")
            )
    sys.stdout.flush()


def _text(trace: Trace, line: int) -> str:
    lines = ((trace.tape.meta or {}).get("source") or "").splitlines()
    return lines[line - 1].rstrip() if 1 <= line <= len(lines) else ""


def say_why(trace: Trace, name: str, as_json: bool) -> int:
    """Print why the gradient of a variable is what it is at the end of the run."""
    tensor = last_named(Case(trace), name)
    if tensor is None:
        raise CommandError(f"doctor: no tensor is called {name}; `retrograd steps` lists the names.")
    answer = why(trace, tensor, len(trace) - 1)
    if as_json:
        print(json.dumps({"name": name, "kind": answer.kind, "text": answer.text, "more": list(answer.more),
                          "line": answer.line, "seq": answer.seq if answer.seq >= 0 else None, "share": answer.share},
                         ensure_ascii=False))  # fmt: skip
    else:
        print("\n".join(textwrap.fill(text, WIDTH) for text in (answer.text, *answer.more)))
    return FINE
