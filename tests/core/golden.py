"""Running the golden cases of real PyTorch on the core: shared by the tests of ops and errors."""

import json
from pathlib import Path

import numpy as np

import core.facade as torch

DATA = Path(__file__).resolve().parent.parent / "data"
OPS = json.loads((DATA / "ops.json").read_text())
ERRORS = json.loads((DATA / "errors.json").read_text())


def scope(x=True):
    """The names a golden program may use."""
    torch.manual_seed(0)
    names = {"torch": torch}
    for name, path in (("nn", "nn"), ("F", "nn.functional")):
        module = torch
        for part in path.split("."):
            module = getattr(module, part)
        names[name] = module
    if x:
        names["x"], names["y"] = eval(OPS["x"], names), eval(OPS["y"], names)
    return names


def graph_of(fn):
    """[name, [[next node, input number] or …], saved names] of each node, depth first from fn, as the goldens list them."""
    order, index = [], {}

    def number(node):
        if node not in index:
            index[node] = len(order)
            order.append(node)
        return index[node]

    def walk(node):
        number(node)
        for n, _ in node.next_functions:
            if n is not None and n not in index:
                walk(n)

    walk(fn)
    rows = []
    for node in order:
        edges = [[None, 0] if n is None else [index[n], nr] for n, nr in node.next_functions]
        name = node.name().rpartition("::")[2]
        rows.append([name, edges, sorted(node.saved_names())])
    return rows


def close(got, want, tol=2e-5):
    """Are nested lists (with "NaN", "Infinity" strings) equal within float32 tolerance?"""
    return np.allclose(np.asarray(got, float), np.asarray(_numbers(want), float), rtol=tol, atol=tol, equal_nan=True)


def _numbers(x):
    if isinstance(x, list):
        return [_numbers(i) for i in x]
    return float(x.lower()) if isinstance(x, str) else x
