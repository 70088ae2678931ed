"""What the editor paints around its text: bands, boxes and tags under it, wavy lines over it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTextBlock

from app.export.theme import mix

from .gutter import band_of
from .style import style


def paint_under(editor, painter: QPainter, lines) -> None:
    """Bands, the selection, found words and the boxed expression; `lines` are (block, band) of the lines in view."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for block, band in lines:
        field, _bar = band_of(editor, block.blockNumber() + 1)
        if field:
            painter.fillRect(band, style.color(field))
        if block.text().startswith("# %%") and block.blockNumber():
            painter.fillRect(QRect(0, band.top(), band.width(), 1), style.color("hair"))
    _paint_matches(editor, painter, lines)
    _paint_selection(editor, painter, lines)
    if editor.marks.span:
        _paint_box(editor, painter, lines)


def paint_over(editor, painter: QPainter, lines) -> None:
    """Wavy lines under what will not work, and the tags at the right of marked lines."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    marks = editor.marks
    problems = {}
    for problem in marks.problems:
        problems.setdefault(problem.line, []).append(problem)
    for block, band in lines:
        line = block.blockNumber() + 1
        if marks.error and line == marks.error[0]:
            text = block.text()
            _paint_wave(editor, painter, block, band, len(text) - len(text.lstrip()), len(text.rstrip()), "error")
        for problem in problems.get(line, ()):
            if not (marks.error and line == marks.error[0]):
                _paint_wave(editor, painter, block, band, problem.column, problem.end, problem.kind)
        if line in marks.tags:
            words, severity, _whole = marks.tags[line]
            _paint_tag(editor, painter, block, band, words, "error" if severity == "error" else "warn")
        elif line == marks.running and marks.running_note:
            _paint_tag(editor, painter, block, band, marks.running_note, "cur")
        elif line == marks.origin and marks.origin_note:
            _paint_tag(editor, painter, block, band, marks.origin_note, "accent")


def x_of(editor, block: QTextBlock, column: int) -> float:
    """The place of a column in the viewport, for any characters (tabs and wide ones too)."""
    left = editor.contentOffset().x()  # a line's own x holds the document's margin
    layout = block.layout()
    if not layout.lineCount():
        return left
    return left + layout.lineAt(0).cursorToX(min(column, block.length() - 1))[0]


def _range_rect(editor, block: QTextBlock, band: QRect, first: int, last: int) -> QRectF:
    a, b = x_of(editor, block, first), x_of(editor, block, last)
    return QRectF(a, band.top(), b - a, band.height())


def _paint_selection(editor, painter: QPainter, lines) -> None:
    cursor = editor.textCursor()
    if not cursor.hasSelection():
        return
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    colour = QColor(mix(style.palette().panel, style.palette().accent, 0.22 if editor.hasFocus() else 0.12))
    for block, band in lines:
        at = block.position()
        if at + block.length() <= start or at >= end:
            continue
        rect = _range_rect(editor, block, band, max(0, start - at), min(end - at, block.length() - 1))
        if end >= at + block.length():  # the line end is chosen too
            rect.setRight(rect.right() + style.px(7))
        painter.fillRect(rect, colour)


def _paint_matches(editor, painter: QPainter, lines) -> None:
    if not editor.matches:
        return
    colour = QColor(mix(style.palette().panel, style.palette().found, 0.35))
    first = editor.firstVisibleBlock().position()
    for block, band in lines:
        at, end = block.position(), block.position() + block.length()
        for start, length in editor.matches:
            if start >= end:
                break
            if start >= at and start >= first:
                painter.fillRect(_range_rect(editor, block, band, start - at, start - at + length), colour)


def _paint_box(editor, painter: QPainter, lines) -> None:
    line, column, end_line, end_column = editor.marks.span
    pen = QPen(style.color("accent"), 1.4 * style.zoom)
    for block, band in lines:
        number = block.blockNumber() + 1
        if not line <= number <= end_line:
            continue
        text = block.text()
        first = column if number == line else len(text) - len(text.lstrip())
        last = end_column if number == end_line else len(text.rstrip())
        if last <= first:
            continue
        rect = _range_rect(editor, block, band, first, last)
        pad = style.px(2.4)
        painter.setPen(pen)
        painter.setBrush(style.color("panel"))
        painter.drawRoundedRect(rect.adjusted(-pad, style.px(2), pad, -style.px(2)), style.px(4), style.px(4))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_wave(editor, painter: QPainter, block: QTextBlock, band: QRect, first: int, last: int, kind: str) -> None:
    rect = _range_rect(editor, block, band, first, max(last, first + 1))
    right = max(rect.right(), rect.left() + style.px(7))
    y, step, high = band.bottom() - style.px(4), 2.5 * style.zoom, 1.6 * style.zoom
    path = QPainterPath(QPointF(rect.left(), y))
    x, up = rect.left(), True
    while x < right:
        x += step
        path.lineTo(x, y + (high if up else 0))
        up = not up
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(style.color("error" if kind == "error" else "warn"), 1.1 * style.zoom))
    painter.drawPath(path)


def _paint_tag(editor, painter: QPainter, block: QTextBlock, band: QRect, text: str, field: str) -> None:
    """A small label at the right end of a line, left out when the code reaches there."""
    width = style.metrics(11, 500).horizontalAdvance(text) + style.px(14)
    left = band.right() - width - style.px(10)
    if left < x_of(editor, block, block.length() - 1) + style.px(10):
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(mix(style.palette().panel, style.palette()[field], 0.13)))
    rect = QRectF(left, band.top() + style.px(3), width, band.height() - style.px(6))
    painter.drawRoundedRect(rect, style.px(4), style.px(4))
    painter.setPen(style.color(field))
    painter.setFont(style.font(11, 500))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
