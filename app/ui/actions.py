"""The actions of one window: menus, toolbar, shortcuts and the command palette are filled from here.

`Actions` makes the QActions of action_specs.py, with objectName `action_<id>`, and switches them on and off as the
state of the window changes. What an action does is looked up when it is triggered.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from .action_specs import MENUS, SPECS, Spec
from .language import switch
from .style import style
from .texts import tr


class Actions(QObject):
    """The QActions of one window, by id: `actions["run"]`."""

    def __init__(self, window: QWidget):
        super().__init__(window)
        self._window = window
        self._by_id: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._menus: dict[str, QMenu] = {}
        for spec in SPECS:
            self._by_id[spec.id] = self._make(spec)
        style.changed.connect(self.refresh_icons)
        switch.changed.connect(self._rename)
        self.refresh_icons()

    def __getitem__(self, name: str) -> QAction:
        return self._by_id[name]

    def __iter__(self):
        return iter(self._by_id.values())

    def _make(self, spec: Spec) -> QAction:
        action = QAction(self._window)
        action.setObjectName(f"action_{spec.id}")
        action.setShortcuts([QKeySequence(k) for k in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setIconVisibleInMenu(False)
        _name(action, spec)
        if spec.check:
            action.setCheckable(True)
            if spec.check != "on":
                group = self._groups.setdefault(spec.check, QActionGroup(self._window))
                group.addAction(action)
        action.triggered.connect(lambda _checked=False, s=spec: attrgetter(s.does)(self._window)(*s.args))
        self._window.addAction(action)
        return action

    def refresh_icons(self) -> None:
        """Paint the icons again, for a new theme or zoom."""
        for spec in SPECS:
            if spec.icon:
                colour = "onaccent" if spec.id == "run" else "sub"
                self._by_id[spec.id].setIcon(style.icon(spec.icon, colour, fill=spec.id == "run"))

    def enable(self, holds: Iterable[str]) -> None:
        """Switch every action on or off by the words that hold now (see `Spec.when`)."""
        now = frozenset(holds)
        for spec in SPECS:
            self._by_id[spec.id].setEnabled(now.issuperset(spec.when))

    def fill_menus(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Fill the menu bar; gives the menus by their path, for those that grow by themselves (recent files)."""
        menus: dict[str, QMenu] = {}
        last: dict[str, int] = {}
        for name in MENUS:
            menus[name] = bar.addMenu(_menu_title(name))
        for spec in SPECS:
            top = spec.menu.partition("/")[0]
            if last.setdefault(top, spec.group) != spec.group:
                menus[top].addSeparator()
                last[top] = spec.group
            if spec.menu not in menus:
                menus[spec.menu] = menus[top].addMenu(tr(spec.menu.partition("/")[2]))
            menus[spec.menu].addAction(self._by_id[spec.id])
        self._menus = {name: menus[name] for name in MENUS}
        return menus

    def _rename(self) -> None:
        """The words in another language."""
        for spec in SPECS:
            _name(self._by_id[spec.id], spec)
        for name, menu in self._menus.items():
            menu.setTitle(_menu_title(name))


def _name(action: QAction, spec: Spec) -> None:
    action.setText(words_of(spec))
    action.setStatusTip(_tip_of(spec))
    action.setToolTip(tooltip(spec))


def words_of(spec: Spec) -> str:
    """The name of an action in the language now."""
    return tr(spec.text, **spec.fields) if spec.fields else tr(spec.text)


def _tip_of(spec: Spec) -> str:
    """What an action does, in the language now."""
    return tr(spec.tip, **spec.fields) if spec.fields else tr(spec.tip)


def _menu_title(name: str) -> str:
    """Alt and the first letter of the English name open a menu in every language."""
    said = tr(name)
    return f"&{name}" if said == name else f"{said}(&{name[0]})"


def tooltip(spec: Spec) -> str:
    """Name, what it does and its first shortcut."""
    name, tip = words_of(spec).rstrip("…"), _tip_of(spec)
    head = f"{name} ({native(spec.keys[0])})" if spec.keys else name
    return f"{head}\n{tip}" if tip else head


def native(key: str) -> str:
    """A shortcut as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
