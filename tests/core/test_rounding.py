"""Numbers to the last bit, and small things that programs of others rely on; the data come from real PyTorch."""

import pytest

import core.facade as torch

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
