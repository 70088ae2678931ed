"""When what the recorder has noted is written: limits, the thread that writes what has waited, forks, strokes.

Note [When events reach the file]
    As soon as they happen, as long as that costs little: the recorder keeps account of the time it spends writing, and
    only when that exceeds 3 % of the run (and a few milliseconds) do events wait, up to 1000 of them or 4 MB of arrays;
    a thread writes what has waited for 10 ms. So a program that dies by a signal loses nothing if it was slow and a few
    milliseconds if it was busy; whoever ends it on purpose calls `flush` or `close` first.

Note [Struck while writing]
    A signal handler of the user's may raise in the midst of it, and deep in a recursion there may be no room for our
    calls. So writing a batch is a sequence of steps that can be taken up again: the batch stays in `_taken` until the
    file has it. An exception from outside is raised again when the batch is written.
"""

import _thread
import os
import time

from . import state as S
from .recorder_rare import ACCUMULATE, END, ERROR, MADE, MUTATE, OUTPUT, STEP
from .tapechunks import from_outside
from .wire import TapeError

BATCH = 1000  # events that wait at most
WAIT = 0.010  # seconds
FREE_TIME, SHARE = 0.003, 0.03  # seconds of CPU, and part of the run, that writing at once may take
TRIES = 1000  # strokes that writing one batch may take
recording = []  # the recorders at work (one, at most): what a fork must know


class LimitReached(BaseException):
    """A limit ended the recording; not an Exception, so that the user's `except Exception` does not swallow it."""


class Pump:
    """Moves noted events to the file; see the Notes above.

    `over`: the reason why nothing more is recorded, or None; `fault`: the exception behind it, if it was one of ours.
    Needs of the class that it is part of: _chunks, _encoder, _gauge, _calm.
    """

    def __init__(self, max_events, max_bytes):
        self.max_events, self.max_bytes = max_events, max_bytes
        self.over = self.fault = None
        self._pending, self._taken = [], None  # _taken: (noted, those of them to be written, held bytes, start, mark)
        self._lock = _thread.RLock()
        self._busy, self._closed, self._stop = False, False, None
        self._pid = os.getpid()
        self._last = self._spent = 0.0
        self._limit = 1
        self._prints = 0

    def _now(self):
        return time.perf_counter() - self._chunks.started

    def _note(self, event, quiet=False, nbytes=0):
        """Has an event wait, and `nbytes` of arrays with it."""
        full = self._gauge.hold(nbytes)
        self._pending.append(event)
        if full or len(self._pending) >= self._limit:
            self._pump(quiet)

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
        self._taken = None

    def _write(self):
        clock = time.thread_time()
        self._chunks.settle()
        if self._taken is None:
            self._taken = self._take()
        noted, batch, held, began, mark = self._taken
        if noted and self._pending and self._pending[0] is noted[0]:
            del self._pending[: len(noted)]
        self._prints = 0
        if batch and not self._closed:
            self._encoder.write(batch, self._last, began, mark)
            self._chunks.flush()
        self._taken = None
        self._last = end = self._now()
        self._spent += time.thread_time() - clock
        busy = self._spent > FREE_TIME + SHARE * end
        self._limit = min(BATCH, 2 * self._limit) if busy else max(1, self._limit // 2)
        self._gauge.steer(1 if self.over is not None else self._limit)
        self._calm.tick(held)

    def _take(self):
        began = self._now()
        noted = batch = self._pending[:]
        held = self._gauge.steer(self._limit)
        if self.over is not None:
            batch = [e for e in batch if _last(e)]
        elif self.max_events is not None or self.max_bytes is not None:
            batch = self._within_limits(batch, held)
        return noted, batch, held, began, self._encoder.mark()

    # --- limits ---------------------------------------------------------------------------------------------------

    def _within_limits(self, batch, held):
        """The part of the batch that may still be written; sets `over` if that is not all, or nothing more may be."""
        room = len(batch)
        if self.max_events is not None and self._chunks.rows + room > self.max_events:
            room = max(0, self.max_events - self._chunks.rows)
            self.over = f"the run reached its limit of {self.max_events:,} events"
        if self.max_bytes is not None and self._chunks.size + held + 256 * len(batch) >= self.max_bytes:
            left = self.max_bytes - self._chunks.size
            for i, e in enumerate(batch):
                left -= _weight(e)
                if left < 0:
                    room = min(room, i)
                    self.over = f"the tape reached its limit of {_size(self.max_bytes)}"
                    break
        return batch[:room] + [e for e in batch[room:] if _last(e)]

    # --- the thread -----------------------------------------------------------------------------------------------

    def _wake(self):
        """Starts the thread that writes what has waited. Not one of threading's: the user shall not see it."""
        self._stop = stop = _thread.allocate_lock()
        stop.acquire()
        _thread.start_new_thread(self._watch, (stop,))

    def _watch(self, stop):
        while not stop.acquire(timeout=WAIT):
            if self._stop is not stop:
                return
            if (self._pending or self._taken) and self._now() - self._last > WAIT:
                try:
                    self._pump(quiet=True)
                except BaseException as e:  # there is nobody here to raise it to
                    self._give_up(f"the recorder failed: {type(e).__name__}: {e}", e)

    # --- fork -----------------------------------------------------------------------------------------------------

    def before_fork(self):
        self._lock.acquire()

    def after_fork_in_parent(self):
        self._lock.release()

    def after_fork_in_child(self):
        """The child has the parent's file open but is another program: it records nothing."""
        self._lock = _thread.RLock()
        self._closed = True
        self._pending.clear()
        self._taken = self._stop = None
        self._calm.stop()
        self._chunks.close()
        if S.watch is self:
            S.rec = S.watch = None


def _last(event):
    """Events that end a tape are written even beyond the limits."""
    return event[0] == ERROR or event[0] == END


def _weight(event):
    """About how many bytes an event takes, if none of its arrays is on the tape yet."""
    kind = event[0]
    if kind.__class__ is str:
        arrays = event[3] if isinstance(event[3], tuple) else (event[3],)
    elif kind is None:
        arrays = (*event[2], *event[3])
    elif kind == MADE or kind == MUTATE:
        arrays = (event[4],)
    elif kind == ACCUMULATE:
        arrays = (event[4],)
    elif kind == STEP:
        arrays = [after for _, _, after in event[2]]
    else:
        return 200 + (len("".join(event[2])) if kind == OUTPUT else 0)
    return 200 + sum(0 if a is None else a.nbytes for a in arrays)


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
