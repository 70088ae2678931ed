"""A Jupyter notebook as a program, and text with prompts (`>>> `, `In [1]:`) as plain code. Nothing is run here.

Note [Cells]: a notebook becomes one text. Its first line is `# Cells of NAME: a bare last expression prints its
value`, and each code cell begins with a line `# %% In [3]`, each Markdown cell with `# %% [markdown]`, its text in
comments: so a notebook is a lesson too (lesson.py). What a cell does at its end (a bare last expression is
printed as its repr, unless it is None or ends in a semicolon) is not written into the text, which stays the user's own:
whoever runs a text with that first line calls `display_last` on its syntax tree. So the text can be edited, and saved
as a .py. Lines for IPython alone (`%matplotlib inline`, `!pip …`) stand as comments, so that no line moves.
"""

from __future__ import annotations

import ast
import json
import re

from . import lesson
from .translate import tr

DISPLAY = "__retrograd_display__"  # the name under which the runner offers the function that prints a cell's value
_HEADER = "# Cells of {}: a bare last expression prints its value"
_HEADER_LINE = re.compile(r"# Cells of .+: a bare last expression prints its value\s*$")
_CELL_LINE = re.compile(r"# %% ?(In \[.*\]|\[markdown\].*)?\s*$")
_MAGIC = re.compile(r"(\s*)([%!?]|[\w.]+\?{1,2}\s*$)")
_KEEPS_CODE = ("%%time", "%%timeit", "%%capture", "%%prun")


class NotebookError(Exception):
    """A file that is no notebook of Python; the message goes on from its name: "is not a notebook: …"."""


def convert(data: bytes, name: str) -> tuple[str, list[tuple[int, int]]]:
    """(text, cells) of a notebook file: its code cells as one program with its Markdown as notes between them, and for
    each line of it (cell, line in cell).

    Cells are numbered from 1 over the code cells; lines of ours are (0, 0). Raises NotebookError.
    """
    lines, where = [_HEADER.format(" ".join(name.split()))], [(0, 0)]
    number = 0
    for cell in _cells(data):
        if len(lines) > 1:
            lines.append("")
            where.append((0, 0))
        if cell["cell_type"] == "markdown":
            note = _note_lines(cell)
            lines += note
            where += [(0, 0)] * len(note)
            continue
        number += 1
        count = cell.get("execution_count", cell.get("prompt_number"))
        lines.append(f"# %% In [{count if isinstance(count, int) else ' '}]")
        where.append((0, 0))
        code = without_magics(_joined(cell.get("source", cell.get("input", ""))).rstrip("\n")).split("\n")
        lines += code
        where += [(number, line) for line in range(1, len(code) + 1)]
    return "\n".join(lines) + "\n", where


def _note_lines(cell: dict) -> list[str]:
    """A Markdown cell as the lines of a note; what Jupytext keeps in its metadata stays on the marker."""
    meta = cell.get("metadata") if isinstance(cell.get("metadata"), dict) else {}
    kept = {key: meta[key].replace("\n", " ") for key in lesson.KNOWN if isinstance(meta.get(key), str)}
    return [lesson.cell_line("markdown", **kept), *lesson.commented(_joined(cell.get("source", ""))).split("\n")]


def _cells(data: bytes) -> list[dict]:
    try:
        top = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotebookError(tr("is not a notebook: it is not UTF-8 text.")) from None
    except (ValueError, RecursionError) as error:
        where = tr("line {line}", line=error.lineno) if isinstance(error, json.JSONDecodeError) else tr("its text")
        raise NotebookError(tr("is not a notebook: {where} is not JSON.", where=where)) from None
    if not isinstance(top, dict):
        raise NotebookError(tr("is not a notebook: it has no cells."))
    cells = top.get("cells")
    if cells is None and isinstance(sheets := top.get("worksheets"), list):  # the format before 2014
        cells = [c for sheet in sheets if isinstance(sheet, dict) for c in sheet.get("cells") or []]
    if not isinstance(cells, list):
        raise NotebookError(tr("is not a notebook: it has no cells."))
    meta = top.get("metadata") if isinstance(top.get("metadata"), dict) else {}
    spec = meta.get("kernelspec") if isinstance(meta.get("kernelspec"), dict) else {}
    info = meta.get("language_info") if isinstance(meta.get("language_info"), dict) else {}
    language = spec.get("language") or info.get("name") or "python"
    if str(language).lower() not in ("python", "ipython"):
        raise NotebookError(tr("is a notebook for {language}, not for Python.", language=language))
    return [cell for cell in cells if isinstance(cell, dict) and cell.get("cell_type") in ("code", "markdown")]


def _joined(source) -> str:
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return source.replace("\r\n", "\n").replace("\r", "\n") if isinstance(source, str) else ""


def without_magics(code: str) -> str:
    """A cell with its IPython-only lines as comments; a cell that is plain Python comes back unchanged."""
    if _parses(code):
        return code
    lines = code.split("\n")
    if code.lstrip().startswith("%%") and not code.lstrip().startswith(_KEEPS_CODE):
        return "\n".join("# " + line for line in lines)
    changed = []
    for line in lines:
        match = _MAGIC.match(line)
        changed.append(f"{match[1]}pass  # {line.strip()}" if match else line)
    return "\n".join(changed)


def _parses(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


# ---- at the run

def is_notebook_text(source: str) -> bool:
    """Whether a text is a notebook's program (its first line says so)."""
    return bool(_HEADER_LINE.match(source.split("\n", 1)[0]))


def display_last(tree: ast.Module, source: str) -> ast.Module:
    """Wrap the bare last expression of each cell in a call of DISPLAY; the tree is changed in place and returned."""
    lines = source.split("\n")
    starts = [number for number, line in enumerate(lines, 1) if _CELL_LINE.match(line)]
    for index, statement in enumerate(tree.body):
        following = tree.body[index + 1].lineno if index + 1 < len(tree.body) else len(lines) + 1
        last = any(statement.end_lineno < start <= following for start in starts) or index + 1 == len(tree.body)
        if not last or not isinstance(statement, ast.Expr) or _silenced(lines, statement):
            continue
        call = ast.Call(ast.Name(DISPLAY, ast.Load()), [statement.value], [])
        statement.value = ast.fix_missing_locations(ast.copy_location(call, statement.value))
        ast.copy_location(call.func, call)
    return tree


def _silenced(lines: list[str], statement: ast.stmt) -> bool:
    rest = lines[statement.end_lineno - 1].encode()[statement.end_col_offset:]
    return rest.lstrip().startswith(b";")


# ---- pasted text

_IN = re.compile(r"\s*In ?\[[\d ]*\]: ?")
_OUT = re.compile(r"\s*Out ?\[[\d ]*\]: ?")
_MORE = re.compile(r"\s*\.{3,}: ?")


def strip_prompts(text: str) -> str:
    """Pasted text without its `>>> `, `... `, `In [1]:` and `Out[1]:` prompts, and without the output between them.

    Text that does not begin with a prompt comes back unchanged.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    first = next((line for line in lines if line.strip()), "")
    if re.match(r"\s*>>>( |$)", first):
        result = _without_doctest(lines)
    elif _IN.match(first):
        result = _without_ipython(lines)
    else:
        return text
    return "\n".join(result) + ("\n" if text.endswith("\n") else "")


def _without_doctest(lines: list[str]) -> list[str]:
    result: list[str] = []
    for line in lines:
        match = re.match(r"\s*(>>>|\.\.\.)(?: (.*)|)$", line)
        if match and (match[1] == ">>>" or result):
            result.append(match[2] or "")
    return _no_trailing_blank(result)


def _without_ipython(lines: list[str]) -> list[str]:
    result: list[str] = []
    block: list[str] = []  # a cell below its own line "In [1]:"
    mode = "out"
    for line in lines:
        if match := _IN.match(line):
            result += _code_of(block)
            block, rest = [], line[match.end():]
            mode = "prompts" if rest.strip() else "block"
            result += [rest] if rest.strip() else []
        elif _OUT.match(line):
            mode = "out"
        elif mode == "prompts" and (match := _MORE.match(line)):
            result.append(line[match.end():])
        elif mode == "block":
            match = _MORE.match(line)
            block.append(line[match.end():] if match else line)
        else:
            mode = "out"
    return _no_trailing_blank(result + _code_of(block))


def _code_of(block: list[str]) -> list[str]:
    """The code at the head of a block: the paragraphs up to its output, or up to the first text that is not Python."""
    paragraphs = re.split(r"\n[ \t]*\n", "\n".join(block))
    best = 0
    for count in range(1, len(paragraphs) + 1):
        if count > 1 and _is_output(paragraphs[count - 1]):
            break
        if _parses("\n\n".join(paragraphs[:count])):
            best = count
    kept = "\n\n".join(paragraphs[:best or len(paragraphs)])  # a cell with a mistake in it is kept whole
    return _no_trailing_blank(kept.split("\n")) if block else []


def _is_output(paragraph: str) -> bool:
    """Whether a paragraph reads like printed values: only literals and calls such as tensor(…)."""
    try:
        body = ast.parse(paragraph).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return bool(body) and all(isinstance(s, ast.Expr) and _is_value(s.value) for s in body)


def _is_value(node: ast.expr) -> bool:
    if isinstance(node, (ast.Tuple, ast.List)):
        return all(_is_value(e) for e in node.elts)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in ("tensor", "array", "Parameter")
    if isinstance(node, ast.UnaryOp):
        return _is_value(node.operand)
    return isinstance(node, (ast.Constant, ast.Dict))


def _no_trailing_blank(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]
