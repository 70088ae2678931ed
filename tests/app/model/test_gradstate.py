"""The four states of a gradient, with their reasons and places; the states of nodes over several calls."""

import numpy as np
import pytest

from tests.tapes import _f


def grads(trace, tensor):
    return [trace.grad_at(tensor, seq).kind for seq in range(len(trace))]


def last(trace, tensor):
    return trace.grad_at(tensor, len(trace) - 1)


def test_the_tutorial_goes_from_not_yet_to_values_node_by_node(synthetic):
    trace = synthetic("tutorial")
    start = int(trace.events_of_kind("backward")[0])
    assert [trace.tensor(t).name for t in range(1, 6)] == ["x", "y", None, "z", "out"]
    reached = {5: start + 1, 4: start + 2, 3: start + 3, 2: start + 4, 1: start + 6}
    for tensor, seq in reached.items():
        assert grads(trace, tensor) == ["not_yet"] * seq + ["value"] * (len(trace) - seq)
    assert trace.grad_at(1, start).reason == "backward has not reached it yet"
    assert trace.grad_at(1, start - 1).reason == "backward() has not been called yet"
    assert last(trace, 1).value["data"] == [[4.5, 4.5], [4.5, 4.5]]
    assert last(trace, 4).value["data"] == [[0.25, 0.25], [0.25, 0.25]]


def test_a_non_leaf_has_no_grad_attribute_and_says_why(synthetic):
    trace = synthetic("tutorial")
    state = trace.attribute_at(4, len(trace) - 1)
    assert (state.kind, state.reason) == ("none", "not a leaf, and retain_grad() was not called")
    assert trace.attribute_at(1, len(trace) - 1).kind == "value"


def test_retain_grad_shows_in_the_attribute(written):
    def fill(t):
        x = t.tensor("x", _f(1), 1)
        y = t.op("mul", [x, None], _f(2), 2, "y", "MulBackward0", numbers={1: 2})
        t.backward(y, 3)
        node = t.edge(y)[0]
        t.emit("accumulate", 3, tensor=y, name="y", node=node, added=_f(1), grad=_f(1))
        t.node(y, [_f(1)], [_f(2), None])
        t.backward_end(3)

    trace = written(fill)
    assert trace.attribute_at(2, 1).kind == "not_yet"
    assert trace.attribute_at(2, 3).value["data"] == 1


def test_cut_by_detach_is_found_with_its_line(synthetic):
    trace = synthetic("detach")
    for tensor in (1, 3):  # x and y, before the detach
        state = last(trace, tensor)
        assert (state.kind, state.line, state.reason) == ("cut", 5, "cut at line 5 by detach()")
        assert trace[state.cut_at]["op"] == "detach"
        assert grads(trace, tensor)[:6] == ["not_yet"] * 6
    state = last(trace, 4)  # c itself
    assert (state.kind, state.reason) == ("none", "it does not require grad: made by detach() at line 5")


@pytest.mark.parametrize(
    ("dtype", "how", "itself"),
    [
        ("float32", "no_grad", "it does not require grad: made under no_grad at line 3"),
        ("int64", "an integer dtype (int64)", "a tensor of int64, made at line 3, has no gradient"),
        ("bool", "a boolean dtype", "a tensor of bool, made at line 3, has no gradient"),
    ],
)
def test_cut_by_an_untracked_op(written, dtype, how, itself):
    def fill(t):
        x, w = t.tensor("x", _f(1), 1), t.tensor("w", _f(1), 2)
        a = t.op("mul", [x, None], np.asarray(2, dtype), 3, "a", numbers={1: 2})
        b = t.op("add", [a, None], np.asarray(2, dtype), 4, "b", numbers={1: 2})
        loss = t.op("mul", [b, w], _f(2), 5, "loss", "MulBackward0")
        t.backward(loss, 6)
        t.node(loss, [_f(1)], [None, _f(2)])
        t.node(w, [_f(2)], [])
        t.accumulate(w, _f(2), _f(2))
        t.backward_end(6)

    trace = written(fill)
    assert (last(trace, 1).kind, last(trace, 1).reason) == ("cut", f"cut at line 3 by {how}")
    assert last(trace, 3).reason == itself
    assert last(trace, 4).reason == "it does not require grad"
    assert last(trace, 2).kind == "value"


def test_cut_by_data(written):
    def fill(t):
        x, w = t.tensor("x", _f(1), 1), t.tensor("w", _f(1), 2)
        d = t.tensor(None, _f(1), 3, False, how="data", of=x)
        loss = t.op("mul", [d, w], _f(2), 5, "loss", "MulBackward0")
        t.backward(loss, 6)
        t.node(loss, [_f(1)], [None, _f(2)])
        t.backward_end(6)

    assert last(written(fill), 1).reason == "cut at line 3 by .data"


def test_none_when_nothing_depends_on_it(written):
    def fill(t):
        x, lone = t.tensor("x", _f(1), 1), t.tensor("lone", _f(1), 2)
        aside = t.op("mul", [lone, lone], _f(1), 3, "aside", "MulBackward0")
        loss = t.op("mul", [x, None], _f(2), 4, "loss", "MulBackward0", numbers={1: 2})
        t.backward(loss, 5)
        t.node(loss, [_f(1)], [_f(2), None])
        t.node(x, [_f(2)], [])
        t.accumulate(x, _f(2), _f(2))
        t.backward_end(5)
        assert aside == 3

    trace = written(fill)
    for tensor in (2, 3):
        assert (last(trace, tensor).kind, last(trace, tensor).reason) == ("none", "loss does not depend on it")
    assert trace.node_state(trace.node_of(3), 5) == "unreached"


def test_autograd_grad_leaves_grad_alone(written):
    def fill(t):
        x, w = t.tensor("x", _f(1), 1), t.tensor("w", _f(1), 2)
        y = t.op("mul", [x, w], _f(1), 3, "y", "MulBackward0", ("other", "self"))
        t.emit("backward", 4, call=1, roots=[y], inputs=[x], retain_graph=False, create_graph=False)
        t.node(y, [_f(1)], [_f(1), _f(1)])
        t.emit("backward_end", 4, call=1, freed=True)

    trace = written(fill)
    assert last(trace, 1).reason == "autograd.grad() returns the gradient and leaves .grad alone"
    assert last(trace, 2).reason == "backward call 1 was asked for x only"


def test_a_failed_call_says_so(synthetic):
    trace = synthetic("error")
    assert last(trace, 1).reason == "backward call 1 broke off with an error"
    assert trace.call_at(3) == 1 and trace.call_at(4) == 0


def test_resets_between_iterations(synthetic):
    trace = synthetic("sgd")
    kinds = grads(trace, 1)
    for end, reset in zip(
        trace.events_of_kind("backward_end").tolist(), trace.events_of_kind("grad_reset").tolist()[1:]
    ):
        assert kinds[end] == "value" and kinds[reset] == "not_yet"
        assert trace.grad_at(1, reset).reason == "reset to None; backward has not reached it again"


def test_zero_is_a_value_and_a_last_reset_is_none(written):
    def fill(t):
        x = t.tensor("x", _f([1, 2]), 1)
        t.emit("grad_reset", 2, tensor=x, name="x", to="zero")
        t.emit("grad_reset", 3, tensor=x, name="x", to="none")

    trace = written(fill)
    assert trace.grad_at(1, 1).value["data"] == [0, 0]
    assert (last(trace, 1).kind, last(trace, 1).reason) == ("none", "reset to None at line 3")


def test_in_place_changes_of_a_gradient_are_writes_of_it(written):
    def fill(t):
        x = t.tensor("x", _f(1), 1)
        y = t.op("mul", [x, None], _f(2), 2, "y", "MulBackward0", numbers={1: 2})
        t.backward(y, 3)
        t.node(y, [_f(1)], [_f(2), None])
        t.node(x, [_f(2)], [])
        t.accumulate(x, _f(2), _f(2))
        t.backward_end(3)
        grad = t.tensor("x.grad", _f(2), None, False, how=None)
        change = {"grad_fn": None, "next": [], "node": None}
        t.emit("mutate", 4, op="mul_", tensor=grad, version=1, value=_f(1), **change)
        data = t.tensor("x.grad.data", _f(1), 5, False, how="data", of=grad)
        t.emit("mutate", 5, op="zero_", tensor=data, version=2, value=_f(0), **change)
        t.emit("grad_reset", 6, tensor=x, name="x", to="none")
        t.emit("mutate", 7, op="add_", tensor=grad, version=3, value=_f(9), **change)
        second = t.tensor("x.grad", _f(3), None, False, how="grad", of=x)
        t.emit("mutate", 8, op="add_", tensor=second, version=1, value=_f(4), **change)

    trace = written(fill)
    states = [trace.grad_at(1, seq) for seq in (6, 8, 10, 11, 12, 14)]
    assert [state.value.array.item() if state.value is not None else state.kind for state in states] == [
        2, 1, 0, "none", "none", 4
    ]  # fmt: skip
    last = trace[13]["tensor"]
    assert trace.tensor(last).name == "x.grad" and trace.tensor(last).module is None
    assert trace.phase_at(8) == trace.phase_at(10) == "optimizer"
    assert [row.kind for row in trace.writes(1)] == ["created", "accumulate", "changed", "changed", "none", "changed"]


def test_a_retained_graph_is_pending_again_in_the_second_call(written):
    def fill(t):
        x = t.tensor("x", _f(1), 1)
        y = t.op("mul", [x, None], _f(2), 2, "y", "MulBackward0", numbers={1: 2})
        for call in (1, 2):
            t.emit("backward", 2 + call, call=call, roots=[y], inputs=None, retain_graph=call == 1, create_graph=False)
            t.node(y, [_f(1)], [_f(2), None])
            t.node(x, [_f(2)], [])
            t.accumulate(x, _f(2), _f(2 * call))
            t.emit("backward_end", 2 + call, call=call, freed=call == 2)

    trace = written(fill)
    y, x = trace.node_of(2), trace.node_of(1)
    assert [trace.node_state(y, seq) for seq in range(len(trace))] == (
        ["pending"] * 3 + ["current"] + ["visited"] * 3 + ["pending", "current"] + ["visited"] * 4
    )
    assert [trace.node_state(x, seq) for seq in range(2, 8)] == [
        "pending",
        "pending",
        "current",
        "current",
        "visited",
        "pending",
    ]
    assert trace.grad_at(2, 7).kind == "not_yet" and trace.grad_at(1, 7).kind == "value"
    assert trace.arrived(y, 6)[0]["data"] == 1 and trace.arrived(y, 7) is None
    assert trace.sent(y, 3)[0]["data"] == 2


def test_hooks_and_their_node_are_one_step(written):
    def fill(t):
        x = t.tensor("x", _f(1), 1)
        y = t.op("mul", [x, None], _f(2), 2, "y", "MulBackward0", numbers={1: 2})
        t.backward(y, 3)
        t.during = t.edge(y)[0]
        t.emit("hook", 3, tensor=y, kind="tensor_pre_hook", before=_f(1), after=_f(5))
        t.output("in the hook\n", 3)
        t.during = None
        t.node(y, [_f(5)], [_f(10), None])
        t.backward_end(3)

    trace = written(fill)
    node = trace.node_of(2)
    assert [trace.node_state(node, seq) for seq in (2, 3, 4, 5, 6)] == [
        "pending",
        "current",
        "current",
        "current",
        "visited",
    ]
    assert len(trace.index.steps) == 3


def test_a_growing_tape_says_not_yet_until_it_knows(tmp_path):
    from app.model.trace import Trace
    from core.tapefile import open_tape
    from tests import tapes

    tape = open_tape(tapes.write_detach(str(tmp_path / "x.tape")))
    trace = Trace(tape)
    trace.extend(8)  # up to and with the first node of backward
    assert trace.grad_at(1, 7).kind == "not_yet" and trace.node_state(trace.node_of(3), 7) == "pending"
    trace.extend()
    assert trace.grad_at(1, 7).kind == "cut" and trace.node_state(trace.node_of(3), 7) == "unreached"
    tape.close()


@pytest.mark.parametrize("line, how", [("s = torch.tensor((a * 3).item())", ".item()"), ("s = b * float(a)", "float()"),
                                       ("s = torch.tensor(a.tolist())", ".tolist()")])  # fmt: skip
def test_a_cut_by_taking_the_number_out_says_so(tmp_path, line, how):
    from .programs_run import run

    text = "import torch\na = torch.tensor(1.0, requires_grad=True)\nb = torch.tensor(2.0, requires_grad=True)\n"
    trace = run(f"{text}{line}\nprint(a.item())\nloss = (b * s) ** 2\nloss.backward()\n", tmp_path / "x.tape")
    state = last(trace, 1)
    assert (state.kind, state.line, how in state.reason) == ("cut", 4, True)
    assert last(trace, 2).kind == "value"
    trace.tape.close()
