"""torch.fx, and the modules below it by the names that they have in PyTorch."""

from ..fx import (  # noqa: F401
    Graph,
    GraphModule,
    Interpreter,
    Node,
    Proxy,
    Tracer,
    Transformer,
    code,
    graph,
    graph_module,
    interpreter,
    map_arg,
    node,
    proxy,
    shapes,
    symbolic_trace,
    tracer,
    wrap,
)
from ..fx.tracer import PH  # noqa: F401
from .parts import missing, part


def _names(module):
    return {name: thing for name, thing in vars(module).items() if not name.startswith("__")}


def _parts():
    part(__name__, "node", **_names(node), Argument=object, Target=object)
    part(__name__, "graph", **_names(graph), PythonCode=code.PythonCode)
    part(__name__, "graph_module", **_names(graph_module))
    part(__name__, "interpreter", **_names(interpreter))
    part(__name__, "proxy", **_names(proxy))
    part(__name__, "_symbolic_trace", **_names(tracer))
    part(__name__, "immutable_collections", immutable_list=node.immutable_list, immutable_dict=node.immutable_dict)
    part(__name__, "experimental")
    part(f"{__name__}.experimental", "proxy_tensor", get_proxy_mode=lambda: None)
    part(__name__, "passes")
    part(f"{__name__}.passes", "shape_prop", ShapeProp=shapes.ShapeProp, TensorMetadata=shapes.TensorMetadata)


_parts()
__getattr__ = missing("torch.fx")
