"""Pointing in front of a room by keys alone: an arrow that goes from card to card and along the links of the note, the
spotlight and the marks that it leaves. With a mouse there are the pens (lecture_pen.py)."""

from __future__ import annotations

from PySide6.QtCore import QObject

from .graph_canvas_travel import reading_order
from .lesson_links import follow, target
from .style import style


class Pointer(QObject):
    """What a LecturePage points at: a card, told to its drawing layer. node: of the graph's part, -1 for none."""

    def __init__(self, page):
        super().__init__(page)
        self._page = page
        self.node, self._link, self._is_lit = -1, -1, False
        page.graph.canvas.camera_moved.connect(lambda _by_hand: self.place())

    def forget(self) -> None:
        """Points at nothing: another step, another lesson."""
        self.node, self._link, self._is_lit = -1, -1, False
        self.place()

    @property
    def slot(self) -> int:
        """The card pointed at, else the one at the cursor; -1 for none."""
        graph = self._page.graph
        shown = graph.canvas.shown
        return -1 if shown is None else graph.slot_of(self.node) if self.node >= 0 else shown.current

    def next_card(self, by: int) -> None:
        """The arrow goes to the next card (+1) that is made, in the order of reading, or to the one before (−1)."""
        shown = self._page.graph.canvas.shown
        if shown is None:
            return
        order = [slot for slot in reading_order(shown.picture).tolist() if not shown.scene.slot_ghost[slot]]
        if order:
            at = order.index(self.slot) if self.slot in order else -1 if by > 0 else 0
            self._go_to(order[(at + by) % len(order)])

    def next_link(self) -> None:
        """Follows the next link of the note, as a click would, and points at what it leads to."""
        links = self._page.note.links()
        if links:
            self._link = (self._link + 1) % len(links)
            self.follow(*links[self._link])

    def show_linked(self) -> None:
        """What the note links to comes into view."""
        page = self._page
        found = [target(page.session, page.lecture.text, *link) for link in page.note.links() if link[0] in ("node", "tensor")]
        if found:
            page.graph.bring(found)

    def follow(self, kind: str, words: str) -> None:
        """A link of the note: its card is selected and pointed at, its line marked; the cursor stays."""
        page = self._page
        line = follow(page.session, page.lecture.text, kind, words)
        if kind == "step":
            return
        if line:
            page.code.show_lines(page.code.now, line)
        selected = page.graph.canvas.selected
        if kind != "line" and selected:
            self._go_to(selected[0])

    def toggle_spotlight(self) -> None:
        """Darkens all but the card, or no longer."""
        self._is_lit = not self._is_lit and self.slot >= 0
        self.place()

    def mark(self) -> None:
        """Draws a frame round the card: a stroke as if by hand, so it can be pinned, wiped and taken back."""
        if self.slot >= 0:
            self._page.drawing.frame(self._box())

    def _go_to(self, slot: int) -> None:
        graph = self._page.graph
        self.node = int(graph.canvas.shown.picture.node[slot])
        graph.canvas.glide_to(graph.canvas.revealing(slot, style.px(24)))
        self.place()

    def _box(self) -> tuple[float, float, float, float]:
        """The card on the page, with a little room: (left, top, right, bottom) in px."""
        page = self._page
        pad = page.px(18)
        rect = page.graph.box_on(page, self.slot).adjusted(-pad, -pad, pad, pad)
        return rect.left(), rect.top(), rect.right(), rect.bottom()

    def place(self) -> None:
        """The camera has moved, the graph is hidden or shown, or something else is pointed at."""
        drawing, there = self._page.drawing, self.slot >= 0 and self._page.graph.isVisible()
        drawing.point(self._box() if there and self.node >= 0 else None)
        drawing.spotlight(self._box() if there and self._is_lit else None)
