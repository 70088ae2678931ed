"""How long figures take and how large they are: `python -m tests.bench.bench_figures`. Real programs, recorded as the
command line does; CPU seconds of this process, medians; nothing is asserted.

A figure: from a read tape to a file (read once: "opened" is said apart). Beside `dot` where it is installed.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.export import REGISTRY, export
from app.export.headless import ensure_application
from app.model import steps
from app.model.graph import Graph
from app.model.trace import Trace
from core.tapefile import open_tape

TUTORIAL = """
import torch
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
out.backward()
"""

SCALAR_MLP = """
import torch
torch.manual_seed(0)
sizes = [3, 14, 14, 1]
layers = [[([torch.randn((), requires_grad=True) for _ in range(a)], torch.zeros((), requires_grad=True))
           for _ in range(b)] for a, b in zip(sizes, sizes[1:])]
values = [torch.tensor(v) for v in (2.0, 3.0, -1.0)]
for layer in layers:
    values = [torch.tanh(sum((w * v for w, v in zip(weights, values)), bias)) for weights, bias in layer]
loss = (values[0] - 1.0) ** 2
loss.backward()
"""

TRANSFORMER = """
import torch
from torch import nn
torch.manual_seed(0)


class Block(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.q, self.k, self.v, self.o = (nn.Linear(d, d) for _ in range(4))
        self.up, self.down = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)

    def forward(self, x):
        n = self.norm1(x)
        q, k, v = self.q(n), self.k(n), self.v(n)
        a = torch.softmax(q @ k.transpose(-2, -1) / 4.0, dim=-1)
        x = x + self.o(a @ v)
        return x + self.down(torch.relu(self.up(self.norm2(x))))


model = nn.Sequential(*[Block(16) for _ in range(12)])
x = torch.randn(8, 16)
model(x).pow(2).mean().backward()
"""

RNN = """
import torch
torch.manual_seed(0)
w, u, b = torch.randn(8, 8, requires_grad=True), torch.randn(8, 8, requires_grad=True), torch.zeros(8, requires_grad=True)
h, x = torch.zeros(8), torch.randn(200, 8)
for t in range(200):
    h = torch.tanh(h @ w + x[t] @ u + b)
h.sum().backward()
"""

PATIENCE = 30  # seconds, with dot
PROGRAMS = {"tutorial": TUTORIAL, "scalar MLP": SCALAR_MLP, "transformer, 12 blocks": TRANSFORMER, "RNN, 200 steps": RNN}


def timed(action, repeats: int = 3) -> float:
    """Median CPU seconds of `action()`."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return statistics.median(times)


def recorded(folder: Path, name: str, source: str) -> Path:
    """The tape of a program."""
    program, tape = folder / f"{name.split(',')[0].replace(' ', '_')}.py", folder / f"{name.split(',')[0]}.tape"
    program.write_text(source)
    subprocess.run([sys.executable, "-m", "app", "record", str(program), "-o", str(tape)], check=True, timeout=120)
    return tape


def opened(path: Path) -> Trace:
    trace = Trace(open_tape(path))
    trace.extend()
    return trace


def stills(folder: Path, name: str, path: Path) -> None:
    """One figure of each kind."""
    trace = opened(path)
    part = Graph(trace).part(Graph(trace).scope_at(len(trace) - 1))
    cards = sum(n.kind != "number" for n in part.nodes)
    for kind in (k for k in REGISTRY.values() if not k.only_run):
        out = folder / f"a.{kind.name}"
        seconds = timed(lambda out=out: export(opened(path), out))
        size = os.path.getsize(out)
        print(f"{name:22} {cards:5} nodes {len(part.edges):5} edges  {kind.name:4} {seconds * 1e3:6.0f} ms "
              f"{size / 1024:7.0f} KB {size / cards:7.0f} B a node")
    if shutil.which("dot"):
        start = time.perf_counter()
        words = ["dot", "-Tsvg", str(folder / "a.dot"), "-o", str(folder / "dot.svg")]
        try:
            subprocess.run(words, check=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            print(f"{name:22} beside them, dot -Tsvg: more than {PATIENCE} s")
            return
        size = os.path.getsize(folder / "dot.svg")
        print(f"{name:22} beside them, dot -Tsvg {(time.perf_counter() - start) * 1e3:6.0f} ms {size / 1024:7.0f} KB")


def films(folder: Path, name: str, path: Path, many: int = 100) -> None:
    """A hundred steps (or as many as there are) through backward, as an animation."""
    trace = opened(path)
    total = steps.count(trace)
    first, last = steps.go_to(trace, max(1, total - many + 1)), len(trace) - 1
    for kind in ("gif", "mp4"):
        if kind == "mp4" and shutil.which("ffmpeg") is None:
            continue
        out, start = folder / f"a.{kind}", time.perf_counter()
        figure = export(opened(path), out, events=(first, last), fps=10)
        seconds = time.perf_counter() - start
        print(f"{name:22} {min(many, total):5} steps {figure.width:5.0f} x {figure.height:.0f} px {kind:4} "
              f"{seconds:6.2f} s {os.path.getsize(out) / 1024:7.0f} KB {figure.note}")


def main() -> None:
    ensure_application()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        tapes = {name: recorded(folder, name, source) for name, source in PROGRAMS.items()}
        export(opened(tapes["tutorial"]), folder / "warm.png")
        for name, tape in tapes.items():
            stills(folder, name, tape)
        for name, tape in tapes.items():
            films(folder, name, tape)


if __name__ == "__main__":
    main()
