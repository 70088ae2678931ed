"""Makes the cards and edges of a part of the graph, one event at a time; graph_build decides which events.

Note [Writing through a view]
    `y[1:].mul_(3)` rewrites y's history: y gets a grad_fn "CopySlices", which takes up y's old one, and the view hangs
    on it by "AsStridedBackward0". The tape has one event for this, of the view. Two cards are made of it: the changed
    y, and the view of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import labels
from .graph_faces import place_of, shape_of
from .graph_titles import leaf_title
from .lineage import how_cut
from .numbers import number

VIEWS = frozenset(
    "slice select view reshape unsafe_view t transpose permute squeeze unsqueeze expand narrow unbind split diagonal "
    "unflatten flatten movedim chunk split_with_sizes alias as_strided real imag unfold swapaxes mT mH T H".split()
)


@dataclass(frozen=True, slots=True)
class Link:
    """An edge to be, from a card that exists; fields as of GraphEdge."""

    src: int
    slot: int
    next_nr: int = -1
    out_nr: int = 0
    cut: bool = False


class Cards:
    """Draws events into a GraphPart."""

    def __init__(self, trace, titles, part):
        self._trace, self._titles, self.part = trace, titles, part

    def tensor(self, id: int):
        """The trace's record of a tensor, None for one the tape has not named."""
        try:
            return self._trace.tensor(id)
        except KeyError:
            return None

    def node(self, id: int):
        """The trace's record of a node, None for one the tape has not named."""
        try:
            return self._trace.node(id)
        except KeyError:
            return None

    def draw(self, seq: int, event: dict, past: bool) -> None:
        """Make the card of an event, with its edges; of an untracked tensor only if it is drawn with its past."""
        kind = event["event"]
        if kind == "tensor":
            self._draw_tensor(seq, event)
        elif kind == "op":
            outputs = tuple(event.get("outputs") or ())
            self._draw_op(seq, event, list(event.get("inputs") or ()), outputs, self._titles.result(event), past)
        elif kind == "mutate" and event.get("node") is not None and event["node"] not in self.part.by_node:
            # without a node only a value changed; a node that is known is a base drawn with its view's change
            tensor = event["tensor"]
            inputs = list(event.get("inputs") or ())
            inputs = inputs if tensor in inputs else [tensor, *inputs]
            title = self._titles.mutation(event)
            if event.get("grad_fn") == "AsStridedBackward0" and self._draw_rewritten_base(seq, event, title):
                title, inputs = labels.tensor_label(self._trace, tensor), []
            self._draw_op(seq, event, inputs, (tensor,), title, past)

    def draw_op(self, seq: int, event: dict, title: str) -> None:
        """Make the card of a tracked op, with its edges, of an event that may say no more than the card."""
        self._draw_op(seq, event, event["inputs"], event["outputs"], title, True)

    def mark_root(self, tensor: int) -> None:
        """A backward call started from this tensor."""
        index = self.part.by_tensor.get(tensor)
        if index is not None and index not in self.part.roots:
            self.part.roots.append(index)
            if self.part.nodes[index].kind == "op":
                self.promote(index, "loss")

    def promote(self, index: int, kind: str) -> None:
        """A card turns out to be of another kind."""
        if self.part.nodes[index].kind != kind:
            self.part.nodes[index].kind = kind
            info = self.tensor(self.part.nodes[index].tensor) if kind == "leaf" else None
            if info is not None:
                self.part.nodes[index].title = leaf_title(self.part.nodes[index].title, info.name)

    # ---- cards

    def _draw_tensor(self, seq: int, event: dict) -> None:
        tensor, source = event["tensor"], event.get("of")
        title = self._titles.derived(event) if source is not None else self._titles.leaf(event)
        card = self._card(seq, event, title, ("tensor", tensor), (tensor,), event.get("how"))
        behind = None if source is None else self.card_of(source, seq)
        if behind is not None and behind != card.index:
            cut = self.part.nodes[behind].tracked
            self.part.add_edge(behind, card.index, 0, cut=cut, why=self._why(card) if cut else "")
        self.part.by_tensor[tensor] = card.index

    def _draw_op(
        self, seq: int, event: dict, inputs: list, outputs: tuple[int, ...], title: str, past: bool
    ) -> None:
        part, node = self.part, event.get("node")
        key = ("node", node) if node is not None else ("tensor", outputs[0] if outputs else -1)
        links = self._links(seq, event, inputs) if past else []  # before the card: what they need may be made here
        card = self._card(seq, event, title, key, outputs, event.get("op"))
        for link in links:
            of = card.node if link.next_nr >= 0 else -1
            part.add_edge(
                link.src, card.index, link.slot, node=of, next_nr=link.next_nr, out_nr=link.out_nr, cut=link.cut,
                why=self._why(card) if link.cut else "",
            )  # fmt: skip
        if past and inputs:
            self._numbers(card, event)
        if node is not None:
            part.by_node[node] = card.index
        for tensor in outputs:
            self._succeed(tensor, card)

    def _succeed(self, tensor: int, card) -> None:
        """From this card's event on, it stands for the tensor."""
        older = self.part.by_tensor.get(tensor)
        if older is not None and self.part.nodes[older].until < 0:
            self.part.nodes[older].until = card.made_at
        self.part.by_tensor[tensor] = card.index

    def _draw_rewritten_base(self, seq: int, event: dict, title: str) -> bool:
        """The card of the tensor whose view this event wrote to, see Note [Writing through a view]."""
        (node, _), base = (event.get("next") or [(None, 0)])[0], self._base_of(event["tensor"])
        before = None if base is None else self.card_of(base, seq)
        if node is None or node in self.part.by_node or before is None:
            return False
        card = self.part.add_node(
            key=("node", node), kind="op", title=title, grad_fn="CopySlices", shape=self.part.nodes[before].shape,
            dtype=self.part.nodes[before].dtype, tensor=base, node=node, line=event.get("line"), made_at=seq,
            op=event.get("op"), outputs=(base,), file=event.get("file"), scope=event.get("scope", 0), place=place_of(event),
        )  # fmt: skip
        tracked = self.part.nodes[before].tracked
        self.part.add_edge(before, card.index, 0, node=node if tracked else -1, next_nr=0 if tracked else -1)
        self._numbers(card, event)
        self.part.by_node[node] = card.index
        self._succeed(base, card)
        return True

    def _base_of(self, view: int) -> int | None:
        """The tensor that a view looks into, through views of views; None if it is none."""
        base = None
        while (info := self.tensor(view)) is not None and info.how in VIEWS and info.made_at >= 0:
            inputs = self._trace[info.made_at].get("inputs") or ()
            if not inputs or inputs[0] is None:
                break
            base = view = inputs[0]
        return base

    def _card(self, seq: int, event: dict, title: str, key: tuple, outputs: tuple[int, ...], op: str | None):
        tensor, node = outputs[0] if outputs else -1, event.get("node")
        kind = "untracked" if node is None else "op"
        info = self.tensor(tensor) if node is None and outputs else None
        if node is None and (event.get("requires_grad") or (info is not None and info.requires_grad and info.is_leaf)):
            kind = "leaf"
            title = leaf_title(title, None if info is None else info.name)
        value = event.get("value") or (event.get("values") or (None,))[0]
        return self.part.add_node(
            key=key, kind=kind, title=title, grad_fn=event.get("grad_fn"), shape=shape_text(value),
            dtype=value.dtype if hasattr(value, "dtype") else (value or {}).get("dtype", ""), tensor=tensor,
            node=-1 if node is None else node, line=event.get("line"), made_at=seq, op=op, outputs=outputs,
            file=event.get("file"), scope=event.get("scope", 0), place=place_of(event),
        )  # fmt: skip

    def _stranger(self, seq: int, kind: str, tensor: int, node: int) -> int:
        """A card for something made where the tape does not reach (before the recording began)."""
        info = self.tensor(tensor) if tensor >= 0 else None
        known = self.node(node) if tensor < 0 and node >= 0 else None
        title = (info.name if info is not None else None) or (f"tensor {tensor}" if tensor >= 0 else "made before")
        card = self.part.add_node(
            key=("tensor", tensor) if tensor >= 0 else ("node", node), kind=kind, title=title,
            grad_fn=known.grad_fn if known is not None and not known.is_accumulate else None,
            shape="" if info is None else shape_of(info.shape), dtype="" if info is None else info.dtype, tensor=tensor,
            node=node, line=None, made_at=seq - 1, outputs=(tensor,) if tensor >= 0 else (),
        )  # fmt: skip
        if tensor >= 0:
            self.part.by_tensor[tensor] = card.index
        if node >= 0:
            self.part.by_node[node] = card.index
        return card.index

    def _numbers(self, card, event: dict) -> None:
        for slot, value in sorted((int(k), v) for k, v in (event.get("numbers") or {}).items()):
            chip = self.part.add_node(
                key=("number", card.index, slot), kind="number", title=number(value), grad_fn=None, shape="",
                dtype=type(value).__name__, tensor=-1, node=-1, line=card.line, made_at=card.made_at,
            )  # fmt: skip
            self.part.add_edge(chip.index, card.index, slot)

    def _why(self, card) -> str:
        """What cut the graph above a card."""
        info = self.tensor(card.tensor)
        return how_cut(self._trace, info) if info is not None else ""

    # ---- edges

    def _links(self, seq: int, event: dict, inputs: list) -> list[Link]:
        """The edges to an op's card: along next_functions, then those that no gradient takes."""
        links, taken = [], set()
        for nr, (node, out_nr) in enumerate(event.get("next") or ()):
            if node is None:
                continue
            free = [j for j, t in enumerate(inputs) if t is not None and j not in taken]
            src = self._card_of_node(node, seq, [inputs[j] for j in free])
            slot = next((j for j in free if inputs[j] in self.part.nodes[src].outputs), nr)
            taken.add(slot)
            links.append(Link(src, slot, nr, out_nr or 0))
        for slot, tensor in enumerate(inputs):
            if tensor is None or slot in taken:
                continue
            src = self.card_of(tensor, seq)
            if src is None:
                info = self.tensor(tensor)
                kind = "leaf" if info is not None and info.requires_grad else "untracked"
                src = self._stranger(seq, kind, tensor, -1)
            links.append(Link(src, slot, cut=self.part.nodes[src].tracked))
        return links

    def card_of(self, tensor: int, seq: int) -> int | None:
        """The card of a tensor as it was before the event `seq` (an in-place change gives it a new one)."""
        index, nodes = self.part.by_tensor.get(tensor), self.part.nodes
        if index is None or nodes[index].made_at < seq:
            return index
        older = [i for i in nodes.of_tensor(tensor) if i < index and nodes[i].made_at < seq]
        return max(older, key=lambda i: nodes[i].made_at, default=None)

    def _card_of_node(self, node: int, seq: int, candidates: list[int]) -> int:
        """The card of an entry of next_functions. An AccumulateGrad not met before belongs to one of `candidates`, the
        op's inputs that are not accounted for yet: the first tracked leaf among them. (A leaf has a new AccumulateGrad
        in each iteration, for nothing but the graph keeps it alive.)"""
        index = self.part.by_node.get(node)
        if index is not None:
            return index
        info = self.node(node)
        guess = info.tensor if info is not None and info.is_accumulate else None
        leaves = [t for t in candidates if (known := self.tensor(t)) is not None and known.is_leaf]
        tracked = [t for t in leaves if self.tensor(t).requires_grad]
        for tensor in [guess] * (guess in tracked) + tracked + [guess] * (guess in leaves):
            index = self.card_of(tensor, seq)
            if index is not None:
                self.part.nodes[index].node = node
                self.promote(index, "leaf")
                self.part.by_node[node] = index
                return index
        if guess is None or guess in self.part.by_tensor or self.tensor(guess) is None:
            return self._stranger(seq, "op", -1, node)
        return self._stranger(seq, "leaf", guess, node)


def shape_text(value) -> str:
    """A value's shape as a card shows it: "(2, 2)", "scalar", "" where there is no value."""
    if value is None:
        return ""
    return shape_of(value.shape if hasattr(value, "shape") else value["shape"])
