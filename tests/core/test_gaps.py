"""Programs for names and behaviours that were absent do what they do on real PyTorch (gaps.json)."""

import math

import pytest

import core.facade as torch

from . import programs

PROGRAMS, WANT = programs.programs("gaps"), programs.golden("gaps")
NAMES = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "optim": torch.optim, "lr_scheduler": torch.optim.lr_scheduler,
         "math": math}  # fmt: skip


@pytest.mark.parametrize("title", PROGRAMS)
def test_program(title):
    got, want = programs.run(PROGRAMS[title], NAMES), WANT[title]
    assert got["out"] == want["out"]
    assert got["error"] == want["error"]
    assert got["warnings"] == want["warnings"]


@pytest.mark.parametrize(("name", "want"), [
    ("sum", [2.0, 5.0]), ("mean", [1.0, 5.0]), ("amin", [0.0, 5.0]), ("prod", [0.0, 5.0]), ("argmax", [2.0, 2.0]),
    ("var", [2.0, math.nan]), ("logsumexp", [2.1269280910491943, 5.0]),
    ("softmax", [[0.11920291185379028, 0.0, 0.8807970285415649], [0.0, 0.0, 1.0]]), ("cumprod", [[0.0, 0.0, 0.0], [1.0, 1.0, 5.0]]),
])  # fmt: skip
def test_masked_reductions(name, want):
    x, mask = torch.arange(6.0).reshape(2, 3), torch.tensor([[True, False, True], [False, False, True]])
    torch.testing.assert_close(getattr(torch.masked, name)(x, 1, mask=mask), torch.tensor(want), equal_nan=True)


def test_functions_of_modules_have_whole_names():
    assert [f.__name__ for f in (torch.linalg.norm, torch.fft.fft, torch.mm)] == ["linalg_norm", "fft_fft", "mm"]
