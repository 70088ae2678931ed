"""torch.func.rearrange: the axes of a tensor named, put into another order, split and joined by a pattern."""

import math

from .tensor import Tensor
from .worlds import TENSOR

EACH = "..."


class DimensionBindError(Exception):
    """Sizes that do not fit the names of a pattern."""


DimensionBindError.__module__ = "functorch.dim"


def _parsed(text):
    """The groups of names of one side: one for each axis, of one name, several in parentheses, or none for an axis of size 1."""
    groups, inside = [], None
    for word in text.replace("(", " ( ").replace(")", " ) ").replace("\u2026", EACH).split():
        if word == "(":
            if inside is not None:
                raise ValueError("brackets are not allowed inside brackets")
            inside = []
        elif word == ")":
            if inside is None:
                raise ValueError("Brackets are not balanced")
            groups.append(inside)
            inside = None
        elif word == "1":
            if inside is None:
                groups.append([])
        elif word != EACH and not (word.isidentifier() and word[0] != "_" and word[-1] != "_"):
            raise ValueError(f"Invalid axis identifier: {word!r}")
        elif inside is None:
            groups.append([word])
        else:
            inside.append(word)
    if inside is not None:
        raise ValueError(f"Imbalanced parentheses in expression: {text!r}")
    names = [name for group in groups for name in group]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"Indexing expression contains duplicate dimension {name!r}")
    return groups


def _sides(pattern, lengths):
    sides = pattern.split("->")
    if len(sides) != 2:
        raise ValueError("Pattern must contain a single '->' separator")
    left, right = (_parsed(side.strip()) for side in sides)
    names = [{name for group in side for name in group} for side in (left, right)]
    if names[0] != names[1]:
        raise ValueError(f"Identifiers only on one side of rearrange expression (should be on both): {names[0] ^ names[1]}")
    unknown = set(lengths) - names[0]
    if unknown:
        raise ValueError(f"Identifiers only in the axes lengths: {unknown}")
    return left, right


def _spread(groups, count):
    """The groups with the axes that `...` stands for in its place."""
    more = [f"{EACH}{i}" for i in range(count)]
    spread = []
    for group in groups:
        if group == [EACH]:
            spread += [[name] for name in more]
        else:
            spread.append([n for name in group for n in (more if name == EACH else [name])])
    return spread


def _sizes(left, shape, lengths):
    """{name: size}. DimensionBindError where a group does not fit its axis."""
    sizes = dict(lengths)
    for group, n in zip(left, shape):
        unknown = [name for name in group if name not in sizes]
        known = math.prod(sizes[name] for name in group if name in sizes)
        if len(unknown) > 1:
            raise DimensionBindError(f"cannot infer the sizes of two dimensions at once {unknown[0]} and {unknown[1]}")
        if n != known and (not unknown or n % known):
            shown = tuple(sizes.get(name, "?") for name in group)
            raise DimensionBindError(f"inferred dimension does not evenly fit into larger dimension: {n} vs {shown}")
        if unknown:
            sizes[unknown[0]] = n // known
    return sizes


def rearrange(tensor, pattern, **axes_lengths):
    """The tensor (or several, stacked) with its axes as the right side of `pattern` has the names of the left one."""
    if not isinstance(tensor, Tensor):
        tensor = TENSOR.stack(list(tensor), dim=0)
    left, right = _sides(pattern, axes_lengths)
    some = any(EACH in group for group in left)
    count = tensor.dim() - len(left) + some
    if count < 0 or (count and not some):
        raise ValueError(
            f"Number of dimensions in pattern ({len(left)}) must be equal to the number of dimensions in the tensor ({tensor.dim()})"
        )
    left, right = _spread(left, count if some else 0), _spread(right, count if some else 0)
    sizes = _sizes(left, tensor.shape, axes_lengths)
    flat = [name for group in left for name in group]
    split = tensor.reshape([sizes[name] for name in flat])
    moved = split.permute([flat.index(name) for group in right for name in group])
    return moved.reshape([math.prod(sizes[name] for name in group) for group in right])


rearrange.__module__ = "torch.func"
