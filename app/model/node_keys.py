"""Names for the nodes of a graph that stay the same from step to step, from iteration to iteration, and when the
program has run again: what a bookmark or a card that was put somewhere is tied to.

A leaf goes by its name, anything else by its op and line; where there are several, they are counted. A group that is
drawn as one card goes by its own key (folding.py).
"""

from __future__ import annotations

from .graph import GraphPart


def keys_of(part: GraphPart) -> list[str]:
    """The key of every node of a part; kept with the part, and longer as it grows."""
    keys, seen = part.derived.setdefault("keys", ([], {}))
    if part.derived.get("keys of") != part.generation:
        keys.clear()
        seen.clear()
        part.derived["keys of"] = part.generation
    base = getattr(part, "base", None)
    if base is not None:
        if len(keys) != len(part.nodes):
            keys[:] = _folded(part, keys_of(base))
        return keys
    for node in part.nodes[len(keys) :]:
        stem = _stem(node)
        nth = seen[stem] = seen.get(stem, 0) + 1
        keys.append(stem if nth == 1 else f"{stem} #{nth}")
    return keys


def _stem(node) -> str:
    if node.kind == "leaf":
        return f"leaf {node.title}"
    if node.kind == "number":
        return f"number {node.title} line {node.line or 0}"
    return f"{node.op or node.kind} line {node.line or 0}"


def _folded(part, base: list[str]) -> list[str]:
    """Keys of the nodes of a folded part: those of the nodes behind them, and of groups."""
    keys = [""] * len(part.nodes)
    for index, item in enumerate(part.item_of.tolist()):
        if 0 <= item < len(keys) and not keys[item]:
            keys[item] = base[index]
    for item, card in part.cards.items():
        keys[item] = f"group {part.tree.groups[card.group].key}"
    return keys


def find_key(part: GraphPart, key: str) -> int:
    """The node with this key, or the card of the group that it lies in; -1 when there is none."""
    try:
        return keys_of(part).index(key)
    except ValueError:
        base = getattr(part, "base", None)
        inner = find_key(base, key) if base is not None else -1
        return int(part.item_of[inner]) if inner >= 0 else -1
