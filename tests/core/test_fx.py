"""torch.fx: traced graphs, their code and what is done with them are printed as by real PyTorch (tests/data/fx.json)."""

import pytest

import core.facade as torch

from . import programs

PROGRAMS, WANT = programs.programs("fx"), programs.golden("fx")
NAMES = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional}


@pytest.mark.parametrize("title", PROGRAMS)
def test_program(title, served):
    got, want = programs.run(PROGRAMS[title], NAMES), WANT[title]
    assert got["out"] == want["out"]
    assert got["error"] == want["error"]
    assert got["warnings"] == want["warnings"]
