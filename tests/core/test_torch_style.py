"""Programs in the manner of PyTorch's own tests (many calls each, errors among them) print, warn and raise what they do there."""

import re

import numpy as np
import pytest

import core.facade as torch

from . import programs

NAMED = ("autograd", "tensors", "mistakes", "calls", "opinfo", "hooked", "random", "saved", "modes")
FILES = {name: (programs.programs(name), programs.golden(name)) for name in NAMED}
NAMES = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "np": np}


def same(text):
    """Without addresses in memory."""
    return re.sub("0x[0-9a-f]+", "0x", text)


def first_lines(warned):
    """Without the places in PyTorch's sources."""
    return [w.split("\n")[0].partition(" (Triggered")[0] for w in warned]


@pytest.mark.parametrize(("name", "title"), [(name, title) for name, (found, _) in FILES.items() for title in found])
def test_program(name, title):
    torch.manual_seed(0)
    got, want = programs.run(FILES[name][0][title], NAMES), FILES[name][1][title]
    assert same(got["out"]) == same(want["out"])
    assert got["error"] == want["error"]
    assert first_lines(got["warnings"]) == first_lines(want["warnings"])
