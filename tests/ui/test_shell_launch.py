"""Starting the window where it cannot be shown: what is missing is said, with what works without."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.ui import launch

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
