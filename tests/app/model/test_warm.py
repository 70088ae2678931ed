"""What the first rule needs is loaded beforehand."""

import subprocess
import sys

PROGRAM = """
import sys
from app.model import warm
assert "core.ops.nn_conv" not in sys.modules
names = list(warm.rules())
before = set(sys.modules)
from core import symbolic
assert symbolic.SYMBOLS.installed
symbolic.op_of_node("ConvolutionBackward0")
print(len(names), sorted(set(sys.modules) - before))
"""


def test_no_rule_loads_anything_once_all_is_warm():
    done = subprocess.run([sys.executable, "-W", "error", "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True)
    count, more = done.stdout.split(" ", 1)
    assert int(count) > 10 and more.strip() == "[]"
