"""The graph view: the canvas at the session's cursor, what it selects, and where its camera goes by itself."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model import steps
from app.model.folding_part import FoldedPart
from app.model.marks import Marks
from app.model.selection import NOTHING, Selection
from app.session import Session

from . import graph_access, graph_title
from . import graph_words as words
from .graph_canvas import GraphCanvas
from .graph_canvas_ease import Easing
from .graph_content import GraphContent
from .graph_fold_hands import FoldHands
from .graph_folds import Folds
from .graph_marks import cards_of, nodes_of, selection_of, slots_of
from .graph_pins import GraphPins
from .graph_placing import READABLE, Placing
from .graph_telling import Telling
from .style import style
from .texts import tr

EMPTY = "No run yet. F5 runs the program, and its graph grows here."
NO_TENSORS = "This run made no tensors, so there is no graph."
KEY_OF_VIEW = 20_000  # cards; of more, the key is of all that there is
CLOSE = 0.8  # the scale at which the camera goes to the current card where the whole would be too small


class GraphView(QWidget):
    """The live graph of a session.

    Signals: `summary_changed(text)`: how many nodes are shown, for a title bar; `hovered_line(line)`: the line of the
    program that made the card under the pointer, 0 for none; `follow_changed(on)`. `follows_step`: whether the camera goes
    along with the current card.
    """

    summary_changed = Signal(str)
    hovered_line = Signal(int)
    follow_changed = Signal(bool)

    def __init__(self, session: Session, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("graph_view")
        self.setAccessibleName(tr("Graph"))
        self._session = session
        self.canvas = GraphCanvas(self)
        graph_access.install()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas)
        self.setFocusProxy(self.canvas)
        self.follows_step = True
        self.readable, self.close_up = READABLE, CLOSE
        self._steered = False  # the user has moved the camera
        self._own_choice = False
        self._marked, self._marked_of = None, 0  # the picture that has the marks of what was found
        self._easing = Easing(self.canvas)
        self._telling = Telling(self, session)
        self.graph = GraphContent(session, self)
        self.folds = Folds(self.graph, self)
        self.hands = FoldHands(self.canvas, self.folds, self)
        self.look = self.folds  # what the settings of the graph are told to
        self._placing = Placing(self.canvas, self.graph)
        self._picked = -1  # the card of a closed group that is selected here
        self.marks = Marks()
        self.pins = GraphPins(self, self.marks)
        self.canvas.tip_of = self._telling.tip
        self.canvas.tip_of_edge = lambda edge: words.edge_tip(self.canvas.shown, edge)
        self.canvas.hovered.connect(lambda slot: self.hovered_line.emit(self._telling.line_of(slot)))
        self.canvas.clicked.connect(self._clicked)
        self.canvas.activated.connect(self._activated)
        self.canvas.travelled.connect(self._travelled)
        self.canvas.fit_wanted.connect(self.fit)
        self.canvas.iteration_wanted.connect(self.graph.go_to_iteration)
        self.canvas.camera_moved.connect(self._camera_moved)
        self.canvas.rested.connect(self._telling.keys)
        self.folds.changing.connect(self._placing.hold)
        self.graph.began.connect(self._began)
        self.graph.appeared.connect(self._appeared)
        self.graph.grew.connect(self._grew)
        self.graph.moved.connect(self._moved)
        self.graph.building.connect(lambda share: self._say_progress(tr("Building the graph: {share:.0%}", share=share)))
        session.reading.connect(lambda share: self._say_progress(tr("Reading the run: {share:.0%}", share=share)))
        session.selection_changed.connect(self._selected)
        session.found_changed.connect(self._mark_found)
        session.differing_changed.connect(self._mark_differing)
        session.run_finished.connect(self._say_empty)
        self._began()

    # ------------------------------------------------------------------ the outside

    def fit(self) -> None:
        """Shows the whole graph; the camera goes along by itself again."""
        if self.canvas.shown is not None:
            self._steered = False
            self._telling.keys(everything=True)  # the fit leaves room for it
            self.canvas.glide_to(self.canvas.fitting())

    def place_camera(self) -> None:
        """Shows the whole graph where it can be read, else the current card and what is round it."""
        if self.canvas.shown is not None:
            self._steered = False
            self.canvas.glide_to(self._placing.first(None, False, self.readable, self.close_up))

    def show_current(self) -> None:
        """Brings the card at the cursor into view."""
        shown = self.canvas.shown
        if shown is not None and shown.current >= 0:
            self.canvas.glide_to(self.canvas.revealing(shown.current))

    def undo(self) -> None:
        """Takes back the last change of what was put onto the graph: a card moved, a bookmark."""
        self.marks.undo()

    def redo(self) -> None:
        """Makes it again."""
        self.marks.redo()

    def fit_selection(self) -> None:
        """Shows what is selected, as large as it can be."""
        if self.canvas.shown is not None and self.canvas.selected:
            self._steered = True
            self.canvas.glide_to(self.canvas.fitting(self.canvas.selected))

    def steer(self, view) -> None:
        """Puts the camera somewhere, as the hand would."""
        self._steered = True
        self.canvas.glide_to(view)

    @property
    def is_steered(self) -> bool:
        """Whether the camera is where the user has put it."""
        return self._steered

    def hold_view(self, view) -> None:
        """The camera stays where it was, of another run's picture: at once."""
        self._steered = True
        self.canvas.set_view(view)

    def replace_cards(self) -> None:
        """Some cards have been put elsewhere; the camera stays."""
        if self.canvas.shown is None or not self.graph.repin():
            return
        self._easing.stop()
        self.canvas.show_picture(self.graph.part.picture, self.graph.scene(), keep_cards=True)
        self._telling.keys()

    def describe(self) -> str:
        """What is shown, as text: for each visible node its title, grad_fn, value, gradient, state and edges."""
        self.graph.finish_building()
        trace = self._session.trace
        if not len(self.graph.scope_nodes()) or self.graph.part.stage is None:
            return tr(NO_TENSORS) if len(trace) else self.canvas.overlays.empty
        scene, picture = self.graph.scene(), self.graph.part.picture
        slots = np.arange(len(picture))
        if len(picture) > words.ALL_UP_TO:
            slots = picture.visible_nodes(*self.canvas.view.visible(self.canvas.width(), self.canvas.height()))
        step = steps.step_number(trace, self._session.cursor), steps.count(trace)
        return words.describe(scene, step, words.in_reading_order(scene, slots, picture.boxes))

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.graph.wake()

    def hideEvent(self, event) -> None:
        self.graph.sleep()
        super().hideEvent(event)

    def fill_title(self, bar) -> None:
        """Puts the count and the two switches into the panel's title bar (a docks.TitleBar)."""
        graph_title.fill(bar, self, self._telling.summary)

    def set_minimap(self, on: bool) -> None:
        """Whether there is a minimap while the graph does not fit into view."""
        self.canvas.set_minimap(on)

    def set_edge_shapes(self, on: bool) -> None:
        """Whether shapes are written on all edges, not only on those under the pointer."""
        self.canvas.set_edge_shapes(on)

    def set_edge_gradients(self, on: bool) -> None:
        """Whether edges are the thicker the larger the gradient that flowed along them."""
        self.canvas.set_edge_gradients(on)
        self._telling.keys()

    def set_follows_step(self, on: bool) -> None:
        """Whether the camera goes along with the current card."""
        if on != self.follows_step:
            self.follows_step = on
            self.follow_changed.emit(on)
        if on:
            self.show_current()

    # ------------------------------------------------------------------ what there is to show

    def _began(self) -> None:
        self._easing.stop()
        self._steered = False
        self.canvas.overlays.keys, self.canvas.overlays.where = (), ("", "")
        self.canvas.show_nothing(tr(EMPTY) if self._session.state == "empty" else "")
        self._telling.summarise("")

    def _say_empty(self) -> None:
        """The run is over: if it has no graph, that is said."""
        if not len(self.graph.scope_nodes()) and not self._session.is_running:
            self.canvas.show_nothing(tr(NO_TENSORS if len(self._session.trace) else EMPTY))

    def _say_progress(self, words: str) -> None:
        """A large graph is on its way, and nothing of it can be seen yet."""
        if self.canvas.shown is None:
            self.canvas.show_nothing(words)

    def _appeared(self, eased: bool) -> None:
        """Another picture: of another part, or of the same one now that it is laid out."""
        part, old = self.graph.part, self.canvas.shown
        if not len(part.picture):
            self._say_empty()
            return
        scene = self.graph.scene()
        self.canvas.overlays.empty = ""
        self._easing.stop()
        before = self._placing.places_before(old, part) if eased else None
        self.canvas.show_picture(part.picture, scene)
        self._telling.words()
        self._telling.keys(everything=True)
        goal = self._first_view(old)
        if before is not None:
            self._easing.start(before, part.picture, scene, goal)
        else:
            self.canvas.set_view(goal)
        self._selected()

    def _first_view(self, old):
        """Where the camera goes for another picture."""
        held = self._placing.held()
        if held is not None:
            self._steered = True
            return held
        return self._placing.first(old, self._steered, self.readable, self.close_up)

    def _grew(self) -> None:
        part = self.graph.part
        if not len(part.picture):
            return
        self.canvas.overlays.empty = ""
        self._easing.stop()  # the layout on its way is of what there was
        self.canvas.show_picture(part.picture, self.graph.scene(), keep_cards=True)
        if not self._steered:
            goal = self._first_view(self.canvas.shown)
            follows = self.follows_step and self._session.is_running and self._session.follow
            if goal.scale < self.canvas.view.scale or self.canvas.shown.current >= 0 or follows:
                self.canvas.glide_to(goal)
        self._telling.words()
        self._selected()

    def _moved(self) -> None:
        """The cursor moved within the picture."""
        part, cursor = self.graph.part, self._session.cursor
        if self.canvas.shown is None:
            return
        self._easing.stop()
        scene = self.graph.scene()
        touched = part.touched(self.canvas.shown.scene.cursor, cursor)
        quick = self.canvas.motion.quick_step()
        self.canvas.set_scene(scene, touched, animate=not quick)
        if self.follows_step and self.canvas.shown.current >= 0:
            goal = self.canvas.revealing(self.canvas.shown.current)
            if goal is not self.canvas.view:
                (self.canvas.set_view if quick else self.canvas.glide_to)(goal)
        self._telling.words()

    # ------------------------------------------------------------------ selection

    def _clicked(self, slot: int) -> None:
        node = int(self.canvas.shown.picture.node[slot]) if slot >= 0 else -1
        self._picked = node if node >= 0 and self.folds.card(node) else -1
        self._own_choice = True
        self._session.set_selection(self._selection_of(slot))
        self._own_choice = False
        self._selected()

    def _travelled(self, slot: int) -> None:
        """An arrow key went to a card: it is selected and comes into view."""
        self._clicked(slot)
        self.canvas.set_view(self.canvas.revealing(slot))

    def _selection_of(self, slot: int) -> Selection:
        shown = self.canvas.shown
        return NOTHING if slot < 0 else selection_of(shown.scene.part.nodes[int(shown.picture.node[slot])])

    def _selected(self) -> None:
        """The selection is another, or the picture is: rings, and the card into view if others chose it."""
        shown = self.canvas.shown
        if shown is None:
            return
        if self._marked is not shown.picture or len(shown.picture) != self._marked_of:
            self._marked, self._marked_of = shown.picture, len(shown.picture)
            self._mark_found()
            self._mark_differing()
        slots = self.graph.part.slots_of_nodes(self._selected_nodes())
        fresh = slots != self.canvas.selected
        self.canvas.select(slots)
        if fresh and slots:
            graph_access.tell_selected(self.canvas)
        if fresh and slots and not self._own_choice and not self._easing.running:
            self.canvas.glide_to(self.canvas.revealing(slots[0], style.px(24)))
        self._telling.speak()

    def _selected_nodes(self) -> list[int]:
        """Indices of the graph nodes that the session's selection means, else of the group card that was clicked."""
        part, selection = self.graph.part.shown, self._session.selection
        if selection.kind is None and 0 <= self._picked < len(part.nodes) and part.nodes[self._picked].kind == "group":
            return [self._picked]
        return nodes_of(selection, part, self._session.trace)

    def _mark_found(self) -> None:
        """What the search has found is framed."""
        if self.canvas.shown is None:
            return
        part = self.graph.part
        nodes, counts = cards_of(self._session.trace, part.shown, self._session.found.seqs)
        self.canvas.mark_found(*slots_of(part.picture.node, nodes, counts))
        self._telling.keys()

    def _mark_differing(self) -> None:
        """What has other numbers in another run has a badge."""
        if self.canvas.shown is not None:
            part = self.graph.part
            nodes, counts = cards_of(self._session.trace, part.shown, self._session.differing)
            self.canvas.mark_differing(slots_of(part.picture.node, nodes, counts)[0])
            self._telling.keys()

    def _activated(self, slot: int) -> None:
        """The cursor goes to the card's next event after it, else to its last one before."""
        trace, cursor = self._session.trace, self._session.cursor
        shown = self.canvas.shown
        if slot < 0 or slot >= len(shown.picture):
            return
        node = shown.scene.part.nodes[int(shown.picture.node[slot])]
        if node.kind == "group":
            self.folds.open_card(node.index)
            return
        seqs = {node.made_at} if node.made_at >= 0 else set()
        if node.node >= 0:
            seqs |= set(trace.events_of_node(node.node).tolist())
        if node.kind == "leaf":
            seqs |= set(trace.events_of_tensor(node.tensor).tolist())
        seqs = [seq for seq in seqs if seq in shown.scene.part.scope or seq == node.made_at]
        ends = {steps.go_to(trace, steps.step_number(trace, seq)) for seq in seqs}
        goals = sorted(end for end in ends if end is not None)
        after = [goal for goal in goals if goal > cursor]
        if goals:
            self._session.select(after[0] if after else goals[-1])

    def show_group(self, group) -> None:
        """Brings a group into view, and selects what stands for it: its card, its frame's cards, or its nodes."""
        shown = self.canvas.shown
        if shown is None or self.folds.tree is None:
            return
        part = shown.scene.part
        members = np.array(self.folds.tree.members(group.index), np.int64)
        items = np.unique(part.item_of[members] if isinstance(part, FoldedPart) else members).tolist()
        slots = self.graph.part.slots_of_nodes(items)
        if len(items) == 1:
            self._picked = items[0]
        self._own_choice = True
        self._session.set_selection(NOTHING)
        self._own_choice = False
        self.canvas.select(slots)
        self._steered = True
        self.canvas.glide_to(self.canvas.fitting(slots) if len(slots) > 1 else self.canvas.revealing(slots[0]))

    # ------------------------------------------------------------------ the camera

    def _camera_moved(self, by_hand: bool) -> None:
        if by_hand:
            self._steered = True

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.canvas.shown is not None and not self._steered:
            done = super().event(event)
            self.canvas.set_view(self._first_view(None))
            return done
        return super().event(event)
