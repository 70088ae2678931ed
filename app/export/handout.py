"""The hand-out of a lesson: one html that plays it, a pdf with a page a stop, numbered figures, and its plain program.

NAME.html is the player with its notes and questions; NAME.pdf has a page for each stop (note, figure, question) and the
answers on its last; NAME-01.svg … are the figures of the stops; NAME.py is the lesson with the notes of one language,
which runs on PyTorch as it is.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, QUrl
from PySide6.QtGui import QAbstractTextDocumentLayout, QImage, QPageSize, QPainter, QPdfWriter, QTextDocument
from PySide6.QtSvg import QSvgRenderer

from app.model import lesson, lesson_answers, lesson_stops, steps
from app.model.graph import Graph

from . import fonts
from .formula import typeset
from .frame import Frame
from .headless import ensure_application
from .job import Job
from .kinds import REGISTRY
from .labels import clean
from .notes import to_html
from .options import ExportError, Options
from .player import make as make_page
from .raster import paint_frame
from .scene import build_stage
from .svg import svg_text
from .theme import palette
from .write import put

DPI, PAGE, MARGIN = 1200, (595.28, 841.89), 42.5  # points: A4, 1.5 cm
LETTERS = 11.0  # px of the pages' text, at 72 to the inch
FORMULA_SCALE = 8  # px of a formula's picture for one of its text


@dataclass(frozen=True, slots=True)
class Handout:
    """What was written: the files, in the order of the module's head, and what could not be found in the run."""

    paths: tuple[str, ...]
    problems: tuple[lesson.Problem, ...]


def handout(trace, text: str, folder: str, name: str, lang: str = lesson.DEFAULT_LANGUAGE,
            progress: Callable[[int, int], None] | None = None) -> Handout:  # fmt: skip
    """Write the hand-out of a lesson's run into a folder. trace: an app.model.trace.Trace; text: the lesson's.

    ExportError: the program has no notes, or a run of too many steps; OSError is the file system's.
    """
    if not lesson.is_lesson(text):
        raise ExportError('the program has no notes: a note is a cell that begins with "# %% [markdown]".')
    ensure_application()
    _formulas.clear()
    read = lesson.parse(text, lang)
    stops, problems = lesson_stops.stops(read, trace)
    if not stops:
        raise ExportError("the lesson has no stops in this run.")
    kind = REGISTRY["html"]
    ends = tuple(steps.go_to(trace, n) for n in range(1, steps.count(trace) + 1))
    if len(ends) > kind.most:
        raise ExportError(f"the run has {len(ends):,} steps, more than a page can hold ({kind.most:,}).")
    paths, all_of = [], 3 + len(stops)
    pictures = _Pictures(trace, read)

    def wrote(ending: str, data: bytes) -> None:
        path = os.path.join(folder, f"{name}{ending}")
        put(path, data)
        paths.append(path)
        if progress is not None:
            progress(len(paths), all_of)

    shown = tuple(sorted({*ends, *(stop.seq for stop in stops if stop.seq >= 0)}))
    wrote(".html", make_page(Job(trace, kind, len(trace) - 1, Options(), shown), lang).data)
    wrote(".pdf", _pdf(read, trace, stops, pictures))
    for number, stop in enumerate(stops, 1):
        wrote(f"-{number:02}.svg", svg_text(pictures.at(stop.seq)).encode("utf-8"))
    wrote(".py", lesson.in_language(text, lang).encode("utf-8"))
    return Handout(tuple(paths), (*read.problems, *problems))


class _Pictures:
    """The frames of the stops; each part of the run is laid out once."""

    def __init__(self, trace, read: lesson.Lesson):
        self._trace, self._graph, self._stages = trace, Graph(trace), {}

    def at(self, seq: int) -> Frame:
        scope = self._graph.scope_at(seq)
        stage = self._stages.get(scope.index)
        if stage is None:
            stage = self._stages[scope.index] = build_stage(self._trace, self._graph, scope)
        return Frame(stage.at(seq), Options(theme="print"))


# ---- the pdf


def _pdf(read: lesson.Lesson, trace, stops: list, pictures: _Pictures) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setCreator("Retrograd")
    writer.setTitle(clean(read.title))
    writer.setPageSize(QPageSize(QSizeF(*PAGE), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF())
    painter = QPainter()
    if not painter.begin(writer):
        raise ExportError("the pdf could not be begun.")
    painter.scale(DPI / 72, DPI / 72)
    for number, stop in enumerate(stops, 1):
        if number > 1:
            writer.newPage()
        head = f"<h1>{escape(clean(read.title))}</h1>" if number == 1 else ""
        line = f"<p><i>{escape(clean(read.line))}</i></p>" if number == 1 and read.line else ""
        question = stop.note.question
        asked = f"<h3>?</h3>{_html(question.text)}" if question is not None else ""
        _page(painter, f"{head}{line}{_html(stop.note.text)}", asked, pictures.at(stop.seq),
              f"{clean(read.title)}  ·  {number} / {len(stops)}")  # fmt: skip
    _answers(painter, writer, read, trace, stops)
    painter.end()
    buffer.close()
    return bytes(data.data())


def _page(painter: QPainter, above: str, below: str, frame: Frame, foot: str) -> None:
    """A note, the figure as large as the rest of the page lets it be, the question, and the foot."""
    wide, high = PAGE[0] - 2 * MARGIN, PAGE[1] - 2 * MARGIN - 18
    top, bottom = _document(above, wide), _document(below, wide)
    heights = [document.size().height() for document in (top, bottom)]
    _draw(painter, top, MARGIN, MARGIN)
    room = max(60.0, high - sum(heights) - 24)
    scale = min(wide / frame.width, room / frame.height, 0.9)
    painter.save()
    painter.translate(MARGIN + (wide - frame.width * scale) / 2, MARGIN + heights[0] + 12)
    painter.scale(scale, scale)
    painter.translate(-frame.left, -frame.top)
    paint_frame(painter, frame)
    painter.restore()
    _draw(painter, bottom, MARGIN, MARGIN + heights[0] + 24 + min(room, frame.height * scale))
    _foot(painter, foot)


def _answers(painter: QPainter, writer: QPdfWriter, read: lesson.Lesson, trace, stops: list) -> None:
    parts = []
    for number, stop in enumerate(stops, 1):
        question = stop.note.question
        if question is not None:
            value = lesson_answers.show(lesson_answers.value_of(question.target, trace, stop.seq, ahead=True))
            parts.append(f"<h3>{number}</h3>{_html(question.text)}<p><b><code>{escape(clean(value, longest=400))}"
                         f"</code></b></p>{_html(question.answer)}")  # fmt: skip
    if not parts:
        return
    wide, high = PAGE[0] - 2 * MARGIN, PAGE[1] - 2 * MARGIN - 18
    y = high + 1.0
    for part in parts:
        document = _document(part, wide)
        if y + document.size().height() > high:
            writer.newPage()
            _foot(painter, clean(read.title))
            y = 0.0
        _draw(painter, document, MARGIN, MARGIN + y)
        y += document.size().height() + 6


def _foot(painter: QPainter, words: str) -> None:
    painter.setFont(fonts.font(9))
    painter.setPen(palette("print").sub)
    painter.drawText(QRectF(MARGIN, PAGE[1] - MARGIN, PAGE[0] - 2 * MARGIN, 14), 0, words)


class _Document(QTextDocument):
    """A text whose formulas are pictures drawn eight times as fine as they are shown."""

    def __init__(self):
        super().__init__()
        self.formulas: list[str] = []

    def loadResource(self, kind: int, name: QUrl):
        if name.scheme() != "formula":
            return QByteArray()
        renderer = QSvgRenderer(QByteArray(self.formulas[int(name.path())].encode("utf-8")))
        image = QImage(renderer.defaultSize() * FORMULA_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        return image


_formulas: list[str] = []


def _html(markdown: str) -> str:
    return to_html(markdown, None, _formula) if markdown else ""


def _formula(tex: str, display: bool) -> str:
    made = typeset(tex.strip(), LETTERS * 1.05, palette("print").text)
    if made is None:
        return f"<code>{escape(tex)}</code>"
    _formulas.append(made[0])
    return f'<img src="formula:{len(_formulas) - 1}" width="{made[1]:.0f}" height="{made[2]:.0f}"/>'


def _document(html: str, wide: float) -> QTextDocument:
    document = _Document()
    document.formulas = _formulas
    fonts.load()
    font = fonts.font(LETTERS)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet(f"code{{font-family:'JetBrains Mono'}} h1{{font-size:18px}} h3{{font-size:12px}}"
                                  f"p{{font-size:{LETTERS:g}px}} a{{color:{palette('print').leaf}}}")  # fmt: skip
    document.setDocumentMargin(0)
    document.setHtml(html)
    document.setTextWidth(wide)
    return document


def _draw(painter: QPainter, document: QTextDocument, x: float, y: float) -> None:
    painter.save()
    painter.translate(x, y)
    document.documentLayout().draw(painter, QAbstractTextDocumentLayout.PaintContext())
    painter.restore()
