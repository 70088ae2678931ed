"""What a run, or reading the program, says about its lines: plain data that the editor paints."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Problem:
    """A place in the program that will not work: line and column from 1 and 0, `kind` "error" or "warn"."""

    line: int
    column: int
    end: int
    message: str
    kind: str = "error"


@dataclass
class Marks:
    """What a run left on the lines. Lines count from 1; None = no such mark.

    Attributes: running, the line being run (with `running_note`, its tag); origin, the line that made the selected
    node, and span, its expression as (line, column, end line, end column); error, (line, kind, message); cuts, lines
    where a gradient was cut; tags, {line: (words, "error" or "warning", whole sentence)} of Doctor; problems, found
    without running; hovered, the line of the node under the mouse.
    """

    running: int | None = None
    running_note: str = ""
    origin: int | None = None
    origin_note: str = ""
    span: tuple[int, int, int, int] | None = None
    error: tuple[int, str, str] | None = None
    cuts: frozenset[int] = frozenset()
    tags: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    hovered: int | None = None
