"""A part of the graph at a cursor in words and numbers, for the kinds of figures that are text. No Qt."""

from __future__ import annotations

from app.model.graph import GraphEdge, GraphNode
from app.model.translate import tr

from .glyph import glyphs_of
from .job import Job
from .labels import clean
from .numbers_fit import fit, written
from .readings import gradient_of, value_of
from .states import CUT, FLOW, FLOWED, STATE_NAMES, STATE_WORDS, States

CHARACTERS = 36  # of a value in a label


class Told:
    """What is shown of a part of the graph. nodes, edges: those that were chosen."""

    def __init__(self, job: Job):
        self.trace, self.part, self.cursor, self.values = job.trace, job.part(), job.step, job.options.values
        trace, part, cursor, chosen = self.trace, self.part, self.cursor, job.chosen()
        self.nodes = [n for n in part.nodes if chosen is None or n.index in chosen]
        self.drawn = [e for e in part.edges if chosen is None or (e.src in chosen and e.dst in chosen)]
        self._glyphs = glyphs_of(job.trace)
        self._scene = scene = job.scene or (job.stage().at(cursor) if job.collapse else None)
        if scene is not None:
            self.codes, self.ghosts, self.edges = scene.node_state, scene.ghost, scene.edge_state
        else:
            states = States(trace, part)
            self.codes, self.ghosts = states.nodes(cursor)
            self.edges = states.edges(cursor)

    def state(self, node: GraphNode) -> str:
        """Its state's name, "not made yet" for what is still to come; in English, for whoever reads the file's data."""
        return "not made yet" if self.ghosts[node.index] else STATE_NAMES[self.codes[node.index]]

    def state_words(self, node: GraphNode) -> str:
        """Its state in the language of the figure."""
        return tr("not made yet") if self.ghosts[node.index] else tr(STATE_WORDS[STATE_NAMES[self.codes[node.index]]])

    def value(self, node: GraphNode):
        return value_of(self.trace, node, self.cursor) if node.kind != "group" else None

    def grad(self, node: GraphNode) -> dict | None:
        """{"state": "not_yet" | "value" | "none" | "cut", and "value" or "reason" and "line"}."""
        if node.tensor < 0 or node.kind == "group" or self.ghosts[node.index]:
            return None
        found = gradient_of(self.trace, node, self.cursor)
        if found.kind == "value":
            return {"state": "value", "value": found.value.to_json()}
        told = {"state": found.kind, "reason": found.reason}
        return told if found.line is None else {**told, "line": found.line}

    def flowed(self, edge: GraphEdge):
        if self.edges[edge.index] not in (FLOW, FLOWED):
            return None
        if self._scene is not None:
            return self._scene.flowed(edge.index)
        sent = self.trace.sent(self.part.nodes[edge.dst].node, self.cursor) or ()
        return sent[edge.next_nr] if 0 <= edge.next_nr < len(sent) else None

    def words(self, node: GraphNode) -> list[str]:
        """The lines of a node's label: title, grad_fn and shape, value and gradient, its state."""
        if node.kind == "number":
            return [clean(node.title)]
        ghost = bool(self.ghosts[node.index])
        if node.kind == "group":
            return [clean(line) for line in (node.title, self._group_words(node), self.state_words(node)) if line]
        lines = [node.title, " ".join(filter(None, (node.grad_fn or (tr("leaf") if node.kind == "leaf" else ""), node.shape)))]
        value = self.value(node) if self.values else None
        if value is not None:
            lines.append(f"{tr('value')} {self._numbers(value)}")
        if self.values and node.tracked and not ghost:
            lines.append(self._grad_words(node))
        state = self.state_words(node) if node.tracked or ghost else tr("not tracked")
        lines.append("" if self.state(node) == "pending" and node.tracked and self.values else state)  # its gradient has said so
        return [clean(line) for line in lines if line]

    def _numbers(self, value) -> str:
        """A value: its numbers where they fit, else the statistics that stand beside a heat map."""
        text = written(value, CHARACTERS)
        return self._glyphs.of(value).text if text is None else text

    def _group_words(self, node: GraphNode) -> str:
        """How many of what a group's card stands for."""
        from .groups import what

        card = self.part.cards[node.index]
        return (f"×{card.count:,} " if card.count > 1 else "") + what(card)

    def _grad_words(self, node: GraphNode) -> str:
        found = gradient_of(self.trace, node, self.cursor)
        if found.kind == "value":
            return f"grad {self._numbers(found.value)}"
        if found.kind == "cut":
            return "grad " + (tr("None: cut at line {line}", line=found.line) if found.line else tr("None: cut"))
        return "grad None" if found.kind == "none" else "grad " + tr("not yet")

    def edge_words(self, edge: GraphEdge) -> str:
        """What is written at an edge: what flowed just now, or that it was cut."""
        code = int(self.edges[edge.index])
        if code == CUT:
            return tr("cut")
        flowed = self.flowed(edge) if code == FLOW and self.values else None
        return clean(fit(flowed, CHARACTERS)) if flowed is not None else ""

    def is_back(self, edge: GraphEdge) -> bool:
        """Whether a gradient has gone along the edge, against its direction."""
        return self.edges[edge.index] in (FLOW, FLOWED)
