"""The menu bar: filled from the declaration, with the parts that change (recent files, panels)."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject

from . import store
from .actions import Actions
from .texts import tr


class Menus(QObject):
    """Fills the window's menu bar and keeps the recent files and the panels in it."""

    def __init__(self, actions: Actions, window):
        super().__init__(window)
        self._window = window
        menus = actions.fill_menus(window.menuBar())
        self.by_path = menus
        self._recent = menus["File"].addMenu(tr("Recent files"))
        menus["File"].insertMenu(actions["save"], self._recent)
        self._recent.aboutToShow.connect(self._fill_recent)
        self._fill_recent()
        panels = menus["View"].addMenu(tr("Panels"))
        for dock in window.views.docks.values():
            action = dock.toggleViewAction()
            action.setText(dock.bar.title.text())
            panels.addAction(action)
        panels.aboutToShow.connect(self._name_panels)

    def _fill_recent(self) -> None:
        self._recent.clear()
        entries = store.recent()
        for entry in entries:
            text = os.path.basename(entry.path).replace("&", "&&")
            action = self._recent.addAction(text, lambda p=entry.path: self._window.files.open(p))
            action.setToolTip(entry.path)
        if entries:
            self._recent.addSeparator()
            self._recent.addAction(tr("Forget these"), store.forget_recent)
        else:
            self._recent.addAction(tr("No recent files")).setEnabled(False)
        self._recent.setToolTipsVisible(True)

    def _name_panels(self) -> None:
        for name, dock in self._window.views.docks.items():
            dock.toggleViewAction().setText(tr("Program") if name == "editor" else dock.base_title)
            dock.toggleViewAction().setEnabled(not self._window.is_starting)
