"""Programs on the meta device do what they do on real PyTorch (meta.json); in a process of their own, since naming the device changes torch."""

import json
import subprocess
import sys
from pathlib import Path

from . import programs

RUN = """
import json
import core.facade as torch
from tests.core import programs
names = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional}
print(json.dumps({title: programs.run(code, names) for title, code in programs.programs("meta").items()}))
"""


def test_programs():
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", RUN], cwd=root, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    got = json.loads(done.stdout)
    for title, want in programs.golden("meta").items():
        assert got[title]["out"] == want["out"], title
        assert got[title]["error"] == want["error"], title
        assert got[title]["warnings"] == want["warnings"], title
