"""What kind of figure is wanted, with a preview of it; Save asks where, Copy puts it on the clipboard.

The preview of a small graph is drawn here; of a large one, and of all steps' last one, by a process of its own, so that
the dialog never waits for it.
"""

from __future__ import annotations

import os

from PySide6.QtCore import QSize, Qt, QTemporaryDir, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.export import REGISTRY, ExportError
from app.export.job import LEGIBLE, LETTERS
from app.model import steps

from . import store
from .export_draw import Drawing
from .export_form import ExportForm
from .export_preview import Preview
from .export_source import Source, Wish
from .style import style
from .texts import tr

PREVIEW_MS = 30  # after the last change
MOST_RATIO = 2.0  # px of the preview for one of the figure
CM = 2.54 / 96  # of a px of the figure on paper
COPIED = ("svg", "png", "dot", "mmd", "tex", "json")



class _Upright(QScrollArea):
    """As wide as what is in it, and scrolled where a small screen or a large zoom leaves too little room."""

    def __init__(self, inner: QWidget, parent: QWidget):
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)

    def sizeHint(self) -> QSize:
        inner = self.widget().minimumSizeHint()
        return QSize(inner.width() + self.verticalScrollBar().sizeHint().width(), inner.height())

    def minimumSizeHint(self) -> QSize:
        room = self.screen().availableSize()
        return QSize(min(self.sizeHint().width(), room.width() // 2), min(self.sizeHint().height(), style.px(120)))


class ExportDialog(QDialog):
    """`path` is where to save, once accepted; `wish()` what. Signal `copy_wanted(kind, wish)`."""

    copy_wanted = Signal(str, object)

    def __init__(self, source: Source, window: QWidget):
        super().__init__(window)
        self.setWindowTitle(tr("Export figure"))
        self._source, self._drawing, self.path = source, None, ""
        self._folder = QTemporaryDir()
        self.form = ExportForm(source.has_selection, source.shown_look, self)
        self.preview = Preview(self)
        self.message = QLabel("", self)
        self.message.setObjectName("note")
        self.message.setWordWrap(True)
        self._assemble()
        room = (window.screen() or self.screen()).availableSize()
        self.resize(min(style.px(1080), room.width() - 16), min(style.px(680), room.height() - 48))  # the frame's own
        self._timer = QTimer(self, singleShot=True, interval=PREVIEW_MS)
        self._timer.timeout.connect(self.draw)
        self.form.changed.connect(self._changed)
        self.finished.connect(self._finished)
        self._changed()

    def _assemble(self) -> None:
        session = self._source.session
        number, count = steps.step_number(session.trace, session.cursor), steps.count(session.trace)
        where = QLabel(tr("The graph as it is at step {number:,} of {count:,}. On the command line this is event "
                          "{cursor:,} (--step {cursor}).", number=number, count=count, cursor=session.cursor), self)
        where.setObjectName("note")
        where.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.button(QDialogButtonBox.StandardButton.Save).setText(tr("Save…"))
        self.copy = QPushButton(tr("Copy"), self)
        self.copy.clicked.connect(lambda: self.copy_wanted.emit(self.form.kind.currentData(), self.wish()))
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        choices = QWidget(self)
        column = QVBoxLayout(choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(12))
        for widget in (where, self.form, self.message):
            column.addWidget(widget)
        column.addStretch(1)
        area = _Upright(choices, self)
        side = QVBoxLayout()
        side.setSpacing(style.px(12))
        side.addWidget(area, 1)
        side.addWidget(buttons)
        across = QHBoxLayout(self)
        across.setContentsMargins(*[style.px(16)] * 4)
        across.setSpacing(style.px(16))
        across.addWidget(self.preview, 1)
        across.addLayout(side)

    def wish(self) -> Wish:
        """What was chosen."""
        return self.form.wish()

    # ---- the preview

    def _changed(self) -> None:
        self.copy.setEnabled(self.form.kind.currentData() in COPIED and not self.wish().all_steps)
        self._timer.start()

    def draw(self) -> None:
        """Paint the preview anew."""
        self._stop_drawing()
        wish = self.wish()
        self.preview.transparent = bool(wish.look.get("transparent"))
        still = Wish(wish.of, False, {**wish.look, "with_session": False})
        try:
            job = self._source.job("figure.png", still)
            if job is None:
                self._draw_elsewhere(still)
                return
            from app.export.raster import image

            frame = job.frame()
            room = self.preview.room()
            ratio = min(MOST_RATIO, max(0.05, min(room[0] / frame.width, room[1] / frame.height)))
            picture = image(frame, ratio)
        except ExportError as error:
            self._show_nothing(str(error)[:1].upper() + str(error)[1:])
            return
        picture.setDevicePixelRatio(ratio)
        self._show(picture, frame.width, frame.height)

    def _draw_elsewhere(self, wish: Wish) -> None:
        self._show_nothing(tr("Drawing…"))
        path = self._folder.filePath("preview.png")
        asked = {**self._source.asked(path, wish), "fit": max(200, *self.preview.room())}
        self._drawing = Drawing(asked, self)
        self._drawing.ended.connect(lambda said, wrong: self._drawn(path, said, wrong))

    def _drawn(self, path: str, said: dict, wrong: str) -> None:
        self._stop_drawing()
        if wrong:
            self._show_nothing(wrong[:1].upper() + wrong[1:])
            return
        picture = QImage(path)
        picture.setDevicePixelRatio(max(picture.width() / max(said["width"], 1.0), 0.001))
        self._show(picture, said["width"], said["height"])

    def _show(self, picture: QImage, wide: float, high: float) -> None:
        self.preview.image = picture
        self.preview.update()
        self.message.setText(self._size(wide, high))

    def _show_nothing(self, words: str) -> None:
        self.preview.image, self.preview.words = QImage(), words
        self.preview.update()
        self.message.setText("")

    def _size(self, wide: float, high: float) -> str:
        """How large the figure will be, in words."""
        kind, wish = REGISTRY[self.form.kind.currentData()], self.wish()
        if "scale" not in kind.takes:
            return tr("A text, without a size of its own.") if not kind.only_run else ""
        if wish.look.get("page"):
            return tr("As large as fits on the page, or smaller.")
        across = wish.look.get("width")
        scale = across / CM / max(wide, 1.0) if across else wish.look["scale"]
        wide, high = wide * scale, high * scale
        if not across and kind.name not in ("pdf", "tex"):
            return f"{wide:,.0f} × {high:,.0f} px"
        size, points = f"{wide * CM:.1f} × {high * CM:.1f} cm", LETTERS * scale * 0.75
        if points >= LEGIBLE:
            return size
        return tr("{size}. Its smallest letters are {points:.1f} points high, hard to read on paper.", size=size, points=points)

    def _stop_drawing(self) -> None:
        drawing, self._drawing = self._drawing, None
        if drawing is not None:
            drawing.stop()

    def _finished(self, _result: int) -> None:
        self._timer.stop()
        self._stop_drawing()
        self._folder.remove()

    # ---- where to

    def _save(self) -> None:
        kind, session = self.form.kind.currentData(), self._source.session
        self.form.remember()
        name = os.path.splitext(os.path.basename(session.path or "graph"))[0]
        folder = store.store().value("figures", "") or os.path.dirname(session.path or "") or os.getcwd()
        path, _ = QFileDialog.getSaveFileName(self, tr("Export figure"), os.path.join(folder, f"{name}.{kind}"),
                                              f"{kind.upper()} (*.{kind})")
        if not path:
            return
        self.path = path if path.lower().endswith(f".{kind}") else f"{path}.{kind}"
        self.accept()
