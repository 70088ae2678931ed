"""The dtypes that torch's functions refuse, and in which words: of functions that are several ops, and of the slower ones.

(What a single op refuses stands in refusals.py: the generated code looks there.)
"""

import functools
import re
import warnings

import numpy as np

from . import dtypes
from . import state as S
from .errors import _c_name
from .tensor import Tensor, wrap

ABOUT_SHAPES = re.compile("dimension|sizes? |shape|square|dims")
FLOATING = "{name}: Expected a floating point or complex tensor as input. Got {}"
LOW = "{name}: Low precision dtypes not supported. Got {}"
REAL = "Expected both inputs to be Half, Float or Double tensors but got {} and {}"
CONTINUOUS = "{name} distribution is a continuous probability distribution. dtype must be a floating point but you specified {cpp}"
FLOAT_OR_DOUBLE = "This function doesn't handle types other than float and double"
NO_FFT = "Unsupported dtype {}"
BOTH_TRAPEZOID = "{name}: received a bool input for `x` or `y`, but bool is not supported"

# One line a refusal: dtypes (b bool, i integers, u uint8, h float16, B bfloat16, c complex), functions, and what is said after "|": the name
# of a kernel, or a sentence with the dtype as {}, the function as {name}, the dtype as in C++ as {cpp}.
TABLE = f"""
bc Tensor.geometric_ | geometric_cpu
biuc Tensor.log_normal_ | log_normal_cpu
biuc Tensor.cauchy_ | {CONTINUOUS.replace("{name}", "Cauchy")}
biuc Tensor.exponential_ | {CONTINUOUS.replace("{name}", "Exponential").replace("{cpp}", "{}")}
biu torch.normal | normal_kernel_cpu
c torch.normal | normal expects standard deviation to be non-complex
biuhBc torch.histogram Tensor.histogram | histogramdd
biu linalg.lu_solve torch.lu_solve Tensor.lu_solve | {FLOATING.replace("{name}", "torch.linalg.lu_solve")}
hB linalg.lu_solve torch.lu_solve Tensor.lu_solve | linalg.lu_solve_cpu
biuhB torch.cholesky_inverse Tensor.cholesky_inverse | cholesky_inverse_out_cpu
biuhB torch.geqrf Tensor.geqrf | geqrf_cpu
biuhB torch.ormqr Tensor.ormqr | ormqr_cpu
biuhB linalg.householder_product torch.orgqr Tensor.orgqr | orgqr_cpu
biuhB torch.lu Tensor.lu linalg.lu linalg.lu_factor linalg.lu_factor_ex | lu_cpu
hB linalg.tensorsolve | lu_cpu
biuhB torch.triangular_solve Tensor.triangular_solve linalg.solve_triangular | triangular_solve_cpu
biuhB torch.cholesky_solve Tensor.cholesky_solve | cholesky_solve_cpu
biu torch.cholesky Tensor.cholesky | cholesky_cpu
biu linalg.eigh linalg.eigvalsh | linalg_eigh_cpu
hB linalg.eig linalg.eigvals | linalg_eig_out_cpu
biu linalg.eig linalg.eigvals | Unknown Complex ScalarType for {{}}
biuhB linalg.lstsq | {FLOAT_OR_DOUBLE}
biu linalg.tensorsolve | {FLOATING.replace("{name}", "linalg.solve")}
biu linalg.tensorinv | {FLOATING.replace("{name}", "linalg.inv")}
hB linalg.tensorinv | {LOW.replace("{name}", "linalg.inv")}
biu torch.logdet Tensor.logdet | {FLOATING.replace("{name}", "logdet")}
hB torch.logdet Tensor.logdet | {LOW.replace("{name}", "logdet")}
biu linalg.matrix_norm | {FLOATING.replace("{name}", "linalg.matrix_norm")}
biu linalg.vecdot | {FLOATING.replace("{name}", "linalg.vecdot")}
biu linalg.matrix_exp | {FLOATING.replace("{name}", "linalg.matrix_exp")}
biu torch.svd Tensor.svd | {FLOATING.replace("{name}", "linalg.svd")}
bhB linalg.vander | linalg.vander supports floating point, complex, and integer tensors, but got {{}}
b torch.svd_lowrank torch.pca_lowrank | addmm_impl_cpu_
b torch.vdot Tensor.vdot | dot
b torch.trace Tensor.trace | trace
b torch.cov torch.corrcoef Tensor.cov Tensor.corrcoef | cov(): bool dtype is not supported for input
b torch.cross Tensor.cross linalg.cross | cross
c torch.clamp_min Tensor.clamp_min | maximum_cpu
c torch.clamp_max Tensor.clamp_max | minimum_cpu
biu torch.logcumsumexp Tensor.logcumsumexp | logcumsumexp_out_cpu
biuc torch.frexp Tensor.frexp | torch.frexp() only supports floating-point dtypes
biuc torch.nextafter Tensor.nextafter | nextafter_cpu
biu torch.nanmean Tensor.nanmean | nanmean(): expected input to have floating point or complex dtype but got {{}}
iu torch.dist Tensor.dist | norm(): input dtype should be either floating point or complex. Got {{}} instead.
b torch.mvlgamma Tensor.mvlgamma special.multigammaln | The input tensor may not be a boolean tensor.
c torch.mvlgamma Tensor.mvlgamma special.multigammaln | arange_cpu
c torch.isposinf Tensor.isposinf | isposinf does not support complex inputs.
c torch.isneginf Tensor.isneginf | isneginf does not support complex inputs.
c torch.unique_consecutive Tensor.unique_consecutive | unique
biuBc torch.complex | {REAL}
biuhBc torch.histogramdd | histogramdd
b torch.cumulative_trapezoid | {BOTH_TRAPEZOID}
hB fft.fft fft.ifft fft.rfft fft.irfft fft.hfft fft.ihfft fft.fft2 fft.ifft2 fft.rfft2 fft.irfft2 fft.hfft2 fft.ihfft2 | {NO_FFT}
hB fft.fftn fft.ifftn fft.rfftn fft.irfftn fft.hfftn fft.ihfftn | {NO_FFT}
c fft.rfft2 fft.rfftn | rfftn expects a real-valued input tensor, but got {{}}
c fft.ihfft | ihfft expects a real input tensor, but got {{}}
c fft.ihfft2 fft.ihfftn | Only supports floating-point dtypes, but found: {{}}
hBc special.zeta | zeta_cpu
c special.xlog1py | xlog1py_cpu
biuc F.adaptive_max_pool1d F.adaptive_max_pool2d | adaptive_max_pool2d
biuc F.adaptive_max_pool3d | adaptive_max_pool3d_cpu
buc F.avg_pool1d F.local_response_norm | avg_pool2d
buhBc F.avg_pool3d | avg_pool3d_out_frame
bu F.conv_transpose1d F.conv_transpose2d torch.conv_transpose1d torch.conv_transpose2d | slow_conv_transpose2d_out_cpu
bu F.conv_transpose3d torch.conv_transpose3d | slow_conv_transpose3d_out_cpu
iu F.unfold | im2col_out_cpu
biuhBc F.multi_margin_loss | multi_margin_loss_cpu_kernel
biuhBc F.multilabel_margin_loss | multilabel_margin_loss_forward_out_frame
iu F.soft_margin_loss | result type Float can't be cast to the desired output type {{}}
iub F.kl_div | kl_div: Integral inputs not supported.
c F.kl_div | kl_div: Complex inputs not supported.
biuc F.pdist torch.pdist | pdist only supports floating-point dtypes
biuhBc F.ctc_loss torch.ctc_loss | ctc_loss_cpu
biuc F.max_unpool1d F.max_unpool2d | max_unpool2d
biuc F.max_unpool3d | max_unpool3d
c F.fractional_max_pool2d | fractional_max_pool2d_out_frame
c F.fractional_max_pool3d | fractional_max_pool3d_out_frame
biuc F.prelu torch.prelu Tensor.prelu | prelu_cpu
biuhc F.rrelu | rrelu_with_noise_out_cpu
biuc F.grid_sample | grid_sampler_2d_cpu_kernel_impl
biu F.rms_norm torch.rms_norm | rms_norm
b F.bilinear torch.bilinear | bmm
c F.gaussian_nll_loss | lt_cpu
biu F.scaled_dot_product_attention | expected scalar type Float but found {{}}
c F.scaled_dot_product_attention | softmax_lastdim_kernel_impl
"""
for _name in ("airy_ai bessel_j0 bessel_j1 bessel_y0 bessel_y1 modified_bessel_i0 modified_bessel_i1 modified_bessel_k0 "
              "modified_bessel_k1 scaled_modified_bessel_k0 scaled_modified_bessel_k1 spherical_bessel_j0 chebyshev_polynomial_t "
              "chebyshev_polynomial_u chebyshev_polynomial_v chebyshev_polynomial_w shifted_chebyshev_polynomial_t "
              "shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_v shifted_chebyshev_polynomial_w hermite_polynomial_h "
              "hermite_polynomial_he laguerre_polynomial_l legendre_polynomial_p").split():  # fmt: skip
    TABLE += f"hBc special.{_name} | {_name}_cpu\n"


def _parsed():
    found = {}
    for line in TABLE.strip().splitlines():
        head, _, said = line.partition(" | ")
        kinds, *names = head.split()
        for name in names:
            found.setdefault(name, {}).update(dict.fromkeys(kinds, said.strip()))
    return found


REFUSALS = _parsed()


def _letter(dtype):
    """The letter of a dtype in the table; float32 and float64 have none there."""
    if dtype.itemsize == 2 and dtype.category == 2:
        return "B" if dtype is dtypes.bfloat16 else "h"
    return {0: "b", 1: "u" if dtype is dtypes.uint8 else "i", 2: "f", 3: "c"}[dtype.category]


def looking(f, place):
    """`f`, which is called as `place` (as "linalg.lu"), or a function that first looks at its first tensor's dtype."""
    table = REFUSALS.get(place)
    if table is None:
        return f

    @functools.wraps(f)
    def run(*args, **kw):
        first = args[0] if args else next(iter(kw.values()), None)
        if isinstance(first, Tensor):
            said = table.get(_letter(first.dtype))
            if said is not None:
                _see_shapes(f, first, args, kw)
                _refuse(said, place, first)
        return f(*args, **kw)

    return run


def _see_shapes(f, first, args, kw):
    """Raises what `f` says about shapes, had its first tensor a dtype that it takes: PyTorch looks at those before."""
    if not args:
        return
    rec, S.rec = S.rec, None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            f(wrap(np.zeros(first._data.shape)), *args[1:], **kw)
    except (RuntimeError, IndexError, ValueError) as error:
        if error.__class__ in (RuntimeError, IndexError, ValueError) and ABOUT_SHAPES.search(str(error)):
            raise
    except (TypeError, NotImplementedError):
        pass  # of the dtypes of the others
    finally:
        S.rec = rec


def _refuse(said, place, tensor):
    name = tensor.dtype.legacy
    if " " not in said:
        raise NotImplementedError(f"\"{said}\" not implemented for '{name}'")
    raise RuntimeError(said.format(name, name, name=place.split(".")[1], cpp=_c_name(tensor.dtype)))
