"""Functions called in their documented forms, the rarer keywords too, do what they do on real PyTorch (forms.json)."""

import math

import pytest

import core.facade as torch

from . import programs

PROGRAMS, WANT = programs.programs("forms"), programs.golden("forms")
NAMES = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "optim": torch.optim, "lr_scheduler": torch.optim.lr_scheduler,
         "math": math}  # fmt: skip


@pytest.mark.parametrize("title", PROGRAMS)
def test_program(title):
    got, want = programs.run(PROGRAMS[title], NAMES), WANT[title]
    assert got["out"] == want["out"]
    assert got["error"] == want["error"]
    assert got["warnings"] == want["warnings"]
