"""The schemas of PyTorch's aten operators, as its dispatcher knows them: one a line in aten_schemas.txt, read when first asked for.

A line is `name.overload(arguments) -> returns`; an operator's first overload may have no name, and is then called `default`.
"""

import functools
import os
import re

from .operator_schemas import Argument, FunctionSchema

LINE = re.compile(r"(\w+)(?:\.(\w+))?\((.*)\) -> (.*)")
PARTS = re.compile(r",\s*(?![^\[\]()]*[\])])")
MARK = re.compile(r"\((\w+)(!?)[^)]*\)")
NUMBERS = {"Mean": 1, "inf": float("inf"), "contiguous_format": None, "None": None, "True": True, "False": False}


class AtenSchema(FunctionSchema):
    """A schema that is shown as PyTorch writes it. `view`: does a result share memory with an argument that is not written to?"""

    def __init__(self, text, overload, name, arguments, returns):
        super().__init__(f"aten::{name}", arguments, returns)
        self.text, self.overload_name = f"aten::{text}", overload
        self.is_mutable = any(a.mutated for a in arguments)
        self.view = not self.is_mutable and "(a" in text

    def __str__(self):
        return self.text

    __repr__ = __str__


@functools.cache
def _lines():
    """{name: [line, …]}."""
    found = {}
    with open(os.path.join(os.path.dirname(__file__), "aten_schemas.txt"), encoding="utf-8") as file:
        for line in file:
            found.setdefault(line.partition("(")[0].partition(".")[0], []).append(line.rstrip("\n"))
    return found


@functools.cache
def overloads(name):
    """{overload: AtenSchema} of the operator aten::NAME; empty for one that is not known."""
    return {made.overload_name: made for made in map(_parsed, _lines().get(name, ()))}


def _parsed(line):
    name, overload, inside, returns = LINE.fullmatch(line).groups()
    arguments, keyword = [], False
    for part in filter(None, PARTS.split(inside)):
        if part == "*":
            keyword = True
            continue
        kind, _, rest = re.sub(r"\s+(?=[^\[]*\])", "", part).rpartition(" ")
        called, has, default = rest.partition("=")
        mark = MARK.search(kind)
        kind = re.sub(r"\[\d+\]", "[]", MARK.sub("", kind))
        arguments.append(Argument(called, kind, _default(default, kind) if has else Argument.__init__.__defaults__[0],
                                  mark[1] if mark and mark[2] else None, keyword))  # fmt: skip
    inner = returns[1:-1] if returns.startswith("(") else returns
    return AtenSchema(line, overload or "default", name, arguments, [MARK.sub("", r).strip() for r in PARTS.split(inner) if r])


def _default(text, kind):
    if text in NUMBERS:
        return NUMBERS[text]
    if text.startswith("["):
        return [_default(each, kind) for each in text[1:-1].split(",") if each]
    if text[:1] in "\"'":
        return text[1:-1]
    try:
        number = float(text)
    except ValueError:
        return text
    if kind.startswith("float"):
        return [number] if kind.endswith("[]") else number
    if "int" in kind.lower() or ("." not in text and "e" not in text):
        number = int(number)
    return [number] if kind.endswith("[]") else number
