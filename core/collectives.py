"""torch.distributed's collectives in a group of one process: what all send is what the one has, so results are copies.

`async_op=True` gives a Work, which is done.
"""

import copy
import warnings

from .distributed import ReduceOp, the
from .function import Function
from .modes import no_grad
from .tensor import Tensor


class Work:
    """Something that was begun and, in one process, is done."""

    def __init__(self, result):
        self._result = result

    def wait(self, timeout=None):
        return True

    is_completed = is_success = wait

    def result(self):
        return self._result

    def get_future(self):
        from .facade.futures import Future

        done = Future()
        done.set_result(self._result)
        return done


Work.__module__ = "torch.distributed.distributed_c10d"


def _check_tensor(tensor, name="tensor"):
    if not isinstance(tensor, Tensor):
        raise TypeError(
            f"Invalid function argument. Expected parameter `{name}` of type torch.Tensor\n             but got {type(tensor)} instead."
        )


def _check_list(tensors, name):
    if not isinstance(tensors, list) or not all(isinstance(t, Tensor) for t in tensors):
        raise TypeError(
            f"Invalid function argument. Expected parameter `{name}` of type List[torch.Tensor]\n             but got {type(tensors)} "
            "instead."
        )


def _check_op(op, tensor):
    if op in (ReduceOp.BAND, ReduceOp.BOR, ReduceOp.BXOR) and (tensor.is_floating_point() or tensor.is_complex()):
        raise RuntimeError(f"Cannot use ReduceOp.{op.name} with non-integral dtype")


def _check_root(name, rank, what="root"):
    if rank not in (0, None):
        raise RuntimeError(f"ProcessGroupGloo::{name}: invalid {what} rank: {rank}")


def _done(result, async_op):
    return Work(result) if async_op else None


def _put(target, source):
    with no_grad():
        target.copy_(source.reshape(target.shape))


def all_reduce(tensor, op=ReduceOp.SUM, group=None, async_op=False):
    _check_tensor(tensor)
    the(group)
    _check_op(op, tensor)
    return _done([tensor], async_op)


def reduce(tensor, dst=None, op=ReduceOp.SUM, group=None, async_op=False, group_dst=None):
    _check_tensor(tensor)
    the(group)
    _check_op(op, tensor)
    _check_root("reduce", dst)
    return _done([tensor], async_op)


def broadcast(tensor, src=None, group=None, async_op=False, group_src=None):
    _check_tensor(tensor)
    the(group)
    _check_root("broadcast", src)
    return _done([tensor], async_op)


def all_gather(tensor_list, tensor, group=None, async_op=False):
    _check_list(tensor_list, "tensor_list")
    _check_tensor(tensor)
    the(group)
    if len(tensor_list) != 1:
        raise RuntimeError(f"ProcessGroupGloo::allgather: invalid output tensor list at index 0 (expected length 1, got {len(tensor_list)})")
    _put(tensor_list[0], tensor)
    return _done(tensor_list, async_op)


def gather(tensor, gather_list=None, dst=None, group=None, async_op=False, group_dst=None):
    _check_tensor(tensor)
    _check_list(gather_list or [], "gather_list")
    the(group)
    if not gather_list:
        raise ValueError("Argument ``gather_list`` must be specified on destination rank.")
    if gather_list[0].shape != tensor.shape:
        was, is_ = (f"({', '.join(map(str, t.shape))})" for t in (tensor, gather_list[0]))
        raise RuntimeError(f"ProcessGroupGloo::gather: invalid tensor size at index 0 (expected {was}, got {is_})")
    _put(gather_list[0], tensor)
    return _done(gather_list, async_op)


def scatter(tensor, scatter_list=None, src=None, group=None, async_op=False, group_src=None):
    _check_tensor(tensor)
    the(group)
    if not scatter_list:
        raise ValueError("Argument ``scatter_list`` must be specified on source rank.")
    if len(scatter_list) != 1:
        raise RuntimeError(
            f"ProcessGroupGloo::scatter: Incorrect input list size {len(scatter_list)}. Input list size should be 1, same as size of the "
            "process group."
        )
    _put(tensor, scatter_list[0])
    return _done([tensor], async_op)


def all_gather_single(output_tensor, input_tensor, group=None, async_op=False):
    _check_tensor(input_tensor, "input_tensor")
    _check_tensor(output_tensor, "output_tensor")
    the(group)
    _put(output_tensor, input_tensor)
    return _done([output_tensor], async_op)


def reduce_scatter_single(output, input, op=ReduceOp.SUM, group=None, async_op=False):
    _check_op(op, input)
    return all_gather_single(output, input, group, async_op)


def reduce_scatter(output, input_list, op=ReduceOp.SUM, group=None, async_op=False):
    _check_tensor(output, "output")
    _check_list(input_list, "input_list")
    return reduce_scatter_single(output, input_list[0], op, group, async_op)


def all_to_all_single(output, input, output_split_sizes=None, input_split_sizes=None, group=None, async_op=False):
    return all_gather_single(output, input, group, async_op)


def all_to_all(output_tensor_list, input_tensor_list, group=None, async_op=False):
    return all_gather(output_tensor_list, input_tensor_list[0], group, async_op)


def _older(name, new, function):
    def call(*args, **kw):
        warnings.warn(f"`torch.distributed.{name}` is deprecated. Please use `torch.distributed.{new}` instead.", FutureWarning, stacklevel=2)
        return function(*args, **kw)

    call.__name__ = call.__qualname__ = name
    return call


all_gather_into_tensor = _older("all_gather_into_tensor", "all_gather_single", all_gather_single)
reduce_scatter_tensor = _older("reduce_scatter_tensor", "reduce_scatter_single", reduce_scatter_single)


def all_gather_object(object_list, obj, group=None):
    the(group)
    object_list[0] = copy.deepcopy(obj)


def gather_object(obj, object_gather_list=None, dst=None, group=None, group_dst=None):
    the(group)
    if object_gather_list is None:
        raise ValueError("Argument ``object_gather_list`` must be specified on destination rank.")
    object_gather_list[0] = copy.deepcopy(obj)


def broadcast_object_list(object_list, src=None, group=None, device=None, group_src=None, weights_only=None):
    """The list is what it was."""
    the(group)


def scatter_object_list(scatter_object_output_list, scatter_object_input_list=None, src=None, group=None, group_src=None):
    the(group)
    scatter_object_output_list[0] = copy.deepcopy(scatter_object_input_list[0])


def barrier(group=None, async_op=False, device_ids=None):
    the(group)
    return _done(None, async_op)


def monitored_barrier(group=None, timeout=None, wait_all_ranks=False):
    the(group)


def _to_another(name, word):
    def call(tensor, dst=None, *args, **kw):
        _check_tensor(tensor)
        the(kw.get("group"))
        raise ValueError(f"Invalid {word} rank: {word} rank should not be the same as the rank of the current process.")

    call.__name__ = call.__qualname__ = name
    return call


send, isend = _to_another("send", "destination"), _to_another("isend", "destination")
recv, irecv = _to_another("recv", "source"), _to_another("irecv", "source")


class _AllReduce(Function):
    """all_reduce with a gradient: the gradients of all processes, reduced the same way."""

    @staticmethod
    def forward(ctx, op, group, tensor):
        return tensor.clone()

    @staticmethod
    def backward(ctx, grad):
        return None, None, grad


class _AllGather(Function):
    """all_gather with a gradient: to each process the sum of what came back for its part."""

    @staticmethod
    def forward(ctx, group, tensor):
        return (tensor.clone(),)

    @staticmethod
    def backward(ctx, grad):
        return None, grad


def all_reduce_with_gradient(tensor, op=ReduceOp.SUM, group=None):
    the(group)
    return _AllReduce.apply(op, group, tensor)


def all_gather_with_gradient(tensor, group=None):
    the(group)
    return _AllGather.apply(group, tensor)
