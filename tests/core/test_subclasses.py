"""Tensors of a user's own class do as on real PyTorch (subclasses.json).

In a process of their own, since the first such class changes the functions of torch.
"""

import json
import subprocess
import sys
from pathlib import Path

from . import programs

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import json, core.facade as torch
from tests.core import programs
names = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional}
print(json.dumps({title: programs.run(code, names) for title, code in programs.programs("subclasses").items()}))
"""


def test_classes_keep_through_operations():
    child = subprocess.run([sys.executable, "-c", CHILD], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert child.returncode == 0, child.stderr
    assert json.loads(child.stdout) == programs.golden("subclasses")
