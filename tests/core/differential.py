"""Runs a program (a list of one-line statements) on a module answering to `torch`, notes all there is to see, and compares two such notes.

`python differential.py run PROGRAMS.json OUT.json` runs on the `torch` that the interpreter imports, real PyTorch.
"""

import contextlib
import io
import json
import math
import re
import sys
import warnings

SAID_ONCE = ("reference cycle", "discards the imaginary part", "requires_grad=True to a scalar")  # warnings that PyTorch gives once in a process
NUMBER = re.compile(r"-?(?:\d+\.\d*(?:e[+-]?\d+)?|inf|nan|\d+)")


def describe(torch, t):
    """Everything there is to see on one tensor; the error's text where looking raises."""
    try:
        fn = t.grad_fn
        return [
            type(t).__name__,
            str(t.dtype),
            list(t.shape),
            t.requires_grad,
            t.is_leaf,
            fn.name() if fn is not None else None,
            t._version,
            repr(t),
        ]
    except Exception as e:
        return [type(t).__name__, str(t.dtype), list(t.shape), f"{type(e).__name__}: {e}"]


def grad_of(t):
    try:
        return t.grad
    except Exception:
        return None


def graph(t):
    """[name, [[place of the next node or None, input number], …]] of each node, depth first from t's grad_fn."""
    if t.grad_fn is None:
        return None
    order, index, stack = [], {}, [t.grad_fn]
    while stack:
        node = stack.pop()
        if node not in index:
            index[node] = len(order)
            order.append(node)
            stack.extend(n for n, _ in reversed(node.next_functions) if n is not None)
    return [[n.name(), [[None if m is None else index[m], nr] for m, nr in n.next_functions]] for n in order]


def run(lines, torch):
    """[[statement's notes], …]: printed text, warnings, the error's type and first line, and each tensor the statement made or changed."""
    notes, out = [], io.StringIO()
    names = {"torch": torch, "F": torch.nn.functional, "walk": lambda t: out.write(json.dumps(graph(t)))}
    seen = {}
    for line in lines:
        out.seek(0)
        out.truncate()
        note = {"line": line}
        with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(out):
            warnings.simplefilter("always")
            try:
                exec(line, names)
            except Exception as e:
                note["error"] = f"{type(e).__name__}: {e}".split("\n")[0]
        if caught:
            said = [f"{w.category.__name__}: {w.message}".split("\n")[0].partition(" (Triggered")[0] for w in caught]
            note["warnings"] = [
                w for w in said if "deprecated" not in w and not any(once in w for once in SAID_ONCE)
            ]
        if out.getvalue():
            note["out"] = re.sub("0x[0-9a-f]+", "0x", out.getvalue())  # addresses in memory
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name, t in names.items():
                if isinstance(t, torch.Tensor):
                    for what, x in ((name, t), (name + ".grad", grad_of(t))):
                        if x is None:
                            continue
                        now = describe(torch, x)
                        if seen.get(what) != now:
                            seen[what] = now
                            note.setdefault("tensors", {})[what] = now
        notes.append(note)
    return notes


def same_text(a, b, tolerance):
    """Are the texts equal but for numbers that differ by rounding (`tolerance`, 0: not at all)?"""
    if a == b:
        return True
    if not isinstance(a, str) or not isinstance(b, str) or not tolerance:
        return False
    if re.sub(r"\s+", "", NUMBER.sub("#", a)) != re.sub(r"\s+", "", NUMBER.sub("#", b)):
        return False
    for x, y in zip(NUMBER.findall(a), NUMBER.findall(b)):
        x, y = float(x), float(y)
        if not (x == y or (math.isnan(x) and math.isnan(y)) or abs(x - y) <= tolerance * max(1, abs(x), abs(y))):
            return False
    return True


def compare(got, want, tolerance=2e-4):
    """The first difference of two runs as (statement, what, got, want), or None."""
    for g, w in zip(got, want):
        for key in ("error", "out", "warnings"):
            a, b = g.get(key) or None, w.get(key) or None
            if a != b and not same_text(a, b, tolerance):
                return w["line"], key, a, b
        a, b = g.get("tensors", {}), w.get("tensors", {})
        for name in [*b, *(n for n in a if n not in b)]:
            x, y = a.get(name), b.get(name)
            if x == y:
                continue
            if name.endswith(".grad") and x and y:
                x, y = (
                    [*x[:6], 0, *x[7:]],
                    [*y[:6], 0, *y[7:]],
                )  # how often the engine wrote a buffer in place is its own affair
            if (
                x is None
                or y is None
                or x[:-1] != y[:-1]
                or not same_text(x[-1], y[-1], half_tolerance(y[1], tolerance))
            ):
                return w["line"], name, x, y
    return None


def half_tolerance(dtype, tolerance):
    return max(tolerance, 1e-2) if dtype in ("torch.float16", "torch.bfloat16") else tolerance


def main():
    import torch

    _, _, source, target = sys.argv
    with open(source) as f:
        programs = json.load(f)
    with open(target, "w") as f:
        json.dump([run(p, torch) for p in programs], f)


if __name__ == "__main__":
    main()
