"""The autograd graph of a run, as a person would draw it: one card a tensor, edges from inputs to results.

Note [What becomes a node]
    A tracked op and its result are one card, named by the line that made it ("z = y * y * 3"). A leaf and its
    AccumulateGrad are one card. A tensor that is not tracked is a card only where something tracked uses it, and is
    drawn without a history of its own, except where that history holds a tracked tensor: there the graph was *cut*,
    and the cut, with what lies behind it, is drawn (`GraphEdge.cut`). A number is a small chip beside its user. When a
    part of a run tracks nothing at all, everything in it is drawn, dashed.

Note [The computation]
    The other view of a run (`everything`) has all that was computed in the part, tracked or not: what no gradient goes
    through is drawn too, with its own history. Of what was made before the part and is not tracked, only the last step is.

Note [Parts of a run]
    A loop of 500 iterations is 500 graphs, and one is looked at. `Graph.scopes` are the parts: each ends where the
    next one's forward begins (see graph_scopes). `Graph.part(scope)` is the graph of one: what was made in it, and
    whatever its backward call walks through, whenever that was made. Only events of that part are ever decoded.
    `Graph.whole` is the scope of the whole run, for whoever asks for it.

A part grows while a run does: `Graph.extend()` appends to the parts already built, and never renumbers. Only when what
is to be drawn changes its kind (the first tracked op of a part that tracked nothing) is a part begun again; its
`generation` then goes up by one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from .graph_build import PartBuilder
from .graph_links import Ends, IdMap, Through
from .graph_scopes import Scope, ScopeFinder, whole_scope
from .graph_tables import KINDS, EdgeTable, GraphEdge, GraphNode, NodeTable, Texts
from .graph_titles import leaf_title

__all__ = ["KINDS", "Graph", "GraphEdge", "GraphNode", "GraphPart", "Scope"]


@dataclass(eq=False)
class GraphPart:
    """The graph of one scope. It only ever grows, unless `generation` goes up.

    nodes, edges: tables, see Note [Columns] in graph_tables.py: `nodes[i]` is a GraphNode, `edges[i]` a GraphEdge.
    by_node, by_tensor: autograd node id, tensor id → index of the card that stands for it (the newest, for a tensor
    changed in place). inputs, outputs: of each card the indices of the edges to and from it, ascending. roots: indices
    of the cards that a backward call of this part started from. derived: what others work out from the part and keep as
    long as it lives.
    """

    scope: Scope
    nodes: NodeTable = None
    edges: EdgeTable = None
    by_node: IdMap | Through = field(default_factory=IdMap)
    by_tensor: IdMap | Through = field(default_factory=IdMap)
    inputs: Ends = field(default_factory=Ends)
    outputs: Ends = field(default_factory=Ends)
    roots: list[int] = field(default_factory=list)
    generation: int = 0
    derived: dict[str, object] = field(default_factory=dict, repr=False)

    def __post_init__(self):
        if self.nodes is None:
            texts = Texts()
            self.nodes, self.edges = NodeTable(texts), EdgeTable(texts)

    def __len__(self) -> int:
        return len(self.nodes)

    def add_node(self, **fields) -> GraphNode:
        """Appends a card, fields as of GraphNode."""
        self.inputs.add_node()
        self.outputs.add_node()
        return self.nodes.add(**fields)

    def add_edge(self, src: int, dst: int, slot: int, **fields) -> GraphEdge:
        """Appends an edge, fields as of GraphEdge."""
        made = self.edges.add(src, dst, slot, **fields)
        self.outputs.add(src, made.index)
        self.inputs.add(dst, made.index)
        return made

    def add_nodes(self, columns: dict[str, np.ndarray]) -> None:
        """Appends many cards: a number for each column of NodeTable."""
        for name in self.nodes.columns:
            self.nodes.extend(name, columns[name])
        for ends in (self.inputs, self.outputs):
            ends.add_nodes(len(columns["kind"]))

    def add_edges(self, columns: dict[str, np.ndarray]) -> None:
        """Appends many edges: a number for each column of EdgeTable."""
        for name in self.edges.columns:
            self.edges.extend(name, columns[name])
        self.outputs.extend(columns["src"])
        self.inputs.extend(columns["dst"])

    def rename(self, names: dict[int, str]) -> None:
        """Other titles for leaves."""
        for tensor, name in names.items():
            card = self.nodes[self.by_tensor[tensor]] if tensor in self.by_tensor else None
            if card is not None and card.kind == "leaf":
                card.title = leaf_title(card.title, name)

    def frozen(self) -> GraphPart:
        """The part as it is now, for a thread that reads it while more may come."""
        return replace(
            self, nodes=self.nodes.copy(), edges=self.edges.copy(), inputs=self.inputs.copy(), outputs=self.outputs.copy(),
            roots=list(self.roots),
        )  # fmt: skip

    def clear(self) -> None:
        """Begin again: a new generation."""
        for held in (self.nodes, self.edges, self.by_node, self.by_tensor, self.inputs, self.outputs, self.roots):
            held.clear()
        self.generation += 1


class Graph:
    """The graph of a trace, part by part.

    scopes: the parts, a sequence; whole: the scope of the whole run. nodes, edges: those of the whole run.
    """

    KEPT = 8  # parts held at once: stepping to and fro between iterations builds nothing twice

    def __init__(self, trace):
        self.trace = trace
        self.titles = trace.titles
        self.scopes = ScopeFinder(trace)
        self._builders: dict[tuple[int, bool], PartBuilder] = {}
        self._renamed = 0
        self.extend()

    def extend(self) -> None:
        """Take in what the trace has newly read. Cheap: only the table is looked at; parts grow when asked for."""
        self.scopes.extend()
        self.whole = whole_scope(self.trace)
        renamed = self.trace.renamed[self._renamed :]
        self._renamed += len(renamed)
        for builder in self._builders.values():
            builder.part.rename({tensor: self.trace.tensor(tensor).name for tensor in renamed})

    def scope_at(self, cursor: int) -> Scope:
        """The part of the run in which the event `cursor` lies."""
        return self.scopes.at(cursor)

    def part(self, scope: Scope, everything: bool = False) -> GraphPart:
        """The graph of that scope, up to everything read so far; kept, and grown in place when asked for again.
        `everything`: see Note [The computation]."""
        key = scope.index, everything
        builder = self._builders.pop(key, None) or PartBuilder(self.trace, self.titles, GraphPart(scope), everything)
        self._builders[key] = builder
        while len(self._builders) > self.KEPT:
            self._builders.pop(next(iter(self._builders)))
        builder.grow(self.whole if scope.whole else self.scopes[scope.index])
        return builder.part

    @property
    def nodes(self) -> NodeTable:
        return self.part(self.whole).nodes

    @property
    def edges(self) -> EdgeTable:
        return self.part(self.whole).edges
