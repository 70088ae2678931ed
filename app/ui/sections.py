"""Collapsible sections of a panel: a title that folds what is below it, parted from the next by a hairline."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolButton, QToolTip, QVBoxLayout, QWidget

from . import typeset
from .store import store
from .style import style
from .texts import tr

LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class HeaderButton(QToolButton):
    """A small button in a section's header that does what an action does."""

    def __init__(self, action: QAction, icon: str, parent: QWidget):
        super().__init__(parent)
        self.setObjectName(f"section_{action.objectName()}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._action, self._icon = action, icon
        self.clicked.connect(lambda _checked=False: action.trigger())
        action.changed.connect(self._follow)
        style.changed.connect(self._restyle)
        self._follow()
        self._restyle()

    def _follow(self) -> None:
        self.setToolTip(self._action.toolTip())
        self.setAccessibleName(self._action.text().replace("&", ""))
        self.setEnabled(self._action.isEnabled())

    def _restyle(self) -> None:
        p, px = style.palette(), style.px
        self.setIcon(style.icon(self._icon, "sub", 14))
        self.setIconSize(QSize(px(14), px(14)))
        self.setStyleSheet(
            f"QToolButton {{ border: none; border-radius: {px(4)}px; padding: 0; }}"
            f"QToolButton:hover {{ background: {p.hover}; }} QToolButton:focus {{ border: 2px solid {p.accent}; }}"
        )


class SectionHeader(QWidget):
    """The title of a section: click, Space or Enter folds it. Signal: toggled()."""

    toggled = Signal()

    def __init__(self, title: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._title, self._right, self._right_color = title, "", "sub"
        self._buttons: list[QToolButton] = []
        self._open = True
        self._hover = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    def set_title(self, title: str, right: str = "", right_color: str = "sub") -> None:
        """The title at the left and a remark at the right, in a colour of the palette."""
        if (title, right, right_color) != (self._title, self._right, self._right_color):
            self._title, self._right, self._right_color = title, right, right_color
            self._name()
            self.update()

    def add_button(self, action: QAction, icon: str) -> QToolButton:
        """A small button at the right end that does what `action` does, with its tip and while it is enabled."""
        button = HeaderButton(action, icon, self)
        self._buttons.append(button)
        self._place_buttons()
        return button

    def _place_buttons(self) -> None:
        side = style.px(20)
        for k, button in enumerate(reversed(self._buttons)):
            button.setGeometry(self.width() - style.px(14) - (k + 1) * side, (self.height() - side) // 2, side, side)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._place_buttons()

    def title(self) -> str:
        return self._title

    def right(self) -> str:
        return self._right

    def set_open(self, open_: bool) -> None:
        self._open = open_
        self._name()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(f"{self._title}{'' if self._open else ', ' + tr('folded')}")

    def sizeHint(self) -> QSize:
        return QSize(style.px(80), style.px(20))

    minimumSizeHint = sizeHint

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        pad = style.px(16)
        painter.setFont(typeset.font(12, 600))
        painter.setPen(style.color("text" if self._hover else "sub"))
        inner = area.adjusted(pad, 0, -pad - len(self._buttons) * style.px(22), 0)
        painter.drawText(inner, LEFT, typeset.elided(self._title, inner.width(), 12, 600, middle=True))
        if self._hover or not self._open or self.hasFocus():
            icon = style.pixmap("chevron-down" if self._open else "chevron-right", "sub", 12, stroke=2)
            painter.drawPixmap(style.px(2), round((self.height() - style.px(12)) / 2), icon)
        if self._right:
            rest = inner.adjusted(typeset.width(self._title, 12, 600) + style.px(12), 0, 0, 0)
            painter.setFont(typeset.font(11))
            painter.setPen(style.color(self._right_color))
            words = typeset.elided(self._right, rest.width(), 11)
            painter.drawText(rest, RIGHT, words)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = painter.pen()
            pen.setColor(style.color("accent"))
            pen.setWidthF(style.px(2))
            painter.setPen(pen)
            painter.drawRoundedRect(area.adjusted(2, 1, -2, -1), style.px(4), style.px(4))
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self._right:
            QToolTip.showText(event.globalPos(), f"{self._title}: {self._right}", self)
            return True
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._hover = event.type() == QEvent.Type.Enter
            self.update()
        return super().event(event)

    def mousePressEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.toggled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = Qt.Key.Key_Left if self._open else Qt.Key.Key_Right
        if not event.modifiers() and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, arrow):
            self.toggled.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event) -> None:
        self.update()
        super().focusOutEvent(event)


class Section(QWidget):
    """A titled part of a panel around one content widget; whether it is folded is remembered under its name.

    wide: the content reaches from edge to edge, without the padding at its sides.
    """

    def __init__(self, name: str, title: str, content: QWidget, parent: QWidget | None = None, wide: bool = False):
        super().__init__(parent)
        self.setObjectName(f"section_{name}")
        self._key, self._wide = f"sections/{name}", wide
        self.header, self.content = SectionHeader(title, self), content
        self._open = store().value(self._key, "open") != "folded"
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.header)
        self._column.addWidget(content)
        self.header.toggled.connect(lambda: self.set_open(not self._open))
        self.header.set_open(self._open)
        content.setVisible(self._open)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        style.changed.connect(self._restyle)
        self._restyle()

    @property
    def is_open(self) -> bool:
        return self._open

    def set_open(self, open_: bool) -> None:
        """Fold or unfold; remembered."""
        if open_ != self._open:
            self._open = open_
            self.content.setVisible(open_)
            self.header.set_open(open_)
            store().setValue(self._key, "open" if open_ else "folded")
            self._restyle()

    def _restyle(self) -> None:
        side = 0 if self._wide else style.px(16)
        below = style.px(12) if self._open else style.px(8)
        self._column.setContentsMargins(0, style.px(8), 0, below + 1)
        self._column.setSpacing(style.px(6))
        self.content.setContentsMargins(side, 0, side, 0)
        self.header.updateGeometry()

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, style.color("hair"))
        painter.end()
