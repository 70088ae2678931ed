"""The status bar: where the cursor is, what went wrong, the place in the program, and the zoom."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton, QWidget

from app.model import kinds

from .elided import Apart, Elided
from .live import NOTES
from .style import style
from .texts import tr


class StatusBar(QStatusBar):
    """Left: step, iteration, call and node, or a message. Right: the engine, line and column, zoom."""

    def __init__(self, actions, parent: QWidget | None = None):
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.step = QToolButton(self)
        self.step.setObjectName("step")
        self.step.setToolTip(tr("Go to step (Ctrl+G)"))
        self.step.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.step.clicked.connect(actions["go_to_step"].trigger)
        self.where = Elided()
        self.engine = Elided(tr("torch API on NumPy"), self)  # the first to give way
        self.engine.setToolTip(tr("Your code runs on Retrograd's own NumPy core, which answers to the name torch"))
        self.live = QToolButton(self)
        self.live.setAccessibleName(tr("Live"))
        self.live.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.live.clicked.connect(actions["live"].trigger)
        self.place = QLabel(self)
        self.zoom = QToolButton(self)
        self.zoom.setToolTip(tr("Zoom to 100 %"))
        self.zoom.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.zoom.clicked.connect(actions["zoom_reset"].trigger)
        self.addWidget(self.step)
        self.addWidget(Apart(self.where, self), 1)
        for widget in (self.live, self.engine, self.place, self.zoom):
            self.addPermanentWidget(widget)
        style.changed.connect(self.restyle)
        self.restyle()
        self.set_step(tr("Ready"), "")

    def set_step(self, step: str, where: str, field: str = "") -> None:
        """Show "step 7 of 12" and what follows it; `field` "error" or "warn" colours the latter."""
        self._show_step(step)
        self.step.setEnabled(step != tr("Ready"))
        if self.where.objectName() != field:
            self.where.setObjectName(field)
            self.where.style().unpolish(self.where)
            self.where.style().polish(self.where)
        self.where.set_whole(f"· {where}" if where and not field else where)
        self.setAccessibleName(f"{step} {where}")

    def _show_step(self, step: str) -> None:
        """In a button that grows with it, and keeps its width where only a digit is another: the whole window would be
        laid out at every step."""
        before = self.step.text()
        self.step.setText(step)
        least = self.step.width() if len(step) == len(before) else 0
        self.step.setFixedSize(self.step.sizeHint().expandedTo(QSize(least, 0)))

    def set_live(self, note: str, why: str, is_paused: bool) -> None:
        """What live mode does, in a word ("" while it is off), and why."""
        self.live.setText(note)
        self.live.setToolTip(why)
        self.live.setAccessibleDescription(why)
        self.live.setEnabled(bool(note))
        self.live.setStyleSheet(f"color: {style.color('warn' if is_paused else 'vis').name()}")

    def set_place(self, line: int, column: int) -> None:
        """The text cursor, both from 1; line 0 = no program is open."""
        self.place.setText(tr("Ln {line}, Col {column}", line=line, column=column) if line else "")

    def restyle(self) -> None:
        """Take zoom anew."""
        self.zoom.setText(f"{round(style.zoom * 100)} %")
        # Of one size: a layout that comes while a message is shown would show what the message has hidden.
        wide = max(style.metrics(12).horizontalAdvance(tr(note)) for note in NOTES.values()) + style.px(16)
        self.live.setFixedSize(round(wide), style.px(22))
        self.layout().setContentsMargins(style.px(6), 0, style.px(8), 0)
        self.layout().setSpacing(style.px(3))

    def text(self) -> str:
        """What is shown at the left, for tests and screen readers."""
        return f"{self.step.text()} {self.where.text()}".strip()


def where_in_run(trace, seq: int) -> str:
    """Iteration, backward call and node at an event, in words: "iteration 5 of 12 · backward call 5 · node 2 of 3"."""
    parts = []
    iteration = trace.iteration_at(seq) if len(trace.iterations) > 1 else None
    if iteration is not None and iteration.loop:
        parts.append(tr("iteration {number:,} of {count:,}", number=iteration.number, count=len(trace.iterations)))
    call = trace.call_at(seq)
    if call:
        parts.append(tr("backward call {call:,}", call=call))
        first, last = trace.calls[call - 1].first, trace.calls[call - 1].last
        is_node = trace.table["kind"][first:(last if last >= 0 else seq) + 1] == kinds.NODE
        done = int(is_node[:seq - first + 1].sum())
        if done:
            parts.append(tr("node {done:,} of {count:,}", done=done, count=int(is_node.sum())))
    return " · ".join(parts)
