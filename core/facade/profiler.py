"""torch.profiler: which ops of the core ran, how often and how long (../profiling.py); its times are not PyTorch's."""

import json
import os
from contextlib import ContextDecorator
from enum import IntEnum

from ..errors import warn_once
from ..profiling import EventList, Measure
from .parts import missing

_CLEARED = (
    "Warning: Profiler clears events at the end of each cycle. Only events from the current cycle will be reported. To keep events "
    "across cycles, set acc_events=True."
)


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
    """Names a stretch of the program in the profiles that are open."""

    def __init__(self, name, args=None):
        self.name, self.args = name, args

    def __enter__(self):
        self._open = [(p._measure, p._measure.begin(self.name)) for p in _running]
        return self

    def __exit__(self, *exc):
        for measure, event in self._open:
            measure.end(event)
        return False


_running = []  # profiles that measure now


class profile:
    """A context manager that measures what runs inside: with a `schedule`, the steps that it asks for; `on_trace_ready` is called when
    there is something to show."""

    def __init__(self, *args, activities=None, schedule=None, on_trace_ready=None, record_shapes=False, profile_memory=False,
                 with_stack=False, acc_events=False, enabled=True, **kw):  # fmt: skip
        self.schedule, self.on_trace_ready, self.step_num = schedule, on_trace_ready, 0
        self.record_shapes, self.profile_memory, self.acc_events, self.enabled = record_shapes, profile_memory, acc_events, enabled
        self._measure = Measure()

    def _records(self):
        return self.enabled if self.schedule is None else self.schedule(self.step_num) >= ProfilerAction.RECORD

    def _follow(self):
        """Measures from here on, or no longer, as the schedule says of this step."""
        if self._records() and self not in _running:
            if self._measure.events and not self.acc_events:
                warn_once(_CLEARED)
            if not self.acc_events:
                self._measure = Measure()
            self._measure.start()
            _running.append(self)
        elif not self._records():
            self._end()

    def _end(self):
        if self in _running:
            self._measure.stop()
            _running.remove(self)

    def __enter__(self):
        self._follow()
        return self

    def __exit__(self, *exc):
        recorded = self in _running
        self._end()
        if self.on_trace_ready is not None and recorded:
            self.on_trace_ready(self)
        return False

    start = __enter__

    def stop(self):
        self.__exit__(None, None, None)

    def step(self):
        ready = self.schedule is not None and self.schedule(self.step_num) is ProfilerAction.RECORD_AND_SAVE
        self.step_num += 1
        if ready:
            self._end()
            if self.on_trace_ready is not None:
                self.on_trace_ready(self)
        if self.schedule is not None:
            self._follow()

    def events(self):
        return EventList(self._measure.events, self.profile_memory, self.record_shapes)

    function_events = property(events)
    self_cpu_time_total = property(lambda self: self.events().self_cpu_time_total)

    def key_averages(self, group_by_input_shape=False, group_by_stack_n=0, **kw):
        return self.events().key_averages(group_by_input_shape)

    def table(self, *args, **kw):
        return self.events().table(*args, **kw)

    def total_average(self):
        return self.events().total_average()

    def export_chrome_trace(self, path):
        """Writes the events in the form that chrome://tracing reads."""
        rows = [{"ph": "X", "cat": "cpu_op", "name": e.name, "pid": os.getpid(), "tid": 0, "ts": e.start, "dur": e.cpu_time_total}
                for e in self._measure.events]  # fmt: skip
        with open(path, "w") as file:
            json.dump({"traceEvents": rows}, file)

    def export_stacks(self, path, metric="self_cpu_time_total"):
        raise RuntimeError("Retrograd's profile keeps no stacks: its window shows the line of each op.")


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
    """A handler that writes each trace into a directory."""

    def write(profile):
        os.makedirs(dir_name, exist_ok=True)
        name = worker_name or f"{os.uname().nodename if hasattr(os, 'uname') else 'worker'}_{os.getpid()}"
        profile.export_chrome_trace(os.path.join(dir_name, f"{name}.{profile.step_num}.pt.trace.json"))

    return write


def supported_activities():
    return {ProfilerActivity.CPU}


__getattr__ = missing("torch.profiler")
