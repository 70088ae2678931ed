"""The search of a window: a query goes over the trace in slices, and what it finds is told to the session.

The field and the list of results both show this one search. A query that asks for values or for what backward has
visited is asked again when the cursor moves.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QObject, QTimer, Signal

from app.model import search
from app.model.selection import NONE_FOUND, Found, Selection

TYPING_MS = 120
SLICE_S = 0.008
AT_ONCE_S = 0.02  # a search that takes no longer is there when `search` returns
GROWING_MS = 700  # while a program runs


class SearchRun(QObject):
    """Signal: changed(), another query, more found, another hit looked at. `query` is what was typed last."""

    changed = Signal()

    def __init__(self, session, parent: QObject | None = None):
        super().__init__(parent)
        self._session = session
        self.query = search.parse("")
        self._search: search.Search | None = None
        self._hit = lru_cache(2048)(self._make_hit)
        self._soon = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._soon.timeout.connect(self.search)
        self._work = QTimer(self, singleShot=True, interval=0)
        self._work.timeout.connect(self._slice)
        session.run_started.connect(self._begin)
        session.run_finished.connect(self._again)
        session.trace_extended.connect(lambda *_: self._later(GROWING_MS))
        session.cursor_changed.connect(self._cursor_moved)

    # ---- asking

    def set_text(self, text: str) -> None:
        """Another query; it is asked when the typing pauses."""
        self.query = search.parse(text)
        self._soon.start(TYPING_MS)
        self.changed.emit()

    def search(self) -> None:
        """Asks the query now."""
        self._soon.stop()
        self._search = search.Search(self.query, self._session.trace, self._session.cursor) if self.query else None
        self._slice(AT_ONCE_S)

    def flush(self) -> None:
        """Asks a query that still waits for the typing to pause."""
        if self._soon.isActive():
            self.search()

    @property
    def is_busy(self) -> bool:
        return self._work.isActive() or self._soon.isActive()

    def stop(self) -> None:
        """Asks nothing more; what was found stays."""
        self._soon.stop()
        self._work.stop()

    def _slice(self, seconds: float = SLICE_S) -> None:
        run, before = self._search, self._session.found
        if run is None:
            self._session.set_found(NONE_FOUND._replace(query=self.query))
            self.changed.emit()
            return
        done = run.work(seconds)
        seqs = run.seqs
        at = -1
        if before.at >= 0 and before.query == self.query and before.at < len(before.seqs):
            place = int(seqs.searchsorted(before.seqs[before.at]))
            at = place if place < len(seqs) and seqs[place] == before.seqs[before.at] else -1
        self._session.set_found(Found(self.query, seqs, at, done))
        self._work.stop() if done else self._work.start()
        self.changed.emit()

    # ---- what was found

    def __len__(self) -> int:
        return len(self._session.found.seqs)

    @property
    def at(self) -> int:
        """Which hit is looked at, -1 for none."""
        return self._session.found.at

    @property
    def done(self) -> bool:
        """Whether all has been looked at."""
        return self._search is None or self._search.done

    @property
    def total(self) -> int:
        """Of how many tensors and nodes the hits are some."""
        return self._search.total if self._search is not None else 0

    @property
    def skipped(self) -> int:
        """How many values were too large to be looked at."""
        return self._search.skipped if self._search is not None else 0

    def hit(self, row: int) -> search.Hit:
        """A hit by its row, as it can be shown."""
        return self._hit(int(self._session.found.seqs[row]))

    def _make_hit(self, seq: int) -> search.Hit:
        return search.hit(self._session.trace, seq)

    def choose(self, row: int, go: bool = False) -> None:
        """Selects a hit for all views; `go` moves the cursor to the event that made it."""
        if not 0 <= row < len(self):
            return
        self._session.set_found(self._session.found._replace(at=row))
        hit = self.hit(row)
        self._session.set_selection(Selection(hit.kind, hit.id))
        if go:
            self._session.select(hit.seq)
        self.changed.emit()

    def next(self, by: int = 1) -> None:
        """The next hit (+1) or the one before (-1), round and round; from the selection, if that lies elsewhere."""
        self.flush()
        if len(self):
            start = self.at if self.at >= 0 else (-1 if by > 0 else 0)
            self.choose((start + by) % len(self))

    # ---- following the session

    def _begin(self) -> None:
        self.stop()
        self._search = None
        self._hit.cache_clear()
        self.changed.emit()

    def _again(self) -> None:
        self._hit.cache_clear()  # names may be known better now
        if self.query:
            self.search()

    def _later(self, ms: int) -> None:
        if self.query and not self._soon.isActive():
            self._soon.start(ms)

    def _cursor_moved(self) -> None:
        if self.query and self.query.depends_on_cursor:
            self._later(TYPING_MS)
