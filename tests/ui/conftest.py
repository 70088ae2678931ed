"""Fixtures of the window's tests: a clean configuration for each test, a real window, a session on a stored tape."""

from __future__ import annotations

import gc
import itertools
import os
import pathlib

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
BLAS_THREADS = 1  # what the settings begin with
TESTS_BETWEEN = 40  # full passes of the garbage collector, a quarter of a second each
TESTS_DONE = itertools.count(1)
OFFSCREEN_SAYS = "plugin does not support (propagateSizeHints|raise)"  # of itself, whatever the window does


def pytest_collection_modifyitems(items):
    here = pathlib.Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN_SAYS, extend=True))


@pytest.fixture(autouse=True)
def own_config(tmp_path, monkeypatch):
    """Settings, recovery files and tapes of a test lie in a folder of its own; theme, zoom and language (English,
    whatever the system's is) are the first ones."""
    monkeypatch.setenv("RETROGRAD_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("RETROGRAD_CACHE", str(tmp_path / "cache"))
    from app.ui import language
    from app.ui.store import store
    from app.ui.style import style

    style.forget()
    store().setValue("language", "en")
    yield tmp_path / "config"
    style.forget()
    language.forget()


@pytest.fixture(autouse=True)
def garbage_between_tests():
    """Old garbage is collected between tests, as the window does it at rest (idle_gc.py). A widget that Python's collector
    finds while Qt disconnects a signal is destroyed under Qt's lock of signals, which its destructor wants as well."""
    thresholds = gc.get_threshold()
    gc.set_threshold(*thresholds[:2], 1 << 30)
    yield
    gc.set_threshold(*thresholds)
    count = next(TESTS_DONE)
    gc.collect(2 if count % TESTS_BETWEEN == 0 else 1)


@pytest.fixture(scope="session")
def spare_children(qapp):
    """Warm children that a closed window had not used: they have run nothing, so the next window has them. A child takes a
    third of a second of a processor to start, and a window that has run a program leaves one behind."""
    spare = []
    yield spare
    for child in spare:
        child.close()


@pytest.fixture(autouse=True)
def children_are_handed_on(spare_children, monkeypatch):
    """A window's last act is to hand on its warm child; its first one to look for one."""
    from app.launcher import Launcher

    prepare, close = Launcher.prepare, Launcher.close

    def take(self):
        if self._warm is None and self._settings["blas_threads"] == BLAS_THREADS and spare_children:
            self._warm = spare_children.pop()
            self._warm.setParent(self)
        prepare(self)

    def hand_on(self):
        child = self._warm
        if child is not None and child.is_alive and not spare_children and self._settings["blas_threads"] == BLAS_THREADS:
            child.setParent(None)
            spare_children.append(child)
            self._warm = None
        close(self)

    monkeypatch.setattr(Launcher, "prepare", take)
    monkeypatch.setattr(Launcher, "close", hand_on)


@pytest.fixture
def make_window(qtbot):
    """A function that opens a window (path or None); windows still open are closed afterwards, unsaved or not."""
    import shiboken6
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from app import open_window

    made = []

    def make(path=None):
        window = open_window(path)
        made.append(window)
        qtbot.waitUntil(window.isVisible, timeout=30_000)
        return window

    yield make
    for window in made:
        if not shiboken6.isValid(window):
            continue
        window.editor.document().setModified(False)
        window.close()
        for _ in range(3):
            QApplication.processEvents()  # what was due at once
        alive = [t for t in window.findChildren(QTimer) if t.isActive()] if shiboken6.isValid(window) else []
        assert not alive, f"timers run on after the window is closed: {[t.parent() for t in alive]}"
    QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    QApplication.processEvents()


@pytest.fixture
def window(make_window):
    """A window without a file."""
    return make_window()


@pytest.fixture
def act(window):
    """A function that triggers an action of the window by its id."""

    def trigger(name: str):
        action = window.acts[name]
        assert action.isEnabled(), f"{name} is disabled"
        action.trigger()

    return trigger


@pytest.fixture
def run(window, qtbot):
    """A function that runs a program in the window's real child and waits for its end."""

    def go(source: str, timeout: int = 60_000):
        window.editor.setPlainText(source)
        with qtbot.waitSignal(window.session.run_finished, timeout=timeout):
            window.acts["run"].trigger()
        return window.session

    return go


@pytest.fixture
def lecture(window, run, qtbot):
    """lecture(name) is the page of a lesson that was run and is shown; closed at the end."""

    from app.ui.lessons import all_lessons

    def lecture(name: str):
        lesson = next(one for one in all_lessons() if one.name == name)
        window.files.open_lesson(lesson.title, lesson.text)
        run(lesson.text)
        window.acts["present"].trigger()
        page = window.present.page
        page.showNormal()
        page.resize(1600, 1000)
        qtbot.waitUntil(lambda: page.isVisible() and page.graph.canvas.shown is not None, timeout=60_000)
        return page

    yield lecture
    window.present.close()


@pytest.fixture
def press(qtbot):
    """press(page, K.Key_Space, …) presses the keys, each where the keyboard is."""

    from PySide6.QtCore import Qt

    def press(page, *keys, modifier=None):
        for key in keys:
            qtbot.keyClick(page, key, modifier or Qt.KeyboardModifier.NoModifier)

    return press
