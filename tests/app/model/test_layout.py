"""The full layout: what must hold on any graph, and what a person wants to see on small ones."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.layout import LayoutCancelled, LayoutInput, layered
from app.model.layout.components import pieces
from app.model.layout.order import inversions
from app.model.layout.ranks import layers

GAP = 1e-6


@st.composite
def graphs(draw, most=40):
    """A random DAG with boxes of random sizes, parallel edges and chips beside the boxes among them."""
    n = draw(st.integers(1, most))
    pair = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))
    pairs = draw(st.lists(pair, max_size=3 * n))
    edges = [(min(a, b), max(a, b)) for a, b in pairs if a != b]
    size = st.floats(10, 320)
    width = np.array(draw(st.lists(size, min_size=n, max_size=n)))
    height = np.array(draw(st.lists(st.floats(20, 150), min_size=n, max_size=n)))
    beside = np.array(draw(st.lists(st.sampled_from([0.0, 0.0, 60.0]), min_size=n, max_size=n)))
    src = np.array([a for a, _ in edges], np.int64)
    dst = np.array([b for _, b in edges], np.int64)
    inp = LayoutInput.of(n, src, dst, width, height)
    inp.left = inp.left + beside
    return inp


def boxes(inp, layout):
    """left, top, right, bottom of everything that belongs to a box, chips included."""
    return np.column_stack(
        [layout.x - inp.left, layout.y - inp.height / 2, layout.x + inp.right, layout.y + inp.height / 2]
    )


def sampled(points):
    """Points along an edge as it is drawn: straight pieces, and curves with vertical ends."""
    out = []
    t = np.linspace(0, 1, 15)
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        blend = t * t * (3 - 2 * t)
        drop = 1.5 * t * (1 - t) + t**3
        out.append(np.column_stack([x0 + (x1 - x0) * blend, y0 + (y1 - y0) * drop]))
    return np.concatenate(out)


def assert_apart(box):
    for i in range(len(box)):
        rest = box[i + 1 :]
        hit = (
            (rest[:, 0] < box[i, 2] - GAP) & (rest[:, 2] > box[i, 0] + GAP)
            & (rest[:, 1] < box[i, 3] - GAP) & (rest[:, 3] > box[i, 1] + GAP)
        )  # fmt: skip
        assert not hit.any(), f"box {i} overlaps box {i + 1 + int(np.flatnonzero(hit)[0])}"


def assert_free_way(inp, layout, box):
    for e in range(len(inp.src)):
        way = sampled(layout.route(e))
        for i in range(inp.n):
            if i in (inp.src[e], inp.dst[e]):
                continue
            left, top, right, bottom = box[i]
            inside = (way[:, 0] > left + GAP) & (way[:, 0] < right - GAP) & (way[:, 1] > top + GAP) & (
                way[:, 1] < bottom - GAP
            )
            assert not inside.any(), f"edge {e} runs through box {i}"


@settings(max_examples=120, deadline=None)
@given(graphs())
def test_no_overlap_and_no_edge_through_a_box(inp):
    layout = layered(inp)
    box = boxes(inp, layout)
    assert_apart(box)
    assert_free_way(inp, layout, box)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_edges_go_down_and_end_on_their_boxes(inp):
    layout = layered(inp)
    assert (layout.layer[inp.src] < layout.layer[inp.dst]).all()
    for e, (a, b) in enumerate(zip(inp.src, inp.dst)):
        way = layout.route(e)
        assert (np.diff(way[:, 1]) >= -GAP).all()
        assert way[0, 1] == pytest.approx(layout.y[a] + inp.height[a] / 2)
        assert way[-1, 1] == pytest.approx(layout.y[b] - inp.height[b] / 2)
        assert abs(way[0, 0] - layout.x[a]) <= inp.core[a] + GAP
        assert abs(way[-1, 0] - layout.x[b]) <= inp.core[b] + GAP


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_same_input_same_picture(inp):
    one, two = layered(inp), layered(inp)
    assert np.array_equal(one.x, two.x) and np.array_equal(one.y, two.y) and np.array_equal(one.points, two.points)


@settings(max_examples=40, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_seeded_with_any_x_it_still_holds(inp, random):
    inp.seed_x = np.array([random.choice([np.nan, random.uniform(-3000, 3000)]) for _ in range(inp.n)])
    layout = layered(inp)
    assert np.isfinite(layout.x).all() and np.isfinite(layout.points).all()
    assert_apart(boxes(inp, layout))


@settings(max_examples=60, deadline=None)
@given(graphs(most=25))
def test_inputs_enter_in_the_order_of_their_slots(inp):
    layout = layered(inp)
    for node in range(inp.n):
        edges = [e for e in range(len(inp.src)) if inp.dst[e] == node]
        if 2 <= len(edges) <= 6:
            edges.sort(key=lambda e: inp.slot[e])
            enters = [layout.route(e)[-1, 0] for e in edges]
            assert enters == sorted(enters)


def test_parallel_edges_stay_parallel():
    layout = layered(LayoutInput.of(2, [0, 0], [1, 1], 200, 80))
    one, two = layout.route(0), layout.route(1)
    assert np.ptp(one[:, 0]) == 0 and np.ptp(two[:, 0]) == 0
    assert two[0, 0] - one[0, 0] >= 20


def test_a_chain_is_one_straight_line():
    layout = layered(LayoutInput.of(50, range(49), range(1, 50), 120, 80))
    assert np.ptp(layout.x) < 1e-6
    assert np.ptp(layout.points[:, 0]) < 1e-6


def test_a_tree_has_no_crossings_and_stands_balanced():
    n = 31
    layout = layered(LayoutInput.of(n, range(1, n), [(i - 1) // 2 for i in range(1, n)], 60, 40))
    assert layout.crossings == 0
    root, kids = layout.x[0], layout.x[[1, 2]]
    assert abs(root - kids.mean()) < 1


def test_a_late_parameter_stands_by_its_user():
    # 0 → 1 → … → 9, and a parameter 10 used by 9 alone
    src, dst = [*range(9), 10], [*range(1, 10), 9]
    layout = layered(LayoutInput.of(11, src, dst, 100, 50))
    assert layout.layer[10] == layout.layer[9] - 1


def test_a_private_subtree_follows_its_user():
    # the chain 0 … 9; 9 also uses 12 = op(10, 11), both leaves
    src, dst = [*range(9), 10, 11, 12], [*range(1, 10), 12, 12, 9]
    found = layers(13, np.array(src), np.array(dst))
    assert found[12] == found[9] - 1 and found[10] == found[11] == found[12] - 1


def test_sizes_are_honoured():
    layout = layered(LayoutInput.of(3, [0, 1], [2, 2], [300, 20, 50], [30, 200, 40]))
    assert layout.x[1] - layout.x[0] >= 150 + 10 + 28 - 1e-6
    assert layout.y[2] - layout.y[1] >= 100 + 46 + 20 - 1e-6


def test_nothing_and_one_box():
    empty = layered(LayoutInput.of(0, [], [], 0, 0))
    assert len(empty.x) == 0 and len(empty.points) == 0
    one = layered(LayoutInput.of(1, [], [], 100, 50))
    assert one.x.tolist() == [50] and one.y.tolist() == [25]


def test_a_cycle_is_refused():
    with pytest.raises(ValueError, match="cycle"):
        layered(LayoutInput.of(2, [0, 1], [1, 0], 50, 50))


def test_cancelling_ends_it():
    asked = []

    def cancel():
        asked.append(1)
        return len(asked) > 2

    rng = np.random.default_rng(0)
    src = rng.integers(0, 300, 900)
    with pytest.raises(LayoutCancelled):
        layered(LayoutInput.of(400, src, src + rng.integers(1, 100, 900), 100, 50), cancel)


def test_hundreds_of_wide_layers_do_not_mix():
    n = 3000  # one layer 3000 boxes wide beside a chain: wider than any fixed distance between layers would be
    src, dst = np.arange(n), np.full(n, n)
    layout = layered(LayoutInput.of(n + 1, src, dst, 4000, 50))
    assert np.diff(np.sort(layout.x[:n])).min() >= 4000 + 28 - 1e-3


@given(st.lists(st.integers(0, 50), max_size=900))
@settings(max_examples=60, deadline=None)
def test_inversions_are_counted_right(sequence):
    a = np.array(sequence)
    expected = sum(int((a[i] > a[i + 1 :]).sum()) for i in range(len(a)))
    assert inversions(sequence) == expected


def test_swapping_seeds_keeps_today_s_order():
    inp = LayoutInput.of(5, [0, 1, 2, 3], [4, 4, 4, 4], 100, 50, slot=[0, 0, 0, 0])
    inp.slot[:] = 0
    inp.seed_x = np.array([300.0, 0.0, 100.0, 200.0, 150.0])
    layout = layered(inp)
    assert np.argsort(layout.x[:4]).tolist() == [1, 2, 3, 0]


def test_pieces_stand_apart_and_close_together():
    src, dst = [0, 2, 4], [1, 3, 5]
    layout = layered(LayoutInput.of(6, src, dst, [100, 300, 50, 50, 80, 80], 50))
    assert (np.diff(layout.x[[0, 2, 4]]) > 0).all()  # in the order in which they began
    assert layout.x.max() < 100 + 300 + 80 + 3 * 80
    assert layout.y[[0, 2, 4]].tolist() == [25, 25, 25]


def test_many_pieces_are_set_in_rows_like_text():
    n = 400
    layout = layered(LayoutInput.of(2 * n, range(n), range(n, 2 * n), 200, 60))
    box = np.column_stack([layout.x - 100, layout.y - 30, layout.x + 100, layout.y + 30])
    assert_apart(box)
    wide, tall = np.ptp(box[:, [0, 2]]), np.ptp(box[:, [1, 3]])
    assert 0.8 < wide / tall < 4
    order = np.lexsort((layout.x[:n], layout.y[:n]))
    assert order.tolist() == list(range(n))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 30).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_pieces_are_the_connected_ones(graph):
    n, pairs = graph
    networkx = pytest.importorskip("networkx")
    found = pieces(n, np.array([a for a, _ in pairs], np.int64), np.array([b for _, b in pairs], np.int64))
    known = networkx.Graph(pairs)
    known.add_nodes_from(range(n))
    expected = sorted((sorted(c) for c in networkx.connected_components(known)), key=lambda c: c[0])
    assert [np.flatnonzero(found == k).tolist() for k in range(found.max() + 1)] == expected
