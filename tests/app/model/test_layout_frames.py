"""Layouts with frames: what must hold on any graph, and that opening a frame moves nothing past anything else."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.model.layout import LayoutInput, layered
from tests.app.model.test_layout import assert_apart, boxes, sampled

GAP = 1e-6


@st.composite
def framed(draw, most=24):
    """A random DAG whose nodes stand in nested frames: stretches of their order, so frames make no cycle."""
    n = draw(st.integers(2, most))
    pair = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))
    edges = sorted({(min(a, b), max(a, b)) for a, b in draw(st.lists(pair, max_size=2 * n)) if a != b})
    frame, parent = np.full(n, -1), []
    for _ in range(draw(st.integers(1, 3))):
        a, b = sorted((draw(st.integers(0, n - 1)), draw(st.integers(0, n - 1))))
        if len(set(frame[a : b + 1].tolist())) != 1:
            continue  # it would overlap another
        parent.append(int(frame[a]))
        frame[a : b + 1] = len(parent) - 1
    size = st.lists(st.floats(20, 300), min_size=n, max_size=n)
    inp = LayoutInput.of(n, [a for a, _ in edges], [b for _, b in edges], np.array(draw(size)), np.array(draw(size)) / 3)
    inp.frame, inp.parent = frame, np.array(parent, np.int64)
    return inp


def inside(inp, box):
    """Which frames a box stands in."""
    found, f = [], int(inp.frame[box])
    while f >= 0:
        found.append(f)
        f = int(inp.parent[f])
    return found


@settings(max_examples=60, deadline=None)
@given(framed())
def test_boxes_and_frames_are_apart_and_no_edge_runs_through_a_box(inp):
    layout = layered(inp)
    box = boxes(inp, layout)
    assert_apart(box)
    for f, (left, top, right, bottom) in enumerate(layout.frames):
        for i in range(inp.n):
            within = box[i, 0] >= left - GAP and box[i, 2] <= right + GAP and box[i, 1] >= top and box[i, 3] <= bottom + GAP
            beside = box[i, 2] <= left + GAP or box[i, 0] >= right - GAP or box[i, 3] <= top + GAP or box[i, 1] >= bottom - GAP
            assert within if f in inside(inp, i) else beside
    for e, (src, dst) in enumerate(zip(inp.src.tolist(), inp.dst.tolist())):
        route = layout.route(e)
        assert np.allclose(route[0, 1], layout.y[src] + inp.height[src] / 2)
        assert np.allclose(route[-1, 1], layout.y[dst] - inp.height[dst] / 2)
        way = sampled(route)
        assert (np.diff(way[:, 1]) > -GAP).all()
        for i in set(range(inp.n)) - {src, dst}:
            hit = (way[:, 0] > box[i, 0] + GAP) & (way[:, 0] < box[i, 2] - GAP)
            hit &= (way[:, 1] > box[i, 1] + GAP) & (way[:, 1] < box[i, 3] - GAP)
            assert not hit.any(), (e, i)


@settings(max_examples=20, deadline=None)
@given(framed())
def test_the_same_input_gives_the_same_picture(inp):
    one, two = layered(inp), layered(inp)
    assert np.array_equal(one.x, two.x) and np.array_equal(one.points, two.points)
    assert np.array_equal(one.frames, two.frames)


@st.composite
def foldable(draw, most=20):
    """(n, edges, first, end): a DAG of which the nodes first … end - 1 can be closed into one."""
    n = draw(st.integers(4, most))
    pair = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))
    edges = {(min(a, b), max(a, b)) for a, b in draw(st.lists(pair, max_size=n)) if a != b}
    edges |= {(draw(st.integers(0, b - 1)), b) for b in range(1, n)}  # in one piece
    edges = sorted(edges)
    first = draw(st.integers(0, n - 2))
    return n, edges, first, draw(st.integers(first + 2, n))


def closed_and_open(n, edges, first, end):
    """(layout with the group closed, layout of it opened with what is on the screen as seeds), the nodes outside."""
    item = np.concatenate([np.arange(first), np.full(end - first, first), np.arange(end, n) - (end - first - 1)])
    folded = sorted({(int(item[a]), int(item[b])) for a, b in edges if item[a] != item[b]})
    count = int(item.max()) + 1
    small = LayoutInput.of(count, [a for a, _ in folded], [b for _, b in folded], 100.0, 60.0)
    closed = layered(small)
    large = LayoutInput.of(n, [a for a, _ in edges], [b for _, b in edges], 100.0, 60.0, seed_x=closed.x[item])
    large.keep = True
    large.frame, large.parent = np.full(n, -1), np.array([-1])
    large.frame[first:end] = 0
    return small, closed, layered(large), item, [i for i in range(n) if not first <= i < end]


@settings(max_examples=30, deadline=None)
@given(foldable())
@example((7, [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (1, 3), (2, 4), (3, 6), (4, 6)], 0, 2))  # two of its edges go to one node
def test_opening_a_group_moves_nothing_past_anything_else(graph):
    _, closed, opened, item, outside = closed_and_open(*graph)
    for a in outside:
        for b in outside:
            if closed.layer[item[a]] == closed.layer[item[b]] and closed.x[item[a]] < closed.x[item[b]] - GAP:
                assert opened.layer[a] == opened.layer[b] and opened.x[a] < opened.x[b]
            if closed.layer[item[a]] < closed.layer[item[b]]:
                assert opened.y[a] < opened.y[b]


@settings(max_examples=20, deadline=None)
@given(foldable())
def test_closing_it_again_restores_the_order(graph):
    small, closed, opened, item, outside = closed_and_open(*graph)
    seeds = np.full(small.n, np.nan)
    seeds[item[outside]] = opened.x[outside]
    inner = [i for i in range(len(item)) if i not in outside]
    seeds[item[inner[0]]] = opened.x[inner].mean()
    small.seed_x, small.keep = seeds, True
    again = layered(small)
    rows = lambda x: [sorted(np.flatnonzero(closed.layer == k), key=lambda i: x[i]) for k in range(closed.layer.max() + 1)]
    kept = [i for i in range(small.n) if i != item[inner[0]]]
    assert np.array_equal(again.layer, closed.layer)
    for before, after in zip(rows(closed.x), rows(again.x)):
        assert [i for i in before if i in kept] == [i for i in after if i in kept]
