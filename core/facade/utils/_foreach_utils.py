"""torch.utils._foreach_utils: lists of tensors sorted by device and dtype, as optimizers written for many tensors at once need them."""

from ...tensor import Tensor

_foreach_supported_types = [Tensor]


def _get_foreach_kernels_supported_devices():
    return ["cuda", "xpu", "mtia", "privateuseone"]


def _get_fused_kernels_supported_devices():
    return ["mps", "cuda", "xpu", "hpu", "cpu", "mtia", "privateuseone"]


def _group_tensors_by_device_and_dtype(tensorlistlist, with_indices=False):
    """{(device, dtype): (lists of the tensors of that kind, their places)}; the first list decides, others may hold None."""
    places = {}
    for i, t in enumerate(tensorlistlist[0]):
        places.setdefault((t.device, t.dtype), []).append(i)
    return {
        key: ([[one[i] for i in found] if len(one) else [] for one in tensorlistlist], found if with_indices else [])
        for key, found in places.items()
    }


def _device_has_foreach_support(device):
    return device.type in (*_get_foreach_kernels_supported_devices(), "cpu")


def _has_foreach_support(tensors, device):
    return _device_has_foreach_support(device) and all(t is None or type(t) in _foreach_supported_types for t in tensors)
