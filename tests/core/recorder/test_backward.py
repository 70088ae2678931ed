"""Recorded backwards: the events are the same whether leaves' places are counted before or found afterwards, and after errors."""

import weakref

import numpy as np
import pytest

import core
import core.facade as torch
from core import recorder_hooks_backward, recorder_pump


def two_leaves_of_one_node():
    x, y, z = (torch.tensor(v, requires_grad=True) for v in (1.0, 2.0, 3.0))
    (x * y + (y * z).exp()).backward()
    return x, y, z


def used_in_every_step():
    w, b = torch.ones(3, 3, requires_grad=True), torch.zeros(3, requires_grad=True)
    h = torch.ones(2, 3)
    for _ in range(6):
        h = torch.tanh(h @ w + b)
    h.sum().backward()
    return w, b


def several_outputs_on_the_way():
    w = torch.tensor([[1.0, 5.0, 2.0], [4.0, 0.5, 3.0]], requires_grad=True)
    best, _ = (w * 2).max(1)
    first, second = (w + best.unsqueeze(1)).sum(1).unbind(0)
    (first * second).backward()
    return (w,)


def a_function_of_the_users():
    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, grad):
            return grad * 2

    w = torch.tensor(3.0, requires_grad=True)
    (Twice.apply(w * w) * w).backward()
    return (w,)


def twice_over_a_kept_graph():
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = (w * w).sum()
    loss.backward(retain_graph=True)
    loss.backward()
    return (w,)


def added_to_what_was_there():
    w, b = torch.ones(3, requires_grad=True), torch.tensor(2.0, requires_grad=True)
    for _ in range(3):
        h = w * b
        for _ in range(3):
            h = h * w + b
        (h.sum() * b).backward()
    return w, b


def one_gradient_for_two_leaves():
    x, y = torch.ones(2, 2, requires_grad=True), torch.ones(2, 2, requires_grad=True)
    (x + y).sum().backward()
    x.grad.mul_(3)
    return x, y


def gradients_on_request():
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    torch.autograd.grad((x * y).exp() + x, (x, y))
    return ()


PROGRAMS = [two_leaves_of_one_node, used_in_every_step, several_outputs_on_the_way, a_function_of_the_users, twice_over_a_kept_graph,
            added_to_what_was_there, one_gradient_for_two_leaves, gradients_on_request]  # fmt: skip


def recorded(program, path):
    """(events without their times, gradients) of a recorded run."""
    with core.record(path):
        leaves = program()
    with core.open_tape(path) as tape:
        events = [{k: v for k, v in tape.to_json(i).items() if k != "t"} for i in range(len(tape))]
    return events, [None if t.grad is None else t.grad.numpy().tolist() for t in leaves]


@pytest.mark.parametrize("many", [0, 1, 3, 5])
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_leaves_counted_or_found_afterwards_make_the_same_events(program, many, tmp_path, monkeypatch):
    monkeypatch.setattr(recorder_pump, "AT_ONCE", 0)  # else the first events are written one by one
    plain = [None if t.grad is None else t.grad.numpy().tolist() for t in program()]
    events, grads = recorded(program, tmp_path / "all.tape")
    monkeypatch.setattr(recorder_hooks_backward, "MANY", many)
    counted, same = recorded(program, tmp_path / "some.tape")
    assert counted == events and same == grads == plain
    assert sum(e["event"] == "node" for e in events) > 2


def test_a_leaf_runs_right_after_the_last_node_that_sends_to_it(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder_pump, "AT_ONCE", 0)
    with core.record(tmp_path / "a.tape"):
        early = torch.tensor(2.0, requires_grad=True)
        late = torch.tensor(3.0, requires_grad=True)
        (late.sin() * early).backward()
    with core.open_tape(tmp_path / "a.tape") as tape:
        told = [(e["event"], e.get("grad_fn") or e.get("name")) for e in tape if e["event"] in ("node", "accumulate")]
    assert told == [
        ("node", "MulBackward0"), ("node", "AccumulateGrad"), ("accumulate", "early"),
        ("node", "SinBackward0"), ("node", "AccumulateGrad"), ("accumulate", "late"),
    ]  # fmt: skip


def test_a_backward_that_fails_leaves_what_had_come_so_far_and_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder_pump, "AT_ONCE", 0)
    with core.record(tmp_path / "a.tape"):
        w, b = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
        middle = (w * 1.0).exp()
        loss = (middle * b + w).sum()
        with torch.no_grad():
            middle.add_(1)
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            loss.backward()
        w.grad = b.grad = None
        (w * 3 + b).sum().backward()  # what had come to w before is no part of this
        np.testing.assert_array_equal(w.grad.numpy(), [3, 3])
        np.testing.assert_array_equal(b.grad.numpy(), [1, 1])
    with core.open_tape(tmp_path / "a.tape") as tape:
        ends = [e.get("error") for e in tape if e["event"] == "backward_end"]
        first = [e["grad_fn"] for e in tape if e["event"] == "node"][:2]
    assert ends[0].startswith("RuntimeError: one of the variables") and ends[1] is None
    assert first == ["SumBackward0", "AddBackward0"]


def two_edges_of_three(w):
    return torch.addcmul(torch.ones(2), w, w.exp()).sum()


def parts(w):
    first, second = w.unbind(0)
    return first * second


def a_hundred_edges(w):
    return torch.cat([w, torch.ones(2), *[w * i for i in range(98)]]).sum()


@pytest.mark.parametrize("program", [two_edges_of_three, parts, a_hundred_edges], ids=lambda program: program.__name__)
def test_nodes_made_before_the_recording_run_as_those_within(program, tmp_path):
    def ran(path, early):
        w = torch.tensor([0.5, 2.0], requires_grad=True)
        loss = program(w) if early else None
        with core.record(path):
            (loss if early else program(w)).backward()
        with core.open_tape(path) as tape:
            return [(e["grad_fn"], plain(e["grad_outputs"]), plain(e["grad_inputs"])) for e in tape if e["event"] == "node"]

    assert ran(tmp_path / "before.tape", True) == ran(tmp_path / "within.tape", False) != []


def plain(values):
    return [None if v is None else np.asarray(v).tolist() for v in values]


def test_reading_variables_names_keeps_nothing_alive_and_leaves_the_users_locals_alone(tmp_path):
    w = torch.ones(2, requires_grad=True)
    early, kept = w * 2, w * 3
    gone = weakref.ref(early.grad_fn)
    with core.record(tmp_path / "a.tape"):
        (early + 1).sum().backward()  # `early` was made before: its name is looked for
        del early
        assert gone() is None
        mine = locals()
        (kept + 1).sum().backward()
        assert mine["kept"] is kept
    with core.open_tape(tmp_path / "a.tape") as tape:
        assert {e["name"] for e in tape if e["event"] == "tensor"} >= {"early", "kept"}


def test_a_gradient_that_a_node_saved_is_added_to_before_that_node_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder_pump, "AT_ONCE", 0)
    with core.record(tmp_path / "a.tape"):
        x, w = torch.ones(1, requires_grad=True), torch.tensor([0.2], requires_grad=True)
        (x**2).sum().backward()
        update = w * x.grad
        with pytest.raises(RuntimeError, match="is at version 1; expected version 0"):
            ((x + update) ** 2).sum().backward()
