"""Methods of Tensor that come at first use: all of them are listed, each finds its family."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LISTED = """
import core.facade as torch
from core.functions import late, load_all
from core.tensor import Tensor
at_once = {name for name, thing in vars(Tensor).items() if not isinstance(thing, late.Late)}
load_all()
print(sorted({name for name in vars(Tensor) if name not in at_once} ^ set(late.NAMES.split())))
print([name for name, thing in vars(Tensor).items() if isinstance(thing, late.Late)])
print(sorted({name for name in late.NAMES.split() if isinstance(vars(Tensor)[name], property)} ^ late.PROPERTIES))
"""
FOUND = """
import core.facade as torch
t = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
print(round(t.det().item(), 3), hasattr(t, "nonsense"), torch.Tensor.trace(t).item())
"""
IN_PLACE = """
import core.facade, core.functions.more
from core.functions.late import Late
from core.tensor import Tensor
def held(f): return [c.cell_contents for c in getattr(f, "__closure__", None) or ()]
def inner(f): return [x for y in held(f) for x in [y, *held(y)]]
print([name for name, f in vars(Tensor).items() if any(isinstance(x, Late) for x in inner(f))])
"""
PROPERTY = """
import core.facade as torch
z = torch.tensor([1 + 2j])
z.imag = torch.tensor([7.0])
print(z, end=" ")
try:
    torch.ones(1).itemsize = 3
except AttributeError:
    print("refused")
"""
OPERATOR = "import core.facade as torch\nt = torch.eye(2)\nprint((t @ t).sum().item(), [r.sum().item() for r in t])"


def output_of(program):
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_every_late_method_is_listed():
    assert output_of(LISTED).split() == ["[]", "[]", "[]"]


def test_a_late_method_is_found_on_tensors_and_on_the_class():
    assert output_of(FOUND).split() == ["-2.0", "False", "5.0"]


def test_a_late_property_can_be_set_before_it_was_read():
    assert output_of(PROPERTY) == "tensor([1.+7.j]) refused\n"


def test_a_late_operator_is_found():
    assert output_of(OPERATOR) == "2.0 [1.0, 1.0]\n"


def test_in_place_forms_do_not_depend_on_what_was_imported_first():
    """`more` makes them of methods from other families, which it has to import itself."""
    assert output_of(IN_PLACE) == "[]\n"
