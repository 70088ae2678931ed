"""Writes printing.json: tensors and how PyTorch 2.13 prints them. Needs real torch; the tests only read its output."""
import base64
import json
import math
import random
from pathlib import Path

import numpy as np
import torch

DTYPES = ["float32"] * 6 + ["float64"] * 2
DTYPES += "float16 bfloat16 int64 int32 int16 int8 uint8 bool complex64 complex128".split()
SHAPES = [(), (0,), (1,), (3,), (7,), (30,), (1001,), (0, 3), (2, 0), (1, 1), (2, 2), (3, 4), (4, 13), (13, 4)]
SHAPES += [(40, 30), (2, 2, 2), (1, 3, 1), (3, 2, 4), (9, 8, 15), (2, 1, 2, 3), (7, 7, 7, 7), (2, 1, 1, 2, 2)]
OPTIONS = [{}] * 8 + [{"precision": 2}, {"precision": 0}, {"precision": 8}, {"sci_mode": True}, {"sci_mode": False}]
OPTIONS += [{"threshold": 5}, {"threshold": 10, "edgeitems": 1}, {"threshold": 0, "edgeitems": 0}, {"edgeitems": 5}]
OPTIONS += [{"linewidth": 20}, {"linewidth": 120}, {"profile": "short"}, {"profile": "full"}]
SPECIAL = [math.nan, math.inf, -math.inf, 0.0, -0.0, 1e30, 1e-40, 5e-324]


def numbers(r: random.Random, n: int) -> np.ndarray:
    """n float64 numbers of one of the kinds that torch's formatter tells apart."""
    g = np.random.default_rng(r.randrange(2**32))
    kinds = [
        lambda: g.standard_normal(n) * 10.0 ** r.choice([-9, -5, -4, -2, 0, 0, 1, 3, 5, 8]),
        lambda: g.integers(-10, 10, n) * 1.0,
        lambda: g.integers(-(10**6), 10**6, n) * 10.0 ** r.choice([0, 2, 3, -2]),
        lambda: g.standard_normal(n) * 10.0 ** g.uniform(-5, 5, n),
        lambda: np.where(g.random(n) < 0.5, 0.0, -0.0),
        lambda: g.uniform(0.9999, 1.0001, n),
        lambda: g.integers(0, 4, n) * 0.25,
    ]
    values = r.choice(kinds)()
    if n and r.random() < 0.2:
        for _ in range(r.choice([1, 2, n])):
            values[r.randrange(n)] = r.choice(SPECIAL)
    return values


def tensor(r: random.Random) -> torch.Tensor:
    shape, dtype = r.choice(SHAPES), getattr(torch, r.choice(DTYPES))
    n = math.prod(shape)
    if dtype.is_complex:
        values = np.stack([numbers(r, n), numbers(r, n)], -1).view(np.complex128)
    elif dtype.is_floating_point:
        values = numbers(r, n)
    else:
        bound = r.choice([2, 100, 2**31])
        values = np.random.default_rng(r.randrange(2**32)).integers(-bound, bound, n)
    return torch.tensor(values).reshape(shape).to(dtype)


def case(r: random.Random) -> dict:
    t, options = tensor(r), r.choice(OPTIONS)
    suffix, kind = [], r.random()
    if t.dtype.is_floating_point or t.dtype.is_complex:
        if kind < 0.2:
            t, suffix = t.requires_grad_(), ["requires_grad=True"]
        elif kind < 0.5:
            t, suffix = t.requires_grad_() * 1, ["grad_fn=<MulBackward0>"]
    plain = (t.float() if t.dtype == torch.bfloat16 else t).detach().numpy()
    data = base64.b64encode(np.ascontiguousarray(plain).tobytes()).decode() if plain.size <= 64 else packed(plain)
    torch.set_printoptions(profile="default")
    torch.set_printoptions(**options)
    new = {"shape": plain.shape, "dtype": str(t.dtype), "storage": plain.dtype.str, "options": options}
    return {**new, "suffixes": suffix, "data": data, "repr": repr(t)}


def packed(array: np.ndarray) -> dict:
    """A large array by what is printed of it: its ends along every axis (the rest is filled with ones)."""
    keep = np.ones(array.shape, bool)
    for axis, size in enumerate(array.shape):
        index = np.arange(size)
        shape = [1] * array.ndim
        shape[axis] = size
        keep &= ((index < 6) | (index >= size - 6)).reshape(shape)
    return {"ends": base64.b64encode(array[keep].tobytes()).decode()}


def main() -> None:
    r = random.Random(13)
    cases = []
    while len(cases) < 420:
        new = case(r)
        # A large tensor must be summarised for its middle not to matter.
        summarised = math.prod(new["shape"]) <= 64 or "..." in new["repr"]
        if summarised and len(json.dumps(new)) < 6000:
            cases.append(new)
    path = Path(__file__).with_name("printing.json")
    text = ",\n".join(json.dumps(c) for c in cases)
    path.write_text(f'{{"torch": "{torch.__version__}", "cases": [\n{text}\n]}}\n')


if __name__ == "__main__":
    main()
