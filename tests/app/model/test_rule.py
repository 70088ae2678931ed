"""The rule of a node with its numbers, and the chain from the output to a leaf, as the tutorials derive it by hand."""

from __future__ import annotations

import pytest

from app.export.formula import formula_svg
from app.model import chain, inspect_rule, rule, rule_tex
from app.model.inspector import inspect, plain_text
from app.model.lesson_stops import ids_named
from core import ops, symbolic
from core.op import OPS

TUTORIAL = """import torch
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
out.backward()
"""
PARABOLA = """import torch
x = torch.tensor(0.0, requires_grad=True)
a = torch.tensor(1.0)
b = torch.tensor(-2.0)
c = torch.tensor(1.0)
y = a * torch.pow(x, 2) + b * x + c
y.backward()
"""
DOUBLING = """import torch
x = torch.tensor([0.5, 1.0, 2.0], requires_grad=True)
y = x * 2
while y.data.norm() < 10:
    y = y * 2
y.backward(torch.tensor([0.1, 1.0, 0.001]))
"""
MATRIX = """import torch
x = torch.tensor([[1., 2.]])
W1 = torch.tensor([[1., 3.], [0., 1.]], requires_grad=True)
b = torch.zeros(2, requires_grad=True)
h = torch.stack([x, x]).reshape(2, 2) @ W1 + b
loss = h.sum()
loss.backward()
"""


@pytest.fixture
def trace(recorded):
    """trace(source) is the trace of its run."""
    return recorded


def node_rules(trace, grad_fn: str, which: int = 0):
    runs = [int(s) for s in trace.events_of_kind("node") if trace[int(s)]["grad_fn"] == grad_fn]
    return rule.rules(trace, trace[runs[which]]["node"], runs[which])


def of(trace, name: str, seq: int | None = None):
    return chain.chain(trace, ids_named(trace, name)[0], len(trace) - 1 if seq is None else seq)


def test_the_rules_of_the_tutorial(trace):
    t = trace(TUTORIAL)
    one, = node_rules(t, "MeanBackward0")
    assert one.formula == r"\overline{z} = \frac{\overline{\mathit{out}}}{4}"
    assert one.numbers == r"\overline{z} = \frac{1}{4} = 0.25" and one.to == "z"
    by_three, = node_rules(t, "MulBackward0")
    assert by_three.formula == r"\overline{y \odot y} = 3 \, \overline{z}"
    assert by_three.numbers == r"\overline{y \odot y} = 3 \cdot 0.25 = 0.75"
    both = node_rules(t, "MulBackward0", 1)
    assert [r.edge for r in both] == [0, 1] and both[0].numbers == r"\overline{y} = 0.75 \cdot 3 = 2.25"
    assert node_rules(t, "AddBackward0")[0].numbers == r"\overline{x} = 4.5"
    assert node_rules(t, "AccumulateGrad") == ()


def test_before_a_node_has_run_there_are_symbols_only(trace):
    t = trace(TUTORIAL)
    node = t[int(t.events_of_kind("node")[1])]["node"]
    one, = rule.rules(t, node, t.calls[0].first)
    assert one.formula and one.numbers == ""


def test_the_chain_of_the_tutorial_as_its_author_wrote_it(trace):
    t = trace(TUTORIAL)
    x = of(t, "x")
    assert x.formula == (r"\frac{\partial \mathit{out}}{\partial x} = \frac{\partial \mathit{out}}{\partial z} \cdot "
                         r"\frac{\partial z}{\partial y} \cdot \frac{\partial y}{\partial x} = "
                         r"\frac{1}{4} \cdot 6 \, y \cdot 1")  # fmt: skip
    assert x.numbers == r"\frac{\partial \mathit{out}}{\partial x} = \frac{1}{4} \cdot 18 \cdot 1 = 4.5"
    assert x.element == (0, 0)
    assert of(t, "x", t.calls[0].first).numbers == "" and of(t, "out") is None
    assert of(t, "x", 2) is None


def test_ways_that_part_are_added(trace):
    y = of(trace(PARABOLA), "x")
    assert y.formula == r"\frac{\partial y}{\partial x} = 2 \, a \cdot x + b"
    assert y.numbers == r"\frac{\partial y}{\partial x} = 2 \cdot 0 + \left(-2\right) = -2"


def test_a_gradient_that_was_given_is_a_factor(trace):
    x = of(trace(DOUBLING), "x")
    assert x.formula == r"\overline{x} = \overline{y} \cdot 2 \cdot 2 \cdot 2"
    assert x.numbers == r"\overline{x} = 0.1 \cdot 2 \cdot 2 \cdot 2 = 0.8"


def test_broadcasting_undone_says_its_axes(trace):
    t = trace(MATRIX)
    to_product, to_bias = node_rules(t, "AddBackward0")
    assert to_product.summed == "" and r"\sum" not in to_product.formula
    assert to_bias.formula.startswith(r"\overline{b} = \sum_{0} ")
    assert to_bias.numbers.endswith("= 2") and "axis 0" in to_bias.summed and "(2, 2)" in to_bias.summed


def test_matrices_stay_matrices(trace):
    (one,) = node_rules(trace(MATRIX), "MmBackward0")
    assert one.numbers.count(r"\begin{bmatrix}") == 3 and r"^\top" in one.numbers
    assert one.numbers.endswith(r"= {\begin{bmatrix} 2 & 2 \\ 4 & 4 \end{bmatrix}}")


@pytest.mark.parametrize(("shape", "whole", "axes"), [
    ((3,), (2, 3), (0,)), ((2, 1), (2, 3), (1,)), ((), (2, 3), (0, 1)), ((2, 3), (2, 3), ()), ((1, 3), (4, 2, 3), (0, 1)),
    (None, (2,), ()), ((1,), (1,), ()),
])  # fmt: skip
def test_summed_axes(shape, whole, axes):
    assert rule.summed_axes(shape, whole, "arith") == axes
    assert rule.summed_axes(shape, whole, "same") == ()


@pytest.mark.parametrize(("name", "tex"), [("x", "x"), ("W1", "W_{1}"), ("theta", r"\theta"), ("loss", r"\mathit{loss}"),
                                           ("fc1.weight", r"\mathrm{fc1.weight}"), ("w_2", "w_{2}"),
                                           ("a_b", r"\mathrm{a\_b}"), ("é", "é")])  # fmt: skip
def test_names_in_latex(name, tex):
    assert rule_tex.name_tex(name) == tex


def test_the_inspector_says_both_and_all_of_it_can_be_typeset(trace):
    for source in (TUTORIAL, PARABOLA, DOUBLING, MATRIX):
        t = trace(source)
        for seq in t.events_of_kind("node").tolist():
            for section in inspect(t, None, 0, seq).sections:
                for formula in section.formulas:
                    for tex in filter(None, (formula.tex, formula.more)):
                        svg, width, height, _ = formula_svg(tex, 16.0, "#16181D")
                        assert svg.startswith("<svg") and width > 4 and height > 4
    t = trace(TUTORIAL)
    text = plain_text(inspect(t, "tensor", ids_named(t, "x")[0], len(t) - 1))
    assert r"\frac{1}{4} \cdot 6 \, y \cdot 1" in text and "From out to x" in text


def test_all_of_a_formula_has_its_colour():
    svg = formula_svg(r"\overline{y} = \frac{1}{\sqrt{x}}", 16.0, "#ECEEF2")[0]
    assert "black" not in svg and svg.count("#ECEEF2") >= 6


def test_what_cannot_be_typeset_is_none():
    assert formula_svg(r"\frac{", 16.0, "#000000") is None


def test_a_function_of_ones_own_has_no_rule(trace):
    t = trace("""import torch
class F(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x * 2
    @staticmethod
    def backward(ctx, g): return g * 2
x = torch.tensor(1., requires_grad=True)
F.apply(x).backward()
""")
    node = t[int(t.events_of_kind("node")[0])]["node"]
    assert rule.rules(t, node, len(t) - 1) == () and inspect_rule.rule(t, t.node(node), len(t) - 1) is None
    assert of(t, "x") is None


def test_every_rule_of_the_core_can_be_typeset_at_a_sensible_height():
    ops.load_all()
    for op in OPS.values():
        for arg in op.rules:
            tex = symbolic.gradient(op, arg, {}, {}, {a: (2, 3) for a in (*op.args, "result")})
            made = formula_svg(tex, 16.0, "#000000")
            assert made is not None and made[2] < 120, (op.key, tex)


def test_a_number_is_not_written_twice(trace):
    t = trace("import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 1\nloss = y.sum()\nloss.backward()\n")
    assert of(t, "y").numbers == r"\frac{\partial \mathit{loss}}{\partial y} = 1"


@pytest.mark.parametrize("body, formula", [
    ("torch.nn.functional.mse_loss(x, torch.zeros(2))", r"\frac{2}{2} \, "), ("torch.tanh(x * 2).sum()", r"\left(1 - "),
    ("torch.sigmoid(x).sum()", r"(1 - \sigma"), ("torch.relu(x).sum()", "["),
])  # fmt: skip
def test_a_gradient_of_one_is_not_written(body, formula, tmp_path):
    from app.model.chain import chain

    from .programs_run import run

    trace = run(f"import torch\nx = torch.tensor([0.5, 1.5], requires_grad=True)\nloss = {body}\nloss.backward()\n", tmp_path / "t.tape")
    found = chain(trace, 1, len(trace) - 1).formula
    trace.tape.close()
    assert formula in found and r"\left(\left(" not in found and r"1 \odot" not in found and r"\,1" not in found


PICKING = """import torch
import torch.nn.functional as F
m = torch.tensor([3., 1., 3.], requires_grad=True)
w = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
s = torch.tensor([[1., 2.], [0., 1.]], requires_grad=True)
x = torch.tensor([[1., 3.], [2., 6.]], requires_grad=True)
p = torch.tensor([2., 3.], requires_grad=True)
y = torch.tensor([1, 0])
e = F.embedding(y, w)
n = F.layer_norm(x, (2,))
loss = m.max() + e.sum() + w[1].sum() + F.nll_loss(s, y) + n.sum() + p.prod()
loss.backward()
"""


@pytest.mark.parametrize(("grad_fn", "formula", "numbers"), [
    ("MaxBackward1", r"\overline{m} = \overline{\max m} \odot \frac{[m = \max m]}{\sum [m = \max m]}", r"0.5 & 0 & 0.5"),
    ("EmbeddingBackward0", r"\overline{w} = \left(\sum_{k :\ {y}_{k} = i} {\overline{e}}_{k}\right)_{i}",
     r"= {\begin{bmatrix} 1 & 1 \\ 1 & 1 \end{bmatrix}}"),
    ("NllLossBackward0", r"-\frac{\overline{", r"0 & -0.5 \\ -0.5 & 0"),
    ("SelectBackward0", r"\text{at index } 1 \text{ of axis } 0 \\ 0 & \text{elsewhere}", r"= {\begin{bmatrix} 0 & 0 \\ 1 & 1 \end{bmatrix}}"),
    ("ProdBackward0", r"\prod_{j \neq i} {p}_{j}", r"{\begin{bmatrix} 3 & 2 \end{bmatrix}}"),
    ("NativeLayerNormBackward0", r",\ h = \overline{n},\ \hat{x} = \frac{x - \mu}{\sigma}", ""),
])  # fmt: skip
def test_rules_of_ops_that_pick_or_add_up_are_formulas_that_are_typeset(trace, grad_fn, formula, numbers):
    found = trace(PICKING)
    seq = next(seq for seq in found.events_of_kind("node") if found[int(seq)]["grad_fn"] == grad_fn)
    one = rule.rules(found, found[int(seq)]["node"], len(found) - 1)[0]
    assert formula in one.formula and numbers in one.numbers
    assert "<svg" in formula_svg(one.formula, 18, "#000000")[0]


def test_a_chain_of_a_second_call_ends_in_what_that_call_brings(trace):
    found = trace("import torch\nx = torch.tensor(3.0, requires_grad=True)\n(x * 5).backward()\ny = x * 2\ny.backward()\n")
    (x,) = ids_named(found, "x")
    assert chain.chain(found, x, len(found) - 1).numbers == r"\frac{\partial y}{\partial x} = 2"


LARGE = {
    # title: (the program after `import torch` and F, the node, which rule, what its numbers begin with)
    "a product of matrices": ("x, w = torch.randn(5, 4), torch.randn(4, 3, requires_grad=True)\n(x @ w).pow(2).sum().backward()",
                              "MmBackward0", 0, r"\overline{w}_{["),
    "a bias is summed over the batch": ("f = torch.nn.Linear(4, 3)\nf(torch.randn(6, 4)).pow(3).sum().backward()",
                                        "AddmmBackward0", 0, r"\overline{\mathrm{f.bias}}_{["),
    "softmax": ("x = torch.randn(4, 5, requires_grad=True)\nF.softmax(x, 1).pow(2).sum().backward()", "SoftmaxBackward0", 0,
                r"\overline{x}_{["),
    "log softmax": ("x = torch.randn(4, 5, requires_grad=True)\nF.cross_entropy(x, torch.tensor([0, 1, 2, 4])).backward()",
                    "LogSoftmaxBackward0", 0, r"\overline{x}_{["),
    "layer norm": ("x = torch.randn(3, 4, requires_grad=True)\nn = torch.nn.LayerNorm(4)\nn(x).pow(3).sum().backward()",
                   "NativeLayerNormBackward0", 0, r"\overline{x}_{["),
    "batch norm of images": ("x = torch.randn(3, 2, 2, 2, requires_grad=True)\nn = torch.nn.BatchNorm2d(2)\nn(x).pow(3).sum().backward()",
                             "NativeBatchNormBackward0", 0, r"\overline{x}_{["),
    "a kernel": ("x = torch.randn(2, 2, 5, 5)\nw = torch.randn(3, 2, 3, 3, requires_grad=True)\n"
                 "F.conv2d(x, w, stride=2, padding=1).pow(2).sum().backward()", "ConvolutionBackward0", 0, r"\overline{w}_{["),
    "an image": ("x = torch.randn(2, 2, 5, 5, requires_grad=True)\nw = torch.randn(3, 2, 3, 3)\n"
                 "F.conv2d(x, w, padding=1, dilation=2).pow(2).sum().backward()", "ConvolutionBackward0", 0, r"\overline{x}_{["),
    "element by element": ("x = torch.randn(4, 4, requires_grad=True)\ntorch.tanh(x).pow(2).sum().backward()", "TanhBackward0", 0,
                           r"\overline{x}_{["),
    "broadcast": ("a, b = torch.randn(4, 5), torch.randn(5, requires_grad=True)\n(a * b).pow(2).sum().backward()", "MulBackward0", 0,
                  r"\overline{b}_{["),
}  # fmt: skip


@pytest.mark.parametrize("title", LARGE)
def test_of_large_tensors_one_element_is_worked_out(trace, title):
    program, grad_fn, which, begins = LARGE[title]
    t = trace(f"import torch\nimport torch.nn.functional as F\ntorch.manual_seed(0)\n{program}\n")
    one = node_rules(t, grad_fn)[which]
    assert one.numbers.startswith(begins) and one.element is not None, one
    assert rule_tex.seen(one.numbers) < 150 and formula_svg(one.numbers, 14, "#000000") is not None
    run = int(t.events_of_kind("node")[[t[int(s)]["grad_fn"] for s in t.events_of_kind("node")].index(grad_fn)])
    sent = t[run]["grad_inputs"][one.edge].array[one.element]
    assert one.numbers.endswith(f" = {rule_tex.number_tex(float(sent))}")


def test_what_is_changed_in_place_is_called_by_its_name(trace):
    t = trace("import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2\ny += 1\ny.mul_(3)\ny.sum().backward()\n")
    times, = node_rules(t, "MulBackward0")
    assert times.formula == r"\overline{{y}_{\text{before}}} = \overline{y} \odot \mathrm{other}" and times.element is None
    plus, = node_rules(t, "AddBackward0")
    assert plus.formula == r"\overline{{y}_{\text{before}}} = \overline{y}" and plus.numbers.endswith("= 3")


NET = """import torch
torch.manual_seed(0)
X = torch.randn(8, 2)
W = torch.randn(3, 2, requires_grad=True)
b = torch.zeros(3, requires_grad=True)
h = torch.tanh(torch.nn.functional.linear(X, W, b))
loss = (h ** 2).mean()
loss.backward()
"""


def test_a_chain_over_products_of_matrices_is_equations_that_a_person_would_write(trace):
    w, b = of(trace(NET), "W"), of(trace(NET), "b")
    inner = r"\overline{X\,W^\top + b}"
    assert w.steps == (r"\overline{h} = \frac{1}{24} \cdot 2 \, h", rf"{inner} = \overline{{h}} \odot \left(1 - h^2\right)",
                       rf"\overline{{W}} = {inner}^\top\,X")  # fmt: skip
    assert b.steps[-1].startswith(r"\overline{b} = \sum_{0} ") and w.numbers == ""
    assert "1^\\top" not in w.formula and r"^\top^\top" not in w.formula


def test_numbers_that_a_hook_changed_are_not_said_to_follow(trace):
    t = trace("import torch\nw = torch.tensor(3., requires_grad=True)\nw.register_hook(lambda g: g * 0.1)\n"
              "out = w ** 2\nout.backward()\n")  # fmt: skip
    found = of(t, "w")
    assert found.hooked and found.numbers == "" and found.formula.endswith(r"2 \, w")
    section = inspect(t, "tensor", ids_named(t, "w")[0], len(t) - 1).section("chain")
    assert "a hook changed" in section.formulas[0].words


def test_a_factor_that_is_the_whole_answer_is_shown_apart(trace):
    found = of(trace("import torch\na = torch.tensor(2., requires_grad=True)\nb = torch.tensor(3.)\nL = (a * b).exp().log() * b\n"
                     "L.backward()\n"), "a")  # fmt: skip
    assert found.numbers.count(r"\cdot") >= 1 and found.numbers.endswith("= 9")


@pytest.mark.parametrize(("tex", "room", "lines"), [
    ("a = b", 20, 1), (r"a = b + c + d,\ h = e + f", 14, 2), (r"\overline{a} = b + c = d + e + f + g", 12, 3),
    (r"\overline{a} = \left(b + c + d + e\right) \odot f", 12, 2), (r"a = \frac{b + c}{d} + \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", 40, 1),
])  # fmt: skip
def test_long_formulas_are_broken_outside_of_brackets(tex, room, lines):
    broken = rule_tex.broken(tex, room)
    assert len(broken) == lines
    assert "".join(broken).replace(r"\quad ", "").replace(" ", "") == tex.replace(" ", "").replace(",\\", ",")
    for line in broken:
        assert line.count("{") == line.count("}") and line.count(r"\left") == line.count(r"\right")


def test_signs_in_a_piece_of_the_program_are_letters_like_the_others():
    tex = r"\text{q @ k.transpose(-2, -1)}"
    _text, wide, high, _above = formula_svg(tex, 18.0, "#000000")
    other = formula_svg(tex.replace("(-2", "(92"), 18.0, "#000000")
    assert high == other[2] and abs(wide - other[1]) < 9  # no brace, which would stand below the line
    assert formula_svg(r"\left(-2\right)", 18.0, "#000000")[1] < formula_svg(r"\left(2-2\right)", 18.0, "#000000")[1]
