"""A tape and a figure show themselves in a notebook, without a display and without Qt in the notebook's process."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import core
from app.export import export

ROOT = Path(__file__).resolve().parents[3]


def test_a_tape_shows_its_graph(trace_of):
    with core.open_tape(trace_of("tutorial").tape.path) as tape:
        picture = tape._repr_svg_()
        assert ET.fromstring(picture).tag.endswith("svg") and "MulBackward0" in picture
        page = tape._repr_html_()
        assert page.startswith("<img ") and "<style" not in page and "base64," in page
        assert tape._repr_svg_() is picture  # drawn once


def test_a_notebook_s_process_loads_neither_qt_nor_the_program(trace_of, tmp_path):
    path = str(trace_of("tutorial").tape.path)
    code = ("import sys, core\n"
            f"shown = core.open_tape({path!r})._repr_svg_()\n"
            "assert '<svg' in shown\n"
            "assert not [m for m in sys.modules if m.startswith('PySide6') or m == 'app' or m == 'core.facade']\n")
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True,
                          timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_a_tape_that_cannot_be_drawn_says_why(tmp_path):
    from core.tapefile import TapeWriter

    TapeWriter(tmp_path / "<empty>.tape", {}).close()
    with core.open_tape(tmp_path / "<empty>.tape") as tape:
        assert "no events" in tape._repr_html_() and tape._repr_svg_() is None


def test_a_figure_shows_itself(trace_of, tmp_path):
    trace = trace_of("tutorial")
    for kind, mime in (("svg", "image/svg+xml"), ("png", "image/png"), ("mmd", "text/plain")):
        shown = export(trace, tmp_path / f"a.{kind}")._repr_mimebundle_()
        assert shown[mime]
    (tmp_path / "a.svg").unlink()
    assert "a.svg" in export(trace, tmp_path / "a.pdf")._repr_mimebundle_()["text/plain"].replace("a.pdf", "a.svg")
