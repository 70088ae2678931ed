"""Graphs and values of second order are PyTorch's: tests/data/second_order.json has what real PyTorch made of the cases."""

import json
from pathlib import Path

import pytest

import core.facade as torch

from . import second_order

WANT = json.loads((Path(__file__).resolve().parent.parent / "data" / "second_order.json").read_text())


def test_every_case_has_its_golden():
    assert list(WANT) == list(second_order.cases())
    assert sum(second_order.cases().values()) >= 470


@pytest.mark.parametrize("case", WANT)
def test_case(case):
    got, want = second_order.run(torch, case), WANT[case]
    wrong = second_order.same(got, want)
    assert wrong is None, (wrong, got.get(wrong), want.get(wrong))


def test_differences_are_seen():
    """The comparison is not blind: another node, edge, value or error is each found."""
    want = WANT["x.exp()"]
    for key, other in (("graph", want["graph"].replace("Exp", "Sin")), ("graph_w", want["graph_w"].replace("0.0", "1.0")),
                       ("second", [[0.0] * 6, want["second"][1]]), ("error", "RuntimeError: no")):  # fmt: skip
        assert second_order.same({**want, key: other}, want) == key
