"""The graphs of second order of differentiable functions: what `grad(…, create_graph=True)` leaves behind, on the core and on PyTorch.

A case is an expression over the tensors of `scope`; those it names require grad. `python second_order.py OUT.json` notes what the `torch` that the
interpreter imports makes of all cases in tests/data/second_order.txt.
"""

import json
import math
import re
import sys
import warnings
from pathlib import Path

CASES = Path(__file__).resolve().parent.parent / "data" / "second_order.txt"


def cases():
    """{case: is its graph compared, or only values?}"""
    exact, _, loose = CASES.read_text().partition("# --- by value only")
    lines = [(line, text is exact) for text in (exact, loose) for line in text.splitlines()[text is loose :]]
    return {line: whole for line, whole in lines if line and not line.startswith("#")}


def waves(torch, shape, phase, low=-1.6, high=1.7):
    """A float64 tensor of distinct numbers between low and high, the same everywhere."""
    n = math.prod(shape)
    numbers = [low + (high - low) * (((i + 1) ** 2 * 0.6180339887 + phase) % 1) for i in range(n)]
    return torch.tensor(numbers, dtype=torch.float64).reshape(shape)


SHAPES = {"x": (2, 3), "y": (2, 3), "z": (2, 3), "v": (3,), "u": (3,), "w": (4, 3), "b2": (4,), "m": (3, 3), "n": (3, 3), "q": (2, 3, 3),
          "r": (2, 3, 3), "s": (), "seq": (2, 3, 6), "img": (2, 2, 4, 4), "vol": (1, 2, 3, 4, 4),
          "k1": (2, 3, 2), "k2": (3, 2, 2, 2), "k2t": (2, 3, 2, 2), "k3": (2, 2, 2, 2, 2), "c2": (2,), "d2": (2,), "e": (5, 3), "lg": (4, 3),
          "heads": (1, 2, 3, 4), "grid": (2, 3, 3, 2), "theta": (2, 2, 3)}  # fmt: skip
POSITIVE = {"p": (2, 3), "o": (2, 3), "pv": (3,)}  # between 0 and 1
IN = re.compile(r"\b[a-z]\w*\b")


def scope(torch):
    names = {"torch": torch, "F": torch.nn.functional}
    for i, (name, shape) in enumerate(SHAPES.items()):
        names[name] = waves(torch, shape, 0.1 * i + 0.05)
    for i, (name, shape) in enumerate(POSITIVE.items()):
        names[name] = waves(torch, shape, 0.1 * i + 0.05, 0.1, 0.9)
    names["i"] = torch.tensor([2, 0])
    names["ii"] = torch.tensor([[2, 0, 1], [0, 0, 2]])
    names["t"] = torch.tensor([1, 0, 2, 1])
    names["mask"] = torch.tensor([[True, False, True], [False, True, True]])
    names["sign"] = torch.tensor([[1.0, -1.0, 1.0], [-1.0, 1.0, 1.0]], dtype=torch.float64)
    return names


def graph(tensors):
    """The nodes from the tensors' grad_fns, depth first, as one line: `Name(edges)`; an edge is `place.input number`, or `-` for None."""
    order, index = [], {}
    for t in tensors:
        stack = [t.grad_fn] if t is not None and t.grad_fn is not None else []
        while stack:
            node = stack.pop()
            if node not in index:
                index[node] = len(order)
                order.append(node)
                stack.extend(n for n, _ in reversed(node.next_functions) if n is not None)
    if not order:
        return ""
    tops = " ".join("-" if t is None else "const" if t.grad_fn is None else f"{index[t.grad_fn]}.{t.output_nr}" for t in tensors)
    short = lambda n: n.name().rpartition("::")[2]
    edges = lambda n: " ".join("-" if m is None else f"{index[m]}.{nr}" for m, nr in n.next_functions)
    return tops + ": " + "; ".join(f"{short(n)}({edges(n)})" for n in order)


def numbers(t):
    if t is None:
        return None
    flat = (t.detach() + 0).reshape(-1).tolist()  # (a gradient of zero may have no memory of its own in PyTorch)
    return [float(f"{a:.9g}") if math.isfinite(a) else str(a) for a in flat]


def run(torch, case):
    """{forward (the graph of the expression itself), graph (of its gradients), graph_w (the incoming gradient requires grad, too),
    first, second, error}"""
    note = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            names = scope(torch)
            ins = [names[n] for n in dict.fromkeys(IN.findall(case)) if n in SHAPES or n in POSITIVE]
            for t in ins:
                t.requires_grad_()
            torch.manual_seed(0)
            out = eval(case, names)
            note["forward"] = graph([out])
            w = waves(torch, tuple(out.shape), 0.3, 0.5, 1.5)
            first = torch.autograd.grad(out, ins, w, create_graph=True, allow_unused=True)
            note["graph"] = graph(first)
            note["first"] = [numbers(g) for g in first]
            w.requires_grad_()
            first = torch.autograd.grad(out, ins, w, create_graph=True, allow_unused=True)
            note["graph_w"] = graph(first)
            total = sum((g * waves(torch, tuple(g.shape), 0.7, 0.5, 1.5)).sum() for g in first if g is not None)
            note["second"] = [numbers(g) for g in torch.autograd.grad(total, [*ins, w], allow_unused=True)]
        except Exception as error:
            note["error"] = f"{type(error).__name__}: {error}".split("\n")[0]
    return note


def same(got, want, tolerance=1e-6):
    """The first key in which a note differs from the wanted one, or None; graphs count where they are wanted."""
    for key in ("error", "forward", "graph", "graph_w"):
        if got.get(key) != want.get(key) and (key in want or key == "error"):
            return key
    for key in ("first", "second"):
        a, b = got.get(key), want.get(key)
        if a != b and not (a and b and len(a) == len(b) and all(map(lambda g, h: _close(g, h, tolerance), a, b))):
            return key
    return None


def _close(a, b, tolerance):
    if a is None or b is None or len(a) != len(b):
        return a is b
    return all(x == y or (str not in (type(x), type(y)) and abs(x - y) <= tolerance * max(1, abs(x), abs(y))) for x, y in zip(a, b))


def main():
    import torch

    notes = {case: run(torch, case) for case in cases()}
    for case, whole in cases().items():
        for key in () if whole else ("forward", "graph", "graph_w"):
            notes[case].pop(key, None)
    Path(sys.argv[1]).write_text("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in notes.items()) + "\n}\n")


if __name__ == "__main__":
    main()
