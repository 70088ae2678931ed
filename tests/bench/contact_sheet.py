"""Makes resources/contact_sheet.png of real exports: `python -m tests.bench.contact_sheet`. Needs Pillow; look at it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image

from app.export import export
from app.export.headless import ensure_application
from app.model.trace import Trace
from tests.bench.bench_figures import TUTORIAL, opened, recorded

WIDE, GAP, GROUND = 1800, 14, "#D9DEE6"

CUT = """
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([3.0, 4.0], requires_grad=True)
y = x * 2
c = y.detach()
loss = (c * w).sum()
loss.backward()
"""

BLOCK = """
import torch
from torch import nn
torch.manual_seed(1)
x = torch.randn(10, 16)
query, key, value, out = (nn.Linear(16, 16, bias=False) for _ in range(4))
norm = nn.LayerNorm(16)
n = norm(x)
q, k, v = query(n), key(n), value(n)
weights = torch.softmax(q @ k.T / 4, dim=-1)
y = x + out(weights @ v)
loss = y.pow(2).mean()
loss.backward()
"""

NEURON = """
import torch
x = torch.tensor([[0.5, -1.0, 2.0]])
w = torch.tensor([[0.3], [-0.2], [0.1]], requires_grad=True)
b = torch.zeros(1, requires_grad=True)
y = torch.tanh(x @ w + b)
loss = (y - 1) ** 2
loss.sum().backward()
"""

STACK = """
import torch
from torch import nn
torch.manual_seed(3)
class Block(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.norm, self.up, self.down = nn.LayerNorm(n), nn.Linear(n, 4 * n), nn.Linear(4 * n, n)
    def forward(self, x):
        return x + self.down(torch.relu(self.up(self.norm(x))))
stem = nn.Linear(3, 8, bias=False)
blocks = nn.Sequential(*(Block(8) for _ in range(8)))
head = nn.Linear(8, 1, bias=False)
x = torch.randn(6, 3)
y = head(blocks(stem(x)))
loss = y.pow(2).mean()
loss.backward()
"""


def node_run(trace: Trace, part: float) -> int:
    """The event of a node of backward, `part` of the way through."""
    runs = [seq for seq in range(len(trace)) if trace.kind(seq) == "node"]
    return runs[int(part * (len(runs) - 1))]


def figures(folder: Path) -> dict[str, Image.Image]:
    """The pictures, by name."""
    traces = {name: opened(recorded(folder, name, text)) for name, text in
              (("tutorial", TUTORIAL), ("cut", CUT), ("block", BLOCK), ("neuron", NEURON), ("stack", STACK))}
    wanted = {
        "light": ("tutorial", 0.4, {"legend": True, "caption": "{file}, step {step} of {steps}: {sentence}"}),
        "dark": ("block", 0.45, {"theme": "dark", "scale": 0.9}),
        "print": ("cut", 1.0, {"theme": "print", "legend": True}),
        "grids": ("neuron", 0.5, {"view": "tensors"}),
        "folded": ("stack", 0.55, {"direction": "right", "collapse": "module"}),
        "right": ("neuron", 0.3, {"direction": "right", "theme": "light", "background": "#FFF8EC"}),
    }
    made = {}
    for name, (run, part, options) in wanted.items():
        out = folder / f"{name}.png"
        export(traces[run], out, step=node_run(traces[run], part), **options)
        made[name] = Image.open(out).convert("RGB")
    return made


def column(pictures: list[Image.Image], wide: int) -> Image.Image:
    """Pictures of one width, one below the other."""
    fitted = [p.resize((wide, round(p.height * wide / p.width)), Image.Resampling.LANCZOS) for p in pictures]
    sheet = Image.new("RGB", (wide, sum(p.height + GAP for p in fitted) - GAP), GROUND)
    top = 0
    for picture in fitted:
        sheet.paste(picture, (0, top))
        top += picture.height + GAP
    return sheet


def row(parts: list[Image.Image]) -> Image.Image:
    """Pictures side by side, made equally high, together WIDE."""
    room = WIDE - GAP * (len(parts) + 1)
    high = room / sum(p.width / p.height for p in parts)
    fitted = [p.resize((round(p.width * high / p.height), round(high)), Image.Resampling.LANCZOS) for p in parts]
    sheet = Image.new("RGB", (WIDE, round(high) + 2 * GAP), GROUND)
    left = GAP
    for part in fitted:
        sheet.paste(part, (left, GAP))
        left += part.width + GAP
    return sheet


def main() -> None:
    ensure_application()
    with tempfile.TemporaryDirectory() as folder:
        made = figures(Path(folder))
        left = column([made["light"], made["print"]], 620)
        right = column([made["grids"]], 700)
        rows = [row([left, made["dark"], right]), row([made["folded"]]), row([made["right"]])]
        sheet, top = Image.new("RGB", (WIDE, sum(one.height - GAP for one in rows) + GAP), GROUND), 0
        for one in rows:
            sheet.paste(one, (0, top))
            top += one.height - GAP
        path = Path(__file__).resolve().parents[2] / "resources" / "contact_sheet.png"
        sheet.save(path, optimize=True)
        print(f"{path}: {sheet.width} x {sheet.height} px, {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
