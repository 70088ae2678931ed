"""Numbers to the last bit, and small things that programs of others rely on; the data come from real PyTorch."""

import math
import zlib

import numpy as np
import pytest

import core.facade as torch
from core import dtypes
from core.ops import sleef
from core.summing import total

F = torch.nn.functional
BITS = {
    "sum": ("4c4264c0"),
    "mean": ("c569c5bd"),
    "rows": ("cf5d0a4000d3e83de05d23beeab8f23ff3d2524032119fbf3556f1bfb024e1bee01f5f40"),
    "columns": ("be5b374129da133fa063853d4e5e124141842fc1ca4a60402afeebc08ae38fc06284eac03aed9f40d5248740"),
    "sigmoid": (
        "dd00c03e8d903c3fb842d33e8ddc073f1bd3e83e3a3a3b3e5514093f4f63be3e2553e03e1246be3ec18c723f300bb63e8eae"
        "493f334f163fb3b5583e1dfafe3e99c80f3fdc02543f5970263ea7152d3e503fec3e57ceb43e35a89e3eea210a3f7c1fa73e"
        "21ee2e3f3f34783eefc9ee3e865aab3e814adf3e6cbbab3e7d3b3e3fd7c6c93e9d0d5b3f60aa033fee8ab03e2be50b3f"
    ),
    "softmax": (
        "73dd923e887ca23ec438c13dc07e033ee730313ee7cef63ea587ac3dcb0fdc3c9c57323ec6446e3ead05f03ebd264c3db87d"
        "083d1bf3d23e3795133dbfd05f3ee8b40b3d3cdf193f7d1fc23d68d5523dd9ece63e75f31b3db194ab3da218403e7746753e"
        "1504ed3c50211c3e5b8e113f7919373e85d6913deb20ed3e296a323dd7ddcd3c475fd33e67a5623d9d82bf3dfa779c3e2918"
        "b73c6a1b083f34f83f3d8bf10c3fa55c193edfdbdd3d0f930e3ebe70553d"
    ),
    "narrow": (
        "6d03aabf760836bdb75336c03f74ddbf6ac0d23f926ef2bfd1991bc0a2e67440ecee2bbf7e5efa3f85092d40473eda3f5846"
        "debfeed15b40e800b3bd31a9a73fe88699bf70415540aaccf5bf164e5640c1144dbea34488c08e30963e58c1aebf7cd8bbbf"
        "628a1840bb9e45c0"
    ),
    "linear": (
        "104277bec5c3b240f21021c01a6c4ac0e960f5bf5c3e68403b4cadc0e477a43f18ffb93f72b50dc08fba13409028f4be8479"
        "b9bfc0ac74bfd9ea423f12b7a9bf6c774ac05faf0140406f46be8681e23fade8c33f1ed576bf9c6bf03f4035cb3f"
    ),
    "arange": ("000080bfcdcc4cbf9a9919bfcdccccbecdcc4cbe00008024cdcc4c3ecdcccc3e9a99193fcdcc4c3f"),
    "linspace": ("000080bfaaaa2abfaaaaaabe000000b3aaaaaa3eaaaa2a3f0000803f"),
    "one": ("000080bf"),
}


def results():
    torch.manual_seed(11)
    x, y, z = torch.randn(37), torch.randn(9, 5), torch.randn(70, 11)
    out = {"sum": x.sum(), "mean": x.mean(), "rows": y.sum(1), "columns": z.sum(0), "sigmoid": x.sigmoid()}
    out["softmax"] = y.softmax(1)
    out["narrow"] = y @ torch.randn(5, 3)
    out["linear"] = F.linear(torch.randn(6, 8), torch.randn(4, 8))
    out["arange"], out["linspace"], out["one"] = (
        torch.arange(-1, 1, 0.2),
        torch.linspace(-1, 1, 7),
        torch.linspace(-1, 1, 1),
    )
    return out


@pytest.mark.parametrize("name", BITS)
def test_bits_are_torchs(name):
    assert results()[name].numpy().tobytes().hex() == BITS[name]


SUMS = {
    "one output": "2801d2bdba3b55c07979eabfa6f802c0bc1054406a462ec003179fc04c4e5340f4e0c9bec1f2b73f4e053640",
    "long rows by a vector": "3ce007c1ca435140f775cdc03a3bec3fc1f00240681b88beee1dacc0b69618c1",
    "three outputs": (
        "86299b4017d30bc1ba765c41e7583540070e12c1e48fed40b77d963ff46f9d409a6e39beedcdbdc0615c4c40847d884011ec"
        "14c0a6ec14bfba834c3ef33a6fc0d08481bfa2c2a7406e57ff3f149d96c03c8fc440"
    ),
    "dot": "835d1742",
    "mv": ("240e08bf7df00440597954401149813ff42414bf043d8fc0788816c08cd1d23f3e398140a2ba0340c71c29404697be40"),
    "wide softmax": (
        "482b2b3f6a3f643fb29e3b3fbf1b853fa02d333fa067683f53010d3fd533153f978c1d3ff3c8743f2650ae3f14021c3f7c2e"
        "333fbc49423f38a8123fc3241c3f18370f3fde72f73ec451693ff084353fc39eee3e10ce423f56ad383fa2ce293f97bb3f3f"
        "86a4813f4b52343f"
    ),
    "ce": "638d8440",
    "one column": "e445ba3f",
    "middle": (
        "166fe93e1d0799c0cf5abe3f826511c164ab92c0e898b0be34b24540c39f1140c2f707c1141a6140e178da40b8509dbfe70b"
        "0b418c21b73e4a7a75404e7586401e19be40f6a5a540805646409a4dff4074d307c0a40f92bfb537bf3f584ddf3e"
    ),
    "around": (
        "780553bef97aedc0ac408540ec86cfc0500292c014d40cc0f1138a40af8f89c0ca941741317fc3c0e2c4b44052f3f5407c33"
        "35c0c85747c06d359240d8c96cc0f00c19402c0793c0de33d5409f9012c158fd0bc05170ba40eb41693f8e309b3fde2e8440"
        "a6682d409993ae400e538e3f7007b13efab32bbfe8a15b40be6ea840e92435c1a2fe2641f5ed3440d40974bee847f340"
    ),
    "transposed": (
        "8a9235bfee3935c0cb58394080d2c5bdf7ab9e4064af83bedb730241bec3373e40e593c0d07f07bfa2937840583182c03903"
        "884024a56840f4442ec1ca3044c0ecad23c1d7c324c10ef01ec1c408d33ffb1659410051efbe44de38c00a59bbbe0801d2c0"
        "a4e699c0e265a74096b6a7c00a263f4021f21ac0687a35403369bbc0fae0374068ee46bf34608bbfa073b4400385b34079de"
        "13c028b79440f32b86409e5380c00066cdbd1ae6c6bf764267c0a4cf02bfb8ee40402ed98ec0b5416440a23ed3bf1d620dc1"
    ),
    "long rows": "127a8541455f6f4191da2341",
    "broadcast": "3a1d5e414b8f2e41067d14419f41a34001cd5841",
    "nll": "aa4c1b3e",
    "negative zeros": "00000000",
}


def sums():
    torch.manual_seed(5)
    x, y, z = torch.randn(100, 1), torch.randn(4, 37, 6), torch.randn(50, 23)
    out = {"one column": x.sum(0), "middle": y.sum(1), "around": y.sum((0, 2)), "transposed": z.t().sum(0)}
    out["long rows"] = torch.randn(3, 301).sum(1)
    w, b = torch.randn(5, 3, requires_grad=True), torch.zeros(5, requires_grad=True)
    (torch.randn(41, 3) @ w.t() + b).sin().sum().backward()
    out["broadcast"] = b.grad
    out["nll"] = F.nll_loss(z, torch.randint(0, 23, (50,)))
    out["negative zeros"] = (-torch.zeros(40)).sum()
    torch.manual_seed(8)
    x, m, z = torch.randn(37), torch.randn(12, 3), torch.randn(20, 27)
    out["dot"], out["mv"], out["wide softmax"] = x @ x, m @ x[:3], z.softmax(1).sum(0)
    out["ce"] = F.cross_entropy(z, torch.randint(0, 27, (20,)))
    torch.manual_seed(9)
    out["one output"] = F.linear(torch.randn(11, 10), torch.randn(1, 10), torch.randn(1))
    out["long rows by a vector"] = torch.randn(8, 33) @ torch.randn(33)
    torch.manual_seed(9)
    out["three outputs"] = F.linear(torch.randn(7, 20), torch.randn(3, 20), torch.randn(3))
    return out


@pytest.mark.parametrize("name", SUMS)
def test_sums_are_added_in_torchs_order(name):
    assert sums()[name].detach().numpy().tobytes().hex() == SUMS[name]


@pytest.mark.parametrize("shape", [(3,), (2, 4), (9, 1), (1, 9), (8, 3), (33, 40), (5, 6, 7), (70, 2, 3)])
@pytest.mark.parametrize("axis", [None, 0, -1])
def test_no_sum_is_a_negative_zero(shape, axis):
    assert not np.signbit(np.asarray(total(-np.zeros(shape, np.float32), axis, False))).any()


@pytest.mark.parametrize(
    "number", [0, 0.0, -0.0, True, 1, 0.1, 1e40, -3, 2**40, float("inf"), float("-inf"), float("nan")]
)
def test_a_number_beside_an_array_is_the_number(number):
    x = np.array([0.5, -2.0], np.float32)
    with np.errstate(all="ignore"):
        assert (x * dtypes.number32(number)).tobytes() == (x * number).astype(np.float32).tobytes()
        assert (x + dtypes.number32(number)).dtype == np.float32


def test_the_exponential_of_softmax_far_out_and_close_by():
    x = np.concatenate([np.linspace(-86, 86, 900), [0, 88.8, -104, np.inf, -np.inf, np.nan]]).astype(np.float32)
    got, want = sleef.exp(x).astype(float), np.exp(x.astype(float)).astype(np.float32).astype(float)
    assert np.allclose(got, want, rtol=1.2e-7, atol=0, equal_nan=True)


def test_large_and_strided_sums_are_close():
    x = torch.randn(40, 1000)
    for part in (x, x.t(), x[:, ::3], x[:, :7]):
        assert torch.allclose(part.sum().double(), part.double().sum(), rtol=1e-4, atol=1e-2)
        assert torch.allclose(part.sum(0).double(), part.double().sum(0), rtol=1e-4, atol=1e-3)
        assert torch.allclose(
            part.sum((0, 1), keepdim=True).double(), part.double().sum((0, 1), keepdim=True), atol=1e-2
        )


def test_a_sigmoid_far_out_is_one_or_nothing():
    x = torch.tensor([-200.0, -90.0, 0.0, 90.0, 200.0, float("inf"), float("-inf"), float("nan")])
    assert str(torch.sigmoid(x).tolist()) == str(
        [0.0, torch.sigmoid(x)[1].item(), 0.5, 1.0, 1.0, 1.0, 0.0, float("nan")]
    )


@pytest.mark.filterwarnings("ignore:Using a non-tuple sequence:UserWarning")  # as torch warns
@pytest.mark.parametrize(
    "index, first",
    [
        ([[0, 4], [2, 2]], 10),
        ([slice(None), [1, 3], slice(None)], 5),
        ([None, 1], 25),
        ([..., 1], 1),
        ([0, 1], 0),
        ([1.5], 25),
    ],
)
def test_a_list_with_indices_in_it_is_a_tuple_of_them(index, first):
    assert torch.arange(125).view(5, 5, 5)[index].flatten()[0].item() == first


def test_the_data_of_a_parameter_is_a_plain_tensor():
    assert type(torch.nn.Parameter(torch.ones(2)).data) is torch.Tensor


def test_numpy_of_a_tracked_tensor_where_gradients_are_off():
    x = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        assert x.numpy().tolist() == [1.0, 1.0]
    with pytest.raises(RuntimeError, match="Can't call numpy"):
        x.numpy()


class Twice(torch.autograd.function.InplaceFunction):
    @staticmethod
    def forward(ctx, x, more=False):
        ctx.mark_dirty(x.mul_(2))
        return (x, x) if more else x

    @staticmethod
    def backward(ctx, grad, *_):
        return grad * 2, None


def test_a_function_that_changes_its_input():
    leaf = torch.ones(2, 2, requires_grad=True)
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad has been used in an in-place operation"):
        Twice.apply(leaf)
    with pytest.raises(RuntimeError, match="cannot return more than one Tensor"):
        Twice.apply(leaf.clone()[0], True)
    base = leaf * 1
    Twice.apply(base[0])
    assert base.grad_fn.name() == "torch::autograd::CopySlices"
    base.sum().backward()
    assert leaf.grad.tolist() == [[2.0, 2.0], [1.0, 1.0]]


def test_the_second_derivative_of_a_square_is_in_the_graph():
    x = torch.ones(3, requires_grad=True)
    (g,) = torch.autograd.grad((x**2).sum(), x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x, create_graph=True)
    assert h.grad_fn.name() == "MulBackward0" and h.tolist() == [2.0, 2.0, 2.0]


@pytest.mark.parametrize("size", [1, 16, 64, 4000])
def test_the_logarithm_of_softmax_is_its_kernels_in_every_number(size):
    x = 1 + np.arange(1, size + 1, dtype=np.float32) ** 1.7 / np.float32(size * 0.37)
    assert sleef.log(x).tobytes() == sleef._log(x).tobytes()
    assert np.array([sleef._log_of_one(number) for number in x.tolist()], np.float32).tobytes() == sleef._log(x).tobytes()
    ends = np.array([1, np.inf, np.nan], np.float32)
    assert str(sleef.log(ends).tolist()) == "[0.0, inf, nan]"


def test_a_view_of_another_dtype_reads_the_same_bits(tmp_path):
    import core

    with core.record(tmp_path / "bits.tape"):
        x = torch.full((2,), -0.5)
        bits = x.view(torch.int32)
        assert bits.tolist() == [-1090519040] * 2 and x.view(dtype=torch.int16).tolist() == [0, -16640] * 2
        assert x.bfloat16().view(torch.int16).tolist() == [-16640] * 2
        assert torch.tensor([16256, 16384], dtype=torch.int16).view(torch.bfloat16).tolist() == [1.0, 2.0]
        assert torch.tensor(1.5).view(torch.int32).item() == 1069547520
        bits[0] = 0
    assert x.tolist() == [0.0, -0.5] and x._version == 1 and not bits.requires_grad
    with core.open_tape(tmp_path / "bits.tape") as tape:
        events = [tape.to_json(i) for i in range(len(tape))]
    told = [event for event in events if event.get("op") == "view"]
    assert told[0]["value"]["data"] == [-1090519040] * 2 and told[0]["name"] == "bits"


@pytest.mark.parametrize(
    "dtype, of, words",
    [
        (torch.int16, torch.ones(2, 3).T, "self.stride(-1) must be 1 to view Float as Short (different element sizes), but got 3"),
        (torch.float64, torch.ones(3), "self.size(-1) must be divisible by 2 to view Float as Double (different element sizes), but got 3"),
        (torch.int64, torch.ones(8)[1:3], "self.storage_offset() must be divisible by 2 to view Float as Long (different element sizes), but got 1"),
        (torch.int16, torch.tensor(1.0), "self.dim() cannot be 0 to view Float as Short (different element sizes)"),
    ],
)  # fmt: skip
def test_a_view_of_another_dtype_that_does_not_fit(dtype, of, words):
    with pytest.raises(RuntimeError) as refused:
        of.view(dtype)
    assert str(refused.value) == words


# crc32 of a @ b, with a bias added where b lies by columns, by sizes (m, k, n) and how a and b lie in memory (N by rows, T by columns);
# from real PyTorch.
PRODUCTS = {
    (100, 16, 12, "NT"): 0xd1f02ae8,
    (33, 20, 13, "NN"): 0x87786a13,
    (20, 40, 16, "TN"): 0xa860633b,
    (300, 32, 5, "NN"): 0xcb538004,
    (64, 100, 10, "NT"): 0x398ab444,
    (40, 50, 6, "NT"): 0xeee46ce1,
    (30, 33, 3, "NT"): 0x40d01b06,
    (2, 200, 16, "TN"): 0x2b669bde,
    (3, 18, 9, "NN"): 0x2fe9d158,
    (256, 20, 7, "TN"): 0xe118405b,
    (16, 9, 2, "NT"): 0x637b5f48,
    (4, 192, 16, "NN"): 0xf7d5902f,
    (1, 20, 7, "NT"): 0x96c8c415,
    (1, 13, 2, "NT"): 0x6ad025e8,
    (1, 100, 1, "NT"): 0xf966a3fa,
    (1, 187, 59, "NT"): 0xd5dddfd5,
    (1, 784, 300, "NT"): 0xc13cd6cc,
    (1, 30, 3, "NT"): 0xec4bef0c,
}


@pytest.mark.parametrize("sizes", PRODUCTS, ids=str)
def test_products_are_added_in_torchs_order(sizes):
    m, k, n, layout = sizes
    torch.manual_seed(m * 7 + k * 3 + n)
    a = torch.randn(m, k) if layout[0] == "N" else torch.randn(k, m).T
    b = torch.randn(k, n) if layout[1] == "N" else torch.randn(n, k).T
    out = torch.addmm(torch.randn(n), a, b) if layout == "NT" else a @ b
    assert zlib.crc32(np.ascontiguousarray(out.numpy()).tobytes()) == PRODUCTS[sizes]


@pytest.mark.parametrize("size", [3, 3000])
def test_the_gradient_of_relu_is_a_zero_without_a_sign_and_passes_at_nan(size):
    x = torch.tensor([-1.0, 2.0, float("nan")]).repeat(size // 3).requires_grad_()
    (-x.relu()).sum().backward()
    assert str(x.grad[-3:]) == "tensor([ 0., -1., -1.])"
    x.grad = None
    (x.relu() * float("nan")).sum().backward()
    assert str(x.grad[-3:]) == "tensor([0., nan, nan])"


def test_multiply_adds_of_single_numbers_are_rounded_once():
    """As those of arrays; the numbers are PyTorch's."""
    x = torch.tensor(8 / 20, requires_grad=True)
    (x.tanh() * 0.7).backward()
    assert x.grad.item() == 0.5989471673965454
    assert torch.add(torch.tensor(15 / 7), torch.tensor(15 / 11), alpha=15 / 13).item() == 3.7162835597991943
    assert torch.sub(torch.tensor(8 / 7), torch.tensor(8 / 11), alpha=8 / 13).item() == 0.6953046917915344


@pytest.mark.parametrize("seed, sigmoid, silu", [(1, 0xA0DCD402, 0x350D2A1E), (4, 0xEBAA0CC5, 0x72EE08A1)])
def test_what_is_left_over_by_the_registers_has_the_exponential_of_the_c_library(seed, sigmoid, silu):
    torch.manual_seed(seed)
    x = torch.randn(20) * 2
    got = [zlib.crc32(f(x).numpy().tobytes()) for f in (torch.sigmoid, F.silu)]
    assert got == [sigmoid, silu]


def test_float16_times_a_number_is_computed_in_float32():
    x = torch.linspace(-3, 3, 9).half().requires_grad_()
    assert (x * 0.3).tolist()[:4] == [-0.89990234375, -0.6748046875, -0.449951171875, -0.2249755859375]
    assert (x * 1e5).tolist()[3:6] == [-math.inf, 0.0, math.inf]
    (x * 0.3).backward(torch.linspace(1, 2, 9).half())
    assert x.grad.tolist()[1:5] == [0.33740234375, 0.375, 0.41259765625, 0.449951171875]


@pytest.mark.parametrize(("sizes", "layer", "bits"), [
    ((5, 1, 3, 8), {}, 0xDA1928E2),
    ((7, 4, 10, 16), {"bidirectional": True}, 0x77D2C0AC),
    ((2, 3, 5, 110), {"num_layers": 2}, 0x0053E3F0),
])  # fmt: skip
def test_an_lstm_and_its_gradients_are_onednns_in_every_number(sizes, layer, bits):
    torch.manual_seed(2)
    steps, batch, features, hidden = sizes
    m, x = torch.nn.LSTM(features, hidden, **layer), torch.randn(steps, batch, features, requires_grad=True)
    out, (h, c) = m(x)
    (out * torch.randn(out.shape)).sum().backward()
    numbers = (out.detach(), h.detach(), c.detach(), x.grad, *[p.grad for p in m.parameters()])
    assert zlib.crc32(b"".join(t.numpy().tobytes() for t in numbers)) == bits


@pytest.mark.parametrize(("sizes", "bits"), [((5, 3, 6, 12), 0x5AF6EF87), ((4, 2, 5, 20), 0x1A484E91)])
def test_both_ways_of_an_lstm_add_the_gradient_that_the_first_state_gives_as_onednn_does(sizes, bits):
    torch.manual_seed(2)
    steps, batch, features, hidden = sizes
    m = torch.nn.LSTM(features, hidden, bidirectional=True)
    x = torch.randn(steps, batch, features, requires_grad=True)
    out, (h, c) = m(x, tuple(torch.randn(2, 2, batch, hidden)))
    (out * torch.randn(out.shape)).sum().backward()
    numbers = (out.detach(), h.detach(), c.detach(), x.grad, *[p.grad for p in m.parameters()])
    assert zlib.crc32(b"".join(t.numpy().tobytes() for t in numbers)) == bits


def test_the_gates_of_an_lstm_far_out_and_at_nan():
    x = torch.tensor([[[float("inf")], [float("-inf")], [float("nan")], [1e30], [0.0]]])
    m = torch.nn.LSTM(1, 1, bias=False)
    torch.nn.init.ones_(m.weight_ih_l0), torch.nn.init.zeros_(m.weight_hh_l0)
    assert str(m(x)[0].detach().view(-1)) == "tensor([0.7616, 0.0000,    nan, 0.7616, 0.0000])"
