"""Putting notes into a program: a lesson grows out of a run, cell by cell, and stays a program that runs."""

from __future__ import annotations

import ast

from . import lesson


def with_note(text: str, line: int, stop: str, title: str = "") -> tuple[str, int]:
    """(the text with an empty note after the statement at `line`, the line on which to write it, from 1).

    A program that is no lesson yet gets a first note with its title too. `stop`: the words of lesson_stops. The code is
    not changed, and a statement of several lines is never split; a text that does not parse is cut after `line` itself.
    """
    head = ""
    if not lesson.is_lesson(text):
        name = title or "A lesson"
        head = f"{lesson.cell_line('markdown')}\n# # {name}\n# What it shows, in one sentence.\n\n# %%\n"
    lines = text.split("\n")
    after = _end_of_statement(text, line)
    while after < len(lines) and not lines[after].strip():
        after += 1  # blank lines stay with the code above
    rest = lines[after:]
    more = [] if not any(part.strip() for part in rest) or rest[0].startswith(("# %%", "#%%")) else ["# %%"]
    note = [lesson.cell_line("markdown", stop=stop), "# ", ""]
    before = lines[:after]
    while before and not before[-1].strip():
        before.pop()
    made = [*before, *([""] if before else []), *note, *more, *rest]
    at = len(before) + (1 if before else 0) + 2 + head.count("\n")
    return head + "\n".join(made), at


def _end_of_statement(text: str, line: int) -> int:
    """The last line of the top-level statement that holds a line (from 1); the line itself if there is none."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return max(0, line)
    for statement in body:
        first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", ()))])
        if first <= line <= (statement.end_lineno or first):
            return statement.end_lineno or first
    return max(0, min(line, len(text.split("\n"))))
