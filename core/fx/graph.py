"""A graph of calls: the nodes in their order, how they are made, moved and removed."""

from contextlib import contextmanager

from . import code
from .names import Namespace, of_target
from .node import Node, map_arg

OPS = ("placeholder", "call_method", "call_module", "call_function", "get_attr", "output")


class _Nodes:
    """The nodes of a graph in order; reversed() goes backwards."""

    def __init__(self, graph):
        self.graph = graph

    def __len__(self):
        return sum(1 for _ in self)

    def __iter__(self):
        node = self.graph._root._next
        while node is not self.graph._root:
            after = node._next
            if not node._erased:
                yield node
            node = after if node._erased else node._next

    def __reversed__(self):
        node = self.graph._root._prev
        while node is not self.graph._root:
            before = node._prev
            yield node
            node = before


class Graph:
    """Nodes in the order in which they are to run."""

    def __init__(self, owning_module=None, tracer_cls=None, tracer_extras=None):
        self.owning_module, self._tracer_cls = owning_module, tracer_cls
        self._namespace = Namespace()
        self._root = Node(self, "", "root", "", (), {})
        self._insert = self._root.prepend
        self._codegen = None

    nodes = property(_Nodes)

    def _position(self, node):
        return list(self.nodes).index(node)

    def find_nodes(self, *, op, target=None, sort=True):
        """The nodes of this kind, and with this target if one is given."""
        return [n for n in self.nodes if n.op == op and (target is None or n.target == target)]

    def output_node(self):
        return next(reversed(self.nodes))

    def create_node(self, op, target, args=None, kwargs=None, name=None, type_expr=None):
        """A new node at the place of insertion."""
        if op not in OPS:
            raise AssertionError(f"op '{op}' is not a legal node op")
        name = self._namespace.create_name(name if name is not None else of_target(target), None)
        node = Node(self, name, op, target, args or (), kwargs or {}, type_expr)
        self._insert(node)
        return node

    def placeholder(self, name, type_expr=None, default_value=...):
        return self.create_node("placeholder", name, () if default_value is ... else (default_value,), type_expr=type_expr)

    def get_attr(self, qualified_name, type_expr=None):
        return self.create_node("get_attr", qualified_name, type_expr=type_expr)

    def call_module(self, module_name, args=None, kwargs=None, type_expr=None):
        return self.create_node("call_module", module_name, args, kwargs, type_expr=type_expr)

    def call_method(self, method_name, args=None, kwargs=None, type_expr=None):
        return self.create_node("call_method", method_name, args, kwargs, type_expr=type_expr)

    def call_function(self, the_function, args=None, kwargs=None, type_expr=None, name=None):
        return self.create_node("call_function", the_function, args, kwargs, name=name, type_expr=type_expr)

    def output(self, result, type_expr=None):
        return self.create_node("output", "output", (result,), type_expr=type_expr)

    def node_copy(self, node, arg_transform=lambda x: x):
        """A copy of a node of another graph; `arg_transform` gives the node here for each of its inputs."""
        args, kwargs = map_arg(node.args, arg_transform), map_arg(node.kwargs, arg_transform)
        made = self.create_node(node.op, node.target, args, kwargs, node.name, node.type)
        made.meta = dict(node.meta)
        return made

    def graph_copy(self, g, val_map, return_output_node=False):
        """Copies all nodes of g; returns what its output stands for. `val_map` takes g's nodes to those made."""
        for node in g.nodes:
            if node in val_map:
                continue
            if node.op == "output":
                result = map_arg(node.args[0], lambda n: val_map[n])
                return (result, node) if return_output_node else result
            val_map[node] = self.node_copy(node, lambda n: val_map[n])
        return None

    def __deepcopy__(self, memo=None):
        made = Graph(tracer_cls=self._tracer_cls)
        memo = memo if memo is not None else {}
        memo[id(self)] = made
        val_map = {}
        found = made.graph_copy(self, val_map, return_output_node=True)
        if found is not None:
            result, old = found
            made.output(result, type_expr=old.type).meta = dict(old.meta)
        return made

    @contextmanager
    def _inserting(self, insert):
        was, self._insert = self._insert, insert
        try:
            yield
        finally:
            self._insert = was

    def inserting_before(self, n=None):
        """Within it, nodes are made before n (the first node)."""
        return self._inserting(self._root._next.prepend if n is None else n.prepend)

    def inserting_after(self, n=None):
        """Within it, nodes are made after n (at the beginning), each after the one before."""
        last = [self._root if n is None else n]

        def insert(node):
            last[0].append(node)
            last[0] = node

        return self._inserting(insert)

    def erase_node(self, to_erase):
        """Takes out a node that nobody uses."""
        if to_erase.users:
            raise RuntimeError(
                f"Tried to erase Node {to_erase} but it still had {len(to_erase.users)} users in the graph: {to_erase.users}!"
            )
        if not to_erase._erased:
            to_erase._unlink()
            to_erase._erased = True
            to_erase._set((), {})

    def eliminate_dead_code(self, is_impure_node=None):
        """Takes out what has no users; was there anything?"""
        self.lint()
        found = False
        for node in reversed(self.nodes):
            if not (is_impure_node or Node.is_impure)(node) and not node.users:
                self.erase_node(node)
                found = True
        return found

    def lint(self):
        """Raises where a node is used before it is there, or a name stands for two."""
        seen, names = set(), set()
        for node in self.nodes:
            if node.graph is not self:
                raise RuntimeError(f"Node '{node}' does not belong to this Graph!")
            for arg in node.all_input_nodes:
                if arg not in seen:
                    raise RuntimeError(f"Argument '{arg}' of Node '{node}' was used before it has been defined! Please check that Nodes in the graph are topologically ordered\n{self}")  # fmt: skip  # noqa: E501
            if node.name in names:
                raise RuntimeError(f"Node redefined name {node.name}!")
            seen.add(node)
            names.add(node.name)

    def on_generate_code(self, make_transformer):
        raise NotImplementedError("Retrograd's torch.fx writes code in one way only; Graph.on_generate_code is not there")

    def python_code(self, root_module="self", *, verbose=False, **ignored):
        """The code of a function `forward` that does what the graph says, and the globals that it needs."""
        return code.python_code(self, root_module)

    def print_tabular(self):
        """Prints the nodes as a table; needs the package tabulate."""
        try:
            from tabulate import tabulate
        except ImportError:
            print(
                "`print_tabular` relies on the library `tabulate`, which could not be found on this machine. Run `pip install tabulate` to "
                "install the library."
            )
            raise
        rows = [[n.op, n.name, n.target, n.args, n.kwargs] for n in self.nodes]
        print(tabulate(rows, headers=["opcode", "name", "target", "args", "kwargs"]))

    def __str__(self):
        return "graph():" + "".join(f"\n    {node.format_node()}" for node in self.nodes)


Graph.__module__ = "torch.fx.graph"
