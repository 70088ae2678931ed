"""Checks the gradient of the tensor in the inspector by finite differences, in a thread, and shows what came out there."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Signal

from app.model.gradcheck import Check, check
from app.model.inspect_check import section
from app.model.rerun import RerunError
from app.model.trace import Trace
from core.tapefile import TapeError, open_tape

from .texts import tr


class CheckControl(QObject):
    """What `action_check_gradient` does. Signal: failed(str), why there is nothing to check."""

    failed = Signal(str)
    _done = Signal(object, int, object)

    def __init__(self, session, inspector, parent: QObject | None = None):
        super().__init__(parent)
        self._session, self._inspector = session, inspector
        self._asked: object | None = None
        self._done.connect(self._take)
        session.run_started.connect(self._forget)

    def start(self) -> None:
        """Check the gradient of what the inspector shows."""
        shown = self._inspector.inspection
        if shown is None or shown.tensor is None:
            self.failed.emit(tr("Select a tensor or a node first: its gradient is checked."))
            return
        self._asked = asked = object()
        args = str(self._session.trace.tape.path), shown.tensor, self._session.cursor, asked
        threading.Thread(target=self._check, args=args, name="check", daemon=True).start()

    def _check(self, path: str, tensor: int, seq: int, asked: object) -> None:
        """In the thread, with a trace of its own."""
        try:
            with open_tape(path) as tape:
                trace = Trace(tape)
                trace.extend()
                found: Check | str = check(trace, tensor, seq)
        except RerunError as error:
            found = str(error)
        except TapeError:
            return  # the tape was thrown away meanwhile: there is another run
        if self._asked is asked:
            self._done.emit(asked, tensor, found)

    def _take(self, asked: object, tensor: int, found: Check | str) -> None:
        if asked is self._asked:
            self._inspector.show_beside(tensor, section(found))

    def _forget(self) -> None:
        self._asked = None
        self._inspector.show_beside(None, None)
