"""Small drawings for the lessons' cards: what each lesson's picture will look like, in the colours of the theme.

`GRAPHS` draws little graphs (boxes on a 3 x 4 grid, edges between them), `CHARTS` the rest. A lesson without a drawing
of its own gets the first graph.
"""

from __future__ import annotations

import math
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.export.theme import heat, mix

from .style import style

W, H = 300, 172
BOX = (56, 20)
# A box is (x, y, kind, state): x in columns, y in rows; an edge is (from, to, state, shift in px).
GRAPHS: dict[str, tuple[list, list]] = {
    "first": ([(1, 0, "leaf", ""), (1, 1, "op", ""), (1, 2, "op", "cur"), (1, 3, "loss", "vis")],
              [(0, 1, "", 0), (1, 2, "cur", 0), (2, 3, "vis", 0)]),
    "twice": ([(1, 0, "leaf", ""), (1, 1, "op", ""), (1, 2, "op", "cur"), (1, 3, "loss", "vis")],
              [(0, 1, "", 0), (1, 2, "cur", -16), (1, 2, "cur", 16), (2, 3, "vis", 0)]),
    "states": ([(0.5, 0.2, "leaf", ""), (0.5, 1.3, "op", ""), (1.9, 1.3, "leaf", "vis"), (1.2, 2.6, "loss", "vis")],
               [(0, 1, "", 0), (1, 3, "cut", -12), (2, 3, "vis", 12)]),
    "watched": ([(0.4, 0.2, "data", ""), (1.6, 0.2, "leaf", ""), (0.4, 1.8, "data", ""), (1.6, 1.8, "op", "cur")],
                [(0, 2, "", 0), (0, 3, "", -10), (1, 3, "cur", 8)]),
    "own": ([(1, 0, "leaf", "vis"), (1, 1.5, "own", "cur"), (1, 3, "loss", "vis")],
            [(0, 1, "cur", 0), (1, 2, "vis", 0)]),
    "grad": ([(0.4, 0, "leaf", "vis"), (1.6, 0, "leaf", "vis"), (0.4, 1.5, "op", "vis"), (1.6, 1.5, "op", "cur"),
              (1, 3, "loss", "vis")],
             [(0, 2, "vis", -8), (0, 3, "cur", -10), (1, 2, "vis", 10), (1, 3, "cur", 8), (2, 4, "vis", -10),
              (3, 4, "vis", 10)]),
}


def paint(painter: QPainter, name: str, area: QRectF) -> None:
    """Paint the drawing of a name into an area, on the canvas's ground."""
    palette = style.palette()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(area, style.px(5), style.px(5))
    painter.fillPath(path, QColor(palette.canvas))
    painter.setClipPath(path)
    painter.save()
    painter.translate(area.topLeft())
    painter.scale(style.zoom, style.zoom)
    _dots(painter, area.size() / style.zoom)
    painter.restore()
    scale = min(area.width() / W, area.height() / H)
    painter.translate(area.center().x() - W * scale / 2, area.center().y() - H * scale / 2)
    painter.scale(scale, scale)
    if name in CHARTS:
        CHARTS[name](painter)
    else:
        _graph(painter, *GRAPHS.get(name, GRAPHS["first"]))
    painter.restore()


def _dots(painter: QPainter, size: QSizeF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.color("grid"))
    for x in range(10, math.ceil(size.width()), 20):
        for y in range(6, math.ceil(size.height()), 20):
            painter.drawRect(QRectF(x, y, 1.4, 1.4))


def _place(box) -> QRectF:
    x, y = 65 + box[0] * 85, 30 + box[1] * 37
    return QRectF(x - BOX[0] / 2, y - BOX[1] / 2, *BOX)


def _graph(painter: QPainter, boxes: list, edges: list) -> None:
    palette = style.palette()
    for a, b, state, shift in edges:
        start, end = _place(boxes[a]), _place(boxes[b])
        p = QPointF(start.center().x() + (shift if abs(start.center().x() - end.center().x()) < 1 else 0),
                    start.bottom())
        q = QPointF(end.center().x() + shift, end.top())
        colour = {"cur": palette.cur, "vis": palette.vis, "cut": palette.error}.get(state, palette.edge)
        pen = QPen(QColor(colour), 2 if state == "cur" else 1.5)
        if state == "cut":
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle = (p.y() + q.y()) / 2
        path = QPainterPath(p)
        path.cubicTo(QPointF(p.x(), middle), QPointF(q.x(), middle), q)
        painter.drawPath(path)
        if state == "cut":
            _scissors(painter, path.pointAtPercent(0.5))
    for box in boxes:
        _box(painter, _place(box), box[2], box[3])


def _box(painter: QPainter, rect: QRectF, kind: str, state: str) -> None:
    palette = style.palette()
    line = {"cur": palette.cur, "vis": palette.vis}.get(state, palette.leaf if kind == "leaf" else palette.cardline)
    fill = {"cur": palette.curbg, "vis": palette.visbg}.get(state, palette.leafbg if kind == "leaf" else palette.card)
    if state == "cur" and palette.glow:
        for i in range(9, 0, -1):
            glow = QColor(palette.cur)
            glow.setAlphaF(0.03)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(glow)
            painter.drawRoundedRect(rect.adjusted(-i, -i, i, i), 4 + i, 4 + i)
    if kind == "own":
        rect = rect.adjusted(-34, -6, 34, 6)
    pen = QPen(QColor(line), 1.6)
    if kind == "data":
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(rect, 4, 4)
    if kind == "own":
        _code_lines(painter, rect)
    bar = {"leaf": palette.leaf, "loss": palette.loss}.get(kind, palette.op)
    painter.fillRect(QRectF(rect.left() + 1.2, rect.top() + 3, 3.5, rect.height() - 6), QColor(bar))


def _code_lines(painter: QPainter, rect: QRectF) -> None:
    """Lines of code in a box."""
    painter.setPen(QPen(style.color("cur"), 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for i, (left, wide) in enumerate(((12, 46), (22, 62), (22, 34))):
        y = rect.top() + 8 + i * 8
        painter.drawLine(QPointF(rect.left() + left, y), QPointF(rect.left() + left + wide, y))


def _scissors(painter: QPainter, at: QPointF) -> None:
    painter.setPen(QPen(style.color("error"), 1.4))
    painter.setBrush(style.color("errorbg"))
    painter.drawEllipse(at, 10, 10)
    painter.drawPixmap(QRectF(at.x() - 6.5, at.y() - 6.5, 13, 13).toRect(), style.pixmap("scissors", "error", 13))


def _parabola(painter: QPainter) -> None:
    """A ball that rolls down f(x) = x**2 - 2x + 1, step by step."""
    palette = style.palette()

    def f(t: float) -> QPointF:
        return QPointF(150 + (t - 1) * 105, 136 - 104 * (t - 1) ** 2)
    painter.setPen(QPen(QColor(palette.border), 1.2))
    painter.drawLine(QPointF(34, 142), QPointF(266, 142))
    path = QPainterPath(f(0))
    for i in range(1, 61):
        path.lineTo(f(i / 30))
    painter.setPen(QPen(QColor(palette.loss), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    t = 0.0
    for i in range(9):
        colour = QColor(palette.cur if i == 8 else mix(palette.canvas, palette.cur, 0.35 + 0.06 * i))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(f(t), 4.5, 4.5)
        t += 0.2 * (1 - t) * 1.15


def _grids(painter: QPainter) -> None:
    """A column that is added to every column of a matrix; its gradient is the sum along the rows."""
    palette = style.palette()
    values = [[0.4, -0.9, 0.7, 0.1, -0.3], [0.6, -1.0, 0.8, 0.3, -0.2], [0.5, -0.8, 0.9, 0.2, -0.4]]
    side = 28
    left, top = 150 - 2.5 * side, 26
    for r, row in enumerate(values):
        for c, value in enumerate(row):
            painter.setPen(QPen(QColor(palette.hair), 1))
            painter.setBrush(QColor(heat(palette, value, 1)))
            painter.drawRect(QRectF(left + c * side, top + r * side, side, side))
    painter.setPen(QPen(QColor(palette.cur), 2.2))
    y = top + 3 * side
    painter.drawLine(QPointF(150, y + 18), QPointF(150, y + 8))
    painter.setBrush(QColor(palette.cur))
    painter.drawPolygon([QPointF(145.5, y + 9), QPointF(154.5, y + 9), QPointF(150, y + 3)])
    for c in range(5):
        painter.setPen(QPen(QColor(palette.cur), 1.8))
        painter.setBrush(QColor(palette.curbg))
        painter.drawRect(QRectF(left + c * side, y + 20, side, 24))


def _vector(painter: QPainter) -> None:
    """A row of numbers times the gradient that was given: each arrow its own."""
    palette = style.palette()
    for i, (value, height) in enumerate(((0.35, 1.0), (1.0, 2.6), (0.15, 0.4))):
        x = 82 + i * 52
        painter.setPen(QPen(QColor(palette.leaf), 1.6))
        painter.setBrush(QColor(palette.leafbg))
        painter.drawRoundedRect(QRectF(x, 24, 36, 22), 4, 4)
        painter.setPen(QPen(QColor(palette.cur), 1.2 + height))
        painter.drawLine(QPointF(x + 18, 112), QPointF(x + 18, 56))
        painter.setBrush(QColor(palette.cur))
        painter.setPen(Qt.PenStyle.NoPen)
        wide = 4 + 1.6 * height
        painter.drawPolygon([QPointF(x + 18 - wide, 60), QPointF(x + 18 + wide, 60), QPointF(x + 18, 50)])
        painter.setPen(QPen(QColor(palette.vis), 1.6))
        painter.setBrush(QColor(mix(palette.canvas, palette.vis, 0.12 + 0.5 * value)))
        painter.drawRoundedRect(QRectF(x, 120, 36, 22), 4, 4)


def _doubling(painter: QPainter) -> None:
    """Numbers that double until they are large enough."""
    palette = style.palette()
    for i in range(8):
        r = 3.0 + 1.55 * i ** 1.25
        x, y = 36 + i * 30 + i * i * 0.5, 92 + 34 * math.sin(i * 0.75)
        painter.setPen(QPen(QColor(palette.leaf if i == 0 else palette.vis), 1.6))
        painter.setBrush(QColor(palette.leafbg if i == 0 else palette.visbg))
        painter.drawEllipse(QPointF(x, y), r, r)


def _vanish(painter: QPainter) -> None:
    """The size of a gradient, layer by layer, going back."""
    palette = style.palette()
    painter.setPen(QPen(QColor(palette.border), 1.2))
    painter.drawLine(QPointF(34, 142), QPointF(266, 142))
    painter.setPen(Qt.PenStyle.NoPen)
    for i in range(9):
        high = max(1.5, 112 * 0.62 ** (8 - i))
        painter.setBrush(QColor(mix(palette.canvas, palette.cur, 0.25 + 0.65 * i / 8)))
        painter.drawRoundedRect(QRectF(42 + i * 25, 142 - high, 14, high), 1.5, 1.5)


def _slopes(painter: QPainter) -> None:
    """x cubed, its derivative, and the derivative of that."""
    palette = style.palette()
    painter.setPen(QPen(QColor(palette.border), 1.2))
    painter.drawLine(QPointF(34, 142), QPointF(266, 142))
    for power, colour in ((3, palette.leaf), (2, palette.cur), (1, palette.vis)):
        path = QPainterPath(QPointF(40, 142))
        for i in range(1, 61):
            path.lineTo(QPointF(40 + i * 3.6, 142 - 112 * (i / 60) ** power))
        painter.setPen(QPen(QColor(colour), 2.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)


def _pile(painter: QPainter) -> None:
    """Bars that grow by what each backward adds, and one that begins anew."""
    palette = style.palette()
    painter.setPen(QPen(QColor(palette.border), 1.2))
    painter.drawLine(QPointF(34, 142), QPointF(266, 142))
    painter.setPen(QPen(QColor(palette.canvas), 1.5))
    for i, parts in enumerate((1, 2, 3, 1)):
        for k in range(parts):
            painter.setBrush(QColor(palette.cur if k == parts - 1 else mix(palette.canvas, palette.cur, 0.4)))
            painter.drawRect(QRectF(56 + i * 52, 142 - 34 * (k + 1), 32, 34))


def _product(painter: QPainter) -> None:
    """A matrix times a column, and the gradient that has the shape of the matrix."""
    palette = style.palette()
    side = 24

    def block(left: float, top: float, rows: int, columns: int, line: str, fill: str) -> None:
        painter.setPen(QPen(QColor(line), 1.4))
        painter.setBrush(QColor(fill))
        for r in range(rows):
            for c in range(columns):
                painter.drawRect(QRectF(left + c * side, top + r * side, side, side))
    block(36, 34, 2, 4, palette.leaf, palette.leafbg)
    block(150, 10, 4, 1, palette.leaf, palette.leafbg)
    block(204, 34, 2, 1, palette.cardline, palette.card)
    block(36, 112, 2, 4, palette.vis, palette.visbg)
    painter.setPen(QPen(QColor(palette.cur), 2.2))
    painter.drawLine(QPointF(216, 90), QPointF(216, 136))
    painter.drawLine(QPointF(216, 136), QPointF(142, 136))
    painter.setBrush(QColor(palette.cur))
    painter.drawPolygon([QPointF(146, 131), QPointF(146, 141), QPointF(138, 136)])


def _layers(painter: QPainter) -> None:
    """Two inputs, three units, one output, and every weight between them."""
    palette = style.palette()
    columns = [[(70, 58), (70, 114)], [(150, 34), (150, 86), (150, 138)], [(230, 86)]]
    for left, right in pairwise(columns):
        for i, a in enumerate(left):
            for k, b in enumerate(right):
                painter.setPen(QPen(QColor(palette.cur if (i + k) % 2 else palette.edge), 1.0 + 0.8 * ((i + k) % 3)))
                painter.drawLine(QPointF(*a), QPointF(*b))
    for column, line, fill in zip(columns, (palette.leaf, palette.cardline, palette.loss),
                                  (palette.leafbg, palette.card, palette.card)):
        for at in column:
            painter.setPen(QPen(QColor(line), 1.8))
            painter.setBrush(QColor(fill))
            painter.drawEllipse(QPointF(*at), 11, 11)


def _modules(painter: QPainter) -> None:
    """Layers in a frame, each with its parameters beside it."""
    palette = style.palette()
    pen = QPen(QColor(palette.border), 1.4)
    pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(QColor(palette.canvas))
    painter.drawRoundedRect(QRectF(92, 14, 116, 144), 8, 8)
    painter.setPen(QPen(QColor(palette.edge), 1.5))
    painter.drawLine(QPointF(150, 40), QPointF(150, 134))
    for y, kind in ((28, "op"), (74, "loss"), (120, "op")):
        rect = QRectF(108, y, 84, 24)
        if kind == "op":
            for side in (0, 1):
                painter.setPen(QPen(QColor(palette.leaf), 1.5))
                painter.setBrush(QColor(palette.leafbg))
                painter.drawRoundedRect(QRectF(38 if side == 0 else 226, y + 4, 36, 16), 8, 8)
                painter.drawLine(QPointF(74 if side == 0 else 226, y + 12), QPointF(108 if side == 0 else 192, y + 12))
        _box(painter, rect, kind, "cur" if kind == "loss" else "")


def _nan(painter: QPainter) -> None:
    """The slope of a root, which has no end at 0."""
    palette = style.palette()
    painter.setPen(QPen(QColor(palette.border), 1.2))
    painter.drawLine(QPointF(34, 142), QPointF(266, 142))
    path = QPainterPath(QPointF(262, 130))
    for i in range(60, 2, -1):
        path.lineTo(QPointF(62 + i * 3.3, 142 - min(124.0, 90 / (i / 6) ** 0.9)))
    painter.setPen(QPen(QColor(palette.cur), 2.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.setPen(QPen(QColor(palette.error), 1.6))
    painter.setBrush(QColor(palette.errorbg))
    painter.drawRoundedRect(QRectF(38, 22, 22, 120), 4, 4)
    painter.drawLine(QPointF(43, 28), QPointF(55, 136))
    painter.drawLine(QPointF(55, 28), QPointF(43, 136))


CHARTS = {"parabola": _parabola, "grids": _grids, "vector": _vector, "doubling": _doubling, "vanish": _vanish,
          "slopes": _slopes, "pile": _pile, "product": _product, "layers": _layers, "modules": _modules, "nan": _nan}
