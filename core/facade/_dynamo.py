"""torch._dynamo: what libraries ask of PyTorch's compiler. Nothing is compiled, so what they mark stays as it is."""

import types
from contextlib import nullcontext

from .compiler import OptimizedModule, disable
from .parts import missing, part

config = types.SimpleNamespace(suppress_errors=False, cache_size_limit=8, recompile_limit=8, verbose=False)


def is_compiling():
    return False


def allow_in_graph(fn):
    return fn


assume_constant_result = forbid_in_graph = disallow_in_graph = allow_in_graph


def graph_break(msg=""):
    """There is no graph to break."""


def reset():
    """Nothing is kept that could be forgotten."""


def mark_static_address(t, guard=False):
    """Every tensor stays where it is."""


def mark_dynamic(t, index, **kw):
    """Every size may change."""


mark_static = maybe_mark_dynamic = mark_dynamic
part(__name__, "utils", is_compile_supported=lambda device_type: True)
part(__name__, "eval_frame", OptimizedModule=OptimizedModule)
part(__name__, "_trace_wrapped_higher_order_op", TransformGetItemToIndex=nullcontext)

__all__ = ["OptimizedModule", "allow_in_graph", "disable", "graph_break", "is_compiling", "mark_dynamic", "reset"]
__getattr__ = missing("torch._dynamo")
