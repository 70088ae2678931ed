"""The dtypes that torch's ops refuse, and in which words.

NumPy refuses some of them by itself (a TypeError, which the generated code passes to `refused`); for the others `guarded` looks before.
"""

import numpy as np

from . import dtypes
from .errors import broadcast_error

BOOL = np.dtype(bool)
NOT_IMPLEMENTED = "not implemented for"
ONE_BOOL = (
    "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or "
    "`logical_not()` operator instead."
)
TWO_BOOLS = "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead."
NEGATION = (
    "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or "
    "`logical_not()` operator instead."
)
SIGN = "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead."
REAL = "Expected both inputs to be Half, Float or Double tensors but got {0} and {0}"
COMPLEX_AS_REAL = "view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar type: {}"
MATRIX_EXP = "linalg.matrix_exp: Expected a floating point or complex tensor as input. Got {}"
BAG = (
    "Expected tensor for argument #1 'weight' to have one of the following scalar types: Half, BFloat16, Float, Double; but got {type} "
    "instead (while checking arguments for embedding_bag)"
)
NEAREST = "compute_indices_weights_nearest"
FLOATING = "std and var only support floating point and complex dtypes"

# op key → {kinds of NumPy dtypes: what is said}. A name without spaces is a kernel's; an exception's type may come before ": ".
REFUSALS = {
    "lt": {"c": "lt_cpu"}, "le": {"c": "le_cpu"}, "gt": {"c": "gt_cpu"}, "ge": {"c": "ge_cpu"},
    "maximum": {"c": "maximum not implemented for complex tensors."}, "minimum": {"c": "minimum not implemented for complex tensors."},
    "fmax": {"c": "fmax not implemented for complex tensors."}, "fmin": {"c": "fmin not implemented for complex tensors."},
    "clamp": {"c": "NotImplementedError: clamp is not supported for complex types"},
    "clamp_tensor": {"c": "NotImplementedError: clamp is not supported for complex types"}, "xlogy_number": {"c": "xlogy_cpu"},
    "xlogy_by": {"c": "xlogy_cpu"},
    "clamp_min": {"c": "NotImplementedError: clamp is not supported for complex types"},
    "clamp_max": {"c": "NotImplementedError: clamp is not supported for complex types"},
    "floor": {"c": "NotImplementedError: floor is not supported for complex inputs", "b": "floor_vml_cpu"},
    "ceil": {"c": "NotImplementedError: ceil is not supported for complex inputs", "b": "ceil_vml_cpu"},
    "trunc": {"c": "NotImplementedError: trunc is not supported for complex inputs", "b": "trunc_vml_cpu"},
    "round": {"c": "round_vml_cpu", "b": "round_vml_cpu"}, "frac": {"ciub": "frac_cpu"}, "sign": {"c": f"NotImplementedError: {SIGN}"},
    "abs": {"b": "abs_cpu"}, "neg": {"b": NEGATION}, "sub": {"b": TWO_BOOLS}, "rsub": {"b": ONE_BOOL}, "rsub_number": {"b": ONE_BOOL},
    "max_dim": {"c": "max(): does not support complex input"}, "min_dim": {"c": "min(): does not support complex input"},
    "max_all": {"c": "max_all"}, "min_all": {"c": "min_all"}, "amax": {"c": "max_values_cpu"}, "amin": {"c": "min_values_cpu"},
    "argmax_dim": {"c": "argmax(): does not support complex input"}, "argmin_dim": {"c": "argmin(): does not support complex input"},
    "sort_dim": {"c": " Sort does not support complex dtypes on CPU"}, "topk_dim": {"c": " topk does not support complex dtypes on CPU"},
    "median_all": {"cb": "median_cpu"}, "median_dim": {"cb": "median_out"}, "kthvalue_dim": {"cb": "kthvalue_cpu"},
    "mode_dim": {"c": "mode_cpu"},
    "cummax_dim": {"c": "cummax_cpu"}, "cummin_dim": {"c": "cummin_cpu"}, "var_dim": {"iub": FLOATING}, "std_dim": {"iub": FLOATING},
    "var_mean_dim": {"iub": FLOATING.replace("std and var", "var_mean")},
    "std_mean_dim": {"iub": FLOATING.replace("std and var", "std_mean")},
    "vector_norm": {"iub": "linalg.vector_norm: Expected a floating point or complex tensor as input. Got {}"},
    "norm_dim": {"iub": "linalg.vector_norm: Expected a floating point or complex tensor as input. Got {}"},
    "hypot": {"ciub": "hypot_cpu"}, "atan2": {"c": "atan2_cpu"}, "lerp": {"iub": "lerp_kernel_scalar"},
    "lerp_tensor": {"iub": "lerp_kernel_tensor"},
    "erf": {"c": "erf_vml_cpu"}, "erfc": {"c": "erfc_vml_cpu"}, "erfinv": {"c": "erfinv_vml_cpu"}, "lgamma": {"c": "lgamma_vml_cpu"},
    "digamma": {"c": "digamma"}, "logit": {"c": "logit_cpu"}, "fmod": {"c": "fmod_cpu"}, "fmod_number": {"c": "fmod_cpu"},
    "remainder": {"c": "remainder_cpu"}, "remainder_number": {"c": "remainder_cpu"}, "floor_divide": {"c": "div_floor_cpu"},
    "logaddexp": {"iub": "logaddexp_cpu"}, "logaddexp2": {"iub": "logaddexp2_cpu"}, "xlogy": {"c": "xlogy_cpu"},
    "heaviside": {"c": "heaviside is not yet implemented for complex tensors."}, "gcd": {"fc": "gcd_cpu"}, "lcm": {"fc": "lcm_cpu"},
    "bitwise_left_shift": {"fcb": "lshift_cpu"}, "bitwise_right_shift": {"fcb": "rshift_cpu"},
    "nansum_dim": {"c": "nansum on CPU does not support complex inputs"},
    "signbit": {"c": "NotImplementedError: signbit is not implemented for complex tensors."},
    "bitwise_not": {"fc": "TypeError: ~ (operator.invert) is only implemented on integer and Boolean-type tensors"},
    "rad2deg": {"c": "rad2deg is not supported for complex tensors."}, "deg2rad": {"c": "deg2rad is not supported for complex tensors."},
    "pow_tensor": {"b": "pow"},
    "i0": {"c": "i0_vml_cpu"}, "i0e": {"c": "i0e_cpu"}, "i1": {"c": "i1_cpu"}, "i1e": {"c": "i1e_cpu"}, "entr": {"c": "entr_cpu"},
    "igamma": {"ciub": "igamma_cpu"}, "igammac": {"ciub": "igammac_cpu"}, "ndtri": {"c": "ndtri_cpu"},
    "log_ndtr": {"c": "log_ndtr_cpu"}, "erfcx": {"c": "erfcx_cpu"}, "polar": {"ciub": REAL},
    "view_as_complex": {"ciub": COMPLEX_AS_REAL}, "gelu": {"ciub": "GeluKernelImpl"}, "silu": {"iub": "silu_cpu"},
    "leaky_relu": {"ciub": "leaky_relu_cpu"}, "elu": {"ciub": "elu_cpu"}, "celu": {"ciub": "elu_cpu"}, "mish": {"ciub": "mish_cpu"},
    "softplus": {"ciub": "softplus_cpu"}, "hardswish": {"ciub": "hardswish_cpu"}, "hardsigmoid": {"ciub": "hardsigmoid_cpu"},
    "hardtanh": {"c": "NotImplementedError: clamp is not supported for complex types", "b": "Bool inputs not supported for hardtanh"},
    "log_sigmoid_forward": {"ciub": "log_sigmoid_cpu"}, "softshrink": {"ciub": "softshrink_check"},
    "hardshrink": {"ciub": "hardshrink_cpu"}, "threshold": {"cb": "threshold_cpu"}, "glu": {"ciub": "glu_cpu"},
    "native_layer_norm": {"ciub": "LayerNormKernelImpl"}, "native_group_norm": {"ciub": "GroupNormKernelImpl"},
    "native_batch_norm": {"ciub": "batch_norm"}, "binary_cross_entropy": {"ciub": "binary_cross_entropy"},
    "nll_loss": {"ciub": "nll_loss_out_frame"}, "log_softmax_dim": {"ciub": "log_softmax_lastdim_kernel_impl"},
    "max_pool2d_with_indices": {"cb": "max_pool2d"}, "max_pool3d_with_indices": {"cb": "max_pool3d"}, "avg_pool2d": {"cub": "avg_pool2d"},
    "reflection_pad1d": {"b": "reflection_pad1d"}, "reflection_pad2d": {"b": "reflection_pad2d"},
    "replication_pad1d": {"b": "replication_pad1d"}, "replication_pad2d": {"b": "replication_pad2d"},
    "baddbmm": {"b": "baddbmm"}, "addbmm": {"b": "addmm_impl_cpu_"}, "logcumsumexp_dim": {"iub": "logcumsumexp_out_cpu"},
    "upsample_linear1d": {"ciub": "compute_indices_weights_linear"}, "upsample_bilinear2d": {"cib": "upsample_bilinear2d_channels_last"},
    "upsample_trilinear3d": {"ciub": "compute_indices_weights_linear"}, "upsample_bicubic2d": {"cib": "compute_indices_weights_cubic"},
    "upsample_nearest1d": {"cib": NEAREST}, "upsample_nearest2d": {"cib": NEAREST}, "upsample_nearest3d": {"cib": NEAREST},
    "_upsample_nearest_exact1d": {"cib": NEAREST}, "_upsample_nearest_exact2d": {"cib": NEAREST},
    "_upsample_nearest_exact3d": {"cib": NEAREST}, "adaptive_avg_pool2d": {"ciub": "adaptive_avg_pool2d"},
    "adaptive_avg_pool3d": {"ciub": "adaptive_avg_pool3d_cpu"}, "matrix_exp": {"iub": MATRIX_EXP}, "embedding_bag_forward": {"ciub": BAG},
    "relu": {"c": "NotImplementedError: clamp is not supported for complex types", "b": "Boolean inputs not supported for relu"},
}  # fmt: skip
NUMPY_DOES = {"neg", "sub", "bitwise_not", "gcd", "lcm"}
SAME_FOR_BOOL = {"sign", "sgn"}


def refuse(said, data):
    """Raises torch's error for what the table says about the dtype of `data`."""
    name = dtypes.of(data).legacy
    if " " not in said:
        raise NotImplementedError(f'"{said}" {NOT_IMPLEMENTED} \'{name}\'')
    kind, _, text = said.partition("Error: ")
    error = {"NotImplemented": NotImplementedError, "Type": TypeError}.get(kind)
    raise (error(text) if error else RuntimeError(said.format(name, type=dtypes.cpp_name(dtypes.of(data)))))


def refused(key, arrays, error):
    """NumPy has no code for these dtypes: raises torch's error instead; `error` itself where it is about something else."""
    data = [a for a in arrays if hasattr(a, "dtype")]
    if not any(words in str(error) for words in ("not supported for the input types", "is not supported, use", "did not contain")):
        raise error
    if len(data) == 2:
        fitting(*data)  # shapes that do not fit are said first
    for a in data:
        for kinds, said in REFUSALS.get(key, {}).items():
            if a.dtype.kind in kinds:
                refuse(ONE_BOOL if key == "sub" and len(data) < len(arrays) else said, a)
    if key in SAME_FOR_BOOL and data[0].dtype.kind == "b":
        return data[0]
    worst = max(data, key=lambda a: dtypes.of(a).category)
    refuse(f"{key}_cpu", worst)


def fitting(a, b):
    """Raises torch's error where the shapes of the arrays do not broadcast."""
    try:
        np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        broadcast_error(a, b)


def refuse_bool(a, kernel):
    """Products take no booleans."""
    if a.dtype is BOOL:
        refuse(kernel, a)


def no_bools(a, b):
    """Subtraction takes no booleans."""
    booleans = [b.__class__ is bool or getattr(b, "dtype", None) is BOOL, getattr(a, "dtype", None) is BOOL]
    if any(booleans):
        raise RuntimeError(TWO_BOOLS if all(booleans) else ONE_BOOL)


def guarded(op):
    """(op's forward, kinds): the forward looks at the dtypes first where the table asks for one that NumPy doesn't take; for an op of one
    argument the generated code looks, at these kinds of dtypes."""
    table = REFUSALS.get(op.key)
    if table is None or op.key in NUMPY_DOES:
        return op.forward, ""
    forward, kinds = op.forward, "".join(table)
    if len(op.args) == 1 or op.kind == "same":
        return forward, kinds

    def run(self, other, *args, **kw):
        for a in (self, other):
            if getattr(a, "dtype", self.dtype).kind in kinds:
                np.broadcast_shapes(self.shape, np.shape(other))  # shapes that do not fit are said first
                refuse_kind(op.key, a)
        return forward(self, other, *args, **kw)

    return run, ""


def refuse_kind(key, a):
    """Raises what the table says about the dtype of `a`."""
    refuse(next(said for kinds, said in REFUSALS[key].items() if a.dtype.kind in kinds), a)
