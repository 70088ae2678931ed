"""What is said round the graph: where we are, the key of the states in view, the count, tooltips, and what a screen
reader hears."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleEvent

from . import graph_access
from . import graph_words as words
from .graph_canvas_flow import flow_legend
from .graph_canvas_overlay import Key
from .texts import counted, tr

KEY_OF_VIEW = 20_000  # cards; of more, the key is of all that there is


class Telling:
    """Keeps the words of one graph view up to date; the view says when. `summary` is the count for its title."""

    def __init__(self, view, session):
        self._view, self._session = view, session
        self.summary = ""
        self._parts = False

    def words(self) -> None:
        """All of them: another cursor, or another picture."""
        view = self._view
        scene, graph = view.canvas.shown.scene, view.graph
        view.canvas.overlays.where = scene.heading(graph.scope)
        self.keys()
        count, drawn = len(graph.scope_nodes()), len(scene.part.nodes)
        if graph.whole:
            said = counted(count, "{count:,} node of {parts:,} parts", "{count:,} nodes of {parts:,} parts", parts=graph.scopes)
        else:
            said = counted(count, "{count:,} node", "{count:,} nodes")
        self.summarise(tr("{nodes}, {drawn:,} drawn", nodes=said, drawn=drawn) if drawn != count else said)
        self.speak()

    def keys(self, everything: bool = False) -> None:
        """The key of the states in view (or of everything, when all of it is about to be)."""
        canvas = self._view.canvas
        shown = canvas.shown
        if shown is None:
            return
        slots = edges = None
        if not everything and len(shown.picture) < KEY_OF_VIEW:
            area = canvas.view.visible(canvas.width(), canvas.height())
            slots, edges = shown.picture.visible_nodes(*area), shown.picture.visible_edges(*area)
        found = [("found", tr("found"))] if len(self._session.found.seqs) else []
        differing = [("differs", tr("other numbers"))] if canvas.marks_differing else []
        entries = [*shown.scene.legend(slots, edges), *found, *differing, *flow_legend(canvas.flow_scale())]
        canvas.overlays.keys = tuple(Key(*entry) for entry in entries)
        canvas.refresh_overlays()

    def summarise(self, text: str) -> None:
        """The count of nodes, for a title bar."""
        parts = self._view.graph.scopes > 1
        if (text, parts) != (self.summary, self._parts):
            self.summary, self._parts = text, parts
            self._view.summary_changed.emit(text)

    def speak(self) -> None:
        """Tells a screen reader the card that is selected, else the one at the cursor."""
        canvas = self._view.canvas
        shown = canvas.shown
        slots = canvas.selected or ([shown.current] if shown.current >= 0 else [])
        text = ""
        if slots and slots[0] < len(shown.picture):
            node = shown.scene.part.nodes[int(shown.picture.node[slots[0]])]
            text = words.card(shown.scene, node, slots[0])
        if text != canvas.accessibleDescription():
            graph_access.announce(canvas, text)
            canvas.setAccessibleName(tr("Graph"))
            canvas.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(canvas, QAccessible.Event.DescriptionChanged))

    def tip(self, slot: int) -> str:
        """The tooltip of a card."""
        return words.tip(self._view.canvas.shown.scene, slot, self._session.cursor)

    def line_of(self, slot: int) -> int:
        """The line of the program that made a card, 0 for none."""
        shown = self._view.canvas.shown
        node = shown.scene.part.nodes[int(shown.picture.node[slot])] if shown is not None and slot >= 0 else None
        return (node.line or 0) if node is not None and node.file is None else 0
