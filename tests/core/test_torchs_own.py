"""Programs for what PyTorch's own tests and tables of samples asked of the core do what they do on real PyTorch (torchs_own.json)."""

import pytest

import core.facade as torch
import core.facade._functorch as functorch

from . import programs

PROGRAMS, WANT = programs.programs("torchs_own"), programs.golden("torchs_own")
NAMES = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "optim": torch.optim, "functorch": functorch}


@pytest.mark.parametrize("title", PROGRAMS)
def test_program(title):
    got, want = programs.run(PROGRAMS[title], NAMES), WANT[title]
    assert got["error"] == want["error"]
    assert got["out"].splitlines() == want["out"].splitlines()
    assert got["warnings"] == want["warnings"]
