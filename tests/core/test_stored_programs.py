"""Stored programs print, warn and raise what they do on real PyTorch, in a process that has run others and in one of their own.

The files of tests/data/programs: `dispatch` (what handles operators below autograd), `forms` (functions in their documented forms), `found`
(what was wrong in scripts that nobody here wrote), `gaps` (what was absent), `linalg` (linear algebra, special functions), `scripts` (in
the style of books), `sparse`, `torchs_own` (what PyTorch's own tests asked), `tutorials` (what its tutorials show).
"""

import importlib
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

import core.facade  # noqa: F401  (what a program that imports torch has)

from . import programs

FILES = ("dispatch", "forms", "found", "gaps", "linalg", "scripts", "torchs_own", "tutorials")
PROGRAMS = {(file, title): code for file in FILES for title, code in programs.programs(file).items()}
GOLDEN = {file: programs.golden(file) for file in FILES}
ROOT = Path(__file__).resolve().parents[2]
PLACES = {"torch": "facade", "nn": "facade.nn", "F": "facade.nn.functional", "optim": "facade.optim", "lr_scheduler": "facade.optim.lr_scheduler",
          "init": "facade.nn.init", "data": "facade.utils.data", "D": "facade.distributions", "functorch": "facade._functorch"}  # fmt: skip


def run(code):
    """What the program does; of torch's modules only those are imported that it names."""
    names = {name: importlib.import_module(f"core.{place}") for name, place in PLACES.items() if name in code}
    return programs.run(code, names | {"math": math})


@pytest.mark.parametrize(("file", "title"), PROGRAMS)
def test_program(file, title):
    got, want = run(PROGRAMS[file, title]), GOLDEN[file][title]
    assert got["out"] == want["out"]
    assert got["error"] == want["error"]
    assert got["warnings"] == want["warnings"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize("file", FILES)
def test_programs_in_processes_of_their_own(file):
    """What an op or a method does at its first use is what it does later: the tests above see only what was used before."""
    server = subprocess.run([sys.executable, "-m", __name__, file], cwd=ROOT, capture_output=True, text=True, timeout=110)
    assert server.returncode == 0, server.stderr
    differ = [title for title, line in zip(GOLDEN[file], server.stdout.splitlines(), strict=True) if json.loads(line) != GOLDEN[file][title]]
    assert not differ


def each_alone(file):
    """Prints what each program of a file does, a line each, in a child that has used nothing before."""
    for title in GOLDEN[file]:
        child = os.fork()
        if not child:
            print(json.dumps(run(PROGRAMS[file, title])), flush=True)
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    each_alone(sys.argv[1])
