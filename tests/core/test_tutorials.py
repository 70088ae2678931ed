"""Parts of PyTorch that its tutorials show (torch.library, lists of tensors) do what they do on real PyTorch (tutorials.json)."""

import pytest

import core.facade as torch

from . import programs

PROGRAMS, WANT = programs.programs("tutorials"), programs.golden("tutorials")
NAMES = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional}


@pytest.mark.parametrize("title", PROGRAMS)
def test_program(title):
    got, want = programs.run(PROGRAMS[title], NAMES), WANT[title]
    assert got["out"] == want["out"]
    assert got["error"] == want["error"]
    assert got["warnings"] == want["warnings"]
