"""Docks of the window: a 32 px title bar of our own, and none where a row of tabs says the name already."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QScrollArea,
    QToolButton,
    QWidget,
)

from .elided import Elided
from .language import switch
from .style import style
from .texts import again, tr

HEIGHT = 32


class TitleBar(QWidget):
    """Title, count and buttons of a panel; dragging it moves the dock (Qt does that for a title bar widget)."""

    def __init__(self, dock: QWidget, title: str, menu: QMenu | None = None):
        super().__init__(dock)
        self.setObjectName("dock_title")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = Elided(title, self, Qt.TextElideMode.ElideMiddle)
        self.title.setObjectName("title")
        self.count = QLabel("", self)
        self.count.setObjectName("count")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.title)
        self._row.addWidget(self.count)
        self._row.addStretch(1)
        self._buttons: list[tuple[QToolButton, str]] = []
        self.menu = menu
        if menu is not None:
            button = self.add_button("ellipsis", tr("Panel menu"))
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.restyle()
        style.changed.connect(self.restyle)

    def add_middle(self, widget: QWidget) -> None:
        """Something between the title and the buttons; it takes what room there is."""
        self._row.insertWidget(2, widget, 1000)

    def add_button(self, icon: str, tip: str, before: int = -1) -> QToolButton:
        """A 24 px button at the right; `before` is the place among the buttons."""
        button = QToolButton(self)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        at = len(self._buttons) if before < 0 else before
        self._buttons.insert(at, (button, icon))
        self._row.insertWidget(self._row.count() - len(self._buttons) + 1 + at, button)
        self.restyle()
        return button

    def restyle(self) -> None:
        """Take theme and zoom anew."""
        self.setFixedHeight(style.px(HEIGHT))
        self._row.setContentsMargins(style.px(12), 0, style.px(4), 0)
        self._row.setSpacing(style.px(6))
        for button, icon in self._buttons:
            button.setFixedSize(style.px(24), style.px(24))
            button.setIconSize(QSize(style.px(16), style.px(16)))
            button.setIcon(style.icon(icon))

    def mouseDoubleClickEvent(self, event) -> None:
        event.ignore()  # QDockWidget floats on it

    def sizeHint(self) -> QSize:
        return QSize(style.px(120), style.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(style.px(60), style.px(HEIGHT))


class Bare(QWidget):
    """A title bar of one pixel, or without height: a dock is dragged only by a title bar that has some."""

    def __init__(self, parent: QWidget, high: int = 0):
        super().__init__(parent)
        self._high = high

    def sizeHint(self) -> QSize:
        return QSize(0, self._high)

    minimumSizeHint = sizeHint

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.color("panel"))
        painter.end()


class Handle(QObject):
    """Makes a part of a panel that takes no clicks itself (a row of buttons, between them) move its dock.

    Qt drags a dock by its title bar alone; so what the mouse does on the part is told to the dock as if it had been
    done on the title bar.
    """

    def __init__(self, dock: QDockWidget, part: QWidget):
        super().__init__(dock)
        self._dock = dock
        part.installEventFilter(self)

    def eventFilter(self, watched, event) -> bool:
        kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease)
        if event.type() in kinds and not self._dock.isFloating() and self._dock.titleBarWidget().height():
            place = QPointF(event.position().x(), 0.0)
            passed = QMouseEvent(event.type(), place, event.globalPosition(), event.button(), event.buttons(),
                                 event.modifiers())
            QCoreApplication.sendEvent(self._dock, passed)
        return False


def tab_stops(root: QWidget) -> list[QWidget]:
    """What Tab goes to within a widget, from above and from the left: as it is seen, not as it was made."""
    found = [one for one in root.findChildren(QWidget)
             if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.isEnabled()
             and one.focusProxy() is None and one.window() is root.window()]  # fmt: skip
    place = {one: one.mapTo(root, QPoint(0, 0)) for one in found}
    return sorted(found, key=lambda one: (place[one].y(), place[one].x()))


class Pane(QScrollArea):
    """What a dock holds: its panel, which scrolls where the dock is smaller than the panel can be.

    Else a large zoom would put the parts of a panel over each other. A control that gets the keyboard comes into view.
    """

    def __init__(self, panel: QWidget, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("pane")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(panel)
        panel.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def show_focus(self) -> None:
        """What has the keyboard comes into view, if it lies in here."""
        now = QApplication.focusWidget()
        if now is not None and self.isAncestorOf(now):
            self.ensureWidgetVisible(now)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.show_focus()

    def sizeHint(self) -> QSize:
        return self.widget().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(style.px(60), style.px(24))


def _beside(dock: QWidget, by: int) -> list[QWidget]:
    """The tab stops of the next (+1) or previous (−1) part of the window that has some: docks and the middle, as seen."""
    window = dock.parentWidget()
    if not isinstance(window, QMainWindow):
        return []
    parts = [one for one in (window.centralWidget(), *window.findChildren(Dock))
             if one is dock or (one.isVisible() and not one.visibleRegion().isEmpty() and one.window() is window)]  # fmt: skip
    parts.sort(key=lambda one: (one.x(), one.y()))
    at = parts.index(dock)
    around = [parts[(at + by * n) % len(parts)] for n in range(1, len(parts))]
    return next((stops for stops in map(tab_stops, around) if stops), [])


class Dock(QDockWidget):
    """A panel of the window. Its name in state files is `dock_<name>`; with `bare` it never has a title bar."""

    def __init__(self, name: str, title: str, widget: QWidget, window: QMainWindow, bare: bool = False):
        super().__init__(title, window)
        self.setObjectName(f"dock_{name}")
        self.base_title, self._bare = title, bare
        self.home: QWidget | None = None  # gets the keyboard at Escape
        menu = QMenu(self)
        self._float = menu.addAction(tr("Float"), lambda: self.setFloating(not self.isFloating()))
        menu.addAction(tr("Close"), self.close)
        menu.aboutToShow.connect(lambda: self._float.setText(tr("Put back") if self.isFloating() else tr("Float")))
        self.bar = TitleBar(self, title, menu)
        self._none = Bare(self, 1 if bare else 0)
        self._hidden_bar = None
        self.setWidget(Pane(widget, self))
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.settle)
        for signal in (self.dockLocationChanged, self.topLevelChanged, self.visibilityChanged):
            signal.connect(lambda *_: self._later.start())
        switch.changed.connect(self._retell)
        self.settle()

    def _retell(self) -> None:
        """The title in another language; a title that is a file's name stays."""
        title, tip = again(self.base_title), self.bar.title.toolTip()
        if title != self.base_title:
            self.set_title(title, again(tip))

    def set_count(self, text: str) -> None:
        """The count beside the title, also in the tab."""
        self.bar.count.setText(text)
        self.setWindowTitle(f"{self.base_title}  {text}" if text else self.base_title)

    def set_title(self, text: str, whole: str = "") -> None:
        """Another title (a file's name), with the whole of it as the tooltip."""
        self.base_title = text
        self.bar.title.set_whole(text, whole)
        self.set_count(self.bar.count.text())

    def settle(self) -> None:
        """Take or give up the title bar, whichever its place asks for now."""
        window = self.parent()
        tabbed = isinstance(window, QMainWindow) and bool(window.tabifiedDockWidgets(self)) and not self.isFloating()
        hide = tabbed or (self._bare and not self.isFloating())
        if hide != self._hidden_bar:
            self._hidden_bar = hide
            self.setTitleBarWidget(self._none if hide else self.bar)
            self.bar.setVisible(not hide)
            self._none.setVisible(hide)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the panel as it is seen (sections come and go: the order in which they were made tells
        nothing), then on to the panel beside it."""
        stops, now = tab_stops(self), QApplication.focusWidget()
        at = stops.index(now) if now in stops else -1 if forward else len(stops)
        at += 1 if forward else -1
        if not 0 <= at < len(stops):
            stops = _beside(self, 1 if forward else -1)
            at = 0 if forward else len(stops) - 1
        if not stops:
            return super().focusNextPrevChild(forward)
        stops[at].setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        around = stops[at].parentWidget()
        while around is not None:  # what it lies in may be scrolled away
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(stops[at])
            around = around.parentWidget()
        return True

    def keyPressEvent(self, event) -> None:
        """Escape, where nothing in the panel wants it, leads home."""
        if event.key() == Qt.Key.Key_Escape and self.home is not None and not self.isFloating():
            self.home.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ParentChange:
            self._later.start()
