"""The keyboard goes from panel to panel: F6 and Shift+F6."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from .grips import is_on_screen
from .views import ORDER


class PanelFocus(QObject):
    """Moves the keyboard between the panels that are shown, in the order of views.ORDER."""

    def __init__(self, window: QMainWindow):
        super().__init__(window)
        self._window = window

    def next(self, by: int = 1) -> None:
        """Move the keyboard to the next panel that is shown."""
        if self._window.is_starting:
            self._window.start.setFocus(Qt.FocusReason.TabFocusReason)
            return
        focus = QApplication.focusWidget()
        shown = [w for w in map(self._window.views.widgets.get, ORDER) if is_on_screen(w)]
        at = next((i for i, w in enumerate(shown) if focus is not None and (w is focus or w.isAncestorOf(focus))), -1)
        if shown:
            focus_into(shown[(at + by) % len(shown)])

    def previous(self) -> None:
        """Move the keyboard to the panel before."""
        self.next(-1)


def focus_into(widget: QWidget) -> None:
    """Give a panel the keyboard: itself, or the first thing in it that takes keys."""
    if widget.focusPolicy() == Qt.FocusPolicy.NoFocus and widget.focusProxy() is None:
        inner = [w for w in widget.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
        widget = inner[0] if inner else widget
    widget.setFocus(Qt.FocusReason.TabFocusReason)
