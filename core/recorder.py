"""The recorder: notes what the kernel tells it, by reference, and writes it to the tape in batches.

See Note [The log] in wire.py, Note [The hot path] in recorder_hooks.py, Note [Recording by reference] in
recorder_memory.py, Note [Templates] in recorder_log.py and Note [When events reach the file] in recorder_pump.py for the
ideas it lives by.
"""

import os
import sys

import numpy as np

from . import state as S
from .op import NUMBERED
from .recorder_calm import Calm
from .recorder_derived import Derived
from .recorder_events import Events
from .recorder_frozen import SMALL, keep, root_of
from .recorder_hooks import Hot
from .recorder_log import Log
from .recorder_memory import COPY_UP_TO, Memory
from .recorder_places import NOWHERE_NUMBER, Places
from .recorder_pump import LimitReached, Pump, recording
from .tapechunks import Chunks
from .tapewrite import default_meta
from .tensor import Tensor
from .wire import A_LIST, CREATE, RETAIN, SWITCHED_OFF, SWITCHED_ON

MERGE_AFTER = 200  # prints in one batch, after which they are joined
PIECE = 1 << 16  # characters of one output event
_numbered = [0, 0]  # the last ids given to a tensor and to a node in this process

__all__ = ["LimitReached", "Recorder"]


def _op_of(code):
    """The op with this code (HOT_FROM taken off), and did it make a node?"""
    return NUMBERED[code % A_LIST >> 1], bool(code & 1)


class Recorder(Pump):
    """Writes the events of this process to a tape while it is `S.rec`.

    path: the tape. meta: further entries for its header (source, path, argv). main, text: file name (as code objects
    have it) and source of the user's program; without them, the first file met and what linecache says. hidden:
    directories whose frames are not the user's. max_events, max_bytes: limits, None for none; reaching one raises
    LimitReached in the user's code. `start()`, then events, then `close(status, reason)`. Raises TapeError if the
    file cannot be made.
    """

    def __init__(self, path, meta=None, *, main=None, text=None, hidden=(), max_events=None, max_bytes=None):
        if S.rec is not None:
            raise RuntimeError("a recording is under way already")
        super().__init__(max_events, max_bytes)
        self._chunks = Chunks(path, default_meta(meta))
        self._memory = Memory(self._chunks)
        self._places = Places(main, text, hidden)
        derived = Derived(self._memory, self)
        self.follows = derived.made
        bases = tuple(_numbered)
        self._log = log = Log(self._chunks, self._memory, self._places, _op_of, bases)
        self._events = events = Events(log, self._places, self._memory, self._lock, bases)
        self._hot = events.hot = hot = Hot(log.records, log.vals, self._places, self._memory, derived, events, self._pump, self.exported, *bases)
        self._calm = Calm()
        self.single, self.several = hot.single, hot.several
        self.begin, self.visit, self.passed = hot.begin, hot.visit, hot.passed
        self.end, self.ends = hot.end, events.ends
        self.ran, self.node, self.leaf = hot.ran, hot.node, hot.leaf
        self.tensor, self.grad_resets, self.left, self.optimizer_step = hot.tensor, hot.grad_resets, hot.left, hot.stepped
        self.enter_node, self.within, self.enter_module, self.leave_module = hot.enter, hot.within, hot.enter_module, hot.leave_module
        self._callers, self._around = hot.callers, self._places.around
        self._chars = self._prints = 0
        self._said = None  # (stream, pieces, length of the log) of the output that may still grow
        self._between = None  # the code of what stands in place of hooks and calls them

    # --- life -----------------------------------------------------------------------------------------------------

    def start(self):
        """Has the kernel tell this recorder everything from now on."""
        if S.rec is not None:
            raise RuntimeError("a recording is under way already")
        self._calm.start()
        self._hot.steer(self._limit)
        recording.append(self)
        S.rec = S.watch = self
        self._wake()
        return self

    def close(self, status="finished", reason=None):
        """Ends the recording with an `end` event. Does nothing in a forked child, or twice."""
        if self._closed or self._pid != os.getpid():
            return
        self._last_words(self._events.end, status, reason)
        self._closed = True
        if S.watch is self:
            S.rec = S.watch = None
        if self in recording:
            recording.remove(self)
            self._calm.stop()
        if self._stop is not None:
            self._stop.release()
            self._stop = None
        with self._lock:
            self._chunks.close()
            _numbered[:] = self._hot.counts()

    def flush(self):
        """Everything noted so far reaches the file. Never raises LimitReached."""
        self._pump(quiet=True)

    def stood_in(self, between, ops):
        """Functions with the code `between` (None: none) stand in place of hooks and call them, those of ops among them
        or not. To be told while no hook runs."""
        self._between = between
        self._hot.deeper(ops)

    @property
    def events(self):
        """How many events are on the tape (those that wait not counted)."""
        return self._chunks.rows

    @property
    def bytes(self):
        return self._chunks.size

    # --- the kernel's hooks (single, several, ran, node, leaf, enter_node are closures: recorder_hooks.py) ---------------

    def op(self, name, inputs, outputs, node, params=None):
        """An op made outputs (a tensor, or several)."""
        self._events.op(name, inputs, outputs, node, params, self._site())

    def mutate(self, name, t, node, params=None):
        """t was changed in place."""
        self._events.mutate(name, t, node, params, self._site())

    def backward(self, roots, inputs, retain_graph, create_graph):
        """A backward begins; the number of its place."""
        try:
            at = self._around(sys._getframe(3))  # the engine has as many frames at least
        except ValueError:  # called from C
            at = NOWHERE_NUMBER
        flags = (RETAIN if retain_graph else 0) | (CREATE if create_graph else 0)
        if inputs is None and len(roots) == 1:
            self.begin(roots[0], flags, at)
        else:
            self._callers.append((self.enter_node(None), at))
            self._events.backward(roots, inputs, flags, at)
        return at

    def backward_end(self, freed, error=None):
        if error is None:
            self._hot.end(self._events.ends[bool(freed)], 0)
        else:
            self._events.backward_failed(RETAIN * bool(freed), error)

    def returned(self, values):
        """A function of ours gives several tensors to its caller: if he unpacks them, they have his variables' names."""
        self._events.unpacked(values, self._places.targets(sys._getframe(2)))

    def name_at(self, frame):
        """The variable's name of what an op makes that `frame` called, or None. Conditions of breakpoints ask for it."""
        return self._places.find(frame)[0].name

    def given(self, t):
        """A function of ours gives a tensor that its last op changed in place: it has the name of the variable it is for."""
        self._events.unpacked((t,), (self.name_at(sys._getframe(2)),))

    def switched(self, t, on):
        """t.requires_grad is about to become `on`: no event, but a reader can tell of it."""
        self.left(t, SWITCHED_ON if on else SWITCHED_OFF)

    def accumulate(self, t, node, added, grad):
        """`added` went into t.grad, which is `grad` now; node None: the user set it."""
        self._events.accumulate(t, node, added, grad, self._site() if node is None else None)

    def hook(self, target, kind, before, after):
        """A hook of a tensor or node saw `before` and gave `after` (arrays, None, or lists of them)."""
        tensor, node = (target, None) if isinstance(target, Tensor) else (None, target)
        inside = self._hot.inside()
        if inside is None and tensor is not None and tensor._acc is not None:
            inside = tensor._acc()
        self._events.hook(tensor, node, kind, before, after, inside or node, self._site())

    def grad_reset(self, t, to):
        """The gradient of t was taken away ("none"), or filled with zeros ("zero")."""
        self._hot.grad_resets((t,), to, 3)

    def before_write(self, t):
        """t's memory is about to change: what waits must keep what it was. Note [Recording by reference]."""
        data = t._data
        if not isinstance(data, np.ndarray):
            return
        with self._lock:
            root = root_of(data)
            stored = self._memory.forget(root)
            if not self._log.vals or self._busy:
                return
            if root.nbytes <= COPY_UP_TO or self._memory.is_written(stored):
                kept = keep(root, stored)
                if kept is not None:
                    self._log.frozen.add(len(self._log.vals), kept)
                    return
            self._pump(quiet=True)
            self._memory.forget(root)

    def overwriting(self, t):
        """The same, and an array to tell the recorder of later as what t was: a copy, or what stands for one at no cost."""
        data = t._data
        if data.base is None and data.nbytes <= SMALL and data.flags.c_contiguous:
            kept = data.copy()  # for both
            with self._lock:
                if self._log.vals and not self._busy:
                    self._log.frozen.add(len(self._log.vals), (data, None, kept.reshape(-1)))
            return kept
        with self._lock:
            known = self._memory.stand_in(data)
            if known is None and data.nbytes > COPY_UP_TO:
                self._pump(quiet=True)
                known = self._memory.stand_in(data)
        known = data.copy() if known is None else known
        self.before_write(t)
        return known

    def exported(self, data):
        """The user's NumPy code has this memory too, and may write to it unseen."""
        if isinstance(data, np.ndarray):
            self._pump(quiet=True)
            with self._lock:
                self._memory.export(data)

    # --- the program's own events ---------------------------------------------------------------------------------

    def output(self, stream, text):
        """Text the program wrote to `stream`. The pieces of a line make one event, and so does a flood of lines."""
        if not text or self._closed or self.over is not None:
            return
        with self._lock:
            said = self._said
            joins = said is not None and said[0] == stream and said[2] == len(self._log.records) and self._chars < PIECE
            if joins and (not said[1][-1].endswith("\n") or self._prints > MERGE_AFTER):
                said[1].append(text)
                self._chars += len(text)
            else:
                self._prints += 1
                self._chars = len(text)
                pieces = self._events.output(stream, text, self._site(2))
                self._said = stream, pieces, len(self._log.records)
        if (text.endswith("\n") and self._is_enough()) or self._chars > PIECE:
            self._pump()

    def error(self, kind, message, traceback, line=None, file=None):
        """The program ended with an exception."""
        self._last_words(self._events.error, kind, message, traceback, line, file)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _site(self, depth=3):
        """The place of the user's line on whose behalf the hook was called, `depth` frames from here."""
        try:
            return self._places.find(sys._getframe(depth + (sys._getframe(2).f_code is self._between)))[0]
        except ValueError:  # there are not so many: called from C
            return self._places.nowhere
