"""One finding as a card: icon, title, evidence, and while it is chosen why, what to do and its buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.model.doctor import Finding

from .style import style
from .texts import tr

ICONS = {"error": "circle-alert", "warning": "triangle-alert"}
TONES = {"error": "error", "warning": "warn"}
CUTS = ("cut-path", "root-cut")


class FindingCard(QFrame):
    """Shows one finding. Signals: chosen(), and wanted(what) with "line", "step", "graph" or "fix"."""

    chosen = Signal()
    wanted = Signal(str)

    def __init__(self, finding: Finding, step: int, parent: QWidget | None = None):
        super().__init__(parent)
        self.finding = finding
        self._is_chosen = False
        self.setObjectName("finding")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self._name(False))
        self.setAccessibleDescription("\n".join((finding.evidence, finding.why, finding.do)))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tone = TONES[finding.severity]
        self._icon = QLabel(self)
        self.title = self._label(finding.title)
        self.evidence = self._label(finding.evidence)
        self.why = self._label(finding.why)
        self.do = self._label(finding.do)
        self.buttons = {key: self._button(key, text, tip) for key, text, tip in self._actions(step)}
        self._row = QHBoxLayout()
        for button in self.buttons.values():
            self._row.addWidget(button)
        self._row.addStretch(1)
        self._text = QVBoxLayout()
        for label in (self.title, self.evidence, self.why, self.do):
            self._text.addWidget(label)
        self._head = QHBoxLayout()
        self._head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addLayout(self._text, 1)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(self._head)
        self._whole.addLayout(self._row)
        self.set_chosen(False)
        self.restyle()

    def _label(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        return label

    def _button(self, key: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(f"doctor_{key}")
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.clicked.connect(lambda: self.wanted.emit(key))
        return button

    def _actions(self, step: int) -> list[tuple[str, str, str]]:
        """(key, text, tooltip) of up to three buttons."""
        finding, found = self.finding, []
        if finding.line and not finding.file:
            found.append(("line", tr("Go to line {line}", line=finding.line), tr("Put the caret there")))
        if finding.id in CUTS:
            found.append(("graph", tr("Show in graph"), tr("Bring the cut edge into view")))
        elif step > 0:
            found.append(("step", tr("Show step {step:,}", step=step), tr("Move the cursor to where it happens")))
        if finding.fix and not finding.file:
            code = finding.fix.text.strip()
            text = (
                tr("Insert {code}", code=code)
                if finding.fix.insert and len(code) <= 24
                else tr("Insert the line")
                if finding.fix.insert
                else tr("Mend the line")
            )
            found.append(("fix", text, tr("Line {line} of the program: {code}", line=finding.fix.line, code=code)))
        return found

    # ---- state

    @property
    def is_chosen(self) -> bool:
        return self._is_chosen

    def set_chosen(self, on: bool) -> None:
        """Open the card, or fold it to title and evidence."""
        self._is_chosen = on
        for part in (self.why, self.do):
            part.setVisible(on)
        self.setAccessibleName(self._name(on))
        self.update()

    def _name(self, chosen: bool) -> str:
        severity = tr("error") if self.finding.severity == "error" else tr("warning")
        said = tr("{severity}: {title}", severity=severity, title=self.finding.title)
        return tr("chosen, {finding}", finding=said) if chosen else said

    def text(self) -> str:
        """All of it, as it is copied."""
        return "\n".join(
            (self.finding.title, self.finding.evidence, tr("Why: {why}", why=self.finding.why),
             tr("Do: {do}", do=self.finding.do))
        )

    def restyle(self) -> None:
        """Take theme and zoom anew."""
        p, px = style.palette(), style.px
        self._whole.setContentsMargins(px(12), px(12), px(12), px(12))
        self._whole.setSpacing(px(8))
        self._head.setSpacing(px(10))
        self._text.setSpacing(px(4))
        self._row.setSpacing(px(8))
        self._icon.setPixmap(
            style.pixmap("scissors" if self.finding.id in CUTS else ICONS[self.finding.severity], self._tone, 18)
        )
        for label, font, ink in ((self.title, style.font(13, 600), p.text), (self.evidence, style.font(12), p.sub),
                                 (self.why, style.font(12), p.sub), (self.do, style.font(12), p.text)):  # fmt: skip
            label.setFont(font)
            label.setStyleSheet(f"color: {ink}; background: transparent;")
        for button in self.buttons.values():
            button.setFont(style.font(12, 500))
            button.setMinimumHeight(px(26))
            button.setMinimumWidth(px(40))  # in a narrow panel they give way before the text is cut

    # ---- painting, mouse, keys

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        if self._is_chosen:
            painter.fillRect(self.rect(), style.color("errorbg" if self._tone == "error" else "warnbg"))
            painter.fillRect(0, 0, style.px(3), self.height(), style.color(self._tone))
        elif self.underMouse():
            painter.fillRect(self.rect(), style.color("hover"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, style.color("hair"))
        if self.hasFocus():
            painter.setPen(QPen(QColor(style.color("accent")), style.px(2)))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave, QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def mousePressEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.chosen.emit()

    def mouseDoubleClickEvent(self, event) -> None:
        self.go()

    def go(self) -> None:
        """Go to where it happens: to the event, or where none stands for it to the line."""
        self.wanted.emit(next((key for key in ("step", "graph", "line") if key in self.buttons), ""))

    def sizeHint(self) -> QSize:
        return QSize(style.px(240), super().sizeHint().height())
