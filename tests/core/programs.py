"""Short programs run on the core and, once, on real PyTorch: what they print, warn and raise must be the same.

tests/data/programs/NAME.txt holds programs, each under a line `### title`; tests/data/NAME.json what real PyTorch made
of them, written by tests/data/make_programs.py. A program finds `torch`, `nn`, `optim`, … as names; it imports nothing
of them.
"""

import contextlib
import io
import json
import re
import warnings
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def programs(name):
    """{title: code} of one file."""
    parts = (DATA / "programs" / f"{name}.txt").read_text().split("### ")[1:]
    return {title: code for title, _, code in (part.partition("\n") for part in parts)}


def golden(name):
    return json.loads((DATA / f"{name}.json").read_text())


def run(code, names):
    """Runs a program. Returns what it printed, warned (category and text) and raised (type and text, first line)."""
    out, error = io.StringIO(), None
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(out):
        warnings.simplefilter("always")
        try:
            exec(compile(code, "<program>", "exec"), dict(names, __name__="__main__"))
        except Exception as e:
            error = f"{type(e).__name__}: {e}".split("\n")[0]
    warned = [re.sub("0x[0-9a-f]+", "0x…", f"{w.category.__name__}: {w.message}") for w in caught]
    warned = [re.sub(r'  File "[^<"]*", line .*\n(?:    .*\n)*', "", w) for w in warned]  # a forward traceback: the program's frames
    return {"out": out.getvalue(), "warnings": warned, "error": error}
