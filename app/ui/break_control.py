"""The breakpoints of a window: those on lines (the editor moves them) and all others; kept with the file, told to the
session, and gone to on the tape."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

from app.model import breakpoints
from app.model.breakpoint_hits import Hits, breakpoint_on
from app.model.breakpoints import Breakpoint

from .texts import tr

SLICE_S = 0.008
LEISURE_MS = 30  # between two slices for which nobody waits
TELL_S = 0.2  # a jump that takes longer says how far it is, as often
KEY = "breakpoints"  # in the file of marks


class BreakControl(QObject):
    """Signals: `changed()`, other breakpoints; `counted()`, more is known of their hits; `told(str)`, a sentence.

    Hits are looked for in slices: of enabled breakpoints at leisure, for the timeline marks them; back to back while
    somebody waits, a panel that shows their counts (`count` on, also of those switched off) or a jump.
    """

    changed = Signal()
    counted = Signal()
    told = Signal(str)

    def __init__(self, session, editor, marks_control, files, parent: QObject | None = None):
        super().__init__(parent)
        self.session = self._session = session
        self._editor, self._marks, self._files = editor, marks_control, files
        self._others: tuple[Breakpoint, ...] = ()
        self._hits: dict[Breakpoint, Hits] = {}
        self._jump: int | None = None  # the direction of a jump that waits for its hits
        self._tell_at = 0.0  # when it is next told how far that is
        self._wants_count = False
        self._work = QTimer(self, singleShot=True)
        self._work.timeout.connect(self._slice)
        editor.breakpoints_changed.connect(self._tell)
        files.opened.connect(self._opened)
        session.run_started.connect(self._forget)
        session.cursor_changed.connect(lambda _seq: self._end_jump())
        session.trace_extended.connect(lambda *_: self._soon())

    # ---- the list

    @property
    def all(self) -> list[Breakpoint]:
        """Those on lines, in their order, then the others as they were made."""
        return [*self._editor.breaks.all, *self._others]

    def add(self, made: Breakpoint) -> None:
        """One more; on a line that has one, in its place."""
        if made.kind == "line":
            self._editor.set_breakpoints([*(m for m in self._editor.breaks.all if m.line != made.line), made])
        elif made not in self._others:
            self._others = (*self._others, made)[-breakpoints.MOST:]
            self._tell()

    def change(self, old: Breakpoint, new: Breakpoint | None) -> None:
        """Another one in its place; None takes it away."""
        if old.kind == "line" or (new is not None and new.kind == "line"):
            lines = [m for m in self._editor.breaks.all if m != old and (new is None or m.line != new.line)]
            self._others = tuple(m for m in self._others if m != old)
            more = [new] if new is not None and new.kind == "line" else []
            if new is not None and new.kind != "line" and new not in self._others:
                self._others += (new,)
            self._editor.set_breakpoints([*lines, *more])
            return
        changed = (new if m == old else m for m in self._others)
        self._others = tuple(dict.fromkeys(m for m in changed if m is not None))
        self._tell()

    def enable(self, made: Breakpoint, on: bool) -> None:
        """Switch one on or off."""
        self.change(made, replace(made, enabled=on))

    def enable_all(self) -> None:
        """Switch all on; where all are on, off."""
        on = not all(made.enabled for made in self.all)
        self._others = tuple(replace(made, enabled=on) for made in self._others)
        self._editor.set_breakpoints([replace(made, enabled=on) for made in self._editor.breaks.all])

    def clear(self) -> None:
        """Take all away."""
        self._others = ()
        self._editor.clear_breakpoints()

    def _tell(self) -> None:
        now = self.all
        self._hits = {made: hits for made, hits in self._hits.items() if made in now}
        if tuple(now) != self._session.breakpoints:
            self._session.set_breakpoints(now)
        if not self._files.is_loading:
            self._marks.keep(KEY, [replace(made, ids=()).to_json() for made in now])
        self._soon()
        self.changed.emit()

    def _opened(self) -> None:
        kept = breakpoints.from_json(self._marks.marks.kept(KEY))
        self._others = tuple(made for made in kept if made.kind != "line")
        lines = [made for made in kept if made.kind == "line"]
        if lines or not self._editor.breakpoints:
            self._editor.set_breakpoints(lines)
        else:
            self._tell()

    # ---- what is selected

    def toggle_on_selection(self) -> None:
        """A breakpoint on the node selected, or at the cursor; gone if there is one."""
        node = self._node()
        made = breakpoint_on(self._session.trace, node) if node is not None else None
        if made is None:
            self.told.emit(tr("Select a node first."))
            return
        self._toggle(made)

    def toggle_on_write(self) -> None:
        """A breakpoint on writes of the .grad of the tensor selected; gone if there is one."""
        kind, number = self._session.selection
        trace, tensor = self._session.trace, None
        if kind == "tensor":
            tensor = number
        elif (node := self._node()) is not None:
            tensor = trace.node(node).tensor
        name = trace.tensor(tensor).name if tensor is not None else None
        if tensor is None:
            self.told.emit(tr("Select a tensor first."))
            return
        self._toggle(Breakpoint("grad", name or "*", ids=() if name else (tensor,)))

    def _toggle(self, made: Breakpoint) -> None:
        there = next((m for m in self.all if replace(m, enabled=True) == made), None)
        self.change(there, None) if there is not None else self.add(made)
        text = tr("Breakpoint: {breakpoint}", breakpoint=made.text) if there is None else \
            tr("The breakpoint {breakpoint} is gone.", breakpoint=made.text)
        self.told.emit(text)

    def _node(self) -> int | None:
        kind, number = self._session.selection
        if kind == "node":
            return number
        trace = self._session.trace
        if kind == "tensor":
            return trace.node_of(number)
        seq = self._session.cursor
        node = int(trace.table["node"][seq]) if seq >= 0 else -1
        return node if node >= 0 else None

    # ---- hits

    def count(self, on: bool) -> None:
        """Whether somebody looks at the counts."""
        self._wants_count = on
        self._work.stop()
        self._soon()

    def hits(self, made: Breakpoint) -> Hits:
        """What is known of the places of one breakpoint in this run."""
        found = self._hits.get(made)
        if found is None:
            found = self._hits[made] = Hits(self._session.trace, made)
        return found

    def hit_here(self, made: Breakpoint) -> int:
        """Which of its hits the step at the cursor is, from 1; 0 where that is none, or not known yet."""
        hits, cursor = self._hits.get(made), self._session.cursor
        seqs = hits.seqs if hits is not None else ()
        at = int(seqs.searchsorted(cursor)) if len(seqs) else 0
        return hits.hits_up_to(cursor) if at < len(seqs) and seqs[at] == cursor else 0

    def jump(self, by: int) -> None:
        """The cursor goes to the next (+1) or previous (-1) hit of an enabled breakpoint, once it is known.

        Where that takes a while it is told how far it is; Escape, or another place of the cursor, ends it.
        """
        self._jump, self._tell_at = by, time.monotonic() + TELL_S
        QCoreApplication.instance().installEventFilter(self)
        self._slice()

    def _end_jump(self) -> None:
        if self._jump is not None:
            self._jump = None
            QCoreApplication.instance().removeEventFilter(self)

    def eventFilter(self, _watched, event) -> bool:
        """While a jump waits: Escape ends it."""
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) or event.key() != Qt.Key.Key_Escape:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # no shortcut takes it, so that it comes here as a key
            return True
        self._end_jump()
        self.told.emit(tr("The search for a breakpoint was ended."))
        return True

    def go_to_hit(self, made: Breakpoint) -> None:
        """The cursor goes to the next hit of one breakpoint, after the last one to the first."""
        hits = self.hits(made)
        hits.work(SLICE_S)
        seqs = hits.seqs
        if len(seqs):
            at = int(seqs.searchsorted(self._session.cursor, side="right"))
            self._session.select(int(seqs[at % len(seqs)]))
            self._tell_hits()
        self._soon()

    def _tell_hits(self) -> None:
        """Which breakpoints hold at the step that a jump came to."""
        here = [tr("{breakpoint} (hit {number:,})", breakpoint=made.text, number=number)
                for made in self.all if made.enabled and (number := self.hit_here(made))]  # fmt: skip
        if here:
            self.told.emit(tr("Breakpoint: {breakpoint}", breakpoint=", ".join(here)))

    def stop(self) -> None:
        """Look for nothing more."""
        self._work.stop()
        self._end_jump()
        self._wants_count = False

    def _forget(self) -> None:
        self._hits.clear()
        self._end_jump()
        if any(made.ids for made in self._others):  # numbers of another run mean nothing in this one
            self._others = tuple(replace(made, ids=()) for made in self._others)
        self.counted.emit()

    def _soon(self) -> None:
        if any(made.enabled or self._wants_count for made in self.all) and not self._work.isActive():
            self._work.start(self._pause())

    def _pause(self) -> int:
        """Milliseconds between two slices."""
        return 0 if self._wants_count or self._jump is not None else LEISURE_MS

    def _slice(self) -> None:
        if not len(self._session.trace):
            return
        wanted = [made for made in self.all if made.enabled or self._wants_count]
        wanted.sort(key=lambda made: not made.enabled)
        share, done = SLICE_S / max(len(wanted), 1), True
        for made in wanted:
            done = self.hits(made).work(share) and done
        if self._jump is not None:
            self._try_jump([self.hits(made) for made in wanted if made.enabled])
        self.counted.emit()
        if not done:
            self._work.start(self._pause())

    def _try_jump(self, hits: list[Hits]) -> None:
        by, cursor = self._jump, self._session.cursor
        known_to = min((one.looked for one in hits), default=0)
        is_whole = all(one.done for one in hits)
        places = [seq for one in hits if (seq := _next(one.seqs, cursor, by)) is not None]
        at = (min(places) if by > 0 else max(places)) if places else None
        if at is not None and (is_whole or at < known_to if by > 0 else known_to > cursor or is_whole):
            self._end_jump()
            self._session.select(at)
            self._tell_hits()
        elif not is_whole:
            self._tell_progress(known_to)
        else:
            self._end_jump()
            self.told.emit(tr("No breakpoint is hit after this step.") if by > 0 else
                           tr("No breakpoint is hit before this step."))


    def _tell_progress(self, known_to: int) -> None:
        """How far a jump that takes a while has looked."""
        if time.monotonic() >= self._tell_at:
            self._tell_at = time.monotonic() + TELL_S
            self.told.emit(tr("Looking for a breakpoint: {percent} % of the run. Escape ends it.",
                              percent=100 * known_to // max(len(self._session.trace), 1)))  # fmt: skip


def _next(seqs, cursor: int, by: int) -> int | None:
    at = int(seqs.searchsorted(cursor, side="right")) if by > 0 else int(seqs.searchsorted(cursor)) - 1
    return int(seqs[at]) if 0 <= at < len(seqs) else None
