"""torch.profiler: the program runs as it would; Retrograd's own window and ledger show what ran, so no times are kept here."""

from contextlib import ContextDecorator
from enum import IntEnum

from .parts import missing

_NOTHING = "Retrograd keeps no profile: its ledger lists what ran. Use PyTorch to measure time."


class ProfilerActivity(IntEnum):
    """Kinds of devices that could be measured."""

    CPU = 0
    XPU = 1
    MTIA = 2
    CUDA = 3


class ProfilerAction(IntEnum):
    """What a schedule asks for in a step."""

    NONE = 0
    WARMUP = 1
    RECORD = 2
    RECORD_AND_SAVE = 3


class record_function(ContextDecorator):
    """Names a stretch of the program; nothing is kept of it."""

    def __init__(self, name, args=None):
        self.name, self.args = name, args

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False


class _Averages(list):
    """What key_averages() gives: no rows."""

    def table(self, *args, **kw):
        return _NOTHING

    total_average = table


class profile:
    """A context manager that lets the program run. `on_trace_ready` is called when it ends, as torch does without a schedule."""

    def __init__(self, *args, schedule=None, on_trace_ready=None, **kw):
        self.schedule, self.on_trace_ready, self.step_num = schedule, on_trace_ready, 0

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        if self.on_trace_ready is not None and self.schedule is None:
            self.on_trace_ready(self)
        return False

    start = __enter__

    def stop(self):
        self.__exit__(None, None, None)

    def step(self):
        self.step_num += 1
        if self.schedule is not None and self.on_trace_ready is not None:
            if self.schedule(self.step_num - 1) is ProfilerAction.RECORD_AND_SAVE:
                self.on_trace_ready(self)

    def key_averages(self, *args, **kw):
        return _Averages()

    def events(self):
        return _Averages()

    def table(self, *args, **kw):
        return _NOTHING

    def export_chrome_trace(self, path):
        raise RuntimeError(_NOTHING)

    export_stacks = export_chrome_trace


def schedule(*, wait, warmup, active, repeat=0, skip_first=0, **kw):
    """Which action each step asks for: `wait` steps of none, `warmup`, then `active` of recording, and again."""

    def action(step):
        step -= skip_first
        cycle = wait + warmup + active
        if step < 0 or (repeat and step // cycle >= repeat):
            return ProfilerAction.NONE
        at = step % cycle
        if at < wait:
            return ProfilerAction.NONE
        if at < wait + warmup:
            return ProfilerAction.WARMUP
        return ProfilerAction.RECORD if at < cycle - 1 else ProfilerAction.RECORD_AND_SAVE

    return action


def tensorboard_trace_handler(dir_name, worker_name=None, use_gzip=False):
    """A handler of traces; there is none to write."""
    return lambda profile: None


def supported_activities():
    return {ProfilerActivity.CPU}


__getattr__ = missing("torch.profiler")
