"""torch.fx: functions and modules as graphs of calls that a program can read, change and run."""

from .graph import Graph
from .graph_module import GraphModule
from .interpreter import Interpreter, Transformer
from .node import Node, map_arg
from .proxy import Proxy
from .tracer import PH, Tracer, symbolic_trace, wrap

__all__ = [
    "PH", "Graph", "GraphModule", "Interpreter", "Node", "Proxy", "Tracer", "Transformer", "map_arg", "symbolic_trace", "wrap"
]  # fmt: skip
