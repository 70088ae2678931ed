"""Random runs, written as tapes: several backward calls over random graphs, with everything that may happen between.

A tiny engine with PyTorch's order (newest ready node first, AccumulateGrad at once) writes what it does, so that the
tapes are consistent: what arrives at a node is the sum of what was sent to it, and `.grad` the sum of what was added.
"""

import random

import numpy as np

from tests.tapes import Taper


def f(x):
    return np.asarray(x, np.float32)


class RandomRun:
    """Writes one random run; `seed` decides everything."""

    def __init__(self, path, seed: int, size: int = 30):
        self.rng = random.Random(seed)
        self.t = Taper(path, "# random\n")
        self.values, self.grads = {}, {}
        self.tracked, self.leaves, self.any = [], [], []
        self.made_by = {}  # node -> (inputs as tensor ids or None, grad_fn)
        self.line = 1
        for k in range(self.rng.randint(1, 3)):
            self.leaf(f"x{k}")
        for _ in range(size):
            self.something()
        self.t.end()

    def leaf(self, name, requires_grad=True):
        value = f(self.rng.randint(-4, 4))
        tensor = self.t.tensor(name, value, self.line, requires_grad)
        self.values[tensor] = value
        self.any.append(tensor)
        if requires_grad:
            self.leaves.append(tensor)

    def something(self):
        self.line = self.rng.randint(2, 12)
        choices = (
            [self.op] * 8
            + [self.print, self.reset, self.optimize, self.mutate, self.detach, self.plain]
            + [self.backward] * 3
        )
        self.rng.choice(choices)()

    def plain(self):
        self.leaf(None, requires_grad=False)

    def op(self):
        inputs = [self.rng.choice(self.any), self.rng.choice([*self.any, None])]
        tracked = self.rng.random() < 0.85 and any(i is not None and self.t.fn[i] is not None for i in inputs)
        value = f(self.rng.randint(-9, 9))
        out = self.t.op("mul", inputs, value, self.line, None, "MulBackward0" if tracked else None, ("other",),
                        numbers={1: 2} if inputs[1] is None else None)  # fmt: skip
        self.values[out] = value
        self.any.append(out)
        if tracked:
            self.tracked.append(out)
            self.made_by[self.t.fn[out]] = inputs

    def detach(self):
        source = self.rng.choice(self.any)
        value = self.values[source]
        out = self.t.tensor(None, value, self.line, False, how=self.rng.choice(["detach", "data"]), of=source)
        self.values[out] = value
        self.any.append(out)

    def print(self):
        self.t.output("hello\n", self.line)

    def reset(self):
        for leaf in self.rng.sample(self.leaves, self.rng.randint(1, len(self.leaves))):
            to = self.rng.choice(["none", "zero"])
            if to == "zero" and self.grads.get(leaf) is None:
                to = "none"
            self.grads[leaf] = f(0) if to == "zero" else None
            self.t.emit("grad_reset", self.line, tensor=leaf, name=self.t.names[leaf], to=to)

    def optimize(self):
        params = []
        for leaf in self.leaves:
            if self.grads.get(leaf) is not None:
                before, after = self.values[leaf], f(self.rng.randint(-9, 9))
                self.values[leaf] = after
                params.append({"tensor": leaf, "name": self.t.names[leaf], "before": before, "after": after})
        self.t.emit("optimizer_step", self.line, optimizer="SGD", params=params)

    def mutate(self):
        tensor = self.rng.choice(self.any)
        self.values[tensor] = f(self.rng.randint(-9, 9))
        self.t.emit("mutate", self.line, op="add_", tensor=tensor, version=1, value=self.values[tensor],
                    node=None, grad_fn=None, next=[], name=None)  # fmt: skip

    def backward(self):
        if not self.tracked:
            return
        t, root = self.t, self.rng.choice(self.tracked)
        retain = self.rng.random() < 0.6
        t.calls += 1
        t.emit("backward", self.line, call=t.calls, roots=[root], inputs=None, retain_graph=retain, create_graph=False)
        if self.rng.random() < 0.1:
            t.emit("backward_end", self.line, call=t.calls, error="no")
            return
        self.engine(t.fn[root])
        t.emit("backward_end", self.line, call=t.calls, freed=not retain)
        if not retain:  # those graphs are gone: nothing goes through them again
            self.tracked = [x for x in self.tracked if t.fn[x] not in self.ran]

    def engine(self, root):
        t, pending, self.ran = self.t, {root: f(1)}, set()
        accumulators = {node: leaf for leaf, node in t.accumulators.items()}
        needs = {}
        stack, seen = [root], {root}
        while stack:
            node = stack.pop()
            for tensor in self.made_by.get(node, ()):
                after = t.edge(tensor)[0] if tensor is not None else None
                if after is not None:
                    needs[after] = needs.get(after, 0) + 1
                    if after not in seen:
                        seen.add(after)
                        stack.append(after)
        ready = [root]
        while ready:
            ready.sort(key=lambda n: (n in accumulators, n))
            node = ready.pop()
            arrived = pending.pop(node)
            self.ran.add(node)
            if node in accumulators:
                self.accumulate(node, accumulators[node], arrived)
                continue
            sent = []
            for tensor in self.made_by[node]:
                after = t.edge(tensor)[0] if tensor is not None else None
                part = f(self.rng.randint(-3, 3)) if after is not None else None
                sent.append(part)
                if after is not None:
                    pending[after] = part if after not in pending else pending[after] + part
            t.emit("node", None, node=node, grad_fn="MulBackward0", grad_outputs=[arrived], grad_inputs=sent)
            for tensor in self.made_by[node]:
                after = t.edge(tensor)[0] if tensor is not None else None
                if after is not None:
                    needs[after] -= 1
                    if not needs[after]:
                        ready.append(after)

    def accumulate(self, node, leaf, arrived):
        t = self.t
        t.emit("node", None, node=node, grad_fn="AccumulateGrad", grad_outputs=[arrived], grad_inputs=[])
        before = self.grads.get(leaf)
        self.grads[leaf] = arrived if before is None else before + arrived
        t.emit("accumulate", None, tensor=leaf, name=t.names[leaf], node=node, added=arrived, grad=self.grads[leaf])


def write_random(path, seed: int, size: int = 30) -> str:
    """Writes a random run to `path` and returns it."""
    RandomRun(path, seed, size)
    return path
