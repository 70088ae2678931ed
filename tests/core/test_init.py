"""torch.nn.init against real PyTorch: values to the last bit, texts of errors and warnings."""

import pytest

import core.facade as torch
from tests.core import programs

PROGRAMS, GOLDEN = programs.programs("init"), programs.golden("init")


@pytest.mark.parametrize("title", PROGRAMS)
def test_as_torch(title):
    assert programs.run(PROGRAMS[title], {"torch": torch, "init": torch.nn.init}) == GOLDEN[title]
