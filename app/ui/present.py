"""Going into lecture mode and out of it: which screen shows what, and the program's window as it was."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
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
        self.presenter: PresenterView | None = None

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
        screens = QGuiApplication.screens()
        own = window.screen()
        other = next((screen for screen in screens if screen is not own), None)
        self.page.setScreen(other or own)
        self.page.setGeometry((other or own).geometry())
        self.page.showFullScreen()
        self.page.begin(text, self.language())
        window.hide()  # its panels would be brought up to date at every step, for nobody
        if other is not None:
            self._show_presenter(own)

    def language(self) -> str:
        """The language in which notes are shown."""
        return language()

    def _show_presenter(self, screen) -> None:
        if self.presenter is None:
            self.presenter = PresenterView(self.page, self._window.session)
            self._window.destroyed.connect(self.presenter.deleteLater)
        self.presenter.setScreen(screen)
        self.presenter.setGeometry(screen.geometry())
        self.presenter.showFullScreen()

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
        for part in (self.page, self.presenter):
            if part is not None:
                part.hide()
                part.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
                part.close()
        self.page = self.presenter = None
