"""Small synthetic tapes, written event by event as any engine would: what tests of readers, models and views feed on.

Each function takes the path to write and returns it. `SOURCES[name]` is the program whose run the tape tells.
"""

import contextlib
import itertools

import numpy as np

from core.tapefile import TapeWriter

SOURCES = {
    "tutorial": (
        "import torch\n"
        "x = torch.ones(2, 2, requires_grad=True)\n"
        "y = x + 2\n"
        "z = y * y * 3\n"
        "out = z.mean()\n"
        "print(out.item())\n"
        "out.backward()\n"
    ),
    "sgd": (
        "import torch\n"
        "x = torch.tensor(0.0, requires_grad=True)\n"
        "optimizer = torch.optim.SGD([x], lr=0.1)\n"
        "for i in range(3):\n"
        "    optimizer.zero_grad()\n"
        "    y = (x - 3) ** 2\n"
        "    print(i, y.item())\n"
        "    y.backward()\n"
        "    optimizer.step()\n"
    ),
    "detach": (
        "import torch\n"
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        "w = torch.tensor([3.0, 4.0], requires_grad=True)\n"
        "y = x * 2\n"
        "c = y.detach()\n"
        "loss = (c * w).sum()\n"
        "loss.backward()\n"
    ),
    "error": "import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2\ny.backward()\n",
}


class Taper:
    """Writes events in PyTorch's order with ids given out as they come; a tiny engine's worth of bookkeeping."""

    def __init__(self, path, source="", meta=None):
        self.writer = TapeWriter(path, {"source": source, "path": "program.py", "argv": ["program.py"], **(meta or {})})
        self.tensors = self.nodes = self.calls = 0
        self.accumulators = {}
        self.fn = {}  # tensor -> (node, grad_fn)
        self.names = {}
        self.lines = {}  # node -> (line, span)
        self.grad_fns = {}
        self.during = None

    def emit(self, event, line=None, span=None, **keys):
        e = {"event": event, "line": line, "during": self.during, **keys}
        if span:
            e["span"] = span
        self.writer.append(e)

    def tensor(self, name, value, line, requires_grad=True, how="tensor", of=None, span=None):
        self.tensors += 1
        self.names[self.tensors] = name
        self.fn[self.tensors] = "leaf" if requires_grad else None
        self.emit(
            "tensor", line, span, tensor=self.tensors, name=name, requires_grad=requires_grad, is_leaf=True,
            value=value, how=how, of=of,
        )  # fmt: skip
        return self.tensors

    def edge(self, tensor):
        """[node, input number] of the edge to a tensor, or [None, 0]; makes a leaf's AccumulateGrad at first use."""
        fn = self.fn.get(tensor)
        if fn is None:
            return [None, 0]
        if fn == "leaf":
            if tensor not in self.accumulators:
                self.nodes += 1
                self.accumulators[tensor] = self.nodes
            return [self.accumulators[tensor], 0]
        return [fn, 0]

    def op(self, op, inputs, value, line, name=None, grad_fn=None, saved=(), numbers=None, span=None, params=None):
        """`inputs`: tensor ids and None. Tracked if `grad_fn` is given. Returns the id of the output."""
        numbers = numbers or {}
        next_ = [self.edge(i) for i in inputs] if grad_fn else []
        self.tensors += 1
        out, node = self.tensors, None
        if grad_fn:
            self.nodes += 1
            node = self.nodes
            self.lines[node], self.grad_fns[node] = (line, span), grad_fn
        self.fn[out], self.names[out] = node, name
        keys = {"numbers": numbers} if numbers else {}
        if params:
            keys["params"] = params
        self.emit(
            "op", line, span, op=op, inputs=inputs, outputs=[out], name=name, value=value,
            requires_grad=node is not None, node=node, grad_fn=grad_fn, next=next_, saved=list(saved), **keys,
        )  # fmt: skip
        return out

    def backward(self, root, line):
        self.calls += 1
        self.emit("backward", line, call=self.calls, roots=[root], inputs=None, retain_graph=False, create_graph=False)

    def node(self, tensor, grad_outputs, grad_inputs):
        """The run of the node that made `tensor` (or, for a leaf, of its AccumulateGrad)."""
        node, leaf = self.edge(tensor)[0], tensor in self.accumulators
        line, span = self.lines.get(node, (None, None))
        grad_fn = "AccumulateGrad" if leaf else self.grad_fns[node]
        self.emit("node", line, span, node=node, grad_fn=grad_fn, grad_outputs=grad_outputs, grad_inputs=grad_inputs)

    def accumulate(self, tensor, added, grad):
        name, node = self.names[tensor], self.accumulators[tensor]
        keys = {"tensor": tensor, "name": name, "node": node, "added": added, "grad": grad}
        self.writer.append({"event": "accumulate", "line": None, "during": node, **keys})

    def backward_end(self, line=None):
        self.emit("backward_end", line, call=self.calls, freed=True)

    def output(self, text, line=None, stream="stdout"):
        self.emit("output", line, stream=stream, text=text)

    def end(self, status="finished", reason=None):
        self.emit("end", status=status, reason=reason)
        self.writer.close()


def _f(x):
    return np.asarray(x, np.float32)


def write_tutorial(path):
    """x = ones(2, 2); y = x + 2; z = y * y * 3; out = z.mean(); out.backward(): five backward steps, x.grad 4.5."""
    t = Taper(path, SOURCES["tutorial"])
    one = np.ones((2, 2), np.float32)
    x = t.tensor("x", one, 2, how="ones", span=[2, 4, 2, 40])
    y = t.op("add", [x, None], one + 2, 3, "y", "AddBackward0", numbers={1: 2}, span=[3, 4, 3, 9])
    yy = t.op("mul", [y, y], one * 9, 4, None, "MulBackward0", ("other", "self"), span=[4, 4, 4, 9])
    z = t.op("mul", [yy, None], one * 27, 4, "z", "MulBackward0", ("other",), numbers={1: 3}, span=[4, 4, 4, 13])
    out = t.op("mean", [z], _f(27), 5, "out", "MeanBackward0", ("self_sizes",), span=[5, 6, 5, 14])
    t.output("27.0\n", 6)
    t.backward(out, 7)
    t.node(out, [_f(1)], [one * 0.25])
    t.node(z, [one * 0.25], [one * 0.75, None])
    t.node(yy, [one * 0.75], [one * 2.25, one * 2.25])
    t.node(y, [one * 4.5], [one * 4.5, None])
    t.node(x, [one * 4.5], [])
    t.accumulate(x, one * 4.5, one * 4.5)
    t.backward_end(7)
    t.end()
    return path


def write_sgd(path, iterations=3):
    """A loop of `zero_grad`, forward, print, backward, step over one scalar: iterations, resets, optimizer steps."""
    t = Taper(path, SOURCES["sgd"])
    x, value = t.tensor("x", _f(0), 2, span=[2, 4, 2, 41]), 0.0
    for i in range(iterations):
        t.emit("grad_reset", 5, tensor=x, name="x", to="none")
        t.accumulators.clear()
        d = t.op("sub", [x, None], _f(value - 3), 6, None, "SubBackward0", numbers={1: 3}, span=[6, 9, 6, 14])
        y = t.op(
            "pow", [d, None], _f((value - 3) ** 2), 6, "y", "PowBackward0", ("exponent", "self"), numbers={1: 2},
            span=[6, 8, 6, 20],
        )  # fmt: skip
        t.output(f"{i} {(value - 3) ** 2}\n", 7)
        t.backward(y, 8)
        g = 2 * (value - 3)
        t.node(y, [_f(1)], [_f(g), None])
        t.node(d, [_f(g)], [_f(g), None])
        t.node(x, [_f(g)], [])
        t.accumulate(x, _f(g), _f(g))
        t.backward_end(8)
        new = value - 0.1 * g
        params = [{"tensor": x, "name": "x", "before": _f(value), "after": _f(new)}]
        t.emit("optimizer_step", 9, optimizer="SGD", params=params)
        value = new
    t.end()
    return path


def write_detach(path):
    """y = x * 2; c = y.detach(); loss = (c * w).sum(): the gradient reaches w and is cut before x."""
    t = Taper(path, SOURCES["detach"])
    x, w = t.tensor("x", _f([1, 2]), 2), t.tensor("w", _f([3, 4]), 3)
    y = t.op("mul", [x, None], _f([2, 4]), 4, "y", "MulBackward0", ("other",), numbers={1: 2})
    c = t.op("detach", [y], _f([2, 4]), 5, "c")
    cw = t.op("mul", [c, w], _f([6, 16]), 6, None, "MulBackward0", ("self",))
    loss = t.op("sum", [cw], _f(22), 6, "loss", "SumBackward0", ("self_sizes",))
    t.backward(loss, 7)
    t.node(loss, [_f(1)], [_f([1, 1])])
    t.node(cw, [_f([1, 1])], [None, _f([2, 4])])
    t.node(w, [_f([2, 4])], [])
    t.accumulate(w, _f([2, 4]), _f([2, 4]))
    t.backward_end(7)
    t.end()
    return path


def write_error(path):
    """backward() of a non-scalar: the run ends with torch's error at line 4."""
    t = Taper(path, SOURCES["error"])
    x = t.tensor("x", _f([1, 1]), 2, how="ones")
    y = t.op("mul", [x, None], _f([2, 2]), 3, "y", "MulBackward0", ("other",), numbers={1: 2})
    message = "grad can be implicitly created only for scalar outputs"
    t.backward(y, 4)
    t.emit("backward_end", 4, call=1, error=message)
    where = 'File "program.py", line 4, in <module>\n    y.backward()'
    traceback = f"Traceback (most recent call last):\n  {where}\nRuntimeError: {message}\n"
    t.emit("error", 4, type="RuntimeError", message=message, traceback=traceback)
    t.end("error", message)
    return path


def write_chain(path, n=1000, complete=True):
    """n scalar multiplications in a row and their backward: 2n + 6 events; without `complete`, no `end`."""
    source = f"x = torch.tensor(1.0, requires_grad=True); y = x\n\nfor i in range({n}): y = y * 1.001\ny.backward()\n"
    t = Taper(path, source)
    x = t.tensor("x", _f(1), 1)
    made = [x]
    for i in range(n):
        value = _f(1.001 ** (i + 1))
        made.append(t.op("mul", [made[-1], None], value, 3, "y", "MulBackward0", ("other",), numbers={1: 1.001}))
    t.backward(made[-1], 4)
    g = 1.0
    for m in reversed(made[1:]):
        t.node(m, [_f(g)], [_f(g * 1.001), None])
        g *= 1.001
    t.node(x, [_f(g)], [])
    t.accumulate(x, _f(g), _f(g))
    t.backward_end(4)
    if complete:
        t.end()
    else:
        with contextlib.closing(t.writer):
            t.writer.flush()
    return path


def write_mlp(path, widths=(3, 4, 4, 1), batch=2, iterations=1, seed=0):
    """An MLP op by op (t, addmm, tanh … mean), its backward and an SGD step, repeated; parameters have module names."""
    t = Taper(path, "# an MLP\n")
    rng = np.random.default_rng(seed)
    make = lambda *shape: rng.standard_normal(shape).astype(np.float32)
    x = t.tensor("x", make(batch, widths[0]), 2, requires_grad=False, how="randn")
    parameter = lambda name, *shape: t.tensor(name, make(*shape), 3, how="Parameter")
    weights = [
        (parameter(f"fc{k}.weight", b, a), parameter(f"fc{k}.bias", b))
        for k, (a, b) in enumerate(itertools.pairwise(widths), 1)
    ]
    for _ in range(iterations):
        t.accumulators.clear()
        h, back = x, []
        for k, ((w, b), (n, m)) in enumerate(zip(weights, itertools.pairwise(widths))):
            wt = t.op("t", [w], make(n, m), 5 + k, None, "TBackward0")
            a = t.op("addmm", [b, h, wt], make(batch, m), 5 + k, None, "AddmmBackward0", ("mat1", "mat2"))
            h_in = h
            h = t.op("tanh", [a], make(batch, m), 5 + k, f"h{k + 1}", "TanhBackward0", ("result",))
            back.append((w, b, wt, a, h, h_in, n, m))
        loss = t.op("mean", [h], make(), 20, "loss", "MeanBackward0")
        t.backward(loss, 21)
        t.node(loss, [_f(1)], [make(batch, widths[-1])])
        for w, b, wt, a, h, h_in, n, m in reversed(back):
            t.node(h, [make(batch, m)], [make(batch, m)])
            t.node(a, [make(batch, m)], [make(m), None if h_in == x else make(batch, n), make(n, m)])
            gb, gw = make(m), make(m, n)
            t.node(b, [gb], [])
            t.accumulate(b, gb, gb)
            t.node(wt, [make(n, m)], [gw])
            t.node(w, [gw], [])
            t.accumulate(w, gw, gw)
        t.backward_end(21)
        params = [
            {"tensor": p, "name": t.names[p], "before": make(*shape), "after": make(*shape)}
            for (w, b), (n, m) in zip(weights, itertools.pairwise(widths))
            for p, shape in ((w, (m, n)), (b, (m,)))
        ]
        t.emit("optimizer_step", 22, optimizer="SGD", params=params)
    t.end()
    return path


def write_dag(path, n=200, fan=2, seed=0):
    """A random DAG of n additions and multiplications over (mostly recent) results, then its backward in order."""
    t = Taper(path, "# a random DAG\n")
    rng = np.random.default_rng(seed)
    made = [t.tensor(f"x{k}", _f(k + 1), 1 + k) for k in range(3)]
    users = {}
    for i in range(n):
        picks = [made[max(0, len(made) - 1 - int(rng.exponential(4)))] for _ in range(fan)]
        mul = bool(i % 2)
        op, grad_fn, saved = ("mul", "MulBackward0", ("other", "self")) if mul else ("add", "AddBackward0", ())
        out = t.op(op, picks, _f(rng.random()), 5 + i % 10, f"v{i}", grad_fn, saved)
        users[out] = picks
        made.append(out)
    t.backward(made[-1], 20)
    reached = {made[-1]}
    for out in reversed(made):
        if out in reached and out in users:
            t.node(out, [_f(1)], [_f(0.5)] * fan)
            reached.update(users[out])
    for x in made[:3]:
        if x in reached:
            t.node(x, [_f(0.5)], [])
            t.accumulate(x, _f(0.5), _f(0.5))
    t.backward_end(20)
    t.end()
    return path


WRITERS = {
    "tutorial": write_tutorial, "sgd": write_sgd, "detach": write_detach, "error": write_error, "chain": write_chain,
    "mlp": write_mlp, "dag": write_dag,
}  # fmt: skip
