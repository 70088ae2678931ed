"""Layouts off the UI thread: the thread, the process, and that the newest request wins."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from app.model.layout import LayoutInput, layered
from app.ui.layout_job import LayoutJob


def _chain(n, fan=1):
    src = [i - 1 - k for i in range(1, n) for k in range(fan) if i - 1 - k >= 0]
    dst = [i for i in range(1, n) for k in range(fan) if i - 1 - k >= 0]
    return LayoutInput.of(n, src, dst, 120.0, 60.0)


def _ask(job, key, inp, **more):
    job.request(key, inp.n + len(inp.src), lambda: inp, **more)


@pytest.fixture
def job(qtbot):
    job = LayoutJob()
    yield job
    job.close()


@pytest.mark.parametrize("n", [5, 200])
def test_the_answer_is_what_the_layout_gives(job, qtbot, n):
    inp = _chain(n, 2)
    with qtbot.waitSignal(job.done, timeout=15000) as got:
        _ask(job, "a", inp)
        assert job.busy
    key, layout = got.args
    here = layered(inp)
    assert key == "a" and not job.busy
    assert np.array_equal(layout.x, here.x) and np.array_equal(layout.points, here.points)
    assert np.array_equal(layout.route(1), here.route(1)) and layout.crossings == here.crossings


@pytest.mark.parametrize("n", [5, 400])
def test_only_the_newest_request_is_answered(job, qtbot, n):
    answers = []
    job.done.connect(lambda key, layout: answers.append((key, len(layout.x))))
    for k in range(6):
        _ask(job, k, _chain(n + k))
    qtbot.waitUntil(lambda: bool(answers), timeout=15000)
    qtbot.wait(80)
    assert answers == [(5, n + 5)]


def test_a_cancelled_request_is_not_answered(job, qtbot):
    answers = []
    job.done.connect(lambda key, layout: answers.append(key))
    _ask(job, "a", _chain(30))
    job.cancel()
    _ask(job, "b", _chain(6))
    qtbot.waitUntil(lambda: bool(answers), timeout=15000)
    qtbot.wait(80)
    assert answers == ["b"]


def test_a_killed_process_is_replaced(job, qtbot):
    with qtbot.waitSignal(job.done, timeout=15000):
        _ask(job, "a", _chain(200))
    job._process.kill()
    job._process.wait()
    with qtbot.waitSignal(job.done, timeout=15000) as got:
        _ask(job, "b", _chain(201))
    assert got.args[0] == "b" and len(got.args[1].x) == 201


def test_a_cycle_is_told(job, qtbot):
    with qtbot.waitSignal(job.failed, timeout=5000) as got:
        _ask(job, "loop", LayoutInput.of(2, [0, 1], [1, 0], 10.0, 10.0))
    assert got.args[0] == "loop" and "cycle" in got.args[1].lower()


def test_the_process_ends_with_the_job(qtbot):
    job = LayoutJob()
    with qtbot.waitSignal(job.done, timeout=15000):
        _ask(job, "a", _chain(200))
    process = job._process
    job.close()
    assert process.poll() is not None


@pytest.mark.parametrize("n", [5, 200])
def test_the_answer_is_made_off_the_ui_thread(job, qtbot, n):
    threads = []

    def finish(layout):
        threads.append(threading.current_thread().name)
        return len(layout.x)

    with qtbot.waitSignal(job.done, timeout=15000) as got:
        _ask(job, "a", _chain(n), finish=finish)
    assert got.args == ["a", n] and threads[0].startswith("layout")


def test_a_layout_that_is_good_already_is_taken(job, qtbot):
    layout = layered(_chain(4))
    with qtbot.waitSignal(job.done, timeout=5000) as got:
        job.request("known", 7, lambda: layout)
    assert got.args == ["known", layout]


def test_a_small_layout_can_be_waited_for(job):
    answers = []
    job.done.connect(lambda key, layout: answers.append(key))
    _ask(job, "small", _chain(5))
    job.wait(5)
    assert answers == ["small"] and not job.busy


def test_the_process_does_not_import_from_the_folder_it_is_in(job, qtbot, tmp_path, monkeypatch):
    for name in ("queue", "json", "numpy", "app"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('not ours')\n")
    monkeypatch.chdir(tmp_path)
    with qtbot.waitSignal(job.done, timeout=15000) as got:
        _ask(job, "a", _chain(200))
    assert len(got.args[1].x) == 200 and job._process is not None and job._process.poll() is None
