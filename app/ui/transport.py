"""The row of buttons over the timeline: move the cursor, play the tape, and one plain sentence of this step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from app.model import steps
from app.model.translate import marked
from app.session import Session

from .store import read_float, store
from .style import style
from .texts import counted, tr
from .tips import plain
from .transport_parts import ElidedLabel, KeyHints, RingedButton, UprightLine

OFFER_LEAST = 200  # px for the words of what is offered: the keys and the sentence give way to them
OFFER_FRAME = 64  # px round these words: an icon, margins
SENTENCE_LEAST = 80  # px of the sentence beside it
SPEEDS = (0.5, 1.0, 2.0, 4.0, 10.0, 30.0)  # steps a second


@dataclass(frozen=True)
class _Button:
    """One button: the id of the window's action, its icon, its words, and what it does without such an action."""

    id: str
    icon: str
    text: str
    call: str
    args: tuple = ()
    size: int = 30


BUTTONS = (
    _Button("first", "skip-back", "First step", "first"),
    _Button("previous_backward", "rewind", "Previous backward()", "next_backward", (-1,)),
    _Button("step_back", "step-back", "Step back", "step", (-1,)),
    _Button("play", "play", "Play", "", size=32),
    _Button("step_forward", "step-forward", "Step", "step", (1,)),
    _Button("next_backward", "fast-forward", "Next backward()", "next_backward", (1,)),
    _Button("last", "skip-forward", "Last step", "last"),
    _Button("micro_back", "chevron-left", "Micro-step back", "micro_step", (-1,), 28),
    _Button("micro_forward", "chevron-right", "Micro-step", "micro_step", (1,), 28),
)
KEYS_EMPTY = (("run", "F5", marked("run")), ("open", "Ctrl+O", marked("open")),
              ("command_palette", "Ctrl+Shift+P", marked("all commands")))
KEYS = (("step_forward", "F10", marked("step")), ("micro_forward", "F11", marked("micro")),
        ("next_backward", "F8", marked("next backward()")))


class Player(QObject):
    """Steps the session by itself, `speed` steps a second, up to the end of a tape that no longer grows.

    Signals: `playing_changed(bool)`, `speed_changed(float)`.
    """

    playing_changed = Signal(bool)
    speed_changed = Signal(float)

    def __init__(self, session: Session, parent: QObject | None = None):
        super().__init__(parent)
        self._session = session
        self._speed = min(max(read_float("play_speed", 1.0), 0.1), 60.0)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        session.run_started.connect(self.stop)

    @property
    def playing(self) -> bool:
        return self._timer.isActive()

    @property
    def speed(self) -> float:
        """Steps a second."""
        return self._speed

    def set_speed(self, speed: float) -> None:
        """Steps a second, from 0.1 to 60; remembered."""
        self._speed = min(max(float(speed), 0.1), 60.0)
        store().setValue("play_speed", self._speed)
        self._timer.setInterval(round(1000 / self._speed))
        self.speed_changed.emit(self._speed)

    def start(self) -> None:
        """Plays on from the cursor, or from the first step when the cursor stands at the last."""
        if self.playing or not len(self._session.trace):
            return
        if self._at_end():
            self._session.first()
        self._timer.start(round(1000 / self._speed))
        self.playing_changed.emit(True)

    def stop(self) -> None:
        if self.playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        if self.playing:
            self.stop()
        else:
            self.start()

    def _at_end(self) -> bool:
        return steps.next_step(self._session.trace, self._session.cursor, 1) is None

    def _tick(self) -> None:
        before = self._session.cursor
        self._session.step(1)
        if self._session.cursor == before and not self._session.is_running:
            self.stop()


class Transport(QWidget):
    """The buttons, the speed, the sentence of this step and the keys.

    Buttons trigger the window's actions once `set_actions` has named them, and the session's own methods before; they
    look and are enabled as those actions are. Signal `offer_taken()`: what is offered at the end of a run was pressed.
    """

    offer_taken = Signal()

    def __init__(self, session: Session, player: Player, parent: QWidget | None = None):
        super().__init__(parent)
        self._session, self._player = session, player
        self._actions: dict[str, QAction] = {}
        self._shortcuts: dict[str, str] = {}
        self._worst = self._offered = ""  # Doctor's worst finding, and what of it is offered now
        self._at_end = False
        self.setObjectName("transport")
        self.buttons = {spec.id: self._button(spec) for spec in BUTTONS}
        self.speed = self._speed_button()
        self.follow = self._follow_button()
        self.sentence = ElidedLabel(12, 500, "text", self)
        self.sentence.setObjectName("step_sentence")
        self.hints = KeyHints(self)
        self.offer = self._offer_button()
        self._micro = ElidedLabel(12, 500, "sub", self)
        self._micro.set_text(tr("Micro"))
        self._micro.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._row = self._fill()
        player.playing_changed.connect(self._show_playing)
        style.changed.connect(self._restyle)
        self._restyle()

    # ------------------------------------------------------------------ the outside

    def set_actions(self, actions: Mapping[str, QAction]) -> None:
        """Lets the buttons trigger these actions (ids as in the window's table) and show their tips and keys."""
        for spec in BUTTONS:
            action = actions[spec.id]
            self._actions[spec.id] = action
            action.changed.connect(lambda id=spec.id: self._mirror(id))
            self._mirror(spec.id)
        self._shortcuts = {id: actions[id].shortcut().toString() for id, _key, _word in (*KEYS, *KEYS_EMPTY)}

    def set_enabled(self, enabled: bool) -> None:
        """Whether there is anything to step through: the keys that are shown, and the buttons that have no action."""
        shown = KEYS if enabled else KEYS_EMPTY
        self.hints.set_keys([(self._shortcuts.get(id, key), tr(word)) for id, key, word in shown])
        for id, button in self.buttons.items():
            if id not in self._actions:
                button.setEnabled(enabled)

    def set_following(self, offered: bool) -> None:
        """Shows the Follow button: the program still runs, and the cursor no longer goes with it."""
        self.follow.setVisible(offered)

    def set_findings(self, findings: list) -> None:
        """What Doctor has found, the worst first; that is offered beside the sentence at the end of a run."""
        self._worst = findings[0].title if findings else ""
        self._show_offer()

    def set_at_end(self, at_end: bool) -> None:
        """Whether the cursor stands at the end of a run that is over."""
        if at_end != self._at_end:
            self._at_end = at_end
            self._show_offer()

    def _show_offer(self) -> None:
        self._offered = self._worst if self._at_end else ""
        has = bool(self._offered)
        self.offer.setVisible(has)
        self.offer.setAccessibleName(tr("Doctor: {finding}", finding=self._offered) if has else "")
        self.offer.setToolTip(plain(self._offered))
        growing = QSizePolicy.Policy.Preferred if has else QSizePolicy.Policy.Expanding
        self.sentence.setSizePolicy(growing, QSizePolicy.Policy.Preferred)
        self._row.setStretchFactor(self.sentence, 0 if has else 1)
        self._room()

    # ------------------------------------------------------------------ parts

    def _button(self, spec: _Button) -> RingedButton:
        button = RingedButton(self)
        button.setObjectName(f"transport_{spec.id}")
        button.setAccessibleName(tr(spec.text))
        button.setToolTip(tr(spec.text))
        if spec.call:
            button.setAutoRepeat(True)
            button.setAutoRepeatDelay(400)
            button.setAutoRepeatInterval(60)
        button.clicked.connect(lambda _checked=False, s=spec: self._press(s))
        return button

    def _press(self, spec: _Button) -> None:
        if spec.id in self._actions:
            self._actions[spec.id].trigger()
        elif spec.call:
            getattr(self._session, spec.call)(*spec.args)
        else:
            self._player.toggle()

    def _speed_button(self) -> RingedButton:
        button = RingedButton(self)
        button.setObjectName("transport_speed")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu, group = QMenu(button), QActionGroup(button)
        for speed in SPEEDS:
            said = counted(speed, "{times}   {count:g} step a second", "{times}   {count:g} steps a second", times=_times(speed))
            action = menu.addAction(said)
            action.setCheckable(True)
            action.setData(speed)
            action.setChecked(speed == self._player.speed)
            action.triggered.connect(lambda _checked=False, v=speed: self._player.set_speed(v))
            group.addAction(action)
        button.setMenu(menu)
        self._player.speed_changed.connect(self._show_speed)
        return button

    def _follow_button(self) -> RingedButton:
        button = RingedButton(self)
        button.setObjectName("transport_follow")
        button.setText(tr("Follow"))
        button.setToolTip(tr("Keep the cursor at the newest event while the program runs"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(lambda: self._session.set_follow(True))
        button.hide()
        return button

    def _offer_button(self) -> RingedButton:
        button = RingedButton(self)
        button.setObjectName("transport_offer")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(self.offer_taken)
        button.hide()
        return button

    def _fill(self) -> QHBoxLayout:
        row = QHBoxLayout(self)
        ids = list(self.buttons)
        for id in ids[:7]:
            row.addWidget(self.buttons[id])
        row.addWidget(UprightLine(self))
        row.addWidget(self.buttons["micro_back"])
        row.addWidget(self._micro)
        row.addWidget(self.buttons["micro_forward"])
        row.addWidget(UprightLine(self))
        row.addWidget(self.speed)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.offer)
        row.addStretch(0)
        row.addWidget(self.follow)
        row.addWidget(self.hints)
        return row

    # ------------------------------------------------------------------ looks

    def _mirror(self, id: str) -> None:
        action, button = self._actions[id], self.buttons[id]
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())

    def _show_playing(self, playing: bool) -> None:
        button = self.buttons["play"]
        button.setIcon(style.icon("pause" if playing else "play", "accent", 18, fill=not playing))
        button.setAccessibleName(tr("Pause playing") if playing else tr("Play"))

    def _show_speed(self, speed: float) -> None:
        self.speed.setText(_times(speed))
        self.speed.setToolTip(
            counted(speed, "Speed of playing: {count:g} step a second", "Speed of playing: {count:g} steps a second")
        )
        self.speed.setAccessibleName(self.speed.toolTip())
        for action in self.speed.menu().actions():
            action.setChecked(action.data() == speed)

    def _restyle(self) -> None:
        px = style.px
        self.setFixedHeight(px(40))
        self._row.setContentsMargins(px(8), 0, px(12), 0)
        self._row.setSpacing(px(2))
        for spec in BUTTONS:
            button = self.buttons[spec.id]
            button.setFixedSize(px(spec.size), px(spec.size))
            button.setIconSize(QSize(px(16), px(16)))
            button.setIcon(style.icon(spec.icon))
        p = style.palette()
        self.buttons["play"].setIconSize(QSize(px(18), px(18)))
        plain = f"border: none; border-radius: {px(6)}px; padding: 0;"
        rest = f"QToolButton:hover {{ background: {p.hover}; }} QToolButton:pressed {{ background: {p.pressed}; }}"
        self.setStyleSheet(
            f"QToolButton {{ {plain} color: {p.sub}; }} {rest}"
            f"QToolButton#transport_play {{ background: {p.accentbg}; }}"
            f"QToolButton#transport_speed, QToolButton#transport_follow {{ padding: 0 {px(6)}px; }}"
            f"QToolButton#transport_follow {{ color: {p.accent}; }}"
            f"QToolButton#transport_offer {{ color: {p.warn}; background: {p.warnbg}; padding: 0 {px(8)}px; margin-left: {px(10)}px; }}"
            f"QToolButton#transport_offer:hover {{ background: {p.hover}; }}"
            "QToolButton::menu-indicator { image: none; }"
        )
        for button in (self.speed, self.follow, self.offer):
            button.setFont(style.font(12, 500))
            button.setFixedHeight(px(28))
            button.setIconSize(QSize(px(16), px(16)))
        self.follow.setIcon(style.icon("locate-fixed", "accent"))
        self.offer.setIcon(style.icon("stethoscope", "warn"))
        self._micro.setFixedWidth(self._micro.sizeHint().width() + px(4))
        self._show_playing(self._player.playing)
        self._show_speed(self._player.speed)
        self._room()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._room()

    def _room(self) -> None:
        """The keys give way before the sentence and what is offered do."""
        room = self.width() - style.px(420) - self.hints.sizeHint().width()
        wanted = self.sentence.sizeHint().width() + style.px(OFFER_LEAST) if self._offered else style.px(240)
        self.hints.setVisible(room >= wanted)
        both = self.width() - style.px(420 + OFFER_FRAME) - (self.hints.sizeHint().width() if room >= wanted else 0)
        wide = max(both - self.sentence.sizeHint().width(), min(style.px(OFFER_LEAST), both - style.px(SENTENCE_LEAST)))
        words = style.metrics(12, 500).elidedText(self._offered, Qt.TextElideMode.ElideRight, max(wide, 0))
        self.offer.setText(f" {words}")  # a little away from the icon


def _times(speed: float) -> str:
    return f"{speed:g}×"
