"""The main window: makes the parts, puts them in their places and keeps them in step. Nothing is decided here twice.

`window.session` is the run at hand; `window.open_path(path)` opens a file. Parts know the session, not each other;
where something passes between two parts that are both the frame's own (files, editor, toolbar), it passes here.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QSizePolicy, QStackedWidget, QToolTip, QWidget

from app.export import fonts
from app.model import kinds, retold, settings, steps
from app.session import Session

from . import language, qss, store
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
from .graph_control import GraphControl
from .grips import Grips, is_on_screen
from .idle_gc import IdleCollector
from .lesson_control import LessonControl
from .lesson_language import LessonLanguage
from .live import LiveMode
from .menus import Menus
from .number_drag import NumberDrag
from .present import PresentControl
from .recovery import left_behind
from .run_control import Runner, Steps
from .start_page import StartPage
from .status_bar import StatusBar, where_in_run
from .style import style
from .texts import counted, tr
from .toolbar import Toolbar
from .views import ORDER, Views

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
    window.offer_recovered()
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
        files.changed.connect(self._show_file)
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
        session.cursor_changed.connect(lambda *_: self._show_step())
        self.editor.cursorPositionChanged.connect(self._show_place)
        self.editor.edited.connect(self._refresh)
        self.editor.undoAvailable.connect(lambda _on: self._refresh())
        self.editor.redoAvailable.connect(lambda _on: self._refresh())
        self.views.breaks.changed.connect(self._refresh)
        self.views.breaks.told.connect(self.say)
        self.live.told.connect(self.say)
        self.live.changed.connect(self._show_live)
        self.numbers.turned.connect(self.live.turned)
        self._show_live()

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
        self._show_file()

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
        self._show_place()
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
        self._show_file()
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
        self._show_file()
        self._refresh()
        self.editor.setFocus()

    def offer_recovered(self) -> None:
        """Put back what a crashed window left behind, and say so."""
        found = left_behind()
        if not found:
            return
        file, kept = found[0]
        path = self.files.document.path
        if not self._starting and (path is None or path != kept.path):  # a tape, or another program, has just been opened
            self.editor_panel.banner.ask(
                tr("{name} was not saved when Retrograd ended unexpectedly.", name=kept.name),
                {tr("Restore"): lambda: self.files.may_leave() and self._restore_kept(file, kept),
                 tr("Discard"): lambda: self.files.discard(file), tr("Later"): None})
            return
        self._restore_kept(file, kept)

    def _restore_kept(self, file, kept) -> None:
        self.files.restore(file, kept)
        self.editor_panel.banner.ask(tr("{name} was restored after Retrograd ended unexpectedly.", name=kept.name),
                                     {tr("Keep"): None, tr("Discard"): self.files.revert})

    @property
    def is_starting(self) -> bool:
        """Whether the start page is shown."""
        return self._starting

    # -- what is shown in the frame

    def holds(self) -> set[str]:
        """The words of `actions.Spec.when` that hold now."""
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
        self._show_file()
        self._show_step()

    def _extended(self, first: int, _last: int) -> None:
        if first == 0:
            self._refresh()  # now there is a tape
        if not self.session.follow:
            self._show_step()  # else the cursor moves too
        self._count_prints()

    def _count_prints(self) -> None:
        prints = self.session.trace.index.by_kind.count(kinds.OUTPUT)
        self.views.docks["console"].set_count(f"{prints:,}" if prints else "")

    def _run_started(self) -> None:
        self._leave_start()
        self._count_prints()
        self._refresh()
        self._show_step()

    def _run_finished(self) -> None:
        self._state_changed()
        path = self.files.document.path
        count = steps.count(self.session.trace)
        if path and count:
            store.note_recent(path, counted(count, "{count:,} step", "{count:,} steps"))

    def _input_wanted(self, wanted: bool) -> None:
        self._show_file()
        if wanted:
            self.views.ask_for_input(take_keys=self.editor.toPlainText() == self.session.source)  # nobody is writing

    def _show_file(self) -> None:
        name, dirty = self.files.name, self.files.is_modified
        whole = self.files.document.path or ""
        if self._starting:
            name, dirty, whole = tr("No file"), False, ""
        shown = f"{name} •" if dirty else name
        self.setWindowTitle("Retrograd" if self._starting else f"{name}[*] – Retrograd")
        self.setWindowModified(dirty)
        self.toolbar.file.set_file(shown, whole)
        self.toolbar.file.set_note(*(("", "sub") if self._starting else self.runner.note()))
        self.views.docks["editor"].set_title(shown, whole)

    def _show_step(self) -> None:
        session, bar = self.session, self.statusBar()
        trace = session.trace
        colours = {"error": "error", "limit": "warn", "stopped": "warn"}
        if self._starting or not len(trace):
            words = tr("Running") if session.state == "running" else tr("Ready")
            bar.set_step(words, "" if self._starting else retold.reason(session.reason), colours.get(session.state, ""))
            return
        number, count = steps.step_number(trace, session.cursor), steps.count(trace)
        step = tr("step {number:,} of {count:,}", number=number, count=count)
        where, field = where_in_run(trace, session.cursor), ""
        if session.state == "stale":
            where, field = f"{where} · {tr('shows the run before your edit')}".strip(" ·"), "warn"
        elif session.state == "paused" and session.paused_why:
            where, field = f"{where} · {tr('paused by {breakpoint}', breakpoint=session.paused_why)}".strip(" ·"), "warn"
        elif session.state == "error" and self.follower.error:
            line, kind, message = self.follower.error
            place = f"{self.files.document.where(line)}: " if line else ""
            where, field = f"{place}{kind}: {message.splitlines()[0] if message else ''}".rstrip(": "), "error"
        elif session.state in colours and session.reason:
            where, field = retold.reason(session.reason), colours[session.state]
        bar.set_step(step, where, field)

    def _show_live(self) -> None:
        self.statusBar().set_live(self.live.note, self.live.why, self.live.state == "paused")

    def _show_place(self) -> None:
        cursor = self.editor.textCursor()
        self.statusBar().set_place(cursor.blockNumber() + 1, cursor.positionInBlock() + 1)

    def say(self, text: str) -> None:
        """Good news, for a few seconds, in the status bar."""
        self.statusBar().showMessage(text, 4000)

    def say_wrong(self, text: str) -> None:
        """What did not work: in the start page's or the editor's banner, never a dialog."""
        place = self.start.banner if self._starting else self.editor_panel.banner
        place.ask(text, {tr("OK"): None})

    # -- panels, dropping, closing

    def focus_next_panel(self, by: int = 1) -> None:
        """Move the keyboard to the next panel that is shown."""
        if self._starting:
            self.start.setFocus(Qt.FocusReason.TabFocusReason)
            return
        focus = QApplication.focusWidget()
        shown = [w for w in map(self.views.widgets.get, ORDER) if is_on_screen(w)]
        at = next((i for i, w in enumerate(shown) if focus is not None and (w is focus or w.isAncestorOf(focus))), -1)
        if shown:
            focus_into(shown[(at + by) % len(shown)])

    def focus_previous_panel(self) -> None:
        """Move the keyboard to the panel before."""
        self.focus_next_panel(-1)

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


def focus_into(widget: QWidget) -> None:
    """Give a panel the keyboard: itself, or the first thing in it that takes keys."""
    if widget.focusPolicy() == Qt.FocusPolicy.NoFocus and widget.focusProxy() is None:
        inner = [w for w in widget.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
        widget = inner[0] if inner else widget
    widget.setFocus(Qt.FocusReason.TabFocusReason)


def _droppable(data) -> str | None:
    """The first file of a drag that can be opened."""
    for url in data.urls() if data.hasUrls() else ():
        path = url.toLocalFile()
        if path.lower().endswith(OPENS):
            return path
    return None
