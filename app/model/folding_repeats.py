"""Runs of the same again in a sequence: where a loop went round, seen from the places in the source alone.

Note [Shortest period first]
    A stretch that repeats with period p is one where `signs[i] == signs[i + p]` for at least p places in a row. Periods
    are tried from the shortest on, so an inner loop is found before the outer one; the outer one then repeats "the inner
    loop" as one item (see folding_tree). Only periods that can occur are tried: the distances between equal neighbours,
    each at least as often as it is long; their sum is at most the length, so there are few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FEWEST = 3  # repetitions of one place in the source that count as a loop; of anything more two do
RARE = 16  # part of a period's places that must be found nowhere else in it: one in so many


@dataclass(frozen=True, slots=True)
class Repeat:
    """From `first` on, `period` items come `times` times."""

    first: int
    period: int
    times: int

    @property
    def end(self) -> int:
        return self.first + self.period * self.times


def shortest_repeats(signs: np.ndarray, places: np.ndarray) -> list[Repeat]:
    """The repeats of the shortest period that there is, in order and apart from each other; [] when there is none.

    signs: int64[n], equal where items are alike. places: int64[n], the place of an op, -1 of a group: what one
    expression does (a product of batches is many ops) is a loop only if it comes FEWEST times.
    """
    n = len(signs)
    if n < 2:
        return []
    for period in _periods(signs):
        found = _of_period(signs, places, period)
        if found:
            return found
    return []


def _periods(signs: np.ndarray) -> list[int]:
    """Periods that may occur, ascending."""
    order = np.argsort(signs, kind="stable")
    same = np.flatnonzero(signs[order[1:]] == signs[order[:-1]])
    distance = order[same + 1] - order[same]
    if not len(distance):
        return []
    count = np.bincount(distance)
    periods = np.flatnonzero(count)
    return periods[count[periods] * RARE >= periods].tolist()


def _of_period(signs: np.ndarray, places: np.ndarray, period: int) -> list[Repeat]:
    same = np.concatenate([[False], signs[:-period] == signs[period:], [False]])
    edges = np.flatnonzero(same[1:] != same[:-1])
    found: list[Repeat] = []
    for first, end in edges.reshape(-1, 2).tolist():
        first = max(first, found[-1].end if found else 0)
        times = (end - first) // period + 1
        of_one = places[first] >= 0 and (places[first : first + period] == places[first]).all()
        fewest = FEWEST if of_one else 2
        if end > first and times >= fewest:
            found.append(Repeat(first, period, times))
    return found
