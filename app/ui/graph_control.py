"""What the actions of the Graph menu do that are switches: following, the minimap, gradients on edges; and the rest of
them that need more than the view. Switches are settings, so they are as they were when the window opens again.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.model.settings import BY_KEY

SWITCHES = {
    "minimap": "set_minimap",
    "edge_gradients": "set_edge_gradients",
    "edge_shapes": "set_edge_shapes",
    "follow_step": "set_follows_step",
}


CHOICES = {"graph_view": "set_view", "graph_direction": "set_direction", "graph_grouping": "set_grouping"}


class GraphControl(QObject):
    """Keeps the switches of the Graph menu, the settings and the graph view alike."""

    def __init__(self, view, actions, settings, parent: QObject | None = None):
        super().__init__(parent)
        self._view, self._actions, self._settings = view, actions, settings
        settings.listeners.append(self._set)
        for key in (*SWITCHES, *CHOICES):
            self._set(key)
        view.follow_changed.connect(self._follow_changed)

    def close(self) -> None:
        """The window goes: settings need not tell it any more."""
        if self._set in self._settings.listeners:
            self._settings.listeners.remove(self._set)

    def _set(self, key: str) -> None:
        if key in SWITCHES:
            on = self._settings[key]
            self._actions[key].setChecked(on)
            getattr(self._view, SWITCHES[key])(on)
        elif key in CHOICES:
            value = self._settings[key]
            self._actions[f"{key}_{value}"].setChecked(True)
            getattr(self._view.look, CHOICES[key])(value)

    def choose(self, key: str, value: str) -> None:
        """Another of a setting's choices."""
        self._settings[key] = value

    def next_choice(self, key: str) -> None:
        """The other one of two choices."""
        choices = BY_KEY[key].choices
        self._settings[key] = choices[(choices.index(self._settings[key]) + 1) % len(choices)]

    def _follow_changed(self, on: bool) -> None:
        """The button in the graph's title bar was pressed."""
        self._settings["follow_step"] = on

    def toggle(self, key: str) -> None:
        """The other way round."""
        self._settings[key] = not self._settings[key]

    def fit_selection(self) -> None:
        """Shows what is selected, as large as it can be."""
        self._view.fit_selection()

    def show_current(self) -> None:
        """Brings the card at the cursor into view."""
        self._view.show_current()

    def release(self) -> None:
        """What is selected goes back to where the layout has it."""
        self._view.pins.release()

    def release_all(self) -> None:
        """All cards go back to where the layout has them."""
        self._view.pins.release_all()
