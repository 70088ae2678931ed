"""How long Doctor takes on large tapes, and why, ledger, rule and a breakpoint's jump: `python -m tests.bench.bench_doctor`.

Reach: a tape of 100,000 events in under 2 s; why for a selected tensor or node in under 50 ms. Processor time, so that what else
runs does not count.
"""

import os
import statistics
import tempfile
import time

from app.model import chain, inspect_ledger, rule
from app.model.breakpoint_hits import Hits
from app.model.breakpoints import parse
from app.model.doctor import FAMILIES, Case, examine
from app.model.inspector import inspect
from app.model.trace import Trace
from app.model.why import why
from core.tapefile import open_tape
from tests.app.model.programs_run import run

TRAINING = """
import torch
import torch.nn as nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))
opt = torch.optim.SGD(model.parameters(), lr=0.01)
x, y = torch.randn(32, 8), torch.randn(32, 1)
for epoch in range({turns}):
    opt.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    opt.step()
"""
SCALARS = """
import torch
x = torch.tensor(0.0, requires_grad=True)
a, b, c = torch.tensor(1.0), torch.tensor(-2.0), torch.tensor(1.0)
opt = torch.optim.SGD([x], lr=0.01)
for i in range({turns}):
    opt.zero_grad()
    y = a * torch.pow(x, 2) + b * x + c
    y.backward()
    opt.step()
"""
ONE_GRAPH = """
import torch
torch.manual_seed(0)
w = torch.randn(4, requires_grad=True)
u = torch.randn(4, requires_grad=True)
h = torch.ones(4)
for i in range({turns}):
    h = torch.tanh(h * w + 0.1)
(h.detach() * u).sum().backward()
print(w.grad)
"""
PROGRAMS = {
    "training of an MLP": (TRAINING, 2200),
    "scalars, SGD": (SCALARS, 6250),
    "one graph, cut at its end": (ONE_GRAPH, 33_000),
}


def main():
    for title, (source, turns) in PROGRAMS.items():
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "big.tape")
            run(source.format(turns=turns), path).tape.close()
            with open_tape(path) as tape:
                trace = Trace(tape)
                began = time.process_time()
                trace.extend()
                read = time.process_time() - began
                began = time.process_time()
                why(trace, 1, len(trace) - 1)
                print(f"{title}: why for the first leaf, nothing known yet: {(time.process_time() - began) * 1000:.1f} ms")
                trace = Trace(tape)
                trace.extend()
                began = time.process_time()
                found = examine(trace)
                took = time.process_time() - began
                print(
                    f"{title}: {len(trace):,} events, read {read:.2f} s, doctor {took:.2f} s, "
                    f"{[one.id for one in found]}"
                )
                case, slow = Case(trace), []
                for family in FAMILIES:
                    began = time.process_time()
                    list(family.find(case))
                    slow.append((time.process_time() - began, family.__name__.rpartition(".")[2]))
                print(
                    "   ", ", ".join(f"{name} {spent * 1000:.0f} ms" for spent, name in sorted(slow, reverse=True)[:4])
                )
                tensors = [int(t) for t in trace.table["tensor"][:: max(1, len(trace) // 60)] if t >= 0]
                times = []
                for tensor in tensors:
                    began = time.process_time()
                    why(trace, tensor, len(trace) - 1)
                    times.append(time.process_time() - began)
                print(f"    why: median {statistics.median(times) * 1000:.1f} ms, worst {max(times) * 1000:.1f} ms")
                for name, ask, things in _others(trace, tensors):
                    times = []
                    for thing in things:
                        began = time.process_time()
                        ask(thing)
                        times.append(time.process_time() - began)
                    print(f"    {name}: median {statistics.median(times) * 1000:.1f} ms, worst {max(times) * 1000:.1f} ms")


def _others(trace, tensors):
    """(name, question, what it is asked of) for what else must take less than 50 ms."""
    last = len(trace) - 1
    nodes = [int(n) for n in trace.table["node"][:: max(1, len(trace) // 60)] if n >= 0]
    return (
        ("ledger", lambda tensor: inspect_ledger.ledger(trace, tensor, last), tensors),
        ("inspector", lambda tensor: inspect(trace, "tensor", tensor, last), tensors),
        ("rule", lambda node: rule.rules(trace, node, last), nodes),
        ("chain", lambda tensor: chain.chain(trace, tensor, last), tensors),
        *((f"jump to {text}", lambda _, text=text: Hits(trace, parse(text)).work(), [0]) for text in ("nan", "grad.norm() / 2 > 1e9")),
    )


if __name__ == "__main__":
    main()
