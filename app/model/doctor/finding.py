"""Diagnoses and findings: what can be wrong, declared once each, and one thing that is wrong in the run at hand.

Note [A diagnosis]
A diagnosis is declared where it is looked for, with `diagnosis(…)`: a short id, how bad it is, and its words as
templates: one sentence as title, the evidence in numbers, why it is so, what to do, and a tag of two or three words for
the line in the editor. `DIAGNOSES` holds them all. A family's function yields findings, `THAT.at(line, …, name="w")`;
the keyword arguments fill the templates. A template that lacks something says nothing rather than a wrong thing:
`when` parts are joined before they are filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from ..translate import template, tr

Severity = Literal["error", "warning"]
DIAGNOSES: dict[str, Diagnosis] = {}


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of the source that would mend it: line `line` replaced by `text`, or `text` put before it."""

    line: int
    text: str
    insert: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that can be wrong; see Note [A diagnosis]. `rank` orders those of one severity, the worst first; `first`:
    the tag of the first of its findings' further `lines`, where it began ("saved here")."""

    id: str
    severity: Severity
    title: str
    why: str
    do: str
    tag: str
    evidence: str = ""
    rank: int = 50
    first: str = ""

    def at(self, line: int | None, *, seq: int = -1, tensor: int | None = None, node: int | None = None,
           lines: tuple[int, ...] = (), fix: Fix | None = None, cut_at: int = -1, evidence: str | None = None,
           why: str | None = None, do: str | None = None, title: str | None = None, merges: tuple = (),
           file: str | None = None, **fields) -> Finding:  # fmt: skip
        """A finding of this diagnosis. `evidence`, `why`, `do`, `title`: templates in place of the declared ones."""
        words = {
            "title": self.title if title is None else title,
            "evidence": self.evidence if evidence is None else evidence,
            "why": self.why if why is None else why,
            "do": self.do if do is None else do,
        }
        fields = {"line": line if line else "?", **fields}
        fields = {key: template(value) if isinstance(value, str) and " " in value else value
                  for key, value in fields.items()}  # fmt: skip (a sentence of its own is translated by itself)
        words = {key: template(text).format(**fields) for key, text in words.items()}
        if line and "{line}" not in (self.title if title is None else title):
            words["title"] = tr("{title} (line {line})", title=words["title"], line=line)
        return Finding(self, line, seq, tensor, node, tuple(lines), fix, cut_at, tuple(merges), file, **words)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. Lines are from 1 in the main file (None: not known), seq −1 where no event stands for it.

    `lines`: further lines that have to do with it; `cut_at`: the event at which the graph was cut; `merges`: what
    counts as the same cause, beside the place: see merge.py.
    """

    diagnosis: Diagnosis
    line: int | None
    seq: int = -1
    tensor: int | None = None
    node: int | None = None
    lines: tuple[int, ...] = ()
    fix: Fix | None = None
    cut_at: int = -1
    merges: tuple = ()
    file: str | None = None
    title: str = ""
    evidence: str = ""
    why: str = ""
    do: str = ""
    also: tuple[Finding, ...] = field(default=())

    @property
    def id(self) -> str:
        return self.diagnosis.id

    @property
    def severity(self) -> Severity:
        return self.diagnosis.severity

    @property
    def tag(self) -> str:
        return template(self.diagnosis.tag)

    def tags(self) -> dict[int, str]:
        """The tags for lines of the editor: of its own, and of the one where it began."""
        found = {self.line: self.tag} if self.line else {}
        first = template(self.diagnosis.first) if self.diagnosis.first else self.tag if len(self.lines) == 1 else ""
        if self.lines and first:
            found.setdefault(self.lines[0], first)
        return found

    def as_dict(self) -> dict[str, Any]:
        """What `retrograd doctor --json` prints of it."""
        found = {
            "id": self.id, "severity": self.severity, "title": self.title, "evidence": self.evidence,
            "why": self.why, "do": self.do, "line": self.line, "lines": list(self.lines), "file": self.file,
            "seq": None if self.seq < 0 else self.seq, "tensor": self.tensor, "node": self.node,
        }  # fmt: skip
        if self.fix:
            found["fix"] = {"line": self.fix.line, "text": self.fix.text, "insert": self.fix.insert}
        return found


def diagnosis(id: str, severity: Severity, title: str, *, why: str, do: str, tag: str, evidence: str = "",
              rank: int = 50, first: str = "") -> Diagnosis:  # fmt: skip
    """Declare a diagnosis; ValueError if its id is taken."""
    if id in DIAGNOSES:
        raise ValueError(f"there are two diagnoses {id}")
    DIAGNOSES[id] = made = Diagnosis(id, severity, title, why, do, tag, evidence, rank, first)
    return made
