"""Running a graph node by node, and making a new one on the way."""

from .graph import Graph
from .graph_module import GraphModule
from .node import map_arg
from .proxy import Proxy
from .tracer import Tracer


class Interpreter:
    """Runs the graph of a module; each kind of node has a method that may be overridden."""

    def __init__(self, module, garbage_collect_values=True, graph=None):
        self.module = module
        self.submodules = dict(module.named_modules())
        self.graph = module.graph if graph is None else graph
        self.env, self.garbage_collect_values, self.extra_traceback = {}, garbage_collect_values, True
        self.user_to_last_uses, seen = {}, set()
        for node in reversed(self.graph.nodes):
            for n in node.all_input_nodes:
                if n not in seen:
                    seen.add(n)
                    self.user_to_last_uses.setdefault(node, []).append(n)

    def run(self, *args, initial_env=None, enable_io_processing=True):
        """The output of the graph for these arguments."""
        self.env = dict(initial_env) if initial_env is not None else {}
        self.args_iter = iter(args)
        for node in self.graph.nodes:
            if node in self.env:
                continue
            try:
                self.env[node] = self.run_node(node)
            except Exception as error:
                said = f"While executing {node.format_node()}"
                if error.args and isinstance(error.args[0], str):
                    error.args = (f"{error.args[0]}\n\n{said}", *error.args[1:])
                raise
            if self.garbage_collect_values:
                for done in self.user_to_last_uses.get(node, ()):
                    del self.env[done]
            if node.op == "output":
                return self.env[node]
        return None

    def boxed_run(self, args_list):
        given = list(args_list)
        args_list.clear()
        return self.run(*given)

    def run_node(self, n):
        """The value of one node."""
        args, kwargs = self.fetch_args_kwargs_from_env(n)
        return getattr(self, n.op)(n.target, args, kwargs)

    def placeholder(self, target, args, kwargs):
        if target.startswith("*"):
            return list(self.args_iter)
        try:
            return next(self.args_iter)
        except StopIteration:
            if args:
                return args[0]
            raise RuntimeError(f"Expected positional argument for parameter {target}, but one was not passed in!") from None

    def get_attr(self, target, args, kwargs):
        return self.fetch_attr(target)

    def call_function(self, target, args, kwargs):
        return target(*args, **kwargs)

    def call_method(self, target, args, kwargs):
        return getattr(args[0], target)(*args[1:], **kwargs)

    def call_module(self, target, args, kwargs):
        return self.fetch_attr(target)(*args, **kwargs)

    def output(self, target, args, kwargs):
        return args[0]

    def fetch_attr(self, target):
        """What the module has at a dotted name."""
        found, done = self.module, []
        for part in target.split("."):
            if not hasattr(found, part):
                raise RuntimeError(f"Node referenced nonexistent target {'.'.join(done) or part}")
            found = getattr(found, part)
            done.append(part)
        return found

    def fetch_args_kwargs_from_env(self, n):
        return self.map_nodes_to_values(n.args, n), self.map_nodes_to_values(n.kwargs, n)

    def map_nodes_to_values(self, args, n):
        """The arguments with values in place of nodes."""

        def value(node):
            if node not in self.env:
                raise RuntimeError(f"Node {n} referenced nonexistent value {node}! Run Graph.lint() to diagnose such issues")
            return self.env[node]

        return map_arg(args, value)


class Transformer(Interpreter):
    """Runs the graph on proxies: what its methods return makes a new graph."""

    def __init__(self, module):
        super().__init__(module)
        self.new_graph = Graph()

        class Transforming(Tracer):
            def __init__(self, graph):
                super().__init__()
                self.graph, self.root = graph, module

            def is_leaf_module(self, m, name):
                return True

        self.tracer = Transforming(self.new_graph)

    def placeholder(self, target, args, kwargs):
        return Proxy(self.new_graph.placeholder(target, default_value=args[0] if args else ...), self.tracer)

    def get_attr(self, target, args, kwargs):
        return self.tracer.create_proxy("get_attr", target, args, kwargs)

    def call_module(self, target, args, kwargs):
        return self.tracer.call_module(self.fetch_attr(target), self.fetch_attr(target).forward, args, kwargs)

    def call_function(self, target, args, kwargs):
        return self.tracer.create_proxy("call_function", target, args, kwargs)

    def transform(self):
        """The new GraphModule."""
        result = super().run()
        if result is not None:
            self.new_graph.output(map_proxies(result))
        return GraphModule(self.module, self.new_graph)

    def run(self, *args, **kw):
        return super().run(*args, **kw)


def map_proxies(x):
    """x with nodes in place of proxies."""
    from .node import map_aggregate

    return map_aggregate(x, lambda a: a.node if isinstance(a, Proxy) else a)


Interpreter.__module__ = Transformer.__module__ = "torch.fx.interpreter"
