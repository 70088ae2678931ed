"""The notes of a lesson beside its run: the note of the step, its question, and the way from stop to stop.

For one person at home; in front of a room there is lecture mode (lecture.py).
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.model import lesson, lesson_answers
from app.model.lecture import Lecture

from .language import switch
from .lesson_links import follow
from .note_view import NoteView
from .style import style
from .texts import tr


class LessonPanel(QWidget):
    """Signals: has_notes(bool), whether the program is a lesson; line_wanted(int), a link to a line of the program;
    problems_found(tuple), what is wrong in the notes (lesson.Problem)."""

    has_notes = Signal(bool)
    line_wanted = Signal(int)
    problems_found = Signal(object)

    def __init__(self, session, editor, language, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("lesson")
        self._session, self._editor, self._language = session, editor, language
        self._is_lesson = False
        self.lecture = Lecture(session.trace, "")
        self.note = NoteView(self)
        self.note.setAccessibleName(tr("Note"))
        self.note.followed.connect(self._follow)
        # Its text scrolls: it takes the room that is left, and asks the dock for none.
        self.note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.note.setMinimumHeight(72)
        self.question, self.told, self.problem, self.where = (QLabel(self) for _ in range(4))
        for label in (self.question, self.told, self.problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Your answer"))
        self.field.setAccessibleName(tr("Your answer"))
        self.field.returnPressed.connect(self.answer)
        self.check, self.hint_button, self.show_button = (
            QPushButton(text, self) for text in (tr("Check"), tr("Hint"), tr("Show"))
        )
        self.check.clicked.connect(self.answer)
        self.hint_button.clicked.connect(self.hint)
        self.show_button.clicked.connect(self.reveal)
        self.before, self.after = QPushButton(self), QPushButton(self)  # arrows: their words have no room at large zooms
        for button, words in ((self.before, tr("Previous stop")), (self.after, tr("Next stop"))):
            button.setToolTip(words)
            button.setAccessibleName(words)
        self.before.clicked.connect(lambda: self.go(-1))
        self.after.clicked.connect(lambda: self.go(1))
        self._assemble()
        self._later = QTimer(self, singleShot=True, interval=200)
        self._later.timeout.connect(self.read)
        editor.document().contentsChanged.connect(self._later.start)
        session.run_started.connect(self.read)
        switch.changed.connect(self.read)
        session.run_finished.connect(self.read)
        session.cursor_changed.connect(lambda _seq: self._moved())
        style.changed.connect(self._restyle)
        self._restyle()
        self.read()

    def _assemble(self) -> None:
        answer, way = QHBoxLayout(), QHBoxLayout()
        for part in (self.check, self.hint_button, self.show_button):
            answer.addWidget(part)
        answer.addStretch(1)
        way.addWidget(self.before)
        way.addWidget(self.where, 1, Qt.AlignmentFlag.AlignCenter)
        way.addWidget(self.after)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.problem)
        self._column.addWidget(self.note, 1)
        self._column.addWidget(self.question)
        self._column.addWidget(self.field)
        self._column.addLayout(answer)
        self._column.addWidget(self.told)
        self._column.addLayout(way)

    # ---- what there is

    def read(self) -> None:
        """Look at the program again: its notes, and where they stop in the run at hand."""
        text = self._editor.toPlainText()
        is_lesson = lesson.is_lesson(text)
        if is_lesson != self._is_lesson:
            self._is_lesson = is_lesson
            self.has_notes.emit(is_lesson)
        self.lecture = Lecture(self._session.trace, text, self._language())
        self._told("", "sub")
        self.problems_found.emit(self._problems())
        self.refresh()

    def announce(self) -> None:
        """Another program is open: say whether it is a lesson, whatever was before."""
        self._is_lesson = lesson.is_lesson(self._editor.toPlainText())
        self.has_notes.emit(self._is_lesson)
        self.read()

    def _moved(self) -> None:
        if self.isVisible():
            self._told("", "sub")
            self.refresh()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._moved()

    def refresh(self) -> None:
        """Show the note of the cursor's step."""
        if not self._is_lesson:
            return
        lecture, seq = self.lecture, self._session.cursor
        notes = lecture.lesson.notes
        stop = lecture.note_at(seq)
        note = stop.note if stop is not None else notes[0] if notes else None
        title = f"## {lecture.lesson.title}\n\n" if note is (notes[0] if notes else None) else ""
        self.note.set_note(title + (note.text if note is not None else lecture.lesson.line))
        asked = lecture.asked(seq)
        question = stop.note.question if stop is not None else None
        self.question.setText(_plain(question.text) if question is not None else "")
        self.question.setVisible(question is not None)
        for part in (self.field, self.check, self.hint_button, self.show_button):
            part.setVisible(asked is not None)
        self.hint_button.setEnabled(bool(asked and asked.note.question.hint))
        if question is not None and asked is None and not self.told.text():
            self._told(lesson_answers.spoken(question), "vis")
        places = lecture.places()
        number = sum(place <= seq for place in places)
        said = tr("{number} of {count}", number=number, count=len(places)) if places else tr("Run the program (F5)")
        self.where.setText(said if places or not len(lecture.trace) else "")
        self.before.setEnabled(lecture.next_stop(seq, -1) is not None)
        self.after.setEnabled(lecture.next_stop(seq, 1) is not None)
        problems = self._problems()
        self.problem.setText("\n".join(tr("Line {line}: {message}",
                                          line=p.line, message=p.message) for p in problems[:3]))
        self.problem.setVisible(bool(problems))

    def _problems(self) -> tuple[lesson.Problem, ...]:
        """What is wrong in the notes; where they stop can be judged by a run of this very text only."""
        lecture = self.lecture
        is_run = lecture.text == self._session.source
        return lecture.problems if is_run and lecture.problems else lecture.lesson.problems

    # ---- what it does

    def go(self, by: int) -> None:
        """To the next (+1) or previous (−1) stop."""
        seq = self.lecture.next_stop(self._session.cursor, by)
        if seq is not None:
            self._session.select(seq)

    def answer(self) -> None:
        """Compare what was typed."""
        asked = self.lecture.asked(self._session.cursor)
        if asked is not None:
            verdict = self.lecture.check(asked, self.field.text())
            self.field.clear() if verdict.kind == "right" else None
            self._told("", "sub")
            self.refresh()
            more = f" {self.told.text()}" if verdict.kind == "right" else ""
            self._told(verdict.message + more, {"right": "vis", "wrong": "error", "unclear": "warn"}[verdict.kind])

    def hint(self) -> None:
        """Show the hint."""
        asked = self.lecture.asked(self._session.cursor)
        if asked is not None:
            self._told(_plain(asked.note.question.hint), "sub")

    def reveal(self) -> None:
        """Show the answer."""
        asked = self.lecture.asked(self._session.cursor)
        if asked is not None:
            self.lecture.reveal(asked)
            self._told("", "sub")
            self.refresh()

    def _told(self, text: str, colour: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))
        self.told.setStyleSheet(f"color: {style.palette()[colour]};")

    def _follow(self, kind: str, words: str) -> None:
        """A link of the note: what it names is selected, a step is gone to."""
        line = follow(self._session, self.lecture.text, kind, words)
        if line:
            self.line_wanted.emit(line)

    def plain_text(self) -> str:
        """What is shown, as text."""
        parts = [self.note.toPlainText(), self.question.text(), self.told.text(), self.problem.text()]
        return "\n".join(part for part in parts if part)

    def _restyle(self) -> None:
        px, palette = style.px, style.palette()
        self._column.setContentsMargins(px(16), px(10), px(16), px(10))
        self._column.setSpacing(px(8))
        self.note.set_size(px(14))
        for button, icon in ((self.before, "chevron-left"), (self.after, "chevron-right")):
            button.setIcon(style.icon(icon, "text"))
            button.setIconSize(QSize(px(16), px(16)))
        for label, weight, colour in ((self.question, 600, "accent"), (self.told, 500, "sub"), (self.where, 400, "sub"),
                                      (self.problem, 400, "warn")):
            label.setFont(style.font(13, weight))
            label.setStyleSheet(f"color: {palette[colour]};")


def _plain(markdown: str) -> str:
    """Markdown of one line without its marks."""
    return " ".join(markdown.replace("`", "").replace("**", "").split())
