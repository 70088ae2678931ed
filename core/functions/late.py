"""Methods of Tensor whose family is imported when one of them is first asked for.

They are listed, since the alternative, `__getattr__` on Tensor, makes each read of any attribute of any tensor three
times as slow (Python specialises such reads only for classes without it). A test holds the list complete.
"""

from ..tensor import Tensor

NAMES = """
__and__ __dlpack__ __dlpack_device__ __floordiv__ __iand__ __ifloordiv__ __ilshift__ __imod__ __invert__ __ior__
__irshift__ __iter__ __ixor__ __lshift__ __matmul__ __mod__ __or__ __pos__ __rand__ __reversed__ __rfloordiv__
__rlshift__ __rmatmul__ __rmod__ __ror__ __rrshift__ __rshift__ __rxor__ __xor__ _conj _grad_fn _neg_view absolute_ acos
acos_ acosh acosh_ addbmm addbmm_ addcdiv addcdiv_ addcmul addcmul_ addmm addmm_ addmv addmv_ addr addr_ all allclose
amax amin aminmax angle any apply_ arccos arccos_ arccosh arccosh_ arcsin arcsin_ arcsinh arcsinh_ arctan arctan2
arctan2_ arctan_ arctanh arctanh_ argmax argmin argsort argwhere as_strided_scatter as_subclass asin asin_ asinh asinh_
atan atan2 atan2_ atan_ atanh atanh_ baddbmm baddbmm_ bernoulli bincount bitwise_and bitwise_and_ bitwise_left_shift
bitwise_left_shift_ bitwise_not bitwise_not_ bitwise_or bitwise_or_ bitwise_right_shift bitwise_right_shift_ bitwise_xor
bitwise_xor_ block_diag bmm ccol_indices ceil ceil_ cholesky cholesky_inverse cholesky_solve chunk clamp clamp_
clamp_max clamp_max_ clamp_min clamp_min_ clip clip_ coalesce col_indices conj conj_physical conj_physical_ copysign
copysign_ corrcoef cos_ cosh cosh_ count_nonzero cov cpu cross crow_indices cuda cummax cummin cumprod cumprod_ cumsum
cumsum_ deg2rad deg2rad_ dense_dim det diag diag_embed diagflat diagonal diagonal_scatter diff digamma digamma_
dim_order dist divide_ dot dsplit eig element_size eq_ equal erf erf_ erfc erfc_ erfinv erfinv_ exp2 exp2_ expm1 expm1_
fill_diagonal_ fix fix_ flip fliplr flipud float_power float_power_ floor floor_ floor_divide floor_divide_ fmax fmin
fmod fmod_ frac frac_ frexp gather gcd gcd_ ge_ geqrf ger get_device grad_dtype greater greater_ greater_equal
greater_equal_ gt_ hardshrink hash_tensor heaviside heaviside_ histc histogram hsplit hypot hypot_ i0 i0_ igamma igamma_ igammac
igammac_ imag index_add index_add_ index_copy index_copy_ index_fill index_fill_ index_put index_put_ index_reduce
index_reduce_ index_select indices inner inverse is_coalesced is_complex is_conj is_cpu is_cuda is_distributed
is_floating_point is_inference is_ipu is_maia is_meta is_mkldnn is_mps is_mtia is_neg is_nested is_nonzero is_pinned
is_quantized is_same_size is_set_to is_shared is_signed is_sparse is_sparse_csr is_vulkan is_xla is_xpu isclose isfinite
isin isinf isnan isneginf isposinf isreal istft itemsize kron kthvalue layout lcm lcm_ ldexp ldexp_ le_ lerp lerp_ less
less_ less_equal less_equal_ lgamma lgamma_ log10 log10_ log1p log1p_ log2 log2_ log_ log_softmax logaddexp logaddexp2
logcumsumexp logdet logical_and logical_and_ logical_not logical_not_ logical_or logical_or_ logical_xor logical_xor_
logit logit_ logsumexp lstsq lt_ lu lu_solve map2_ map_ masked_fill masked_fill_ masked_scatter masked_scatter_
masked_select matmul matrix_exp matrix_power max maximum median min minimum mm mode msort multigammaln multiply_ mv
mvlgamma mvlgamma_ nan_to_num nan_to_num_ nanmean nanmedian nanquantile nansum narrow narrow_copy nbytes ne_ negative_
new new_empty new_empty_strided new_full new_ones new_tensor new_zeros nextafter nextafter_ nonzero nonzero_static
not_equal not_equal_ orgqr ormqr outer pin_memory pinverse polygamma polygamma_ positive prelu prod put put_ qr quantile
rad2deg rad2deg_ real reciprocal_ remainder remainder_ renorm renorm_ repeat repeat_interleave resize resize_ resize_as_
resolve_conj resolve_neg roll rot90 round round_ row_indices rsqrt rsqrt_ rsub scatter scatter_ scatter_add scatter_add_
scatter_reduce scatter_reduce_ select select_scatter set_ sgn_ share_memory_ sign sign_ signbit sin_ sinc sinc_ sinh
sinh_ slice_scatter slogdet softmax solve sort sparse_dim sparse_mask split split_with_sizes square_ std std_mean stft
storage storage_type subtract_ sum_to_size svd symeig take take_along_dim tan tan_ tensor_split tile to_dense to_sparse
to_sparse_bsc to_sparse_bsr to_sparse_coo to_sparse_csc to_sparse_csr topk trace triangular_solve tril tril_ triu triu_
true_divide_ trunc trunc_ type type_as unbind unfold unique unique_consecutive untyped_storage values var var_mean vdot
volatile vsplit where xlogy xlogy_
"""

PROPERTIES = frozenset(
    """_grad_fn grad_dtype imag is_cpu is_cuda is_ipu is_maia is_meta is_mkldnn is_mps is_mtia is_nested is_quantized is_sparse is_sparse_csr
    is_vulkan is_xla is_xpu itemsize layout nbytes real volatile""".split()
)  # of NAMES


class Late:
    """Stands for a method until its family is imported and has put the method in its place."""

    def __init__(self, name):
        self.name = name

    def __get__(self, tensor, cls):
        from . import load_all

        load_all()
        if Tensor.__dict__[self.name] is self:
            raise AttributeError(f"'{cls.__name__}' object has no attribute '{self.name}'")
        return getattr(cls if tensor is None else tensor, self.name)


class LateProperty(Late):
    """Stands for a property: to set it imports its family, too, where the tensor would get an attribute of its own otherwise."""

    def __set__(self, tensor, value):
        from . import load_all

        load_all()
        setattr(tensor, self.name, value)


def install():
    """Puts a Late into Tensor for each of the names that is not there."""
    for name in NAMES.split():
        if name not in Tensor.__dict__:
            setattr(Tensor, name, (LateProperty if name in PROPERTIES else Late)(name))
