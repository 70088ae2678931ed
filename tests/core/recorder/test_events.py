"""The recorder's events: what each says, in which order, whenever it is written."""

from itertools import product

import numpy as np
import pytest

import core
import core.facade as torch
from core import recorder_pump
from tests.core.recorder.recording import PROGRAMS, TUTORIAL, in_batches, of, run
from tests.core.test_tapefile import COMMON, CONTRACT, EXTRA, plain


def test_the_tutorial_event_by_event(tape):
    got = [plain(e) for e in tape(TUTORIAL)]
    kinds = ["tensor", *["op"] * 4, "backward", *["node"] * 5, "accumulate", "backward_end", "end"]
    assert [e["event"] for e in got] == kinds
    ones = {"shape": [2, 2], "dtype": "float32", "data": [[1.0, 1.0], [1.0, 1.0]]}

    def full(x):
        return {**ones, "data": [[x, x], [x, x]]}

    scalar = lambda x: {"shape": [], "dtype": "float32", "data": x}
    assert got[0] == {
        "seq": 0, "event": "tensor", "line": 1, "during": None, "tensor": 1, "name": "x", "requires_grad": True,
        "is_leaf": True, "value": ones, "how": "ones", "of": None, "span": [1, 4, 1, 40],
    }  # fmt: skip
    keys = ("line", "op", "inputs", "outputs", "name", "value", "node", "grad_fn", "next", "numbers")
    assert {k: got[3][k] for k in keys} == {
        "line": 3, "op": "mul", "inputs": [3, None], "outputs": [4], "name": "z", "value": full(27.0), "node": 4,
        "grad_fn": "MulBackward0", "next": [[3, 0], [None, 0]], "numbers": {1: 3},
    }  # fmt: skip
    assert [(e["name"], e["line"], e["grad_fn"], e["next"]) for e in of(got, "op")] == [
        ("y", 2, "AddBackward0", [[1, 0], [None, 0]]), (None, 3, "MulBackward0", [[2, 0], [2, 0]]),
        ("z", 3, "MulBackward0", [[3, 0], [None, 0]]), ("out", 4, "MeanBackward0", [[4, 0]]),
    ]  # fmt: skip
    assert got[2]["saved"] == ["other", "self"] and got[2]["span"] == [3, 4, 3, 9]
    assert {k: got[5][k] for k in ("line", "call", "roots", "inputs", "retain_graph", "create_graph")} == {
        "line": 5, "call": 1, "roots": [5], "inputs": None, "retain_graph": False, "create_graph": False,
    }  # fmt: skip
    assert [(e["node"], e["grad_fn"], e["line"], e["grad_outputs"], e["grad_inputs"]) for e in of(got, "node")] == [
        (5, "MeanBackward0", 4, [scalar(1.0)], [full(0.25)]),
        (4, "MulBackward0", 3, [full(0.25)], [full(0.75), None]),
        (3, "MulBackward0", 3, [full(0.75)], [full(2.25), full(2.25)]),
        (2, "AddBackward0", 2, [full(4.5)], [full(4.5), None]),
        (1, "AccumulateGrad", 1, [full(4.5)], []),
    ]
    assert got[11] == {
        "seq": 11, "event": "accumulate", "line": 1, "during": 1, "tensor": 1, "name": "x", "node": 1,
        "added": full(4.5), "grad": full(4.5), "span": [1, 4, 1, 40],
    }  # fmt: skip
    assert (got[12]["call"], got[12]["freed"], got[13]["status"]) == (1, True, "finished")


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_event_says_what_the_contract_says(name, tape):
    ids = {"tensor": set(), "node": set()}
    calls = []
    for i, e in enumerate(tape(PROGRAMS[name])):
        kind = e["event"]
        expected = {"hook": ["node" if "node" in e else "tensor", "kind", "before", "after"]}.get(kind, CONTRACT[kind])
        expected = ["call", "error"] if "error" in e else expected
        if "values" in e:
            expected = [*expected[:5], "values", *expected[5:]]
        assert list(e)[: 4 + len(expected)] == COMMON + expected
        assert set(list(e)[4 + len(expected) :]) <= EXTRA | {"name", "saved"}
        assert e["seq"] == i
        made = {"tensor": [e.get("tensor")], "op": e.get("outputs")}.get(kind, ())
        for t in made:
            assert t not in ids["tensor"]
            assert t == len(ids["tensor"]) + 1  # numbered in order of creation
            ids["tensor"].add(t)
        used = [*(e.get("inputs") or ()), *(e.get("roots") or ()), e.get("tensor")]
        assert {t for t in used if t is not None} <= ids["tensor"]
        if kind in ("op", "mutate"):
            ids["node"] |= {n for n, _ in e["next"] if n} | ({e["node"]} if e["node"] else set())
            assert len(e["next"]) in (0, len(e.get("inputs", e["next"])))
            assert (e["node"] is None) == (e["grad_fn"] is None)
        if kind == "node":
            assert e["node"] in ids["node"]
        if kind == "backward":
            calls.append(e["call"])
    assert ids["node"] == set(range(1, len(ids["node"]) + 1))
    assert calls == sorted(calls)


@pytest.mark.parametrize("name", PROGRAMS)
def test_when_it_is_written_makes_no_difference(name, tmp_path, monkeypatch):
    tapes = []
    for batch in (1, 3, 1000):
        in_batches(monkeypatch, batch)
        tapes.append([plain(e) for e in run(PROGRAMS[name], tmp_path / f"{batch}.tape")])
    assert tapes[0] == tapes[1] == tapes[2]


@pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad=True to a scalar")
def test_where_numbers_are_taken_out_of_a_tensor(tape):
    events = tape("""
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        total = x.sum()
        scale = torch.tensor(total.item())
        if total > 0:
            pair = float(total), x.tolist(), bool(total), int(total)
        array = x.detach().numpy()
        plain = scale.item()
        """)
    made = [e.get("name") for e in events]
    assert [(made[seq] if seq < 3 else None, tensor, how, line) for seq, tensor, how, line in events.exits] == [
        ("scale", 2, ".item()", 4), (None, 2, "float()", 6), (None, 1, ".tolist()", 6), (None, 2, "bool()", 6),
        (None, 2, "int()", 6), (None, 5, ".numpy()", 7),
    ]  # fmt: skip


@pytest.mark.parametrize("tracked", [t for t in product([False, True], repeat=3) if any(t)])
def test_a_node_says_what_it_sent_along_each_of_three_edges(tape, tracked):
    program = """
        a, b, c = (torch.tensor([[1., 2.], [3., 4.]]) * k for k in (1, 2, 3))
        """ + "\n        ".join(f"{name}.requires_grad_({on})" for name, on in zip("abc", tracked)) + """
        y = torch.addmm(a, b, c)
        y.sum().backward()
        """
    events = tape(program)
    node = next(e for e in of(events, "node") if e["grad_fn"] == "AddmmBackward0")
    op = next(e for e in of(events, "op") if e["op"] == "addmm")
    right = [np.ones((2, 2)), np.array([[9, 21], [9, 21]]), np.array([[8, 8], [12, 12]])]
    assert [n is not None for n, _ in op["next"]] == list(tracked)
    for sent, is_sent, gradient in zip(node["grad_inputs"], tracked, right):
        assert (sent is None) != is_sent and (sent is None or (sent.array == gradient).all())


def test_twins_of_saved_results_are_what_they_stand_for(tape):
    events = tape(PROGRAMS["double backward"])
    exp = next(e for e in of(events, "op") if e["op"] == "exp")
    inner = next(e for e in of(events, "op") if e["during"] == exp["node"])
    assert exp["outputs"][0] in inner["inputs"] and inner["next"][-1] == [exp["node"], 0]


def test_what_happens_inside_a_node(tape):
    events = tape(PROGRAMS["double backward"])
    nodes = {e["node"] for e in of(events, "node")}
    inside = [e["during"] for e in events if e["during"] is not None]
    assert inside and set(inside) <= nodes
    assert [e["during"] for e in of(events, "node")] == [None] * len(of(events, "node"))


def test_hooks_and_functions_of_the_user(tape):
    events = tape("""
        class Square(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                return x * x
            @staticmethod
            def backward(ctx, g):
                x, = ctx.saved_tensors
                return g * 2 * x
        x = torch.tensor([1., 2.], requires_grad=True)
        y = Square.apply(x)
        y.register_hook(lambda g: g * 3)
        x.register_hook(lambda g: g * 5)
        y.sum().backward()
        """)
    square = next(e for e in of(events, "node") if e["grad_fn"] == "SquareBackward")
    leaf = of(events, "accumulate")[0]["node"]
    multiplied = {e["numbers"][1]: e["during"] for e in of(events, "op") if e.get("numbers")}
    assert multiplied == {3: square["node"], 2: square["node"], 5: leaf}
    assert [(e["kind"], e["during"]) for e in of(events, "hook")] == [
        ("tensor_pre_hook", square["node"]), ("tensor_pre_hook", leaf),
    ]  # fmt: skip
    assert of(events, "hook")[1]["before"].array.tolist() == [6, 12] and of(events, "hook")[1]["tensor"] == 1
    assert square["line"] == 12


def test_the_place_of_a_change_through_a_view(tape):
    events = tape("x = torch.ones(3, requires_grad=True)\ny = x * 1\nv = y.view(3)\nv[0] = 5.\ny.sum().backward()")
    assert [(e["grad_fn"], e["line"]) for e in of(events, "node")] == [
        ("SumBackward0", 5), ("CopySlices", 4), ("MulBackward0", 2), ("AccumulateGrad", 1),
    ]  # fmt: skip


def test_a_recursion_without_end(tape):
    events = tape("""
        def f(t):
            return f(t * 1.0)
        try:
            f(torch.tensor(1.0))
        except RecursionError:
            y = torch.tensor(2.0) * 3
        """)
    ops = of(events, "op")
    assert len(ops) > 100 and ops[-1]["name"] == "y"
    assert [e["outputs"][0] for e in ops[:-1]] == list(range(2, len(ops) + 1))


def test_calls_of_backward_are_in_the_table(tape):
    t = tape(PROGRAMS["sgd"])
    kinds = [e["event"] for e in t]
    calls = t.table["call"].tolist()
    open_call = 0
    for kind, call in zip(kinds, calls):
        open_call = call if kind == "backward" else open_call
        assert call == open_call
        open_call = 0 if kind == "backward_end" else open_call
    assert max(calls) == 4


def test_errors_of_backward(tape):
    ends = of(tape(PROGRAMS["refused"]), "backward_end")
    assert "freed" in ends[0] and "a second time" in ends[1]["error"]


def test_the_end_of_a_modules_call_is_written_also_by_itself(tmp_path):
    """It is no event: a batch that holds nothing else was not written, and what followed seemed to be in that call."""
    flush = lambda: recorder_pump.recording[0].flush()
    program = """
        class Model(torch.nn.Module):
            def forward(self, x):
                y = x * 2
                flush()
                return y
        y = Model()(torch.ones(2))
        flush()
        z = y + 1
        """
    inside = {e["op"]: e.get("module") for e in run(program, tmp_path / "tape", {"flush": flush}) if e["event"] == "op"}
    assert inside == {"mul": "", "add": None}


def test_ops_of_lists_and_of_several_outputs(tmp_path):
    with core.record(tmp_path / "t.tape"):
        x = torch.ones(2, 3, requires_grad=True)
        few, many = torch.cat([x, x]), torch.cat([x] * 300)
        top, where = many.max(1)
        first, second, third = x.unbind(1)
        whole = torch.stack([first, second, third])
        (few.sum() + top.sum() + whole.sum()).backward()
        assert where.shape == (600,)
    with core.open_tape(tmp_path / "t.tape") as tape:
        told = [event for i in range(len(tape)) if (event := tape.to_json(i)).get("event") == "op"]
        ids = {name: n for n, name in enumerate(["x", "few", "many", "top", "where", "first", "second", "third", "whole"], 1)}
    by_op = [(event["op"], event["name"], event["inputs"], event["outputs"]) for event in told[:5]]
    assert by_op == [
        ("cat", "few", [1, 1], [ids["few"]]), ("cat", "many", [1] * 300, [ids["many"]]),
        ("max", "top", [ids["many"]], [ids["top"], ids["where"]]),
        ("unbind", "first", [1], [ids["first"], ids["second"], ids["third"]]),
        ("stack", "whole", [ids["first"], ids["second"], ids["third"]], [ids["whole"]]),
    ]  # fmt: skip
    assert all(event["grad_fn"] for event in told)


def test_sparse_tensors_and_numbers_drawn_within_vmap_are_made_by_the_program(tape):
    made = of(tape("""
        a = torch.sparse_coo_tensor(torch.tensor([[0, 1], [1, 0]]), torch.ones(2), (2, 2), check_invariants=True).requires_grad_()
        torch.sparse.mm(a, torch.ones(2, 3)).sum().backward()
        torch.vmap(lambda v: v * torch.rand(3), randomness="different")(torch.ones(2, 3))
    """), "tensor")  # fmt: skip
    assert ("a", 2, "sparse_coo_tensor") in [(e["name"], e["line"], e["how"]) for e in made]
    assert [(e["line"], e["value"]["shape"]) for e in made if e["how"] == "rand"] == [(4, [2, 3])]
