"""The Doctor panel: what is wrong with the run, worst first; the chosen finding selects its tensor, line and step."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QPainter, QTextCursor
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.model import steps
from app.model.doctor import Finding, Fix
from app.model.why import cut_node
from app.session import Selection, Session

from .doctor_card import FindingCard
from .doctor_run import DoctorRun
from .style import style
from .texts import counted, tr

NO_RUN = "No run yet. F5 runs; what is wrong with the backward pass will be listed here."
RUNNING = "The program runs. Doctor looks at it when it has ended."
LOOKING = "Looking at the run …"
HEALTHY = "Nothing found: gradients flow as they should."


class DoctorPanel(QWidget):
    """Findings as cards. Signals: count_changed(text) for titles and the toolbar; line_wanted(line); graph_wanted():
    the selection is to be brought into view; told(text): what could not be done, as a sentence."""

    count_changed = Signal(str)
    line_wanted = Signal(int)
    graph_wanted = Signal()
    told = Signal(str)

    def __init__(self, session: Session, doctor: DoctorRun, editor, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("doctor")
        self._session, self._doctor, self._editor = session, doctor, editor
        self.cards: list[FindingCard] = []
        self.empty = QLabel(tr(NO_RUN), self)
        self.empty.setWordWrap(True)
        self.empty.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.again = QPushButton(tr("Look again"), self)
        self.again.setObjectName("doctor_again")
        self.again.clicked.connect(doctor.look_again)
        self.scroll = QScrollArea(self)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.scroll.setAccessibleName(tr("Findings"))
        content = QWidget()
        content.setObjectName("doctor_content")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.scroll.setWidget(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.empty)
        layout.addWidget(self.again, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.scroll, 1)
        self.setFocusProxy(self.scroll)
        self.scroll.installEventFilter(self)
        doctor.found.connect(self._show)
        doctor.progressed.connect(self._say)
        session.state_changed.connect(lambda *_: self._say())
        style.changed.connect(self._restyle)
        self._restyle()
        self._show(doctor.findings)

    # ---- what is shown

    @property
    def chosen(self) -> Finding | None:
        """The finding that is open."""
        return next((card.finding for card in self.cards if card.is_chosen), None)

    def plain_text(self) -> str:
        """All that is shown, as text (for tests, copies and screen readers)."""
        return "\n\n".join(card.text() for card in self.cards) or self.empty.text()

    def _show(self, findings: list[Finding]) -> None:
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        trace = self._session.trace
        for finding in findings:
            step = steps.step_number(trace, finding.seq) if 0 <= finding.seq < len(trace) else 0
            card = FindingCard(finding, step, self.scroll.widget())
            card.chosen.connect(lambda card=card: self.choose(card.finding))
            card.wanted.connect(lambda what, card=card: self._do(card.finding, what))
            card.installEventFilter(self)
            self._column.insertWidget(len(self.cards), card)
            self.cards.append(card)
        self._say()
        count = len(findings)
        self.count_changed.emit("" if not count else counted(count, "{count} finding", "{count} findings"))

    def _say(self) -> None:
        """The words where there are no findings."""
        self.scroll.setVisible(bool(self.cards))
        self.empty.setVisible(not self.cards)
        self.again.setVisible(bool(self._doctor.lost))
        high = QSizePolicy.Policy.Maximum if self._doctor.lost else QSizePolicy.Policy.Preferred
        self.empty.setSizePolicy(QSizePolicy.Policy.Preferred, high)  # the button stands below the words
        self.setFocusProxy(self.scroll if self.cards else self.empty)
        self.empty.setText(self._words())

    def _words(self) -> str:
        session, doctor = self._session, self._doctor
        if session.is_running or not len(session.trace):
            return tr(RUNNING if session.is_running else NO_RUN)
        if doctor.lost or doctor.is_done:
            return doctor.lost or tr(HEALTHY)
        return tr("Looking at the run: {share:.0%}", share=doctor.share) if doctor.share else tr(LOOKING)

    def choose(self, finding: Finding) -> None:
        """Open a finding's card and select what it is about; the cursor stays where it is."""
        for card in self.cards:
            card.set_chosen(card.finding is finding)
            if card.finding is finding:
                QTimer.singleShot(0, card, lambda card=card: self._reveal(card))  # once it has grown
        self._session.set_selection(selection_of(finding))
        if finding.line and not finding.file and self._is_fresh():
            self.line_wanted.emit(finding.line)

    def _reveal(self, card: FindingCard) -> None:
        """Scroll so that a card is in view, its top at least."""
        self.scroll.widget().layout().activate()
        self.scroll.ensureVisible(0, card.geometry().bottom(), 0, 0)
        self.scroll.ensureVisible(0, card.y(), 0, 0)

    def _is_fresh(self) -> bool:
        """Whether the lines of the findings are those of the editor's text."""
        return self._editor.toPlainText() == self._session.source

    # ---- what the buttons do

    def _do(self, finding: Finding, what: str) -> None:
        self.choose(finding)
        if what == "step":
            self._session.select(finding.seq)
        elif what == "graph":
            self._session.select(finding.seq)
            node = cut_node(self._session.trace, finding.cut_at)
            if node is not None:  # with it the edge that was cut lights up
                self._session.set_selection(Selection("node", node))
            self.graph_wanted.emit()
        elif what in ("line", "fix") and not self._is_fresh():
            self.told.emit(tr("The program was changed since this run: run it again first."))
        elif what == "line":
            self._editor.go_to_line_start(finding.line)
            self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
        elif what == "fix":
            self._mend(finding.fix)

    def _mend(self, fix: Fix) -> None:
        """Change the line in the editor, as one step to undo."""
        block = self._editor.document().findBlockByNumber(fix.line - 1)
        cursor = QTextCursor(block if block.isValid() else self._editor.document().lastBlock())
        cursor.beginEditBlock()
        if fix.insert and block.isValid():
            cursor.insertText(fix.text + "\n")
        elif fix.insert:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText("\n" + fix.text)
        else:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(fix.text)
        cursor.endEditBlock()
        self._editor.setTextCursor(cursor)
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- keys and looks

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.KeyPress and self.cards and (watched is self.scroll or watched in self.cards):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event) -> bool:
        """Arrows go from card to card, Enter and Space choose, Enter once more goes to the event, Ctrl+C copies."""
        at = next((k for k, card in enumerate(self.cards) if card.hasFocus()), -1)
        key, last = event.key(), len(self.cards) - 1
        moves = {Qt.Key.Key_Down: at + 1, Qt.Key.Key_Up: at - 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.cards[at].text() if at >= 0 else self.plain_text())
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        elif key in moves:
            card = self.cards[max(0, min(moves[key], last))]
            card.setFocus(Qt.FocusReason.TabFocusReason)
            self._reveal(card)
        elif at >= 0 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.cards[at].is_chosen and key != Qt.Key.Key_Space:
                self.cards[at].go()
            self.choose(self.cards[at].finding)
        else:
            return False
        return True

    def _restyle(self) -> None:
        p, px = style.palette(), style.px
        self.empty.setFont(style.font(13))
        self.empty.setStyleSheet(f"color: {p.sub}; background: {p.panel}; padding: {px(16)}px;")
        self.scroll.setStyleSheet(f"QScrollArea, QWidget#doctor_content {{ background: {p.panel}; border: none; }}")
        for card in self.cards:
            card.restyle()

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.color("panel"))
        painter.end()


def selection_of(finding: Finding) -> Selection:
    """What a finding is about: its node, else its tensor, its event, its line."""
    if finding.node is not None:
        return Selection("node", finding.node)
    if finding.tensor is not None:
        return Selection("tensor", finding.tensor)
    if finding.seq >= 0:
        return Selection("event", finding.seq)
    return Selection("line", finding.line) if finding.line else Selection()
