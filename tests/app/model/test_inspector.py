"""What the inspector shows of tensors, nodes, events and lines, at cursors before, in and after backward."""

import pytest

from app.model import inspector, steps
from app.model.inspector import inspect, plain_text, subject_at
from app.model.trace import Trace
from core.tapefile import open_tape
from tests import tapes
from tests.app.model.programs_run import run
from tests.tapes import _f


def row(section, label):
    return next(row.text for row in section.rows if row.label == label)


def test_a_node_at_its_own_step(synthetic):
    trace = synthetic("tutorial")
    about = inspect(trace, None, 0, 8)
    assert (about.title, about.expression, about.facts) == (
        "MulBackward0", "z = y * y * 3", "made at line 4  ·  node 2 of 5 in backward call 1"
    )  # fmt: skip
    assert [(badge.text, badge.kind) for badge in about.badges] == [("current", "current")]
    value, grad = about.section("numbers").grids
    assert (value.title, value.value["data"], value.stats) == (
        "value of z",
        [[27, 27], [27, 27]],
        "min 27  mean 27  max 27",
    )
    assert (grad.title, grad.state, grad.value["data"], grad.changed) == (
        "grad of z",
        "value",
        [[0.25, 0.25], [0.25, 0.25]],
        True,
    )
    assert [(r.label, r.text) for r in about.section("saved").rows] == [("_saved_other", "3")]
    first, second = about.section("edges").edges
    assert (first.grad_fn, first.to, first.state, first.value["data"]) == (
        "MulBackward0",
        "y * y",
        "sent",
        [[0.75, 0.75]] * 2,
    )
    assert (second.grad_fn, second.to, second.state, second.text) == ("None", "the number 3", "nothing", "nothing")
    assert first.target == ("node", trace.tensor(3).node)
    ledger = about.section("ledger")
    assert ledger.title == "Ledger of x.grad"
    assert [(r.step, r.who, r.after_text, r.when) for r in ledger.ledger] == [
        (1, "created", "None", "past"), (8, "you are here", "not yet", "here"),
        (11, "backward call 1", "[[4.5, 4.5], [4.5, 4.5]]", "future"),
    ]  # fmt: skip


def test_contributions_are_listed_one_by_one_with_their_sum(synthetic):
    trace = synthetic("tutorial")
    arrived = inspect(trace, "tensor", 2, 10).section("arrived")
    assert [(r.label, r.text) for r in arrived.rows] == [
        ("from MulBackward0, edge 0 (y * y)", "[[2.25, 2.25], [2.25, 2.25]]"),
        ("from MulBackward0, edge 1 (y * y)", "[[2.25, 2.25], [2.25, 2.25]]"),
        ("sum", "[[4.5, 4.5], [4.5, 4.5]]"),
    ]
    assert inspect(trace, "tensor", 2, 9).section("arrived").note == "so far"
    assert inspect(trace, "tensor", 2, 8).section("arrived") is None
    assert inspect(trace, "tensor", 5, 7).section("arrived").note == "backward started here"


def test_within_a_micro_step_only_what_has_been_sent_shows(synthetic):
    trace = synthetic("tutorial")
    seq, micro = 8, None
    states = []
    for _ in range(4):
        seq, micro = steps.micro(trace, seq, micro)
        edges = inspect(trace, "node", trace.tensor(3).node, seq, micro).section("edges").edges
        states.append([(edge.state, edge.here) for edge in edges])
    later, sent, now = ("not_yet", False), ("sent", False), ("sent", True)
    assert states == [[later, later], [now, later], [sent, now], [sent, sent]]


def test_a_leaf_before_and_after(synthetic):
    trace = synthetic("tutorial")
    before, after = inspect(trace, "tensor", 1, 3), inspect(trace, "tensor", 1, 12)
    assert [badge.text for badge in before.badges] == ["leaf", "requires_grad", "not yet"]
    assert before.section("numbers").grids[1].words == "not yet"
    assert [badge.text for badge in after.badges] == ["leaf", "requires_grad", "current"]
    facts = after.section("facts")
    assert [
        row(facts, name) for name in ("grad_fn", "shape", "dtype", "is_leaf", "requires_grad", "retains_grad", "line")
    ] == ["None", "(2, 2)", "float32", "True", "True", "False", "2"]
    assert after.section("attribute") is None
    assert after.section("ledger").ledger[-1].when == "here"


def test_a_non_leaf_says_why_its_attribute_is_none(synthetic):
    about = inspect(synthetic("tutorial"), "tensor", 4, 14)
    assert row(about.section("attribute"), "z.grad") == "None: not a leaf, and retain_grad() was not called"


def test_a_tensor_that_is_not_made_yet(synthetic):
    grid = inspect(synthetic("tutorial"), "tensor", 4, 1).section("numbers").grids[0]
    assert (grid.value, grid.state, grid.words) == (None, "not_yet", "not made yet")


def test_cut_and_unreached(synthetic):
    trace = synthetic("detach")
    about = inspect(trace, "tensor", 3, 12)
    assert [badge.text for badge in about.badges] == ["requires_grad", "cut"]
    assert about.section("numbers").grids[1].words == "None: cut at line 5 by detach()"
    assert about.section("edges").edges[0].text == "nothing: not reached"
    untracked = inspect(trace, "tensor", 4, 12)
    assert [badge.text for badge in untracked.badges] == ["leaf", "not tracked"]


def test_gradients_that_add_up_without_a_reset(synthetic):
    trace = synthetic("mlp", iterations=3)
    section = inspect(trace, "tensor", 2, len(trace) - 1).section("ledger")
    assert (section.note, section.note_tone) == ("never zeroed", "warn")
    kinds = [r.kind for r in section.ledger if r.kind != "step"]
    assert kinds == ["created", "accumulate", "accumulate", "accumulate"] and section.ledger[-1].when == "here"
    assert inspect(synthetic("sgd"), "tensor", 1, 34).section("ledger").note == ""


def test_a_module_parameter(synthetic):
    facts = inspect(synthetic("mlp"), "tensor", 2, 5).section("facts")
    assert (row(facts, "name"), row(facts, "module")) == ("fc1.weight", "fc1")


def test_saved_tensors_have_the_values_they_had(written):
    def fill(t):
        x = t.tensor("x", _f([1, 2]), 1)
        y = t.op("exp", [x], _f([3, 4]), 2, "y", "ExpBackward0", ("result",))
        t.op("mul", [y, x], _f([3, 8]), 3, "z", "MulBackward0", ("other", "self"))
        t.op("sum", [x], _f(3), 4, "s", "SumBackward0", ("self_sizes",))
        t.op("strange", [x], _f(3), 5, "q", "StrangeBackward0", ("thing",))
        t.emit("mutate", 6, op="add_", tensor=x, version=1, value=_f([9, 9]), node=None, grad_fn=None, next=[])

    trace = written(fill)
    rows = [[(r.label, r.text) for r in inspect(trace, "tensor", t, 5).section("saved").rows] for t in (2, 3, 4, 5)]
    assert rows == [
        [("_saved_result", "y = [3, 4]")], [("_saved_other", "x = [1, 2]"), ("_saved_self", "y = [3, 4]")],
        [("_saved_self_sizes", "(2,)")], [("also", "_saved_thing")],
    ]  # fmt: skip


def test_saved_names_that_are_numbers_shapes_or_not_needed(written):
    def fill(t):
        x, w = t.tensor("x", _f([[1, 2]]), 1), t.tensor("w", _f([[3], [4]]), 1, requires_grad=False)
        t.op("mul", [x, None], _f([3, 6]), 2, "y", "MulBackward0", ("other", "self"), numbers={1: 3})
        t.op("mm", [x, w], _f([[11]]), 3, "z", "MmBackward0", ("mat2", "self", "self_sym_sizes", "self_sym_strides"))
        t.op("pow", [x], _f([[1, 8]]), 4, "p", "PowBackward0", ("exponent", "self"), params={"exponent": 3})
        t.op("mean", [x], _f(1.5), 5, "m", "MeanBackward0", ("self_sym_numel",))
        t.op("sum", [x], _f([3]), 6, "s", "SumBackward1", ("dim",), params={"dim": [0, 1]})

    trace = written(fill)
    rows = [{r.label: r.text for r in inspect(trace, "tensor", t, 6).section("saved").rows} for t in range(3, 8)]
    assert rows == [
        {"_saved_other": "3", "_saved_self": "None: 3 needs no grad"},
        {"_saved_mat2": "w = [[3], [4]]", "_saved_self": "None: w needs no grad", "_saved_self_sym_sizes": "(1, 2)",
         "also": "_saved_self_sym_strides"},
        {"_saved_exponent": "3", "_saved_self": "x = [[1, 2]]"}, {"_saved_self_sym_numel": "2"},
        {"_saved_dim": "[0, 1]"},
    ]  # fmt: skip


def test_entries_of_next_functions_that_skip_an_input(written):
    def fill(t):
        x = t.tensor("x", _f([1, 2]), 1)
        mask = t.op("gt", [x, None], _f([0, 1]) > 0, 2, "mask", numbers={1: 0})
        edge = t.edge(x)
        t.tensors += 1
        t.nodes += 1
        t.emit(
            "op",
            3,
            op="where",
            inputs=[mask, x, None],
            outputs=[t.tensors],
            name="w",
            value=_f([0, 2]),
            requires_grad=True,
            node=t.nodes,
            grad_fn="WhereBackward0",
            next=[edge, [None, 0]],
            saved=["condition"],
            numbers={2: 7},
        )

    trace = written(fill)
    first, second = inspect(trace, "tensor", 3, 2).section("edges").edges
    assert (first.grad_fn, first.to, second.grad_fn, second.to) == ("AccumulateGrad", "x", "None", "the number 7")


def test_events_lines_and_what_the_cursor_is_about(synthetic):
    trace = synthetic("tutorial")
    assert (
        subject_at(trace, 0) == ("tensor", 1) and subject_at(trace, 5) == ("event", 5) and subject_at(trace, -1) is None
    )
    assert subject_at(trace, 6) == ("event", 6) and subject_at(trace, 12) == ("node", trace.node_of(1))
    assert subject_at(trace, 14) == ("node", int(trace.table["node"][7]))  # the run's end: where the last backward began
    printed = inspect(trace, "event", 5, 0)
    assert (printed.title, row(printed.section("event"), "text")) == ("output", "27.0")
    start = inspect(trace, "event", 6, 6)
    assert row(start.section("event"), "root") == "out" and row(start.section("event"), "retain_graph") == "False"
    assert inspect(trace, "event", 8, 14).title == "MulBackward0"
    assert inspect(trace, "line", 4, 14).expression == "y * y"  # the last event of line 4 is that node's run
    assert inspect(trace, "line", 4, 3).title == "z"
    assert inspect(trace, "line", 99, 14) is None and inspect(trace, "tensor", 99, 3) is None
    assert inspect(trace, "node", 99, 3) is None and inspect(trace, None, 0, -1) is None and plain_text(None) == ""


def test_an_optimizer_step_shows_parameters_before_and_after(synthetic):
    trace = synthetic("sgd")
    about = inspect(trace, None, 0, 11)
    assert [(grid.title, grid.value["data"]) for grid in about.section("params").grids] == [
        ("x before", 0), ("x after", pytest.approx(0.6))
    ]  # fmt: skip


def test_an_error_shows_its_traceback(synthetic):
    trace = synthetic("error")
    assert "Traceback" in row(inspect(trace, None, 0, 4).section("event"), "text")


def test_plain_text_has_all_of_it(synthetic):
    text = plain_text(inspect(synthetic("tutorial"), None, 0, 8))
    for part in (
        "MulBackward0 (current)",
        "z = y * y * 3",
        "node 2 of 5 in backward call 1",
        "value of z: [[27, 27], [27, 27]]",
        "grad of z: [[0.25, 0.25], [0.25, 0.25]]",
        "_saved_other: 3",
        "from MeanBackward0, edge 0 (out)",
        "0 MulBackward0 → y * y: sent [[0.75, 0.75], [0.75, 0.75]]",
        "1 None → the number 3: nothing",
        "you are here  → not yet ◂",
        "(later)",
        "dtype: float32",
        "requires_grad: True",
        "line: 4",
    ):
        assert part in text, part


@pytest.mark.parametrize("name", [*tapes.WRITERS])
def test_everything_can_be_inspected_everywhere(synthetic, name):
    trace = synthetic(name, **({"n": 12} if name in ("chain", "dag") else {}))
    for seq in range(-1, len(trace)):
        assert (inspect(trace, None, 0, seq) is None) == (seq < 0)
        for tensor in range(1, len(trace.index.made_tensor), 3):
            assert plain_text(inspect(trace, "tensor", tensor, seq))


def test_the_records_are_exported_for_panels():
    assert {"Badge", "Edge", "Grid", "Inspection", "LedgerRow", "Row", "Section"} <= set(inspector.__all__)


def test_what_a_hook_made_of_a_gradient_stands_below_what_was_received(tmp_path):
    t = tapes.Taper(str(tmp_path / "hook.tape"), "# a hook\n")
    x = t.tensor("x", tapes._f(2), 1)
    y = t.op("mul", [x, None], tapes._f(6), 2, "y", "MulBackward0", ("other",), numbers={1: 3})
    z = t.op("sin", [y], tapes._f(0.5), 3, "z", "SinBackward0", ("self",))
    t.backward(z, 5)
    t.node(z, [tapes._f(1)], [tapes._f(4)])
    t.emit("hook", 5, node=t.fn[y], kind="tensor_pre_hook", before=tapes._f(4), after=tapes._f(40))
    t.node(y, [tapes._f(40)], [tapes._f(120), None])
    t.backward_end(5)
    t.end()
    trace = Trace(open_tape(str(tmp_path / "hook.tape")))
    trace.extend()
    section = inspect(trace, "node", t.fn[y], len(trace) - 1).section("arrived")
    assert [(row.label, row.text) for row in section.rows] == [
        ("from SinBackward0, edge 0 (z)", "4"), ("a hook makes it", "40"),
    ]  # fmt: skip


def test_what_a_node_received_in_other_calls_is_listed(tmp_path):
    trace = run(
        "import torch\n"
        "a, b = torch.tensor(2., requires_grad=True), torch.tensor(3., requires_grad=True)\n"
        "y = a * b\n"
        "z = y * y\n"
        "z.backward(retain_graph=True)\n"
        "z.backward(torch.tensor(0.5))\n",
        tmp_path / "kept.tape",
    )
    y = next(seq for seq in range(len(trace)) if trace[seq].get("name") == "y")
    arrived = inspect(trace, "tensor", trace[y]["output"] if "output" in trace[y] else trace[y]["outputs"][0], len(trace) - 1)
    rows = [(r.label, r.text) for r in arrived.section("arrived").rows]
    assert rows[-2:] == [("sum", "6"), ("in backward call 1", "12")]
    first = inspect(trace, "tensor", arrived.tensor, arrived.section("arrived").rows[-1].target[1])
    assert [(r.label, r.text) for r in first.section("arrived").rows][-2:] == [("sum", "12"), ("in backward call 2", "6")]
    trace.tape.close()
