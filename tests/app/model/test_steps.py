"""Steps, micro-steps and jumps on the synthetic runs (random runs are in test_trace_random)."""

import pytest

from app.model import steps
from tests import tapes
from tests.tapes import _f


def way(trace, jump, start=-1, by=1):
    """Every place that repeating a jump comes to."""
    at, found = start, []
    while (at := jump(trace, at, by)) is not None:
        found.append(at)
    return found


def test_the_tutorials_steps_are_those_of_a_person(synthetic):
    trace = synthetic("tutorial")
    places = way(trace, steps.next_step)
    assert [trace.kind(seq) for seq in places] == ["tensor", *["op"] * 4, "output", *["node"] * 4, "accumulate"]
    assert steps.count(trace) == 11
    assert [steps.step_number(trace, seq) for seq in range(-1, len(trace))] == [
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        6,
        7,
        8,
        9,
        10,
        11,
        11,
        11,
        11,
    ]
    assert steps.first(trace) == 0 and steps.last(trace) == len(trace) - 1
    assert steps.go_to(trace, 11) == 12 and steps.go_to(trace, 12) is None and steps.go_to(trace, 0) is None
    assert steps.step_span(trace, 11) == (11, 12)


def test_a_step_from_within_a_step_ends_it(synthetic):
    trace = synthetic("tutorial")
    assert steps.next_step(trace, 11) == 12 and steps.next_step(trace, 11, -1) == 10
    assert steps.next_step(trace, 13, -1) == 12 and steps.next_step(trace, 13) is None


def test_micro_steps_of_a_node_with_two_edges(synthetic):
    trace = synthetic("tutorial")
    seq, micro = 8, None
    found = []
    for _ in range(6):
        seq, micro = steps.micro(trace, seq, micro)
        found.append((seq, micro and micro.kind, micro and micro.edge))
    assert found == [
        (9, "arrived", -1), (9, "edge", 0), (9, "edge", 1), (9, None, None), (10, "arrived", -1), (10, "edge", 0)
    ]  # fmt: skip
    seq, micro = steps.micro(trace, 9, None, -1)
    assert (seq, micro.kind, micro.edge) == (9, "edge", 1)
    seq, micro = steps.micro(trace, 12, None, -1)
    assert (seq, micro.kind) == (11, "arrived")
    assert steps.micro(trace, 14, None, 1) == (14, None)
    assert steps.micro(trace, -1, None, -1) == (-1, None)


def test_micro_step_from_between_steps(synthetic):
    trace = synthetic("tutorial")
    assert steps.micro(trace, 6, None, 1)[1].kind == "arrived"  # at the backward event
    assert steps.micro(trace, 6, None, -1) == (5, None)
    assert steps.micro(trace, 13, None, -1) == (12, None)


def test_resets_on_one_line_are_one_step_with_a_micro_step_each(written):
    def fill(t):
        a, b = t.tensor("a", _f(1), 1), t.tensor("b", _f(1), 2)
        for _ in range(2):
            for tensor in (a, b):
                t.emit("grad_reset", 3, tensor=tensor, name=t.names[tensor], to="none")
        t.emit("grad_reset", 4, tensor=a, name="a", to="zero")
        params = [{"tensor": x, "name": t.names[x], "before": _f(1), "after": _f(2)} for x in (a, b)]
        t.emit("optimizer_step", 5, optimizer="SGD", params=params)

    trace = written(fill)
    assert way(trace, steps.next_step) == [0, 1, 3, 5, 6, 7]
    seq, micro = steps.micro(trace, 1, None)
    assert (seq, micro.kind) == (2, "event")
    assert steps.micro(trace, seq, micro) == (3, None)
    seq, micro = steps.micro(trace, 6, None)
    assert (seq, micro.kind, micro.part.to) == (7, "param", 1)


def test_jumps_to_backward_calls_and_back(synthetic):
    trace = synthetic("sgd")
    starts = trace.events_of_kind("backward").tolist()
    assert way(trace, steps.next_backward) == starts
    assert way(trace, steps.next_backward, len(trace), -1) == starts[::-1]
    assert steps.next_backward(trace, starts[1] + 1, -1) == starts[1]


def test_jumps_to_forward_and_to_iterations(synthetic):
    trace = synthetic("sgd")
    assert [trace.kind(s) for s in way(trace, steps.next_forward)] == ["tensor", "op", "op", "op"]
    firsts = [iteration.first for iteration in trace.iterations]
    assert way(trace, steps.next_iteration) == firsts
    assert way(trace, steps.next_iteration, len(trace), -1) == firsts[::-1]


def test_jumps_on_a_node_and_to_the_writes_of_a_gradient(synthetic):
    trace = synthetic("sgd")
    node = trace.tensor(2).node
    assert way(trace, lambda t, s, b: steps.next_on_node(t, node, s, b)) == trace.events_of_node(node).tolist()
    writes = way(trace, lambda t, s, b: steps.next_write(t, 1, s, b))
    assert [trace.kind(s) for s in writes] == ["grad_reset", "accumulate"] * 3
    assert way(trace, lambda t, s, b: steps.next_write(t, 1, s, b), len(trace), -1) == writes[::-1]


def test_breakpoints_stop_where_a_line_is_entered(synthetic):
    trace = synthetic("sgd")
    stops = way(trace, lambda t, s, b: steps.next_breakpoint(t, s, {6}, b))
    assert [trace[s]["op"] for s in stops[::2]] == ["sub"] * 3  # the op enters line 6, later the node made there does
    back = way(trace, lambda t, s, b: steps.next_breakpoint(t, s, {6}, b), len(trace), -1)
    assert back == stops[::-1]
    assert way(trace, lambda t, s, b: steps.next_breakpoint(t, s, {99}, b)) == []
    calls = way(trace, lambda t, s, b: steps.next_breakpoint(t, s, {8}, b))
    assert calls == trace.events_of_kind("backward").tolist()


@pytest.mark.parametrize("name", [*tapes.WRITERS])
def test_all_steps_there_and_back(synthetic, name):
    trace = synthetic(name)
    places = way(trace, steps.next_step)
    assert way(trace, steps.next_step, places[-1], -1) == places[-2::-1]


def test_what_merely_comes_up_is_no_step(written):
    def fill(t):
        x = t.tensor("x", _f(1), 1)
        t.tensor(None, _f(2), None, False, how=None)
        t.op("mul", [x, None], _f(2), 2, "y", "MulBackward0", numbers={1: 2})

    assert way(written(fill), steps.next_step) == [0, 2]


def test_an_empty_trace_has_nowhere_to_go(open_trace, tmp_path):
    from core.tapefile import TapeWriter

    path = str(tmp_path / "empty.tape")
    TapeWriter(path, {}).close()
    trace = open_trace(path)
    for jump in (steps.next_step, steps.next_backward, steps.next_forward, steps.next_iteration):
        assert jump(trace, -1, 1) is None and jump(trace, -1, -1) is None
    assert steps.first(trace) is None and steps.last(trace) is None and steps.micro(trace, -1, None) == (-1, None)
    assert steps.next_breakpoint(trace, -1, {1}) is None
