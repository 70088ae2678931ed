"""conj, _neg_view and what asks for their bits: see mirrors.py."""

from ..api import function, inplace_form
from ..mirrors import bits, mirror
from ..ops import elementwise as E
from ..tensor import Tensor


@function("torch", "Tensor")
def conj(input):
    return mirror(input, E.conj_physical(input), "conj") if input.dtype.is_complex else input


@function("torch", "Tensor")
def conj_physical(input):
    return E.conj_in_memory(input) if input.dtype.is_complex else input


inplace_form("conj_physical")


@function("torch", "Tensor")
def _neg_view(input):
    return mirror(input, E.neg_view(input), "neg")


Tensor._conj = conj


@function("torch", "Tensor")
def is_conj(input):
    return input.dtype.is_complex and bits(input)[0]


@function("torch", "Tensor")
def is_neg(input):
    return bits(input)[1]


@function("torch", "Tensor")
def resolve_conj(input):
    return input.clone() if is_conj(input) else input


@function("torch", "Tensor")
def resolve_neg(input):
    return input.clone() if is_neg(input) else input
