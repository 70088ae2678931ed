"""The main window: makes the parts, puts them in their places and keeps them in step. Nothing is decided here twice.

`window.session` is the run at hand; `window.open_path(path)` opens a file. Parts know the session, not each other;
where something passes between two parts that are both the frame's own (files, editor, toolbar), it passes here.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QSizePolicy, QStackedWidget, QToolTip

from app.export import fonts
from app.model import settings, steps
from app.session import Session

from . import language, qss, recovered, store
from .actions import Actions
from .check_control import CheckControl
from .commands import CommandPalette
from .context_menus import ContextMenus
from .diagnose import Reader
from .dialogs import Dialogs
from .documents import OPENS, Files
from .edit_control import Edit
from .editor_follow import EditorFollower
from .editor_panel import EditorPanel
from .export_control import ExportControl
from .finder import Finder
from .frame_words import FrameWords
from .graph_control import GraphControl
from .grips import Grips
from .idle_gc import IdleCollector
from .lesson_control import LessonControl
from .lesson_language import LessonLanguage
from .live import LiveMode
from .menus import Menus
from .number_drag import NumberDrag
from .panel_focus import PanelFocus
from .present import PresentControl
from .run_control import Runner, Steps
from .start_page import StartPage
from .status_bar import StatusBar
from .style import style
from .texts import counted, tr
from .toolbar import Toolbar
from .views import Views

STATE_VERSION = 1
SIZE = (1600, 1000)
_kept: list[QMainWindow] = []


def open_window(path=None) -> MainWindow:
    """See `app.open_window`."""
    window = MainWindow()
    _kept.append(window)  # a window without a reference would be collected while it is shown
    window.show()
    if path is not None:
        window.files.open(path)
    recovered.offer(window)
    return window


class MainWindow(QMainWindow):
    """The window. Attributes that actions and tests use: session, editor, files, runner, steps, views, commands."""

    def __init__(self, session: Session | None = None):
        super().__init__()
        fonts.load()
        style.follow_system()
        language.apply()
        self.setWindowTitle("Retrograd")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.session = session or Session(settings.Settings(), self)
        self.editor_panel = EditorPanel()
        self.editor = self.editor_panel.editor
        self.files = Files(self.editor, self.session, self)
        self.acts = Actions(self)
        self.words, self.panel_focus = FrameWords(self), PanelFocus(self)
        self.finder = Finder(self.session, self)
        self.views = Views(self.session, self.editor_panel, self, self.finder.run)
        self.bookmarks = self.views.marks
        self.graph_control = GraphControl(self.views.graph.view, self.acts, self.session.settings, self)
        self.follower = EditorFollower(self.session, self.editor, self)
        self.reader = Reader(self.editor, self.follower, self)
        self.runner = Runner(self.session, self.editor, self.files, self)
        self.steps = Steps(self.session, self.editor, self)
        self.steps.player, self.steps.breaks = self.views.timeline.player, self.views.breaks
        self.edit = Edit(self)
        self.export = ExportControl(self.session, self, self.views.graph.view.canvas)
        self.present = PresentControl(self)
        self.lessons = LessonControl(self.session, self.editor, self.files, self)
        LessonLanguage(self.session, self.editor, self)
        self.live = LiveMode(self.session, self.editor, self.files, self.views.graph.view, self.acts["live"], self)
        self.numbers = NumberDrag(self.editor, self)
        self.check = CheckControl(self.session, self.views.inspector, self)
        self.dialogs = Dialogs(self)
        self.commands = CommandPalette(self.acts, self)
        self._docked_state = None
        self._starting = False
        self._build()
        self._connect()
        self._restyle()
        self._restore()
        self._collector = IdleCollector(self.session, self)
        self.views.widgets["graph_view"].graph.building.connect(self._collector.leave_out)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.session.prepare)
        self._later.start()
        self.show_start()
        self._refresh()

    # -- making

    def _build(self) -> None:
        self.start = StartPage(self.acts, self)
        self.stack = QStackedWidget(self)
        self.stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.stack.addWidget(self.start)
        self.stack.addWidget(self.views.graph)
        self.setCentralWidget(self.stack)
        self.toolbar = Toolbar(self.acts, self.finder.field, self)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.toolbar)
        self.setStatusBar(StatusBar(self.acts, self))
        self.menus = Menus(self.acts, self)
        self.views.timeline.set_actions(self.acts)
        self.views.inspector.set_actions(self.acts)
        self.grips = Grips(self)
        self.context_menus = ContextMenus(self)

    def _connect(self) -> None:
        session, files = self.session, self.files
        style.changed.connect(self._restyle)
        files.changed.connect(self.words.show_file)
        files.opened.connect(self._leave_start)
        files.opened.connect(self.views.lesson.announce)
        files.failed.connect(self.say_wrong)
        files.told.connect(self.say)
        self.bookmarks.told.connect(self.say)
        self.views.doctor.told.connect(self.say_wrong)
        self.views.plots.told.connect(self.say)
        self.views.plots.failed.connect(self.say_wrong)
        self.views.comparing.told.connect(self.say)
        for part in (self.views.comparing, self.views.whatif):
            part.failed.connect(self.say_wrong)
        self.views.doctor.line_wanted.connect(self.editor.reveal_line)
        self.views.doctor.graph_wanted.connect(self.graph_control.fit_selection)
        self.views.doctor_run.found.connect(self.follower.set_findings)
        self.views.lesson.problems_found.connect(self.follower.set_lesson_problems)
        self.views.doctor_run.found.connect(self.views.timeline.track.set_findings)
        self.views.doctor_run.found.connect(self.views.timeline.header.set_findings)
        self.views.timeline.header.offer_taken.connect(self.views.show_worst)
        self.views.doctor_run.found.connect(lambda found: self.toolbar.set_findings(len(found)))
        self.bookmarks.changed.connect(self._refresh)
        for part in (self.runner, self.export, self.bookmarks, self.check, self.lessons):
            part.failed.connect(self.say_wrong)
        self.export.told.connect(self.say)
        self.lessons.told.connect(self.say)
        self.views.graph.view.hovered_line.connect(self.follower.set_hovered)
        self.start.chosen.connect(self.files.open_lesson)
        self.start.wanted.connect(self.files.open)
        session.state_changed.connect(self._state_changed)
        session.input_wanted.connect(self._input_wanted)
        session.run_started.connect(self._run_started)
        session.run_finished.connect(self._run_finished)
        session.trace_extended.connect(self._extended)
        session.cursor_changed.connect(lambda *_: self.words.show_step())
        self.editor.cursorPositionChanged.connect(self.words.show_place)
        self.editor.edited.connect(self._refresh)
        self.editor.undoAvailable.connect(lambda _on: self._refresh())
        self.editor.redoAvailable.connect(lambda _on: self._refresh())
        self.views.breaks.changed.connect(self._refresh)
        self.views.breaks.told.connect(self.say)
        self.live.told.connect(self.say)
        self.live.changed.connect(self.words.show_live)
        self.numbers.turned.connect(self.live.turned)
        self.words.show_live()

    # -- look

    def _restyle(self) -> None:
        QApplication.setPalette(qss.qt_palette())
        QApplication.setFont(style.font(13))
        self.setFont(style.font(13))
        QToolTip.setFont(style.font(12))
        self.setStyleSheet(qss.sheet())
        self.menuBar().setFixedHeight(style.px(28))
        self.acts[f"theme_{style.theme}"].setChecked(True)
        self.acts[f"language_{language.choice()}"].setChecked(True)
        self.words.show_file()

    def set_theme(self, name: str) -> None:
        """ "system", "light" or "dark"."""
        style.set_theme(name)

    def set_language(self, name: str) -> None:
        """ "system", "en" or "zh"."""
        starting = self._starting
        language.set_language(name)
        if len(self.session.trace):
            self.session.tell_again()
        style.changed.emit()  # what is painted is measured and painted again
        self._state_changed()
        self.words.show_place()
        if starting:
            self.show_start()

    def zoom_in(self) -> None:
        """Everything larger."""
        style.zoom_by(1)

    def zoom_out(self) -> None:
        """Everything smaller."""
        style.zoom_by(-1)

    def zoom_reset(self) -> None:
        """Everything as designed."""
        style.set_zoom(1.0)

    def fit_graph(self) -> None:
        """Show the whole graph."""
        self.views.graph.view.fit()

    def _restore(self) -> None:
        """The size and layout of last time, else the first ones."""
        screen = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(SIZE[0], screen.width()), min(SIZE[1], screen.height() - style.px(32)))  # and its title bar
        saved = store.store()
        geometry, state = saved.value("geometry"), saved.value("state")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        self.views.place()
        if isinstance(state, QByteArray):
            self.restoreState(state, STATE_VERSION)
        self._docked_state = self.saveState(STATE_VERSION)

    def reset_layout(self) -> None:
        """Every panel back to its first place."""
        self._leave_start()
        self.views.place()

    # -- the start page

    def show_start(self) -> None:
        """The lessons and recent files instead of the graph; the docks' places are kept."""
        if self._starting:
            return
        self._docked_state = self.saveState(STATE_VERSION)
        self._starting = True
        for dock in self.views.docks.values():
            dock.hide()
        self.start.refresh()
        self.stack.setCurrentWidget(self.start)
        self.words.show_file()
        self._refresh()

    def _leave_start(self) -> None:
        if not self._starting:
            return
        self._starting = False
        self.stack.setCurrentWidget(self.views.graph)
        self.restoreState(self._docked_state, STATE_VERSION)
        if not self.views.docks["editor"].isVisible():
            self.views.docks["editor"].show()
        self.files.open_now = True
        self.words.show_file()
        self._refresh()
        self.editor.setFocus()

    @property
    def is_starting(self) -> bool:
        """Whether the start page is shown."""
        return self._starting

    # -- what holds, and what is said of it

    def holds(self) -> set[str]:
        """The words of `action_specs.Spec.when` that hold now."""
        session, document = self.session, self.editor.document()
        now = {
            "document": not self._starting,
            "tape": len(session.trace) > 0 and not self._starting,
            "running": session.is_running,
            "not_paused": not session.is_paused,
            "runnable": (not session.is_running or session.is_paused) and not self._starting
                        and not document.isEmpty(),
            "undo": document.isUndoAvailable() or self.bookmarks.marks.can_undo,
            "redo": document.isRedoAvailable() or self.bookmarks.marks.can_redo,
            "pins": bool(self.bookmarks.marks.state.pins),
            "breakpoints": bool(self.views.breaks.all),
        }
        return {word for word, true in now.items() if true}

    def _refresh(self) -> None:
        self.acts.enable(self.holds())

    def _state_changed(self, *_args) -> None:
        self.toolbar.set_run_text(tr("Continue") if self.session.is_paused else tr("Run"))
        self.toolbar.run_line.set_running(self.session.state == "running")
        self._refresh()
        self.words.show_file()
        self.words.show_step()

    def _extended(self, first: int, _last: int) -> None:
        if first == 0:
            self._refresh()  # now there is a tape
        if not self.session.follow:
            self.words.show_step()  # else the cursor moves too
        self.words.count_prints()

    def _run_started(self) -> None:
        self._leave_start()
        self.words.count_prints()
        self._refresh()
        self.words.show_step()

    def _run_finished(self) -> None:
        self._state_changed()
        path = self.files.document.path
        count = steps.count(self.session.trace)
        if path and count:
            store.note_recent(path, counted(count, "{count:,} step", "{count:,} steps"))

    def _input_wanted(self, wanted: bool) -> None:
        self.words.show_file()
        if wanted:
            self.views.ask_for_input(take_keys=self.editor.toPlainText() == self.session.source)  # nobody is writing

    def say(self, text: str) -> None:
        """Good news, for a few seconds, in the status bar."""
        self.statusBar().showMessage(text, 4000)

    def say_wrong(self, text: str) -> None:
        """What did not work: never in a dialog."""
        self.ask(text, {tr("OK"): None})

    def ask(self, text: str, choices: dict) -> None:
        """A sentence with choices, in the start page's or the editor's banner (Banner.ask)."""
        place = self.start.banner if self._starting else self.editor_panel.banner
        place.ask(text, choices)

    # -- dropping, closing

    def dragEnterEvent(self, event) -> None:
        if _droppable(event.mimeData()):
            event.acceptProposedAction()
            self.start.set_dropping(True)

    def dragLeaveEvent(self, event) -> None:
        self.start.set_dropping(False)

    def dropEvent(self, event) -> None:
        self.start.set_dropping(False)
        path = _droppable(event.mimeData())
        if path:
            event.acceptProposedAction()
            QTimer.singleShot(0, self, lambda: self.files.open(path))  # a question may follow: let the drop end first

    def closeEvent(self, event) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        saved = store.store()
        saved.setValue("geometry", self.saveGeometry())
        saved.setValue("state", self._docked_state if self._starting else self.saveState(STATE_VERSION))
        self.bookmarks.save()
        self.finder.run.stop()
        self.views.doctor_run.close()
        self.views.breaks.stop()
        self.views.watch.model.stop()
        self.live.close()
        self.views.plots.close_all()
        self.views.comparing.close()
        self.views.whatif.close()
        self.graph_control.close()
        self.present.close()
        self.lessons.close()
        self.files.close()
        self.export.close()
        self.reader.close()
        self.session.close()
        if self in _kept:
            _kept.remove(self)
        event.accept()


def _droppable(data) -> str | None:
    """The first file of a drag that can be opened."""
    for url in data.urls() if data.hasUrls() else ():
        path = url.toLocalFile()
        if path.lower().endswith(OPENS):
            return path
    return None
