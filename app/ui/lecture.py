"""Lecture mode: the run on a projector, full screen. Graph, plain words, the working, the question, the code.

Everything is by keys that a clicker or one hand finds: Page Down and Page Up (arrows, Space) step, digits go to stops,
B blanks, Escape leaves. The page is a window of its own over the program's window, which stays as it was; no dialog
can come up in it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.model import lesson, lesson_answers, sentences, steps
from app.model.lecture import Lecture
from app.model.lesson_stops import StopError, find, ids_named
from app.session import Selection

from .graph_view import GraphView
from .lecture_code import CodeStrip
from .lecture_keys import press
from .lecture_look import dress, fit_words, scale_of, warm_letters
from .lecture_parts import Foot
from .lecture_pen import DrawingLayer
from .lecture_working import WorkingView
from .note_view import NoteView
from .style import style
from .texts import tr

PACES = (1.0, 3.0, 10.0)
DIGITS = (4, 2, 3, 6)
WARM_AFTER = 60  # ms from the first picture to the letters of the next ones


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
        self._session = session
        self.lecture = Lecture(session.trace, "")
        self.fractions, self.digits = False, DIGITS[0]
        self._close_up = self._overview = False
        self.blank = False
        self._panels = {"graph": True, "code": True, "notes": True}
        self._build()
        session.cursor_changed.connect(self._cursor_changed)
        session.run_finished.connect(self._run_over)
        session.run_started.connect(self._begin_again)
        style.changed.connect(self._restyle)

    # ---- making

    def _build(self) -> None:
        self.graph = GraphView(self._session, self)
        self.graph.setObjectName("lecture_graph")
        self.graph.set_minimap(False)
        self.graph.canvas.installEventFilter(self)
        self.title = QLabel(self)
        self.headline, self.printed = QLabel(self), QLabel(self)
        self.note = NoteView(self)
        self.note.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.note.followed.connect(self.follow_link)
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
        self.foot = Foot(self._session, self)
        for label in (self.title, self.headline, self.question, self.told):
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
        whole.setSpacing(0)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self._across, 1)
        whole.addWidget(self.foot)
        self.drawing = DrawingLayer(self)
        self._dark = QLabel(self)
        self._dark.setObjectName("lecture_blank")
        self._dark.setStyleSheet("#lecture_blank{background:#000000}")
        self._dark.hide()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(lambda: fit_words(self))
        self._warm = QTimer(self, singleShot=True, interval=WARM_AFTER)
        self._warm.timeout.connect(lambda: warm_letters(self))
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
        self.lecture = Lecture(self._session.trace, text, lang)
        self.code.set_program(text)
        self._restyle()
        self._show()
        self.graph.place_camera()
        self.setFocus()
        self._warm.start()

    def _begin_again(self) -> None:
        if self.isVisible():
            self.lecture = Lecture(self._session.trace, self._text, self._lang)

    def _run_over(self) -> None:
        if self.isVisible():
            self.lecture.refresh()
            if self.lecture.stops and self._session.follow:
                self._session.select(-1 if self.lecture.stops[0].seq < 0 else self.lecture.stops[0].seq)
            self._show()

    def leave(self) -> None:
        """Back to the program's window."""
        self._session.trace.veil = frozenset()
        self.drawing.clear()
        self.blank = False
        self._warm.stop()
        self._dark.hide()
        self.hide()
        self.left.emit()

    # ---- showing

    def _cursor_changed(self, _seq: int) -> None:
        if self.isVisible():
            self.drawing.step_changed()
            self.drawing.spotlight(None)
            self._tell("")
            self.field.clear()
            self._show()
            if self._overview:
                self._overview = False
                self.graph.place_camera()

    def _show(self) -> None:
        session, lecture = self._session, self.lecture
        seq = session.cursor
        self._veil(lecture.veil(seq))
        asked, stop = lecture.asked(seq), lecture.note_at(seq)
        title = lecture.lesson.title
        self.title.setText(title)
        says = sentences.step_sentence(session.trace, seq, session.micro) if seq >= 0 else ""
        at_stop = stop is not None and stop.seq == seq
        self.headline.setText(tr("What comes next?") if asked and not at_stop else says or title)
        self.note.set_note(stop.note.text if at_stop and self._panels["notes"] else "")
        self.printed.setText(lecture.printed(seq))
        self.working.show_pieces(lecture.working(seq), self.fractions, self.digits)
        self._show_question(asked, stop if at_stop else None)
        self._show_code()
        self.foot.place = lecture.place_in_words(seq)
        self.foot.stops = lecture.places()
        self.foot.keys = [("← →", tr("step")), ("Esc", tr("leave"))]
        pace = self.graph.canvas.motion.pace
        if pace != PACES[0]:
            self.foot.keys.insert(0, ("F", f"×{pace:g}"))
        shows = stop.note.show if at_stop else lesson.PANELS
        self.graph.setVisible(self._panels["graph"] and "graph" in shows)
        self.code.setVisible(self._panels["code"] and "code" in shows)
        for part, on in ((self.title, bool(title)), (self.printed, bool(self.printed.text())), (self.note, bool(self.note.markdown())),
                         (self.working, bool(self.working.pieces))):
            part.setVisible(on)
        self.foot.update()
        self._later.start()
        self.shown.emit()

    def _veil(self, veil: frozenset) -> None:
        trace = self._session.trace
        if trace.veil != veil:
            trace.veil = veil
            if self.graph.canvas.shown is not None:
                self.graph.canvas.set_scene(self.graph.graph.scene(), None, False)

    def _show_question(self, asked, stop) -> None:
        revealed = stop is not None and stop.note.question is not None and self.lecture.is_revealed(stop)
        self.question.setText(_plain(asked.note.question.text) if asked else
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

    def _show_code(self) -> None:
        trace, seq = self._session.trace, self._session.cursor
        number = steps.step_number(trace, seq)
        now = made = 0
        if number:
            anchor = steps.step_span(trace, number)[0]
            made = trace.line_of(anchor) or 0
            call = trace.last_call(anchor) if trace.call_at(anchor) else None
            now = (call.line or 0) if call is not None else made
        self.code.show_lines(now, made)

    def _restyle(self) -> None:
        dress(self)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._dark.setGeometry(self.rect())
        self._restyle()
        self._later.start()

    # ---- steps and questions

    def go_on(self) -> None:
        """Show the answer of the question that stands open, else the next step."""
        asked = self.lecture.asked(self._session.cursor)
        if asked is not None:
            self.reveal()
        else:
            self._go(1)

    def go_back(self) -> None:
        """The step before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        """One step, or to a stop that lies before its end (the start of backward is no step)."""
        session = self._session
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
        asked = self.lecture.asked(self._session.cursor)
        if asked is not None:
            self.lecture.reveal(asked)
            self.setFocus()
            self._show()

    def hint(self) -> None:
        """Show the hint of the question."""
        asked = self.lecture.asked(self._session.cursor)
        if asked is not None and asked.note.question.hint:
            self._tell(_plain(asked.note.question.hint))

    def _answered(self) -> None:
        asked = self.lecture.asked(self._session.cursor)
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
        if by > 0 and self.lecture.asked(self._session.cursor) is not None:
            self.reveal()
        else:
            self._session.micro_step(by)

    def go_to(self, seq: int | None) -> None:
        """Put the cursor somewhere; None: nowhere."""
        if seq is not None:
            self._session.select(seq)

    def go_to_neighbour(self, by: int) -> None:
        """To the next (+1) or previous (−1) stop."""
        self.go_to(self.lecture.next_stop(self._session.cursor, by))

    def take_answer(self) -> None:
        """The keyboard goes into the answer's field, where a question stands open."""
        if self.field.isVisible():
            self.field.setFocus()

    def follow_link(self, kind: str, words: str) -> None:
        """A link of the note: the card comes into view and is selected; the cursor stays."""
        trace = self._session.trace
        if kind == "tensor":
            ids = ids_named(trace, words)
            if ids:
                self._session.set_selection(Selection("tensor", ids[-1]))
            return
        try:
            seq = find(f"step {words}" if kind == "step" else f"after {words}" if kind == "line" and not words.isdigit()
                       else words if kind == "node" else f"line {words}", trace, self.lecture.text)  # fmt: skip
        except StopError:
            return
        if kind == "step":
            self._session.select(seq)
        elif kind == "node":
            self._session.set_selection(Selection("node", int(trace.index.node.view[seq])))
        else:
            self._session.set_selection(Selection("line", trace.line_of(seq) or 0))

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

    def set_blank(self, on: bool) -> None:
        """Show nothing at all, or the page again."""
        self.blank = on
        self._dark.setVisible(on)
        self._dark.raise_()
        self.shown.emit()

    def toggle_panel(self, name: str) -> None:
        """Hide the graph, the code or the notes, or show them again."""
        self._panels[name] = not self._panels[name]
        self._show()

    def toggle_fractions(self) -> None:
        """Numbers as simple fractions where they are, or as decimals."""
        self.fractions = not self.fractions
        self._show()

    def next_pace(self) -> None:
        """The flow of a step takes three times, ten times as long, or as long as in the window."""
        motion = self.graph.canvas.motion
        motion.pace = PACES[(PACES.index(motion.pace) + 1) % len(PACES)]
        self._show()

    def toggle_overview(self) -> None:
        """The whole graph, up to the next step; or again what can be read of it."""
        self._overview = not self._overview
        (self.graph.fit if self._overview else self.graph.place_camera)()

    def toggle_close_up(self) -> None:
        """The current node as large as it can be, or as before again."""
        canvas, graph = self.graph.canvas, self.graph
        if self._close_up or canvas.shown is None or canvas.shown.current < 0:
            graph.place_camera()
        else:
            graph.steer(canvas.fitting([canvas.shown.current]))
        self._close_up = not self._close_up

    def next_digits(self) -> None:
        """Numbers of the working to two, three or six digits, or to the four of the window."""
        self.digits = DIGITS[(DIGITS.index(self.digits) + 1) % len(DIGITS)]
        self._show()

    def ask_again(self) -> None:
        """All questions are open again."""
        self.lecture.ask_again()
        self._show()

    def toggle_spotlight(self) -> None:
        """Darken all but the card at the cursor, or no longer."""
        shown = self.graph.canvas.shown
        if self.drawing.has_spotlight or shown is None or shown.current < 0:
            self.drawing.spotlight(None)
            return
        left, top, right, bottom = shown.picture.boxes[shown.current].tolist()
        x0, y0 = self.graph.canvas.view.to_widget(left, top)
        x1, y1 = self.graph.canvas.view.to_widget(right, bottom)
        origin = self.graph.canvas.mapTo(self, QPoint(0, 0))
        pad = self.px(18)
        self.drawing.spotlight((origin.x() + x0 - pad, origin.y() + y0 - pad, origin.x() + x1 + pad,
                                origin.y() + y1 + pad))  # fmt: skip


def _plain(markdown: str) -> str:
    """Markdown of one line without its marks."""
    return " ".join(markdown.replace("`", "").replace("**", "").split())
