"""torch.distributions against real PyTorch: samples, log_prob, entropy, divergences, gradients, reprs, texts of "
"errors."""

import pytest

import core.facade as torch
from tests.core import programs

PROGRAMS, GOLDEN = programs.programs("distributions"), programs.golden("distributions")


@pytest.mark.parametrize("title", PROGRAMS)
def test_as_torch(title):
    names = {"torch": torch, "optim": torch.optim, "D": torch.distributions}
    assert programs.run(PROGRAMS[title], names) == GOLDEN[title]
