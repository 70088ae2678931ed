"""What the trace says about tensors, nodes, values and where in the run a cursor is."""

import numpy as np
import pytest

from app.model.graph import Graph
from app.model.trace import Trace
from core.tapefile import open_tape
from core.tapelinks import links
from tests import tapes
from tests.tapes import _f


def test_tensors_and_nodes_of_the_tutorial(synthetic):
    trace = synthetic("tutorial")
    z = trace.tensor(4)
    assert (z.name, z.shape, z.dtype, z.requires_grad, z.is_leaf, z.line, z.how) == (
        "z",
        (2, 2),
        "float32",
        True,
        False,
        4,
        "mul",
    )
    x = trace.tensor(1)
    assert (x.is_leaf, x.node, x.made_at, x.how) == (True, None, 0, "ones")
    node = trace.node(z.node)
    assert (node.grad_fn, node.op, node.line, node.span) == ("MulBackward0", "mul", 4, (4, 4, 4, 13))
    assert (node.inputs, node.numbers, node.outputs, node.saved) == ((3, None), {1: 3}, (4,), ("other",))
    assert node.next == ((trace.tensor(3).node, 0), (None, 0))
    leaf = trace.node(trace.node_of(1))
    assert (leaf.grad_fn, leaf.is_accumulate, leaf.tensor, leaf.next) == ("AccumulateGrad", True, 1, ())
    with pytest.raises(KeyError, match="no tensor 99"):
        trace.tensor(99)
    with pytest.raises(KeyError, match="no node 99"):
        trace.node(99)
    with pytest.raises(IndexError):
        trace[len(trace)]


def test_the_accumulate_grad_of_a_leaf_that_never_ran(synthetic):
    trace = synthetic("error")
    node = trace.node_of(1)
    assert trace.node(node).tensor == 1 and trace.node(node).is_accumulate
    assert trace.node_of(1, 1) == node


def test_a_leaf_with_a_new_accumulate_grad_in_every_iteration(synthetic):
    trace = synthetic("sgd")
    runs = trace.events_of_kind("accumulate").tolist()
    nodes = [trace[seq]["node"] for seq in runs]
    assert len(set(nodes)) == 3
    for seq, node, start in zip(runs, nodes, trace.events_of_kind("backward").tolist()):
        assert trace.node_of(1, seq) == trace.node_of(1, start) == trace.node_of(1, start + 1) == node
        assert trace.node_state(node, start) == "pending" and trace.node_state(node, seq) == "current"


def test_values_follow_in_place_changes_and_optimizer_steps(synthetic):
    trace = synthetic("sgd")
    steps = trace.events_of_kind("optimizer_step").tolist()
    values = [round(trace.value_at(1, seq).array.item(), 4) for seq in (0, steps[0] - 1, *steps)]
    assert values == [0, 0, 0.6, 1.08, 1.464]
    assert trace.value_at(3, 0) is None


def test_a_write_through_data_is_a_write_to_the_tensor(written):
    def fill(t):
        w = t.tensor("w", _f(1), 1)
        d = t.tensor(None, _f(1), 2, False, how="data", of=w)
        c = t.op("detach", [d], _f(1), 2)
        t.emit("mutate", 2, op="sub_", tensor=c, version=1, value=_f(0.5), node=None, grad_fn=None, next=[])

    trace = written(fill)
    assert [trace.value_at(1, seq).array.item() for seq in range(4)] == [1, 1, 1, 0.5]
    assert [trace.value_at(tensor, 3).array.item() for tensor in (1, 2, 3)] == [0.5] * 3


def test_an_in_place_op_gives_a_tensor_a_new_node(written):
    def fill(t):
        x = t.tensor("x", _f(1), 1)
        y = t.op("mul", [x, None], _f(2), 2, "y", "MulBackward0", numbers={1: 2})
        t.nodes += 1
        t.emit("mutate", 3, op="add_", tensor=y, version=1, value=_f(3), node=t.nodes, grad_fn="AddBackward0",
               next=[[t.edge(y)[0], 0], [None, 0]])  # fmt: skip

    trace = written(fill)
    first, second = trace.node_of(2, 1), trace.node_of(2, 2)
    assert [trace.node(n).grad_fn for n in (first, second)] == ["MulBackward0", "AddBackward0"]
    assert trace.node(second).next[0] == (first, 0) and trace.node(second).outputs == (2,)


def test_further_outputs_of_an_op(written):
    def fill(t):
        x = t.tensor("x", _f([1, 5]), 1)
        t.nodes, t.tensors = 1, 3
        t.emit(
            "op",
            2,
            op="max",
            inputs=[x],
            outputs=[2, 3],
            name="m",
            value=_f(5),
            values=[_f(5), np.asarray(1, np.int64)],
            requires_grad=True,
            node=1,
            grad_fn="MaxBackward0",
            next=[[None, 0]],
            saved=[],
        )
        t.tensor("after", _f(0), 3)

    trace = written(fill)
    first, second = trace.tensor(2), trace.tensor(3)
    assert (first.name, first.output_nr, second.name, second.output_nr, second.dtype) == ("m", 0, None, 1, "int64")
    assert trace.value_at(3, 1).array.item() == 1
    assert trace.tensor(4).name == "after"


def test_events_of_lines_nodes_and_tensors(synthetic):
    trace = synthetic("tutorial")
    assert [trace[s]["event"] for s in trace.events_of_line(4)] == ["op", "op", "node", "node"]
    assert trace.events_of_line(77).tolist() == []
    assert [trace.kind(s) for s in trace.events_of_node(trace.tensor(4).node)] == ["op", "node"]
    assert [trace.kind(s) for s in trace.events_of_tensor(1)] == ["tensor", "accumulate"]
    assert [trace.kind(s) for s in trace.consumers(2)] == ["op"]
    assert trace.users(trace.tensor(2).node).tolist() == trace.consumers(2).tolist()
    assert trace.line_of(2) == 4 and trace.line_of(len(trace) - 1) is None


def test_phases_and_calls(synthetic):
    trace = synthetic("sgd")
    assert [trace.phase_at(s) for s in range(1, 12)] == [
        "optimizer",
        "forward",
        "forward",
        "other",
        "backward",
        "backward",
        "backward",
        "backward",
        "backward",
        "backward",
        "optimizer",
    ]
    assert trace.phase_at(-1) == "forward"
    assert [trace.call_at(s) for s in (4, 5, 10, 11, 16)] == [0, 1, 1, 0, 2]
    assert [(c.number, c.first, c.last, c.line) for c in trace.calls] == [(1, 5, 10, 8), (2, 16, 21, 8), (3, 27, 32, 8)]
    assert trace.last_call(4) is None and trace.last_call(12).number == 1 and trace.last_call(18).number == 2


def test_calls_within_calls(written):
    def fill(t):
        x = t.tensor("x", _f(1), 1)
        y = t.op("mul", [x, None], _f(2), 2, "y", "MulBackward0", numbers={1: 2})
        t.backward(y, 3)
        t.during = t.edge(y)[0]
        inner = t.op("mul", [x, x], _f(2), 4, None, "MulBackward0")
        t.backward(inner, 4)
        t.node(inner, [_f(1)], [_f(1), _f(1)])
        t.emit("backward_end", 4, call=2, freed=True)
        t.during = None
        t.node(y, [_f(1)], [_f(2), None])
        t.emit("backward_end", 3, call=1, freed=True)

    trace = written(fill)
    assert [(c.first, c.last, c.parent) for c in trace.calls] == [(2, 8, -1), (4, 6, 0)]
    assert [trace.call_at(s) for s in range(len(trace))] == [0, 0, 1, 1, 2, 2, 2, 1, 1, 0]
    assert len(trace.iterations) == 1
    from app.model.flow import place_of_run

    assert place_of_run(trace, 7) == (1, 1) and place_of_run(trace, 5) == (1, 1)


def test_a_call_made_in_a_hook(written):
    def fill(t):
        x = t.tensor("x", _f(1), 1)
        y = t.op("mul", [x, None], _f(2), 2, "y", "MulBackward0", numbers={1: 2})
        t.backward(y, 3)
        t.backward(y, 4)  # in a hook: the tape does not say during which node
        t.emit("backward_end", 4, call=2, freed=True)
        t.node(y, [_f(1)], [_f(2), None])
        t.emit("backward_end", 3, call=1, freed=True)
        t.output("x\n", 6)

    trace = written(fill)
    assert [(c.first, c.last, c.parent) for c in trace.calls] == [(2, 6, -1), (3, 4, 0)]
    assert [trace.call_at(s) for s in range(2, 8)] == [1, 2, 2, 1, 1, 0]


def test_iterations_of_a_loop_and_its_set_up(synthetic):
    trace = synthetic("sgd", iterations=4)
    found = trace.iterations
    assert [(i.number, i.first, i.last, i.loop) for i in found] == [
        (1, 1, 11, True), (2, 12, 22, True), (3, 23, 33, True), (4, 34, 45, True)
    ]  # fmt: skip
    assert [trace[i.backward]["call"] for i in found] == [1, 2, 3, 4]
    assert trace.iteration_at(0) is None and trace.iteration_at(12).number == 2


@pytest.mark.parametrize("name", [*tapes.WRITERS])
def test_links_are_what_decoding_says(synthetic, name):
    tape = synthetic(name).tape
    for first, last in ((0, len(tape)), (2, min(9, len(tape))), (3, 3)):
        found = links(tape, first, last)
        inputs, nexts, params = [], [], []
        for event in tape[first:last]:
            seq = event["seq"]
            inputs += [
                (seq, slot, t) for slot, t in enumerate(event.get("inputs") or ()) if t and event["event"] == "op"
            ]
            inputs += [(seq, 0, event["of"])] if event.get("of") else []
            nexts += [(seq, slot, n) for slot, (n, _) in enumerate(event.get("next") or ()) if n]
            params += [
                (seq, param["tensor"]) for param in event.get("params") or () if event["event"] == "optimizer_step"
            ]
        assert list(zip(*(a.tolist() for a in found[:3]))) == inputs
        assert list(zip(*(a.tolist() for a in found[3:6]))) == nexts
        assert list(zip(*(a.tolist() for a in found[6:]))) == params


def test_an_empty_tape(open_trace, tmp_path):
    from core.tapefile import TapeWriter

    path = str(tmp_path / "empty.tape")
    TapeWriter(path, {}).close()
    trace = open_trace(path)
    assert len(trace) == 0 and trace.extend() == (0, 0) and not trace.is_complete
    assert trace.iterations == [] and trace.phase_at(-1) == "forward" and trace.call_at(0) == 0


def test_a_parameter_is_called_by_its_path_once_its_gradient_tells_it(tmp_path):
    t = tapes.Taper(str(tmp_path / "m.tape"), "# a module\n")
    w = t.tensor("weight", _f(2), 3)
    y = t.op("mul", [w, w], _f(4), 5, "y", "MulBackward0", ("other", "self"))
    t.writer.flush()
    trace = Trace(open_tape(str(tmp_path / "m.tape")))
    trace.extend()
    graph = Graph(trace)
    assert (trace.tensor(w).name, graph.nodes[0].title) == ("weight", "weight")
    t.backward(y, 6)
    t.node(y, [_f(1)], [_f(2), _f(2)])
    t.node(w, [_f(4)], [])
    t.names[w] = "fc1.weight"
    t.accumulate(w, _f(4), _f(4))
    t.backward_end(6)
    t.end()
    trace.extend()
    graph.extend()
    assert (trace.tensor(w).name, trace.tensor(w).module) == ("fc1.weight", "fc1")
    assert graph.nodes[0].title == "fc1.weight" == Graph(trace).nodes[0].title


def test_the_way_back_along_a_chain_is_found_in_few_parts(tmp_path):
    path = str(tmp_path / "chain.tape")
    tapes.write_chain(path, 3000)
    trace = Trace(open_tape(path))
    trace.extend()
    parts = 1
    while not trace.lineage.prepare(trace.calls[0]):
        parts += 1
    assert parts <= 3, "one tensor a part would keep a resting window busy for a minute"
    assert 1 in trace.lineage.of_call(trace.calls[0]) and trace.lineage.of_call(trace.calls[0]).cut(1) is None
    trace.tape.close()
