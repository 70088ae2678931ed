"""Programs and notebooks as files, and pasted text: what is kept, what is refused, and in which words."""

import ast
import json
import os
import stat

import pytest

from app.model import lesson
from app.model.document import Document, DocumentError, load_document, save_document
from app.model.notebook import DISPLAY, display_last, is_notebook_text, strip_prompts


def written(tmp_path, data, name="program.py"):
    path = tmp_path / name
    path.write_bytes(data)
    return str(path)


@pytest.mark.parametrize("data, text, encoding, newline, bom", [
    (b"x = 1\n", "x = 1\n", "utf-8", "\n", False),
    (b"x = 1\r\ny = 2\r\n", "x = 1\ny = 2\n", "utf-8", "\r\n", False),
    (b"x = 1\ry = 2", "x = 1\ny = 2", "utf-8", "\r", False),
    (b"\xef\xbb\xbfx = 1\n", "x = 1\n", "utf-8", "\n", True),
    ("# -*- coding: latin-1 -*-\ns = 'é'\n".encode("latin-1"), "# -*- coding: latin-1 -*-\ns = 'é'\n", "iso8859-1",
     "\n", False),
    ("#!/usr/bin/python\n# coding=gbk\ns = '梯度'\n".encode("gbk"), "#!/usr/bin/python\n# coding=gbk\ns = '梯度'\n",
     "gbk", "\n", False),
    (b"", "", "utf-8", "\n", False),
])
def test_a_file_comes_back_as_it_was(tmp_path, data, text, encoding, newline, bom):
    path = written(tmp_path, data)
    document = load_document(path)
    assert (document.text, document.encoding, document.newline, document.bom) == (text, encoding, newline, bom)
    save_document(document)
    assert (tmp_path / "program.py").read_bytes() == data
    save_document(document, text=text + "z = 3\n")
    again = (tmp_path / "program.py").read_bytes()
    assert again == data + f"z = 3{newline}".encode(encoding)


def test_mixed_line_ends_are_kept_while_the_text_is_untouched(tmp_path):
    path = written(tmp_path, b"a\r\nb\nc\r\n")
    document = load_document(path)
    assert document.text == "a\nb\nc\n"
    save_document(document, tmp_path / "copy.py")
    assert (tmp_path / "copy.py").read_bytes() == b"a\r\nb\nc\r\n"
    save_document(document, text="a\nb\n")
    assert (tmp_path / "program.py").read_bytes() == b"a\r\nb\r\n"


def test_the_encoding_line_decides_when_it_is_edited(tmp_path):
    document = load_document(written(tmp_path, b"# coding: latin-1\n"))
    saved = save_document(document, text="s = 'é →'\n")
    assert saved.encoding == "utf-8"
    assert (tmp_path / "program.py").read_bytes() == "s = 'é →'\n".encode()
    with pytest.raises(DocumentError, match=r"Line 2 .*ISO8859-1.*first lines ask"):
        save_document(document, text="# coding: latin-1\ns = '→'\n")
    assert (tmp_path / "program.py").read_bytes() == "s = 'é →'\n".encode()


def test_saving_keeps_mode_and_link_and_leaves_no_litter(tmp_path):
    path = written(tmp_path, b"x = 1\n")
    os.chmod(path, 0o750)
    link = tmp_path / "link.py"
    link.symlink_to(path)
    save_document(load_document(str(link)), text="x = 2\n")
    assert link.is_symlink() and (tmp_path / "program.py").read_text() == "x = 2\n"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o750
    assert sorted(os.listdir(tmp_path)) == ["link.py", "program.py"]


@pytest.mark.parametrize("make, words", [
    (lambda d: str(d / "none.py"), "no such file"),
    (lambda d: str(d), "is a directory"),
    (lambda d: written(d, bytes(range(256))), "not a text file"),
    (lambda d: written(d, b"a = 1\ns = '\xff'\n"), "not UTF-8 text: line 2 has the byte 0xff"),
    (lambda d: written(d, b"# coding: klingon\n"), "klingon, an encoding that Python does not know"),
    (lambda d: written(d, b"\xef\xbb\xbf# coding: latin-1\n"), "starts with a UTF-8 mark"),
    (lambda d: written(d, b"# " + b"x" * 5_000_001), "too large"),
    (lambda d: written(d, b"{not json", "bad.ipynb"), "is not a notebook: line 1 is not JSON"),
    (lambda d: written(d, b"[]", "bad.ipynb"), "no cells"),
    (lambda d: written(d, b'{"cells": 7}', "bad.ipynb"), "no cells"),
    (lambda d: written(d, b"\xff\xfe", "bad.ipynb"), "not UTF-8"),
    (lambda d: written(d, b"[" * 200_000, "bad.ipynb"), "not JSON"),
    (lambda d: written(d, b'{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}', "bad.ipynb"), "for R, not"),
    (lambda d: "a\0b", "not the name of a file"),
])
def test_what_cannot_be_opened_is_refused_in_one_sentence(tmp_path, make, words):
    with pytest.raises(DocumentError, match=words) as caught:
        load_document(make(tmp_path))
    assert caught.value.__cause__ is None and "\n" not in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a named pipe needs POSIX")
def test_a_named_pipe_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe.py")
    with pytest.raises(DocumentError, match="not an ordinary file"):
        load_document(tmp_path / "pipe.py")


def test_saving_where_it_cannot_be(tmp_path):
    with pytest.raises(DocumentError, match=r"could not be written|is a directory"):
        save_document(Document("x"), tmp_path)
    with pytest.raises(DocumentError, match="could not be written"):
        save_document(Document("x"), written(tmp_path, b"") + "/below.py")
    with pytest.raises(DocumentError, match="save it as"):
        save_document(Document("x"), tmp_path / "a.ipynb")


def notebook(*cells, **extra):
    made = [{"cell_type": kind, "source": source, "execution_count": 3} for kind, source in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, **extra}).encode()


def test_a_notebook_becomes_a_program_with_its_lines_known(tmp_path):
    path = written(tmp_path, notebook(
        ("markdown", "# Title"), ("code",
         ["%matplotlib inline\n", "import torch\n", "x = 1\n", "x"]),
        ("code",
         "!pip install torch\nif x:\n    %time y = 2\n"), ("code", "%%bash\necho hi\n"), ("code", "")), "n.ipynb")
    document = load_document(path)
    lines = document.text.split("\n")
    assert is_notebook_text(document.text) and document.is_notebook
    assert document.suggested_path == path.replace(".ipynb", ".py")
    assert lines[1:4] == ["# %% [markdown]", "# # Title", ""]
    assert lines[4:9] == ["# %% In [3]", "pass  # %matplotlib inline", "import torch", "x = 1", "x"]
    assert "pass  # !pip install torch" in lines and "    pass  # %time y = 2" in lines and "# %%bash" in lines
    assert document.where(9) == "cell 1, line 4" and document.where(1) == "line 1"
    assert len(document.cells) == len(lines) - 1
    ast.parse(document.text)
    with pytest.raises(DocumentError):
        save_document(document, path)
    save_document(document)
    assert is_notebook_text((tmp_path / "n.py").read_text())


def test_a_notebook_with_notes_is_a_lesson(tmp_path):
    cells = [{"cell_type": "markdown", "source": ["# Title\n", "Line.\n", "\n", "More."], "metadata": {}},
             {"cell_type": "code", "source": "x = 1\nx"},
             {"cell_type": "markdown", "source": "Here.", "metadata": {"stop": "print 1", "other": 4}},
             {"cell_type": "code", "source": "y = 2"}]  # fmt: skip
    path = written(tmp_path, json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}).encode(), "l.ipynb")
    text = load_document(path).text
    read = lesson.parse(text)
    assert (read.title, read.line, [n.text for n in read.notes]) == ("Title", "Line.", ["More.", "Here."])
    assert read.notes[1].stop == "print 1" and not read.problems
    shown = []
    exec(compile(display_last(ast.parse(text), text), "l.ipynb", "exec"), {DISPLAY: shown.append})
    assert shown == [1]


def test_an_old_notebook_opens(tmp_path):
    data = json.dumps({"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": ["y = 2"]}]}]}).encode()
    assert "y = 2" in load_document(written(tmp_path, data, "old.ipynb")).text


def test_the_bare_last_expression_of_each_cell_is_shown(tmp_path):
    document = load_document(written(tmp_path, notebook(
        ("code", "x = 5\nx"), ("code", "x\nx + 1  # shown"), ("code", "x;"), ("code", "None"),
        ("code", "for i in [1]:\n    i"), ("code", "'é', x"), ("code", "# nothing")), "n.ipynb"))
    shown = []
    tree = display_last(ast.parse(document.text), document.text)
    exec(compile(tree, "n.ipynb", "exec"), {DISPLAY: shown.append})
    assert shown == [5, 6, None, ("é", 5)]


@pytest.mark.parametrize("pasted, code", [
    ("x = 1\n", "x = 1\n"),
    (">>> x = 1\n>>> for i in x:\n...     print(i)\n...\n1\n>>> x\n1\n", "x = 1\nfor i in x:\n    print(i)\n\nx\n"),
    ("  >>> a\n  2", "a"),
    ("In [1]: x = 1\n   ...: y = 2\n\nIn [2]: x\nOut[2]: 1\n\nIn [3]: y", "x = 1\ny = 2\nx\ny"),
    ("In [5]:\nx = 1\n\ny = x\nx\n\ntensor([[1., 1.],\n        [1., 1.]], requires_grad=True)\n\nIn [6]:\nprint(x)\n\n"
     "None\n<AddBackward0 object>\n\n\n## Heading of text\n", "x = 1\n\ny = x\nx\nprint(x)\n"),
    ("In [ ]:\ndef f():\n    a = 1\n\n    return a\n", "def f():\n    a = 1\n\n    return a\n"),
    ("In [1]:\nx = = 1\n", "x = = 1\n"),
    ("s = '>>> no'\n", "s = '>>> no'\n"),
    ("", ""),
])
def test_prompts_are_dropped(pasted, code):
    assert strip_prompts(pasted) == code
