"""The golden pictures: seven graphs at three moments in three themes and two scales, how they are made and compared.

They are pictures that people have looked at. `python -m tests.app.export.golden_pictures FOLDER` makes them anew and
writes a contact sheet beside them, to be looked at again before it is stored. They have 28 colours each, and those of scale 2
are stored at half their size, to be small.

A picture is compared after it has been put into the colours of the stored one, tile by tile: a tile of TILE px may differ
by FAR on average, which letters drawn by another version of a font library do not reach, and a word that is missing does.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, qRgb

import core
from app.export import fonts
from app.export.paint import colour, paint_scene
from app.export.scene import size_of, stage_of
from app.export.sheet import plan, still_text
from app.export.theme import PALETTES
from app.model.folding import CLOSED, OPEN, Folding
from app.model.folding_part import fold
from app.model.folding_tree import TreeBuilder
from app.model.graph import Graph
from app.model.layout import layered
from app.model.trace import Trace
from core import facade as torch

FOLDER = Path(__file__).parents[2] / "data" / "pictures"
THEMES, SCALES, MOMENTS = ("light", "dark", "print"), (1, 2), ("forward", "backward", "end")
MARGIN, COLOURS, STEP = 12, 28, 20
TILE, FAR = 8, 7.0  # px, the side of a tile; the mean difference of its points, of 255
PLAIN = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
nn = torch.nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)

    def forward(self, x):
        return torch.relu(self.fc(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.h = nn.ModuleList([Block() for _ in range(5)])

    def forward(self, x):
        for block in self.h:
            x = block(x)
        return x


def fixed(module):
    """The module with parameters that are simple numbers."""
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(torch.arange(1.0, p.numel() + 1).reshape(p.shape) / 4)
    return module


def tutorial():
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = x + 2
    out = (y * y * 3).mean()
    out.backward()


def cut():
    a = torch.tensor([1.0, -2.0], requires_grad=True)
    b = a * 2
    c = b.detach() * 3
    with torch.no_grad():
        d = b + 1
    (a * c + d).sum().backward()


def network():
    net = fixed(Net())
    (net(torch.ones(1, 2)) ** 2).sum().backward()


def recurrent():
    w, h = torch.tensor([[0.5, -0.25], [0.75, 1.0]], requires_grad=True), torch.tensor([[1.0, 2.0]])
    for _ in range(2):
        h = torch.relu(h @ w)
    h.sum().backward()


def hub():
    w, total = torch.tensor(0.5, requires_grad=True), torch.tensor(1.0)
    for k in range(10):
        total = total * w + k
    total.backward()


def training():
    net = fixed(nn.Linear(2, 1))
    for _ in range(4):
        loss = (net(torch.tensor([[1.0, 2.0]])) ** 2).mean()
        net.zero_grad()
        loss.backward()


def maps():
    x = torch.arange(96.0).reshape(4, 24) - 40.0
    w = (torch.arange(24.0).reshape(24, 1) / 24 - 0.5).repeat(1, 9).requires_grad_()
    b = torch.linspace(-50, 20, 9).requires_grad_()
    h = torch.log(x @ w + b)  # NaN below zero
    h.sum().backward()


@dataclass(frozen=True)
class Picture:
    """One graph: its program, and how it is shown."""

    program: object
    view: str = "graph"
    turned: bool = False
    whole: bool = False
    choices: dict = field(default_factory=dict)


GRAPHS = {
    "tutorial": Picture(tutorial),
    "cut": Picture(cut, view="tensors"),
    "network": Picture(network, choices={"h.0 to h.4": CLOSED, "h.2": OPEN}),
    "recurrent": Picture(recurrent, turned=True),
    "hub": Picture(hub, choices={"iterations 1 to 10": CLOSED, "iteration 4": OPEN}),
    "maps": Picture(maps),
    "training": Picture(training, whole=True, choices={"iterations 1 to 4": CLOSED}),
}


def stage(name: str, folder: Path):
    """(the stage of a golden graph, its trace)."""
    picture = GRAPHS[name]
    path = folder / f"{name}.tape"
    with core.record(path):
        picture.program()
    trace = Trace(core.open_tape(str(path)))
    trace.extend()
    graph = Graph(trace)
    scope = graph.whole if picture.whole else graph.scope_at(len(trace) - 1)
    part = graph.part(scope, everything=picture.view == "tensors")
    builder = TreeBuilder(trace, part, "module", graph.scopes if picture.whole else None)
    for _ in builder.work():
        pass
    folding = Folding()
    for group in builder.tree.groups:
        if builder.tree.find(group.key) == group.index and group.title in picture.choices:
            folding.choose(group, picture.choices[group.title])
    shown = fold(part, builder.tree, folding)
    texts = [still_text(shown, node) for node in shown.nodes]
    sizes = [size_of(picture.view, trace, shown, node, text) for node, text in zip(shown.nodes, texts)]
    planned = plan(trace, shown, None, (texts, sizes), picture.turned)
    return stage_of(picture.view, trace, planned.finish(layered(planned.input))), trace


def cursor(trace, moment: str) -> int:
    last = trace.calls[-1]
    return {"forward": max(last.first - 3, 0), "backward": (last.first + last.last) // 2, "end": len(trace) - 1}[moment]


def painted(stage, at: int, theme: str, scale: int) -> QImage:
    """The picture, in few colours."""
    fonts.load()
    scene, palette = stage.at(at), PALETTES[theme]
    left, top, right, bottom = scene.sheet.bounds()
    area = QRectF(left - MARGIN, top - MARGIN, right - left + 2 * MARGIN, bottom - top + 2 * MARGIN)
    image = QImage(round(area.width() * scale), round(area.height() * scale), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.scale(scale, scale)
    painter.translate(-area.left(), -area.top())
    painter.fillRect(area, colour(palette.canvas))
    paint_scene(painter, scene, palette)
    painter.end()
    half = Qt.TransformationMode.SmoothTransformation
    return image if scale == 1 else image.scaledToWidth(image.width() // 2, half)


def few_colours(image: QImage) -> QImage:
    """The image with its commonest colours only."""
    points = pixels(image).reshape(-1, 3).astype(np.int64)
    bucket = (points // STEP) @ np.array([256, 16, 1])
    commonest = np.argsort(-np.bincount(bucket), kind="stable")[:COLOURS]
    kept = [np.median(points[bucket == b], axis=0) for b in commonest if (bucket == b).any()]
    return image.convertToFormat(QImage.Format.Format_Indexed8, [qRgb(*map(int, c)) for c in kept], PLAIN)


def pixels(image: QImage) -> np.ndarray:
    """int16[height, width, 3]."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).astype(np.int16)


def difference(stored: QImage, made: QImage) -> str:
    """"" if a picture is the stored one (of few colours) to the eye, else in words where they differ most."""
    if stored.size() != made.size():
        return f"{stored.width()}x{stored.height()} and {made.width()}x{made.height()} pixels"
    made = made.convertToFormat(QImage.Format.Format_Indexed8, stored.colorTable(), PLAIN)
    apart = np.abs(pixels(stored) - pixels(made)).max(axis=2)
    tiles = np.zeros([-(-side // TILE) * TILE for side in apart.shape])
    tiles[: apart.shape[0], : apart.shape[1]] = apart
    means = tiles.reshape(tiles.shape[0] // TILE, TILE, -1, TILE).mean(axis=(1, 3))
    y, x = np.unravel_index(means.argmax(), means.shape)
    return f"{means[y, x]:.1f} apart at ({x * TILE}, {y * TILE}), {(means > FAR).sum()} tiles in all" if means[y, x] > FAR else ""


def names():
    """(graph, moment, theme, scale) of every golden picture."""
    return [(g, m, t, s) for g in GRAPHS for m in MOMENTS for t in THEMES for s in SCALES]


def main(folder: str) -> None:
    from PySide6.QtGui import QGuiApplication

    _app, tapes = QGuiApplication([]), Path(folder) / "tapes"
    tapes.mkdir(parents=True, exist_ok=True)
    for graph in GRAPHS:
        made, trace = stage(graph, tapes)
        rows = []
        for g, moment, theme, scale in names():
            if g == graph:
                image = painted(made, cursor(trace, moment), theme, scale)
                few_colours(image).save(str(Path(folder) / f"{g}_{moment}_{theme}_{scale}x.png"), "PNG", 0)
                rows += [image] if scale == 1 else []
        sheet = QImage(rows[0].width() * 3, rows[0].height() * 3, QImage.Format.Format_RGB32)
        sheet.fill(QColor("white"))
        painter = QPainter(sheet)
        for k, image in enumerate(rows):
            painter.drawImage(k // 3 * image.width(), k % 3 * image.height(), image)
        painter.end()
        sheet.save(str(tapes / f"sheet_{graph}.png"))


if __name__ == "__main__":
    main(sys.argv[1])
