"""The recorder: notes what the kernel tells it, by reference, and writes it to the tape in batches.

See Note [The hot path] in recorder_hooks.py, Note [Recording by reference] in recorder_memory.py and Note [Templates]
in recorder_columns.py for the three ideas it lives by.

Note [When events reach the file]
    As soon as they happen, as long as that costs little: the recorder keeps account of the time it spends writing,
    and only when that exceeds 3 % of the run (and a few milliseconds) do events wait, up to 1000 of them or 4 MB of
    arrays; a thread writes what has waited for 10 ms. So a program that dies by a signal loses nothing if it was slow
    and a few milliseconds if it was busy; whoever ends it on purpose calls `flush` or `close` first.
"""

import _thread
import os
import sys
import time

import numpy as np

from . import state as S
from .recorder_calm import Calm
from .recorder_encode import Encoder
from .recorder_hooks import make_hooks
from .recorder_memory import Memory, keep, root_of
from .recorder_places import Places
from .recorder_rare import (
    ACCUMULATE,
    BACKWARD,
    BACKWARD_END,
    END,
    ERROR,
    FREEZE,
    GRAD_RESET,
    HOOK,
    MADE,
    MUTATE,
    OUTPUT,
    STEP,
)
from .tapewrite import Chunks, default_meta
from .tensor import Tensor
from .wire import CREATE, IS_LEAF, REQUIRES_GRAD, RETAIN, TapeError

BATCH = 1000  # events that wait at most
WAIT = 0.010  # seconds
FREE_TIME, SHARE = 0.005, 0.03  # seconds, and part of the run, that writing at once may take
COPY_UP_TO = 1 << 16  # bytes of memory about to change that are copied; larger ones are written at once
MERGE_AFTER = 200  # prints in one batch, after which they are joined
PIECE = 1 << 16  # characters of one output event
_numbered = [0, 0]  # the last ids given to a tensor and to a node in this process
SHARED_WITH_NUMPY = ("from_numpy", "as_tensor", "asarray", "frombuffer")
_recorders = []  # those that are recording (one, at most): what a fork must know


class LimitReached(BaseException):
    """A limit ended the recording; not an Exception, so that the user's `except Exception` does not swallow it."""


class Recorder:
    """Writes the events of this process to a tape while it is `S.rec`.

    path: the tape. meta: further entries for its header (source, path, argv). main, text: file name (as code objects
    have it) and source of the user's program; without them, the first file met and what linecache says. hidden:
    directories whose frames are not the user's. max_events, max_bytes: limits, None for none; reaching one raises
    LimitReached in the user's code. `start()`, then events, then `close(status, reason)`. Raises TapeError if the
    file cannot be made.
    """

    def __init__(self, path, meta=None, *, main=None, text=None, hidden=(), max_events=None, max_bytes=None):
        self._chunks = Chunks(path, default_meta(meta))
        self._memory = Memory(self._chunks)
        self._places = Places(main, text, hidden)
        self._encoder = Encoder(self._chunks, self._memory, self._places, *_numbered)
        self._pending = []
        self._lock = _thread.RLock()
        self._busy = False
        self.max_events, self.max_bytes = max_events, max_bytes
        self.over = None  # the reason, once a limit is reached
        self.fault = None  # the exception behind it, if it was one of ours
        self._pid, self._closed, self._stop = os.getpid(), False, None
        self._last = self._now()
        self._spent = 0.0
        self._limit = 1
        self._prints = 0
        self._calm = Calm()
        self.op, self.node, self.enter_node, self._steer = make_hooks(
            self._pending, self._places, self._memory, self._pump
        )
        self._entered = []
        self._taken = self._chars = 0

    # --- life -----------------------------------------------------------------------------------------------------

    def start(self):
        """Has the kernel tell this recorder everything from now on."""
        if S.rec is not None:
            raise RuntimeError("a recording is under way already")
        self._calm.start()
        _recorders.append(self)
        S.rec = self
        self._wake()
        return self

    def close(self, status="finished", reason=None):
        """Ends the recording with an `end` event. Does nothing in a forked child, or twice."""
        if self._closed or self._pid != os.getpid():
            return
        self._note((END, status, reason), quiet=True)
        self._pump(quiet=True)
        self._closed = True
        if S.rec is self:
            S.rec = None
        if self in _recorders:
            _recorders.remove(self)
            self._calm.stop()
        if self._stop is not None:
            self._stop.release()
            self._stop = None
        with self._lock:
            self._chunks.close()
            _numbered[:] = self._encoder.last_numbers()

    def flush(self):
        """Everything noted so far reaches the file. Never raises LimitReached."""
        self._pump(quiet=True)

    @property
    def events(self):
        """How many events are on the tape (those that wait not counted)."""
        return self._chunks.rows

    @property
    def bytes(self):
        return self._chunks.size

    # --- the kernel's hooks (op, node and enter_node are closures: recorder_hooks.py) -----------------------------

    def tensor(self, t, how, of=None):
        """A tensor made by the user: `how` is the factory's name, `of` the tensor whose memory it shares or copies."""
        if how in SHARED_WITH_NUMPY:
            self.exported(t._data)
        self._note((MADE, t, how, of, self._now_data(t), _flags(t), self._site()))

    def mutate(self, name, t, node, params=None):
        """t was changed in place."""
        version = len((t._root or t)._muts or ())
        self._note((MUTATE, name, t, node, self._now_data(t), version, _flags(t), params, self._site()))

    def backward(self, roots, inputs, retain_graph, create_graph):
        self._entered.append(self.enter_node(None))
        flags = RETAIN * bool(retain_graph) | CREATE * bool(create_graph)
        inputs = None if inputs is None else list(inputs)
        self._note((BACKWARD, list(roots), inputs, flags, self._site()))

    def backward_end(self, freed, error=None):
        self.enter_node(self._entered.pop() if self._entered else None)
        self._note((BACKWARD_END, freed, error, self._site()), quiet=True)

    def accumulate(self, t, node, added, grad):
        """`added` went into t.grad, which is `grad` now; node None: the user set it."""
        self._note((ACCUMULATE, t, node, added, grad, self._site() if node is None else None))

    def hook(self, target, kind, before, after):
        """A hook of a tensor or node saw `before` and gave `after` (arrays, None, or lists of them)."""
        tensor, node = (target, None) if isinstance(target, Tensor) else (None, target)
        inside = self.enter_node(None)
        self.enter_node(inside)
        if inside is None and tensor is not None and tensor._acc is not None:
            inside = tensor._acc()
        self._note((HOOK, tensor, node, kind, before, after, inside or node, self._site()))

    def grad_reset(self, t, to):
        self._note((GRAD_RESET, t, to, self._site()))

    def optimizer_step(self, name, params):
        """params: [(tensor, array before, array after)]."""
        self._note((STEP, name, list(params), self._site()))
        self._taken += sum(after.nbytes for _, _, after in params)
        if self._taken > COPY_UP_TO:
            self._taken = 0
            self._pump()

    def before_write(self, t):
        """t's memory is about to change: what waits must keep what it was. Note [Recording by reference]."""
        data = t._data
        if not isinstance(data, np.ndarray):
            return
        with self._lock:
            root = root_of(data)
            stored = self._memory.forget(root)
            if not self._pending or self._busy:
                return
            if root.nbytes <= COPY_UP_TO or (stored is not None and stored.whole is not None):
                kept = keep(root, stored)
                if kept is not None:
                    self._encoder.freezing = True
                    self._pending.append((FREEZE, kept))
                    return
            self._pump(quiet=True)
            self._memory.forget(root)

    def exported(self, data):
        """The user's NumPy code has this memory too, and may write to it unseen."""
        if isinstance(data, np.ndarray):
            self._pump(quiet=True)
            with self._lock:
                self._memory.export(data)

    # --- the program's own events ---------------------------------------------------------------------------------

    def output(self, stream, text):
        """Text the program wrote to `stream`. The pieces of a line make one event, and so does a flood of lines."""
        if not text:
            return
        with self._lock:
            last = self._pending[-1] if self._pending else ()
            joins = last and last[0] is OUTPUT and last[1] == stream and self._chars < PIECE
            if joins and (not last[2][-1].endswith("\n") or self._prints > MERGE_AFTER):
                last[2].append(text)
                self._chars += len(text)
            else:
                self._prints += 1
                self._chars = len(text)
                self._pending.append((OUTPUT, stream, [text], self._site()))
        if (text.endswith("\n") and len(self._pending) >= self._limit) or self._chars > PIECE:
            self._pump()

    def error(self, kind, message, traceback, line=None, file=None):
        """The program ended with an exception."""
        self._note((ERROR, kind, message, traceback, line, file), quiet=True)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _now(self):
        return time.perf_counter() - self._chunks.started

    def _site(self):
        return self._places.find(sys._getframe(3))[0]

    def _now_data(self, t):
        data = t._data
        return data.copy() if isinstance(data, np.ndarray) and self._memory.is_exported(data) else data

    def _note(self, event, quiet=False):
        self._pending.append(event)
        if len(self._pending) >= self._limit:
            self._pump(quiet)

    def _pump(self, quiet=False):
        """Writes what waits. Raises LimitReached if a limit was met, unless `quiet`."""
        with self._lock:
            if self._busy:  # the user's code ran within our work (a __str__, a signal handler) and came back here
                return
            self._busy = True
            try:
                self._write()
            finally:
                self._busy = False
        if self.over is not None and not quiet:
            raise LimitReached(self.over) from self.fault

    def _write(self):
        began = self._now()
        batch = self._pending[:]
        del self._pending[: len(batch)]
        held = self._steer(self._limit)
        self._prints = 0
        if self._closed:
            return
        if self.over is not None:
            batch = [e for e in batch if e[0] is ERROR or e[0] is END]
        elif self.max_events is not None or self.max_bytes is not None:
            batch = self._within_limits(batch, held)
        if batch:
            try:
                self._encoder.write(batch, self._last, began)
                self._memory.flushed(self._chunks.flush())
            except TapeError as e:
                self.over = self.over or str(e)
            except Exception as e:  # a fault of ours must not look like one of the user's program
                self.over, self.fault = f"the recorder failed: {type(e).__name__}: {e}", e
        self._last = end = self._now()
        self._spent += end - began
        if self._spent > FREE_TIME + SHARE * end:
            self._limit = min(BATCH, 2 * self._limit)
        else:
            self._limit = max(1, self._limit // 2)
        self._steer(1 if self.over is not None else self._limit)
        self._calm.tick(held)

    def _within_limits(self, batch, held):
        """The part of the batch that may still be written; sets `over` if that is not all, or nothing more may be."""
        if self.max_bytes is not None and self._chunks.size + held >= self.max_bytes:
            room = self.max_bytes - self._chunks.size
            for i, e in enumerate(batch):
                data = e[3] if e[0].__class__ is str else None
                room -= sum(d.nbytes for d in data) if isinstance(data, tuple) else getattr(data, "nbytes", 0)
                if room < 0:
                    batch = batch[:i] + [e for e in batch[i:] if e[0] is ERROR or e[0] is END]
                    self.over = f"the tape reached its limit of {_size(self.max_bytes)}"
                    break
        if self.max_events is not None and self._chunks.rows + len(batch) > self.max_events:
            room = max(0, self.max_events - self._chunks.rows)
            batch = batch[:room] + [e for e in batch[room:] if e[0] is ERROR or e[0] is END]
            self.over = f"the run reached its limit of {self.max_events:,} events"
        return batch

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
            if self._pending and self._now() - self._last > WAIT:
                self._pump(quiet=True)

    # --- fork -----------------------------------------------------------------------------------------------------

    def before_fork(self):
        self._lock.acquire()

    def after_fork_in_parent(self):
        self._lock.release()

    def after_fork_in_child(self):
        """The child has the parent's file open but is another program: it records nothing."""
        self._lock.release()
        self._closed = True
        self._pending.clear()
        self._stop = None
        self._calm.stop()
        self._chunks.close()
        if S.rec is self:
            S.rec = None


def _flags(t):
    return REQUIRES_GRAD * bool(t._rg) | IS_LEAF * (t._fn is None)


def _size(n):
    return f"{n / (1 << 30):.3g} GB" if n >= 1 << 30 else f"{n / (1 << 20):.3g} MB"


def _fork_hook(name):
    return lambda: [getattr(r, name)() for r in _recorders] and None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_fork_hook("before_fork"),
        after_in_parent=_fork_hook("after_fork_in_parent"),
        after_in_child=_fork_hook("after_fork_in_child"),
    )
