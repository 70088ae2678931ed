"""Runs of the same again in a sequence: where a loop went round, seen from the places in the source alone.

Note [Shortest period first]
    A stretch that repeats with period p is one where `signs[i] == signs[i + p]` for at least p places in a row. Periods
    are tried from the shortest on, so an inner loop is found before the outer one; the outer one then repeats "the inner
    loop" as one item (see folding_tree). Only periods that can occur are tried: the distances between equal neighbours,
    each at least as often as it is long; their sum is at most the length, so there are few.

Note [Where a round begins]
    The first round of a loop is often another one: nothing is tracked in it yet, or less. So is the last one where calls
    are groups, if more is done after the loop. So what comes before and after a repeat and is made by the same places in
    the source belongs to it too (`likes`: equal for what the same code makes, be it the same nodes or not). If then some
    items are left over, either the first round lacks them or the last one was broken off: the rounds are taken so that
    the lines of one go back least, and from the end if both do alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FEWEST = 3  # repetitions of one place in the source that count as a loop; of anything more two do
RARE = 16  # part of a period's places that must be found nowhere else in it: one in so many


@dataclass(frozen=True, slots=True)
class Repeat:
    """From `first` on, `period` items come `times` times; `lead` items before them are a first round that lacks some."""

    first: int
    period: int
    times: int
    lead: int = 0

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


def with_first_rounds(repeats: list[Repeat], likes: np.ndarray, lines: np.ndarray) -> list[Repeat]:
    """The same repeats as whole loops, see Note [Where a round begins]. likes: int64[n]; lines: int64[n], -1 unknown."""
    found: list[Repeat] = []
    for k, repeat in enumerate(repeats):
        low = max(found[-1].end if found else 0, repeat.first - repeat.period)
        high = repeats[k + 1].first if k + 1 < len(repeats) else len(likes)
        found.append(_whole(repeat, likes, lines, low, high))
    return found


def _whole(repeat: Repeat, likes: np.ndarray, lines: np.ndarray, low: int, high: int) -> Repeat:
    """One repeat within [low, high)."""
    period = repeat.period
    first = repeat.first - _equal(likes[low : repeat.first][::-1], likes[low + period : repeat.first + period][::-1])
    end = min(repeat.end + period - 1, high)
    end = repeat.end + _equal(likes[repeat.end : end], likes[repeat.end - period : end - period])
    times, left = divmod(end - first, period)
    if left and _goes_back(lines[first : first + period]) >= _goes_back(lines[first + left : first + left + period]):
        return Repeat(first + left, period, times, left)
    return Repeat(first, period, times)


def _equal(one: np.ndarray, two: np.ndarray) -> int:
    """How many items are equal from the start on."""
    differ = one != two
    return int(differ.argmax()) if differ.any() else len(one)


def _goes_back(lines: np.ndarray) -> int:
    """How often the lines that are known get less."""
    return int((np.diff(lines[lines >= 0]) < 0).sum())
