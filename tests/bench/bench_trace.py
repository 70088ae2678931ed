"""How long the trace takes: indexing a tape in slices, and looking up the state at random cursors.

Run by hand: python -m tests.bench.bench_trace. Reach: 30,000 events indexed in 60 ms, no slice over 10 ms, a lookup
50 µs; 500,000 events stay usable.
"""

import random
import tempfile
import time
import warnings
from pathlib import Path

from app.model import sentences, steps
from app.model.inspector import inspect
from app.model.timeline import Timeline
from app.model.trace import Trace
from core.tapefile import open_tape
from tests import tapes

SLICE = 2000
LOOKUPS = 1000


def timed(what) -> float:
    """Seconds one call takes."""
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def report(name: str, seconds: list[float]) -> None:
    """The median, the 95th percentile and the worst of some times, in µs."""
    seconds = sorted(seconds)
    median, late, worst = seconds[len(seconds) // 2], seconds[len(seconds) * 95 // 100], seconds[-1]
    print(f"  {name:22} median {median * 1e6:9.1f} µs   95 % {late * 1e6:9.1f} µs   worst {worst * 1e6:9.0f} µs")


def index(tape) -> Trace:
    """Indexes a tape in slices and reports the whole and the longest slice."""
    trace, times = Trace(tape), []
    while True:
        before = len(trace)
        times.append(timed(lambda: trace.extend(SLICE)))
        if len(trace) == before:
            break
    whole, longest = sum(times) * 1e3, max(times) * 1e3
    print(f"  indexing {len(trace):,} events {whole:.1f} ms, longest slice of {SLICE} {longest:.1f} ms")
    return trace


def lookups(trace: Trace, ops: int) -> None:
    """State lookups at random cursors, first seen and seen again."""
    places = [(random.randrange(1, ops), random.randrange(len(trace))) for _ in range(LOOKUPS)]
    asked = {
        "node_state": lambda t, s: trace.node_state(t + 1, s),
        "value_at": trace.value_at,
        "grad_at": trace.grad_at,
        "grad_at, again": trace.grad_at,
        "arrived": lambda t, s: trace.arrived(t + 1, s),
        "next_step": lambda t, s: steps.next_step(trace, s),
        "micro": lambda t, s: steps.micro(trace, s, None),
        "sentence": lambda t, s: sentences.sentence(trace, s),
        "inspect": lambda t, s: inspect(trace, None, 0, s),
    }
    for name, ask in asked.items():
        report(name, [timed(lambda t=t, s=s, ask=ask: ask(t, s)) for t, s in places])


def main() -> None:
    """Chains of 15,000 and 250,000 ops and a long training loop."""
    warnings.simplefilter("ignore", RuntimeWarning)  # 1.001 ** 250,000 overflows, and may
    random.seed(0)
    with tempfile.TemporaryDirectory() as folder:
        for name, ops, more in (
            ("chain", 15_000, {"n": 15_000}),
            ("sgd", 3_000, {"iterations": 3_000}),
            ("chain", 250_000, {"n": 250_000}),
        ):
            with open_tape(tapes.WRITERS[name](str(Path(folder) / f"{name}{ops}.tape"), **more)) as tape:
                print(name, ops)
                trace = index(tape)
                lookups(trace, ops)
                timeline = Timeline(trace)
                report("timeline layout", [timed(lambda w=w, t=timeline: t.layout(w)) for w in range(1500, 1510)])


if __name__ == "__main__":
    main()
