"""What the tape's columns say of an op is what its event says: a graph read from them is the graph read event by event."""

import random
from dataclasses import replace

import pytest

import core
from app.model import graph_columns, graph_plain
from app.model.graph import Graph, GraphPart
from app.model.graph_build import PLAIN_A_CARD, PartBuilder
from app.model.trace import Trace
from core import facade as torch
from core.tapefile import open_tape
from tests.app.model.random_tapes import RandomRun


def facts(part):
    """All that a part of the graph says."""
    nodes = [tuple(getattr(node, name) for name in node.FIELDS) for node in part.nodes]
    edges = [tuple(getattr(edge, name) for name in edge.FIELDS) for edge in part.edges]
    return nodes, edges, dict(part.by_node.items()), dict(part.by_tensor.items()), part.roots, list(part.inputs), list(part.outputs)


def parts_of(path, everything):
    trace = Trace(open_tape(path))
    trace.extend()
    graph = Graph(trace)
    scopes = [*(graph.scopes[k] for k in range(len(graph.scopes))), graph.whole]
    found = [facts(graph.part(scope, everything)) for scope in scopes]
    trace.tape.close()
    return found


def assert_both_ways(path, monkeypatch):
    for everything in (False, True):
        monkeypatch.setattr(graph_columns, "WORTH", 1 << 30)
        decoded = parts_of(path, everything)
        monkeypatch.setattr(graph_columns, "WORTH", 1)
        for short in (graph_plain.SHORT, 0):
            monkeypatch.setattr(graph_plain, "SHORT", short)
            assert parts_of(path, everything) == decoded


@pytest.mark.parametrize("seed", range(8))
def test_random_runs(tmp_path, seed, monkeypatch):
    path = str(tmp_path / "run.tape")
    RandomRun(path, seed, 60)
    assert_both_ways(path, monkeypatch)


def test_a_model_loops_and_changes_in_place(tmp_path, monkeypatch):
    path = str(tmp_path / "run.tape")
    with core.record(path):
        nn = torch.nn
        net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.LSTM(4, 2, batch_first=True))
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        for _ in range(3):
            out, _ = net(torch.ones(2, 5, 3))
            a, b = out.split(1, dim=2)
            y = (a * b.detach() + 2).sum() * True + a.clone().mul_(3).sum() ** 2
            y = y + torch.max(out, dim=1).values.sum() / 3
            opt.zero_grad()
            y.backward()
            opt.step()
    assert_both_ways(path, monkeypatch)


def test_a_part_that_grows(tmp_path, monkeypatch):
    path = str(tmp_path / "run.tape")
    RandomRun(path, 5, 80)
    whole = parts_of(path, False)[-1]
    monkeypatch.setattr(graph_columns, "WORTH", 1)
    trace, chance = Trace(open_tape(path)), random.Random(1)
    graph = Graph(trace)
    while trace.extend(chance.randint(1, 9)) != (len(trace), len(trace)):
        graph.extend()
        part = graph.part(graph.whole)
    nodes, edges = facts(part)[:2]
    assert sorted(map(repr, [n[1:3] for n in nodes])) == sorted(map(repr, [n[1:3] for n in whole[0]]))
    assert len(edges) == len(whole[1])
    trace.tape.close()


def test_a_slice_is_as_large_as_its_work_allows(tmp_path):
    """Fifty events at a time cost 100,000 plain ops four seconds; two thousand that are drawn one by one, the window."""
    path = str(tmp_path / "run.tape")
    with core.record(path):
        xs = [torch.tensor(float(k), requires_grad=True) for k in range(60)]
        y = xs[0]
        for _ in range(400):
            y = y * 2.0
    trace = Trace(open_tape(path))
    trace.extend()
    scope = Graph(trace).whole
    builder = PartBuilder(trace, trace.titles, GraphPart(scope))
    ends = []
    while not ends or ends[-1] < scope.last:
        ends.append(builder.ahead(scope.last, 10))
        builder.grow(replace(scope, last=ends[-1]))
    assert ends[:6] == [9, 19, 29, 39, 49, 59], "leaves are drawn one by one"
    assert ends[6] - ends[5] == 10 * PLAIN_A_CARD and len(ends) < 10, "plain ops all at once"
    assert len(builder.part) == 60 + 2 * 400
    trace.tape.close()
