"""The random stream against PyTorch's own numbers (tests/data/rng.json, by make_rng.py), bit for bit."""

import base64
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from core import facade, rng, samplers
from core.generator import Generator

GOLD = json.loads((Path(__file__).parents[1] / "data" / "rng.json").read_text())


def weights(shape, dtype):
    n = int(np.prod(shape))
    return (np.arange(1, n + 1, dtype=np.float64) / (n + 1)).astype(dtype).reshape(shape)


def plain(draw):
    return lambda g, shape, dtype, *a: draw(shape, *a, dtype=dtype, generator=g)


CALLS = {
    "uniform": plain(rng.uniform),
    "normal": plain(rng.normal),
    "exponential": plain(rng.exponential),
    "cauchy": plain(rng.cauchy),
    "log_normal": plain(rng.log_normal),
    "geometric": plain(rng.geometric),
    "bernoulli": plain(rng.bernoulli),
    "random": plain(rng.random),
    "randint": plain(rng.randint),
    "randperm": lambda g, shape, dtype: rng.randperm(shape[0], dtype, g),
    "multinomial": lambda g, shape, dtype, *a: rng.multinomial(weights(shape, dtype), *a, generator=g),
    "bernoulli_of": lambda g, shape, dtype: rng.bernoulli(shape, weights(shape, dtype), dtype, g),
    "poisson": lambda g, shape, dtype, scale: samplers.poisson(weights(shape, dtype) * np.dtype(dtype).type(scale), g),
    "gamma": lambda g, shape, dtype, scale: samplers.gamma(weights(shape, dtype) * np.dtype(dtype).type(scale), g),
    "dirichlet": lambda g, shape, dtype, scale: samplers.dirichlet(
        weights(shape, dtype) * np.dtype(dtype).type(scale), g
    ),
    "binomial": lambda g, shape, dtype, n: samplers.binomial(np.full(shape, n, dtype), weights(shape, dtype), g),
}


@pytest.mark.parametrize("case", GOLD["cases"], ids=lambda c: f"{c['seed']}-{c['steps'][0]['call']}")
def test_stream_is_torchs(case):
    g = Generator().manual_seed(case["seed"])
    for i, step in enumerate(case["steps"]):
        got = np.asarray(CALLS[step["call"]](g, tuple(step["shape"]), step["dtype"], *step["args"]))
        data = np.ascontiguousarray(got).tobytes()
        if "bytes" in step:
            want = np.frombuffer(base64.b64decode(step["bytes"]), got.dtype)
            np.testing.assert_array_equal(got.ravel(), want, err_msg=f"step {i}: {step}")
            assert data == want.tobytes(), f"step {i}: a sign of zero in {step}"
        else:
            assert hashlib.sha256(data).hexdigest() == step["sha256"], f"step {i}: {step}"
    assert hashlib.sha256(g.state_bytes()).hexdigest() == case["state"]


def test_state_round_trips_in_mid_block_and_with_a_waiting_normal():
    g = Generator().manual_seed(7)
    rng.normal((3,), generator=g)
    rng.uniform((1001,), generator=g)
    twin = Generator()
    twin.set_state_bytes(g.state_bytes())
    for draw in (rng.normal, rng.uniform):
        for shape in ((3,), (700,), (30_000,)):
            assert np.array_equal(draw(shape, generator=g), draw(shape, generator=twin))
    assert twin.state_bytes() == g.state_bytes()


def test_manual_seed_drops_the_waiting_normal_and_keeps_64_bits_of_the_seed():
    g = Generator().manual_seed(3)
    first = rng.normal((1,), generator=g)
    assert g.manual_seed(3) is g
    assert rng.normal((1,), generator=g) == first
    assert g.manual_seed(-1).initial_seed() == 2**64 - 1
    assert g.seed() == g.initial_seed()
    assert Generator().initial_seed() == 67280421310721


def test_small_and_large_requests_see_one_stream():
    a, b = Generator().manual_seed(5), Generator().manual_seed(5)
    n = 30_000
    whole = a.words(n).copy()
    parts, left = [], n
    for size in (1, 623, 2, 11_000, 624, 3, 10_000):
        parts.append(np.array(b.words(size)))
        left -= size
    parts.append(np.array(b.ints(left), np.uint32))
    assert np.array_equal(whole, np.concatenate(parts))


@pytest.mark.parametrize("fill", [rng.normal, rng.uniform, rng.exponential])
def test_drawing_for_a_transposed_array_follows_its_memory(fill):
    memory = np.zeros((4, 5), np.float32)
    memory.T[...] = rng.draw_like(memory.T, fill, generator=Generator().manual_seed(2))
    kw = {"blocks": False} if fill is rng.normal else {}
    assert np.array_equal(memory, fill((4, 5), generator=Generator().manual_seed(2), **kw))


def test_normal_with_arrays_for_mean_and_deviation():
    g = [Generator().manual_seed(1) for _ in range(4)]
    z = rng.normal((2, 3), generator=g[0])
    mean, std = np.float32([[1], [2]]), np.float32([1, 2, 3])
    assert np.array_equal(rng.normal_of(mean, std, generator=g[1]), z * std + mean)
    assert rng.normal_of(mean, 2.0, generator=g[2]).shape == (2, 1)
    assert np.array_equal(
        rng.normal_of(0.5, std, generator=g[3]),
        rng.normal((3,), generator=Generator().manual_seed(1)) * std + np.float32(0.5),
    )


ERRORS = [
    (lambda: rng.normal((2,), 0.0, -1.0), RuntimeError, "normal expects std >= 0.0, but found std -1"),
    (lambda: rng.normal((2,), dtype="int64"), NotImplementedError, "\"normal_kernel_cpu\" not implemented for 'Long'"),
    (
        lambda: rng.uniform((2,), dtype="int64"),
        NotImplementedError,
        "\"check_uniform_bounds\" not implemented for 'Long'",
    ),
    (
        lambda: rng.uniform((2,), 3, 1),
        RuntimeError,
        "uniform_ expects to return a [from, to) range, but found from=3 > to=1",
    ),
    (lambda: rng.uniform((2,), 0, 1e5, "float16"), RuntimeError, "to is out of bounds for c10::Half"),
    (
        lambda: rng.randint((2,), 5, 5),
        RuntimeError,
        "random_ expects 'from' to be less than 'to', but got from=5 >= to=5",
    ),
    (lambda: rng.randint((2,), 0, 300, "uint8"), RuntimeError, "to - 1 is out of bounds for unsigned char"),
    (lambda: rng.randperm(-1), RuntimeError, "Trying to create tensor with negative dimension -1: [-1]"),
    (lambda: rng.randperm(3000, "float16"), RuntimeError, "n cannot be greater than 2049 for Half type."),
    (lambda: rng.bernoulli((2,), 1.5), RuntimeError, "bernoulli_ expects p to be in [0, 1], but got p=1.5"),
    (lambda: rng.exponential((2,), -1.0), RuntimeError, "exponential_ expects lambda > 0.0, but found lambda=-1"),
    (lambda: rng.geometric((2,), 1.0), RuntimeError, "geometric_ expects p to be in (0, 1), but got p=1"),
    (
        lambda: rng.multinomial(np.float32([0, 0]), 1),
        RuntimeError,
        "invalid multinomial distribution (sum of probabilities <= 0)",
    ),
    (
        lambda: rng.multinomial(np.float32([0.1, 0.9]), 3),
        RuntimeError,
        "cannot sample n_sample > prob_dist.size(-1) samples without replacement",
    ),
    (
        lambda: rng.multinomial(np.int64([1, 2]), 1),
        RuntimeError,
        "multinomial only supports floating-point dtypes for input, got: Long",
    ),
    (
        lambda: samplers.poisson(np.float32([-1])),
        RuntimeError,
        "invalid Poisson rate, expected rate to be non-negative",
    ),
    (lambda: Generator().manual_seed(2**64), ValueError, "Overflow when unpacking long long"),
    (lambda: Generator().manual_seed(2.5), RuntimeError, "manual_seed expected a long, but got float"),
]


@pytest.mark.parametrize("call, kind, text", ERRORS, ids=range(len(ERRORS)))
def test_errors_are_torchs(call, kind, text):
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == text


def test_random_numbers_like_a_tensor_lie_as_its_axes_do():
    """What torch 2.13 gives: preserve_format, also where an axis was expanded and where memory has gaps."""
    t = facade.zeros
    strides = {
        (1, 3): t(2, 3).t(),
        (3, 1): t(1, 3).expand(4, 3),
        (8, 4, 1): t(3, 1, 4).expand(3, 2, 4),
        (1, 3, 6): t(4, 1, 3).expand(4, 2, 3).permute(2, 1, 0),
    }
    for want, like in strides.items():
        for made in (facade.rand_like(like), facade.randn_like(like), facade.zeros_like(like), facade.randint_like(like, 9)):
            assert made.stride() == want
    facade.manual_seed(1)
    assert facade.randint_like(t(2, 3).t(), 0, 100).tolist() == [[45, 68], [39, 63], [24, 13]]


def test_ravel_of_a_tensor_with_gaps_is_a_view_of_its_copy():
    x = facade.ones(4, 4, requires_grad=True)
    made = x[:, ::2].ravel().grad_fn
    assert (made.name(), made.next_functions[0][0].name()) == ("ViewBackward0", "CloneBackward0")
