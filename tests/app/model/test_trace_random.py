"""The indexed trace says at every cursor what a replay from 0 says, on random runs."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.model import steps
from app.model.trace import Trace
from core.tapefile import open_tape

from .random_tapes import write_random
from .replay import Replay

seeds = st.integers(0, 10**6)
slow = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def make(tmp_path):
    opened = []

    def make(seed, size=30):
        tape = open_tape(write_random(str(tmp_path / f"{seed}-{size}-{len(opened)}.tape"), seed, size))
        opened.append(tape)
        return tape

    yield make
    for tape in opened:
        tape.close()


def whole(tape) -> Trace:
    trace = Trace(tape)
    trace.extend()
    return trace


@slow
@given(seed=seeds)
def test_values_and_gradients_are_those_of_a_replay(make, seed):
    trace = whole(make(seed))
    events = list(trace.tape)
    tensors = [
        e["tensor"] if e["event"] == "tensor" else e["outputs"][0] for e in events if e["event"] in ("tensor", "op")
    ]
    for seq in range(len(events)):
        replay = Replay(events, seq)
        for tensor in tensors:
            info = trace.tensor(tensor)
            value = trace.value_at(tensor, seq)
            assert (value.array.item() if value is not None else None) == replay.value(tensor, info.made_at)
            if info.is_leaf and info.requires_grad:
                state = trace.grad_at(tensor, seq)
                stored = replay.grads.get(tensor)
                assert (state.kind == "value") == (stored is not None), (seq, tensor, state)
                assert stored is None or state.value.array.item() == stored


@slow
@example(seed=7)  # a call that breaks off where an earlier one freed the graph
@given(seed=seeds)
def test_states_of_nodes_are_those_of_a_replay(make, seed):
    trace = whole(make(seed))
    events = list(trace.tape)
    ops = {e["node"]: (e["seq"], e["outputs"][0]) for e in events if e["event"] == "op" and e["node"] is not None}
    leaves = {e["node"]: trace.tensor(e["tensor"]).made_at for e in events if e["event"] == "accumulate"}
    for seq in range(len(events)):
        replay = Replay(events, seq)
        for node, (made_at, tensor) in ops.items():
            assert trace.node_state(node, seq) == replay.node_state(node, made_at, True), (seq, node)
            arrived = replay.arrived(node, made_at, True)
            found = trace.arrived(node, seq)
            assert (found[0].array.item() if found else None) == arrived
            state = trace.grad_at(tensor, seq)
            assert (state.kind == "value") == (arrived is not None)
            assert arrived is None or state.value.array.item() == arrived
        for node, made_at in leaves.items():
            assert trace.node_state(node, seq) == replay.node_state(node, made_at, False), (seq, node)


@slow
@given(seed=seeds)
def test_contributions_add_up_to_what_arrives(make, seed):
    from app.model.flow import contributions

    trace = whole(make(seed))
    for seq in trace.events_of_kind("node").tolist():
        event = trace[seq]
        found = contributions(trace, event["node"], seq)
        if trace.kind(seq - 1) == "backward":
            assert not found  # the root: nobody sent this
        else:
            assert sum(one.value.array.item() for one in found) == event["grad_outputs"][0].array.item()


@slow
@given(seed=seeds)
def test_every_gradient_that_is_not_there_has_a_reason(make, seed):
    trace = whole(make(seed))
    for tensor in range(1, len(trace.index.made_tensor)):
        for seq in range(0, len(trace), 3):
            state = trace.grad_at(tensor, seq)
            assert state.kind == "value" or state.reason
            if state.kind == "cut":
                cut = trace[state.cut_at]
                assert cut.get("how") in ("detach", "data") or (cut["event"] == "op" and cut["node"] is None)


@slow
@given(seed=seeds, slices=st.lists(st.integers(1, 9), min_size=1, max_size=40))
def test_reading_in_slices_finds_the_same(make, seed, slices):
    tape = make(seed)
    one, many = whole(tape), Trace(tape)
    for rows in slices * len(tape):
        first, last = many.extend(rows)
        assert last - first <= rows
        if first == last:
            break
    assert len(many) == len(one) == len(tape)
    a, b = one.index, many.index
    for name in ("kind", "phase", "call", "tensor", "node", "made_tensor", "acc_tensor", "node_runs"):
        assert getattr(a, name).view.tolist() == getattr(b, name).view.tolist(), name
    assert a.steps.anchors.view.tolist() == b.steps.anchors.view.tolist()
    assert a.steps.ends.view.tolist() == b.steps.ends.view.tolist()
    assert a.calls == b.calls
    assert a.memory.family == b.memory.family
    assert one.iterations == many.iterations
    for tensor in range(1, len(a.made_tensor)):
        assert a.by_tensor.all(tensor).tolist() == b.by_tensor.all(tensor).tolist()
        assert a.consumers.all(tensor).tolist() == b.consumers.all(tensor).tolist()


@slow
@given(seed=seeds)
def test_steps_forward_and_back_are_opposites(make, seed):
    trace = whole(make(seed))
    at, visited = -1, []
    while (following := steps.next_step(trace, at)) is not None:
        assert following > at
        at = following
        visited.append(at)
        assert steps.step_number(trace, at) == len(visited)
        assert steps.go_to(trace, len(visited)) == at
    assert len(visited) == steps.count(trace)
    for number in range(len(visited) - 1, 0, -1):
        at = steps.next_step(trace, at, -1)
        assert at == visited[number - 1]
        assert steps.next_step(trace, at) == visited[number]
    numbers = [steps.step_number(trace, seq) for seq in range(len(trace))]
    assert numbers == sorted(numbers)
    nodes = set(trace.events_of_kind("node").tolist())
    assert nodes <= {steps.step_span(trace, n)[0] for n in range(1, len(visited) + 1)}


@slow
@given(seed=seeds)
def test_micro_steps_lie_within_steps_and_go_back_the_same_way(make, seed):
    trace = whole(make(seed, 20))
    seq, micro, way = -1, None, []
    while True:
        after = steps.micro(trace, seq, micro, 1)
        if after == (seq, micro):
            break
        seq, micro = after
        way.append(after)
        if micro is not None:
            anchor, end = steps.step_span(trace, micro.step)
            assert seq <= end and 0 <= micro.index < micro.count - 1
            assert trace.kind(anchor) in ("node", "grad_reset", "optimizer_step")
    assert [s for s, m in way if m is None] == [steps.go_to(trace, n + 1) for n in range(steps.count(trace))]
    back = []
    while True:
        before = steps.micro(trace, seq, micro, -1)
        if before == (seq, micro):
            break
        seq, micro = before
        back.append(before)
    assert back == way[-2::-1]
    for number in range(1, steps.count(trace) + 1):
        parts = steps.micro_parts(trace, number)
        anchor, _ = steps.step_span(trace, number)
        if trace.kind(anchor) == "node":
            sent = [k for k, value in enumerate(trace[anchor]["grad_inputs"]) if value is not None]
            assert [part.edge for part in parts if part.kind == "edge"] == sent
