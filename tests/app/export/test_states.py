"""States kept up to date while a run grows are those of the finished run."""

import numpy as np
import pytest

import core
from app.export.cardtext import grad_row
from app.export.states import CURRENT, STATE_NAMES, States, states_of
from app.export.states_folded import FoldedStates
from app.model.folding import CLOSED, Folding
from app.model.folding_part import FoldedPart, fold
from app.model.folding_tree import TreeBuilder
from app.model.graph import Graph
from app.model.inspector import subject_at
from app.model.trace import Trace
from core import facade as torch
from core.tapefile import open_tape
from tests import tapes


@pytest.mark.parametrize("name", ["tutorial", "detach", "mlp", "sgd", "dag", "error"])
@pytest.mark.parametrize("stride", [1, 5])
def test_grown_states_are_the_finished_ones(tmp_path, name, stride):
    with open_tape(tapes.WRITERS[name](tmp_path / "grow.tape")) as tape:
        trace = Trace(tape)
        trace.extend(1)
        graph = Graph(trace)
        growing = {}
        while trace.extend(stride)[1] < len(tape):
            graph.extend()
            scope = graph.scope_at(len(trace) - 1)
            part = graph.part(scope)
            states = growing.setdefault(scope.index, States(trace, part))
            states.refresh()
            fresh = States(trace, part)
            for cursor in (scope.first - 1, (scope.first + len(trace)) // 2, len(trace) - 1):
                codes, ghosts = states.nodes(cursor)
                expected, expected_ghosts = fresh.nodes(cursor)
                assert np.array_equal(codes, expected) and np.array_equal(ghosts, expected_ghosts)
                assert np.array_equal(states.edges(cursor), fresh.edges(cursor))
                assert states.current(cursor) == fresh.current(cursor)


def test_of_gradients_emptied_in_one_step_the_current_card_is_what_the_inspector_tells_of(tmp_path):
    path = str(tmp_path / "zero.tape")
    with core.record(path):
        first, second = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
        optimizer = torch.optim.SGD([first, second], lr=0.1)
        (first * second).sum().backward()
        optimizer.zero_grad()
    with open_tape(path) as tape:
        trace = Trace(tape)
        trace.extend()
        resets = trace.events_of_kind("grad_reset").tolist()
        part = Graph(trace).part(Graph(trace).scope_at(resets[-1]))
        for seq in resets:
            current, in_backward = States(trace, part).current(seq)
            assert subject_at(trace, seq) == ("tensor", part.nodes[current].tensor) and not in_backward
    assert len(resets) == 2


def test_a_call_that_broke_off_has_not_visited_what_an_earlier_one_freed(tmp_path):
    path = str(tmp_path / "twice.tape")
    with core.record(path):
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        y = (x * x * 3).sum()
        y.backward()
        with pytest.raises(RuntimeError, match="second time"):
            y.backward()
        (x * 2).sum().backward()
    with open_tape(path) as tape:
        trace = Trace(tape)
        trace.extend()
        graph = Graph(trace)
        states, (first, second, third) = States(trace, graph.part(graph.whole)), trace.calls
        says = lambda seq: [STATE_NAMES[code] for code in states.nodes(seq)[0][states.tracked]]
        assert says(first.last) == ["visited"] * 4 + ["pending"] * 2
        assert says(second.last) == ["pending", "unreached", "unreached", "visited", "pending", "pending"]
        assert says(third.last) == ["visited", "visited", "visited", "unreached", "visited", "visited"]
        for seq in range(first.first, len(trace)):
            codes, ghosts = states.nodes(seq)
            for node in (node for node in states.part.nodes if node.kind in ("op", "loss") and not ghosts[node.index]):
                if codes[node.index] != CURRENT or trace.call_at(seq):
                    assert STATE_NAMES[codes[node.index]] == trace.node_state(node.node, seq), (seq, node.title)
        x_card = states.part.nodes[0]
        row = lambda seq: grad_row(trace, x_card, seq, STATE_NAMES[states.nodes(seq)[0][0]])
        assert [row(call.last).label for call in trace.calls] == ["grad", "older", "grad"]
        assert row(second.last).text == row(first.last).text != row(third.last).text


def test_a_bundle_of_very_many_edges_has_a_sum_that_is_added_up_at_leisure(tmp_path):
    path = str(tmp_path / "wide.tape")
    with core.record(path):
        x = torch.tensor([0.5, 2.0], requires_grad=True)
        rows = [x * (k + 1) for k in range(300)]
        total = torch.zeros(2)
        for row in rows:
            total = total + row
        total.sum().backward()
    with open_tape(path) as tape:
        trace = Trace(tape)
        trace.extend()
        graph = Graph(trace)
        part = graph.part(graph.whole)
        builder = TreeBuilder(trace, part)
        for _ in builder.work():
            pass
        folding = Folding()
        folding.level = CLOSED
        states = states_of(trace, fold(part, builder.tree, folding))
        (wide,) = [k for k in range(len(states.part.edges)) if len(states.part.bundles[k]) == 300 and states.src[k] != 0]
        edges = states.part.bundles[wide]
        call = trace.calls[0]
        for cursor in (call.last, call.first + 250, call.first + 100, call.last - 1):
            sent = [v.array for e in edges if (v := states.base.flowed(e, cursor)) is not None]
            states.sums.forget()
            assert states.flowed(wide, cursor, wait=False) is None or len(sent) < 64
            assert states.sums.wanted == (len(sent) >= 64)
            while states.sums.wanted:
                states.sums.work(0.0005)
            found = states.flowed(wide, cursor, wait=False)
            assert found.array.tolist() == np.sum(sent, axis=0).tolist()
            states.sums.forget()
            assert states.flowed(wide, cursor).array.tolist() == found.array.tolist()
        assert states.flowed(wide, call.first) is None


def test_states_agree_with_the_trace_s_word_for_each_node(trace_of):
    for name in ("tutorial", "detach", "mlp", "sgd"):
        trace = trace_of(name)
        graph = Graph(trace)
        for number in range(len(graph.scopes)):
            scope = graph.scopes[number]
            states = States(trace, graph.part(scope))
            call = next(c for c in trace.calls if c.number == scope.call)
            for cursor in range(call.first, scope.last + 1):
                codes, _ = states.nodes(cursor)
                for node in states.part.nodes:
                    if node.node >= 0 and node.kind in ("op", "loss"):
                        said = trace.node_state(node.node, cursor)
                        assert ("pending", "current", "visited", "unreached")[codes[node.index]] == said


@pytest.mark.parametrize("many", [4096, 2])
def test_states_by_difference_are_those_looked_up_anew(trace_of, monkeypatch, many):
    """From cursor to cursor in steps and leaps, of the whole run and folded: see Note [Differences]."""
    monkeypatch.setattr("app.export.states.MANY", many)
    random, with_groups = np.random.default_rng(5), 0
    for name in ("tutorial", "detach", "mlp", "sgd", "dag", "error"):
        trace = trace_of(name)
        graph = Graph(trace)
        part = graph.part(graph.whole)
        builder = TreeBuilder(trace, part)
        for _ in builder.work():
            pass
        folding = Folding()
        folding.level = CLOSED
        folded = fold(part, builder.tree, folding)
        kinds = [(States, part)] + [(FoldedStates, folded)] * isinstance(folded, FoldedPart)
        walking, cursor, seen = [kind(trace, of) for kind, of in kinds], -1, [-1]
        for _ in range(60):
            cursor += int(random.choice([1, 1, 1, -1, 2, -3, len(trace) // 3, -len(trace) // 2]))
            cursor = max(-1, min(cursor, len(trace) - 1))
            seen.append(cursor)
            part.derived.pop("states", None)
            for walked, anew in zip(walking, [kind(trace, of) for kind, of in kinds], strict=True):
                for mine, expected in zip(walked.nodes(cursor), anew.nodes(cursor), strict=True):
                    assert mine.tolist() == expected.tolist(), (name, cursor)
                assert walked.edges(cursor).tolist() == anew.edges(cursor).tolist(), (name, cursor)
                assert walked.current(cursor) == anew.current(cursor)
                changed = np.flatnonzero(anew.nodes(seen[-2])[0] != anew.nodes(cursor)[0])
                assert set(changed.tolist()) <= set(walked.touched(seen[-2], cursor).tolist())
            for card in folded.cards if len(kinds) == 2 else ():
                assert walked.progress(card, cursor) == anew.progress(card, cursor)
        with_groups += len(kinds) == 2
    assert with_groups >= 2
