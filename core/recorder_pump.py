"""When what the recorder has noted is written: limits, the thread that writes what has waited, forks, strokes.

Note [When events reach the file]
    A program that does little has each event written as it happens: whatever ends it, they are there. One that is busy
    writes a batch of 1000, or 8 MB of arrays, or a large array; a thread writes what has waited for 10 ms since the last
    batch. Which of the two it is, the thread finds out each time: where hardly anything has happened since it last looked,
    the next few events are written at once. Whoever ends the program on purpose calls `flush` or `close` first.

    The thread leaves a program alone that writes by itself: to take the interpreter from it costs more than the writing.

Note [Struck while writing]
    A signal handler of the user's may raise in the midst of it, and deep in a recursion there may be no room for our
    calls. So writing a batch is a sequence of steps that can be taken up again: the batch stays `taken` until the
    file has it. An exception from outside is raised again when the batch is written.
"""

import _thread
import os
import time

from . import state as S
from .recorder_frozen import Frozen
from .tapechunks import from_outside
from .wire import TapeError

BATCH = 1000  # events that wait at most
WAIT = 0.010  # seconds
CALM = 40  # ints on the log in WAIT seconds: a program that notes fewer does little
AT_ONCE = 8  # writes of one event each, before those of a batch
TRIES = 1000  # strokes that writing one batch may take
recording = []  # the recorders at work (one, at most): what a fork must know


class LimitReached(BaseException):
    """A limit ended the recording; not an Exception, so that the user's `except Exception` does not swallow it."""


class Pump:
    """Moves noted events to the file; see the Notes above.

    `over`: the reason why nothing more is recorded, or None; `fault`: the exception behind it, if it was one of ours.
    Needs of the class that it is part of: _chunks, _log, _hot, _calm.
    """

    def __init__(self, max_events, max_bytes):
        self.max_events, self.max_bytes = max_events, max_bytes
        self.over = self.fault = None
        self._held = self._chunk = 0  # of the batch being written: bytes of its arrays, the number of its chunk
        self._ended = 0.0  # when it ended
        self._lock = _thread.RLock()
        self._busy, self._closed, self._stop = False, False, None
        self._is_end = False  # is what waits to be written whatever the limits say?
        self._pid = os.getpid()
        self._last = 0.0
        self._limit = self._left = None  # events of a batch; writes of one event each that are left
        self._noted = 0  # ints on the log that were written since the thread looked
        self._batches = 0  # written so far
        self.hurry()

    def hurry(self):
        """The next few events are written as they happen."""
        self._left, self._limit = AT_ONCE, 1 if AT_ONCE else BATCH

    def _now(self):
        return time.perf_counter() - self._chunks.started

    def _pump(self, quiet=False):
        """Writes what waits. Raises LimitReached if a limit was met, unless `quiet`."""
        struck = None
        with self._lock:
            if self._busy:  # the user's code ran within our work (a __str__, a signal handler) and came back here
                return
            for _ in range(TRIES):
                try:
                    self._busy = True
                    self._write()
                    break
                except RecursionError:
                    return  # the user's code is about to learn of it; what waits is written later
                except TapeError as e:
                    self._give_up(str(e), None)
                except BaseException as e:
                    if not from_outside(e):
                        self._give_up(f"the recorder failed: {type(e).__name__}: {e}", e)
                    else:
                        struck = e
                finally:
                    self._busy = False
        if struck is not None:
            raise struck
        if self.over is not None and not quiet:
            raise LimitReached(self.over) from self.fault

    def _give_up(self, reason, fault):
        self.over, self.fault = self.over or reason, fault
        self._log.taken = None

    def _write(self):
        self._chunks.settle()
        if self._log.taken is None:
            self._said = None
            self._held, self._ended, self._chunk = self._hot.steer(self._limit), self._now(), self._chunks.number
            self._hot.take(self._log, Frozen())
        batch = self._log.taken
        if (self.max_events is not None or self.max_bytes is not None or self.over is not None) and not self._is_end:
            batch = self._within_limits(batch, self._held)
        if batch[0] and not self._closed and self._chunks.number == self._chunk:
            self._log.pack(batch, self._last, self._ended)
            self._chunks.flush()
        self._noted += len(batch[0])
        self._batches += 1
        self._log.taken = None
        self._last = self._now()
        if self._left:
            self._left -= 1
            self._limit = 1 if self._left else BATCH
        self._hot.steer(1 if self.over is not None else self._limit)
        self._calm.tick(self._held)

    def _is_enough(self):
        """Is it time for a batch, by what is on the log?"""
        return len(self._log.records) > 5 * (self._limit - 1)

    def _last_words(self, note, *args):
        """Writes what waits, and then an event that is written even beyond the limits: `note(*args)` puts it on the log."""
        with self._lock:
            self._pump(quiet=True)
            self._is_end = True
            try:
                note(*args)
                self._pump(quiet=True)
            finally:
                self._is_end = False

    # --- limits ---------------------------------------------------------------------------------------------------

    def _within_limits(self, batch, held):
        """The part of the batch that may still be written; sets `over` if that is not all, or nothing more may be."""
        records, vals = batch[:2]
        if self.over is not None:
            return [], [], None
        events = (1 << 62) if self.max_events is None else self.max_events - self._chunks.rows
        left = (1 << 62) if self.max_bytes is None else self.max_bytes - self._chunks.size
        if events < len(records) // 2 or left < held + 4 * len(records) + 64 * len(vals) + 4096:
            batch, rest, by_bytes = self._log.cut(batch, events, left)
            if rest and by_bytes:
                self.over = f"the tape reached its limit of {_size(self.max_bytes)}"
            elif rest:
                self.over = f"the run reached its limit of {self.max_events:,} events"
        return batch

    # --- the thread -----------------------------------------------------------------------------------------------

    def _wake(self):
        """Starts the thread that writes what has waited. Not one of threading's: the user shall not see it."""
        self._stop = stop = _thread.allocate_lock()
        stop.acquire()
        _thread.start_new_thread(self._watch, (stop,))

    def _watch(self, stop):
        line, batches = None, 0
        while not stop.acquire(timeout=WAIT):
            if self._stop is not stop:
                return
            if (said := self._said) is not line and said is not None and not said[1][-1].endswith("\n"):
                line = said  # being printed: what ends it joins it, if it comes by the next time
                continue
            if batches == self._batches and (self._log.records or self._log.taken):
                try:
                    self._pump(quiet=True)
                except BaseException as e:  # there is nobody here to raise it to
                    self._give_up(f"the recorder failed: {type(e).__name__}: {e}", e)
            batches = self._batches
            noted, self._noted = self._noted, 0
            if noted < CALM and self.over is None:
                self.hurry()
                self._hot.steer(self._limit)

    # --- fork -----------------------------------------------------------------------------------------------------

    def before_fork(self):
        self._lock.acquire()

    def after_fork_in_parent(self):
        self._lock.release()

    def after_fork_in_child(self):
        """The child has the parent's file open but is another program: it records nothing."""
        self._lock = _thread.RLock()
        self._closed = True
        self._hot.take(self._log, Frozen())
        self._log.taken = self._stop = None
        self._calm.stop()
        self._chunks.close(ours=False)
        if S.watch is self:
            S.rec = S.watch = None


def _size(n):
    return f"{n / (1 << 30):.3g} GB" if n >= 1 << 30 else f"{n / (1 << 20):.3g} MB"


def _fork_hook(name):
    return lambda: [getattr(r, name)() for r in recording] and None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_fork_hook("before_fork"),
        after_in_parent=_fork_hook("after_fork_in_parent"),
        after_in_child=_fork_hook("after_fork_in_child"),
    )
