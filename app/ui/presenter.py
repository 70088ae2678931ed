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

SIZE = (1280, 720)  # of the screen for which the sizes of letters are given


class PresenterView(QWidget):
    """Follows a LecturePage."""

    def __init__(self, page: LecturePage, session, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("presenter")
        self.setWindowTitle(tr("Presenter"))
        self._dressed: tuple = ()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._page, self._session, self._begun = page, session, time.monotonic()
        self.clock, self.elapsed, self.step = QLabel(self), QLabel(self), QLabel(self)
        self.now, self.coming, self.answer = QLabel(self), QLabel(self), QLabel(self)
        self.note = NoteView(self)
        self.note.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys step
        self.note.followed.connect(page.pointer.follow)
        self.dark = QLabel(tr("The room sees nothing: B shows the page again."), self)
        for label in (self.now, self.coming, self.answer, self.dark):
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
        column.addWidget(self.dark)
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
        self._dress()
        number, count = steps.step_number(trace, seq), steps.count(trace)
        places = lecture.places()
        self.step.setText(tr("Step {number} of {count}, stop {stop} of {stops}", number=number, count=count, stops=len(places),
                             stop=sum(place <= seq for place in places)) if places else
                          tr("Step {number} of {count}", number=number, count=count))  # fmt: skip
        self.dark.setVisible(self._page.blank)
        self.now.setText(sentences.step_sentence(trace, seq) if seq >= 0 else lecture.lesson.title)
        stop = lecture.note_at(seq)
        self.note.set_note(stop.note.text if stop is not None else "")
        following = steps.next_step(trace, seq)
        text = sentences.step_sentence(trace, following) if following is not None else ""
        self.coming.setText(tr("Next: {sentence}", sentence=text) if text else "")
        asked = lecture.asked(seq)
        self.answer.setText(tr("Answer: {answer}", answer=lecture.spoken(asked))
                            if asked is not None else "")  # fmt: skip
        self._tell_time()

    def _dress(self) -> None:
        """Letters that are read from a lectern: larger on a larger screen."""
        palette, scale = style.palette(), max(1.0, min(self.width() / SIZE[0], self.height() / SIZE[1]))
        look = (style.name, scale)
        if look == self._dressed:
            return
        self._dressed = look
        self.setStyleSheet(f"#presenter{{background:{palette.panel}}} QLabel{{color:{palette.text};background:transparent}}")
        self.dark.setStyleSheet(f"color:{palette.warn}")
        self.answer.setStyleSheet(f"color:{palette.vis}")
        for label, px, weight in ((self.clock, 28, 600), (self.elapsed, 28, 400), (self.step, 20, 600), (self.dark, 20, 600),
                                  (self.now, 26, 600), (self.coming, 20, 400), (self.answer, 22, 500)):
            font = style.font(13, weight)
            font.setPixelSize(round(px * scale))
            label.setFont(font)
        self.note.set_size(24 * scale)

    def _tell_time(self) -> None:
        self.clock.setText(locale().toString(QDateTime.currentDateTime().time(), "HH:mm"))
        minutes, seconds = divmod(int(time.monotonic() - self._begun), 60)
        self.elapsed.setText(f"{minutes}:{seconds:02d}")
