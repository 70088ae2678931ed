"""torch.nn.utils.fusion: a layer and the batch norm behind it as one layer."""

import copy

from ....functions.create import zeros_like
from ....tensor import Parameter


def _norm(weight, bias, rm, rv, eps, bn_w, bn_b):
    """(scale of each channel, the layer's bias before scaling, and the norm's bias)."""
    bias = zeros_like(rm) if bias is None else bias
    bn_w = zeros_like(rm) + 1 if bn_w is None else bn_w
    bn_b = zeros_like(rm) if bn_b is None else bn_b
    return bn_w, (rv + eps).rsqrt(), bias, bn_b


def fuse_conv_bn_weights(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, transpose=False):
    """(weight, bias) of one convolution for a convolution (out, in / groups, ...) and its batch norm."""
    bn_w, rstd, bias, bn_b = _norm(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b)
    shape = [1, -1] if transpose else [-1, 1]
    weight = (conv_w * (bn_w * rstd).reshape(shape + [1] * (conv_w.dim() - 2))).to(dtype=conv_w.dtype)
    fused = ((bias - bn_rm) * rstd * bn_w + bn_b).to(dtype=bias.dtype)
    return Parameter(weight, conv_w.requires_grad), Parameter(fused, bias.requires_grad)


def fuse_conv_bn_eval(conv, bn, transpose=False):
    """A copy of the convolution that does what it and the batch norm do in evaluation."""
    if conv.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    fused = copy.deepcopy(conv)
    if bn.running_mean is None or bn.running_var is None:
        raise AssertionError("bn.running_mean and bn.running_var must not be None")
    fused.weight, fused.bias = fuse_conv_bn_weights(
        fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias, transpose
    )
    return fused


def fuse_linear_bn_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b):
    """(weight, bias) of one linear layer for a linear layer (out, in) and its batch norm."""
    bn_w, rstd, bias, bn_b = _norm(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b)
    scale = bn_w * rstd
    weight = (linear_w * scale.unsqueeze(-1)).to(dtype=linear_w.dtype)
    return Parameter(weight, linear_w.requires_grad), Parameter(((bias - bn_rm) * scale + bn_b).to(dtype=bias.dtype), bias.requires_grad)


def fuse_linear_bn_eval(linear, bn):
    """A copy of the linear layer that does what it and the batch norm do in evaluation."""
    if linear.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    fused = copy.deepcopy(linear)
    if not (linear.out_features == bn.num_features or bn.num_features == 1):
        raise AssertionError("To fuse, linear.out_features == bn.num_features or bn.num_features == 1")
    fused.weight, fused.bias = fuse_linear_bn_weights(
        fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
    )
    return fused
