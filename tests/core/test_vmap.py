"""Programs of torch.func do on the core what they do on real PyTorch (vmap.json): digits, names in the graph, refusals."""

import pytest

import core.facade as torch
from tests.core.recorder.recording import of, run

from . import programs

PROGRAMS, WANT = programs.programs("vmap"), programs.golden("vmap")
NAMES = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "optim": torch.optim}


@pytest.mark.parametrize("title", PROGRAMS)
def test_program(title):
    assert programs.run(PROGRAMS[title], NAMES) == WANT[title]


def test_a_mapped_op_is_one_event_with_the_values_of_all_entries(tmp_path):
    tape = run("""\
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    net = torch.nn.Linear(2, 1)

    def f(p, x):
        y = x * w
        y = y.clone().add_(1)
        return torch.func.functional_call(net, p, (y,)).sum()

    parameters = {"weight": torch.ones(1, 2), "bias": torch.zeros(1)}
    out = torch.func.vmap(f, in_dims=(None, 0))(parameters, torch.ones(3, 2))
    out.sum().backward()
    slopes = torch.func.vmap(torch.func.grad(lambda x: (x * w).sum()))(torch.ones(3, 2))
    """, tmp_path / "t.tape")  # fmt: skip
    first = next(e for e in of(tape, "op") if e["op"] == "mul")
    assert first["value"]["data"] == [[1.0, 2.0]] * 3 and first["line"] == 5
    assert len([e for e in of(tape, "op") if e["line"] == 5]) == 1
    assert of(tape, "accumulate")[0]["grad"]["data"] == [3.0, 3.0]
    assert of(tape, "end")[0]["status"] == "finished"
