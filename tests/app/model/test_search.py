"""The query language of search: how it is read, what it finds, and that what it finds is what the trace says."""

from __future__ import annotations

import itertools
import math
import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.model import search, search_complete
from app.model.search_columns import makers, shape_fits
from app.model.search_parse import tokens


@pytest.fixture
def titles(synthetic):
    """titles("mlp", "is:leaf") are the titles found, in order."""

    def titles(tape, text, cursor=None, **more):
        return [hit.title for hit in search.find(synthetic(tape, **more), text, cursor)[0]]

    return titles


@pytest.mark.parametrize(
    ("text", "start", "end", "words"),
    [
        ("shap:(2,3)", 0, 4, "Did you mean shape:"),
        ("mul  nrm>3", 5, 8, "Did you mean norm"),
        ("norm>abc", 5, 8, "not a number"),
        ("norm>", 0, 5, "number after it"),
        ("is:leef", 3, 7, "Did you mean is:leaf"),
        ("is:zebra", 3, 8, "It knows leaf"),
        ("-is:leef", 4, 8, "is:leaf"),
        ("line:x-3", 5, 8, "neither a number nor a range"),
        ("line:", 0, 5, "wants something after it"),
        ('name:"w', 5, 7, "quote is not closed"),
        ('""', 0, 2, "nothing between the quotes"),
        ("shape:(2,", 6, 9, "bracket is not closed"),
        ("shape:(2,a)", 6, 11, "“a” is not a size"),
        ("value:neg", 6, 9, "It takes nan, inf, zero"),
        ("name:,,", 5, 7, "nothing between the commas"),
        ("|grad|", 0, 6, "wants a comparison"),
        ("norm>nan", 5, 8, "not a number"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(text, start, end, words):
    query = search.parse(text)
    assert not query and query.terms == ()
    assert (query.problem.start, query.problem.end) == (start, end)
    assert words in query.problem.message


def test_a_wrong_query_finds_nothing(synthetic):
    assert search.find(synthetic("mlp"), "is:leaf norm>x") == ([], 0)
    assert search.find(synthetic("mlp"), "   ") == ([], 0)


@given(st.text(alphabet=st.sampled_from(list("ab|>=<:-\"'([)],. *?норм3\t\\")) | st.characters(), max_size=24))
def test_any_text_is_read_or_refused_in_place(text):
    query = search.parse(text)
    if query.problem is not None:
        assert 0 <= query.problem.start < query.problem.end <= len(text)
        assert query.problem.message.endswith((".", "?", "quotes."))
    else:
        assert isinstance(query.words, str)
    spans = tokens(text)
    assert all(a < b for a, b in spans) and all(b <= c for (_, b), (c, _) in itertools.pairwise(spans))


def test_blanks_within_quotes_and_brackets_do_not_part_terms():
    query = search.parse('name:"my w" shape:(2, 3) -it\'s line:3-9,12')
    assert [(t.kind, t.values, t.negated) for t in query.terms] == [
        ("text", ("my w",), False), ("shape", (2, 3), False), ("word", ("it's",), True), ("line", ((3, 9), (12, 12)), False)]  # fmt: skip


def test_what_a_query_asks_for_is_said_in_words():
    words = search.parse("is:leaf in:h.*.ln* |grad|<0.055").words
    assert words == "leaf tensors, in the module h.*.ln*, whose gradient has a norm under 0.055, at this step"
    assert search.parse("mul").words == "everything with “mul” in name, op or grad_fn"
    assert search.parse("-is:leaf -name:w").words == "everything but not leaf tensors, without w in the name"
    assert search.parse("").words == ""


def test_words_names_and_grad_fns(titles):
    assert titles("mlp", "tanh") == titles("mlp", "TanhBackward0") == titles("mlp", "grad_fn:Tanh") != []
    assert titles("mlp", "op:addmm") == titles("mlp", "op:ADD*") and len(titles("mlp", "op:addmm")) == 3
    assert titles("mlp", "op:add") == []  # an op's name is meant whole
    assert titles("mlp", "name:bias") == ["fc1.bias", "fc2.bias", "fc3.bias"] == titles("mlp", "name:bi*")
    assert titles("mlp", "fc1 bias") == ["fc1.bias"] and titles("mlp", "fc1 -bias") == ["fc1.weight"]
    assert set(titles("mlp", "name:fc1*,fc2*")) == {f"fc{k}.{w}" for k in (1, 2) for w in ("weight", "bias")}
    assert titles("mlp", "in:fc2") == ["fc2.weight", "fc2.bias"] and titles("mlp", "in:f") == []
    assert titles("mlp", "grad_fn:Accumulate") == titles("mlp", "is:leaf")
    assert titles("mlp", "backward0") == []  # what every node has says nothing


def test_kinds_shapes_lines_and_calls(titles):
    assert titles("mlp", "is:leaf shape:(4,*)") == ["fc1.weight", "fc2.weight"]
    assert titles("mlp", "is:loss") == ["loss"] == titles("mlp", "shape:scalar") == titles("mlp", "is:root")
    assert titles("mlp", "is:untracked") == ["x"]
    assert titles("tutorial", "line:3-4") == [*titles("tutorial", "line:3"), *titles("tutorial", "line:4")]
    assert set(titles("mlp", "call:1")) == set(titles("mlp", "is:leaf,op")) and titles("mlp", "call:2") == []
    assert len(titles("mlp", "dtype:float32")) == 17 and titles("mlp", "dtype:float*64") == []


def test_states_follow_the_cursor(synthetic):
    trace = synthetic("mlp")
    back = int(trace.events_of_kind("backward")[0])
    assert search.find(trace, "is:pending", back)[1] == 16 and search.find(trace, "is:visited", back)[1] == 0
    run = int(trace.events_of_kind("node")[0])
    assert [h.title for h in search.find(trace, "is:current", run)[0]] == ["loss"]
    assert search.find(trace, "is:visited", len(trace) - 1)[1] == 16
    assert search.parse("is:pending").depends_on_cursor and not search.parse("is:leaf mul").depends_on_cursor


def test_values_and_gradients(titles):
    assert titles("detach", "is:cut") == ["x", "y", "c"] == titles("detach", "grad:none")
    assert titles("detach", "value>6") == ["c * w", "loss"]
    assert titles("detach", "norm=5") == ["w"]  # |(3, 4)|
    assert titles("detach", "size:2") == [] and "w" in titles("detach", "size=2")
    assert titles("detach", "max=4 min=3 mean=3.5") == ["w"]
    assert "w" in titles("detach", "|grad|>1")


@pytest.mark.parametrize("name", ["tutorial", "sgd", "detach", "mlp"])
def test_fast_ways_say_what_the_trace_says(synthetic, name):
    trace = synthetic(name)
    seqs = makers(trace)
    for cursor in range(-1, len(trace)):
        expected = {key: set() for key in ("|grad|>0.5", "value>1", "grad:none", "grad:not_yet", "norm<2", "is:visited")}
        for seq in seqs.tolist():
            tensor = int(trace.table["tensor"][seq])
            value = trace.value_at(tensor, cursor) if seq <= cursor else None
            if value is not None:
                norm = float(np.linalg.norm(value.array.astype(float).reshape(-1)))
                expected["value>1"] |= {seq} if (value.array > 1).any() else set()
                expected["norm<2"] |= {seq} if norm < 2 else set()
            grad = trace.grad_at(tensor, cursor) if seq <= cursor else None
            if grad is not None and grad.kind == "value":
                norm = float(np.linalg.norm(grad.value.array.astype(float).reshape(-1)))
                expected["|grad|>0.5"] |= {seq} if norm > 0.5 else set()
            expected["grad:none"] |= {seq} if grad is not None and grad.kind in ("none", "cut") else set()
            expected["grad:not_yet"] |= {seq} if grad is None or grad.kind == "not_yet" else set()
            node = int(trace.table["node"][seq])
            if node >= 0 and trace.node_state(node, cursor) == "visited":
                expected["is:visited"].add(seq)
        for text, wanted in expected.items():
            found = set(search.parse(text).seqs(trace, cursor).tolist())
            if text == "is:visited":
                found = {seq for seq in found if trace.table["node"][seq] >= 0}
            assert found == wanted, (text, cursor)


def test_a_query_gives_nodes(synthetic):
    trace = synthetic("mlp")
    nodes = search.parse("grad_fn:Tanh").match(trace, len(trace) - 1)
    assert [trace.node(n).grad_fn for n in nodes] == ["TanhBackward0"] * 3
    leaf = search.parse("name:fc1.bias").match(trace, len(trace) - 1)
    assert [trace.node(n).grad_fn for n in leaf] == ["AccumulateGrad"]


def test_nan_and_infinity(written):
    def fill(taper):
        for name, value in (("a", [1.0, math.nan]), ("b", [math.inf, 0.0]), ("c", [0.0, 0.0]), ("d", [])):
            taper.tensor(name, np.array(value, np.float32), 1)
        taper.tensor("e", np.float32(math.nan), 2)

    trace = written(fill)
    found = lambda text: "".join(hit.title for hit in search.find(trace, text)[0])
    assert found("value:nan") == "ae" and found("value:inf") == "b" and found("value:zero") == "c"
    assert found("norm>0") == "b" and found("max>0") == "b" and found("value=0") == "bc"


def test_work_in_portions_ends_with_the_same(synthetic):
    trace = synthetic("chain", n=3000)
    whole = search.parse("norm>0.5").seqs(trace, len(trace) - 1)
    part, rounds = search.Search(search.parse("norm>0.5"), trace, len(trace) - 1), 0
    while not part.work(0.0):
        rounds += 1
        assert part.looked < part.candidates and np.array_equal(part.seqs, whole[: len(part.seqs)])
    assert rounds > 1 and np.array_equal(part.seqs, whole)


@given(st.lists(st.integers(0, 3), max_size=5), st.lists(st.sampled_from([0, 1, 2, None, ...]), max_size=5))
def test_shapes_with_holes(shape, wanted):
    wanted = tuple(w for k, w in enumerate(wanted) if w is not ... or ... not in wanted[:k])
    pattern = "".join("(\\d,)*" if w is ... else "\\d," if w is None else f"{w}," for w in wanted)
    assert shape_fits(tuple(shape), wanted) == bool(re.fullmatch(pattern, "".join(f"{s}," for s in shape)))


def test_completion_offers_keys_and_what_the_run_has(synthetic):
    trace = synthetic("mlp")
    offered = lambda text: [c.text for c in search_complete.complete(text, len(text), trace)]
    assert "grad_fn:" in offered("gr") and "|grad|<" in offered("|")
    assert offered("grad_fn:Ta") == ["grad_fn:TanhBackward0"]
    assert offered("tanh -is:unr") == ["-is:unreached"]
    assert "in:fc1" in offered("in:") and "op:addmm" in offered("op:")
    assert "shape:(4,3)" in offered("shape:(4")
    assert offered("line:1") == [] and "fc1.bias" in offered("fc1")
    first = search_complete.complete("mul is:le x", 9, trace)[0]
    assert (first.start, first.end, first.text) == (4, 9, "is:leaf")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(max_size=12), st.integers(0, 12))
def test_completion_takes_any_text(synthetic, text, at):
    trace = _kept(synthetic)
    for completion in search_complete.complete(text, min(at, len(text)), trace):
        assert 0 <= completion.start <= completion.end <= len(text)


_TRACES: dict = {}


def _kept(synthetic):
    if synthetic not in _TRACES:
        _TRACES.clear()
        _TRACES[synthetic] = synthetic("mlp")
    return _TRACES[synthetic]
