"""Lecture mode: the run on a projector, full screen. Graph, plain words, the working, the question, the code.

Everything is by keys that a clicker or one hand finds: Page Down and Page Up (arrows, Space) step, digits go to stops,
B blanks, Escape leaves. The page is a window of its own over the program's window, which stays as it was; no dialog
can come up in it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.model import lesson, lesson_answers, sentences, steps
from app.model.lecture import Lecture

from .headline import Headline
from .lecture_code import CodeStrip
from .lecture_graph import LectureGraph
from .lecture_help import KeysCard
from .lecture_keys import press
from .lecture_look import dress, fit_words, scale_of, warm_letters
from .lecture_parts import Foot
from .lecture_pen import DrawingLayer
from .lecture_point import Pointer
from .lecture_working import WorkingView
from .note_view import NoteView
from .style import style
from .texts import tr

PACES = (1.0, 3.0, 10.0)
DIGITS = (4, 2, 3, 6)
WARM_AFTER = 60  # ms from the first picture to the letters of the next ones
PREPARE_AFTER = 400  # ms from a question to the formulas of its answer


class LecturePage(QWidget):
    """One page of a lecture. Signals: left(); shown(): the page says something else (for a second screen)."""

    left = Signal()
    shown = Signal()

    def __init__(self, session, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("lecture")
        self.setWindowTitle("Retrograd")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.session = session
        self.lecture = Lecture(session.trace, "")
        self.fractions, self.digits = False, DIGITS[0]
        self.blank = False
        self._panels = {"graph": True, "code": True, "notes": True}
        self._build()
        session.cursor_changed.connect(self._cursor_changed)
        session.run_finished.connect(self._run_over)
        session.run_started.connect(self._begin_again)
        style.changed.connect(self._restyle)

    # ---- making

    def _build(self) -> None:
        self.graph = LectureGraph(self.session, self)
        self.graph.widened.connect(self._widen)
        self.graph.canvas.installEventFilter(self)
        self.title = QLabel(self)
        self.headline, self.printed = Headline(self), QLabel(self)
        self.note = NoteView(self)
        self.note.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.working = WorkingView(self)
        self.question = QLabel(self)
        self.told = QLabel(self)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Type an answer, or press Space"))
        self.field.setAccessibleName(tr("Your answer"))
        self.field.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.field.returnPressed.connect(self._answered)
        self.field.installEventFilter(self)
        self.code = CodeStrip(self)
        self.foot = Foot(self.session, self)
        for label in (self.title, self.question, self.told):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.printed.setTextFormat(Qt.TextFormat.PlainText)
        self.printed.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)  # a long line is cut
        self.column = QVBoxLayout()
        for part in (self.title, self.headline, self.printed, self.note, self.working, self.question, self.field, self.told):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.column.addWidget(self.code)
        self.side = QWidget(self)
        self.side.setLayout(self.column)
        self._across = QHBoxLayout()
        self._across.setSpacing(0)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.addWidget(self.graph)
        self._across.addWidget(self.side)
        whole = QVBoxLayout(self)
        whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # the page is the screen, however much there is to say
        whole.setSpacing(0)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self._across, 1)
        whole.addWidget(self.foot)
        self.drawing = DrawingLayer(self)
        self.pointer = Pointer(self)
        self.keys = KeysCard(self)
        self.note.followed.connect(self.pointer.follow)
        self._dark = QLabel(self)
        self._dark.setObjectName("lecture_blank")
        self._dark.setStyleSheet("#lecture_blank{background:#000000}")
        self._dark.hide()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(lambda: fit_words(self))
        self._warm = QTimer(self, singleShot=True, interval=WARM_AFTER)
        self._warm.timeout.connect(lambda: warm_letters(self))
        self._rest = QTimer(self, singleShot=True, interval=PREPARE_AFTER)
        self._rest.timeout.connect(lambda: self.note.prepare(self.lecture.rules(self.session.cursor)))
        self.note.document().documentLayout().documentSizeChanged.connect(lambda _size: self._later.start())

    @property
    def scale(self) -> float:
        """Screen px for one of the design's."""
        return scale_of(self)

    def px(self, n: float) -> float:
        """n px of the design on the screen."""
        return n * self.scale

    # ---- a lesson

    def begin(self, text: str, lang: str = lesson.DEFAULT_LANGUAGE) -> None:
        """Show a program (a lesson, if it has notes) at the session's cursor."""
        self._text, self._lang = text, lang
        self.lecture = Lecture(self.session.trace, text, lang)
        self.code.set_program(text)
        self._restyle()
        self.pointer.forget()
        self._show()
        self.graph.begin()
        self.setFocus()
        self._warm.start()

    def _begin_again(self) -> None:
        if self.isVisible():
            self.lecture = Lecture(self.session.trace, self._text, self._lang)

    def _run_over(self) -> None:
        if self.isVisible():
            self.lecture.refresh()
            if self.lecture.stops and self.session.follow:
                self.session.select(-1 if self.lecture.stops[0].seq < 0 else self.lecture.stops[0].seq)
            self._show()

    def leave(self) -> None:
        """Back to the program's window."""
        self.session.trace.veil = frozenset()
        self.drawing.clear()
        self.blank = False
        self._warm.stop()
        self._rest.stop()
        self._dark.hide()
        self.keys.hide()
        self.hide()
        self.left.emit()

    # ---- showing

    def _cursor_changed(self, _seq: int) -> None:
        if self.isVisible():
            self.drawing.step_changed()
            self.pointer.forget()
            self._tell("")
            self.field.clear()
            self._show()
            self.pointer.show_linked()

    def _show(self) -> None:
        session, lecture = self.session, self.lecture
        seq = session.cursor
        self._veil(lecture.veil(seq))
        asked, stop = lecture.asked(seq), lecture.note_at(seq)
        title = lecture.lesson.title
        self.title.setText(title)
        says = sentences.step_sentence(session.trace, seq, session.micro) if seq >= 0 else ""
        at_stop = stop is not None and stop.seq == seq
        is_step = asked is not None and asked.note.line < 0
        self.headline.setText(asked.note.question.text if is_step else says or title)
        self._show_note(asked, stop if at_stop else None)
        self.printed.setText(lecture.printed(seq))
        self.working.show_pieces(lecture.working(seq), self.fractions, self.digits)
        self._show_question(asked, stop if at_stop else None)
        self.code.show_lines(*lecture.lines(seq))
        self.foot.place = lecture.place_in_words(seq)
        self.foot.stops = lecture.places()
        self.foot.keys = [("← →", tr("step")), ("F1", tr("keys")), ("Esc", tr("leave"))]
        if lecture.predicts:
            self.foot.keys.insert(0, ("Q", tr("predict")))
        pace = self.graph.canvas.motion.pace
        if pace != PACES[0]:
            self.foot.keys.insert(0, ("F", f"×{pace:g}"))
        shows = stop.note.show if at_stop else lesson.PANELS
        self.graph.setVisible(self._panels["graph"] and "graph" in shows)
        self.code.setVisible(self._panels["code"] and "code" in shows)
        for part, on in ((self.title, title not in ("", self.headline.text())), (self.printed, bool(self.printed.text())),
                         (self.note, bool(self.note.markdown())), (self.working, bool(self.working.pieces))):
            part.setVisible(on)
        self.foot.update()
        self._later.start()
        self.shown.emit()

    def _show_note(self, asked, stop) -> None:
        """The note of the stop; below it, once the answer is shown, the rule that gives it."""
        rules = self.lecture.rules(self.session.cursor) if asked is None else []
        if asked is not None:
            self._rest.start()
        parts = [stop.note.text] if stop is not None else []
        parts += ["\u00a0\u00a0\u00a0 ".join(f"${tex}$" for tex in rules)] if rules else []
        self.note.set_note("\n\n".join(parts) if self._panels["notes"] else "")

    def _veil(self, veil: frozenset) -> None:
        trace = self.session.trace
        if trace.veil != veil:
            trace.veil = veil
            if self.graph.canvas.shown is not None:
                self.graph.canvas.set_scene(self.graph.graph.scene(), None, False)

    def _show_question(self, asked, stop) -> None:
        revealed = stop is not None and stop.note.question is not None and self.lecture.is_revealed(stop)
        self.question.setText(("" if asked.note.line < 0 else _plain(asked.note.question.text)) if asked else
                              _plain(stop.note.question.text) if revealed else "")  # fmt: skip
        self.question.setVisible(bool(self.question.text()))
        self.field.setVisible(asked is not None)
        if revealed:
            self._tell(lesson_answers.spoken(stop.note.question), "vis")
        self.told.setVisible(bool(self.told.text()))

    def _tell(self, words: str, colour: str = "text") -> None:
        """Answer, hint or verdict, in its colour."""
        self.told.setText(words)
        self.told.setStyleSheet(f"color:{style.palette()[colour]};background:transparent")
        self.told.setVisible(bool(words))

    def _restyle(self) -> None:
        dress(self)

    def _widen(self) -> None:
        """The graph wants more of the page: it has it before it places its camera."""
        dress(self)
        self.layout().activate()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._dark.setGeometry(self.rect())
        self._restyle()
        self._later.start()

    # ---- steps and questions

    def go_on(self) -> None:
        """Show the answer of the question that stands open, else the next step."""
        asked = self.lecture.asked(self.session.cursor)
        if asked is not None:
            self.reveal()
        else:
            self._go(1)

    def go_back(self) -> None:
        """The step before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        """One step, or to a stop that lies before its end (the start of backward is no step)."""
        session = self.session
        seq = session.cursor
        goal = steps.next_step(session.trace, seq, by)
        if goal is None and by < 0:
            goal = -1
        between = [p for p in self.lecture.places() if goal is not None and min(seq, goal) < p < max(seq, goal)]
        if between:
            session.select(min(between) if by > 0 else max(between))
        elif goal is not None:
            session.select(goal)

    def reveal(self) -> None:
        """Show the answer."""
        asked = self.lecture.asked(self.session.cursor)
        if asked is not None:
            self.lecture.reveal(asked)
            self.setFocus()
            self._show()

    def hint(self) -> None:
        """Show the hint of the question."""
        asked = self.lecture.asked(self.session.cursor)
        if asked is not None and asked.note.question.hint:
            self._tell(_plain(asked.note.question.hint))

    def _answered(self) -> None:
        asked = self.lecture.asked(self.session.cursor)
        if asked is None:
            return
        verdict = self.lecture.check(asked, self.field.text())
        if verdict.kind == "right":
            self.setFocus()
            self._show()
            self._tell(f"{verdict.message} {self.told.text()}", "vis")
        else:
            self._tell(verdict.message, {"wrong": "error", "unclear": "warn"}[verdict.kind])

    def micro_step(self, by: int) -> None:
        """One edge on or back, within a node; a question that stands open comes first."""
        if by > 0 and self.lecture.asked(self.session.cursor) is not None:
            self.reveal()
        else:
            self.session.micro_step(by)

    def go_to(self, seq: int | None) -> None:
        """Put the cursor somewhere; None: nowhere."""
        if seq is not None:
            self.session.select(seq)

    def go_to_neighbour(self, by: int) -> None:
        """To the next (+1) or previous (−1) stop."""
        self.go_to(self.lecture.next_stop(self.session.cursor, by))

    def take_answer(self) -> None:
        """The keyboard goes into the answer's field, where a question stands open."""
        if self.field.isVisible():
            self.field.setFocus()

    # ---- keys

    def eventFilter(self, watched, event) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        if watched is self.field:
            if event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_Space and not self.field.text().strip()):
                self.setFocus()
                if event.key() == Qt.Key.Key_Space:
                    self.go_on()
                return True
            return False
        self.keyPressEvent(event)  # the graph's own keys would walk, not step
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        press(self, event)

    def focusNextPrevChild(self, _next: bool) -> bool:
        return False  # Tab points at cards

    def set_blank(self, on: bool) -> None:
        """Show nothing at all, or the page again."""
        self.blank = on
        self._dark.setVisible(on)
        self._dark.raise_()
        self.shown.emit()

    def toggle_keys(self) -> None:
        """The list of the keys over the page, or no longer."""
        self.keys.hide() if self.keys.isVisible() else self.keys.show_over(self.scale)

    def toggle_panel(self, name: str) -> None:
        """Hide the graph, the code or the notes, or show them again."""
        self._panels[name] = not self._panels[name]
        self._show()
        self.pointer.place()

    def toggle_fractions(self) -> None:
        """Numbers as simple fractions where they are, or as decimals."""
        self.fractions = not self.fractions
        self._show()

    def next_pace(self) -> None:
        """The flow of a step takes three times, ten times as long, or as long as in the window."""
        motion = self.graph.canvas.motion
        motion.pace = PACES[(PACES.index(motion.pace) + 1) % len(PACES)]
        self._show()

    def next_digits(self) -> None:
        """Numbers of the working to two, three or six digits, or to the four of the window."""
        self.digits = DIGITS[(DIGITS.index(self.digits) + 1) % len(DIGITS)]
        self._show()

    def toggle_predicting(self) -> None:
        """Every step is asked before it is shown, or none any longer."""
        self.lecture.toggle_predicting(self.session.cursor)
        self._show()

    def ask_again(self) -> None:
        """All questions are open again."""
        self.lecture.ask_again()
        self._show()


def _plain(markdown: str) -> str:
    """Markdown of one line without its marks."""
    return " ".join(markdown.replace("`", "").replace("**", "").split())
