"""Where an arrow key goes from a card: along an edge when there is one that way, else to the nearest card there."""

from __future__ import annotations

import numpy as np

from .graph_canvas_picture import Picture

DIRECTIONS = {"left": (-1.0, 0.0), "right": (1.0, 0.0), "up": (0.0, -1.0), "down": (0.0, 1.0)}


TURNED = {"left": "up", "right": "down", "up": "left", "down": "right"}  # where the graph runs from left to right


def next_slot(picture: Picture, slot: int, direction: str) -> int:
    """The slot that `direction` ("up", "down", "left", "right") leads to from `slot`, or -1.

    Up goes to an input and down to a result, the one that lies straightest; left and right go to the neighbours of the
    same row. When no edge leads that way, up and down take the nearest card above or below. In a picture that runs from
    left to right, left and right follow edges, and up and down go to neighbours.
    """
    if not 0 <= slot < len(picture):
        return -1
    boxes = picture.boxes
    if picture.turned:
        boxes, direction = boxes[:, [1, 0, 3, 2]], TURNED[direction]
    middles = _middles(boxes)
    if direction in ("up", "down"):
        edges = picture.edges_of(slot)
        ends = picture.ends[edges]
        near = ends[ends[:, 1] == slot, 0] if direction == "up" else ends[ends[:, 0] == slot, 1]
        if len(near):
            return _straightest(middles, slot, np.unique(near))
    return _nearest(boxes, middles, slot, np.array(DIRECTIONS[direction]))


def _middles(boxes: np.ndarray) -> np.ndarray:
    return (boxes[:, :2] + boxes[:, 2:]) / 2


def _straightest(middles: np.ndarray, slot: int, near: np.ndarray) -> int:
    away = middles[near] - middles[slot]
    return int(near[np.lexsort((np.abs(away[:, 1]), np.abs(away[:, 0])))[0]])


def _nearest(boxes: np.ndarray, middles: np.ndarray, slot: int, direction: np.ndarray) -> int:
    """The card whose middle lies nearest within 45 degrees of a direction; sideways only within the row."""
    away = middles - middles[slot]
    ahead = away @ direction
    aside = np.abs(away @ direction[::-1])
    if direction[0]:
        fits = (ahead > 0) & (boxes[:, 1] < boxes[slot, 3]) & (boxes[:, 3] > boxes[slot, 1])
    else:
        fits = (ahead > 0) & (aside <= ahead * 3)
    fits[slot] = False
    if not fits.any():
        return -1
    cost = np.where(fits, ahead + 2 * aside, np.inf)
    return int(cost.argmin())


def reading_order(picture: Picture) -> np.ndarray:
    """All slots from top to bottom, and from left to right in a row."""
    boxes = picture.boxes
    return np.lexsort((boxes[:, 0], boxes[:, 1]))


def sibling_slot(picture: Picture, slot: int, by: int) -> int:
    """The next (+1) or previous (-1) slot among those that have an input or a user in common with this one, from left
    to right and round again; -1 when it is the only one."""
    if not 0 <= slot < len(picture):
        return -1
    edges = picture.edges_of(slot)
    near = picture.ends[edges]
    found = [np.array([slot])]
    for user in np.unique(near[near[:, 0] == slot, 1]).tolist():
        ends = picture.ends[picture.edges_of(user)]
        found.append(ends[ends[:, 1] == user, 0])
    for source in np.unique(near[near[:, 1] == slot, 0]).tolist():
        ends = picture.ends[picture.edges_of(source)]
        found.append(ends[ends[:, 0] == source, 1])
    family = np.unique(np.concatenate(found))
    if len(family) < 2:
        return -1
    boxes = picture.boxes[family]
    order = family[np.lexsort((boxes[:, 1], boxes[:, 0]))].tolist()
    return int(order[(order.index(slot) + by) % len(order)])
