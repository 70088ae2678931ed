"""Scenes as a pdf: the screen's painting, text as text, fonts embedded; of a run one page a step."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

from app.model.translate import tr

from .frame import Frame
from .job import Job, Made
from .options import PAGES, ExportError, Options
from .raster import paint_frame

DPI = 1200  # of the coordinates: letters then stand where they should
POINT = 0.75  # points for a px
LONGEST_SIDE = 14400  # points: what readers take
PAGE_MARGIN = 28.35  # points, 1 cm, on a page of a given size


def make(job: Job) -> Made:
    """The figure, or all steps of a run, as a pdf; scale 1 is 96 px to the inch."""
    steps = [job.at(step) for step in job.steps] or [job]
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pages = _Pages(buffer, job.options)
    for number, one in enumerate(steps, 1):
        pages.add(one.frame(), one)
        if job.steps and job.progress is not None:
            job.progress(number, len(steps))
    pages.end()
    buffer.close()
    return Made(bytes(data.data()), pages.width, pages.height, pages.note)


class _Pages:
    """Pages that are written one after the other. width, height: of the page, points."""

    def __init__(self, buffer: QBuffer, options: Options):
        self._options = options
        self._writer = QPdfWriter(buffer)
        self._writer.setResolution(DPI)
        self._writer.setCreator("Retrograd")
        self._painter: QPainter | None = None
        self.note, self.width, self.height = "", 0.0, 0.0

    def add(self, frame: Frame, job: Job) -> None:
        """One page more, as large as the first."""
        if self._painter is None:
            self._begin(frame, *job.scale(frame))
        else:
            self._writer.newPage()
        painter, dot = self._painter, DPI / 72
        across, down = self._scale * frame.width * POINT, self._scale * frame.height * POINT
        painter.save()
        painter.translate((self.width - across) / 2 * dot, (self.height - down) / 2 * dot)
        painter.scale(self._scale * POINT * dot, self._scale * POINT * dot)
        painter.translate(-frame.left, -frame.top)
        paint_frame(painter, frame)
        painter.restore()

    def _begin(self, frame: Frame, asked: float, small: str) -> None:
        wide, high, self.note = frame.width * POINT, frame.height * POINT, small
        if self._options.page:
            short, long = sorted(PAGES[self._options.page])
            self.width, self.height = (long, short) if wide > high else (short, long)
            room = min((self.width - 2 * PAGE_MARGIN) / wide, (self.height - 2 * PAGE_MARGIN) / high)
            self._scale = min(asked, room)
            if self._scale < 0.4:
                self.note = tr("drawn at scale {used:.2g} to fit on the page: its text is small.", used=self._scale)
        else:
            self._scale = min(asked, LONGEST_SIDE / max(wide, high))
            self.width, self.height = wide * self._scale, high * self._scale
            if self._scale != asked:
                self.note = tr("drawn at scale {used:.3g}: at {asked:g} it would be larger than a pdf can be.",
                               used=self._scale, asked=asked)
        size = QSizeF(self.width, self.height)
        self._writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
        self._writer.setPageMargins(QMarginsF())
        self._writer.setTitle(frame.words)
        self._painter = QPainter()
        if not self._painter.begin(self._writer):
            raise ExportError(tr("the pdf could not be begun."))

    def end(self) -> None:
        """Nothing more comes."""
        if self._painter is not None:
            self._painter.end()
        self._painter = self._writer = None
