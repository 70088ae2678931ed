"""The presenter's own screen beside a lecture: the notes, this step and the next in words, the stops, a clock."""

from __future__ import annotations

import time

from PySide6.QtCore import QDateTime, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.model import sentences, steps

from .language import locale
from .lecture import LecturePage
from .note_view import NoteView
from .style import style
from .texts import tr


class PresenterView(QWidget):
    """Follows a LecturePage."""

    def __init__(self, page: LecturePage, session, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("presenter")
        self.setWindowTitle(tr("Presenter"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._page, self._session, self._begun = page, session, time.monotonic()
        self.clock, self.elapsed, self.step = QLabel(self), QLabel(self), QLabel(self)
        self.now, self.coming, self.answer = QLabel(self), QLabel(self), QLabel(self)
        self.note = NoteView(self)
        for label in (self.now, self.coming, self.answer):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self.step, 1)
        top.addWidget(self.elapsed)
        top.addWidget(self.clock)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 32, 40, 32)
        column.setSpacing(18)
        column.addLayout(top)
        column.addWidget(self.now)
        column.addWidget(self.note, 1)
        column.addWidget(self.answer)
        column.addWidget(self.coming)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._tell_time)
        page.shown.connect(self.refresh)
        style.changed.connect(self.refresh)

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._begun = time.monotonic()
        self._tick.start()
        self.refresh()

    def hideEvent(self, event) -> None:
        self._tick.stop()
        super().hideEvent(event)

    def keyPressEvent(self, event) -> None:
        self._page.keyPressEvent(event)

    def refresh(self) -> None:
        """Say what the page shows, and more."""
        if not self.isVisible():
            return
        trace, seq, lecture = self._session.trace, self._session.cursor, self._page.lecture
        palette = style.palette()
        self.setStyleSheet(f"#presenter{{background:{palette.panel}}} QLabel{{color:{palette.text};background:transparent}}")
        for label, px, weight in ((self.clock, 26, 600), (self.elapsed, 26, 400), (self.step, 18, 600),
                                  (self.now, 22, 600), (self.coming, 18, 400), (self.answer, 20, 500)):
            font = style.font(13, weight)
            font.setPixelSize(px)
            label.setFont(font)
        self.note.set_size(20)
        number, count = steps.step_number(trace, seq), steps.count(trace)
        self.step.setText(tr("Step {number} of {count}", number=number, count=count))
        self.now.setText(sentences.step_sentence(trace, seq) if seq >= 0 else lecture.lesson.title)
        stop = lecture.note_at(seq)
        self.note.set_note(stop.note.text if stop is not None else "")
        following = steps.next_step(trace, seq)
        text = sentences.step_sentence(trace, following) if following is not None else ""
        self.coming.setText(tr("Next: {sentence}", sentence=text) if text else "")
        asked = lecture.asked(seq)
        self.answer.setText(tr("Answer: {answer}", answer=asked.note.question.answer.replace("`", ""))
                            if asked is not None else "")  # fmt: skip
        self._tell_time()

    def _tell_time(self) -> None:
        self.clock.setText(locale().toString(QDateTime.currentDateTime().time(), "HH:mm"))
        minutes, seconds = divmod(int(time.monotonic() - self._begun), 60)
        self.elapsed.setText(f"{minutes}:{seconds:02d}")
