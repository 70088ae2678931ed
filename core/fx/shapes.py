"""ShapeProp: runs a graph and notes the shapes of its values."""

from typing import NamedTuple

from ..memory_format import channels_last, contiguous_format
from ..tensor import Tensor
from .interpreter import Interpreter
from .node import map_aggregate


class TensorMetadata(NamedTuple):
    """What is noted of a tensor."""

    shape: object
    dtype: object
    requires_grad: bool
    stride: tuple
    memory_format: object
    is_quantized: bool
    qparams: dict


def _of(t):
    kinds = (contiguous_format, channels_last) if t.dim() == 4 else (contiguous_format,)
    layout = next((m for m in kinds if t.is_contiguous(memory_format=m)), None)
    return TensorMetadata(t.shape, t.dtype, t.requires_grad, t.stride(), layout, False, {})


class ShapeProp(Interpreter):
    """`propagate(*args)` runs the graph; each node's meta then has `tensor_meta` and `type`."""

    def run_node(self, n):
        result = super().run_node(n)
        found = []

        def meta(x):
            if not isinstance(x, Tensor):
                return x
            found.append(x)
            return _of(x)

        noted = map_aggregate(result, meta)
        if found:
            n.meta["tensor_meta"] = noted
        n.meta["type"] = type(result)
        return result

    def propagate(self, *args):
        return super().run(*args)


TensorMetadata.__module__ = ShapeProp.__module__ = "torch.fx.passes.shape_prop"
