"""The start page: lessons, a place to drop a file, and what was opened lately.

Signals: `chosen(str, str)`, a lesson's title and text; `wanted(str)`, a path to open.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from . import store
from .actions import Actions
from .editor_panel import Banner
from .language import language, switch
from .lessons import all_lessons
from .start_parts import CARD, LOW_CARD, DropZone, LessonCard, RecentRow
from .style import style
from .texts import tr
from .toolbar import keycap, row

GAP, SIDE, SIDE_LEAST, BETWEEN = 20, 340, 236, 56
LOW = 640  # px of height below which the cards are smaller, for two rows of them to be seen


class StartPage(QWidget):
    """Shown instead of the graph until there is a program."""

    chosen = Signal(str, str)
    wanted = Signal(str)

    def __init__(self, actions: Actions, parent: QWidget | None = None):
        super().__init__(parent)
        self._actions = actions
        self._columns = 0
        self.banner = Banner(self)
        self.cards = [LessonCard(lesson, self) for lesson in all_lessons(language())]
        switch.changed.connect(self._retell)
        for card in self.cards:
            card.opened.connect(self._open_lesson)
            card.walked.connect(self._walk)
        self._build_lessons()
        self._build_side()
        self._build_foot()
        self._assemble()
        style.changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    # -- making

    def _build_lessons(self) -> None:
        self._lessons = QWidget(self)
        self._title = QLabel(tr("Watch backprop happen"), self._lessons)
        self._sub = QLabel(tr("Run PyTorch code, then step through every value and every gradient, forwards and back."),
                           self._lessons)
        self._head = QLabel(tr("Lessons"), self._lessons)
        self._how = QLabel(tr("open, press F5, then F10 to step"), self._lessons)
        for label, name in ((self._title, "big"), (self._sub, "lead"), (self._head, "head"), (self._how, "aside")):
            label.setObjectName(name)
        self._title.setWordWrap(True)
        self._sub.setWordWrap(True)
        self._grid = QGridLayout()
        box = QVBoxLayout(self._lessons)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._title)
        box.addWidget(self._sub)
        self._gap = QSpacerItem(0, 26)
        box.addItem(self._gap)
        box.addWidget(row(self._head, self._how, None, spacing=10))
        box.addSpacing(12)
        box.addLayout(self._grid)
        box.addStretch(1)

    def _build_side(self) -> None:
        self._side = QWidget(self)
        self.drop = DropZone(self._side)
        self.drop.clicked.connect(self._actions["open"].trigger)
        self._open = QPushButton(tr("Open…"), self._side)
        self._new = QPushButton(tr("New"), self._side)
        self._open.clicked.connect(self._actions["open"].trigger)
        self._new.clicked.connect(self._actions["new"].trigger)
        self._recent_head = QLabel(tr("Recent"), self._side)
        self._recent_head.setObjectName("head")
        self._none = QLabel(tr("Programs that you open or save are listed here."), self._side)
        self._none.setObjectName("note")
        self._none.setWordWrap(True)
        self._rows: list[RecentRow] = []
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        box = QVBoxLayout(self._side)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addSpacing(100)  # down to the level of the first card, see _level
        box.addWidget(self.drop)
        box.addSpacing(12)
        buttons = self._buttons = QHBoxLayout()
        buttons.addWidget(self._open, 1)
        buttons.addWidget(self._new, 1)
        box.addLayout(buttons)
        box.addSpacing(24)
        box.addWidget(self._recent_head)
        box.addSpacing(6)
        box.addWidget(self._none)
        box.addLayout(self._recent)
        box.addStretch(1)
        self._lift = box.itemAt(0).spacerItem()

    def _build_foot(self) -> None:
        self._foot = QFrame(self)
        self._foot.setObjectName("start_foot")
        self._foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        words = QLabel(tr("No run yet."), self._foot)
        words.setObjectName("strong")
        self._foot_more = QLabel(tr("The tape of a run will lie here, one block a step."), self._foot)
        self._foot_more.setObjectName("aside")
        self._keys = row(*[w for key, text in (("F5", tr("run")), ("Ctrl+O", tr("open")), ("Ctrl+Shift+P", tr("all commands")))
                           for w in (keycap(key), self._note(text), 6)], parent=self._foot)
        box = QHBoxLayout(self._foot)
        box.setContentsMargins(16, 0, 16, 0)
        box.addWidget(words)
        box.addWidget(self._foot_more, 1)
        box.addWidget(self._keys)

    def _note(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setObjectName("note")
        return label

    def _retell(self) -> None:
        """The lessons in another language."""
        for card, lesson in zip(self.cards, all_lessons(language())):
            card.set_lesson(lesson)
        self.refresh()

    def _assemble(self) -> None:
        self._inner = QWidget()
        self._inner.setObjectName("sunken")
        self._across = QHBoxLayout(self._inner)
        self._across.addStretch(1)
        self._across.addWidget(self._lessons)
        self._between = QWidget(self._inner)
        self._across.addWidget(self._between)
        self._across.addWidget(self._side)
        self._across.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setAccessibleName(tr("Start page"))
        self._area.setWidget(self._inner)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.banner)
        box.addWidget(self._area, 1)
        box.addWidget(self._foot)
        self.setFocusProxy(self.cards[0] if self.cards else self._open)

    # -- keeping it right

    def refresh(self) -> None:
        """Read anew what was opened lately and which lessons were."""
        seen = store.lessons_opened()
        first = next((c for c in self.cards if c.lesson.name not in seen), None)
        for card in self.cards:
            card.set_next(card is first and not seen)
        for old in self._rows:
            self._recent.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = [RecentRow(entry, i > 0, self._side) for i, entry in enumerate(store.recent()[:8])]
        for recent in self._rows:
            recent.opened.connect(self.wanted)
            self._recent.addWidget(recent)
        self._none.setVisible(not self._rows)

    def set_dropping(self, on: bool) -> None:
        """A file is being dragged over the window."""
        self.drop.set_active(on)

    def _open_lesson(self, lesson) -> None:
        store.note_lesson(lesson.name)
        self.chosen.emit(lesson.title, lesson.text)

    def _restyle(self) -> None:
        self._foot.setFixedHeight(style.px(48))
        self._grid.setSpacing(style.px(GAP))
        for button, icon in ((self._open, "folder-open"), (self._new, "file-plus")):
            button.setIcon(style.icon(icon, "text"))
            button.setIconSize(QSize(style.px(16), style.px(16)))
            button.setFixedHeight(style.px(34))
        self._buttons.setSpacing(style.px(8))
        self._across.setSpacing(0)
        self._columns = 0
        self._arrange()

    def _arrange(self) -> None:
        """As many columns of cards as there is room for; smaller ones where the page is low."""
        is_low = self.height() < style.px(LOW)
        size, margin = LOW_CARD if is_low else CARD, style.px(24)
        self._across.setContentsMargins(margin, style.px(14 if is_low else 44), margin, style.px(32))
        self._gap.changeSize(0, style.px(12 if is_low else 26))
        for one in self.cards:
            one.set_size(size)
        room = self.width() - 2 * margin - style.px(12)
        card, gap = style.px(size[0]), style.px(GAP)
        columns, side, between = 1, style.px(SIDE), style.px(BETWEEN)
        for n in (3, 2, 1):
            for least, space in ((SIDE, BETWEEN), (SIDE_LEAST, 28)):
                if n * card + (n - 1) * gap + style.px(space) + style.px(least) <= room or n == 1:
                    columns, between = n, style.px(space)
                    side = min(style.px(SIDE), max(style.px(160), room - n * card - (n - 1) * gap - between))
                    break
            else:
                continue
            break
        self._between.setFixedWidth(between)
        self._side.setFixedWidth(side)
        self._lessons.setFixedWidth(columns * card + (columns - 1) * gap)
        self._keys.setVisible(self.width() >= style.px(860))
        if columns != self._columns:
            self._columns = columns
            for i, widget in enumerate(self.cards):
                self._grid.addWidget(widget, i // columns, i % columns)

    def minimumSizeHint(self) -> QSize:
        """Small: the page scrolls, and the graph that takes its place must not become as wide."""
        return QSize(320, 120)

    def _level(self) -> None:
        """The drop zone begins where the first card does."""
        top = self._grid.geometry().top()
        if top > 0 and self._lift.sizeHint().height() != top:
            self._lift.changeSize(0, top, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            self._side.layout().invalidate()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._level()
        return done

    def _walk(self, key: int) -> None:
        """Arrow keys walk over the cards."""
        focus = next((i for i, c in enumerate(self.cards) if c.hasFocus()), 0)
        moves = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: self._columns,
                 Qt.Key.Key_Up: -self._columns}
        target = focus + moves[Qt.Key(key)]
        if 0 <= target < len(self.cards):
            self.cards[target].setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(self.cards[target])
