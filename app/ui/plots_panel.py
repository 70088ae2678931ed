"""The Plots panel: over iterations, along depth, of one tensor. What draws them is imported when it is first shown."""

from __future__ import annotations

import threading

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.session import Session

from . import plots_save
from .store import store
from .style import style
from .texts import tr
from .watch_panel import WatchModel

PAGES = (("time", "Over time"), ("depth", "By depth"), ("tensor", "Tensor"))
NO_RUN = "No run yet. F5 runs; loss, gradients and weights of each iteration will be plotted here."
NOTHING = "This run has no backward() call: there is nothing to plot over iterations."
LOADING = "Getting ready …"
LOOK_MS = 30


class PlotsPanel(QWidget):
    """Pages of plots that follow the session. Signals: told(text), failed(text): sentences for the user; watch_wanted(),
    an expression is to be typed."""

    told = Signal(str)
    watch_wanted = Signal()
    failed = Signal(str)

    def __init__(self, session: Session, watches: WatchModel, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("plots")
        self._session, self._watches = session, watches
        self.pages: dict[str, QWidget] = {}
        self._loading: threading.Thread | None = None
        watches.changed.connect(self._plot_watches)
        self._make_head()
        self.empty = QLabel(tr(NO_RUN), self)
        self.empty.setWordWrap(True)
        self.empty.setObjectName("note")
        body = QWidget(self)
        self._stack = QStackedLayout(body)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(body, 1)
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._loaded)
        self.setFocusProxy(self.choices["time"])
        session.run_started.connect(self._say)
        session.run_finished.connect(self._say)
        style.changed.connect(self._restyle)
        self._restyle()

    def _make_head(self) -> None:
        self.head = QWidget(self)
        row = QHBoxLayout(self.head)
        self._row = row
        self.choices: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        for name, title in PAGES:
            button = self._button(tr(title), checkable=True)
            button.clicked.connect(lambda _on, name=name: self.show_page(name))
            group.addButton(button)
            row.addWidget(button)
            self.choices[name] = button
        self.choices["time"].setChecked(True)
        row.addStretch(1)
        self.log_button = self._button(tr("Log"), checkable=True, tip=tr("Logarithmic scale"))
        self.log_button.setChecked(store().value("plots_log", "false") == "true")
        self.log_button.clicked.connect(self._set_log)
        self.watch_button = self._button(tr("Watch"), tip=tr("Plot another number of the program over the iterations"))
        self.watch_menu = QMenu(self)
        self.watch_menu.aboutToShow.connect(self._fill_watch)
        self.save_button = self._button(tr("Save"), tip=tr("Save the numbers or the picture"))
        self.save_menu = QMenu(self)
        self.save_menu.addAction(tr("Numbers as CSV…"), lambda: self.save("csv"))
        self.save_menu.addAction(tr("Picture as SVG…"), lambda: self.save("svg"))
        self.save_menu.addAction(tr("Picture as PNG…"), lambda: self.save("png"))
        self.save_menu.addSeparator()
        self.save_menu.addAction(tr("Copy numbers"), self.copy_numbers)
        for button, menu in ((self.watch_button, self.watch_menu), (self.save_button, self.save_menu)):
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        for button in (self.log_button, self.watch_button, self.save_button):
            row.addWidget(button)

    def _button(self, text: str, checkable: bool = False, tip: str = "") -> QToolButton:
        button = QToolButton(self.head)
        button.setObjectName("flat")
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip or text)
        button.setCheckable(checkable)
        return button

    # ---- what is shown

    @property
    def page(self) -> str:
        """Name of the page that is chosen."""
        return next(name for name, button in self.choices.items() if button.isChecked())

    @property
    def current(self) -> QWidget | None:
        """The page that is chosen, None while it is being made."""
        return self.pages.get(self.page)

    def show_page(self, name: str) -> None:
        """Show one of PAGES."""
        self.choices[name].setChecked(True)
        self._say()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        if not self.pages and self._loading is None:
            self._loading = threading.Thread(target=_load, name="plots", daemon=True)
            self._loading.start()
            self._look.start()
        self._say()

    def hideEvent(self, event) -> None:
        self._look.stop()
        super().hideEvent(event)
        self._loading = self._loading if self.pages else None

    def _loaded(self) -> None:
        """The module that draws is there: make the pages, in this thread."""
        if self._loading is not None and self._loading.is_alive():
            return
        self._look.stop()
        from .plots_depth import DepthPlots
        from .plots_tensor import TensorPlots
        from .plots_time import TimePlots

        made = {"time": TimePlots(self._session, self), "depth": DepthPlots(self._session, self),
                "tensor": TensorPlots(self._session, self)}
        for page in made.values():
            self._stack.addWidget(page)
        self.pages = made
        made["time"].filled.connect(lambda *_: self._say())
        self._plot_watches()
        self._set_log(self.log_button.isChecked())
        self._say()

    def _say(self, *_args) -> None:
        """Show the page, or the words where there is nothing to plot."""
        trace, page = self._session.trace, self.current
        if not len(trace):
            words = NO_RUN
        elif page is None:
            words = LOADING
        elif self.page != "tensor" and not (trace.calls or (trace.iterations and self.page == "time")):
            words = "" if self._session.is_running else NOTHING
        else:
            words = ""
        self.empty.setText(tr(words) if words else "")
        self._stack.setCurrentWidget(self.empty if words or page is None else page)
        self.watch_button.setEnabled(self.page == "time" and bool(self.pages))
        self.save_button.setEnabled(page is not None and not words)

    def plain_text(self) -> str:
        """What is shown, as text (for tests and screen readers)."""
        shown = self._stack.currentWidget()
        return self.empty.text() if shown is self.empty else shown.plain_text()

    # ---- what a person chooses

    def toggle_log(self) -> None:
        """Logarithmic scale, or linear again."""
        self._set_log(not self.log_button.isChecked())

    def _set_log(self, on: bool) -> None:
        self.log_button.setChecked(on)
        store().setValue("plots_log", "true" if on else "false")
        for name, page in self.pages.items():
            page.set_log(on or name == "depth")

    def _fill_watch(self) -> None:
        """What is watched (in the panel Watch, too), and the numbers of the program that could be."""
        self.watch_menu.clear()
        watched = self._watches.texts
        names = self.pages["time"].series.candidates()
        for name in [*watched, *(name for name in names if name not in watched)]:
            action = self.watch_menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name in watched)
            action.triggered.connect(lambda on, name=name: self.watch(name, on))
        if not self.watch_menu.actions():
            none = tr("No further number has a name of its own in several iterations")
            self.watch_menu.addAction(none).setEnabled(False)
        self.watch_menu.addSeparator()
        self.watch_menu.addAction(tr("Type an expression…"), self.watch_wanted.emit)

    def watch(self, name: str, on: bool = True) -> None:
        """Watch a name or an expression (of a tensor with several elements the norm is plotted), or no longer."""
        rest = [known for known in self._watches.texts if known != name]
        self._watches.set([*rest, name] if on else rest)

    def _plot_watches(self) -> None:
        if self.pages:
            self.pages["time"].watch(list(self._watches.texts))

    # ---- saving

    def save(self, kind: str) -> None:
        """Ask for a name and save the page: "csv" its numbers, "svg" or "png" its picture."""
        if self.current is None or not self.save_button.isEnabled():
            self.failed.emit(tr("There is no plot to save yet: show the plots of a run first."))
            return
        plots_save.save(self, self.current, kind)

    def copy_numbers(self) -> None:
        """Put the page's numbers on the clipboard, as CSV."""
        if self.current is not None:
            plots_save.copy(self.current)
            self.told.emit(tr("Copied the numbers as CSV"))

    # ---- looks

    def _restyle(self) -> None:
        px = style.px
        self.head.setFixedHeight(px(36))
        self._row.setContentsMargins(px(8), 0, px(8), 0)
        self._row.setSpacing(px(2))
        p = style.palette()
        rule = (f"QToolButton {{ padding: 0 {px(4)}px; font-size: {px(12)}px; color: {p.sub}; }}"
                f"QToolButton:checked {{ background: {p.accentbg}; color: {p.accent}; }}"
                "QToolButton::menu-indicator { image: none; }")
        self.head.setStyleSheet(rule)
        for button in self.head.findChildren(QToolButton):
            button.setFont(style.font(12))
            button.setFixedHeight(px(24))
            button.setMinimumWidth(round(style.metrics(12).horizontalAdvance(button.text())) + px(18))
        self.empty.setContentsMargins(px(14), px(12), px(14), px(12))
        self.empty.setAlignment(self.empty.alignment().AlignTop)

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.color("panel"))
        painter.end()

    def close_all(self) -> None:
        """The window closes: nothing goes on."""
        self._look.stop()
        if self._loading is not None:
            self._loading.join(10)


def _load() -> None:
    """In a thread: half a second's import, in which the window goes on."""
    import pyqtgraph

    assert pyqtgraph.__name__ == "pyqtgraph"
