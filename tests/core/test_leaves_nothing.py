"""What a program switched on and off again leaves nothing behind: another program then does what it does in a fresh process.

In children of one process that has only imported torch: the first runs PROBE alone, the second after all of SWITCHES; where they differ, each
switch is tried alone, so that the test names what leaves something.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from . import programs

ROOT = Path(__file__).resolve().parents[2]
CLASSES = """
class Own(torch.Tensor): pass
class Asked:
    @classmethod
    def __torch_function__(cls, f, types, args=(), kwargs=None): return f.__name__
class Functions(torch.overrides.TorchFunctionMode):
    def __torch_function__(self, f, types, args=(), kwargs=None): return f(*args, **(kwargs or {}))
class Operators(torch.utils._python_dispatch.TorchDispatchMode):
    def __torch_dispatch__(self, f, types, args=(), kwargs=None): return f(*args, **(kwargs or {}))
class Kept(torch.Tensor):
    @staticmethod
    def __new__(cls, of):
        t = torch.Tensor._make_wrapper_subclass(cls, of.size(), dtype=of.dtype, requires_grad=of.requires_grad)
        t.of = of.detach()
        return t
    @classmethod
    def __torch_dispatch__(cls, f, types, args=(), kwargs=None):
        return Kept(f(*[a.of if isinstance(a, Kept) else a for a in args], **(kwargs or {})))
def step():
    m = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 2))
    F.cross_entropy(m(torch.randn(5, 3)), torch.tensor([0, 1, 0, 1, 1])).backward()
    torch.optim.Adam(m.parameters()).step()
def boom(*args): raise ValueError
def caught(what):
    try: what()
    except (ValueError, RuntimeError): pass
"""
SWITCHES = {
    "meta": "nn.Linear(3, 4, device='meta')(torch.ones(2, 3, device='meta')).sum().backward()",
    "a class of its own": "(1 - Own([1.0, 2.0])).exp().sum(); torch.cat([Own([1.0]), torch.ones(1)]); torch.add(torch.ones(1), Asked())",
    "a function mode": "with Functions(): step(); caught(lambda: torch.ones(2, 3) @ torch.ones(2, 3))",
    "a dispatch mode": "with Operators(): step(); caught(lambda: torch.ones(2, 3) @ torch.ones(2, 3))",
    "wrapper subclasses": "(Kept(torch.ones(2, 2, requires_grad=True)).exp() * 2).sum().backward()",
    "sparse": "a = torch.eye(2).to_sparse().requires_grad_(); torch.sparse.mm(a, torch.ones(2, 2)).sum().backward(); repr(a)",
    "saved tensors' hooks": """def hooked():
    with torch.autograd.graph.saved_tensors_hooks(boom, lambda t: t): torch.ones(1, requires_grad=True).exp()
caught(hooked)""",
    "inference mode": "with torch.inference_mode(): x = torch.ones(2)\ncaught(lambda: x * torch.ones(2, requires_grad=True))",
    "anomaly mode": """def nans():
    with torch.autograd.detect_anomaly(): (torch.zeros(1, requires_grad=True).sqrt() * 0).sum().backward()
caught(nans)""",
    "transforms": """for t in (torch.vmap, torch.func.grad, torch.func.jacfwd, torch.func.functionalize): caught(lambda: t(boom)(torch.ones(2)))
torch.vmap(torch.func.grad(lambda v: v.sin().sum()))(torch.ones(2, 3)); caught(lambda: torch.vmap(torch.rand_like)(torch.ones(2)))
torch.func.functional_call(nn.Linear(2, 2), {"bias": torch.ones(2)}, torch.ones(1, 2))""",
    "fx": "torch.fx.symbolic_trace(nn.Sequential(nn.Linear(3, 4), nn.ReLU()))(torch.ones(1, 3))",
    "parametrizations": """m = nn.utils.parametrizations.orthogonal(nn.Linear(3, 3))
with nn.utils.parametrize.cached(): m(torch.ones(1, 3))""",
    "autocast": "with torch.autocast('cpu'): step()",
    "deterministic algorithms": """torch.use_deterministic_algorithms(True)
torch.ones(3).put_(torch.tensor([0]), torch.ones(1), accumulate=True)
torch.use_deterministic_algorithms(False)""",
    "defaults": """torch.set_default_dtype(torch.float64); step(); torch.set_default_dtype(torch.float32)
torch.set_default_device("meta"); torch.ones(1); torch.set_default_device(None)
torch.set_printoptions(precision=2, sci_mode=True); repr(torch.rand(3)); torch.set_printoptions(profile="default")""",
    "hooks of all modules": "h = nn.modules.module.register_module_forward_hook(lambda *a: None); step(); h.remove()",
}
PROBE = """
def nodes(t):
    names, fns = [], [t.grad_fn]
    for fn in fns:
        names.append(fn.name())
        fns += [f for f, _ in fn.next_functions if f is not None]
    return names
torch.manual_seed(0)
m = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(8, 2), nn.LogSoftmax(1))
x = torch.randn(2, 1, 6, 6).to(memory_format=torch.channels_last).requires_grad_()
loss = F.nll_loss(m(x), torch.tensor([0, 1]))
print(nodes(loss))
loss.backward()
print(x.grad, x.grad.stride(), [(p.grad, p.grad.stride()) for p in m.parameters()])
torch.optim.Adam(m.parameters()).step()
print(m, m[5].weight, torch.ones(2).is_inference(), torch.get_default_device(), torch.rand(2), type(nn.Parameter(torch.ones(1)) - torch.ones(1)))
t = torch.arange(6.0).reshape(2, 3).requires_grad_()
for f in ("1 - t", "t @ t.T", "t.T.exp()", "t[0]", "t.max(1)", "t.std()", "F.gelu(t)", "F.layer_norm(t, (3,))", "torch.cat([t, t])", "t.double()",
          "t @ t", "t + torch.ones(4)", "torch.cat([t, t[:, :2]])", "F.linear(t, t[:, :2])", "nn.Linear(2, 2)(t)", "t.view(5)", "t.sum(5)",
          "t.numpy()", "t.item()", "t.add_(1)", "t.backward()", "torch.mm(1, t)", "torch.foo", "t.foo", "torch.softmax(t)", "t.sum(foo=1)",
          "F.cross_entropy(t, torch.tensor([5, 0]))", "torch.ones(2, device='meta')",
          "torch.func.grad(lambda v: (v * v).sum())(t.detach())", "torch.autograd.functional.hessian(lambda v: v.pow(3).sum(), torch.ones(2))",
          "torch.vmap(lambda v: v * 2)(t)", "torch.Tensor.__torch_function__(torch.add, (torch.Tensor,), (t, t))"):
    try:
        y = eval(f)
        print(f, y, nodes(y) if getattr(y, "grad_fn", None) is not None else "")
    except Exception as e:
        print(f, type(e).__name__, e)
F.mse_loss(torch.ones(3), torch.ones(3, 1)); F.softmax(torch.ones(3)); (t * 2).sum().grad; torch.ones(1).std(); torch.tensor(t)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_nothing_is_left_behind():
    run = subprocess.run([sys.executable, "-m", __name__], cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert (run.returncode, run.stderr, run.stdout) == (0, "", "[]\n")


def after(switches, torch):
    """What PROBE does in a child that has run these switches, and what went wrong in those."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        names = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional}
        code = CLASSES if switches else ""
        for switch in switches:
            code += f"\n{SWITCHES[switch]}"
        errors = programs.run(code, names)["error"]
        os.write(write, json.dumps([errors, programs.run(PROBE, names)]).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as said:
        done = said.read()
    os.waitpid(child, 0)
    return json.loads(done)


def main():
    import core.facade as torch

    alone = after([], torch)
    together = after(list(SWITCHES), torch)
    print([name for name in SWITCHES if after([name], torch) != alone] or ["all together"] if together != alone else [])


if __name__ == "__main__":
    main()
