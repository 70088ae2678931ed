"""The growing layout: what has been placed never moves, and what is drawn never covers a card."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.layout.live import REACH, LiveLayout

HEIGHT = 80.0


@st.composite
def histories(draw):
    """Nodes as they come: (width, inputs) each, inputs among the earlier ones."""
    n = draw(st.integers(1, 60))
    made = []
    for i in range(n):
        inputs = draw(st.lists(st.integers(max(0, i - 12), i - 1), max_size=3)) if i else []
        made.append((draw(st.floats(20, 320)), inputs))
    return made


def grow(history):
    layout, lanes, moves = LiveLayout(HEIGHT), [], 0
    for node, (width, inputs) in enumerate(history):
        row = layout.row_below(inputs)
        inputs = [i for i in inputs if not layout.far(i, row)]
        before = {i: (p.x, p.row, p.floating) for i, p in layout.places.items()}
        added = layout.add(node, width / 2, width / 2, HEIGHT, inputs)
        for i, (x, r, floating) in before.items():
            place = layout.places[i]
            if (place.x, place.row) != (x, r):
                assert floating and i in inputs, "only a node that nothing used yet may slide, and to its first user"
                assert i in added.moved
                moves += 1
        for source, between in zip(inputs, added.lanes):
            lanes.append((source, node, between))
    return layout, lanes, moves


@settings(max_examples=120, deadline=None)
@given(histories())
def test_placed_nodes_stay_and_nothing_overlaps(history):
    layout, lanes, _ = grow(history)
    rows = {}
    for node, place in layout.places.items():
        rows.setdefault(place.row, []).append((place.x - place.left, place.x + place.right, f"node {node}"))
    for source, node, between in lanes:
        first = layout.places[source].row + 1
        assert len(between) == layout.places[node].row - first
        for k, x in enumerate(between):
            rows.setdefault(first + k, []).append((x - 6, x + 6, f"edge {source} to {node}"))
    for row in rows.values():
        row.sort()
        for (_, right, one), (left, _, two) in itertools.pairwise(row):
            assert left >= right - 1e-6, f"{one} overlaps {two}"


@settings(max_examples=60, deadline=None)
@given(histories())
def test_inputs_stand_above(history):
    layout, lanes, _ = grow(history)
    for source, node, _ in lanes:
        assert layout.places[source].row < layout.places[node].row


def test_a_leaf_slides_to_its_first_user_only():
    layout = LiveLayout(HEIGHT)
    layout.add(0, 50, 50, HEIGHT, [])
    layout.add(1, 50, 50, HEIGHT, [])
    last = 0
    for node in range(2, 10):
        layout.add(node, 50, 50, HEIGHT, [last])
        last = node
    assert layout.add(10, 50, 50, HEIGHT, [9, 1]).moved == [1]
    assert layout.places[1].row == layout.places[10].row - 1
    at = layout.places[1].x, layout.places[1].row
    assert layout.add(11, 50, 50, HEIGHT, [10, 1]).moved == []
    assert (layout.places[1].x, layout.places[1].row) == at


def test_a_chain_stays_near_the_middle():
    layout = LiveLayout(HEIGHT)
    layout.add(0, 60, 60, HEIGHT, [])
    for node in range(1, 500):
        layout.add(node, 60, 60, HEIGHT, [node - 1])
    assert max(abs(p.x) for p in layout.places.values()) < 100


def test_far_edges_are_left_to_the_caller():
    layout = LiveLayout(HEIGHT)
    layout.add(0, 50, 50, HEIGHT, [])
    for node in range(1, REACH + 4):
        layout.add(node, 50, 50, HEIGHT, [node - 1])
    row = layout.row_below([REACH + 3, 1])
    assert layout.far(1, row) and not layout.far(REACH + 2, row)


def test_a_tall_node_takes_the_rows_it_needs():
    layout = LiveLayout(HEIGHT)
    layout.add(0, 50, 50, HEIGHT, [])
    layout.add(1, 50, 50, HEIGHT * 3, [0])
    place = layout.places[1]
    assert place.span >= 2
    layout.add(2, 50, 50, HEIGHT, [0])
    layout.add(3, 50, 50, HEIGHT, [2])
    other = layout.places[3]
    assert other.row < place.row + place.span and abs(other.x - place.x) >= 100
    assert layout.y(1) == (layout.row_y(place.row) + layout.row_y(place.row + place.span - 1)) / 2


def test_thousands_are_placed_in_no_time():
    rng = np.random.default_rng(0)
    layout = LiveLayout(HEIGHT)
    layout.add(0, 60, 60, HEIGHT, [])
    for node in range(1, 3000):
        inputs = [max(0, node - 1 - int(rng.exponential(3))) for _ in range(2)]
        row = layout.row_below(inputs)
        layout.add(node, 60, 60, HEIGHT, [i for i in inputs if not layout.far(i, row)])
    assert len(layout.places) == 3000
