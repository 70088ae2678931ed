"""The formulas that come from the gradient rules: some to the letter, all of them well formed."""

import subprocess
import sys
from pathlib import Path

import pytest

from core import ops, symbolic
from core.op import OPS

ops.load_all()
RULES = [
    (op, arg)
    for op in OPS.values()
    for arg, rule in op.rules.items()
    if "through" not in rule.__code__.co_names and "refused" not in rule.__qualname__
]


@pytest.mark.parametrize(
    "key, arg, names, params, want",
    [
        ("mul", "self", {"other": "y", "grad": r"\bar z"}, {}, r"\bar z \odot y"),
        ("add", "self", {}, {}, r"\bar{z}"),
        ("sub", "other", {}, {}, r"-\bar{z}"),
        ("div", "self", {}, {}, r"\frac{\bar{z}}{y}"),
        ("pow_number", "self", {}, {"exponent": 2}, r"\bar{z} \odot 2 \, x"),
        ("exp", "self", {}, {}, r"\bar{z} \odot z"),
        ("tanh", "self", {}, {}, r"\bar{z} \odot \left(1 - z^2\right)"),
        ("sin", "self", {}, {}, r"\bar{z} \odot \cos x"),
        ("mm", "self", {}, {}, r"\bar{z}\,Y^\top"),
        ("sum_all", "self", {}, {}, r"\bar{z}"),
        ("sparse_addmm", "mat1", {"mat2": "w"}, {}, r"\bar{z}\,w^\top"),
        ("inv_ex", "self", {}, {}, r"-\mathrm{inverse}^\top\,\bar{z}\,\mathrm{inverse}^\top"),
        ("solve_ex", "B", {}, {}, r"{\left(A^\top\right)}^{-1}\bar{z}"),
        ("relu", "self", {}, {}, r"\bar{z} \odot [z > 0]"),
    ],
)
def test_formulas_read_as_written_by_hand(key, arg, names, params, want):
    assert symbolic.gradient(OPS[key], arg, names, params) == want


def test_the_mean_of_the_tutorial():
    got = symbolic.gradient(OPS["mean_all"], "self", {"grad": r"\overline{out}"}, {}, {"self": (2, 2), "result": ()})
    assert got == r"\frac{\overline{out}}{4}"


def balanced(text):
    depth = 0
    for i, c in enumerate(text):
        if i and text[i - 1] == "\\":
            continue
        depth += (c == "{") - (c == "}")
        assert depth >= 0, text
    return depth == 0


@pytest.mark.parametrize("op, arg", RULES, ids=lambda x: getattr(x, "key", x))
def test_every_rule_has_a_formula(op, arg):
    shapes = {a: (2, 3) for a in (*op.args, "result")}
    for known in ({}, shapes):
        text = symbolic.gradient(op, arg, {}, {}, known)
        assert text and balanced(text)
        assert text.count(r"\left(") == text.count(r"\right)")
        assert "Sym" not in text and "<" not in text.replace(" < ", "")


@pytest.mark.parametrize("op", [op for op in OPS.values() if op.tex], ids=lambda op: op.key)
def test_every_op_reads(op):
    assert balanced(symbolic.forward(op))


def test_most_rules_are_written_out():
    """A formula that only names the node is for rules that depend on values; they are few."""
    named = [
        op.key
        for op, arg in RULES
        if op.node_name in symbolic.gradient(op, arg, {}, {}, {a: (2, 3) for a in (*op.args, "result")})
    ]
    assert len(named) < len(RULES) / 5, named


def test_an_op_is_found_by_its_node():
    assert symbolic.op_of_node("MulBackward0").key == "mul"
    assert symbolic.op_of_node("SumBackward1", ("dim", "keepdim")).key == "sum_dim"
    assert symbolic.op_of_node("NoSuchBackward0") is None


def test_a_process_that_has_only_the_rules_reads_those_that_run_other_ops_too():
    """The window's: nothing there has imported the functions of torch."""
    program = (
        "from core import ops, symbolic\nfrom core.op import OPS\nops.load_all()\n"
        "print(symbolic.gradient(OPS['renorm'], 'self'), len([symbolic.gradient(op, a) for op in OPS.values() for a in op.rules]) > 500)"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60)
    assert (run.stdout, run.stderr) == ("\\mathrm{RenormBackward0}(\\bar{z}) True\n", "")
