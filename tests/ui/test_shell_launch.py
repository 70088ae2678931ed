"""Starting the window where it cannot be shown: what is missing is said, with what works without; errors of our own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.ui import launch
from app.ui.mishap import Mishaps, watch

ROOT = Path(__file__).resolve().parents[2]


def test_no_display_is_said_with_the_headless_commands():
    words = launch.obstacle({}, "linux", lambda name: True)
    assert "no display" in words and "retrograd run FILE" in words and "retrograd export FILE" in words


@pytest.mark.parametrize(("environment", "missing", "package"), [
    ({"DISPLAY": ":0"}, "libxcb-cursor.so.0", "libxcb-cursor0"),
    ({"DISPLAY": ":0"}, "libEGL.so.1", "libegl1"),
    ({"QT_QPA_PLATFORM": "xcb"}, "libxcb-icccm.so.4", "libxcb-icccm4"),
    ({"WAYLAND_DISPLAY": "wayland-0"}, "libxkbcommon.so.0", "libxkbcommon0"),
    ({"QT_QPA_PLATFORM": "offscreen"}, "libGL.so.1", "libgl1"),
])
def test_a_missing_library_is_said_with_its_package(environment, missing, package):
    words = launch.obstacle(environment, "linux", lambda name: name != missing)
    assert missing in words and f"apt install {package}" in words and "dnf install" in words
    assert launch.HEADLESS in words


@pytest.mark.parametrize(("environment", "platform", "missing"), [
    ({"DISPLAY": ":0"}, "linux", None),
    ({"QT_QPA_PLATFORM": "offscreen"}, "linux", "libxcb-cursor.so.0"),
    ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "linux", "libxcb-cursor.so.0"),
    ({}, "darwin", "libGL.so.1"),
    ({}, "win32", "libGL.so.1"),
])
def test_nothing_is_in_the_way(environment, platform, missing):
    assert launch.obstacle(environment, platform, lambda name: name != missing) is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for an X display")
@pytest.mark.parametrize("change", [{"DISPLAY": ""}, {"DISPLAY": ":987"}])
def test_the_program_ends_with_a_sentence_and_no_abort(change):
    environment = {**os.environ, "QT_QPA_PLATFORM": "", "WAYLAND_DISPLAY": "", **change}
    done = subprocess.run([sys.executable, "-c", "import sys; from app.ui.launch import main; sys.exit(main())"],
                          cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30)
    assert done.returncode == 2 and "display" in done.stderr and "Traceback" not in done.stderr
    assert "retrograd steps FILE" in done.stderr and done.stdout == ""


def test_importing_app_is_cheap():
    code = "import sys, app; print(any(m.split('.')[0] in ('PySide6', 'numpy', 'core') for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.stdout.strip() == "False"


WINDOW = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
from app import open_window
window = open_window()
app.processEvents()
print([m for m in ("networkx", "pyqtgraph") if m in sys.modules])
window.close()
app.processEvents()
"""


def test_a_window_needs_neither_networkx_nor_pyqtgraph():
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", WINDOW], cwd=ROOT, env=environment, capture_output=True, text=True,
                          timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


class Unpaintable(QWidget):
    """Fails in the middle of its painting, with a painter on itself and one on a pixmap."""

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        self._draw(painter)

    def _draw(self, painter) -> None:
        kept = QPixmap(8, 8)
        inner = QPainter(kept)
        inner.fillRect(0, 0, 8, 8, painter.brush())
        raise ValueError("nothing to paint with")


@pytest.mark.qt_no_exception_capture
def test_an_error_while_painting_is_told_once_and_the_window_stays(window, qtbot, capfd):
    mishaps = watch(window)
    try:
        broken = Unpaintable()
        qtbot.addWidget(broken)
        broken.show()
        for _ in range(3):
            broken.update()
            qtbot.wait(30)
        banner = window.start.banner
        qtbot.waitUntil(lambda: "mistake of its own (ValueError)" in banner.text(), timeout=20_000)
        banner.press("Copy details")
        copied = QApplication.clipboard().text()
        assert "in _draw" in copied and "nothing to paint with" in copied and "PySide" in copied
        broken.update()
        qtbot.wait(30)
        assert banner.text() == ""  # the same again is not told again
    finally:
        mishaps.remove()
    said = capfd.readouterr().err
    assert said.count("ValueError: nothing to paint with") == 1 and "active painter" not in said


def test_the_hook_of_before_gets_what_is_none_of_ours(window):
    seen, before = [], sys.excepthook
    sys.excepthook = lambda *error: seen.append(error[0])
    mishaps = Mishaps(lambda *_said: seen.append("told"), window)
    mishaps.install()
    try:
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
        assert seen == [KeyboardInterrupt]
        mishaps.remove()
        assert sys.excepthook is not mishaps.happened
    finally:
        sys.excepthook = before
