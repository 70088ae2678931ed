"""What the graph view shows: follows the session, builds the part of the run at the cursor, and has it laid out.

Note [Slices]
    A run of 30,000 events must never hold the window up. What has to be built, placed or measured is done in slices of
    some milliseconds, each in a turn of the event loop of its own, and layouts in another process. A part that is small
    enough for one slice is shown at once, laid out; a larger one grows on the screen, and is eased into its layout.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from app.export.scene import Scene
from app.model.folding import Folding
from app.model.graph import Graph, Scope
from app.model.layout import Layout, LayoutInput
from app.model.trace import Trace
from app.session import Session

from .graph_canvas_part import LaidOut, PartPicture
from .graph_canvas_picture import Picture
from .graph_look import Look
from .layout_job import LayoutJob

SLICE_S = 0.008
SMALL_S = 0.03  # as long as a small layout is waited for
AT_ONCE = 300  # events; a part with more is begun in a turn of its own
MANY = 10_000  # events; a part with more is not shown card by card as it is built, unless the program runs
KEPT = 8  # parts whose pictures are kept
GROW_EVERY_S = 0.03  # between two slices while a program runs


class GraphContent(QObject):
    """The part at the cursor. `part` is None while there is nothing.

    Signals: `began()`: another trace, nothing to show yet; `appeared(eased)`: `part` shows another picture (`eased`:
    the same graph, now laid out); `grew()`: the picture got larger; `moved()`: only the cursor did;
    `building(share)`: how much of a large part is built, of which there is no picture yet.
    """

    began = Signal()
    appeared = Signal(bool)
    grew = Signal()
    moved = Signal()
    building = Signal(float)

    def __init__(self, session: Session, parent: QObject | None = None):
        super().__init__(parent)
        self._session = session
        self._job = LayoutJob(self)
        self._job.done.connect(self._arrived)
        self._job.failed.connect(lambda _key, _why: None)  # the picture that grew stays
        self._layouts: list[tuple[LayoutInput, Layout]] = []
        self._asked: tuple | None = None  # whose layout is on its way, of how many nodes, folded how
        self.look = Look()  # kept from run to run
        self._whole = self._awake = self._asleep = False
        self.pins = lambda part: {}  # how far which nodes of a part have been put from their places
        self._rest_until = 0.0
        self._work = QTimer(self)
        self._work.setSingleShot(True)
        self._work.timeout.connect(self._slice)
        session.run_started.connect(self.begin)
        session.trace_extended.connect(lambda _first, _last: self._soon(0))
        session.cursor_changed.connect(lambda _seq: self._follow())
        session.state_changed.connect(lambda _state: self._soon(0))
        session.run_finished.connect(lambda: self._soon(0))
        self.begin()

    # ------------------------------------------------------------------ the outside

    @property
    def whole(self) -> bool:
        """Whether the whole run is shown, and not only the part around the cursor."""
        return self._whole

    def set_whole(self, whole: bool) -> None:
        if whole != self._whole:
            self._whole = whole
            self._follow()

    @property
    def scopes(self) -> int:
        """Into how many parts the run falls."""
        return len(self.graph.scopes)

    @property
    def cursor(self) -> int:
        return self._session.cursor

    @property
    def trace(self) -> Trace:
        """The run at hand."""
        return self._session.trace

    def go_to_iteration(self, number: int) -> None:
        """The cursor to the same place in another iteration of the loop around it, or to that one's end."""
        scopes, here = self.graph.scopes, self.graph.scope_at(self._session.cursor)
        found = next((s for s in (scopes[k] for k in range(len(scopes))) if s.iteration == number and s.line == here.line), None)
        if found is not None:
            self._session.select(min(found.first + self._session.cursor - here.first, found.last))

    def scope_nodes(self) -> list:
        """The graph nodes of the part that is shown."""
        return self.part.part.nodes if self.part else []

    def scene(self) -> Scene:
        """The scene of the part at the session's cursor."""
        return self.part.at(self._session.cursor, self._session.micro)

    @property
    def complete(self) -> bool:
        """Whether all that is read so far is on the screen, and laid out if the run stands still."""
        part = self.part
        if part is None:
            return not len(self._session.trace)
        scope = self._scope()
        if self._parts.get(self._key(scope)) is not part:
            return False  # another part is wanted, and still on its way
        return part.built(scope) and (part.laid_out or self._live()) and not self._job.busy

    def finish_building(self) -> None:
        """Builds all of the part now (for whoever asks what it says); its layout may still come."""
        if not len(self._session.trace):
            return
        part = self._wanted()
        while not part.built(self._scope()):
            self._slice()
        if part.stage is None or part is not self.part:
            part.lay_out_now() if part.is_large else part.place()
            self._show(part, False)

    def repin(self) -> bool:
        """Puts cards anew where they have been put; whether the picture is another one now."""
        part = self.part
        if part is None or part.picture is None:
            return False
        part.pin(self.pins(part.shown))
        changed, self._shown = part.picture is not self._shown, part.picture
        return changed

    def sleep(self) -> None:
        """Nobody looks any longer: no more slices, no layout process, and the cursor is not followed."""
        self._awake, self._asleep = False, True
        self._work.stop()
        self._job.close()

    def wake(self) -> None:
        """Somebody looks again."""
        self._awake, self._asleep = True, False
        if self.part is not None and self.part.stage is not None and self._wanted() is self.part:
            self.moved.emit()
        self._soon(0)

    # ------------------------------------------------------------------ work

    def begin(self) -> None:
        """Another trace: forget the pictures of the last."""
        self._work.stop()
        self._job.cancel()
        self.graph = Graph(self._session.trace)
        self._parts: dict[tuple, PartPicture] = {}
        self.part: PartPicture | None = None
        self._shown: Picture | None = None
        self._asked = None
        self.began.emit()
        self._soon(0)

    def _soon(self, ms: float) -> None:
        """A slice in so many ms; while a program runs never more than half of the time goes into slices."""
        if not self._awake:
            return
        if self._live():
            ms = max(ms, (self._rest_until - time.perf_counter()) * 1000)
        if not self._work.isActive() or self._work.remainingTime() > ms:
            self._work.start(max(round(ms), 0))

    def _live(self) -> bool:
        """Whether more may come, so that cards are placed as they come."""
        return self._session.is_running and not self._session.is_paused

    def _scope(self) -> Scope:
        self.graph.extend()
        return self.graph.whole if self._whole else self.graph.scope_at(self._session.cursor)

    def _key(self, scope: Scope) -> tuple:
        """What the picture of a part is kept under."""
        return scope.index, self.look.view

    def _wanted(self) -> PartPicture:
        """The part at the cursor, made if need be; the oldest ones are given up."""
        scope = self._scope()
        key = self._key(scope)
        part = self._parts.pop(key, None) or self._new_part(scope)
        self._parts[key] = part
        while len(self._parts) > KEPT:
            self._parts.pop(next(iter(self._parts)))
        return part

    def _new_part(self, scope: Scope) -> PartPicture:
        parts = self.graph.scopes if scope.whole else None
        return PartPicture(self._session.trace, self.graph.titles, scope, self.look, parts)

    @property
    def scope(self) -> Scope:
        """The part of the run at the cursor, as far as it has been read."""
        return self._scope()

    @property
    def folding(self) -> Folding:
        return self.look.folding

    def refold(self) -> None:
        """The folding has changed: what is shown follows."""
        if self.part is not None and not self._live():
            self._slice()

    def set_turned(self, turned: bool) -> None:
        """From left to right, or down."""
        if turned != self.look.turned:
            self.look.turned = turned
            if self._live():
                self._forget_parts()
            self.refold()

    def set_view(self, view: str) -> None:
        """Which view of the run: "graph" or "tensors"."""
        if view != self.look.view:
            self.look.view = view
            self._follow()

    def _forget_parts(self) -> None:
        """What grows is begun again, the other way."""
        self._parts.clear()
        self._soon(0)

    def _follow(self) -> None:
        """The cursor moved: within the picture, or to another part."""
        if not len(self._session.trace) or self._asleep:
            return
        if self._live() and self._session.follow:
            self._soon(0)
            return
        part = self._wanted()
        if part is self.part and part.stage is not None:
            self.moved.emit()
            if not self.complete:
                self._soon(0)
        elif part.laid_out or self._events_of(self._scope()) <= AT_ONCE:
            self._slice()
        else:
            self._soon(0)  # the other views follow in this turn

    def _slice(self) -> None:
        """One slice of work on the part at the cursor; the next one is asked for if there is more."""
        if not len(self._session.trace):
            return
        began = time.perf_counter()
        part, size = self._wanted(), len(self._session.trace)
        built = part.built(self._scope())
        if not built or self._live() or part.is_behind:
            placing = self._live() or ((part.has_grown or part.is_begun) and self._events_of(self._scope()) < MANY)
            published = part.published
            built = part.build(self._scope(), began + SLICE_S, placing or part.is_behind, not self._live())
            if part.published != published:
                self._show_growth(part)
            elif not built and not placing:
                self.building.emit(part.share(self._scope()))
        if built and not self._live():
            if part.laid_out and part is not self.part:
                self._show(part, False)
            elif not part.laid_out:
                built = self._lay_out(part, began + SLICE_S)
        now = time.perf_counter()
        self._rest_until = now + max(now - began, GROW_EVERY_S)
        if not built or size != len(self._session.trace):
            self._soon(0)

    def _events_of(self, scope: Scope) -> int:
        """How many events a part has, those included that are on the tape and still to be read."""
        trace = self._session.trace
        last = scope.last if scope.last + 1 < len(trace) else len(trace.tape) - 1
        return last - scope.first + 1

    def _show_growth(self, part: PartPicture) -> None:
        if part is self.part and part.picture is self._shown:
            self.grew.emit()
        else:
            self._show(part, False)

    def _lay_out(self, part: PartPicture, deadline: float) -> bool:
        """Measures, then asks for the layout; whether nothing more is to be done now."""
        asked = part, len(part.part.nodes), self.look.signature()
        if self._asked == asked and self._job.busy:
            return True
        if not part.measure(deadline):
            return False
        size = len(part.goal.nodes) + len(part.goal.edges)
        self._asked = asked
        if not self._awake:
            return True
        self._job.request(part, size, *part.layout_work(self._layouts))
        if not part.has_grown or part.laid_out_before:
            self._job.wait(SMALL_S)  # a small graph, or one that is laid out as another was, is there at once
        if self._job.busy and part is not self.part and not part.is_large:
            part.place(deadline)
            if part.is_behind:
                return False
            self._show(part, False)
        return True

    def _arrived(self, part: PartPicture, found: LaidOut) -> None:
        """A layout is there."""
        self._asked = None
        others = [kept for kept in self._layouts if kept[1] is not found.layout]
        self._layouts = [(found.input, found.layout), *others][:KEPT]
        eased = part is self.part and part.picture is not None
        part.take(found)
        if part is self._wanted():
            self._show(part, eased)
        if not part.laid_out:  # more has come meanwhile
            self._soon(0)

    def _show(self, part: PartPicture, eased: bool) -> None:
        part.pin(self.pins(part.shown))
        self.part, self._shown = part, part.picture
        self.appeared.emit(eased)
