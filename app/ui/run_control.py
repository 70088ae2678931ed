"""Running, pausing and stopping the program in the editor, and the note on how it went."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.model import steps

from .editor import CodeEditor
from .texts import tr


def duration(seconds: float) -> str:
    """A time in words: "38 ms", "0.11 s", "12 s", "3 min 5 s"."""
    if seconds < 0.1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 10:
        return f"{seconds:.2g} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


class Runner(QObject):
    """What the Run menu does. Signal `failed(str)`: the program could not be started, with a sentence why."""

    failed = Signal(str)

    def __init__(self, session, editor: CodeEditor, files, parent: QObject | None = None):
        super().__init__(parent)
        self._session, self._editor, self._files = session, editor, files
        editor.edited.connect(self._compare)
        session.run_finished.connect(self._compare)

    def run(self) -> None:
        """Run the program, or let a paused one go on."""
        if self._session.is_paused:
            self._session.resume()
            return
        if self._session.is_running:
            return
        self._files.recovery.write()
        try:
            self._session.run(self._editor.toPlainText(), self._files.run_path)
        except OSError as error:
            self.failed.emit(tr("The program could not be started: {reason}", reason=error.strerror or error))

    def pause(self) -> None:
        """Hold the run."""
        self._session.pause()

    def stop(self) -> None:
        """End the run."""
        self._session.stop()

    def run_to_line(self) -> None:
        """Move the cursor to the next step of the editor's line, around the end of the tape."""
        session, line = self._session, self._editor.current_line()
        seqs = session.trace.events_of_line(line)
        if not len(seqs):
            self.failed.emit(tr("Line {line} made no event in this run", line=line))
            return
        at = steps.next_breakpoint(session.trace, session.cursor, [line], 1)
        if at is None:
            at = steps.next_breakpoint(session.trace, -1, [line], 1)
        session.select(int(seqs[0]) if at is None else at)

    def _compare(self) -> None:
        """Say whether the text still is the one that ran."""
        self._session.set_stale(self._editor.toPlainText() != self._session.source)

    def note(self) -> tuple[str, str]:
        """(words, colour) beside the file's name: how the run is going or went."""
        session = self._session
        if session.waits_for_input:
            return tr("waits for input"), "warn"
        if session.state == "running":
            return tr("running"), "accent"
        if session.state == "paused":
            line = session.paused_line
            return (tr("paused at line {line}", line=line) if line else tr("paused")), "warn"
        took = duration(float(session.trace.table["t"][-1])) if len(session.trace) else ""
        return {
            "finished": (tr("ran in {time}", time=took), "sub"),
            "error": (tr("failed after {time}", time=took) if took else tr("failed"), "error"),
            "stopped": (tr("stopped after {time}", time=took) if took else tr("stopped"), "warn"),
            "limit": (tr("stopped by a limit after {time}", time=took) if took else tr("stopped by a limit"), "warn"),
            "stale": (tr("edited since its run"), "warn"),
        }.get(session.state, ("", "sub"))


class Steps(QObject):
    """What the Step menu does: everything moves the session's one cursor. `player` plays (the timeline has it), `breaks` knows the breakpoints.

    A run leaves the cursor at its end. The first move forwards after that begins at the start: "F5, then F10".
    """

    def __init__(self, session, editor: CodeEditor, parent: QObject | None = None):
        super().__init__(parent)
        self._session, self._editor = session, editor
        self.player = self.breaks = None
        self._just_ran = False
        session.run_finished.connect(self._finished)
        session.cursor_changed.connect(self._moved)

    def _finished(self) -> None:
        self._just_ran = self._session.cursor == len(self._session.trace) - 1

    def _moved(self, _seq: int) -> None:
        self._just_ran = False

    def _from_start(self) -> None:
        if self._just_ran:
            self._session.select(-1)

    def step_forward(self) -> None:
        self._from_start()
        self._session.step(1)

    def step_back(self) -> None:
        self._session.step(-1)

    def micro_forward(self) -> None:
        self._from_start()
        self._session.micro_step(1)

    def micro_back(self) -> None:
        self._session.micro_step(-1)

    def next_backward(self) -> None:
        self._from_start()
        self._session.next_backward(1)

    def previous_backward(self) -> None:
        self._session.next_backward(-1)

    def first(self) -> None:
        self._session.first()

    def last(self) -> None:
        self._session.last()

    def follow(self) -> None:
        self._session.set_follow(True)

    def play(self) -> None:
        self.player.toggle()

    def next_iteration(self) -> None:
        self._jump(steps.next_iteration, 1)

    def previous_iteration(self) -> None:
        self._jump(steps.next_iteration, -1)

    def next_forward(self) -> None:
        self._jump(steps.next_forward, 1)

    def previous_forward(self) -> None:
        self._jump(steps.next_forward, -1)

    def next_on_node(self) -> None:
        self._on_node(1)

    def previous_on_node(self) -> None:
        self._on_node(-1)

    def next_write(self) -> None:
        self._write(1)

    def previous_write(self) -> None:
        self._write(-1)

    def next_breakpoint(self) -> None:
        self._from_start()
        self.breaks.jump(1)

    def previous_breakpoint(self) -> None:
        self.breaks.jump(-1)

    def go_to(self, number: int) -> None:
        """Step number `number`, from 1."""
        seq = steps.go_to(self._session.trace, number)
        if seq is not None:
            self._session.select(seq)

    def _jump(self, find, by: int) -> None:
        seq = find(self._session.trace, self._session.cursor, by)
        if seq is not None:
            self._session.select(seq)


    def _on_node(self, by: int) -> None:
        node = self._node()
        if node is not None:
            self._jump(lambda trace, seq, by: steps.next_on_node(trace, node, seq, by), by)

    def _write(self, by: int) -> None:
        tensor = self._tensor()
        if tensor is not None:
            self._jump(lambda trace, seq, by: steps.next_write(trace, tensor, seq, by), by)

    def _node(self) -> int | None:
        """The node selected, else the one at the cursor."""
        session = self._session
        kind, number = session.selection
        if kind == "node":
            return number
        if kind == "tensor":
            return session.trace.node_of(number, session.cursor)
        seq = number if kind == "event" else session.cursor
        node = int(session.trace.table["node"][seq]) if seq >= 0 else -1
        return node if node >= 0 else None

    def _tensor(self) -> int | None:
        """The tensor selected, or that of the node selected, else the one at the cursor."""
        session = self._session
        kind, number = session.selection
        if kind == "tensor":
            return number
        node = self._node()
        if node is not None:
            return session.trace.node(node).tensor
        tensor = int(session.trace.table["tensor"][session.cursor]) if session.cursor >= 0 else -1
        return tensor if tensor >= 0 else None
