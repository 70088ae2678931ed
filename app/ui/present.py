"""Going into lecture mode and out of it: which screen shows what, and the program's window as it was."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from app.model import lesson

from .language import language
from .lecture import LecturePage
from .presenter import PresenterView


class PresentControl(QObject):
    """What `action_present` does. page: the LecturePage, once it was shown."""

    def __init__(self, window):
        super().__init__(window)
        self._window = window
        self.page: LecturePage | None = None
        self._own = None  # the screen of the window
        self.screens = QGuiApplication.screens
        self.presenter: PresenterView | None = None
        application = QGuiApplication.instance()
        application.screenAdded.connect(self._screens_changed)
        application.screenRemoved.connect(self._screens_changed)
        self._later = QTimer(self, singleShot=True, interval=0)  # Qt moves windows off a screen that goes; then we look
        self._later.timeout.connect(self.arrange)

    @property
    def is_on(self) -> bool:
        """Whether a lecture is going on."""
        return self.page is not None and self.page.isVisible()

    def start(self) -> None:
        """Show the program in the editor to the room; it is run first where its run is not at hand."""
        window, session = self._window, self._window.session
        text = window.editor.toPlainText()
        if self.page is None:
            self.page = LecturePage(session)
            self.page.left.connect(self._left)
            window.destroyed.connect(self.page.deleteLater)
        fresh = len(session.trace) and text == session.source
        if not fresh and not session.is_running and text.strip():
            window.runner.run()
        elif lesson.is_lesson(text) and session.cursor == len(session.trace) - 1:
            session.select(-1)  # a lesson begins at its beginning
        self._own = window.screen()
        self.arrange()
        self.page.begin(text, self.language())
        window.hide()  # its panels would be brought up to date at every step, for nobody

    def language(self) -> str:
        """The language in which notes are shown."""
        return language()

    def _screens_changed(self, _screen) -> None:
        if self.is_on:
            self._later.start()

    def arrange(self) -> None:
        """The page on the screen that is not the window's, the presenter's notes on that; with one screen only the page."""
        screens = self.screens()
        own = self._own if self._own in screens else QGuiApplication.primaryScreen()
        other = next((screen for screen in screens if screen is not own), None)
        if other is not None:
            if self.presenter is None:
                self.presenter = PresenterView(self.page, self._window.session)
                self._window.destroyed.connect(self.presenter.deleteLater)
            _fill(self.presenter, own)
        elif self.presenter is not None:
            self.presenter.hide()
        _fill(self.page, other or own)
        self.page.activateWindow()

    def _left(self) -> None:
        if self.presenter is not None:
            self.presenter.hide()
        window = self._window
        window.show()
        window.activateWindow()
        view = window.views.graph.view
        if view.canvas.shown is not None:
            view.canvas.set_scene(view.graph.scene(), None, False)  # nothing is kept back any longer

    def close(self) -> None:
        """The window closes."""
        self._later.stop()
        for part in (self.page, self.presenter):
            if part is not None:
                part.hide()
                part.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
                part.close()
        self.page = self.presenter = None


def _fill(widget, screen) -> None:
    """All of a screen for a window, whichever it had before."""
    if widget.isVisible() and widget.screen() is screen and widget.size() == screen.size():
        return
    widget.hide()  # a window manager leaves one that is full screen where it is
    widget.setScreen(screen)
    widget.setGeometry(screen.geometry())
    widget.showFullScreen()
