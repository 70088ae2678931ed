"""torch.optim against real PyTorch: parameters and states to the last bit, reprs, texts of errors and warnings."""

import pytest

import core.facade as torch
from tests.core import programs

NAMES = {"torch": torch, "nn": torch.nn, "optim": torch.optim, "lr_scheduler": torch.optim.lr_scheduler}
PROGRAMS, GOLDEN = programs.programs("optim"), programs.golden("optim")


@pytest.mark.parametrize("title", PROGRAMS)
def test_as_torch(title):
    assert programs.run(PROGRAMS[title], NAMES) == GOLDEN[title]
