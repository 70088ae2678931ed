"""Every test of the core starts and ends with the core's globals as after import."""

import pytest

from core import dtypes, printing, rng
from core import state as S


@pytest.fixture(autouse=True)
def fresh_core():
    S.reset()
    rng.default_generator.manual_seed(0)
    yield
    assert S.rec is None, "a recorder was left on"
    S.reset()
    dtypes.default = dtypes.float32
    printing.set_printoptions(profile="default")
