"""GraphModule: a module whose forward is the code of a graph."""

import copy
import itertools
import linecache
import textwrap

from ..nn.module import Module
from .graph import Graph

_numbers = itertools.count()


def compiled(code):
    """The function of a PythonCode; tracebacks show its lines."""
    name = f"<eval_with_key>.{next(_numbers)}"
    linecache.cache[name] = (len(code.src), None, code.src.splitlines(True), name)
    space = dict(code.globals)
    exec(compile(code.src, name, "exec"), space)  # the code of the user's own graph
    return space["forward"]


def _copy(source, made, target):
    """Gives `made` what `source` has at the dotted name, and modules on the way."""
    *prefix, field = target.split(".")
    for part in prefix:
        inner = getattr(made, part, None)
        source = getattr(source, part)
        if inner is source:
            return
        if inner is None:
            inner = Module()
            setattr(made, part, inner)
        made = inner
    thing = getattr(source, field)
    if field in source.__dict__.get("_buffers", ()):
        made.register_buffer(field, thing)
    else:
        setattr(made, field, thing)


def _assign(thing, made, target):
    *prefix, field = target.split(".")
    for part in prefix:
        if getattr(made, part, None) is None:
            setattr(made, part, Module())
        made = getattr(made, part)
    setattr(made, field, thing)


class GraphModule(Module):
    """A module (of a class of its own) with the submodules, parameters and buffers of `root` (or of a dict) that `graph` names."""

    def __new__(cls, *args, **kwargs):
        base = next((c for c in cls.__mro__ if c.__qualname__ != "GraphModule.__new__.<locals>.GraphModuleImpl"), cls)

        class GraphModuleImpl(base):
            __module__ = "torch.fx.graph_module"

        return super().__new__(GraphModuleImpl)

    def __init__(self, root, graph, class_name="GraphModule"):
        super().__init__()
        type(self).__name__ = class_name
        if isinstance(root, Module):
            self.training = root.training
            for node in graph.nodes:
                if node.op in ("get_attr", "call_module"):
                    _copy(root, self, node.target)
        else:
            for node in sorted((n for n in graph.nodes if n.op in ("get_attr", "call_module")), key=lambda n: n.target.count(".")):
                if node.target not in root:
                    raise RuntimeError(f"Node {node} referenced target {node.target} but that target was not provided in ``root``!")
                _assign(root[node.target], self, node.target)
        self.meta = {}
        self.graph = graph

    @property
    def graph(self):
        return self._graph

    @graph.setter
    def graph(self, graph):
        if not isinstance(graph, Graph):
            raise AssertionError(f"Expected a Graph instance, but got {type(graph)}")
        self.__dict__["_graph"] = graph
        graph.owning_module = self
        self.recompile()

    @property
    def code(self):
        return self._code

    def recompile(self):
        """Makes `forward` anew after the graph was changed."""
        made = self._graph.python_code("self")
        self.__dict__["_code"] = made.src
        type(self).forward = compiled(made)
        return made

    def add_submodule(self, target, m):
        """Puts a module at a dotted name; False where a part of it is no module."""
        *prefix, field = target.split(".")
        mod = self
        for part in prefix:
            inner = getattr(mod, part, None)
            if inner is None:
                inner = Module()
                setattr(mod, part, inner)
            if not isinstance(inner, Module):
                return False
            mod = inner
        mod.add_module(field, m)
        return True

    def delete_submodule(self, target):
        """Takes away the module at a dotted name; was there one?"""
        parent, _, field = target.rpartition(".")
        mod = self.get_submodule(parent) if parent else self
        if not isinstance(getattr(mod, field, None), Module):
            return False
        delattr(mod, field)
        return True

    def delete_all_unused_submodules(self):
        """Takes away the modules that the graph does not call."""
        used = [n.target for n in self.graph.nodes if n.op in ("call_module", "get_attr")]
        kept = {name for target in used for name in itertools.accumulate(target.split("."), lambda a, b: f"{a}.{b}")}
        kept |= {name for name, _ in self.named_modules() if any(name.startswith(f"{t}.") for t in used)}
        for name in [name for name, _ in self.named_modules() if name and name not in kept]:
            self.delete_submodule(name)

    def print_readable(self, print_output=True, include_stride=False, include_device=False, colored=False, **ignored):
        """Prints (and returns) the code as that of a class."""
        head, _, body = self._code.lstrip("\n").partition("\n")
        taken = sum(1 for n in self.graph.nodes if n.op == "placeholder" and n.target.replace("*", "") != n.name)
        lines = body.rstrip().split("\n")
        if any(n.op not in ("placeholder", "output") for n in self.graph.nodes):
            lines[taken:taken] = ["", "    # No stacktrace found for following nodes"]
        text = f"class {type(self).__name__}(torch.nn.Module):\n" + textwrap.indent("\n".join([head, *lines]), "    ") + "\n"
        if print_output:
            print(text)
        return text

    def __deepcopy__(self, memo):
        made = GraphModule.__new__(type(self))
        memo[id(self)] = made
        state = {k: v for k, v in self.__dict__.items() if k not in ("_graph", "_code")}
        made.__dict__.update(copy.deepcopy(state, memo))
        type(made).__name__ = type(self).__name__
        made.graph = copy.deepcopy(self._graph, memo)
        return made

    def __copy__(self):
        return GraphModule(self, copy.deepcopy(self._graph), type(self).__name__)

    def __str__(self):
        return f"{super().__str__()}\n{self._code}\n# To see more debug info, please use `graph_module.print_readable()`"


GraphModule.__module__ = "torch.fx.graph_module"
