"""Sums to the last bit: convolutions as oneDNN adds them, matrices and batches as MKL does, arrays in any order; by one thread and by two."""

import zlib

import numpy as np
import pytest

import core.facade as torch
from core import parallel
from core.ops import batched_products, chains, lanes, products
from core.ops.wide import _by_steps

# crc32 of each result and gradient, from real PyTorch, by the number of threads it had.
DIGITS = {
    1: {
        "first layer": (0x39793f3e, 0x59515082, 0xb5df27da, 0xd6854bef,),
        "colours": (0x766fda01, 0x90b59696, 0x7b744f2, 0x3ceb5d46,),
        "many channels": (0xec0e1db6, 0x7a5e24b5, 0xb3d76a20, 0x435d8e0a,),
        "longer than a piece": (0x5e5d454d, 0xa1c92139, 0x7f447dcf,),
        "two steps": (0xaeaa84ce, 0xf3bf4cab, 0x21ea12f3, 0x599928bd,),
        "one place": (0x7134c1f4, 0xa47069ac, 0x291952d1, 0x4762ff3f,),
        "one place, two steps": (0x2ee0abca, 0x361cbd31, 0xd020928d, 0x47460f6d,),
        "each channel alone": (0x7a3fee98, 0x3f05f152, 0xdf1eb548, 0xe9042d77,),
        "one axis": (0xb6380427, 0xa9a8c89c, 0x15a6d553, 0x7717d903,),
        "three axes": (0x63bee619, 0xca7560aa, 0xfabf6571, 0xd2d488da,),
        "transposed": (0xee22081e, 0x1e8231ab, 0x74e41fc6, 0x27cb6f2c,),
        "wide result": (0x9c8d4e4d, 0x5644ee, 0xea1d279f, 0x3444b815,),
        "few rows": (0xc0f5b5c0, 0x106b2c2f,),
        "few columns, many products": (0xcdcd0b22, 0xe5e030a2,),
        "both by columns": (0x6b4a5d86, 0x5cd0f54a,),
        "batches": (0x1ee821ce, 0xbe025f2d, 0xcdafc592, 0xc0747e61,),
        "batches of few columns": (0x87c9a766,),
        "all of many": (0x7c387f7f, 0x9567889f,),
        "one place, few images": (0xfed16842, 0x1afcac05,),
        "log_softmax of many": (0xe73bd4c0, 0x748c090d,),
        "not in order": (
            0xf22c8cc, 0xbf423acd, 0xe165f42f, 0x61c43ce2, 0xd60e6a3d, 0xb8bc485f, 0xe9717a0d, 0xb918a7f9,
            0x1f1b11df, 0x273557e7, 0x33b242d4, 0x7cd5cca2,
        ),
        "products onto": (0xbb8a826d, 0xea1b0f41, 0x90844421, 0x6fb5ec47, 0xa551c682,),
        "batches onto": (0xd7cae796, 0x7ecc6afc, 0x9b5b86d4,),
        "attention": (
            0x61353d10, 0xc1cd7bff, 0x2259d16b, 0xe3089899, 0x542b8adc, 0x6aa4cd58, 0x7090418f, 0xea8bdbb,
            0x68be7026, 0x1444b015, 0x377d981d, 0xca8eec9, 0xfe7d5bf0, 0x365d6cfc, 0xa8c28a7a, 0xc2e207fb,
        ),
    },
    2: {
        "images shared by two threads": (0xf7edac2e, 0xdd27d7e, 0x40db3146, 0xf068eabf,),
        "channels shared by two threads": (0x1eacff68, 0xe2054d2f, 0xac8cb386, 0x2df7d276,),
        "each channel alone, two threads": (0xe565a25b, 0xe652c65d, 0x15a75b6, 0x472541c2,),
        "few rows": (0x8cbc5732, 0x653c7c48,),
        "all of many": (0x845d9350, 0x8b0b026,),
        "products onto": (0xbb8a826d, 0xea1b0f41, 0x90844421, 0x75abda9b, 0xa551c682,),
        "attention": (
            0x61353d10, 0xc1cd7bff, 0x2259d16b, 0xe3089899, 0x542b8adc, 0x6aa4cd58, 0x7090418f, 0xea8bdbb,
            0x68be7026, 0x1444b015, 0x377d981d, 0xca8eec9, 0xfe7d5bf0, 0x365d6cfc, 0xa8c28a7a, 0xc2e207fb,
        ),
    },
}  # fmt: skip


def results(threads):
    F, out = torch.nn.functional, {}

    def drawn(seed, *shape):
        return torch.from_numpy(np.sin(np.arange(1, int(np.prod(shape)) + 1) * (seed + 0.37)).astype(np.float32)).clone().reshape(shape)

    def conv(name, f, x, w, bias, *more):
        x, w = drawn(1, *x).requires_grad_(), drawn(2, *w).requires_grad_()
        b = drawn(3, bias).requires_grad_() if bias else None
        y = f(x, w, b, *more)
        y.backward(drawn(4, *y.shape))
        out[name] = [y, x.grad, w.grad, *([b.grad] if bias else [])]

    def attention(n, h, l, s, e, mask=None, causal=False):
        q, k, v = (drawn(i, n, x, h, e).transpose(1, 2).requires_grad_() for i, x in enumerate((l, s, s), 1))
        y = F.scaled_dot_product_attention(q, k, v, mask, is_causal=causal)
        y.backward(drawn(4, n, h, l, e))
        return [y, q.grad, k.grad, v.grad]

    torch.set_num_threads(threads)
    sizes = (5, 9, 7, (7,), 1, 1), (6, 30, 5, (6, 5), 0.3, 0.7), (2, 9, 20, (2, 20), 0.3, 1), (9, 250, 13, (13,), 1, 1), (40, 700, 9, (40, 9), 1, 1)
    out["products onto"] = [torch.addmm(drawn(1, *s), drawn(2, m, k), drawn(3, k, n), alpha=a, beta=b) for m, k, n, s, a, b in sizes]
    out["attention"] = [
        *attention(2, 2, 10, 10, 8), *attention(1, 2, 40, 33, 8, drawn(5, 40, 33)), *attention(2, 1, 20, 20, 16, None, True),
        *attention(1, 1, 3, 600, 16)]  # fmt: skip
    if threads == 2:
        conv("images shared by two threads", F.conv2d, (5, 3, 9, 8), (6, 3, 3, 3), 6, 1, 1)
        conv("channels shared by two threads", F.conv2d, (3, 20, 7, 7), (33, 20, 3, 3), 33)
        conv("each channel alone, two threads", F.conv2d, (3, 4, 7, 7), (4, 1, 3, 3), 4, 1, 1, 1, 4)
        out["few rows"] = [drawn(1, 7, 20) @ drawn(2, 20, 16), drawn(3, 10, 64) @ drawn(4, 64, 33)]
        out["all of many"] = [drawn(5, 41000).sum(), drawn(6, 64, 784).mean()]
        return out
    conv("first layer", F.conv2d, (4, 1, 14, 13), (5, 1, 5, 5), 5)
    conv("colours", F.conv2d, (2, 3, 12, 12), (8, 3, 3, 3), 8, 1, 1)
    conv("many channels", F.conv2d, (2, 37, 9, 9), (19, 37, 3, 3), 19, 1, 1)
    conv("longer than a piece", F.conv2d, (2, 16, 10, 10), (14, 16, 5, 5), 0, 1, 2)
    conv("two steps", F.conv2d, (2, 16, 8, 8), (20, 16, 4, 4), 20, 2, 1)
    conv("one place", F.conv2d, (16, 20, 4, 4), (7, 20, 1, 1), 7)
    conv("one place, two steps", F.conv2d, (3, 20, 6, 6), (7, 20, 1, 1), 7, 2)
    conv("each channel alone", F.conv2d, (2, 6, 8, 8), (6, 1, 3, 3), 6, 1, 1, 1, 6)
    conv("one axis", F.conv1d, (3, 18, 21), (5, 18, 3), 5, 1, 1)
    conv("three axes", F.conv3d, (2, 2, 5, 6, 5), (3, 2, 2, 2, 2), 3)
    conv("transposed", F.conv_transpose2d, (3, 18, 5, 5), (18, 6, 4, 4), 6, 2, 1)
    conv("wide result", F.conv2d, (9, 2, 14, 14), (3, 2, 3, 3), 3)
    conv("one place, few images", F.conv2d, (2, 24, 16, 16), (8, 24, 1, 1), 8)
    del out["one place, few images"][2:]  # NumPy's BLAS adds the gradient of the weight
    out["few rows"] = [drawn(1, 7, 20) @ drawn(2, 20, 16), drawn(3, 10, 64) @ drawn(4, 64, 33)]
    out["few columns, many products"] = [drawn(5, 64, 320) @ drawn(6, 10, 320).t(), drawn(7, 1, 4000) @ drawn(8, 60, 4000).t()]
    out["both by columns"] = [drawn(1, 40, 9).t() @ drawn(2, 7, 40).t(), drawn(3, 50, 33)[:, :30] @ drawn(4, 6, 30).t()]
    q, k, v = drawn(1, 4, 17, 16), drawn(2, 4, 17, 16), drawn(3, 4, 17, 20)
    out["batches"] = [q @ k.transpose(1, 2), (q @ k.transpose(1, 2)) @ v]
    out["batches"] += [drawn(4, 3, 9, 64) @ drawn(5, 3, 64, 9), drawn(6, 3, 2, 300) @ drawn(7, 3, 300, 14)]
    out["batches of few columns"] = [drawn(1, 4, 20, 16).transpose(1, 2) @ drawn(2, 4, 8, 20).transpose(1, 2)]
    out["all of many"] = [drawn(5, 41000).sum(), drawn(6, 64, 784).mean()]
    x = (drawn(1, 2, 400, 70) * 3).requires_grad_()
    y = torch.log_softmax(x, -1)
    y.backward(drawn(2, 2, 400, 70))
    out["log_softmax of many"] = [y, x.grad]
    x, y = drawn(1, 4, 9, 17, 12), drawn(2, 33, 40)
    out["not in order"] = [
        *(x.sum((0, 2)), x.permute(0, 3, 1, 2).sum((0, 2, 3)), x.permute(0, 3, 1, 2).mean(1), x.transpose(1, 3).sum((1, 3))),
        *(x[:, :, :, 1:].sum((1, 3)), x[..., ::2].sum(3), x.transpose(0, 2)[1:].sum(), y[:, :9].sum(0), y.t().sum((0, 1)), y[:, 3].sum(0)),
        *(y[:1].expand(30, 40).sum(0), x[:, :1].expand(4, 9, 17, 12).sum((0, 1, 3))),
    ]
    out["batches onto"] = [
        torch.baddbmm(drawn(1, 3, 4, 4), drawn(2, 3, 4, 4), drawn(3, 3, 4, 4), alpha=0.3),
        torch.baddbmm(drawn(1, 1, 1, 8), drawn(2, 3, 8, 8), drawn(3, 3, 8, 8), alpha=0.3),
        torch.baddbmm(drawn(1, 1, 17, 17), drawn(2, 3, 17, 8), drawn(3, 3, 17, 8).transpose(1, 2)),
    ]
    return out


@pytest.fixture(params=DIGITS)
def threads(request):
    before = parallel.count
    yield request.param
    parallel.use(before)


@pytest.mark.skipif(not chains.longest(), reason="NumPy's BLAS adds in another order here")
def test_products_are_added_as_pytorch_adds_them(threads):
    for name, found in results(threads).items():
        marks = tuple(zlib.crc32(np.ascontiguousarray(t.detach().numpy()).tobytes()) for t in found)
        assert marks == DIGITS[threads][name], name


@pytest.mark.parametrize("m, k, n", [(1, 9, 5), (5, 25, 700), (16, 400, 100), (13, 330, 305), (50, 700, 641), (8, 9, 2560)])
@pytest.mark.skipif(not chains.longest(), reason="NumPy's BLAS adds in another order here")
def test_a_chain_is_as_long_as_it_has_to_be(m, k, n):
    left = np.sin(np.arange(m * k, dtype=np.float32)).reshape(m, k)
    right = np.sin(np.arange(k * n, dtype=np.float32) * 1.7).reshape(k, n)
    want = _by_steps(left, right)
    assert (chains.chain_product(left, right)[:m] == want).all()
    assert (chains.long_product(left, np.ascontiguousarray(right.T)) == want).all()


def _waves(*shape):
    return np.sin(np.arange(1, np.prod(shape) + 1, dtype=np.float32) * 1.3).reshape(shape)


@pytest.mark.parametrize("m, k, n", [(10, 5, 5), (64, 10, 3), (3, 7, 8), (2, 2, 2), (9, 17, 9), (1, 6, 5)])
def test_small_products_added_at_once_are_those_added_in_turn(m, k, n):
    a, b = _waves(m, k), _waves(n, k).T
    assert (lanes._at_once(m, k, n, k)(a, b) == lanes._in_shifted_lanes(a, b, m, k, n, k)).all()


@pytest.mark.parametrize("m, k, n", [(8, 8, 8), (5, 20, 10), (4, 40, 3), (3, 12, 30), (9, 50, 7), (8, 7, 9), (6, 30, 4)])
def test_narrow_products_of_a_batch_are_those_of_one(m, k, n):
    a, b = _waves(3, m, k), _waves(3, n, k).transpose(0, 2, 1)
    for right in (b, b.copy()) if n <= 4 or n % 4 == 0 else (b,):
        out = batched_products.products(a, right)
        assert all((out[i] == products.product(a[i], right[i])).all() for i in range(3))


def test_a_full_store_of_plans_changes_no_digit():
    a, b, start = _waves(4, 10), _waves(10, 5), _waves(5)
    products._forget()
    want = products.product_onto(start, a, b)
    products._forget()
    products._plans.update(dict.fromkeys(range(products.KEPT)))
    assert (products.product_onto(start, a, b) == want).all()


@pytest.mark.parametrize("number, error", [(0, "a positive integer"), ("a", "an int, but got str"), (True, "an int, but got bool")])
def test_a_number_of_threads_that_is_none(number, error):
    with pytest.raises(RuntimeError, match=f"set_num_threads expects {error}"):
        torch.set_num_threads(number)


def test_a_number_of_threads_is_told(threads):
    torch.set_num_threads(threads)
    assert torch.get_num_threads() == threads
