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


MODE = """
import core.facade as torch
from core.api import TABLES
from core.op import Op
from core.facade.overrides import BaseTorchFunctionMode

class Mine(torch.Tensor):
    pass

def sites():
    ops = {op for table in TABLES.values() for f in table.values() if isinstance(op := getattr(f, "op", f), Op)}
    return {(op.key, name) for op in ops for home, name in op.sites if home is torch}

was, exp = sites(), torch.exp
with BaseTorchFunctionMode():
    assert torch.exp is not exp
assert torch.exp is exp and sites() == was
for f in (torch.Tensor.exp, torch.Tensor.sigmoid):  # pickled by the name where it is found
    assert f.__module__ == "torch" and f.__qualname__ == f"Tensor.{f.__name__}"
"""


def test_a_mode_leaves_every_function_where_it_was():
    """An op puts its written-out function wherever its sites say: what a class has put behind its look must not become one of them."""
    done = subprocess.run([sys.executable, "-c", MODE], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


OPERATORS = """
import operator
import core.facade as torch

p, x = torch.nn.Parameter(torch.ones(2)), torch.full((2,), 3.0)
for name in "sub truediv pow mul add matmul mod floordiv lt".split():
    y = getattr(operator, name)(x, p)
    print(name, y.tolist(), type(y.grad_fn).__name__)
"""
BETWEEN = """sub [2.0, 2.0] SubBackward0
truediv [3.0, 3.0] DivBackward0
pow [3.0, 3.0] PowBackward1
mul [3.0, 3.0] MulBackward0
add [4.0, 4.0] AddBackward0
matmul 6.0 DotBackward0
mod [0.0, 0.0] RemainderBackward1
floordiv [3.0, 3.0] NotImplemented
lt [False, False] NoneType
"""  # real PyTorch's


def test_an_operator_asks_a_parameter_last_on_first_use_too():
    done = subprocess.run([sys.executable, "-c", OPERATORS], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (BETWEEN, "")


RIGHT = """
import core.facade as torch

class Mine(torch.Tensor):
    pass

x = torch.full((2,), 3.0, requires_grad=True)
for y in (x - torch.ones(2).as_subclass(Mine), x / torch.ones(2).as_subclass(Mine), x ** torch.ones(2).as_subclass(Mine)):
    x.grad = None
    y.sum().backward()
    print(type(y).__name__, type(y.grad_fn).__name__, x.grad.tolist())
"""


def test_a_tensor_is_tracked_left_of_a_class_too():
    done = subprocess.run([sys.executable, "-c", RIGHT], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("Mine AliasBackward0 [1.0, 1.0]\n" * 3, "")  # as on real PyTorch
