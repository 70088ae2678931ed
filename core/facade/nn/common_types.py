"""torch.nn.common_types: names for annotations of sizes, which are a number or a tuple of them."""

from typing import TypeVar

from ...tensor import Tensor

T = TypeVar("T")
_scalar_or_tuple_any_t = T | tuple[T, ...]
_size_any_t, _size_any_opt_t, _ratio_any_t = (_scalar_or_tuple_any_t[kind] for kind in (int, int | None, float))
_tensor_list_t = _scalar_or_tuple_any_t[Tensor]


def _of(n):
    """A T, or a tuple of n of them."""
    return T | tuple[(T,) * n]


_scalar_or_tuple_1_t, _scalar_or_tuple_2_t, _scalar_or_tuple_3_t = _of(1), _of(2), _of(3)
_scalar_or_tuple_4_t, _scalar_or_tuple_5_t, _scalar_or_tuple_6_t = _of(4), _of(5), _of(6)
_size_1_t, _size_2_t, _size_3_t, _size_4_t, _size_5_t, _size_6_t = (_of(n)[int] for n in range(1, 7))
_size_2_opt_t, _size_3_opt_t = _of(2)[int | None], _of(3)[int | None]
_ratio_2_t, _ratio_3_t, _maybe_indices_t = _of(2)[float], _of(3)[float], _of(2)[Tensor]
