"""States kept up to date while a run grows are those of the finished run."""

import numpy as np
import pytest

from app.export.states import States
from app.model.graph import Graph
from app.model.trace import Trace
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
                assert np.array_equal(states.edges(cursor, codes), fresh.edges(cursor, expected))
                assert states.current(cursor) == fresh.current(cursor)


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
