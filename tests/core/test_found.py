"""Programs for what was wrong or missing in scripts that nobody here wrote do what they do on real PyTorch (found.json)."""

import pytest

import core.facade as torch

from . import programs

PROGRAMS, WANT = programs.programs("found"), programs.golden("found")
NAMES = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "optim": torch.optim, "lr_scheduler": torch.optim.lr_scheduler,
         "init": torch.nn.init, "data": torch.utils.data, "D": torch.distributions}  # fmt: skip


@pytest.mark.parametrize("title", PROGRAMS)
def test_program(title):
    got, want = programs.run(PROGRAMS[title], NAMES), WANT[title]
    assert got["out"] == want["out"]
    assert got["error"] == want["error"]
    assert got["warnings"] == want["warnings"]
