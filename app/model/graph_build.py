"""Builds the graph of one part of a run from its events, and goes on building it while the run goes on.

Note [Closure, then creation]
    `grow` first gathers the seqs of the events that must be drawn: the tracked ops of the window, the leaves made in
    it, and, backwards from these and from the roots of its backward calls, whatever they were made from. Then it makes
    the cards in the order of the events, so that inputs always exist before their results. Both are loops, never
    recursion: a chain of 100,000 ops is drawn like any other.
"""

from __future__ import annotations

from . import kinds
from .graph_scopes import Scope
from .numbers import number


class PartBuilder:
    """Fills a GraphPart. `grow(scope)` brings it up to date with the trace."""

    def __init__(self, trace, titles, part):
        self._trace, self._titles, self.part = trace, titles, part
        self._upto = part.scope.first
        self._all = False  # nothing is tracked here: draw everything
        self._done: set[int] = set()  # seqs already drawn
        self._events: dict[int, dict] = {}  # decoded during one `grow`
        self._cut: dict[int, bool] = {}  # tensor id → whether a tracked tensor lies behind this untracked one

    def grow(self, scope: Scope) -> None:
        """Draw the events of the scope that have been read since the last call."""
        part, last = self.part, scope.last + 1 if len(self._trace) else 0
        part.scope = scope
        if last <= self._upto:
            return
        rows = self._trace.table[scope.first : last]
        kind, outside = rows["kind"], rows["during"] < 0
        made = (kind == kinds.OP) | (kind == kinds.MUTATE)
        tracked = outside & made & (rows["node"] >= 0)
        untracked = not tracked.any()
        if self._upto > scope.first and self._all and not untracked:
            part.clear()
            self._done.clear()
            self._upto = scope.first
        self._all = untracked
        new = self._upto - scope.first
        eager = tracked[new:] | (outside & (kind == kinds.TENSOR))[new:]
        if untracked:
            eager |= (outside & made)[new:]
        seqs = [self._upto + int(i) for i in eager.nonzero()[0] if self._is_eager(self._upto + int(i), kind[new + i])]
        calls = [self._upto + int(i) for i in (kind[new:] == kinds.BACKWARD).nonzero()[0]]
        self._upto = last
        roots = [t for c in calls for t in self._trace[c].get("roots") or ()]
        seqs += [s for t in roots if (s := self._made_at(t)) is not None]
        for seq in self._closure(seqs):
            self._draw(seq)
        for tensor in roots:
            self._mark_root(tensor)
        self._events.clear()

    def _event(self, seq: int) -> dict:
        if seq not in self._events:
            self._events[seq] = self._trace[seq]
        return self._events[seq]

    def _tensor(self, id: int):
        """The trace's record of a tensor, None for one the tape has not named."""
        try:
            return self._trace.tensor(id)
        except KeyError:
            return None

    def _node(self, id: int):
        """The trace's record of a node, None for one the tape has not named."""
        try:
            return self._trace.node(id)
        except KeyError:
            return None

    # ---- what must be drawn

    def _is_eager(self, seq: int, kind: int) -> bool:
        """Tensors are drawn when they are made only if they may get a gradient; the others when something uses them."""
        if kind != kinds.TENSOR or self._all:
            return True
        event = self._event(seq)
        return bool(event.get("requires_grad") and event.get("is_leaf"))

    def _made_at(self, tensor: int) -> int | None:
        info = self._tensor(tensor)
        return None if info is None or info.made_at < 0 else info.made_at

    def _closure(self, seqs: list[int]) -> list[int]:
        """The seqs still to be drawn, ascending: `seqs` and all that they need."""
        needed: set[int] = set()
        work = [s for s in seqs if s not in self._done]
        while work:
            seq = work.pop()
            if seq in needed or seq in self._done:
                continue
            needed.add(seq)
            work += [s for s in self._sources(self._event(seq)) if s not in needed and s not in self._done]
        return sorted(needed)

    def _sources(self, event: dict) -> list[int]:
        """seqs of the events which made what this event's card hangs on."""
        found = []
        for node, _ in (e for e in event.get("next") or () if e[0] is not None):
            info = self._node(node)
            if info is not None and not info.is_accumulate and info.made_at >= 0:  # leaves come with the inputs
                found.append(info.made_at)
            elif info is not None and info.is_accumulate and info.tensor is not None:
                found += [s] if (s := self._made_at(info.tensor)) is not None else []
        drawn_with_past = self._all or event.get("node") is not None
        for tensor in event.get("inputs") or ():
            if tensor is not None and (drawn_with_past or self._leads_to_cut(tensor)):
                found += [s] if (s := self._made_at(tensor)) is not None else []
        if event.get("of") is not None and (self._all or self._leads_to_cut(event["of"])):
            found += [s] if (s := self._made_at(event["of"])) is not None else []
        return found

    def _leads_to_cut(self, tensor: int) -> bool:
        """Whether this tensor is tracked, or was made, through untracked steps only, from one that is."""
        work, path = [tensor], []
        while work:
            t = work[-1]
            if t in self._cut:
                work.pop()
                continue
            info = self._tensor(t)
            if info is None or info.requires_grad or info.made_at < 0:
                self._cut[t] = bool(info is not None and info.requires_grad)
                work.pop()
                continue
            event = self._event(info.made_at)
            behind = [i for i in (*(event.get("inputs") or ()), event.get("of")) if i is not None and i not in path]
            unknown = [b for b in behind if b not in self._cut]
            if unknown and t not in path:
                path.append(t)
                work += unknown
            else:
                self._cut[t] = any(self._cut.get(b, False) for b in behind)
                work.pop()
        return self._cut[tensor]

    # ---- making cards

    def _draw(self, seq: int) -> None:
        self._done.add(seq)
        event = self._event(seq)
        if event["event"] == "tensor":
            self._draw_tensor(seq, event)
        elif event["event"] == "op":
            outputs = tuple(event.get("outputs") or ())
            self._draw_op(seq, event, list(event.get("inputs") or ()), outputs, self._titles.result(event))
        elif event["event"] == "mutate" and event.get("node") is not None:  # else only a value changed
            tensor = event["tensor"]
            inputs = list(event.get("inputs") or ())
            inputs = inputs if tensor in inputs else [tensor, *inputs]
            self._draw_op(seq, event, inputs, (tensor,), self._titles.mutation(event))

    def _draw_tensor(self, seq: int, event: dict) -> None:
        tensor, source = event["tensor"], event.get("of")
        title = self._titles.derived(event) if source is not None else self._titles.leaf(event)
        card = self._card(seq, event, title, ("tensor", tensor), (tensor,), event.get("how"))
        behind = None if source is None else self._card_of(source, seq)
        if behind is not None and behind != card.index:
            self.part.add_edge(behind, card.index, 0, cut=self.part.nodes[behind].tracked)
        self.part.by_tensor[tensor] = card.index

    def _draw_op(self, seq: int, event: dict, inputs: list, outputs: tuple[int, ...], title: str) -> None:
        part, node = self.part, event.get("node")
        key = ("node", node) if node is not None else ("tensor", outputs[0] if outputs else -1)
        card = self._card(seq, event, title, key, outputs, event.get("op"))
        if node is not None or self._all or any(t is not None and self._leads_to_cut(t) for t in inputs):
            taken = self._tracked_edges(card, event, inputs)
            self._other_edges(card, inputs, taken)
            self._numbers(card, event)
        if node is not None:
            part.by_node[node] = card.index
        for tensor in outputs:
            part.by_tensor[tensor] = card.index

    def _card(self, seq: int, event: dict, title: str, key: tuple, outputs: tuple[int, ...], op: str | None):
        tensor, node = outputs[0] if outputs else -1, event.get("node")
        kind = "untracked" if node is None else "op"
        info = self._tensor(tensor) if node is None and outputs else None
        if node is None and (event.get("requires_grad") or (info is not None and info.requires_grad and info.is_leaf)):
            kind = "leaf"
        value = event.get("value") or (event.get("values") or (None,))[0]
        return self.part.add_node(
            key=key, kind=kind, title=title, grad_fn=event.get("grad_fn"), shape=shape_text(value),
            dtype=value.dtype if hasattr(value, "dtype") else (value or {}).get("dtype", ""), tensor=tensor,
            node=-1 if node is None else node, line=event.get("line"), made_at=seq, op=op, outputs=outputs,
            file=event.get("file"),
        )  # fmt: skip

    def _stranger(self, seq: int, kind: str, tensor: int, node: int) -> int:
        """A card for something made where the tape does not reach (before the recording began)."""
        info = self._tensor(tensor) if tensor >= 0 else None
        shape = "" if info is None or info.shape is None else shape_of(info.shape)
        title = (info.name if info is not None else None) or (f"tensor {tensor}" if tensor >= 0 else "made before")
        card = self.part.add_node(
            key=("tensor", tensor) if tensor >= 0 else ("node", node), kind=kind, title=title, grad_fn=None,
            shape=shape, dtype=(info.dtype if info is not None else "") or "", tensor=tensor, node=node, line=None,
            made_at=seq - 1, outputs=(tensor,) if tensor >= 0 else (),
        )  # fmt: skip
        if tensor >= 0:
            self.part.by_tensor[tensor] = card.index
        if node >= 0:
            self.part.by_node[node] = card.index
        return card.index

    def _mark_root(self, tensor: int) -> None:
        index = self.part.by_tensor.get(tensor)
        if index is not None and index not in self.part.roots:
            self.part.roots.append(index)
            if self.part.nodes[index].kind == "op":
                self.part.nodes[index].kind = "loss"

    # ---- making edges

    def _card_of(self, tensor: int, seq: int) -> int | None:
        """The card of a tensor as it was before the event `seq` (an in-place change gives it a new one)."""
        index, nodes = self.part.by_tensor.get(tensor), self.part.nodes
        if index is None or nodes[index].made_at < seq:
            return index
        older = [n.index for n in nodes[:index] if tensor in n.outputs and n.made_at < seq]
        return max(older, key=lambda i: nodes[i].made_at, default=None)

    def _tracked_edges(self, card, event: dict, inputs: list) -> set[int]:
        """Edges along next_functions; gives the slots of `inputs` that these account for."""
        taken: set[int] = set()
        for nr, (node, out_nr) in enumerate(event.get("next") or ()):
            if node is None:
                continue
            free = [j for j, t in enumerate(inputs) if t is not None and j not in taken]
            src = self._card_of_node(node, card.made_at, [inputs[j] for j in free])
            slots = [j for j in free if inputs[j] in self.part.nodes[src].outputs]
            slot = slots[0] if slots else nr
            taken.add(slot)
            self.part.add_edge(src, card.index, slot, node=card.node, next_nr=nr, out_nr=out_nr or 0)
        return taken

    def _card_of_node(self, node: int, seq: int, candidates: list[int]) -> int:
        """The card of an entry of next_functions. An AccumulateGrad not met before belongs to one of `candidates`, the
        op's inputs that are not accounted for yet: the first tracked leaf among them. (A leaf has a new AccumulateGrad
        in each iteration, for nothing but the graph keeps it alive.)"""
        index = self.part.by_node.get(node)
        if index is not None:
            return index
        info = self._node(node)
        if info is not None and not info.is_accumulate:
            return self._stranger(seq, "op", -1, node)
        guess = info.tensor if info is not None else None
        leaves = [t for t in candidates if (known := self._tensor(t)) is not None and known.is_leaf]
        tracked = [t for t in leaves if self._tensor(t).requires_grad]
        for tensor in [guess] * (guess in tracked) + tracked + [guess] * (guess in leaves):
            index = self._card_of(tensor, seq)
            if index is not None:
                self.part.nodes[index].node, self.part.nodes[index].kind = node, "leaf"
                self.part.by_node[node] = index
                return index
        return self._stranger(seq, "leaf", -1 if guess is None else guess, node)

    def _other_edges(self, card, inputs: list, taken: set[int]) -> None:
        """Edges that no gradient takes: from tensors that are not tracked, and where the graph was cut."""
        for slot, tensor in enumerate(inputs):
            if tensor is None or slot in taken:
                continue
            src = self._card_of(tensor, card.made_at)
            if src is None:
                info = self._tensor(tensor)
                tracked = info is not None and info.requires_grad
                src = self._stranger(card.made_at, "leaf" if tracked else "untracked", tensor, -1)
            self.part.add_edge(src, card.index, slot, cut=self.part.nodes[src].tracked)

    def _numbers(self, card, event: dict) -> None:
        for slot, value in sorted((int(k), v) for k, v in (event.get("numbers") or {}).items()):
            chip = self.part.add_node(
                key=("number", card.index, slot), kind="number", title=number(value), grad_fn=None, shape="",
                dtype=type(value).__name__, tensor=-1, node=-1, line=card.line, made_at=card.made_at,
            )  # fmt: skip
            self.part.add_edge(chip.index, card.index, slot)


def shape_text(value) -> str:
    """A value's shape as a card shows it: "(2, 2)", "scalar", "" where there is no value."""
    if value is None:
        return ""
    return shape_of(value.shape if hasattr(value, "shape") else value["shape"])


def shape_of(shape) -> str:
    """A shape as torch's users read it: "(3,)", "(2, 2)", "scalar"."""
    return str(tuple(int(s) for s in shape)) if len(shape) else "scalar"
