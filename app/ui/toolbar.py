"""The toolbar: new, open, save; Run, pause, stop; the file and its last run; search; Export, theme, commands.

Below 1100 px its labels drop to icons; what still does not fit goes behind Qt's "»".
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from .actions import Actions
from .style import style
from .texts import counted, tr

NARROW = 1100
THEME_ACTIONS = ("theme_system", "theme_light", "theme_dark")


class FileLabel(QWidget):
    """The file's name and a note on its last run ("ran in 38 ms"); the name gives way in the middle."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._name, self._note, self._whole, self._field = "", "", "", "sub"
        self.setObjectName("file_label")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def set_file(self, name: str, whole: str) -> None:
        """Show a name; `whole` is its path, for the tooltip."""
        self._name, self._whole = name, whole
        self._tell()

    def set_note(self, note: str, field: str = "sub") -> None:
        """Show a note beside the name, in a colour of the palette."""
        self._note, self._field = note, field
        self._tell()

    def text(self) -> str:
        """What is shown, in one line."""
        return f"{self._name}  {self._note}".strip()

    def _tell(self) -> None:
        self.setAccessibleName(self.text())
        self.setToolTip("\n".join(part for part in (self._whole or self._name, self._note) if part))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        name = style.metrics(13, 600).horizontalAdvance(self._name)
        note = style.metrics(12).horizontalAdvance(self._note)
        return QSize(round(name + note) + style.px(24), style.px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(style.px(72), style.px(28))

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        bold, plain = style.metrics(13, 600), style.metrics(12)
        left, gap = style.px(4), style.px(8)
        room = self.width() - left
        name = bold.elidedText(self._name, Qt.TextElideMode.ElideMiddle, room)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(style.font(13, 600))
        painter.setPen(style.color("text"))
        painter.drawText(QRectF(left, 0, room, self.height()), middle, name)
        left += bold.horizontalAdvance(name) + gap
        room = self.width() - left
        if self._note and room > style.px(30):
            painter.setFont(style.font(12))
            painter.setPen(style.color(self._field))
            painter.drawText(QRectF(left, 0, room, self.height()), middle,
                             plain.elidedText(self._note, Qt.TextElideMode.ElideRight, room))
        painter.end()


class RunLine(QWidget):
    """The 2 px accent line that runs along the toolbar's lower edge while a program runs."""

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._run = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=1600, loopCount=-1)
        self._run.valueChanged.connect(lambda _v: self.update())
        style.changed.connect(self._restyle)
        self.hide()

    def _restyle(self) -> None:
        self.set_running(self.isVisible())

    def set_running(self, on: bool) -> None:
        """Show or hide it; with less motion it is a plain line."""
        self.setVisible(on)
        if on and not style.reduce_motion:
            self._run.start()
        else:
            self._run.stop()

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        colour = style.color("accent")
        if self._run.state() == QVariantAnimation.State.Running:
            faint = style.color("accent")
            faint.setAlphaF(0.25)
            painter.fillRect(self.rect(), faint)
            wide = self.width() * 0.3
            at = self._run.currentValue() * (self.width() + wide) - wide
            painter.fillRect(QRectF(at, 0, wide, self.height()), colour)
        else:
            painter.fillRect(self.rect(), colour)
        painter.end()


class Line(QWidget):
    """The thin upright line between two groups of buttons."""

    def sizeHint(self) -> QSize:
        return QSize(style.px(9), style.px(20))

    minimumSizeHint = sizeHint

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        high = style.px(20)
        painter.fillRect(self.width() // 2, (self.height() - high) // 2, 1, high, style.color("border"))
        painter.end()


class Toolbar(QToolBar):
    """One row, not movable. `search` is the field that finds nodes, tensors and ops."""

    def __init__(self, actions: Actions, search: QWidget, window: QWidget):
        super().__init__(tr("Toolbar"), window)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._actions, self.search = actions, search
        self.file = FileLabel()
        self._labelled: list[QToolButton] = []
        for name in ("new", "open", "save"):
            self._add(name)
        self.addWidget(Line(self))
        self._run = self._add("run", "primary")
        self._add("pause")
        self._add("stop")
        self.addWidget(Line(self))
        self.addWidget(self.file)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        self.addWidget(search)
        self._doctor = self._add("doctor", "text")
        self._export = self._add("export", "text")
        self._present = self._add("present", "text")
        self.addWidget(Line(self))
        self._theme = self._theme_button()
        self._add("command_palette")
        actions["export"].setIconText(" " + tr("Export"))
        actions["present"].setIconText(" " + tr("Present"))
        self.set_findings(0)
        self.set_run_text(tr("Run"))
        self.run_line = RunLine(window)
        style.changed.connect(self.restyle)
        self.restyle()

    def _add(self, name: str, kind: str = "") -> QToolButton:
        self.addAction(self._actions[name])
        button = self.widgetForAction(self._actions[name])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(self._actions[name].text().rstrip("…"))
        if kind:
            button.setObjectName(kind)
        return button

    def _theme_button(self) -> QToolButton:
        button = QToolButton()
        button.setToolTip(tr("Theme: as the system, light or dark"))
        button.setAccessibleName(tr("Theme"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for name in THEME_ACTIONS:
            menu.addAction(self._actions[name])
        button.setMenu(menu)
        self.addWidget(button)
        return button

    def set_run_text(self, text: str) -> None:
        """Run, or Continue while paused."""
        self._actions["run"].setText(text)
        self._actions["run"].setIconText(f" {text}")

    def set_findings(self, count: int) -> None:
        """How many things Doctor has found, beside its name."""
        self._actions["doctor"].setIconText(f" {tr('Doctor')}  {count}" if count else f" {tr('Doctor')}")
        said = counted(count, "{count} finding", "{count} findings") if count else tr("nothing found")
        self._doctor.setAccessibleName(tr("Doctor, {said}", said=said))
        self._doctor.setProperty("found", bool(count))
        self._fit()

    def restyle(self) -> None:
        """Take theme and zoom anew."""
        self.setIconSize(QSize(style.px(16), style.px(16)))
        self._theme.setIcon(style.icon("sun-moon"))
        for button in (self._run, self._export, self._present, self._doctor):
            button.setFont(style.font(13, 600 if button is self._run else 500))
        self._fit()
        self.place_line()

    def _fit(self) -> None:
        narrow = self.width() < style.px(NARROW)
        way = Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in (self._doctor, self._export, self._present):
            button.setObjectName("" if narrow else "text")
            button.setToolButtonStyle(way)
            button.style().unpolish(button)
            button.style().polish(button)
        self._run.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._fit()
        self.place_line()

    def place_line(self) -> None:
        """Put the running line on the lower edge."""
        at = self.mapTo(self.parentWidget(), self.rect().bottomLeft())
        self.run_line.setGeometry(at.x(), at.y() - 1, self.width(), 2)
        self.run_line.raise_()


def keycap(text: str, parent: QWidget | None = None) -> QLabel:
    """A key as a small framed label."""
    label = QLabel(text, parent)
    label.setObjectName("keycap")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label


def row(*widgets, parent: QWidget | None = None, spacing: int = 8) -> QWidget:
    """Widgets side by side; None is a stretch, a number a gap in px."""
    box = QWidget(parent)
    layout = QHBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(style.px(spacing))
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        elif isinstance(widget, int):
            layout.addSpacing(style.px(widget))
        else:
            layout.addWidget(widget)
    return box
