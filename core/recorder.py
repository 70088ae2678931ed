"""The recorder: notes what the kernel tells it, by reference, and writes it to the tape in batches.

See Note [The hot path] in recorder_hooks.py, Note [Recording by reference] in recorder_memory.py, Note [Templates] in
recorder_columns.py and Note [When events reach the file] in recorder_pump.py for the ideas it lives by.
"""

import os
import sys

import numpy as np

from . import state as S
from .recorder_calm import Calm
from .recorder_encode import Encoder
from .recorder_hooks import Gauge, node_hook, op_hook
from .recorder_memory import Memory, keep, root_of
from .recorder_modules import ModulePaths
from .recorder_places import NOWHERE, Places
from .recorder_pump import LimitReached, Pump, recording
from .recorder_rare import (
    ACCUMULATE,
    BACKWARD,
    BACKWARD_END,
    END,
    ENTER,
    ERROR,
    FREEZE,
    GRAD_RESET,
    HOOK,
    LEAVE,
    MADE,
    MUTATE,
    OUTPUT,
    SEEN,
    STEP,
    WAITING,
    flags_of,
)
from .tapechunks import Chunks
from .tapewrite import default_meta
from .tensor import Tensor
from .wire import CREATE, RETAIN

COPY_UP_TO = 1 << 16  # bytes of memory about to change that are copied; larger ones are written at once
MERGE_AFTER = 200  # prints in one batch, after which they are joined
PIECE = 1 << 16  # characters of one output event
SHARED_WITH_NUMPY = ("from_numpy", "as_tensor", "asarray", "frombuffer")
_numbered = [0, 0]  # the last ids given to a tensor and to a node in this process

__all__ = ["LimitReached", "Recorder"]


class Recorder(Pump):
    """Writes the events of this process to a tape while it is `S.rec`.

    path: the tape. meta: further entries for its header (source, path, argv). main, text: file name (as code objects
    have it) and source of the user's program; without them, the first file met and what linecache says. hidden:
    directories whose frames are not the user's. max_events, max_bytes: limits, None for none; reaching one raises
    LimitReached in the user's code. `start()`, then events, then `close(status, reason)`. Raises TapeError if the
    file cannot be made.
    """

    def __init__(self, path, meta=None, *, main=None, text=None, hidden=(), max_events=None, max_bytes=None):
        super().__init__(max_events, max_bytes)
        self._chunks = Chunks(path, default_meta(meta))
        self._memory = Memory(self._chunks)
        self._places = Places(main, text, hidden)
        self._encoder = Encoder(self._chunks, self._memory, self._places, *_numbered)
        self._calm = Calm()
        self._gauge = gauge = Gauge()
        self.op = op_hook(self._pending, self._places, self._memory, gauge, self._pump, self._see, _numbered[0])
        self.node = node_hook(self._pending, self._memory, gauge, self._pump)
        self.enter_node = gauge.enter
        self._entered, self._callers = [], []  # for each backward that is running: the node around it, its place
        self._chars = 0
        self._paths = ModulePaths()

    # --- life -----------------------------------------------------------------------------------------------------

    def start(self):
        """Has the kernel tell this recorder everything from now on."""
        if S.rec is not None:
            raise RuntimeError("a recording is under way already")
        self._calm.start()
        recording.append(self)
        S.rec = S.watch = self
        self._wake()
        return self

    def close(self, status="finished", reason=None):
        """Ends the recording with an `end` event. Does nothing in a forked child, or twice."""
        if self._closed or self._pid != os.getpid():
            return
        self._note((END, status, reason), quiet=True)
        self.flush()
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
        if of is not None:
            self._meet(of)
        data = self._memory.settled(t._data)
        t._id = WAITING
        self._note((MADE, t, how, of, data, flags_of(t), self._site()), nbytes=data.nbytes)

    def mutate(self, name, t, node, params=None):
        """t was changed in place."""
        root = t if t._root is None else t._root
        version = len(root._muts or ())
        data = self._memory.settled(t._data)
        self._meet(t)
        event = MUTATE, name, t, node, data, version, flags_of(t), params, self._site()
        self._note(event, nbytes=data.nbytes)

    def backward(self, roots, inputs, retain_graph, create_graph):
        self._entered.append(self.enter_node(None))
        flags = RETAIN * bool(retain_graph) | CREATE * bool(create_graph)
        inputs = None if inputs is None else list(inputs)
        self._meet(*roots, *(inputs or ()))
        site = self._site()
        self._callers.append(site)
        self._note((BACKWARD, list(roots), inputs, flags, site))

    def backward_end(self, freed, error=None):
        self.enter_node(self._entered.pop() if self._entered else None)
        self._note((BACKWARD_END, freed, error, self._callers.pop() if self._callers else NOWHERE), quiet=True)

    def enter_module(self, module):
        """A Module is called: what is noted until `leave_module` happens in it."""
        self._pending.append((ENTER, self._paths.enter(module), type(module).__name__))

    def leave_module(self):
        self._paths.leave()
        self._pending.append((LEAVE,))

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
        self._meet(t)
        self._note((GRAD_RESET, t, to, self._site()))

    def optimizer_step(self, name, params, groups=()):
        """params: [(tensor, array before, array after)]; groups: the optimizer's param_groups."""
        params = list(params)
        skipped = [p for group in groups for p in group["params"] if p._grad is None and p._rg]
        self._meet(*(t for t, _, _ in params), *skipped)
        settings = {k: v for k, v in groups[0].items() if v.__class__ in (int, float)} if groups else {}
        event = STEP, name, params, skipped, settings, self._site()
        self._note(event, nbytes=sum(after.nbytes for _, _, after in params))

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

    def snapshot(self, data):
        """An array to tell the recorder of later as what `data` is now: a copy, or what stands for one at no cost."""
        with self._lock:
            known = self._memory.stand_in(data)
            if known is None and data.nbytes > COPY_UP_TO:
                self._pump(quiet=True)
                known = self._memory.stand_in(data)
        return data.copy() if known is None else known

    def exported(self, data):
        """The user's NumPy code has this memory too, and may write to it unseen."""
        if isinstance(data, np.ndarray):
            self._pump(quiet=True)
            with self._lock:
                self._memory.export(data)

    # --- the program's own events ---------------------------------------------------------------------------------

    def output(self, stream, text):
        """Text the program wrote to `stream`. The pieces of a line make one event, and so does a flood of lines."""
        if not text or self._closed:
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
                self._pending.append((OUTPUT, stream, [text], self._site(2)))
        if (text.endswith("\n") and len(self._pending) >= self._limit) or self._chars > PIECE:
            self._pump()

    def error(self, kind, message, traceback, line=None, file=None):
        """The program ended with an exception."""
        self._note((ERROR, kind, message, traceback, line, file), quiet=True)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _site(self, depth=3):
        """The place of the user's line on whose behalf the hook was called, `depth` frames from here."""
        try:
            return self._places.find(sys._getframe(depth))[0]
        except ValueError:  # there are not so many: called from C
            return NOWHERE

    def _meet(self, *tensors):
        """Notes those of the tensors that were made unseen."""
        for t in tensors:
            if WAITING < t._id <= self._encoder.tensor_base:
                self._see(t)

    def _see(self, t):
        """Notes a tensor that was made unseen, as it is now."""
        t._id = WAITING
        name = None
        if self._gauge.entered is None and t._name is None:
            name = self._places.variable(sys._getframe(2), t)
        self._pending.append((SEEN, t, self._memory.settled(t._data), flags_of(t), name))
