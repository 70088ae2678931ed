"""What torch.profiler keeps: each op of the core that ran, how long it took, the shapes it was given and the bytes it made.

Ops are measured only while a profile is open (`Measure.start` puts a clock around every op's forward, `stop` takes it away): programs
that profile nothing pay nothing. Times are the core's own and say nothing of PyTorch's.
"""

import time
from dataclasses import dataclass, field

import numpy as np

from .op import OPS, WHEN_BUILT

_WIDTH, _SHAPES_WIDTH = 12, 80


@dataclass
class FunctionEvent:
    """One op, or one stretch that record_function named: times in µs, memory in bytes."""

    name: str
    start: float
    input_shapes: list = field(default_factory=list)
    cpu_time_total: float = 0.0
    self_cpu_time_total: float = 0.0
    cpu_memory_usage: int = 0
    self_cpu_memory_usage: int = 0
    count: int = 1

    @property
    def key(self):
        return self.name

    @property
    def cpu_time(self):
        return self.cpu_time_total / self.count

    def __repr__(self):
        return (
            f"<{type(self).__name__} key={self.key} self_cpu_time={duration(self.self_cpu_time_total)} cpu_time={duration(self.cpu_time)} "
            f" input_shapes={self.input_shapes or ''} cpu_memory_usage={self.cpu_memory_usage}>"
        )


class FunctionEventAvg(FunctionEvent):
    """What all events of one name came to."""


class Measure:
    """The clock: `events` in the order in which they began, each with what ran inside it subtracted for its own part."""

    def __init__(self):
        self.events, self._open, self._undo = [], [], []

    def start(self):
        WHEN_BUILT.append(self._clock)
        for op in list(OPS.values()):
            if op.inline:  # what stands in the compiled function itself is compiled anew as a call, as long as the clock runs
                self._compile_as_call(op)
            elif op.compiled is not None:
                self._clock(op)

    def _compile_as_call(self, op):
        kept, node_class, inline = op.compiled or op.build(), op.node_class, op.inline
        op.inline = None
        op.build()
        op.node_class = op.compiled.__globals__["Node"] = node_class

        def put_back():
            op.inline = inline
            op.put(kept)

        self._undo.append(put_back)

    def stop(self):
        WHEN_BUILT.remove(self._clock)
        for put_back in reversed(self._undo):
            put_back()
        self._undo = []

    def _clock(self, op):
        scope = op.compiled.__globals__
        forward = scope["forward"]
        scope["forward"] = self._clocked(f"aten::{op.name}", forward)
        self._undo.append(lambda: scope.__setitem__("forward", forward))

    def _clocked(self, name, forward):
        def run(*arrays, **params):
            event = self.begin(name, [list(a.shape) if hasattr(a, "shape") else [] for a in arrays])
            try:
                out = forward(*arrays, **params)
                made = out if isinstance(out, tuple) else (out,)
                event.cpu_memory_usage += sum(o.nbytes for o in made if isinstance(o, np.ndarray) and o.base is None)
                return out
            finally:
                self.end(event)

        return run

    def begin(self, name, shapes=()):
        event = FunctionEvent(name, time.perf_counter_ns() / 1e3, list(shapes))
        self.events.append(event)
        self._open.append(event)
        event.self_cpu_time_total = event.self_cpu_memory_usage = 0
        return event

    def end(self, event):
        self._open.remove(event)
        event.cpu_time_total = time.perf_counter_ns() / 1e3 - event.start
        event.self_cpu_time_total += event.cpu_time_total
        event.self_cpu_memory_usage += event.cpu_memory_usage
        if self._open:
            outer = self._open[-1]
            outer.self_cpu_time_total -= event.cpu_time_total
            outer.cpu_memory_usage += event.cpu_memory_usage
            outer.self_cpu_memory_usage -= event.cpu_memory_usage


class EventList(list):
    """Events, or their averages, as a table."""

    def __init__(self, events=(), profile_memory=False, shapes=False):
        super().__init__(events)
        self._memory, self._shapes = profile_memory, shapes

    @property
    def self_cpu_time_total(self):
        return sum(e.self_cpu_time_total for e in self)

    def key_averages(self, group_by_input_shape=False, group_by_stack_n=0):
        groups = {}
        for e in self:
            key = (e.name, str(e.input_shapes)) if group_by_input_shape else e.name
            if key not in groups:
                groups[key] = FunctionEventAvg(e.name, e.start, e.input_shapes if group_by_input_shape else [], count=0)
            mean = groups[key]
            for name in ("cpu_time_total", "self_cpu_time_total", "cpu_memory_usage", "self_cpu_memory_usage", "count"):
                setattr(mean, name, getattr(mean, name) + getattr(e, name))
        return EventList(groups.values(), self._memory, group_by_input_shape)

    def total_average(self):
        whole = FunctionEventAvg("Total", 0.0, count=0)
        for e in self:
            whole.self_cpu_time_total += e.self_cpu_time_total
            whole.cpu_time_total += e.self_cpu_time_total
            whole.count += e.count
        return whole

    def table(self, sort_by=None, row_limit=100, max_src_column_width=75, max_name_column_width=55, max_shapes_column_width=_SHAPES_WIDTH,
              header=None, top_level_events_only=False, time_unit=None):  # fmt: skip
        """The events as torch lays them out. AttributeError for a `sort_by` that is no column."""
        rows = list(self)
        if sort_by is not None:
            rows.sort(key=lambda e: getattr(e, sort_by), reverse=True)
        if not rows:
            return ""
        limit = row_limit if row_limit >= 0 else len(rows)
        cut = lambda text, width: text if width is None or len(text) <= width else text[: width - 3] + "..."
        whole = self.self_cpu_time_total
        share = lambda part: f"{100 * part / whole if whole else 0:.2f}%"
        columns = [("Name", lambda e: cut(e.key, max_name_column_width), min(max(len(e.key) for e in rows) + 4, max_name_column_width or 1 << 30)),
                   ("Self CPU %", lambda e: share(e.self_cpu_time_total), _WIDTH), ("Self CPU", lambda e: duration(e.self_cpu_time_total), _WIDTH),
                   ("CPU total %", lambda e: share(e.cpu_time_total), _WIDTH), ("CPU total", lambda e: duration(e.cpu_time_total), _WIDTH),
                   ("CPU time avg", lambda e: duration(e.cpu_time), _WIDTH)]  # fmt: skip
        if self._memory:
            columns += [("CPU Mem", lambda e: amount(e.cpu_memory_usage), _WIDTH),
                        ("Self CPU Mem", lambda e: amount(e.self_cpu_memory_usage), _WIDTH)]  # fmt: skip
        columns.append(("# of Calls", lambda e: str(e.count), _WIDTH))
        if self._shapes:
            width = min(max(len(str(e.input_shapes)) for e in rows) + 4, max_shapes_column_width)
            columns.append(("Input Shapes", lambda e: cut(str(e.input_shapes), width), width))
        line = "  ".join("-" * width for *_, width in columns) + "  "
        text = lambda cells: "".join(f"{cell:>{width}}  " for cell, (*_, width) in zip(cells, columns))
        body = [text([of(e) for _, of, _ in columns]) for e in rows[:limit]]
        parts = [line, text([name for name, *_ in columns]), line, *body, line, f"Self CPU time total: {duration(whole)}", ""]
        return "\n".join([header, *parts] if header else parts)


def duration(us):
    """`1.500ms`, as torch writes times."""
    for size, unit in ((1e6, "s"), (1e3, "ms")):
        if us >= size:
            return f"{us / size:.3f}{unit}"
    return f"{us:.3f}us"


def amount(nbytes):
    """`1.25 KB`, as torch writes memory."""
    for size, unit in ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")):
        if abs(nbytes) >= size:
            return f"{nbytes / size:.2f} {unit}"
    return f"{nbytes} B"
