"""What reading a program finds, and finding nodes and tensors by name."""

from __future__ import annotations

import pytest

from app.model import search
from app.model.check import MAX_CHARACTERS, check

KNOWN = {"torch", "torch.ones", "torch.nn", "torch.nn.functional", "torch.nn.functional.relu", "torch.optim",
         "torch.optim.SGD"}


def lookup(name):
    return name in KNOWN


def found(source):
    return [(f.line, source.split("\n")[f.line - 1][f.column:f.end], f.kind) for f in check(source, lookup)]


@pytest.mark.parametrize(("source", "expected"), [
    ("import torch\nx = torch.ones(2)\n", []),
    ("import torch\nx = torch.onez(2)\n", [(2, "onez", "warn")]),
    ("import torch as t\nt.onez\nt.nn.functional.relu\n", [(2, "onez", "warn")]),
    ("import torch.nn as nn\nnn.functional.relu(1)\nnn.Nope(1)\n", [(3, "Nope", "warn")]),
    ("from torch import ones, nope\n", [(1, "nope", "warn")]),
    ("from torch.nn import functional as F\nF.relu(1); F.nope(1)\n", [(2, "nope", "warn")]),
    ("import torch.nope\n", [(1, "torch.nope", "warn")]),
    ("import torch\ntorch.nope.deeper.still\n", [(2, "nope", "warn")]),
    ("import torch\ntorch = 5\ntorch.nope\n", []),
    ("def f(torch):\n    return torch.nope\nimport torch\n", []),
    ("import torch\ntorch.my_own = 3\n", []),
    ("import numpy as torch\ntorch.nope\n", []),
    ("import torch\nä = torch.onez(1) + torch.onez(2)\n", [(2, "onez", "warn"), (2, "onez", "warn")]),
    ("x = = 1\n", [(1, "=", "error")]),
    ("x = (1,\n", [(1, "(", "error")]),
    ("", []),
])
def test_what_will_not_work_is_found(source, expected):
    assert found(source) == expected


def test_nothing_is_said_of_names_without_a_list_of_them():
    assert check("import torch\ntorch.nope", None) == []


@pytest.mark.parametrize("source", ["x = 1\0", "(" * 5000, "x = 1\n" * (MAX_CHARACTERS // 6 + 1), "'\\d'"])
def test_reading_survives_any_text(source):
    assert all(f.kind == "error" for f in check(source, lookup))


@pytest.fixture
def trace(synthetic):
    return synthetic("tutorial")


@pytest.mark.parametrize(("query", "titles"), [
    ("mul", 2), ("MulBackward0", 2), ("mean", 1), ("z", 1), ("line:4", 2), ("line:4 z", 1), ("nowhere", 0), ("", 0),
    ("line:99", 0), ("  ", 0),
])
def test_nodes_and_tensors_are_found_by_name_op_and_line(trace, query, titles):
    hits, total = search.find(trace, query)
    assert len(hits) == total == titles
    for hit in hits:
        assert hit.kind in ("node", "tensor") and hit.title and trace.kind(hit.seq) in ("op", "tensor", "mutate")


def test_hits_are_limited_but_counted(trace):
    hits, total = search.find(trace, "a", limit=1)
    assert len(hits) == 1 and total > 1
