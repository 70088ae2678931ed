"""Brings the translation files up to date with the texts in the program, and compiles them: run this file.

`texts()` finds every text that is translated: the first argument of `tr`, `template` and `marked`, both of `counted`
(see Note [Translating] in app/model/translate.py), and those that are declared as data, named in DECLARED. The .ts file
is written anew: known translations are kept, new texts are there as unfinished, and what is no longer said is dropped.
Then lrelease, which comes with PySide6, makes the .qm that the program reads. Exit status 1: texts wait to be translated.
"""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CONTEXT = "Retrograd"
LANGUAGES = {"zh_CN": HERE / "retrograd_zh_CN.ts"}
# name → how many of its arguments may be texts
CALLS = {"tr": 1, "template": 1, "marked": 1, "counted": 3, "ExpressionError": 1, "BreakpointError": 1}
# module: names of tables whose texts are translated where they are shown
DECLARED = {
    "app.model.words": ("WORDS",), "app.model.settings": ("SETTINGS",), "app.model.why": ("WORDS", "DO"),
    "app.model.retold": ("TITLES", "REASONS", "SIGNALS", "OVER"),
    "app.model.zeros": ("REASONS", "ADVICE"), "app.model.doctor": ("DIAGNOSES",),
    "app.model.search_words": ("_SENTENCES", "KEY_NOTES", "_WHAT", "_TEXT", "_NOT_TEXT", "_SPECIAL", "_MEASURES", "_OPERATORS",
                               "_OF_ONE"),
    "app.export.cardtext": ("NOT_YET",), "app.export.legend": ("CARD_WORDS", "EDGE_WORDS"),
    "app.export.frame": ("EMPTY_WORDS",), "app.export.states": ("STATE_WORDS",),
    "app.export.kinds": ("REGISTRY",),
    "app.ui.action_specs": ("MENUS", "SPECS"), "app.ui.bookmarks_panel": ("EMPTY",), "app.ui.breakpoints_panel": ("EMPTY",),
    "app.ui.watch_panel": ("EMPTY",), "app.ui.dialogs": ("MORE_KEYS",),
    "app.ui.doctor_panel": ("NO_RUN", "RUNNING", "LOOKING", "HEALTHY"), "app.ui.events_model": ("COLUMNS",),
    "app.ui.export_form": ("OF", "STEPS", "THEME_NAMES", "VIEW_NAMES", "DIRECTION_NAMES", "GROUNDS", "PACES", "PAGE_NAMES"),
    "app.ui.graph_view": ("EMPTY", "NO_TENSORS"), "app.ui.graph_words": ("STATES", "KIND_WORDS"),
    "app.ui.graph_canvas_overlay": ("TIPS",), "app.ui.outline": ("EMPTY", "NO_GROUPS"), "app.ui.search_panel": ("EMPTY",),
    "app.ui.settings_dialog": ("THEME_WORDS", "CHOICE_WORDS"), "app.ui.timeline": ("EMPTY",), "app.ui.timeline_paint": ("PHASE_WORDS",),
    "app.ui.transport": ("BUTTONS",), "app.ui.plots_panel": ("PAGES", "NO_RUN", "NOTHING", "LOADING"), "app.ui.plots_depth": ("TITLES",),
}  # fmt: skip
# fields of declared things that are texts; of anything else that is declared, every text is
FIELDS = {
    "Spec": ("text", "tip"), "Setting": ("title", "help", "unit", "zero", "group"), "Kind": ("says",),
    "Diagnosis": ("title", "evidence", "why", "do", "tag", "first"), "_Button": ("text",),
}  # fmt: skip


def texts() -> dict[str, str]:
    """Every text that is translated, with the file that says it first."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "app").rglob("*.py")):
        for text in in_calls(path):
            found.setdefault(text, str(path.relative_to(ROOT)))
    for module, names in DECLARED.items():
        loaded = importlib.import_module(module)
        for name in names:
            for text in in_data(getattr(loaded, name)):
                found.setdefault(text, module.replace(".", "/") + ".py")
    return found


def in_calls(path: Path) -> Iterator[str]:
    """The texts that a file gives to the functions in CALLS."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tables = _tables(tree)
    for node in ast.walk(tree):
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        for argument in node.args[: CALLS.get(name, 0)] if name else ():
            for part in (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
                    yield part.value
                for used in ast.walk(part):
                    if isinstance(used, ast.Name) and used.id in tables:
                        yield from in_data(tables[used.id])


def _tables(tree: ast.Module) -> dict[str, object]:
    """What is declared in a module under a name in capitals and consists of plain values: tr(EMPTY), tr(TITLES[name])."""
    found = {}
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Name) and target.id.isupper():
            try:
                found[target.id] = ast.literal_eval(node.value)
            except ValueError:
                continue  # made of more than plain values: named in DECLARED where it has texts
    return found


def in_data(thing) -> Iterator[str]:
    """The texts of a table: values of a dict, members of a sequence, the named fields of a declared thing."""
    fields = FIELDS.get(type(thing).__name__)
    if isinstance(thing, str):
        if thing:
            yield thing
    elif fields is not None:
        for name in fields:
            yield from in_data(getattr(thing, name))
        if type(thing).__name__ == "Spec":
            yield from in_data(tuple(thing.menu.split("/")))
    elif isinstance(thing, dict):
        yield from in_data(tuple(thing.values()))
    elif isinstance(thing, tuple | list | frozenset):
        for one in thing:
            yield from in_data(one)


def read(path: Path) -> dict[str, str]:
    """The translations of a .ts file, "" where one is missing."""
    if not path.exists():
        return {}
    messages = ET.parse(path).getroot().iter("message")
    return {m.findtext("source", ""): m.findtext("translation", "") for m in messages}


def write(path: Path, language: str, places: dict[str, str], known: dict[str, str]) -> list[str]:
    """Write a .ts file; gives the texts without a translation."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>", f'<TS version="2.1" language="{language}">',
             "<context>", f"    <name>{CONTEXT}</name>"]  # fmt: skip
    for text, place in sorted(places.items(), key=lambda pair: (pair[1], pair[0])):
        said = known.get(text, "")
        state = "" if said else ' type="unfinished"'
        lines += ["    <message>", f'        <location filename="../../{place}"/>', f"        <source>{escape(text)}</source>",
                  f"        <translation{state}>{escape(said)}</translation>", "    </message>"]  # fmt: skip
    path.write_text("\n".join([*lines, "</context>", "</TS>"]) + "\n", encoding="utf-8")
    return [text for text in places if not known.get(text)]


def compile_all() -> None:
    """The .qm of every .ts, by PySide6's lrelease."""
    import PySide6

    tool = next(p for name in ("lrelease", "lrelease.exe") if (p := Path(PySide6.__file__).parent / name).exists())
    for path in LANGUAGES.values():
        subprocess.run([str(tool), "-silent", str(path), "-qm", str(path.with_suffix(".qm"))], check=True)


def main() -> int:
    places, waiting = texts(), []
    for language, path in LANGUAGES.items():
        waiting += write(path, language, places, read(path))
    compile_all()
    print(f"{len(places)} texts, {len(waiting)} not translated")
    for text in waiting:
        print(f"  {places[text]}: {text}")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
