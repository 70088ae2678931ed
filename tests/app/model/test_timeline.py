"""The timeline's numbers: scales, groups, phases, and the mapping between x and step."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import kinds as K
from app.model.timeline import Timeline, Track
from tests.tapes import _f


def test_few_steps_are_labelled_blocks_under_their_phases(synthetic):
    layout = Timeline(synthetic("tutorial")).layout(1572)
    assert layout.mode == "blocks" and layout.count == 11
    assert [block.label for block in layout.blocks] == [
        "x", "x + 2", "y * y", "… * 3", "mean", "print", "Mean", "Mul", "Mul", "Add", "Accum."
    ]  # fmt: skip
    assert [(g.title, g.phase, g.first, g.last) for g in layout.groups] == [
        ("forward", "forward", 1, 5), ("print", "other", 6, 6), ("backward 1", "backward", 7, 11)
    ]  # fmt: skip
    assert layout.blocks[0].x0 == 14 and layout.blocks[-1].x1 == pytest.approx(1558)
    assert [block.seq for block in layout.blocks] == [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12]
    assert layout.groups[2].x0 == layout.blocks[6].x0


def test_the_error_is_a_block_of_its_own(synthetic):
    layout = Timeline(synthetic("error")).layout(800)
    assert [(block.label, block.error) for block in layout.blocks] == [
        ("x", False),
        ("x * 2", False),
        ("RuntimeError", True),
    ]
    assert layout.groups[-1].title == "error"


def test_a_loop_is_cells_by_iteration_with_its_loss(synthetic):
    layout = Timeline(synthetic("sgd", iterations=12)).layout(1572)
    assert layout.mode == "cells" and layout.count == 97
    assert [g.title for g in layout.groups] == ["setup", *map(str, range(1, 13))]
    assert [g.note for g in layout.groups][:4] == ["", "9", "5.76", "3.686"]
    assert [(g.first, g.last) for g in layout.groups][:3] == [(1, 1), (2, 9), (10, 17)]
    assert layout.groups[1].x0 - layout.groups[0].x1 == pytest.approx(6)
    assert layout.group_at(10).title == "2" and layout.groups[2].iteration == 1
    assert layout.lefts[0] == 14 and layout.rights[-1] == pytest.approx(1558)


def test_many_iterations_share_headings(synthetic):
    layout = Timeline(synthetic("sgd", iterations=100)).layout(600)
    assert layout.groups[1].title == "1 to 10" and layout.groups[1].note == ""
    assert all(b.first == a.last + 1 for a, b in zip(layout.groups, layout.groups[1:]))
    assert layout.groups[-1].last == layout.count


def test_more_than_three_steps_a_pixel_are_solid_runs(synthetic):
    layout = Timeline(synthetic("chain", n=2000)).layout(400)
    assert layout.mode == "runs" and not layout.blocks
    assert [(run.phase, run.first, run.last) for run in layout.runs] == [("forward", 1, 2001), ("backward", 2002, 4002)]
    assert layout.runs[-1].x1 == pytest.approx(386)


def test_where_runs_are_thinner_than_a_pixel_bands_show_the_shares_of_whole_iterations(synthetic):
    trace = synthetic("sgd", iterations=2000)
    layout = Timeline(trace).layout(500)
    phases = [K.PHASES[p] for p in layout.phases]
    assert layout.mode == "runs" and len(layout.runs) <= 4 * 500 / 8 + 4 * len(layout.groups)
    starts = {iteration.first for iteration in trace.iterations}
    blocks = {}
    for run in layout.runs:
        blocks.setdefault((run.first, run.last, run.x0, run.x1), []).append(run)
    assert [first for first, *_ in list(blocks)[1:]] == [last + 1 for _, last, *_ in list(blocks)[:-1]]
    for (first, last, left, right), bands in blocks.items():
        mine = phases[first - 1 : last]
        assert [band.top for band in bands] == [0.0, *(band.bottom for band in bands[:-1])] and bands[-1].bottom == 1.0
        assert [band.bottom - band.top for band in bands] == pytest.approx([mine.count(band.phase) / len(mine) for band in bands])
        assert right > left and (first == 1 or int(trace.index.steps.anchors.view[first - 1]) in starts)


def test_a_long_run_without_a_loop_is_grouped_by_phase(synthetic):
    layout = Timeline(synthetic("chain", n=50)).layout(900)
    assert layout.mode == "cells" and [g.title for g in layout.groups] == ["forward", "backward 1"]


def test_an_empty_trace(open_trace, tmp_path):
    from core.tapefile import TapeWriter

    path = str(tmp_path / "empty.tape")
    TapeWriter(path, {}).close()
    timeline = Timeline(open_trace(path))
    layout = timeline.layout(500)
    assert (layout.mode, layout.count, layout.step_at(100), layout.x_after(1)) == ("empty", 0, 0, 0.0)
    assert timeline.snap(3) == 0 and layout.group_at(1) is None


def test_the_layout_is_kept_until_something_changes(synthetic):
    timeline = Timeline(synthetic("tutorial"))
    layout = timeline.layout(500)
    assert timeline.layout(500) is layout and timeline.layout(501) is not layout


def test_scrubbing_snaps_to_the_ends_of_phases(synthetic):
    timeline = Timeline(synthetic("tutorial"))
    assert [timeline.snap(step) for step in (1, 4, 5, 6, 8, 9, 11)] == [5, 5, 5, 6, 6, 11, 11]


tracks = st.integers(1, 400).flatmap(
    lambda count: st.builds(
        lambda more, width, gap: Track(count, 14.0, width / count, gap, np.array(sorted({1, *more}), np.int64)),
        st.sets(st.integers(1, count), max_size=20), st.floats(50, 3000), st.floats(0, 8),
    )
)  # fmt: skip


@given(tracks)
def test_x_and_step_map_to_each_other(track):
    assert (np.diff(track.lefts) > 0).all()
    for step in range(1, track.count + 1):
        assert track.left(step) == pytest.approx(track.lefts[step - 1])
        assert track.right(step) == pytest.approx(track.rights[step - 1])
        assert track.step_at((track.left(step) + track.right(step)) / 2) == step
    assert track.step_at(-50) == 1 and track.step_at(1e6) == track.count


@given(tracks, st.lists(st.floats(0, 3200), max_size=30))
def test_steps_under_a_moving_pointer_never_go_back(track, xs):
    steps = [track.step_at(x) for x in sorted(xs)]
    assert steps == sorted(steps)


def test_several_backward_calls_in_a_row_have_a_heading_each(written):
    def fill(t):
        x = t.tensor("x", _f(1), 1)
        y = t.op("mul", [x, None], _f(2), 2, "y", "MulBackward0", numbers={1: 2})
        for _ in range(2):
            t.backward(y, 3)
            t.node(y, [_f(1)], [_f(2), None])
            t.backward_end(3)

    layout = Timeline(written(fill)).layout(900)
    assert [g.title for g in layout.groups] == ["forward", "backward 1", "backward 2"]
