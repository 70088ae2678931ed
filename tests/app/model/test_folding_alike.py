"""One program folds in one way, whenever what it recorded happened to reach the tape."""

import pytest

import core
from app.model.folding_tree import TreeBuilder
from app.model.graph import Graph
from app.model.trace import Trace
from core import facade as torch
from core import state
from core.tapefile import open_tape

nn = torch.nn


def folded(path, write_at):
    """The groups of four layers, the log written when the `write_at`-th call of a Module has ended (0: at none)."""
    ended = 0
    with core.record(path):
        recorder = state.rec
        plain = recorder.leave_module

        def leave_module():
            nonlocal ended
            ended += 1
            if ended == write_at:  # what is noted next is written by itself
                recorder.flush()
            plain()
            if ended == write_at:
                recorder.flush()

        recorder.leave_module = leave_module
        model = nn.Sequential(*[nn.Sequential(nn.Linear(2, 2), nn.Tanh()) for _ in range(4)])
        model(torch.ones(3, 2)).sum().backward()
    with open_tape(path) as tape:
        trace = Trace(tape)
        trace.extend()
        graph = Graph(trace)
        part = graph.part(graph.scope_at(len(trace) - 1))
        builder = TreeBuilder(trace, part)
        for _ in builder.work():
            pass
        groups = builder.tree.groups
        return [(g.kind, g.title, g.detail, g.parent, g.size) for g in (groups[k] for k in range(len(groups)))], ended


def test_twenty_recordings_of_one_program_fold_alike(tmp_path):
    first, calls = folded(tmp_path / "first.tape", 0)
    assert ("stack", "0 to 3", "", 1, 21) in first
    for write_at in range(1, 21):
        assert folded(tmp_path / "again.tape", write_at)[0] == first, f"written at call {write_at} of {calls}"


@pytest.mark.parametrize("write_at", [2, 12])
def test_what_follows_a_call_is_not_in_it(tmp_path, write_at):
    """The end of a call is a record that is no event, here in a batch of its own."""
    groups = {(kind, title): size for kind, title, _, _, size in folded(tmp_path / "a.tape", write_at)[0]}
    assert groups["module", "0.1"] == 1 and groups["module", "3.1"] == 1
