"""The editor follows the session: which line is run, which line made the selected node, which one failed.

Only this file knows both. Lines are those of the text that ran; once the text is edited the marks of the run are
taken away, for they would point at the wrong lines.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from app.session import Selection

from .editor import CodeEditor
from .editor_marks import Marks, Problem
from .texts import tr


class EditorFollower(QObject):
    """Marks lines of the editor from the session, and selects what a click on a line means."""

    def __init__(self, session, editor: CodeEditor, parent: QObject | None = None):
        super().__init__(parent)
        self._session, self._editor = session, editor
        self._problems: list[Problem] = []
        self._of_lesson: list[Problem] = []
        self._error: tuple[int, str, str] | None = None
        self._tags: dict[int, tuple[str, str, str]] = {}
        for signal in (session.cursor_changed, session.selection_changed, session.state_changed):
            signal.connect(self._update)
        session.run_started.connect(self._begin)
        session.run_finished.connect(self._finish)
        editor.line_chosen.connect(self._select_line)
        self._update()

    @property
    def error(self) -> tuple[int, str, str] | None:
        """(line, kind, message) of the error that ended the run."""
        return self._error

    def set_hovered(self, line: int) -> None:
        """The line of what is under the pointer in another view, 0 for none, is tinted."""
        stale = self._session.state in ("empty", "stale")
        marks = replace(self._editor.marks, hovered=line if line and not stale else None)
        if marks != self._editor.marks:
            self._editor.set_marks(marks)

    def set_problems(self, problems: list[Problem]) -> None:
        """Places that will not work, found by reading the program."""
        self._problems = problems
        self._update()

    def set_lesson_problems(self, problems: tuple) -> None:
        """What is wrong in the notes of a lesson (lesson.Problem): the whole line is underlined."""
        lines = self._editor.toPlainText().split("\n")
        self._of_lesson = [Problem(one.line, 0, len(lines[one.line - 1]), one.message, "warn")
                           for one in problems if 0 < one.line <= len(lines)]  # fmt: skip
        self._update()

    def set_findings(self, findings: list) -> None:
        """What Doctor has found: a tag on each line, of the worst finding there, and on the line where it began."""
        self._tags = {}
        here = [(one, one.tags()) for one in findings if not one.file]
        for own in (True, False):  # a line's own finding goes before what began there
            for one, tags in here:
                for line, words in tags.items():
                    if (line == one.line) is own:
                        self._tags.setdefault(line, (words, one.severity, one.title))
        self._update()

    def _begin(self) -> None:
        self._error = None
        self._update()

    def _finish(self) -> None:
        self._error = error_of(self._session.trace)
        self._update()
        if self._error and self._error[0] and self._session.source == self._editor.toPlainText():
            self._editor.reveal_line(self._error[0])

    def _update(self, *_args) -> None:
        session = self._session
        marks = Marks(problems=[*self._problems, *self._of_lesson])
        if session.state not in ("empty", "stale"):
            self._mark_run(marks)
            marks.tags = self._tags
            if self._error and self._error[0]:
                marks.error = self._error
        before = self._editor.marks
        self._editor.set_marks(marks)
        typing = self._editor.hasFocus() and session.state == "running"  # the text must not run away under the hands
        if marks.running and marks.running != before.running and not typing:
            self._editor.reveal_line(marks.running)

    def _mark_run(self, marks: Marks) -> None:
        session = self._session
        trace, seq = session.trace, session.cursor
        if session.is_paused and session.follow and session.paused_line:
            marks.running, marks.running_note = session.paused_line, tr("paused")
        elif 0 <= seq < len(trace):
            marks.running = running_line(trace, seq)
            runs_now = session.state == "running" and session.follow
            marks.running_note = "" if not marks.running else tr("running") if runs_now else tr("this step")
        if session.state != "running":
            marks.cuts = cut_lines(trace, seq)
        node, line, span = self._origin()
        if line and (line != marks.running or span):
            marks.origin, marks.span = line, span
            marks.origin_note = tr("made this node") if node else ""

    def _origin(self) -> tuple[bool, int | None, tuple | None]:
        """(whether a node was made there, its line, its span) of what is selected, else of the node at the cursor."""
        session = self._session
        trace = session.trace
        kind, number = session.selection
        if kind == "line":
            return False, number, None
        if kind == "tensor":
            info = _known(trace.tensor, number)
            node = info.node if info else None
            if node is None:
                return False, info.line if info else None, None
        elif kind == "node":
            node = number
        else:
            seq = number if kind == "event" else session.cursor
            if not 0 <= seq < len(trace) or (kind is None and not trace.call_at(seq)):
                return False, trace.line_of(seq) if kind and 0 <= seq < len(trace) else None, None
            node = int(trace.table["node"][seq])
        info = _known(trace.node, node) if node >= 0 else None
        return (True, info.line, info.span) if info else (False, None, None)

    def _select_line(self, line: int) -> None:
        session = self._session
        if session.state not in ("empty", "stale") and len(session.trace.events_of_line(line)):
            session.set_selection(Selection("line", line))


def _known(find, number: int):
    """What `find` says of an id, None for one that the tape has not named."""
    try:
        return find(number)
    except KeyError:
        return None


def running_line(trace, seq: int) -> int | None:
    """The line of the user's program that was being run at an event: in backward, that of the backward() call."""
    call = trace.call_at(seq)
    if call:
        return trace.line_of(trace.calls[call - 1].first)
    return trace.line_of(seq)


def cut_lines(trace, seq: int) -> frozenset[int]:
    """Lines at which the graph of the backward() call around an event was cut."""
    iteration = trace.iteration_at(seq)
    call = trace.calls[iteration.call] if iteration is not None else trace.last_call(seq)
    return trace.lineage.lines_of(call) if call is not None else frozenset()


def error_of(trace) -> tuple[int, str, str] | None:
    """(line or 0, kind, message) of the error that ended a run, None if none did."""
    seqs = trace.events_of_kind("error")
    if not len(seqs):
        return None
    event = trace[int(seqs[-1])]
    return event.get("line") or 0, event["type"], event.get("message") or ""
