"""Why, asked of small programs of all kinds: each answer is a sentence that a student could act on, with its place."""

import pytest

from app.model.doctor.case import Case
from app.model.doctor.stopped import last_named
from app.model.why import why

from .programs_run import run

X = "x = torch.tensor([1., 2.], requires_grad=True)"
W = "w = torch.tensor([3., 4.], requires_grad=True)"
OVER = "{x}\ny = {of}\ny.sum().backward()"
# title: (the program after `import torch`, whose gradient, kind, words that must be there, line)
ANSWERS = {
    "contributions that cancel": (f"{X}\n(x - x).sum().backward()", "x", "zero", "2 contributions cancel each other", None),
    "a power of 0": ("x = torch.tensor([0., 2.], requires_grad=True)\n(x ** 3).sum().backward()", "x", "partly_zero",
                     "x ** 3 has slope 0 where what is raised is 0", 3),
    "a factor of 0": (f"{X}\n(x * 0).sum().backward()", "x", "zero", "The gradient of x is 0: it is multiplied by 0 (line 3)", 3),
    "a bias whose batch cancels": ("b = torch.zeros(1, requires_grad=True)\nw = torch.tensor([[1.], [-1.]])\n"
                                   "(torch.addmm(b, torch.eye(2), w) * w).sum().backward()", "b", "zero",
                                   "adds up for it comes to 0", 4),
    "a gradient itself": (f"{X}\nx.sum().backward()\nx.grad = torch.ones(2)\nx.grad.mul_(2)", "x.grad", "none",
                          "it is a gradient itself", 4),
    "made of a gradient": (f"{X}\nx.sum().backward()\nn = x.grad * 2", "n", "none",
                           "nothing that it is computed from requires grad", 4),
    "a loss under no_grad": (f"{X}\nwith torch.no_grad():\n    h = x * 2\n    loss = h.sum()", "loss", "none",
                             "its history was cut at line 4 by no_grad", 4),
    "under inference_mode": (f"{X}\nwith torch.inference_mode():\n    h = x * 2", "h", "none",
                             "made under inference_mode at line 4", 4),
    "grad mode switched off": (f"{X}\ntorch.set_grad_enabled(False)\nh = x * 2", "h", "none",
                               "made under set_grad_enabled(False) at line 4", 4),
    "the leaf of a backward that could not begin": (f"{X}\ny = x.detach().sum()\ny.backward()", "x", "none",
                                                    "backward() at line 4 could not begin", 4),
    "a root that is no scalar": (f"{X}\ny = x * 2\ny.backward()", "y", "none", "Grad can be implicitly created only for scalar "
                                 "outputs.", 4),
    "no backward at all": (f"{X}\ny = x * 2", "x", "not_yet", "backward() is never called in this run", None),
    "made after the last backward": (f"{X}\nx.sum().backward()\nb = x * 3", "b", "none",
                                     "no later backward() reaches it, as the last one, at line 3, ran before it was made", 4),
    "through NumPy": (f"import numpy as np\n{X}\nz = torch.from_numpy(np.exp(x.detach().numpy()))", "z", "none",
                      "it was made of numbers that .numpy() took out of the graph", 4),
    "through a list of numbers": (f"{X}\na = x.sum()\nc = torch.tensor([a, a * 2], requires_grad=True)\nc.sum().backward()", "x",
                                  "cut", "cut at line 4 by torch.tensor()", 4),
    "by its index only": (f"{X}\n{W}\nloss = w[x.argmax()]\nloss.backward()", "x", "cut", "Integers (indices, counts, labels) have "
                          "no derivative.", 4),
    "by a plain number": (f"{X}\n{W}\nloss = (w * x.sum().item()).sum()\nloss.backward()", "x", "cut",
                          "was computed with a plain number, so no edge leads from it to x", 4),
    "a comparison": (f"{X}\n{W}\nm = x > 0\n(m * w).sum().backward()", "m", "none", "True and False have no derivative.", 4),
    "detach_": (f"{X}\n{W}\nh = x * 2\nh.detach_()\n(h * w).sum().backward()", "x", "cut", "cut at line 5 by detach_()", 5),
    "detach_ of itself": (f"{X}\nh = x * 2\nh.detach_()", "h", "none", "detach_() took its history away at line 4", 4),
    "frozen": (f"{X}\n{W}\nx.requires_grad_(False)\n(x * w).sum().backward()", "x", "none",
               "requires_grad was set to False at line 4", 4),
    "requires_grad too late": ("x = torch.ones(2)\ny = x * 2\nx.requires_grad_()\ny.sum().backward()", "y", "none",
                               "x came to require grad at line 4, after y had been computed from it", 4),
    "reset for good": (f"{X}\nx.sum().backward()\nx.grad = None", "x", "none", "No backward() came after it.", 4),
    "reset, then an error": (f"{X}\ny = (x * x).sum()\ny.backward()\nx.grad = None\ny.backward()", "x", "none",
                             "Backward call 2 broke off with an error.", 5),
    "an error on the way": (f"{X}\ny = x.exp()\nz = y * y\ny += 1\nz.sum().backward()", "x", "none",
                            "has been modified by an inplace operation", 6),
    "set to zero": (f"{X}\nx.sum().backward()\nx.grad.zero_()", "x", "zero", "x.grad.zero_() at line 4 set it to 0", 4),
    "zeroed by a hook": (f"{X}\ny = x * 2\ny.register_hook(lambda g: g * 0)\ny.sum().backward()", "x", "zero",
                         "a hook on y made it 0", 5),
    "masked": (f"{X}\nm = torch.tensor([0., 1.])\n(x * m).sum().backward()", "x", "partly_zero",
               "it is multiplied by m, which is 0 there", 4),
    "no leaf": ("x = torch.ones(2, requires_grad=True).double()\nx.sum().backward()", "x", "value",
                "x is the result of torch.ones(2, requires_grad=True).double() (line 2), not a leaf", None),
    "never used": (f"{X}\n{W}\nw.sum().backward()", "x", "none", "It was never used in any operation.", 4),
    "data": (f"x = torch.ones(2)\n{W}\n(x * w).sum().backward()", "x", "none", "That is usual for data.", 2),
    "integer data": (f"x = torch.tensor([1, 2])\n{W}\n(x * w).sum().backward()", "x", "none",
                     "Only tensors of floating or complex dtype can require grad; x is int64.", 2),
    "nothing tracked": (f"a = torch.ones(2)\n{W}\nh = a * 2\n(h * w).sum().backward()", "h", "none", "It comes from a.", 4),
}  # fmt: skip


@pytest.mark.parametrize("title", ANSWERS)
def test_the_answer_names_the_cause_and_its_line(title, tmp_path):
    source, name, kind, words, line = ANSWERS[title]
    trace = run(f"import torch\n{source}\n", tmp_path / "t.tape")
    try:
        answer = why(trace, last_named(Case(trace), name), len(trace) - 1)
        assert (answer.kind, answer.line) == (kind, line), answer
        assert words in " ".join((answer.text, *answer.more))
    finally:
        trace.tape.close()


def test_before_the_switch_a_tensor_still_requires_grad(tmp_path):
    trace = run(f"import torch\n{X}\ny = x * 2\ny.sum().backward()\nx.requires_grad_(False)\n", tmp_path / "t.tape")
    assert trace.tape.switches == [(len(trace) - 1, 1, False, 5)]
    assert trace.grad_at(1, len(trace) - 2).kind == "value"
    trace.tape.close()


def test_every_cut_of_a_long_chain_is_found_without_reading_its_events(tmp_path):
    lines = "\n".join(["import torch", X, "h = torch.ones(2)", "for i in range(300):", "    h = torch.tanh(h * x)", "h.detach().sum()",
                       W, "(h.detach() * w).sum().backward()"])  # fmt: skip
    trace = run(lines, tmp_path / "t.tape")
    decoded = []
    trace.__dict__["_event"] = lambda seq, read=trace._event: decoded.append(seq) or read(seq)
    cut = trace.lineage.of_call(trace.calls[0]).cut(1)
    assert (cut.how, cut.line) == ("detach()", 8) and len(decoded) < 20
    trace.tape.close()
