"""Full passes of the garbage collector wait for a quiet window, and leave out what is large and there to stay."""

import gc

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui import idle_gc


class Session(QObject):
    trace_extended = Signal(int, int)
    cursor_changed = Signal(int)
    run_finished = Signal()
    run_started = Signal()


@pytest.fixture
def collector(qapp):
    before, window, session = gc.get_threshold(), QWidget(), Session()
    window.show()
    made = idle_gc.IdleCollector(session, window)
    made.session = session
    yield made
    window.hide()
    gc.unfreeze()
    assert gc.get_threshold() == before
    window.deleteLater()


def test_what_a_large_graph_is_made_of_is_left_out_until_the_next_run(collector):
    cards = [[k] for k in range(5000)]
    frozen = gc.get_freeze_count()
    collector.leave_out(0.5)
    assert gc.get_freeze_count() >= frozen + len(cards)
    assert collector._quiet.isActive()
    collector.session.run_started.emit()
    assert gc.get_freeze_count() == 0


def test_after_a_slow_pass_the_next_one_has_less_to_look_at(collector, monkeypatch):
    gc.unfreeze()
    monkeypatch.setattr(idle_gc, "SLOW", 60.0)
    collector._collect()
    assert gc.get_freeze_count() == 0
    monkeypatch.setattr(idle_gc, "SLOW", 0.0)
    collector._collect()
    assert gc.get_freeze_count() > 0
