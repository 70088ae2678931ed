"""Groups of a graph, and the graph folded: what is found, what is drawn, and that it stays a graph."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import core
from app.model.folding import CLOSED, OPEN, PLAIN_UP_TO, Folding, Run, member_key, runs
from app.model.folding_chains import functions_of
from app.model.folding_part import FoldedPart, fold
from app.model.folding_repeats import Repeat, shortest_repeats, with_first_rounds
from app.model.folding_tree import TreeBuilder
from app.model.graph import Graph
from app.model.layout.ranks import layers
from core import facade as torch

nn = torch.nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln, self.fc = nn.LayerNorm(4), nn.Linear(4, 4)

    def forward(self, x):
        return x + torch.relu(self.fc(self.ln(x)))


class Net(nn.Module):
    def __init__(self, blocks=4):
        super().__init__()
        self.h = nn.ModuleList([Block() for _ in range(blocks)])
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        for block in self.h:
            x = block(x)
        return self.head(x)


def network():
    net = Net()
    (net(torch.ones(3, 4)) ** 2).mean().backward()


def recurrent(steps=30):
    w, u = torch.ones(3, 3, requires_grad=True), torch.ones(3, 3, requires_grad=True)
    h = torch.zeros(1, 3)
    for _ in range(steps):
        h = torch.tanh(torch.ones(1, 3) @ w + h @ u)
    h.sum().backward()


class Cell(nn.Module):
    def __init__(self):
        super().__init__()
        self.i2h = nn.Linear(5, 3)

    def forward(self, x, h):
        return torch.tanh(self.i2h(torch.cat((x, h), 1)))


def with_losses(steps=12):
    """The first round has no CatBackward0, for nothing is tracked yet."""
    cell, h, loss = Cell(), torch.zeros(1, 3), 0
    for _ in range(steps):
        h = cell(torch.ones(1, 2), h)
        loss = loss + h.sum()
    (loss * 2).backward()


def nested():
    y = torch.ones(2, requires_grad=True)
    for _ in range(3):
        for _ in range(4):
            y = y * 1.5
        y = y + 1
    y.sum().backward()


def chain(steps):
    y = torch.ones((), requires_grad=True)
    for _ in range(steps):
        y = y * 1.001
    y.backward()


def trained(steps=3):
    net = nn.Linear(2, 1)
    for _ in range(steps):
        loss = (net(torch.ones(4, 2)) ** 2).mean()
        net.zero_grad()
        loss.backward()


@pytest.fixture
def part_of(tmp_path, open_trace):
    """part_of(program, …) is (trace, the graph of its last part, its tree)."""

    def part_of(program, *args, mode="module", whole=False):
        path = tmp_path / "run.tape"
        with core.record(path):
            program(*args)
        trace = open_trace(path)
        graph = Graph(trace)
        part = graph.part(graph.whole if whole else graph.scope_at(len(trace) - 1))
        builder = TreeBuilder(trace, part, mode, graph.scopes if whole else None)
        for _ in builder.work():
            pass
        return trace, part, builder.tree

    return part_of


def group(tree, title):
    return next(g for g in tree.groups if g.title == title and g.index in reached(tree))


def reached(tree):
    found, work = set(), [0]
    while work:
        g = work.pop()
        found.add(g)
        work += tree.groups[g].groups
    return found


def assert_whole(part, tree, folded):
    """Every node is shown somewhere, every edge between two cards is bundled once, and there is no cycle."""
    assert (folded.item_of >= 0).all() and folded.item_of.max() == len(folded.nodes) - 1
    bundled = sorted(e for bundle in folded.bundles for e in bundle)
    crossing = [e.index for e in part.edges if folded.item_of[e.src] != folded.item_of[e.dst]]
    assert bundled == crossing
    ends = np.array([(e.src, e.dst) for e in folded.edges], np.int64).reshape(-1, 2)
    layers(len(folded.nodes), ends[:, 0], ends[:, 1])  # raises if there is a cycle
    assert all(folded.by_node[k] == folded.item_of[v] for k, v in part.by_node.items())


# ---- what is found


def test_modules_are_groups_with_their_parameters_in_the_innermost_one(part_of):
    _, part, tree = part_of(network)
    block = group(tree, "h.2")
    assert (block.kind, block.detail) == ("module", "Block")
    names = {part.nodes[i].title for i in tree.members(block.index)}
    assert {"h.2.fc.weight", "h.2.fc.bias", "h.2.ln.weight", "h.2.ln.bias"} <= names
    assert not any(name.startswith("h.1") for name in names)
    assert "h.2.fc.weight" in {part.nodes[i].title for i in group(tree, "h.2.fc").sources}


def test_equal_modules_in_a_row_are_one_stack(part_of):
    _, _, tree = part_of(network)
    stack = group(tree, "h.0 to h.3")
    assert stack.kind == "stack" and [tree.groups[g].title for g in stack.groups] == ["h.0", "h.1", "h.2", "h.3"]
    assert len({tree.groups[g].sign for g in stack.groups}) == 1


def test_a_loop_is_a_stack_of_iterations_and_what_all_use_is_outside(part_of):
    _, part, tree = part_of(recurrent)
    stack = group(tree, "iterations 1 to 30")
    assert len(stack.children) == 30 and stack.detail.startswith("line")
    outside = {part.nodes[i].title for i in tree.groups[0].sources}
    assert {"w", "u"} <= outside
    assert all(tree.groups[g].size == tree.groups[stack.groups[1]].size for g in stack.groups[1:])


@pytest.mark.parametrize("mode", ["module", "iteration", "function", "line"])
def test_the_first_round_may_be_another_one(part_of, mode):
    _, part, tree = part_of(with_losses, mode=mode)
    stack = group(tree, "iterations 1 to 12")
    ops = [[part.nodes[i].op for i in tree.members(g) if part.nodes[i].kind == "op"] for g in stack.groups]
    assert ops[1] == ["cat", *ops[0]] and set(map(tuple, ops[1:-1])) == {tuple(ops[1])}
    assert ops[0][-1] == "add" and ops[-1][: len(ops[1])] == ops[1]  # where calls are groups, the end is in the last one
    folding = Folding()
    folding.level = CLOSED
    card = next(c for c in fold(part, tree, folding).cards.values() if c.run)
    assert (card.title, card.count, card.size) == ("iterations 1 to 12", 12, len(tree.members(stack.groups[6])))


def test_a_loop_that_was_broken_off_begins_where_its_lines_do():
    signs, lines = np.array([1, 2, 3, 1, 2, 3, 1, 2]), np.array([4, 5, 6, 4, 5, 6, 4, 5])
    assert with_first_rounds([Repeat(0, 3, 2)], signs, lines) == [Repeat(0, 3, 2)]
    short, lines = np.array([2, 3, 1, 2, 3, 1, 2, 3]), np.array([5, 6, 4, 5, 6, 4, 5, 6])
    assert with_first_rounds([Repeat(0, 3, 2)], short, lines) == [Repeat(2, 3, 2, 2)]


@given(st.lists(st.integers(0, 3), max_size=40), st.lists(st.integers(0, 9), min_size=40, max_size=40))
def test_whole_loops_lie_apart_and_repeat(items, lines):
    signs, lines = np.array(items, np.int64), np.array(lines)[: len(items)]
    repeats = shortest_repeats(signs, np.full(len(items), -1, np.int64))
    at = 0
    for repeat in with_first_rounds(repeats, signs % 2, lines):
        assert repeat.first - repeat.lead >= at and repeat.lead < repeat.period and repeat.times >= 1
        like = [sign % 2 for sign in items[repeat.first - repeat.lead : repeat.end]]
        assert like[: -repeat.period] == like[repeat.period :] and repeat.lead + repeat.period * repeat.times > repeat.period
        at = repeat.end


def test_loops_in_loops(part_of):
    _, _, tree = part_of(nested)
    outer = next(g for g in tree.groups if g.kind == "stack" and g.parent == 0)
    assert len(outer.children) == 3
    inner = next(tree.groups[g] for g in tree.groups[outer.groups[0]].groups)
    assert inner.kind == "stack" and len(inner.children) == 4


def test_iterations_of_the_whole_run_are_groups(part_of):
    _, _, tree = part_of(trained, whole=True)
    stack = group(tree, "iterations 1 to 3")
    assert [tree.groups[g].title for g in stack.groups] == ["iteration 1", "iteration 2", "iteration 3"]


def test_groups_by_line_and_by_function(part_of):
    _, part, tree = part_of(recurrent, mode="line")
    assert any(g.kind == "line" for g in tree.groups)
    made = [i for i, n in enumerate(part.nodes) if n.kind in ("op", "loss")]
    assert {part.nodes[i].line for i in made} == {
        int(g.title.split()[-1]) for g in tree.groups if g.kind == "line"
    }
    source = "def f(x):\n    return x\n\nclass A:\n    def g(self):\n        def h():\n            pass\n"
    assert functions_of(source) == [(1, 2, "f()"), (5, 7, "A.g()"), (6, 7, "A.g.h()")]
    assert functions_of("def (") == []


def test_keys_name_the_same_group_in_the_next_run(part_of):
    first, again = part_of(network)[2], part_of(network)[2]
    keys = {g: first.groups[g].key for g in reached(first)}
    assert keys == {g: again.groups[g].key for g in reached(again)} and len(set(keys.values())) == len(keys)
    assert all(again.find(key) == g for g, key in keys.items()) and first.find("/module nobody") == -1


@given(st.lists(st.integers(0, 3), max_size=40))
def test_repeats_are_repeats(items):
    signs = np.array(items, np.int64)
    found = shortest_repeats(signs, np.full(len(items), -1, np.int64))
    at = 0
    for repeat in found:
        assert repeat.first >= at and repeat.times >= 2
        once = items[repeat.first : repeat.first + repeat.period]
        assert items[repeat.first : repeat.end] == once * repeat.times
        at = repeat.end


def test_one_expression_that_does_the_same_twice_is_no_loop():
    signs = np.array([5, 6, 5, 6, 7])
    assert shortest_repeats(signs, np.array([1, 1, 1, 1, 2])) == []
    assert shortest_repeats(signs, np.array([1, 2, 1, 2, 3])) == [Repeat(0, 2, 2)]


# ---- what is drawn


def test_a_small_graph_is_drawn_as_it_is(part_of):
    _, part, tree = part_of(network)
    assert fold(part, tree, Folding()) is part


def test_a_large_graph_folds_by_itself(part_of):
    _, part, tree = part_of(chain, PLAIN_UP_TO + 200)
    folded = fold(part, tree, Folding())
    assert len(folded.nodes) == 2
    card = next(iter(folded.cards.values()))
    assert card.count == PLAIN_UP_TO + 200
    assert_whole(part, tree, folded)


def test_a_closed_group_is_one_card_where_its_nodes_are_found(part_of):
    _, part, tree = part_of(network)
    folding = Folding()
    folding.choose(group(tree, "h.1"), CLOSED)
    folded = fold(part, tree, folding)
    (index,) = folded.cards
    card = folded.cards[index]
    assert (card.title, card.detail, card.count) == ("h.1", "Block", 1)
    assert folded.nodes[index].shape == "(3, 4) → (3, 4)"
    inside = tree.members(group(tree, "h.1").index)
    assert {int(folded.item_of[i]) for i in inside} == {index}
    assert_whole(part, tree, folded)


def test_a_stack_opens_at_one_member_and_the_others_stay_together(part_of):
    _, part, tree = part_of(network)
    stack, folding = group(tree, "h.0 to h.3"), Folding()
    folding.choose(stack, CLOSED)
    assert [c.count for c in fold(part, tree, folding).cards.values()] == [4]
    folding.choose(group(tree, "h.2"), OPEN)
    folded = fold(part, tree, folding)
    assert sorted((c.title, c.count) for c in folded.cards.values()) == [("h.0 to h.1", 2), ("h.3", 1)]
    assert [f.title for f in folded.frames] == ["h.2"]
    framed = {i for i in range(len(folded.nodes)) if folded.frame_of[i] == 0}
    assert {int(folded.item_of[i]) for i in tree.members(group(tree, "h.2").index)} == framed
    assert_whole(part, tree, folded)


def test_a_stack_of_single_ops_opens_too(part_of):
    _, part, tree = part_of(chain, 50)
    stack, folding = next(g for g in tree.groups if g.kind == "stack"), Folding()
    folding.choose(stack, CLOSED)
    folding.choices[member_key(tree, stack, 20)] = OPEN
    folded = fold(part, tree, folding)
    assert sorted(c.count for c in folded.cards.values()) == [20, 29]
    assert_whole(part, tree, folded)


def test_everything_closed_and_everything_shown(part_of):
    _, part, tree = part_of(network)
    folding = Folding()
    folding.level = CLOSED
    assert_whole(part, tree, fold(part, tree, folding))
    folding.level = OPEN
    assert fold(part, tree, folding) is part
    folding.level, folding.enabled = CLOSED, False
    assert fold(part, tree, folding) is part


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_whatever_is_closed_or_open_it_stays_a_graph(part_of_all, data):
    part, tree = part_of_all[data.draw(st.integers(0, len(part_of_all) - 1))]
    folding = Folding()
    folding.level = data.draw(st.sampled_from([None, CLOSED]))
    for key in data.draw(st.lists(st.sampled_from(sorted(tree.groups[g].key for g in reached(tree) if g)), max_size=6)):
        folding.choices[key] = data.draw(st.sampled_from([CLOSED, OPEN]))
    folded = fold(part, tree, folding)
    if isinstance(folded, FoldedPart):
        assert_whole(part, tree, folded)


@pytest.fixture(scope="module")
def part_of_all(tmp_path_factory):
    """(part, tree) of some programs."""
    from app.model.trace import Trace

    found = []
    for program in (network, recurrent, nested):
        path = tmp_path_factory.mktemp("folding") / "run.tape"
        with core.record(path):
            program()
        trace = Trace(core.open_tape(str(path)))
        trace.extend()
        graph = Graph(trace)
        part = graph.part(graph.whole)
        builder = TreeBuilder(trace, part)
        for _ in builder.work():
            pass
        trace.tape.close()
        found.append((part, builder.tree))
    return found


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.booleans())
def test_runs_are_all_members_in_order(shown, apart):
    tree = type("T", (), {})()
    stack = type("S", (), {"index": 7, "children": list(range(len(shown)))})()
    found, seen = runs(tree, stack, shown, apart), []
    for item in found:
        seen += list(range(item.first, item.end)) if isinstance(item, Run) else [item]
    assert seen == list(range(len(shown)))
    assert all(not isinstance(i, Run) or not any(shown[i.first : i.end]) for i in found)
