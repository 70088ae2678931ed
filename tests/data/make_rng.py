"""Writes rng.json from real PyTorch (2.13, CPU, AVX2): run with a Python that has torch.

A case is a seed and a list of calls made one after another on one generator; each call has its name, arguments, shape,
dtype and result: the bytes in base64, or past 64 elements their SHA-256.
"""

import base64
import hashlib
import json
import random
from pathlib import Path

import torch

FLOATS = ["float16", "bfloat16", "float32", "float64"]
INTS = ["uint8", "int8", "int16", "int32", "int64"]
PICK = random.Random(20)


def stored(t):
    data = (t.float() if t.dtype is torch.bfloat16 else t).contiguous().numpy().tobytes()
    if t.numel() <= 64:
        return {"bytes": base64.b64encode(data).decode()}
    return {"sha256": hashlib.sha256(data).hexdigest()}


def empty(shape, dtype):
    return torch.empty(shape, dtype=getattr(torch, dtype))


CALLS = {
    "uniform": lambda g, shape, dtype, *a: empty(shape, dtype).uniform_(*a, generator=g),
    "normal": lambda g, shape, dtype, *a: empty(shape, dtype).normal_(*a, generator=g),
    "exponential": lambda g, shape, dtype, *a: empty(shape, dtype).exponential_(*a, generator=g),
    "cauchy": lambda g, shape, dtype, *a: empty(shape, dtype).cauchy_(*a, generator=g),
    "log_normal": lambda g, shape, dtype, *a: empty(shape, dtype).log_normal_(*a, generator=g),
    "geometric": lambda g, shape, dtype, *a: empty(shape, dtype).geometric_(*a, generator=g),
    "bernoulli": lambda g, shape, dtype, *a: empty(shape, dtype).bernoulli_(*a, generator=g),
    "random": lambda g, shape, dtype, *a: empty(shape, dtype).random_(*a, generator=g),
    "randint": lambda g, shape, dtype, *a: torch.randint(*a, shape, dtype=getattr(torch, dtype), generator=g),
    "randperm": lambda g, shape, dtype: torch.randperm(shape[0], dtype=getattr(torch, dtype), generator=g),
    "multinomial": lambda g, shape, dtype, *a: torch.multinomial(weights(shape, dtype), *a, generator=g),
    "bernoulli_of": lambda g, shape, dtype: torch.bernoulli(weights(shape, dtype), generator=g),
    "poisson": lambda g, shape, dtype, scale: torch.poisson(weights(shape, dtype) * scale, generator=g),
    "gamma": lambda g, shape, dtype, scale: torch._standard_gamma(weights(shape, dtype) * scale, generator=g),
    "dirichlet": lambda g, shape, dtype, scale: torch._sample_dirichlet(weights(shape, dtype) * scale, generator=g),
    "binomial": lambda g, shape, dtype, n: torch.binomial(
        torch.full(shape, float(n), dtype=getattr(torch, dtype)), weights(shape, dtype), generator=g
    ),
}


def weights(shape, dtype):
    """(1 … n) / (n + 1): exact to repeat anywhere."""
    n = torch.Size(shape).numel()
    return (torch.arange(1, n + 1, dtype=torch.float64) / (n + 1)).to(getattr(torch, dtype)).reshape(shape)


def some_call(name):
    n = PICK.choice([1, 2, 3, 5, 7, 15, 16, 17, 31, 32, 33, 40])
    shape = PICK.choice([(n,), (n,), (2, n), ()])
    dtype = PICK.choice([*FLOATS, "float32", "float32"])
    narrow = {"uint8": 200, "int8": 100}
    if name == "randint":
        dtype = PICK.choice([*INTS, "int64", "int64", "float32"])
        return name, shape, dtype, [0, narrow.get(dtype, PICK.choice([2, 10, 1000, 30000]))]
    if name == "random":
        return name, shape, PICK.choice([*INTS, *FLOATS, "bool"]), []
    if name == "randperm":
        return name, (n,), PICK.choice(["int64", "int32", "float32"]), []
    if name == "multinomial":
        return (
            name,
            PICK.choice([(n + 3,), (4, n + 3)]),
            PICK.choice(["float32", "float64"]),
            PICK.choice([[1, False], [3, False], [5, True], [1, True]]),
        )
    if name in ("poisson", "gamma", "dirichlet", "binomial", "bernoulli_of"):
        scale = {"bernoulli_of": [], "binomial": [PICK.choice([5, 100])]}.get(name, [PICK.choice([1.0, 7.5, 60.0])])
        return name, (3, n), PICK.choice(["float32", "float64"]), scale
    arguments = {
        "uniform": [[], [], [-1.0, 1.0], [-0.3, 0.7], [2.0, 2.5]],
        "normal": [[], [], [], [0.0, 0.02], [1.5, 2.0], [-0.1, 0.3]],
        "exponential": [[], [0.5], [3.0]],
        "cauchy": [[], [1.5, 2.2]],
        "log_normal": [[], [0.0, 0.5]],
        "geometric": [[0.5], [0.1], [0.9]],
        "bernoulli": [[0.5], [0.1], [0.9]],
    }
    return name, shape, dtype, PICK.choice(arguments[name])


def run(seed, calls):
    g = torch.Generator().manual_seed(seed)
    steps = []
    for name, shape, dtype, arguments in calls:
        result = CALLS[name](g, shape, dtype, *arguments)
        steps.append({"call": name, "shape": list(shape), "dtype": dtype, "args": arguments, **stored(result)})
    state = hashlib.sha256(g.get_state().numpy().tobytes()).hexdigest()
    return {"seed": seed, "steps": steps, "state": state}


def cases():
    yield run(0, [("normal", (n,), "float32", []) for n in range(1, 41)])
    yield run(1, [("normal", (n,), "float64", []) for n in range(1, 41)])
    yield run(2, [("normal", (n,), dtype, []) for n in (15, 16, 17, 33) for dtype in FLOATS])
    yield run(3, [("uniform", (n,), dtype, []) for n in (1, 15, 16, 17, 1000) for dtype in FLOATS])
    yield run(
        4, [("normal", (1000,), "float32", []), ("normal", (3,), "float32", []), ("normal", (100, 777), "float32", [])]
    )
    yield run(
        5,
        [
            ("normal", (1,), "float32", []),
            ("uniform", (5,), "float32", []),
            ("normal", (20,), "float32", []),
            ("randperm", (10,), "int64", []),
            ("normal", (1,), "float32", []),
            ("normal", (2,), "float64", []),
        ],
    )
    big = [[0, 2**27], [0, 2**28 - 1], [0, 2**28], [0, 2**32], [-(2**40), 2**40], [0, 2**63 - 1]]
    yield run(6, [("randint", (9,), "int64", bounds) for bounds in big])
    yield run(7, [("randperm", (n,), "int64", []) for n in (0, 1, 2, 3, 10, 1000, 60000)])
    yield run(8, [("uniform", (300_000,), "float32", []), ("uniform", (70_001,), "float64", [-1.0, 2.0])])
    yield run(9, [("normal", (30_001,), "float64", []), ("normal", (200_000,), "float32", [1.0, 3.0])])
    for seed in (10, 42, 123, 1234, 2**32 - 1, 2**32 + 5, 2**63 + 11, -1):
        yield run(seed, [some_call(PICK.choice(list(CALLS))) for _ in range(20)])
    for name in CALLS:
        yield run(PICK.getrandbits(31), [some_call(name) for _ in range(8)])


def main():
    out = Path(__file__).parent / "rng.json"
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases())
    out.write_text(f'{{"torch": "{torch.__version__}", "cases": [\n{lines}\n]}}\n')


main()
