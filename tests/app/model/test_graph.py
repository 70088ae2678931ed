"""The graph of a run: what becomes a card, what an edge, and which part of a run is shown."""

import itertools

import numpy as np
import pytest

from app.model.graph import Graph
from app.model.trace import Trace
from core.tapefile import open_tape
from tests import tapes

one = np.ones(2, np.float32)


def part_of(trace, seq=None):
    graph = Graph(trace)
    return graph.part(graph.scope_at(len(trace) - 1 if seq is None else seq))


def named(part, title):
    (found,) = [n for n in part.nodes if short(n) == title]
    return found


def short(node):
    """The variable's name in a title, or the title."""
    return node.title.split(" = ")[0]


def edges_of(part):
    """(from title, to title, tracked, cut) of every edge."""
    return [(short(part.nodes[e.src]), short(part.nodes[e.dst]), e.tracked, e.cut) for e in part.edges]


def test_the_tutorial(synthetic):
    part = part_of(synthetic("tutorial"))
    assert [(n.title, n.kind, n.grad_fn) for n in part.nodes if n.kind != "number"] == [
        ("x", "leaf", None),
        ("y = x + 2", "op", "AddBackward0"),
        ("y * y", "op", "MulBackward0"),
        ("z = y * y * 3", "op", "MulBackward0"),
        ("out = z.mean()", "loss", "MeanBackward0"),
    ]
    assert [n.title for n in part.nodes if n.kind == "number"] == ["2", "3"]
    assert [part.nodes[i].title for i in part.roots] == ["out = z.mean()"]


def test_a_square_is_two_edges_from_one_card(synthetic):
    part = part_of(synthetic("tutorial"))
    square = named(part, "y * y")
    edges = [part.edges[e] for e in part.inputs[square.index]]
    assert [(part.nodes[e.src].title, e.slot, e.next_nr) for e in edges] == [("y = x + 2", 0, 0), ("y = x + 2", 1, 1)]


def test_a_leaf_and_its_accumulate_grad_are_one_card(synthetic):
    trace = synthetic("tutorial")
    part = part_of(trace)
    leaf = named(part, "x")
    accumulate = next(e["node"] for e in (trace[i] for i in range(len(trace))) if e["event"] == "accumulate")
    assert part.by_node[accumulate] == leaf.index == part.by_tensor[leaf.tensor]
    assert leaf.node == accumulate


def test_a_cut_shows_what_lies_behind_it(synthetic):
    part = part_of(synthetic("detach"))
    assert ("y", "c", False, True) in edges_of(part)
    assert ("c", "c * w", False, False) in edges_of(part)
    assert ("w", "c * w", True, False) in edges_of(part)
    assert named(part, "c").kind == "untracked" and named(part, "x").kind == "leaf"


def test_detach_as_a_tensor_event_is_a_cut_too(written):
    def fill(t):
        x = t.tensor("x", one, 1)
        y = t.op("mul", [x, x], one, 2, "y", "MulBackward0")
        c = t.tensor("c", one, 3, requires_grad=False, how="detach", of=y)
        w = t.tensor("w", one, 4)
        t.op("mul", [c, w], one, 5, "z", "MulBackward0")

    assert ("y", "c", False, True) in edges_of(part_of(written(fill)))


def test_no_grad_cuts(written):
    def fill(t):
        x = t.tensor("x", one, 1)
        h = t.op("mul", [x, None], one, 2, "h", numbers={1: 2})
        w = t.tensor("w", one, 3)
        t.op("mul", [h, w], one, 4, "z", "MulBackward0")

    part = part_of(written(fill))
    assert ("x", "h", False, True) in edges_of(part)
    assert named(part, "h").kind == "untracked"


def test_untracked_data_is_drawn_where_it_is_used_and_without_a_past(written):
    def fill(t):
        raw = t.tensor("raw", one, 1, requires_grad=False)
        data = t.op("mul", [raw, None], one, 2, "data", numbers={1: 2})
        t.op("exp", [data], one, 3, "unused")
        w = t.tensor("w", one, 4)
        t.op("mul", [data, w], one, 5, "y", "MulBackward0")

    part = part_of(written(fill))
    assert {short(n) for n in part.nodes} == {"data", "w", "y"}
    assert ("data", "y", False, False) in edges_of(part)


def test_where_nothing_is_tracked_everything_is_drawn(written):
    def fill(t):
        a = t.tensor("a", one, 1, requires_grad=False)
        b = t.op("mul", [a, None], one, 2, "b", numbers={1: 2})
        t.op("sum", [b], one.sum(), 3, "c")

    part = part_of(written(fill))
    assert [short(n) for n in part.nodes] == ["a", "b", "2", "c"]
    assert all(not e.tracked and not e.cut for e in part.edges)


def test_a_mask_made_of_a_tracked_tensor_does_not_claim_its_gradient(written):
    def fill(t):
        x = t.tensor("x", one, 1)
        mask = t.op("gt", [x, None], one > 0, 2, "mask", numbers={1: 0})
        nx = t.edge(x)
        t.tensors += 1
        t.nodes += 1
        t.fn[t.tensors] = t.nodes
        t.emit(
            "op", 3, op="where", inputs=[mask, x, None], outputs=[t.tensors], name="y", value=one, requires_grad=True,
            node=t.nodes, grad_fn="WhereBackward0", next=[nx, [None, 0]], saved=["condition"], numbers={2: 0},
        )  # fmt: skip

    part = part_of(written(fill))
    assert edges_of(part).count(("x", "y", True, False)) == 1
    assert ("x", "mask", False, True) in edges_of(part)
    assert ("mask", "y", False, False) in edges_of(part)
    tracked = next(e for e in part.edges if e.tracked)
    assert (tracked.slot, tracked.next_nr) == (1, 0)


def test_an_in_place_change_is_a_card_below_the_old_one(written):
    def fill(t):
        x = t.tensor("x", one, 1)
        y = t.op("mul", [x, None], one, 2, "y", "MulBackward0", numbers={1: 2})
        before = t.edge(y)
        t.nodes += 1
        t.fn[y] = t.nodes
        t.emit("mutate", 3, op="add_", tensor=y, name="y", version=1, value=one, node=t.nodes, grad_fn="AddBackward0",
               next=[before, [None, 0]], numbers={1: 1})  # fmt: skip
        t.op("sum", [y], one.sum(), 4, "s", "SumBackward0")

    part = part_of(written(fill))
    titles = [short(n) for n in part.nodes if n.kind != "number"]
    assert titles == ["x", "y", "y.add_()", "s"]
    flow = [(a, b) for a, b, tracked, _ in edges_of(part) if tracked]
    assert flow == [("x", "y"), ("y", "y.add_()"), ("y.add_()", "s")]


def test_a_plain_write_to_a_leaf_makes_no_card(written):
    def fill(t):
        x = t.tensor("x", one, 1)
        t.op("mul", [x, x], one, 2, "y", "MulBackward0")
        t.emit("mutate", 3, op="sub_", tensor=x, name="x", version=1, value=one, node=None, grad_fn=None, next=[])

    assert [short(n) for n in part_of(written(fill)).nodes] == ["x", "y"]


def test_what_the_tape_does_not_reach_is_drawn_as_a_stranger(written):
    def fill(t):
        t.tensors, t.nodes = 7, 9
        t.emit("op", 1, op="mul", inputs=[3, 4], outputs=[8], name="y", value=one, requires_grad=True, node=10,
               grad_fn="MulBackward0", next=[[5, 0], [6, 0]], saved=[])  # fmt: skip
        t.tensors = 8

    part = part_of(written(fill))
    assert named(part, "y").kind == "op" and len(part.nodes) == 3


# ---- parts of a run


def test_a_loop_falls_into_iterations(synthetic):
    trace = synthetic("sgd")
    graph = Graph(trace)
    assert [graph.scopes[i].title for i in range(len(graph.scopes))] == [f"iteration {k} of 3" for k in (1, 2, 3)]
    kinds = [trace.kind(s) for s in range(len(trace))]
    step = kinds.index("optimizer_step")
    assert graph.scope_at(step).iteration == 1
    reset = [i for i, k in enumerate(kinds) if k == "grad_reset"][1]
    assert graph.scope_at(reset).iteration == 2
    assert graph.scope_at(reset - 1).iteration == 1


def test_parts_cover_the_run(synthetic):
    trace = synthetic("mlp", iterations=4)
    graph = Graph(trace)
    scopes = [graph.scopes[i] for i in range(len(graph.scopes))]
    assert scopes[0].first == 0 and scopes[-1].last == len(trace) - 1
    assert all(a.last + 1 == b.first for a, b in itertools.pairwise(scopes))
    assert all(graph.scope_at(s) == scope for scope in scopes for s in (scope.first, scope.last))
    assert graph.scope_at(-1) == scopes[0]


def test_an_iteration_is_one_picture_and_the_whole_run_another(synthetic):
    trace = synthetic("sgd", iterations=20)
    graph = Graph(trace)
    assert [n.title for n in graph.part(graph.scopes[7]).nodes] == ["x", "x - 3", "3", "y = (x - 3) ** 2", "2"]
    assert sum(n.kind == "leaf" for n in graph.nodes) == 1
    assert len(graph.nodes) == 1 + 20 * 4
    assert len(graph.edges) == 20 * 4


def test_a_second_backward_over_the_same_graph_shows_that_graph(written):
    def fill(t):
        x = t.tensor("x", one, 1)
        y = t.op("sum", [x], one.sum(), 2, "y", "SumBackward0")
        for line in (3, 4):
            t.backward(y, line)
            t.node(y, [one.sum()], [one])
            t.node(x, [one], [])
            t.accumulate(x, one, one)
            t.backward_end(line)

    trace = written(fill)
    graph = Graph(trace)
    assert [graph.scopes[i].title for i in range(2)] == ["backward call 1", "backward call 2"]
    assert [short(n) for n in graph.part(graph.scopes[1]).nodes] == ["x", "y"]


def test_ops_within_backward_are_left_out_unless_needed(written):
    def fill(t):
        x = t.tensor("x", one, 1)
        y = t.op("pow", [x, None], one, 2, "y", "PowBackward0", numbers={1: 2})
        t.backward(y, 3)
        t.during = t.fn[y]
        g = t.op("mul", [x, None], one, 3, None, "MulBackward0", numbers={1: 2})
        t.during = None
        t.backward_end(3)
        h = t.op("sum", [g], one.sum(), 4, "h", "SumBackward0")
        t.backward(h, 5)

    trace = written(fill)
    graph = Graph(trace)
    assert [short(n) for n in graph.part(graph.scopes[0]).nodes if n.kind != "number"] == ["x", "y"]
    assert [short(n) for n in graph.part(graph.scopes[1]).nodes if n.kind != "number"] == ["x", "x * 2", "h"]


# ---- growing


@pytest.mark.parametrize("name", ["tutorial", "detach", "mlp", "dag", "sgd"])
@pytest.mark.parametrize("stride", [1, 7])
def test_grown_event_by_event_it_is_the_same_graph(tmp_path, name, stride):
    path = tapes.WRITERS[name](tmp_path / "grow.tape")
    tape = open_tape(path)
    trace = Trace(tape)
    trace.extend(1)
    graph, before = Graph(trace), {}
    while trace.extend(stride)[1] < len(tape):
        graph.extend()
        part = graph.part(graph.scope_at(len(trace) - 1))
        key = part.scope.index, part.generation
        titles = [n.title for n in part.nodes]
        assert titles[: len(before.get(key, []))] == before.get(key, []), "a part only ever grows at its end"
        before[key] = titles
    graph.extend()
    whole = Graph(trace)
    for i in range(len(whole.scopes)):
        grown, fresh = graph.part(graph.scopes[i]), whole.part(whole.scopes[i])
        assert sorted(edges_of(grown)) == sorted(edges_of(fresh))
        assert sorted((n.title, n.kind) for n in grown.nodes) == sorted((n.title, n.kind) for n in fresh.nodes)
    tape.close()


def test_inputs_come_before_results(synthetic):
    part = part_of(synthetic("dag", n=300))
    assert all(part.nodes[e.src].made_at < part.nodes[e.dst].made_at for e in part.edges)
    assert all(e.src < e.dst for e in part.edges)


def test_a_chain_of_a_hundred_thousand_needs_no_recursion(tmp_path):
    tape = open_tape(tapes.write_chain(tmp_path / "chain.tape", n=20_000))
    trace = Trace(tape)
    trace.extend()
    graph = Graph(trace)
    last = graph.scope_at(len(trace) - 1)
    assert len(graph.part(last).nodes) == 1 + 2 * 20_000
    tape.close()


# ---- parts that go on


def test_a_call_with_create_graph_stays_in_its_iteration(written):
    def fill(t):
        x = t.tensor("x", one, 1)
        for _ in range(3):
            y = t.op("sum", [x], one.sum(), 3, "y", "SumBackward0")
            t.calls += 1
            t.emit("backward", 4, call=t.calls, roots=[y], inputs=[x], retain_graph=True, create_graph=True)
            t.node(y, [one.sum()], [one])
            t.emit("backward_end", 4, call=t.calls, freed=False)
            z = t.op("mul", [y, y], one.sum(), 5, "z", "MulBackward0")
            t.backward(z, 6)
            t.backward_end(6)

    graph = Graph(written(fill))
    titles = [graph.scopes[i].title for i in range(len(graph.scopes))]
    assert titles == ["iteration 1 of 3", "iteration 2 of 3", "iteration 3 of 3"]
    assert [short(n) for n in graph.part(graph.scopes[1]).nodes] == ["x", "y", "z"]


def test_a_part_with_several_calls_names_the_first_and_the_last(written):
    def fill(t):
        x = t.tensor("x", one, 1)
        y = t.op("sum", [x], one.sum(), 2, "y", "SumBackward0")
        for line in (3, 4):
            t.calls += 1
            t.emit("backward", line, call=t.calls, roots=[y], inputs=[x], retain_graph=True, create_graph=True)
            t.emit("backward_end", line, call=t.calls, freed=False)
            y = t.op("mul", [y, y], one.sum(), line, "y", "MulBackward0")
        t.backward(y, 5)
        t.backward_end(5)

    assert [scope.title for scope in Graph(written(fill)).scopes] == ["backward calls 1 to 3"]


def test_a_call_over_an_older_graph_draws_only_that(written):
    def fill(t):
        x = t.tensor("x", one, 1)
        y = t.op("sum", [x], one.sum(), 2, "y", "SumBackward0")
        z = t.op("exp", [x], one, 3, "z", "ExpBackward0")
        t.backward(y, 4)
        t.backward_end(4)
        t.backward(z, 5)
        t.backward_end(5)
        t.tensor("d", one, 6, requires_grad=False, how="detach", of=y)

    graph = Graph(written(fill))
    assert [short(n) for n in graph.part(graph.scopes[1]).nodes] == ["x", "z"]


def test_writing_through_a_view_rewrites_the_base(written):
    def fill(t):
        x = t.tensor("x", one, 1)
        y = t.op("mul", [x, None], one, 2, "y", "MulBackward0", numbers={1: 2})
        v = t.op("slice", [y], one[:1], 3, "v", "SliceBackward0")
        t.nodes += 2  # CopySlices, then the view's AsStridedBackward0
        t.emit("mutate", 4, op="mul_", tensor=v, name="v", version=1, value=one[:1], node=t.nodes,
               grad_fn="AsStridedBackward0", next=[[t.nodes - 1, 0]], numbers={1: 3})  # fmt: skip
        t.fn[y] = t.nodes - 1
        t.op("sum", [y], one.sum(), 5, "s", "SumBackward0")

    part = part_of(written(fill))
    flow = [(a, b) for a, b, tracked, _ in edges_of(part) if tracked]
    assert flow == [("x", "y"), ("y", "v"), ("y", "v.mul_()"), ("v.mul_()", "v"), ("v.mul_()", "s")]
    assert [n.grad_fn for n in part.nodes if n.title == "v.mul_()"] == ["CopySlices"]
    assert all(e.src < e.dst for e in part.edges if part.nodes[e.src].kind != "number")


def test_a_card_goes_on_showing_what_it_held_before_an_in_place_change(written):
    from app.export.readings import value_of

    def fill(t):
        x = t.tensor("x", one, 1)
        y = t.op("mul", [x, None], one * 2, 2, "y", "MulBackward0", numbers={1: 2})
        before = t.edge(y)
        t.nodes += 1
        t.emit("mutate", 3, op="add_", tensor=y, name="y", version=1, value=one * 7, node=t.nodes,
               grad_fn="AddBackward0", next=[before, [None, 0]], numbers={1: 5})  # fmt: skip

    trace = written(fill)
    part = part_of(trace)
    values = {short(n): value_of(trace, n, len(trace) - 1).array.tolist() for n in part.nodes if n.kind == "op"}
    assert values == {"y": [2, 2], "y.add_()": [7, 7]}
