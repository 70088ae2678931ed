"""The timeline: the transport row and the track of steps with its scrubber."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QLayout, QToolTip, QVBoxLayout, QWidget

from app.model import kinds, sentences, steps
from app.model.timeline import Timeline, TimelineLayout
from app.session import Selection, Session

from . import timeline_paint as paint
from .style import style
from .texts import tr
from .timeline_zoom import NOTCH, Zoom
from .tips import plain
from .transport import Player, Transport
from .transport_parts import BY_KEYBOARD, paint_ring

EMPTY = ("No run yet.", "The tape of a run will lie here, one block a step.")
FRAME_MS = 16
RUNNING_MS = 40  # between two looks while a program runs


class TimelineTrack(QWidget):
    """The steps of the tape as blocks, cells or runs, and the line with the thumb below them.

    A click selects a step, a double click moves the cursor to it, dragging (and a press on the line) scrubs, Shift
    snaps to the ends of phases, the wheel and the arrow keys step. Ctrl and the wheel, a pinch, + and − zoom; Shift and
    the wheel scroll; 0 shows all again.
    """

    def __init__(self, session: Session, parent: QWidget | None = None):
        super().__init__(parent)
        self._session = session
        self._timeline = Timeline(session.trace)
        self.zoom = Zoom()
        self.breaks = np.zeros(0, np.int64)  # numbers of the steps at which breakpoints hold
        self._pressed: QPointF | None = None
        self._scrubbing = False
        self._wheel = 0
        self._wanted: int | None = None
        self._findings: dict = {}  # number of a step → what Doctor has found there
        self._steps_of: dict[str, tuple] = {}  # what is marked → its seqs, numbers of their steps
        self._apply = QTimer(self)
        self._apply.setSingleShot(True)
        self._apply.setInterval(FRAME_MS)
        self._apply.timeout.connect(self._scrub_now)
        self.setObjectName("timeline_track")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Timeline"))
        self._tab_focus = False
        style.changed.connect(self._restyle)
        self._restyle()

    # ------------------------------------------------------------------ what is shown

    @property
    def layout_now(self) -> TimelineLayout:
        """Where the steps lie now (the model's answer for this width)."""
        wide = self.zoom.content_width(float(self.width()))
        return self._timeline.layout(wide, float(style.px(14)), float(style.px(6)))

    @property
    def step(self) -> int:
        """Number of the step the cursor stands after, 0 before the first."""
        return steps.step_number(self._session.trace, self._session.cursor)

    @property
    def selected_step(self) -> int:
        """Number of the step that the selected event belongs to, 0 when something else is selected."""
        kind, number = self._session.selection
        return steps.step_number(self._session.trace, number) if kind == "event" else 0

    def _marked(self, what: str) -> np.ndarray:
        """Numbers of the steps that made what the search has "found", or what is "differing" from another run."""
        seqs = self._session.found.seqs if what == "found" else self._session.differing
        if self._steps_of.get(what, (None,))[0] is not seqs:
            anchors = self._session.trace.index.steps.anchors.view
            self._steps_of[what] = seqs, np.unique(np.searchsorted(anchors, seqs, side="right"))
        return self._steps_of[what][1]

    def set_findings(self, findings: list) -> None:
        """What Doctor has found: marks its steps, the worst finding of each first."""
        self._findings = {}
        for one in findings:
            if one.seq >= 0:
                self._findings.setdefault(steps.step_number(self._session.trace, one.seq), one)
        self.update()

    def set_breaks(self, found: np.ndarray) -> None:
        """At which steps breakpoints hold (numbers from 1, ascending)."""
        self.breaks = found
        self.update()

    def begin(self) -> None:
        """Another trace."""
        self._timeline = Timeline(self._session.trace)
        self.zoom.reset()
        self._cancel()
        self.update()

    def tell(self) -> None:
        """Says the step to a screen reader, and repaints."""
        layout = self.layout_now
        if self.zoom.factor > 1 and not self._scrubbing:
            self.zoom.show(layout.x_after(self.step), self.width())
        self.setAccessibleDescription(tr("step {step} of {count}", step=self.step, count=layout.count))
        self.update()

    def thumb(self) -> QPointF:
        """Middle of the thumb."""
        return QPointF(self.layout_now.x_after(self.step) - self.zoom.offset, paint.Rows().line)

    # ------------------------------------------------------------------ painting

    def sizeHint(self) -> QSize:
        return QSize(style.px(600), style.px(82))

    def _restyle(self) -> None:
        self.setFixedHeight(style.px(82))
        self.update()

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.color("panel"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        layout, step = self.layout_now, self.step
        if layout.mode == "empty":
            paint.paint_empty(painter, self.width(), self.height(), tuple(map(tr, EMPTY)))
        else:
            painter.translate(-self.zoom.offset, 0)
            painter.setClipRect(QRectF(self.zoom.offset, 0, self.width(), self.height()))
            if layout.mode == "blocks":
                paint.paint_blocks(painter, layout, step, self.selected_step, self._session.is_running)
            else:
                paint.paint_many(painter, layout, step, self.selected_step)
            paint.paint_marks(painter, layout, self._marked("found"), "found")
            paint.paint_marks(painter, layout, self._marked("differing"), "warn", above=True)
            paint.paint_breaks(painter, layout, self.breaks)
            tones = {step: "error" if one.severity == "error" else "warn" for step, one in self._findings.items()}
            paint.paint_findings(painter, layout, tones)
            paint.paint_line(painter, layout, layout.width, step, self._scrubbing)
            painter.resetTransform()
            painter.setClipping(False)
        if self.hasFocus() and self._tab_focus:
            paint_ring(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), style.px(4))
        painter.end()

    # ------------------------------------------------------------------ mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.layout_now.count:
            return
        self._pressed = event.position()
        if event.position().y() >= paint.Rows().scrub_from:
            self._scrubbing = True
            self._scrub(event)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        on_line = event.position().y() >= paint.Rows().scrub_from
        self.setCursor(Qt.CursorShape.SizeHorCursor if on_line else Qt.CursorShape.ArrowCursor)
        if self._pressed is None:
            return
        far = abs(event.position().x() - self._pressed.x()) >= QApplication.startDragDistance()
        if self._scrubbing or far:
            self._scrubbing = True
            self._scrub(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        if self._scrubbing:
            self._scrub_now()
        else:
            seq = self._seq_at(event.position().x())
            if seq is not None:
                self._session.set_selection(Selection("event", seq))
        self._cancel()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        seq = self._seq_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and seq is not None:
            self._session.select(seq)

    def zoom_by(self, by: float, x: float | None = None) -> None:
        """Zoom about a place of the widget, by default the thumb."""
        layout = self.layout_now
        x = self.thumb().x() if x is None else x
        if layout.mode != "blocks" and self.zoom.zoom_at(x, by, self.width(), layout.count):
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(NOTCH ** (delta / 120), event.position().x())
            event.accept()
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or (self.zoom.factor > 1 and event.angleDelta().x()):
            self.zoom.pan(-delta, self.width())
            self.update()
            event.accept()
            return
        self._wheel += delta
        notches, self._wheel = int(self._wheel / 120), self._wheel - 120 * int(self._wheel / 120)
        for _ in range(abs(notches)):
            self._session.step(-1 if notches > 0 else 1)
        event.accept()

    def _seq_at(self, x: float) -> int | None:
        return steps.go_to(self._session.trace, self.layout_now.step_at(x + self.zoom.offset))

    def _scrub(self, event: QMouseEvent) -> None:
        """Notes where the thumb should go; the cursor moves once a frame, to the last of them."""
        layout, x = self.layout_now, event.position().x() + self.zoom.offset
        step = layout.step_at(x)
        if step and x < (layout.lefts[step - 1] + layout.rights[step - 1]) / 2:
            step -= 1  # the thumb stands after its step
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            step = self._timeline.snap(step)
        self._wanted = step
        if not self._apply.isActive():
            self._apply.start()

    def _scrub_now(self) -> None:
        self._apply.stop()
        if self._wanted is not None:
            seq = steps.go_to(self._session.trace, self._wanted)
            self._wanted = None
            self._session.select(-1 if seq is None else seq)

    def _cancel(self) -> None:
        self._pressed, self._scrubbing, self._wanted = None, False, None
        self._apply.stop()

    # ------------------------------------------------------------------ keys, hover, focus

    def keyPressEvent(self, event: QKeyEvent) -> None:
        session, key = self._session, event.key()
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom_by(1 / NOTCH if key == Qt.Key.Key_Minus else NOTCH)
        elif key == Qt.Key.Key_0:
            self.zoom.reset()
            self.update()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            session.step(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_Home:
            session.first()
        elif key == Qt.Key.Key_End:
            session.last()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            session.next_backward(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and session.selection.kind == "event":
            session.select(session.selection.id)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tip(event)
            return True
        if event.type() == QEvent.Type.NativeGesture and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(1.0 + event.value(), event.position().x())
            return True
        return super().event(event)

    def _tip(self, event: QHelpEvent) -> None:
        """The sentence of the step under the pointer."""
        layout, rows = self.layout_now, paint.Rows()
        if not layout.count or not rows.cells[0] <= event.pos().y() <= rows.cells[1]:
            QToolTip.hideText()
            return
        step = layout.step_at(event.pos().x() + self.zoom.offset)
        seq = steps.go_to(self._session.trace, step)
        words = sentences.step_sentence(self._session.trace, seq) if seq is not None else ""
        if step in self._findings:
            words = f"{words}\n{self._findings[step].title}"
        left, right = (round(x - self.zoom.offset) for x in layout.span(step))
        area = QRect(left, rows.cells[0], max(1, right - left), rows.cells[1])
        QToolTip.showText(event.globalPos(), plain(tr("Step {step}: {words}", step=step, words=words)), self, area)

    def focusInEvent(self, event) -> None:
        self._tab_focus = event.reason() in BY_KEYBOARD
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event) -> None:
        self.update()
        super().focusOutEvent(event)


class TimelinePanel(QWidget):
    """The transport over the track. `player` plays the tape; `set_actions` gives the buttons the window's actions."""

    def __init__(self, session: Session, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("timeline")
        self._session = session
        self.player = Player(session, self)
        self.header = Transport(session, self.player, self)
        self.track = TimelineTrack(session, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # a narrow window cuts its right end
        column.addWidget(self.header)
        column.addWidget(self.track)
        self.setFocusProxy(self.track)
        self._later = QTimer(self)  # many events a frame while a program runs: one look at them
        self._later.setSingleShot(True)
        self._later.setInterval(RUNNING_MS)
        self._later.timeout.connect(self._show)
        session.run_started.connect(self._begin)
        session.trace_extended.connect(lambda _first, _last: self._soon())
        session.cursor_changed.connect(lambda _seq: self._moved())
        session.selection_changed.connect(self.track.update)
        session.found_changed.connect(self.track.update)
        session.differing_changed.connect(self.track.update)
        session.state_changed.connect(lambda _state: self._show())
        session.follow_changed.connect(lambda _on: self._show())
        style.changed.connect(self.update)
        self._begin()

    def minimumSizeHint(self) -> QSize:
        """A narrow window cuts the right end of the row of buttons, it is not made wider by it."""
        return QSize(style.px(120), self.minimumHeight())

    @property
    def scrubber(self) -> TimelineTrack:
        """The widget that scrubs: the track itself."""
        return self.track

    def set_actions(self, actions) -> None:
        """Lets the buttons trigger the window's actions: a mapping from their ids ("step_forward") to QActions."""
        self.header.set_actions(actions)

    def hideEvent(self, event) -> None:
        self._later.stop()
        if not self.window().isVisible():  # the window closes; a closed dock goes on playing
            self.player.stop()
        super().hideEvent(event)

    def text(self) -> str:
        """The sentence shown beside the buttons."""
        return self.header.sentence.text()

    def _begin(self) -> None:
        self.track.begin()
        self._show()

    def _soon(self) -> None:
        if not self._later.isActive():
            self._later.start()

    def _moved(self) -> None:
        """The cursor is elsewhere: shown at once, unless it goes along with a program that runs."""
        if self._session.is_running and self._session.follow:
            self._soon()
        else:
            self._show()

    def _show(self) -> None:
        session = self._session
        trace, cursor = session.trace, session.cursor
        self._later.stop()
        self.header.set_enabled(len(trace) > 0)
        self.header.set_following(session.is_running and not session.follow)
        self.header.sentence.set_text(self._sentence(cursor))
        self.header.set_at_end(not session.is_running and cursor == len(trace) - 1)
        layout = self.track.layout_now
        phases = layout.mode in ("cells", "runs")
        words = [(name, tr(paint.PHASE_WORDS[name])) for k, name in enumerate(kinds.PHASES) if phases and (layout.phases == k).any()]
        self.header.hints.set_phases(words)
        self.track.tell()

    def _sentence(self, cursor: int) -> str:
        trace = self._session.trace
        if not len(trace):
            return ""
        if cursor < 0:
            return tr("before the first step")
        return sentences.step_sentence(trace, cursor, self._session.micro)

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.color("panel"))
        painter.end()
