"""Records programs for the tests of the recorder, and finds events of a kind."""

import textwrap
from pathlib import Path

import numpy as np

import core.facade as torch
from core import recorder_pump
from core.recorder import Recorder
from core.tapefile import open_tape

ROOT = Path(__file__).parents[3]

TUTORIAL = """\
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
out.backward()
"""


def in_batches(monkeypatch, batch):
    """From now on recorders write after so many events, and no sooner."""
    monkeypatch.setattr(recorder_pump, "AT_ONCE", 0)
    monkeypatch.setattr(recorder_pump, "BATCH", batch)
    monkeypatch.setattr(recorder_pump, "WAIT", 10)


def run(program, path, names=None, **limits):
    """Runs the text with `torch` under a recorder; the tape."""
    program = textwrap.dedent(program)
    recorder = Recorder(path, {"source": program}, main="program.py", text=program, **limits)
    scope = {"torch": torch, "np": np, "__name__": "__main__", **(names or {})}
    code = compile(program, "program.py", "exec")
    status = "finished"
    recorder.start()
    try:
        exec(code, scope)
    except BaseException:
        status = "error"
        raise
    finally:
        recorder.close(status)
    return open_tape(path)


def of(events, kind):
    return [e for e in events if e["event"] == kind]


PROGRAMS = {
    "tutorial": TUTORIAL,
    "sgd": """
        x = torch.tensor(0.0, requires_grad=True)
        opt = torch.optim.SGD([x], lr=0.1)
        for i in range(4):
            opt.zero_grad()
            y = (x - 3) ** 2 + i
            y.backward()
            opt.step()
        """,
    "several outputs": """
        x = torch.tensor([1., 2., 3.], requires_grad=True)
        a, b, c = x.unbind()
        v, i = torch.max(torch.stack([x, x * 2]), dim=0)
        (a * b + v.sum()).backward()
        """,
    "double backward": """
        x = torch.tensor([1., 2.], requires_grad=True)
        y = torch.exp(x)
        g, = torch.autograd.grad(y.sum(), x, create_graph=True)
        h, = torch.autograd.grad((g ** 2).sum(), x, retain_graph=True)
        (g.sum() * x.sum()).backward()
        """,
    "in place": """
        x = torch.tensor([1., 2., 3.], requires_grad=True)
        w = x.detach().clone()
        w[0] = 7.
        w.add_(1).mul_(2)
        y = x * 1
        y[1:] *= 3
        y.relu_()
        (y * w).sum().backward()
        x.grad.zero_()
        with torch.no_grad():
            x -= 0.5
        """,
    "hooks": """
        x = torch.tensor([1., 2.], requires_grad=True)
        y = x * 2
        y.register_hook(lambda g: g * 3)
        x.register_hook(lambda g: None)
        y.sum().backward()
        """,
    "no grad": """
        x = torch.ones(3, requires_grad=True)
        with torch.no_grad():
            y = x * 2
        z = x.detach() + x.data
        n = torch.arange(4) * 2
        """,
    "refused": """
        x = torch.ones(3, requires_grad=True)
        try:
            (x * 2).backward()
        except RuntimeError as e:
            said = str(e)
        y = (x * x).sum()
        y.backward()
        try:
            y.backward()
        except RuntimeError as e:
            said = str(e)
        """,
}
