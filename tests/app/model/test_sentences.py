"""One plain sentence for every event, step and micro-step."""

import ast
import string
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import app.model
from app.model import sentences, steps
from app.model.words import WORDS, say
from tests import tapes
from tests.app.model.programs_run import run
from tests.tapes import _f

TUTORIAL = [
    "x is made: [[1, 1], [1, 1]], requires grad",
    "y = x + 2 gives [[3, 3], [3, 3]]",
    "y * y gives [[9, 9], [9, 9]]",
    "z = y * y * 3 gives [[27, 27], [27, 27]]",
    "out = z.mean() gives 27",
    "prints 27.0",
    "backward call 1 starts from out",
    "MeanBackward0 receives 1, sends 0.25 to each of 4 elements of z",
    "MulBackward0 receives 0.25, sends 0.75 to y * y; None to 3",
    "MulBackward0 receives 0.75, sends 2.25 to y, twice; the sum is [[4.5, 4.5], [4.5, 4.5]]",
    "AddBackward0 receives 4.5, sends 4.5 to x; None to 2",
    "AccumulateGrad receives 4.5",
    "x.grad: None → [[4.5, 4.5], [4.5, 4.5]]",
    "backward call 1 is done; its saved tensors are freed",
    "the run is finished",
]


def said(trace):
    return [sentences.sentence(trace, seq) for seq in range(len(trace))]


def test_the_tutorial_in_words(synthetic):
    assert said(synthetic("tutorial")) == TUTORIAL


def test_a_step_is_toldby_its_node_or_by_what_it_wrote(synthetic):
    trace = synthetic("tutorial")
    assert sentences.step_sentence(trace, 8) == TUTORIAL[8]
    assert sentences.step_sentence(trace, 12) == TUTORIAL[12]
    assert sentences.step_sentence(trace, 6) == TUTORIAL[6]
    assert sentences.step_sentence(trace, -1) == ""


def test_micro_steps_in_words(synthetic):
    trace = synthetic("tutorial")
    seq, micro, found = 8, None, []
    while seq < 10:
        seq, micro = steps.micro(trace, seq, micro)
        found.append(sentences.step_sentence(trace, seq, micro))
    assert found[:3] == [
        "MulBackward0 receives 0.75",
        "MulBackward0 sends 2.25 to y",
        "MulBackward0 sends 2.25 to y; y has received [[4.5, 4.5], [4.5, 4.5]] so far, the sum of 2",
    ]
    assert found[3] == TUTORIAL[9]


def test_sgd_in_words(synthetic):
    words = said(synthetic("sgd"))
    assert words[1] == "x.grad is set to None"
    assert words[9] == "x.grad: None → −6"
    assert words[11] == "SGD changes x: 0 → 0.6"  # its tape tells no settings


def test_errors_and_ends(synthetic):
    assert said(synthetic("error"))[3:] == [
        "backward call 1 broke off: grad can be implicitly created only for scalar outputs",
        "RuntimeError: grad can be implicitly created only for scalar outputs",
        "the run ended with an error: grad can be implicitly created only for scalar outputs",
    ]


def test_rarer_events(written):
    def fill(t):
        x = t.tensor("x", _f([1, 2]), 1)
        late = t.tensor(None, _f(3), None, False, how=None)
        d = t.tensor("d", _f([1, 2]), 2, False, how="data", of=x)
        y = t.op("mul", [x, None], _f([2, 4]), 3, "y", "MulBackward0", numbers={1: 2})
        t.emit("mutate", 4, op="add_", tensor=d, version=1, value=_f([2, 3]), node=None, grad_fn=None, next=[])
        t.emit("backward", 5, call=1, roots=[y], inputs=[x], retain_graph=True, create_graph=False)
        t.emit("hook", 5, tensor=y, kind="tensor_pre_hook", before=_f([1, 1]), after=_f([2, 2]))
        t.emit("hook", 5, tensor=y, kind="tensor_pre_hook", before=_f([1, 1]), after=None)
        t.node(y, [_f([1, 1])], [None, None])
        t.emit("backward_end", 5, call=1, freed=False)
        t.emit("accumulate", 6, tensor=x, name="x", node=None, added=_f([7, 7]), grad=_f([7, 7]))
        t.emit("grad_reset", 7, tensor=x, name="x", to="zero")
        t.emit("grad_reset", 7, tensor=y, name="y", to="zero")
        t.emit("optimizer_step", 8, optimizer="Adam", params=[])
        params = [{"tensor": n, "name": None, "before": _f(1), "after": _f(2)} for n in (x, d)]
        t.emit("optimizer_step", 8, optimizer="Adam", params=params)
        t.output("oh no\nand more\n", 9, "stderr")
        t.op("split", [x], np.zeros(0, np.float32), 10)
        assert late == 2

    trace = written(fill)
    assert said(trace)[1:] == [
        "tensor 2 comes up: 3",
        "d is made from x by .data: no gradient flows back",
        "y = x * 2 gives [2, 4]",
        "add_ changes d in place, to [2, 3]",
        "backward call 1 starts from y, for x",
        "a hook on y changes 1 to 2",
        "a hook on y sees 1 and leaves it",
        "MulBackward0 receives 1, sends nothing",
        "backward call 1 is done; its graph is kept",
        "x.grad is set to [7, 7]",
        "x.grad is set to zero",
        "y.grad is set to zero",
        "Adam steps, but no tensor has a gradient",
        "Adam changes 2 tensors: x and d",
        "writes to stderr: oh no …",
        "split(x) gives an empty tensor (0,); not tracked",
        "the run is finished",
    ]
    assert sentences.step_sentence(trace, 12) == "the gradients of x and y are set to zero"


def test_parts_of_a_composite_are_toldby_their_formula(written):
    source = "x = 1\no = F.linear(x, w)\n"

    def fill(t):
        x, w = t.tensor("x", _f([[1]]), 1), t.tensor("w", _f([[2]]), 1)
        part = t.op("t", [w], _f([[2]]), 2, None, "TBackward0", span=[2, 4, 2, 18])
        t.op("mm", [x, part], _f([[2]]), 2, "o", "MmBackward0", span=[2, 4, 2, 18])
        t.op("pow", [x], _f([[1]]), 3, None, "PowBackward0", params={"exponent": 2})
        t.op("rsub", [x, None], _f([[2]]), 3, None, "RsubBackward1", numbers={1: 3})

    assert said(written(fill, source))[2:6] == [
        "t(w) gives [[2]]", "o = F.linear(x, w) gives [[2]]", "x ** 2 gives [[1]]", "3 - x gives [[2]]"
    ]  # fmt: skip


@pytest.mark.parametrize("name", [*tapes.WRITERS])
def test_every_event_has_a_sentence_without_an_ascii_minus_before_a_number(synthetic, name):
    for text in said(synthetic(name)):
        assert text and not any(a == "-" and b.isdigit() for a, b in pairwise(text))


def test_every_template_is_used_and_every_key_that_is_used_is_there():
    used = set()
    for path in Path(app.model.__file__).parent.glob("*.py"):
        if path.name != "words.py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    used.add(node.value)
                elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                    used.add(node.values[0].value + "*")
    prefixes = tuple(text[:-1] for text in used if text.endswith("_*"))
    from_suffix = {f"{key}_at" for key in ("reset_none", "cut", "switched_off", "history_gone", "none_later")}
    from_key = {f"{a}_to_{b}" for a in ("reset", "resets") for b in ("none", "zero")}
    for key in WORDS:
        assert key in used or key in from_suffix or key in from_key or key.startswith(prefixes), f"{key} is not used"


def test_every_template_can_be_filled():
    for key, template in WORDS.items():
        fields = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        assert "_" not in say(key, **dict.fromkeys(fields, "")) or "_grad" in template or "detach_()" in template
    with pytest.raises(KeyError):
        say("no such words")


STEPS = """
import torch
w = torch.tensor([1.0, -2.0], requires_grad=True)
v = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
for parameters, settings in (([w], {}), ([v], {}), ([w, v], {}), ([w], {"momentum": 0.9}), ([w], {"maximize": True})):
    ((w * w).sum() + v.sum()).backward()
    optimizer = torch.optim.SGD(parameters, lr=0.25, **settings)
    optimizer.step()
    w.grad = v.grad = None
"""


def test_a_step_of_gradient_descent_says_what_it_takes_away(tmp_path):
    trace = run(STEPS, tmp_path / "t.tape")
    told = [sentences.sentence(trace, seq) for seq in range(len(trace)) if trace.kind(seq) == "optimizer_step"]
    assert told == [
        "SGD takes 0.25 · grad away from w: [1, −2] − 0.25 · [2, −4] = [0.5, −1]",
        "SGD takes 0.25 · grad away from v: [1, 2, 3, 4] → [0.75, 1.75, 2.75, 3.75]",
        "SGD takes 0.25 · grad away from each of 2 tensors: w and v",
        "SGD changes w: [0.25, −0.5] → [0.125, −0.25]",  # with momentum
        "SGD changes w: [0.125, −0.25] → [0.1875, −0.375]",  # uphill
    ]
