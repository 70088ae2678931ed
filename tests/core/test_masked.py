"""Reductions of torch.masked give what real PyTorch gives."""

import math

import pytest

import core.facade as torch


@pytest.mark.parametrize(("name", "want"), [
    ("sum", [2.0, 5.0]), ("mean", [1.0, 5.0]), ("amin", [0.0, 5.0]), ("prod", [0.0, 5.0]), ("argmax", [2.0, 2.0]),
    ("var", [2.0, math.nan]), ("logsumexp", [2.1269280910491943, 5.0]),
    ("softmax", [[0.11920291185379028, 0.0, 0.8807970285415649], [0.0, 0.0, 1.0]]), ("cumprod", [[0.0, 0.0, 0.0], [1.0, 1.0, 5.0]]),
])  # fmt: skip
def test_masked_reductions(name, want):
    x, mask = torch.arange(6.0).reshape(2, 3), torch.tensor([[True, False, True], [False, False, True]])
    torch.testing.assert_close(getattr(torch.masked, name)(x, 1, mask=mask), torch.tensor(want), equal_nan=True)
