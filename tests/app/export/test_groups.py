"""Cards of groups and the brackets of open ones: what they say while one steps, and on which side they stand."""

from itertools import pairwise

import numpy as np
import pytest

import core
from app.export.collapsed import build_collapsed_stage
from app.export.groups import group_words
from app.export.job import Job
from app.export.kinds import kind_of
from app.export.options import Options
from app.model.folding import OPEN, Folding
from app.model.folding_part import fold
from app.model.folding_tree import TreeBuilder
from app.model.graph import Graph
from app.model.trace import Trace
from core import facade as torch
from core.tapefile import open_tape


def loop():
    """A loop of 60 rounds, gone through backwards twice."""
    w = torch.tensor([1.0, 0.5], requires_grad=True)
    y = w
    for _ in range(60):
        y = torch.tanh(y)
        y = y * 1.1
    y.sum().backward(retain_graph=True)
    w.grad = None
    (y * 2).sum().backward()


def modules():
    """A Module with two layers in it."""
    block = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2), torch.nn.Tanh())
    net = torch.nn.Sequential(block, torch.nn.Linear(2, 1))
    net(torch.ones(1, 2)).sum().backward()


@pytest.fixture
def trace_of(tmp_path):
    opened = []

    def make(program) -> Trace:
        path = str(tmp_path / f"{program.__name__}.tape")
        with core.record(path):
            program()
        opened.append(open_tape(path))
        trace = Trace(opened[-1])
        trace.extend()
        return trace

    yield make
    for tape in opened:
        tape.close()


def stage(trace):
    return Job(trace, kind_of("a.svg"), 0, Options(collapse="iteration", whole=True)).stage()


def told(made, step: int) -> list:
    return [group_words(made, node, step) for node in sorted(made.part.cards)]


def flows(made, step: int) -> list:
    found = [made.states.flowed(edge, step) for edge in range(len(made.part.edges))]
    return [None if value is None else value.array.tolist() for value in found]


def test_what_groups_say_and_what_flowed_do_not_depend_on_the_way_there(trace_of):
    trace = trace_of(loop)
    last = len(trace) - 1
    steps = [*range(0, last, 9), last, *range(last, 0, -31), last // 2, 3, last]
    walked = stage(trace)
    assert any(card.count > 1 for card in walked.part.cards.values())
    for step in steps:
        fresh = stage(trace)
        assert told(walked, step) == told(fresh, step), step
        assert flows(walked, step) == flows(fresh, step), step
    assert len({str(told(walked, step)) for step in steps}) > 10


@pytest.mark.parametrize("turned", [False, True])
def test_brackets_stand_along_the_graph_beside_their_frame(trace_of, turned):
    trace = trace_of(modules)
    graph = Graph(trace)
    part = graph.part(graph.whole)
    builder, folding = TreeBuilder(trace, part, "module", None), Folding()
    for _ in builder.work():
        pass
    tree = builder.tree
    block = next(g for g in range(len(tree.groups)) if tree.groups[g].kind == "module" and len(tree.groups[g].groups) > 1)
    folding.choose(tree.groups[block], OPEN)
    folded = fold(part, tree, folding)
    made = build_collapsed_stage(trace, folded, "graph", turned)
    scene, sheet = made.at(len(trace) - 1), made.sheet
    brackets = scene.brackets()
    assert brackets and len(folded.frames) == 1
    left, _, _, bottom = sheet.frames[0].tolist()
    along = 0 if turned else 1
    cards = sheet.boxes[[sheet.card[n] for n in np.flatnonzero(folded.frame_of == 0) if sheet.card[n] >= 0]]
    ends = {*cards[:, along].tolist()}, {*cards[:, along + 2].tolist()}
    for bracket in brackets:
        assert bracket.beside == (bottom if turned else left)
        assert bracket.low in ends[0] and bracket.high in ends[1] and bracket.low < bracket.high
    assert all(one.high <= other.low for one, other in pairwise(brackets))
