"""How long it takes from a tape to a picture of real programs, unfolded and folded: `python -m tests.bench.bench_folding
[--large]`. Seconds of this machine, once each; nothing is asserted. Beside it `dot`, where it is installed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import core
from app.model.folding import CLOSED, Folding
from app.model.folding_part import fold
from app.model.folding_tree import TreeBuilder
from app.model.graph import Graph
from app.model.layout import LayoutInput, layered
from app.model.trace import Trace
from core import facade as torch

nn = torch.nn
PATIENCE = 60  # seconds for dot


def scalar_mlp(sizes=(4, 8, 8, 1)):
    xs = [torch.tensor(0.1 * k) for k in range(sizes[0])]
    for n_out in sizes[1:]:
        ws = [[torch.tensor(0.3, requires_grad=True) for _ in xs] for _ in range(n_out)]
        xs = [torch.tanh(sum(w * x for w, x in zip(row, xs))) for row in ws]
    xs[0].backward()


def transformer(blocks=12):
    net = nn.Sequential(*(nn.TransformerEncoderLayer(16, 2, 32, batch_first=True, dropout=0.0) for _ in range(blocks)))
    net(torch.ones(1, 5, 16)).sum().backward()


def rnn(steps=200):
    w, u = (torch.ones(4, 4, requires_grad=True) for _ in range(2))
    h = torch.zeros(1, 4)
    for _ in range(steps):
        h = torch.tanh(torch.ones(1, 4) @ w + h @ u)
    h.sum().backward()


def chain(steps=10_000):
    y = torch.ones((), requires_grad=True)
    for _ in range(steps):
        y = y * 1.0001
    y.backward()


def unrolled(steps=33_000):
    w, y = torch.tensor(0.999, requires_grad=True), torch.ones(())
    for _ in range(steps):
        y = torch.tanh(y * w + 0.01)
    y.backward()


def laid_out(part) -> float:
    place = {n.index: i for i, n in enumerate(n for n in part.nodes if n.kind != "number")}
    edges = [e for e in part.edges if e.src in place and (part.outputs.count(e.src) <= 8 or part.inputs.count(e.src))]
    src, dst = ([place[getattr(e, end)] for e in edges] for end in ("src", "dst"))
    inp = LayoutInput.of(len(place), src, dst, 200.0, 75.0)
    began = time.perf_counter()
    layered(inp)
    return time.perf_counter() - began


def by_dot(part) -> str:
    if shutil.which("dot") is None:
        return "–"
    lines = "".join(f"{e.src}->{e.dst};" for e in part.edges if part.nodes[e.src].kind != "number")
    began = time.perf_counter()
    try:
        subprocess.run(["dot", "-Tplain"], input=f"digraph{{{lines}}}".encode(), capture_output=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return f">{PATIENCE}"
    return f"{time.perf_counter() - began:.2f}"


def measure(program, folder: str) -> str:
    path = Path(folder) / "run.tape"
    with core.record(path):
        program()
    trace = Trace(core.open_tape(str(path)))
    trace.extend()
    clock, times = time.perf_counter(), []

    def lap() -> None:
        nonlocal clock
        now = time.perf_counter()
        times.append(now - clock)
        clock = now

    graph = Graph(trace)
    part = graph.part(graph.whole)
    lap()
    builder = TreeBuilder(trace, part)
    for _ in builder.work():
        pass
    lap()
    folding = Folding()
    folding.level = CLOSED
    folded = fold(part, builder.tree, folding)
    lap()
    flat, small = laid_out(part), laid_out(folded)
    line = f"{program.__name__:12} {len(part.nodes):8,} {len(folded.nodes):8,} " + " ".join(f"{t:8.3f}" for t in times)
    line += f" {flat:8.3f} {small:8.3f} {by_dot(part):>8}"
    trace.tape.close()
    return line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="the loop of 100,000 nodes as well")
    large = parser.parse_args().large
    print(f"{'':12} {'nodes':>8} {'folded':>8} {'build':>8} {'groups':>8} {'fold':>8} {'layout':>8} {'folded':>8} {'dot':>8}")
    for program in (scalar_mlp, transformer, rnn, chain, *((unrolled,) if large else ())):
        with tempfile.TemporaryDirectory() as folder:
            print(measure(program, folder), flush=True)


if __name__ == "__main__":
    main()
