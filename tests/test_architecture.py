"""Imports point one way; the top level is the agreed one; files say what they hold and stay small."""

import ast
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOP = {"pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "app", "core", "resources", "tests"}
# part → what it may import of ours; a part is the longest prefix that fits.
MAY = {
    "core": {"core"},
    "app.model": {"core", "app.model", "resources"},
    "app.worker": {"core", "app.worker", "app.model.settings", "app.model.document", "app.model.notebook",
                   "app.model.breakpoints", "app.model.expressions"},
    "app.export": {"core", "app.model", "app.export", "resources"},
    "app.process": {"core", "app.worker", "app.model", "app.process", "app.runs"},
    "app.runs": {"core", "app.worker", "app.model", "app.process", "app.runs"},
    "app.launcher": {"core", "app.worker", "app.model", "app.process", "app.launcher"},
    "app.second_run": {"core", "app.worker", "app.model", "app.process", "app.runs", "app.second_run"},
    "app.quiet": {"core", "app.worker", "app.model", "app.process", "app.runs", "app.launcher", "app.quiet"},
    "app.place": {"app.model", "app.place"},
    "app.session": {
        "app.place",
        "app.quiet",
        "app.second_run",
        "core",
        "app.model",
        "app.export",
        "app.process",
        "app.runs",
        "app.launcher",
        "app.session",
        "app.worker",
    },
    "app.ui": {"core", "app", "resources"},
    "app.cli": {"core", "app", "resources"},
    "app": {"core", "app", "resources"},
}
FILES = sorted(p for top in ("core", "app") for p in (ROOT / top).rglob("*.py"))


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(p) for p in FILES}


def imports_of(path):
    """Absolute names of what a file imports, wherever in it."""
    here = module_of(path)
    package = here if path.name == "__init__.py" else here.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*up, *([node.module] if node.module else [])])
            inside = {f"{base}.{a.name}" for a in node.names} & MODULES
            yield from inside or {base}


def part_of(module):
    return max((p for p in MAY if module == p or module.startswith(p + ".")), key=len)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path):
    part = part_of(module_of(path))
    for name in imports_of(path):
        top = name.split(".")[0]
        if part == "core":
            assert top not in ("PySide6", "pyqtgraph", "networkx", "app"), f"core knows no {name}"
        if part in ("app.model", "app.worker", "app.export", "app.process", "app.session"):
            assert not name.startswith("PySide6.QtWidgets"), f"{part} knows no widgets"
        if part in ("app.model", "app.worker"):
            assert top != "PySide6", f"{part} knows no Qt"
        if top in ("core", "app", "resources"):
            allowed = MAY[part]
            assert any(name == a or name.startswith(a + ".") for a in allowed), f"{part} must not import {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_says_what_it_holds_and_stays_small(path):
    text = path.read_text(encoding="utf8")
    assert ast.get_docstring(ast.parse(text)), "the first line says what the file holds"
    assert text.count("\n") <= 500


def test_core_imports_itself_relatively():
    """The child process loads the core under a private name, so that a user's own core.py is the user's."""
    for path in (ROOT / "core").rglob("*.py"):
        assert not re.search(r"^\s*(from|import) core\b", path.read_text(encoding="utf8"), re.M), path


def test_top_level_is_the_agreed_one():
    made = {"build", "dist", "__pycache__"}
    found = {p.name for p in ROOT.iterdir() if not p.name.startswith(".") and not p.name.endswith(".egg-info")}
    assert found - made == TOP
