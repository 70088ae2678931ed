"""The legend of a plot: a chip for each line, which hides and shows it; what does not fit is in a menu at its end."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QLayout, QMenu, QSizePolicy, QToolButton, QWidget

from .style import style
from .texts import tr
from .tips import plain

CHIPS = 8  # more are in the menu
WIDEST = 150  # px of a chip's text


class Flow(QLayout):
    """Widgets side by side, in as many rows as they need."""

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self._items: list = []

    def addItem(self, item) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, k: int):
        return self._items[k] if 0 <= k < len(self._items) else None

    def takeAt(self, k: int):
        return self._items.pop(k) if 0 <= k < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), False)

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._place(area, True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        wide = max((item.sizeHint().width() for item in self._items), default=0)
        return QSize(min(wide, style.px(80)), style.px(20))

    def _place(self, area: QRect, move: bool) -> int:
        x, y, high = area.left(), area.top(), 0
        for item in self._items:
            size = item.sizeHint()
            if x > area.left() and x + size.width() > area.right() + 1:
                x, y, high = area.left(), y + high, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x, high = x + size.width() + style.px(4), max(high, size.height())
        return y + high - area.top()


class Legend(QWidget):
    """Chips of lines. Signal: toggled(name, shown)."""

    toggled = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._flow = Flow(self)
        self._flow.setContentsMargins(0, 0, 0, 0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._shown: list[tuple[str, str, bool, bool]] = []
        self.chips: dict[str, QToolButton] = {}
        self.more = QToolButton(self)
        self.more.setObjectName("flat")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more)
        self.menu.setToolTipsVisible(True)
        self.more.setMenu(self.menu)
        self.more.hide()

    def set_lines(self, lines: list[tuple[str, str, bool, bool]]) -> None:
        """Show these: (name, colour, whether it is dashed, whether it is shown)."""
        if lines == self._shown:
            return
        names = [name for name, *_ in lines]
        if names != [name for name, *_ in self._shown]:
            self._rebuild(names)
        self._shown = lines
        actions = {action.data(): action for action in self.menu.actions()}
        for name, colour, dashed, shown in lines:
            part = self.chips.get(name) or actions.get(name)
            part.setIcon(sample(colour, dashed, shown))
            part.setChecked(shown)
        self.restyle()

    def _rebuild(self, names: list[str]) -> None:
        while self._flow.count():
            widget = self._flow.takeAt(0).widget()
            if widget is not self.more:
                widget.hide()
                widget.deleteLater()
        self.menu.clear()
        self.chips = {}
        fits = names if len(names) <= CHIPS + 1 else names[:CHIPS]
        for name in fits:
            chip = QToolButton(self)
            chip.setObjectName("flat")
            chip.setCheckable(True)
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setToolTip(plain(tr("{name}: click hides or shows it", name=name)))
            chip.setAccessibleName(name)
            chip.clicked.connect(lambda on, name=name: self.toggled.emit(name, on))
            self._flow.addWidget(chip)
            self.chips[name] = chip
            chip.show()
        for name in names[len(fits):]:
            action = self.menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setData(name)
            action.triggered.connect(lambda on, name=name: self.toggled.emit(name, on))
        rest = len(names) - len(fits)
        self.more.setText(tr("{rest} more", rest=rest))
        self.more.setVisible(rest > 0)
        if rest:
            self._flow.addWidget(self.more)

    def restyle(self) -> None:
        """Take theme and zoom anew."""
        font, metrics = style.font(11), style.metrics(11)
        for name, chip in self.chips.items():
            chip.setFont(font)
            chip.setIconSize(QSize(style.px(18), style.px(12)))
            chip.setText(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, style.px(WIDEST)).replace("&", "&&"))
            chip.setFixedHeight(style.px(20))
        self.more.setFont(font)
        self.more.setFixedHeight(style.px(20))
        self.updateGeometry()


def sample(colour: str, dashed: bool, shown: bool) -> QIcon:
    """A piece of a line, as the legend shows it; faint while the line is hidden."""
    ratio = 2.0
    made = QPixmap(round(style.px(18) * ratio), round(style.px(12) * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(1.0 if shown else 0.3)
    pen = QPen(style.color(colour), style.px(2))
    if dashed:
        pen.setDashPattern([2.5, 1.5])
    painter.setPen(pen)
    painter.drawLine(1, style.px(6), style.px(17), style.px(6))
    painter.end()
    return QIcon(made)
