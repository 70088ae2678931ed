"""What recording costs, and reading: run by hand, `python tests/bench/bench_recording.py [PROGRAM …]`.

For each program: CPU time unrecorded and recorded, least of some runs, their ratio, and the cost and bytes of an event.
Then garbage collections in a run of 600,000 events, and how fast a tape of 500,000 is opened and read.
"""

import gc
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import core
import core.facade as torch

REPEATS = 9


def scalar_chain(n=20_000):
    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(n):
        y = y * 1.0001
    y.backward()


def tutorial(n=200):
    for _ in range(n):
        x = torch.ones(2, 2, requires_grad=True)
        y = x + 2
        z = y * y * 3
        out = z.mean()
        out.backward()


def sgd_tutorial(n=500):
    x = torch.tensor(0.0, requires_grad=True)
    a, b, c = torch.tensor(1.0), torch.tensor(-2.0), torch.tensor(1.0)
    optimizer = torch.optim.SGD(params=[x], lr=0.01)
    for _ in range(n):
        optimizer.zero_grad()
        y = a * torch.pow(x, 2) + b * x + c
        y.backward()
        optimizer.step()


def small_mlp(n=50):
    torch.manual_seed(0)
    x, y = torch.randn(100, 2), torch.randn(100, 1)
    w1 = torch.randn(2, 16, requires_grad=True)
    b1 = torch.zeros(16, requires_grad=True)
    w2 = torch.randn(16, 1, requires_grad=True)
    optimizer = torch.optim.SGD([w1, b1, w2], lr=0.1)
    for _ in range(n):
        optimizer.zero_grad()
        loss = ((torch.tanh(x @ w1 + b1) @ w2 - y) ** 2).mean()
        loss.backward()
        optimizer.step()


def big_mlp(n=20):
    torch.manual_seed(0)
    x, y = torch.randn(64, 784), torch.randint(0, 10, (64,))
    nn = torch.nn
    model = nn.Sequential(
        nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10)
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(n):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()


def elementwise(n=20):
    x = torch.ones(1_000_000, requires_grad=True)
    for _ in range(n):
        (torch.sin(x) * x + 1).sum().backward()


PROGRAMS = {f.__name__: f for f in (scalar_chain, tutorial, sgd_tutorial, small_mlp, big_mlp, elementwise)}


def cpu(function):
    gc.collect()
    start = time.process_time()
    function()
    return time.process_time() - start


def programs(names, path):
    for name in names:
        program = PROGRAMS[name]
        program()
        bare, recorded = [], []
        for _ in range(REPEATS):
            bare.append(cpu(program))
            with core.record(path) as recorder:
                recorded.append(cpu(lambda: (program(), recorder.flush())))  # noqa: B023
                events, size = recorder.events, recorder.bytes
        a, b = min(bare), min(recorded)
        print(
            f"{name:13} unrecorded {a * 1e3:7.2f} ms, recorded {b * 1e3:7.2f} ms, ratio {b / a:.2f}; {events} events, "
            f"{(b - a) / events * 1e6:.2f} µs and {size / events:.0f} bytes each"
        )


def pauses(path):
    """The longest collection while 600,000 events are recorded and the graph is kept."""
    longest = [0.0, 0.0]

    def watch(phase, _):
        now = time.thread_time()  # not the clock: this process may wait for others
        if phase == "start":
            longest[1] = now
        else:
            longest[0] = max(longest[0], now - longest[1])

    gc.collect()
    gc.callbacks.append(watch)
    start = time.perf_counter()
    with core.record(path) as recorder:
        scalar_chain(300_000)
    seconds = time.perf_counter() - start
    gc.callbacks.remove(watch)
    print(f"{recorder.events} events in {seconds:.2f} s; longest garbage collection {longest[0] * 1e3:.1f} ms")


def reading(path):
    with core.record(path):
        scalar_chain(250_000)
    start = time.perf_counter()
    tape = core.open_tape(path)
    opened = time.perf_counter() - start
    step = len(tape) // 5000
    start = time.perf_counter()
    for i in range(0, len(tape), step):
        tape[i]
    each = (time.perf_counter() - start) / len(range(0, len(tape), step))
    start = time.perf_counter()
    for i in range(100_000, 105_000):
        tape[i]
    near = (time.perf_counter() - start) / 5000
    print(
        f"{len(tape)} events: opened in {opened:.3f} s; an event decoded in {each * 1e6:.1f} µs (anywhere), "
        f"{near * 1e6:.1f} µs (in sequence)"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        tape_path = Path(folder) / "bench.tape"
        programs(sys.argv[1:] or PROGRAMS, tape_path)
        if len(sys.argv) == 1:
            pauses(tape_path)
            reading(tape_path)
