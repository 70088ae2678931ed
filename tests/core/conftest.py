"""Every test of the core starts and ends with the core's globals as after import."""

import gc
import importlib
import importlib.util
import sys

import pytest

from core import dtypes, parallel, printing, rng
from core import state as S


@pytest.fixture(autouse=True)
def fresh_core():
    S.reset()
    rng.default_generator.manual_seed(0)
    parallel.use(1)  # of PyTorch's threads, whose number is part of its digits: where goldens come from
    yield
    assert S.rec is None, "a recorder was left on"
    S.reset()
    if S.dispatch is not None:  # tensors that handled operators are gone, so no later test is to run under their eyes
        gc.collect()
        S.dispatch.remove()
    dtypes.default = dtypes.float32
    printing.set_printoptions(profile="default")


class Finder:
    """`import torch.nn.utils.rnn` finds the facade, as in the child process."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] != "torch":
            return None
        found = importlib.import_module("core.facade" + name[5:])
        return importlib.util.spec_from_loader(name, Loader(found), is_package=True)


class Loader:
    def __init__(self, module):
        self.module = module

    def create_module(self, spec):
        return self.module

    def exec_module(self, module):
        pass


@pytest.fixture
def served():
    """`import torch` finds the facade in programs that the test runs."""
    finder, had = Finder(), {k: v for k, v in sys.modules.items() if k.partition(".")[0] == "torch"}
    for k in had:
        del sys.modules[k]
    sys.meta_path.insert(0, finder)
    yield
    sys.meta_path.remove(finder)
    for k in [k for k in sys.modules if k.partition(".")[0] == "torch"]:
        del sys.modules[k]
    sys.modules.update(had)
