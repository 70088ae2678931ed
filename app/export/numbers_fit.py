"""A tensor's value in the room that a card or a pill has: as much of it as fits, honestly cut."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from app.model.numbers import nested, number, shape_text, uniform

FEW = 64  # elements looked at to see whether all are alike


def fit(value, characters: int) -> str:
    """`value` (a TensorValue) in at most about `characters` characters.

    All elements nested if they fit; else with three digits; else the first few and "…"; for a large tensor of one and
    the same number that number and the shape's size ("0.25 ×400"). An empty tensor says so.
    """
    text = written(value, characters)
    if text is not None:
        return text
    array = value.array
    same = uniform(value) if uniform_so_far(array) else None
    if same is not None:
        return f"{number(same)} ×{array.size}"
    flat, taken, used = array.reshape(-1), [], 2
    for item in flat[:24]:
        text = number(item, 3)
        used += len(text) + 2
        if taken and used > characters:
            break
        taken.append(text)
    return "  ".join(taken) + ("  …" if len(taken) < flat.size else "")


def written(value, characters: int) -> str | None:
    """All elements nested (or "empty"), None where they have no room in so many characters."""
    size = value.numel
    if size == 0:
        return "empty"
    if 3 * size > max(characters, 3):  # nested, an element takes three signs at least
        return None
    array = value.array
    few = array.tobytes(), array.dtype, array.shape
    return next((text for digits in (4, 3) if len(text := _nested(*few, digits)) <= characters), None)


@lru_cache(maxsize=1 << 14)
def _nested(data: bytes, dtype: np.dtype, shape: tuple[int, ...], digits: int) -> str:
    """A few elements nested: kept, as a film asks for those of every card at each of its steps."""
    return nested(np.frombuffer(data, dtype).reshape(shape), digits)


def uniform_so_far(array) -> bool:
    """Whether the first few elements are all alike: of a large tensor the others need not be looked at if not."""
    head = array.reshape(-1)[:FEW]
    return bool((head == head[0]).all())


def shape_of(value) -> str:
    """The value's shape in words: "(2, 2)", "scalar"."""
    return shape_text(value.shape)
