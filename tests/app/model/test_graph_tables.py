"""Columns answer as lists and dicts would."""

import gc
import weakref

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.model.folding_groups import Groups, Lists
from app.model.graph_links import Ends, IdMap, Through
from app.model.graph_tables import EdgeTable, GraphNode, NodeTable, Texts
from app.model.trace import Trace
from core.tapefile import open_tape
from tests import tapes

NODE = {"grad_fn": None, "shape": "(2,)", "dtype": "float32", "node": -1, "line": None, "made_at": 3}


@given(st.dictionaries(st.integers(0, 5000), st.integers(0, 1000), max_size=60), st.lists(st.integers(-1, 5100), max_size=40))
def test_ids_lead_to_nodes(known, asked):
    ids = IdMap()
    for id, index in known.items():
        ids[id] = index
    assert dict(ids.items()) == known
    assert ids.find(np.array(asked, np.int64)).tolist() == [known.get(id, -1) for id in asked]
    assert [ids.get(id) for id in asked] == [known.get(id) for id in asked]
    item = np.arange(900)[::-1].copy()  # nodes from 900 on came later
    through = Through(ids, item)
    there = {id: 899 - index for id, index in known.items() if index < 900}
    assert dict(through.items()) == there and all((id in through) == (id in there) for id in asked)
    assert through.find(np.array(asked, np.int64)).tolist() == [there.get(id, -1) for id in asked]


@given(st.lists(st.integers(0, 12), max_size=50))
def test_edges_of_a_node_come_in_order(nodes):
    grown, wanted = Ends(), [[] for _ in range(13)]
    for _ in range(13):
        grown.add_node()
    for edge, node in enumerate(nodes):
        grown.add(node, edge)
        wanted[node].append(edge)
    at_once = Ends.of(np.array(nodes, np.int64), 13)
    for ends in (grown, at_once, grown.copy()):
        assert list(ends) == wanted and [ends.count(n) for n in range(13)] == list(map(len, wanted))
        assert ends.some(0, 2) == wanted[0][:2] and ends.firsts().tolist() == [(w or [-1])[0] for w in wanted]


def test_a_node_is_a_row():
    nodes = NodeTable(Texts())
    leaf = nodes.add(key=("tensor", 7), kind="leaf", title="w", tensor=7, outputs=(7,), place=("a.py", 3), file="a.py", **NODE)
    many = nodes.add(key=("node", 9), kind="op", title="a, b = x", tensor=8, outputs=(8, 10), **{**NODE, "node": 9, "line": 4})
    chip = nodes.add(key=("number", 1, 2), kind="number", title="2", tensor=-1, **NODE)
    assert (leaf.key, leaf.outputs, leaf.line, leaf.place, leaf.tracked) == (("tensor", 7), (7,), None, ("a.py", 3), True)
    assert (many.key, many.outputs, many.line, many.place, many.op) == (("node", 9), (8, 10), 4, (), None)
    assert chip.key == ("number", 1, 2) and chip.outputs == () and not chip.tracked
    assert nodes[0] == leaf != many and len({leaf, nodes[0]}) == 1 and [n.title for n in nodes[1:]] == ["a, b = x", "2"]
    frozen = nodes.copy()
    many.kind, many.title = "loss", "renamed"
    assert (nodes[1].kind, nodes[1].title, frozen[1].kind, frozen[1].title) == ("loss", "renamed", "op", "a, b = x")
    assert nodes.of_tensor(10) == [1] and nodes.kinds("loss", "leaf").tolist() == [True, True, False]
    taken = nodes.taken(np.array([2, 1]))
    assert [taken[1].outputs, taken[0].key] == [(8, 10), ("number", 1, 2)]
    taken.put_group(1, ("/module a", 0), "a", 5, 4)
    assert (taken[1].key, taken[1].kind, taken[1].outputs, taken[1].node) == (("group", "/module a", 0), "group", (), -1)
    assert all(getattr(leaf, name) is not NotImplemented for name in GraphNode.FIELDS)


def test_an_edge_is_a_row():
    edges = EdgeTable(Texts())
    edge = edges.add(0, 1, 2, cut=True, why="detach()")
    assert (edge.src, edge.dst, edge.slot, edge.node, edge.cut, edge.why, edge.tracked) == (0, 1, 2, -1, True, "detach()", False)
    assert edges.add(1, 2, 0, node=4, next_nr=0).tracked and len(edges) == 2


@given(st.lists(st.lists(st.integers(0, 99), max_size=5), min_size=1, max_size=12), st.sets(st.integers(0, 11)))
def test_lists_are_sealed_as_they_were(lists, changed):
    held = Lists()
    for items in lists:
        held.add(items, np.array([len(items)]))
    for row in changed & set(range(len(lists))):
        held.open(row).append(row)
        lists[row].append(row)
    assert [held[row] for row in range(len(lists))] == lists
    held.seal()
    assert [held[row] for row in range(len(lists))] == lists
    flat, counts = held.of(np.arange(len(lists))[::-1])
    assert flat.tolist() == [n for items in lists[::-1] for n in items] and counts.tolist() == [len(i) for i in lists[::-1]]


def test_the_rounds_of_a_loop_are_found_by_their_keys():
    groups = Groups()
    groups.add("root", "", "", -1)
    stack = groups.add("stack", "y = y * 2", "line 3", 0)
    groups.children.open(0).append(~stack.index)
    first = groups.add_rounds(stack.index, np.arange(20), np.full(10, 2), 5)
    groups.children.put(stack.index, [~g for g in range(first, first + 10)])
    groups.children.seal()
    groups.sources.seal()
    assert [groups[first + k].title for k in (0, 9)] == ["iteration 1", "iteration 10"]
    assert all(groups.find(groups[g].key) == g for g in range(len(groups)))
    assert groups.find(f"{stack.key}/iteration iteration 11") == -1
    nodes, ends = groups.nodes_in(np.array([first + 3, stack.index]))
    assert nodes.tolist() == [6, 7, *range(20)] and ends.tolist() == [2, 22]


def test_a_trace_that_is_closed_is_gone_at_once(tmp_path):
    gc.disable()
    try:
        with open_tape(tapes.WRITERS["mlp"](tmp_path / "run.tape")) as tape:
            trace = Trace(tape)
            trace.extend()
            trace.tensor(1)
            index, reader = weakref.ref(trace.index), weakref.ref(tape)
            trace.close()
        assert index() is None
        del trace, tape
        assert reader() is None
    finally:
        gc.enable()
