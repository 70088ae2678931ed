"""How long layouts take: `python -m tests.bench.bench_layout [--large]`. CPU time, medians; nothing is asserted.

The graphs are those of the design's table, rebuilt by their structure: a scalar MLP, a transformer of 12 blocks, an RNN
whose shared parameters are drawn as chips (and so are no edges here). Edge crossings count those before a box's ports.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np

from app.model.layout import LayoutInput, LiveLayout, layered


class Dag:
    """Nodes numbered as they are made; `op(*inputs)` gives a node's number."""

    def __init__(self):
        self.inputs: list[tuple[int, ...]] = []

    def op(self, *inputs: int) -> int:
        self.inputs.append(inputs)
        return len(self.inputs) - 1

    def layout_input(self) -> LayoutInput:
        src = [s for inputs in self.inputs for s in inputs]
        dst = [d for d, inputs in enumerate(self.inputs) for _ in inputs]
        return LayoutInput.of(len(self.inputs), src, dst, 180.0, 89.0)


def scalar_mlp(sizes: tuple[int, ...], samples: int = 1) -> Dag:
    """A perceptron of single numbers; every weight is a leaf of its own. More samples share the parameters as chips."""
    g = Dag()
    for _ in range(samples):
        xs: list[int | None] = [None] * sizes[0]
        for n_out in sizes[1:]:
            ys = []
            for _ in range(n_out):
                total = g.op()
                for x in xs:
                    total = g.op(total, g.op(g.op()) if x is None else g.op(g.op(), x))
                ys.append(g.op(total))
            xs = ys
    return g


def transformer(blocks: int) -> Dag:
    """Per block two norms, attention of one head and a perceptron, with residual connections."""
    g = Dag()
    leaf = lambda: g.op()
    linear = lambda x: g.op(leaf(), x, g.op(leaf()))
    chain = lambda x, k: x if k == 0 else chain(g.op(x), k - 1)
    x = g.op(leaf(), leaf())
    for _ in range(blocks):
        norm = g.op(x, leaf(), leaf())
        split = linear(g.op(norm))
        q, k, v = (chain(g.op(split), 4) for _ in range(3))
        scores = chain(g.op(chain(q, 3), chain(k, 3)), 5)
        mixed = chain(g.op(scores, chain(v, 3)), 5)
        x = g.op(x, chain(linear(mixed), 1))
        norm = g.op(x, leaf(), leaf())
        x = g.op(x, chain(linear(chain(linear(g.op(norm)), 3)), 2))
    g.op(linear(g.op(x, leaf(), leaf())))
    return g


def rnn(steps: int, width: int = 1) -> Dag:
    """A recurrent net; its parameters are chips. `width`: hidden units computed one by one."""
    g = Dag()
    hidden, loss = [g.op() for _ in range(width)], None
    for _ in range(steps):
        data = g.op()
        made = []
        for h in hidden:
            total = g.op(g.op(h), g.op(data))
            made.append(g.op(g.op(total)))
        hidden = made
        out = g.op(g.op(*hidden[:6]))
        term = g.op(g.op(g.op(out)))
        loss = term if loss is None else g.op(loss, term)
    return g


def measure(name: str, g: Dag, repeats: int) -> None:
    inp, times, found = g.layout_input(), [], None
    for _ in range(repeats):
        start = time.process_time()
        found = layered(inp)
        times.append(time.process_time() - start)
    wide, tall = np.ptp(found.x), np.ptp(found.y)
    median = statistics.median(times)
    size = f"{wide:8.0f} x {tall:7.0f} px"
    print(f"{name:34} {inp.n:7} {len(inp.src):7}  {median:7.3f} s  crossings {found.crossings:6}  {size}")


def measure_live(name: str, g: Dag) -> None:
    live, times, chips = LiveLayout(89.0), [], 0
    for node, inputs in enumerate(g.inputs):
        row = live.row_below(list(inputs))
        near = [i for i in inputs if not live.far(i, row)]
        chips += len(inputs) - len(near)
        start = time.process_time()
        live.add(node, 90, 90, 89.0, near)
        times.append(time.process_time() - start)
    times.sort()
    median, high, most = times[len(times) // 2], times[int(len(times) * 0.99)], times[-1]
    print(f"live: {name:28} {len(times):7} nodes  median {median * 1e6:5.0f} µs  99 % {high * 1e6:6.0f} µs  "
          f"longest {most * 1e3:5.1f} ms  {chips} long edges as chips")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--large", action="store_true", help="also the graphs of 100,000 nodes and more")
    words.add_argument("--repeats", type=int, default=5)
    options = words.parse_args()
    graphs = {
        "scalar MLP": scalar_mlp((3, 15, 15, 1)),
        "transformer, 12 blocks": transformer(12),
        "RNN, 200 steps": rnn(200),
        "10,000 nodes (MLP)": scalar_mlp((16, 40, 60, 20, 1)),
    }
    for name, g in graphs.items():
        measure(name, g, options.repeats)
    for name, g in graphs.items():
        measure_live(name, g)
    if options.large:
        for name, g in {"scalar MLP, 98,000": scalar_mlp((3, 16, 16, 1), 96), "RNN, 160,000": rnn(13_000)}.items():
            measure(name, g, 1)
            measure_live(name, g)


if __name__ == "__main__":
    main()
