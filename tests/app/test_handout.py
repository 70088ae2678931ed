"""Hand-outs of lessons, and lessons made from runs."""

from __future__ import annotations

import ast
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from app.model import lesson
from app.model.lesson_edit import with_note

LESSONS = Path(__file__).parents[2] / "resources" / "lessons"


def handout(*words: str):
    return subprocess.run([sys.executable, "-m", "app", "handout", *words], capture_output=True, text=True, timeout=60)


def test_a_lesson_becomes_page_pdf_figures_and_program(tmp_path):
    done = handout(str(LESSONS / "02_used_twice.py"), "-o", str(tmp_path), "--lang", "zh")
    assert done.returncode == 0, done.stderr
    names = sorted(p.name for p in tmp_path.iterdir())
    assert names == ["02_used_twice-01.svg", "02_used_twice-02.svg", "02_used_twice-03.svg", "02_used_twice.html",
                     "02_used_twice.pdf", "02_used_twice.py"]  # fmt: skip
    page = (tmp_path / "02_used_twice.html").read_text()
    assert 'lang="zh"' in page and "用了两次的张量" in page and len(page) < 2_000_000
    assert (tmp_path / "02_used_twice.pdf").read_bytes().count(b"/Type /Page\n") == 4  # three stops and the answers
    for figure in tmp_path.glob("*.svg"):
        ET.fromstring(figure.read_text())
    program = (tmp_path / "02_used_twice.py").read_text()
    ast.parse(program)
    assert "用了两次的张量" in program and "A tensor used twice" not in program


@pytest.mark.parametrize(("source", "words", "says"), [
    ("x = 1\n", (), "has no notes"),
    ("# %% [markdown]\n# # T\n# s\n\n# %%\nx = 1\n", ("--name", "a/b"), "without their folder"),
])  # fmt: skip
def test_what_is_no_lesson_is_said(tmp_path, source, words, says):
    path = tmp_path / "p.py"
    path.write_text(source)
    done = handout(str(path), "-o", str(tmp_path), *words)
    assert done.returncode == 2 and says in done.stderr and "Traceback" not in done.stderr


def test_a_stop_that_is_not_there_is_said_with_its_line(tmp_path):
    path = tmp_path / "p.py"
    path.write_text("# %% [markdown]\n# # T\n# s\n\n# %%\nimport torch\nx = torch.ones(2, requires_grad=True)\n"
                    'x.sum().backward()\n\n# %% [markdown] stop="DivBackward0"\n# a\n')  # fmt: skip
    done = handout(str(path), "-o", str(tmp_path))
    assert done.returncode == 0 and "line 10: “DivBackward0” is not in this run" in done.stderr


PROGRAM = "import torch\nx = torch.ones(2)\ny = torch.stack([\n    x,\n    x,\n])\n\nz = y.sum()\n"


def test_a_note_goes_after_the_whole_statement_and_the_program_stays():
    text, line = with_note(PROGRAM, 4, "after y", "my run")
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(PROGRAM))
    read = lesson.parse(text)
    assert read.title == "my run" and read.notes[-1].stop == "after y" and not read.problems
    lines = text.split("\n")
    assert lines[line - 1] == "# " and lines[line - 2].startswith("# %% [markdown]")
    assert lines.index("])") < line < lines.index("z = y.sum()")
    again, line2 = with_note(text, len(text.split("\n")), "end")
    assert again.count("[markdown]") == 3 and again.split("\n")[line2 - 1] == "# "
    assert ast.dump(ast.parse(again)) == ast.dump(ast.parse(PROGRAM))


@pytest.mark.parametrize("text", ["", "x = (", "\n\n\n", "def f():\n    return 1\nf()\n"])
@pytest.mark.parametrize("line", [0, 1, 2, 99])
def test_a_note_can_be_put_into_any_text(text, line):
    new, at = with_note(text, line, "start")
    assert new.split("\n")[at - 1] == "# "
    assert [n for n in new.split("\n") if n and not n.startswith("#")] == [n for n in text.split("\n") if n]


def test_the_folder_is_made_and_why_it_cannot_be(tmp_path):
    from app.cli.handout import handout
    from app.cli.words import CommandError
    from app.model.document import DocumentError

    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be made"):
        handout("lesson.py", str(tmp_path / "file" / "out"), "en")
    with pytest.raises(DocumentError, match="no such file"):
        handout(str(tmp_path / "lesson.py"), str(tmp_path / "new" / "out"), "en")
    assert (tmp_path / "new" / "out").is_dir()
