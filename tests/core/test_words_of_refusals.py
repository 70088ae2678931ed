"""Messages of refusals that a person meets when shapes or results are not what he thinks, word for word as PyTorch's."""

import pytest

import core.facade as torch

F = torch.nn.functional


@pytest.mark.parametrize(("scores", "target", "words"), [
    ((2, 7, 10), (2, 7), "Expected target size [2, 10], got [2, 7]"),
    ((2, 7, 10), (2, 10, 1), "Expected target size [2, 10], got [2, 10, 1]"),
    ((2, 7, 3, 4, 5), (2, 3, 4, 6), "Expected target size [2, 3, 4, 5], got [2, 3, 4, 6]"),
    ((2, 7, 5, 5), (2, 4, 5), "size mismatch (got input: [2, 7, 5, 5] , target: [2, 4, 5]"),
    ((2, 7, 5, 5), (2, 1, 5, 5), "only batches of spatial targets supported (3D tensors) but got targets of dimension: 4"),
])  # fmt: skip
def test_targets_that_do_not_fit_many_dimensions(scores, target, words):
    with pytest.raises(RuntimeError) as refused:
        F.cross_entropy(torch.zeros(scores), torch.zeros(target, dtype=torch.long))
    assert str(refused.value) == words


ONES = torch.ones(5, 5)


@pytest.mark.parametrize(("code", "kind", "words"), [
    ("torch.arange(0.5, float('inf'))", "RuntimeError", "unsupported range: 0.5 -> inf"),
    ("torch.arange(0, 3, 0.5, dtype=torch.int64)", "ValueError", "step must be nonzero"),
    ("torch.linspace(a[0], 1, 3)", "RuntimeError", "linspace only supports 0-dimensional start and end tensors, but got start with 1 "
     "dimension(s)."),
    ("torch.linspace(0, 1, 2.0)", "TypeError", "linspace() received an invalid combination of arguments - got (int, int, float), but "
     "expected one of:"),
    ("torch.logspace(0, 1, -1)", "RuntimeError", "number of steps must be non-negative"),
    ("a.roll(())", "RuntimeError", "`shifts` required"),
    ("a.roll((2, 1), 0)", "RuntimeError", "shifts and dimensions must align. shifts: 2, dims:1"),
    ("a.sum().roll(0, 0)", "IndexError", "Dimension specified as 0 but tensor has no dimensions"),
    ("a.rot90(dims=(0,))", "RuntimeError", "expected total rotation dims == 2, but got dims = 1"),
    ("a.narrow(0, a[0].long(), 1)", "RuntimeError", "start must be an 0-dim integral Tensor."),
    ("a.narrow_copy(0, 0, -1)", "RuntimeError", "start (0) + length (-1) exceeds dimension size (5)."),
    ("torch.hstack([])", "RuntimeError", "hstack expects a non-empty TensorList"),
    ("a.vsplit(0)", "RuntimeError", "torch.vsplit attempted to split along dimension 0, but the size of the dimension 5 is not divisible "
     "by the split_size 0!"),
    ("a.movedim((1, -1), (0, 1))", "RuntimeError", "movedim: repeated dim in `source` ([1, -1])"),
    ("a.movedim((1, 0), (0,))", "RuntimeError", "movedim: Invalid source or destination dims: source ([1, 0] dims) should contain the same "
     "number of dims as destination ([0] dims)"),
    ("torch.cov(a, fweights=a[0])", "RuntimeError", "cov(): expected fweights to have integral dtype but got fweights with Float dtype"),
    ("torch.cov(a, aweights=a[0, :2])", "RuntimeError", "cov(): expected aweights to have the same numel as there are observations in the "
     "input but got 2 != 5"),
    ("torch.cov(a, aweights=-a[0])", "RuntimeError", "cov(): aweights cannot be negative"),
    ("torch.gradient(a, edge_order=3)", "RuntimeError", "torch.gradient only supports edge_order=1 and edge_order=2."),
    ("torch.gradient(a, spacing=[0.1], dim=(0, 1))", "RuntimeError", "torch.gradient expected spacing to be unspecified, a scalar or it's "
     "spacing and dim arguments to have the same length, but got a spacing argument of length 1 and a dim argument of length 2."),
    ("torch.gradient(a, dim=(1, 1))", "RuntimeError", "dim 1 appears multiple times in the list of dims"),
    ("a[0].dot(a[0, :2].half())", "RuntimeError", "dot : expected both vectors to have same dtype, but found Float and Half"),
    ("torch.complex(a, a.double())", "RuntimeError", "Expected object of scalar type Float but got scalar type Double for second argument"),
    ("a.masked_fill(a > 0, 1j)", "RuntimeError", "value cannot be converted to type float without overflow"),
    ("a.masked_scatter(a, a)", "RuntimeError", "masked_scatter_ only supports boolean masks, but got mask with dtype Float"),
    ("a.index_add(0, torch.tensor([0]), a[:1, :2])", "RuntimeError", "source tensor shape must match self tensor shape, excluding the "
     "specified dimension. Got self.shape = [5, 5] source.shape = [1, 2]"),
    ("a.scatter(0, torch.tensor([[0]]), a[0])", "IndexError", "Dimension out of range (expected to be in range of [-1, 0], but got 1)"),
    ("a.scatter(0, torch.tensor([[0]]), a[None])", "RuntimeError", "Index tensor must have the same number of dimensions as src tensor"),
    ("torch.bucketize(a, a)", "RuntimeError", "boundaries tensor must be 1 dimension, but got dim(2)"),
    ("a.mean(dtype=torch.int64)", "RuntimeError", "mean(): could not infer output dtype. Optional dtype must be either a floating point or "
     "complex dtype. Got: Long"),
    ("torch.linalg.cross(a, a[0])", "RuntimeError", "linalg.cross: inputs must have the same number of dimensions."),
    ("torch.linalg.lstsq(a[0], a)", "RuntimeError", "torch.linalg.lstsq: input must have at least 2 dimensions."),
    ("torch.signal.windows.blackman(-1)", "ValueError", "blackman requires non-negative window length, got M=-1"),
    ("torch.hann_window(-1)", "RuntimeError", "hann_window requires non-negative window_length, got window_length=-1"),
    ("torch.special.zeta(1, 2)", "TypeError", "special_zeta() received an invalid combination of arguments - got (int, int), but expected "
     "one of:"),
    ("torch.fmod(2, a)", "TypeError", "fmod() received an invalid combination of arguments - got (int, Tensor), but expected one of:"),
    ("torch.fft.fftn(a, dim=(0, 0))", "RuntimeError", "FFT dims must be unique"),
    ("torch.fft.fftn(a, s=(1, 2, 3))", "RuntimeError", "Got shape with 3 values but input tensor only has 2 dimensions."),
    ("torch.fft.irfft(a[:, :1])", "RuntimeError", "Invalid number of data points (0) specified"),
    ("torch.stft(torch.ones(10), 4, win_length=5, return_complex=True)", "RuntimeError", "stft(torch.FloatTensor[14], n_fft=4, "
     "hop_length=1, win_length=5, window=None, normalized=0, onesided=None, return_complex=1, align_to_window=None) : expected 0 < "
     "win_length <= n_fft, but got win_length=5"),
    ("torch.istft(a + 0j, 4)", "RuntimeError", "istft(CPUComplexFloatType[5, 5], n_fft=4, hop_length=1, win_length=4, window=None, center=1, "
     "normalized=0, onesided=None, length=None, return_complex=0) : expected the frequency dimension (3rd to the last) of the input tensor "
     "to match n_fft / 2 + 1 when onesided=True, but got 5"),
    ("torch.view_as_complex(a)", "RuntimeError", "Tensor must have a last dimension of size 2"),
    ("a.coalesce()", "RuntimeError", "coalesce expected sparse coordinate tensor layout but got Strided"),
    ("a.to_sparse() + a", "RuntimeError", "add(sparse, dense) is not supported. Use add(dense, sparse) instead."),
    ("torch.sparse_coo_tensor([[0, 1]], [1.0, 2.0], (2, 2), check_invariants=False)", "RuntimeError", "'len(size) == sparse_dim + dense_dim' "
     "is not satisfied: len(size) = 2, sparse_dim = 1, dense_dim = 0"),
    ("F.nll_loss(a[0], torch.tensor([1, 2]))", "ValueError", "For 1D input, 1D target must have size 1, but got target size: 2"),
    ("F.rms_norm(a, (4,))", "RuntimeError", "Given normalized_shape=[4], expected input with shape [*4], but got input of size[5, 5]"),
    ("F.max_pool1d(a, 2, stride=0)", "RuntimeError", "max_pool1d() stride must be greater than zero, but got 0"),
    ("F.max_pool1d(a, 2, padding=2, return_indices=True)", "RuntimeError", "pad should be at most half of effective kernel size, but got "
     "pad=2, kernel_size=2 and dilation=1"),
    ("F.conv2d(a[None, None], a)", "RuntimeError", "weight should have at least three dimensions"),
    ("F.conv1d(a[None], a[None], groups=3)", "RuntimeError", "Given groups=3, expected weight to be at least 3 at dimension 0, but got weight "
     "of size [1, 5, 5] instead"),
    ("F.max_unpool1d(a, torch.zeros(5, 4, dtype=torch.int64), 2)", "RuntimeError", "Expected shape of indices to be same as that of the "
     "input tensor ([5, 5, 1]) but got indices tensor with shape: [5, 4, 1]"),
    ("F.multi_margin_loss(a, torch.zeros(5, dtype=torch.int64), weight=a[0, :2])", "RuntimeError", "inconsistent weight size, expected 5 "
     "but got [2]"),
    ("torch.logical_and(a.long(), 2)", "TypeError", "logical_and(): argument 'other' (position 2) must be Tensor, not int"),
    ("a.long().gcd(2)", "TypeError", "gcd(): argument 'other' (position 1) must be Tensor, not int"),
    ("torch.linalg.solve(torch.eye(3), a[:2])", "RuntimeError", "linalg.solve: Incompatible shapes of A and B for the equation AX = B (3x3 and "
     "2x5)"),
    ("torch.linalg.solve_triangular(torch.eye(5), a[0], upper=True)", "RuntimeError", "linalg.solve_triangular: The input tensor B must have "
     "at least 2 dimensions."),
    ("torch.linalg.matrix_norm(a, dim=(0, 0))", "RuntimeError", "linalg.matrix_norm: dims must be different. Got (0, 0)"),
    ("torch.linalg.norm(a[0], ord='fro')", "RuntimeError", "linalg.matrix_norm: The input tensor A must have at least 2 dimensions."),
    ("a.sum().renorm(1, 0, 1.0)", "RuntimeError", "renorm: input needs at least 2 dimensions, got 0 dimensions"),
])  # fmt: skip
def test_shapes_and_numbers_that_do_not_fit(code, kind, words):
    with pytest.raises(Exception) as refused:
        eval(code, {"torch": torch, "F": F, "a": ONES})
    assert (refused.type.__name__, str(refused.value).split("\n")[0]) == (kind, words)


S = torch.sin


@pytest.mark.parametrize(("code", "kind", "words"), [
    ("grad(S, argnums=2)(a)", "RuntimeError", "Got argnum=2, but only 1 positional inputs"),
    ("grad(S, argnums=[0])(a)", "RuntimeError", "argnums must be int or Tuple[int, ...], got: <class 'list'>"),
    ("grad(S)(a)", "RuntimeError", "grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with 2 dims. Maybe you "
     "wanted to use the vjp or jacrev APIs instead?"),
    ("grad(lambda x: [x, x], has_aux=True)(a)", "RuntimeError", "grad_and_value(f)(*args): output of function f should be a tuple: (output, "
     "aux) if has_aux is True"),
    ("vjp(lambda x: (x, x), a)[1](a)", "RuntimeError", "Expected pytree structure of cotangents to be the same as pytree structure of outputs "
     "to the function. cotangents: *, primal output: (*, *)"),
    ("jvp(S, a, (a,))", "RuntimeError", "jvp(f, primals, tangents): Expected primals to be a tuple. E.g. it should be valid to call "
     "f(*primals)."),
    ("jacrev(lambda x: None)(a)", "RuntimeError", "vjp(f, *primals): Expected f to be a function that has non-empty output (got output = "
     "[None])"),
    ("jacfwd(S)(a + 0j)", "RuntimeError", "jacfwd: Expected all inputs to be real but received complex tensor at flattened input idx: 0"),
    ("vmap(lambda x: 3.0)(a)", "ValueError", "vmap(<lambda>, ...): `<lambda>` must only return Tensors, got type <class 'float'>. Did you mean "
     "to set out_dims= to None for output?"),
    ("vmap(torch.mul)(a, a[:2])", "ValueError", "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes [5, 2] for "
     "the mapped dimension"),
    ("vmap(S, in_dims=3)(a)", "ValueError", "vmap(sin, in_dims=3, ...)(<inputs>): Got in_dim=3 for some input, but that input is a Tensor of "
     "dimensionality 2 so expected in_dim to satisfy -2 <= in_dim < 2."),
    ("vmap(S)(2.0)", "ValueError", "vmap(sin, in_dims=0, ...)(<inputs>): Got in_dim=0 for an input but the input is of type <class 'float'>. We "
     "cannot vmap over non-Tensor arguments, please use None as the respective in_dim"),
    ("vmap(lambda x: x + torch.randn(5))(a)", "RuntimeError", "vmap: called random operation while in randomness error mode. Please either use "
     "the 'same' or 'different' randomness flags on vmap or perform the randomness operation out of vmap"),
    ("vmap(S, out_dims=4)(a)", "IndexError", "Dimension out of range (expected to be in range of [-2, 1], but got 4)"),
])  # fmt: skip
def test_what_torch_func_asks_of_functions(code, kind, words):
    names = {name: getattr(torch.func, name) for name in ("grad", "vjp", "jvp", "jacrev", "jacfwd", "vmap")}
    with pytest.raises(Exception) as refused:
        eval(code, {"torch": torch, "a": ONES, "S": S, **names})
    assert (refused.type.__name__, str(refused.value).split("\n")[0]) == (kind, words)


def test_gradients_of_a_transform_hang_on_what_the_function_captured():
    w = torch.ones(3, requires_grad=True)
    first = torch.func.grad(lambda x: (x * w).sum())(torch.ones(3))
    assert first.requires_grad and not torch.func.grad(lambda x: (x * x).sum())(torch.ones(3)).requires_grad
    with torch.no_grad():
        assert not torch.func.grad(lambda x: (x * w).sum())(torch.ones(3)).requires_grad


def test_vmap_of_a_named_tuple_and_of_a_dict_with_dims_of_its_own():
    rows = torch.tensor([[1.0, 3.0], [5.0, 2.0]])
    values, places = torch.vmap(lambda x: x.max(0))(rows)
    assert values.tolist() == [3, 5] and places.tolist() == [1, 0]
    out = torch.vmap(lambda d: d["a"] + d["b"], in_dims=({"a": 0, "b": None},), out_dims=1)({"a": rows, "b": torch.ones(2)})
    assert out.tolist() == [[2, 6], [4, 3]]


def test_sums_of_sparse_tensors_have_each_place_once():
    s = torch.sparse_coo_tensor([[0, 1], [2, 0]], [3.0, 4.0], (2, 3), check_invariants=False)
    t = torch.sparse_coo_tensor([[0, 1], [2, 1]], [1.0, 5.0], (2, 3), check_invariants=False)
    both = s + t
    assert (both._indices().tolist(), both._values().tolist()) == ([[0, 1, 1], [2, 0, 1]], [4, 4, 5])
    assert (s - s)._values().tolist() == [0, 0]
    assert torch.ones(2, 2).sparse_mask(torch.eye(2).to_sparse()).to_dense().tolist() == [[1, 0], [0, 1]]
    assert (str(type(s)), s.type()) == ("<class 'torch.Tensor'>", "torch.sparse.FloatTensor")


def test_a_named_tuple_is_called_by_its_whole_name():
    with pytest.raises(AttributeError, match=r"'torch.return_types.sort' object has no attribute 'mean'"):
        torch.ones(2, 3).sort(dim=1).mean()


@pytest.mark.parametrize(("code", "dtype", "kind", "words"), [
    ('torch.mm(a, a)', 'bool', 'NotImplementedError', '"addmm_impl_cpu_" not implemented for \'Bool\''),
    ('torch.mv(a, a[0])', 'bool', 'NotImplementedError', '"addmv_impl_cpu" not implemented for \'Bool\''),
    ('torch.dot(a[0], a[0])', 'bool', 'NotImplementedError', '"dot" not implemented for \'Bool\''),
    ('torch.bmm(a[None], a[None])', 'bool', 'NotImplementedError', '"bmm" not implemented for \'Bool\''),
    ('F.gelu(a)', 'int64', 'NotImplementedError', '"GeluKernelImpl" not implemented for \'Long\''),
    ('F.elu(a)', 'int64', 'NotImplementedError', '"elu_cpu" not implemented for \'Long\''),
    ('F.leaky_relu(a)', 'uint8', 'NotImplementedError', '"leaky_relu_cpu" not implemented for \'Byte\''),
    ("F.hardtanh(a)", "bool", "RuntimeError", "Bool inputs not supported for hardtanh"),
    ('F.layer_norm(a, (2,))', 'int64', 'NotImplementedError', '"LayerNormKernelImpl" not implemented for \'Long\''),
    ('F.cross_entropy(a, b)', 'int64', 'NotImplementedError', '"log_softmax_lastdim_kernel_impl" not implemented for \'Long\''),
    ('F.nll_loss(a, b)', 'int64', 'NotImplementedError', '"nll_loss_out_frame" not implemented for \'Long\''),
    ('F.conv2d(a[None], a[None, None])', 'bool', 'NotImplementedError', '"slow_conv2d_cpu" not implemented for \'Bool\''),
    ('F.max_pool2d(a[None], 2)', 'bool', 'NotImplementedError', '"max_pool2d" not implemented for \'Bool\''),
    ('F.avg_pool2d(a[None], 2)', 'uint8', 'NotImplementedError', '"avg_pool2d" not implemented for \'Byte\''),
    ('F.gelu(a, approximate="no")', "float32", "RuntimeError", "approximate argument must be either none or tanh."),
    ("F.rrelu(a, 0.3, 0.1)", "float32", "RuntimeError", "Lower bound should be less than or equal to the upper bound"),
    ("F.prelu(a, a[:1])", "float32", "RuntimeError", "prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = 2"),
    ("F.prelu(a[0, 0], a[0])", "float32", "RuntimeError", "Not allow zero-dim input tensor."),
    ("F.kl_div(a, a)", "int64", "RuntimeError", "kl_div: Integral inputs not supported."),
    ('torch.linalg.lu(a)', 'int64', 'NotImplementedError', '"lu_cpu" not implemented for \'Long\''),
    ("torch.linalg.eig(a)", "int64", "RuntimeError", "Unknown Complex ScalarType for Long"),
    ("torch.linalg.eigvalsh(a[0])", "bool", "RuntimeError", "linalg.eigh: The input tensor A must have at least 2 dimensions."),
    ("torch.logdet(a)", "float16", "RuntimeError", "logdet: Low precision dtypes not supported. Got Half"),
    ("torch.fft.fft(a)", "float16", "RuntimeError", "Unsupported dtype Half"),
    ("torch.cov(a)", "bool", "RuntimeError", "cov(): bool dtype is not supported for input"),
    ("torch.complex(a, a)", "int64", "RuntimeError", "Expected both inputs to be Half, Float or Double tensors but got Long and Long"),
    ('torch.special.bessel_j0(a)', 'float16', 'NotImplementedError', '"bessel_j0_cpu" not implemented for \'Half\''),
    ("torch.matrix_exp(a)", "int64", "RuntimeError", "linalg.matrix_exp: Expected a floating point or complex tensor as input. Got Long"),
    ('F.prelu(a, a[0, :1])', 'int64', 'NotImplementedError', '"prelu_cpu" not implemented for \'Long\''),
])  # fmt: skip
def test_dtypes_that_kernels_do_not_take(code, dtype, kind, words):
    names = {"a": torch.tensor([[1, 0], [1, 1]], dtype=getattr(torch, dtype)), "b": torch.tensor([0, 1])}
    with pytest.raises(Exception) as refused:
        eval(code, {"torch": torch, "F": F, **names})
    assert (refused.type.__name__, str(refused.value)) == (kind, words)
