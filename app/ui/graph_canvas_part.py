"""One part of a run on its way to the canvas: its graph built, its cards placed as they come, then laid out as a whole.

Everything is done in slices: a call is given a deadline, does what fits, and says whether there is more. No Qt, no
session: graph_content decides which part is wanted and when.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from app.export import sheet as sheets
from app.export.live import LiveSheet
from app.export.scene import Scene, Stage, size_of, stage_of
from app.model.folding import PLAIN_UP_TO, Tree
from app.model.folding_part import FoldedPart, fold_at_leisure
from app.model.folding_tree import TreeBuilder
from app.model.graph import GraphPart, Scope
from app.model.graph_build import PartBuilder
from app.model.layout import Layout, LayoutInput, layered

from .graph_canvas_picture import Picture
from .graph_canvas_pinned import moved_sheet
from .graph_look import Look

CARDS = 40  # made or measured between two looks at the clock: some milliseconds
PATIENCE = 0.15  # seconds: another picture appears whole, unless placing its cards takes longer
SLACK = 6.0  # px by which a card may be wider than in the layout it takes over; cards are 28 px apart
LIVE_MOST = 20_000  # cards; a part with more waits for its layout before it is shown further
ADOPT_MOST = 6_000  # ... and so does one with more than this when it goes on after it was laid out


@dataclass(eq=False)
class LaidOut:
    """A finished layout: what went in, what came out, the picture of it, of which graph it is, and what for."""

    input: LayoutInput
    layout: Layout
    sheet: sheets.Sheet
    picture: Picture
    goal: GraphPart
    asked: tuple


class PartPicture:
    """The graph of one scope, its picture, and the stage that shows it at any cursor.

    Attributes: `part`, whole; `shown`, as it is folded on the screen; `tree`, its groups, once they are found; `picture`
    and `stage` (None before there is anything); `laid_out`: the picture is a full layout of all that is built, folded as
    it is to be, not the one that grew; `published`: how often the picture that grows was brought up to date.
    """

    def __init__(self, trace, titles, scope: Scope, look: Look | None = None, parts=None):
        self._trace = trace
        self._look, self._parts = look or Look(), parts
        self._view, self._turned = self._look.view, self._look.turned
        self.tree: Tree | None = None
        self._finding: tuple | None = None  # (what for, TreeBuilder, its work), the last two while it is on
        self._folds: tuple = ((), None)  # (what for, the work of folding it)
        self._folded: tuple = ((), None)  # (what for, the part as it is to be folded)
        self.part = GraphPart(scope)
        self._builder = PartBuilder(trace, titles, self.part, everything=self._view == "tensors")
        self._read = scope.first
        self._live: LiveSheet | None = None
        self._generation = 0
        self._slid: set[int] = set()
        self._due = 0.0
        self.published = 0
        self._grown = Picture()
        self._texts: list = []
        self._sizes: list[tuple[float, float]] = []
        self._measured: tuple = (None, [])  # which part's cards were measured for a layout, and their sizes
        self._laid_out: tuple = ()  # what the layout that is shown is of
        self._plain: tuple | None = None  # sheet and picture of the layout, before cards were put elsewhere
        self._moves: dict[int, tuple[float, float]] = {}
        self._seen = -1  # events of the trace when the stage was refreshed
        self.picture: Picture | None = None
        self.stage: Stage | None = None

    @property
    def laid_out(self) -> bool:
        return self._laid_out == self._now()

    def _now(self) -> tuple:
        """What a layout would be of, now."""
        return self.part.generation, len(self.part.nodes), self._look.signature()

    @property
    def laid_out_before(self) -> bool:
        """Whether a full layout is on the screen, be it of another folding."""
        return bool(self._laid_out)

    @property
    def is_large(self) -> bool:
        """Whether it folds by itself, so that it is not worth showing before that."""
        return len(self.part.nodes) > PLAIN_UP_TO

    @property
    def shown(self) -> GraphPart:
        """The graph that is on the screen: folded, or the whole part."""
        return self.stage.part if self.stage is not None else self.part

    @property
    def has_grown(self) -> bool:
        """Whether something is on the screen already: cards that were placed as they came, or a layout."""
        return self.picture is not None

    @property
    def is_begun(self) -> bool:
        """Whether some of its events are in."""
        return self._read > self.part.scope.first

    def built(self, scope: Scope) -> bool:
        """Whether everything of the scope (as it is now) is in the graph."""
        return self._read > scope.last or not len(self._trace)

    def share(self, scope: Scope) -> float:
        """How much of the scope is in the graph, 0 to 1."""
        return (self._read - scope.first) / max(scope.last + 1 - scope.first, 1)

    @property
    def is_behind(self) -> bool:
        """Whether cards are being placed as they come, and some still have no place."""
        return self._live is not None and self._live.is_behind and not self._is_full()

    def build(self, scope: Scope, deadline: float, placing: bool, patient: bool = False) -> bool:
        """Takes in the scope's events up to the deadline (time.perf_counter); whether all are in. `placing`: cards are
        placed as they come; afterwards `picture` is the one that grows. patient: it appears when all of them have a
        place, or when that takes PATIENCE."""
        if patient and placing and self._live is None:
            self._due = time.perf_counter() + PATIENCE
        while not self.built(scope):
            upto = self._builder.ahead(scope.last, CARDS)
            self._builder.grow(replace(scope, last=upto))
            self._read = upto + 1
            if placing:
                self._place(deadline)
            if time.perf_counter() > deadline:
                break
        built = self.built(scope)
        if built:
            self._builder.grow(scope)
        if placing:
            self._place(deadline)
            first = self.picture is not self._grown and not patient
            if (built and not self.is_behind) or first or time.perf_counter() > self._due:
                self._publish()
        return built and not (placing and self.is_behind)

    # ------------------------------------------------------------------ growing

    def place(self, deadline: float = float("inf")) -> None:
        """Places what is built, up to the deadline; `build` goes on with it. It appears when all of it has a place, or when
        that takes PATIENCE."""
        self._due = time.perf_counter() + PATIENCE
        self._place(deadline)
        if not self.is_behind:
            self._publish()

    def _is_full(self) -> bool:
        """Whether more cards are not placed before the layout, see LIVE_MOST."""
        return len(self._grown) > LIVE_MOST and self.part.generation == self._generation

    def _place(self, deadline: float = float("inf")) -> None:
        """Places what was built since the last time, up to the deadline."""
        if self._live is None:
            if self.picture is not None and len(self.picture) > ADOPT_MOST:
                return
            self._turned = self._look.turned
            self._live = LiveSheet(self._trace, self.part, self._turned, self._size_when_placed)
            if self.picture is not None and self.shown is self.part and self._laid_out[:1] == (self.part.generation,):
                self._live.adopt(self.stage.sheet)  # the run goes on: what was laid out stays where it is
                self._grown = self.picture
        if self._is_full():
            return
        growth = self._live.extend(deadline)
        if growth.restarted:
            self._grown, self._slid = Picture(), set()
        self._grown.turned = self._turned
        self._generation = self.part.generation
        self._slid.update(growth.moved)

    def _publish(self) -> None:
        """Brings picture and stage up to what has been placed. The stage looks at every node, so the larger the graph
        the more rarely this is done: a tenth of the time."""
        if self._live is None:
            return
        began, sheet = time.perf_counter(), self._live.sheet
        first, edges = len(self._grown), len(self._grown.edge)
        self._grown.add_nodes(sheet.node[first:], sheet.boxes[first:])
        points = int(sheet.start[edges])
        self._grown.add_edges(
            sheet.edge[edges:], sheet.ends[edges:], sheet.points[points:], np.diff(sheet.start[edges:])
        )
        for slot in self._slid:
            if slot < first:
                self._grown.move_node(slot, sheet.boxes[slot])
        self._slid.clear()
        if self.picture is self._grown and self.stage is not None:
            self.stage.sheet = sheet
            self.stage.refresh()
        else:
            self.picture, self.stage = self._grown, stage_of(self._view, self._trace, sheet)
        self._seen = len(self._trace)
        self._laid_out = ()
        self.published += 1
        self._due = time.perf_counter() + 9 * (time.perf_counter() - began)

    def _size_of(self, part: GraphPart, node, texts) -> tuple[float, float]:
        return size_of(self._view, self._trace, part, node, texts)

    def _size_when_placed(self, part: GraphPart, node, texts) -> tuple[float, float]:
        """A card is not measured again if it was for the layout that is on its way."""
        of, sizes = self._measured
        known = of == (id(part), part.generation) and node.index < len(sizes)
        return sizes[node.index] if known else self._size_of(part, node, texts)

    def places(self, target: GraphPart) -> dict[int, float] | None:
        """x of the middle of every card on the screen, by node of `target`: what a full layout should stay near to."""
        if self.picture is None or self.stage is None:
            return None
        boxes = boxes_for(self.shown, self.picture, self.stage.sheet, target)
        known = np.flatnonzero(~np.isnan(boxes[:, 0]))
        if self.stage.sheet.turned != self._look.turned:
            return None
        a = int(self._look.turned)  # across the direction in which the graph runs
        return dict(zip(known.tolist(), ((boxes[known, a] + boxes[known, a + 2]) / 2).tolist()))

    # ------------------------------------------------------------------ folding

    def fold(self, deadline: float) -> bool:
        """Finds the groups of what is built and folds it; whether that is done."""
        folding = self._look.folding
        what = self.part.generation, len(self.part.nodes), folding.mode
        if self._finding is None or self._finding[0] != what:
            builder = TreeBuilder(self._trace, self.part, folding.mode, self._parts)
            self._finding = what, builder, builder.work()
            self.tree = None
        while self.tree is None:
            if next(self._finding[2], self) is self:
                self.tree = self._finding[1].tree
                self._finding = what, None, iter(())  # what it worked with is as large as the graph
            elif time.perf_counter() > deadline:
                return False
        now = self._now()
        if self._folded[0] != now:
            if self._folds[0] != now:
                self._folds = now, fold_at_leisure(self.part, self.tree, folding)
            if not self._fold_on(deadline):
                return False
        return True

    def _fold_on(self, deadline: float) -> bool:
        """Goes on with the folding that was begun; whether it is done."""
        what, work = self._folds
        while True:
            try:
                next(work)
            except StopIteration as end:
                self._folded, self._folds = (what, end.value), ((), None)
                self._texts, self._sizes = [], []
                return True
            if time.perf_counter() > deadline:
                return False

    @property
    def goal(self) -> GraphPart:
        """The graph as it is to be shown once it is laid out."""
        return self._folded[1]

    # ------------------------------------------------------------------ the full layout

    def measure(self, deadline: float) -> bool:
        """Folds, then measures cards for the full layout, as they are at the end of the part; whether all have been."""
        if not self.fold(deadline):
            return False
        nodes, part = self.goal.nodes, self.goal
        while len(self._sizes) < len(nodes):
            for node in nodes[len(self._sizes) : len(self._sizes) + CARDS]:
                texts = sheets.still_text(part, node)
                self._texts.append(texts)
                self._sizes.append(self._size_of(part, node, texts))
            if time.perf_counter() > deadline:
                break
        return len(self._sizes) >= len(nodes)

    def layout_work(self, known: list[tuple[LayoutInput, Layout]]) -> tuple[Callable, Callable]:
        """(prepare, finish) for the layout job, once everything is measured: what goes to the layout (or one of the
        `known` layouts, if it fits), and the picture that comes out of it. Both may be called in another thread."""
        goal, asked, turned = self.goal, self._now(), self._look.turned
        self._measured = (id(goal), goal.generation), self._sizes
        keep = self._laid_out[:2] == asked[:2]  # only the folding is another
        seeds, measured = self.places(goal), (self._texts, self._sizes)
        part = goal.frozen() if goal is self.part else goal
        self._texts, self._sizes = [], []
        self._folded = (), None
        made: list = []

        def prepare() -> LayoutInput | Layout:
            planned = sheets.plan(self._trace, part, seeds, measured, turned, keep)
            made[:] = [planned]
            return next((layout for inp, layout in known if same_shape(inp, planned.input)), planned.input)

        def finish(layout: Layout) -> LaidOut:
            sheet = made[0].finish(layout)
            return LaidOut(made[0].input, layout, sheet, Picture.of(sheet), goal, asked)

        return prepare, finish

    def lay_out_now(self) -> None:
        """Folds and lays out, whatever it takes: for whoever cannot wait."""
        self.measure(float("inf"))
        prepare, finish = self.layout_work([])
        self.take(finish(layered(prepare())))

    def take(self, laid_out: LaidOut) -> None:
        """Shows the picture that was laid out; the part may have grown meanwhile."""
        laid_out.sheet.part = laid_out.goal
        self._laid_out = laid_out.asked
        self._live, self._grown, self._slid = None, Picture(), set()
        self.picture, self.stage = laid_out.picture, stage_of(self._view, self._trace, laid_out.sheet)
        self._plain, self._moves = (laid_out.sheet, laid_out.picture), {}
        self._seen = len(self._trace)
        self._measured = None, []

    def pin(self, moves: dict[int, tuple[float, float]]) -> None:
        """Shows the cards of these nodes that far from where the layout has them; all others where it has them."""
        if not self.laid_out or moves == self._moves:
            return
        sheet, picture = self._plain
        self._moves = dict(moves)
        self.stage.sheet = moved_sheet(sheet, moves) if moves else sheet
        self.picture = Picture.of(self.stage.sheet) if moves else picture

    # ------------------------------------------------------------------ at a cursor

    def at(self, cursor: int, micro) -> Scene:
        """The scene at a cursor."""
        if self._seen != len(self._trace):
            self.stage.refresh()
            self._seen = len(self._trace)
        return self.stage.at(cursor, micro)

    def touched(self, before: int, after: int) -> list[int]:
        """Slots whose card may look different at one cursor than at another."""
        nodes = self.stage.states.touched(before, after)
        mine = np.zeros(len(self.shown.nodes), bool)
        mine[nodes] = True
        return np.flatnonzero(mine[self.picture.node]).tolist()

    def slots_of_nodes(self, nodes: list[int]) -> list[int]:
        """All slots that show any of these graph nodes."""
        return np.flatnonzero(np.isin(self.picture.node, nodes)).tolist() if self.picture and nodes else []


def boxes_for(shown: GraphPart, picture: Picture, sheet, target: GraphPart) -> np.ndarray:
    """For each node of `target` the box (4) that it, or the first of what it stands for, has in a picture of `shown`; nan
    where it has none. Both are the same part of the graph, folded in some way or not."""
    where = np.full((len(shown.nodes), 4), np.nan)
    cards = np.flatnonzero(sheet.host < 0)
    where[picture.node[cards]] = picture.boxes[cards]
    if shown is target:
        return where
    of_base = where[shown.item_of] if isinstance(shown, FoldedPart) else where
    if not isinstance(target, FoldedPart):
        return of_base[: len(target.nodes)] if len(of_base) >= len(target.nodes) else np.concatenate(
            [of_base, np.full((len(target.nodes) - len(of_base), 4), np.nan)])
    first = np.full(len(target.nodes), -1, np.int64)
    items = target.item_of[: len(of_base)]
    first[items[::-1]] = np.arange(len(items))[::-1]
    found = of_base[first]
    found[first < 0] = np.nan
    return found


def box_of_group(shown: GraphPart, picture: Picture, sheet, group: int, base: int):
    """The box of the frame round a group, or of the card that shows the node `base` of the unfolded part."""
    if isinstance(shown, FoldedPart):
        for frame, box in zip(shown.frames, picture.frames):
            if frame.group == group:
                return box
        base = int(shown.item_of[base])
    slot = int(sheet.card[base]) if 0 <= base < len(sheet.card) else -1
    return picture.boxes[slot] if slot >= 0 else None


def same_shape(a: LayoutInput, b: LayoutInput) -> bool:
    """Whether a layout of `a` is good for `b`: the same edges, and no box larger by more than SLACK."""
    if a.n != b.n or len(a.src) != len(b.src):
        return False
    frames = [tuple(i.parent) if i.parent is not None else () for i in (a, b)]
    if frames[0] != frames[1] or (frames[0] and not np.array_equal(a.frame, b.frame)):
        return False
    if not (np.array_equal(a.src, b.src) and np.array_equal(a.dst, b.dst) and np.array_equal(a.slot, b.slot)):
        return False
    wider = max(float((b.left - a.left).max(initial=0)), float((b.right - a.right).max(initial=0)))
    return wider <= SLACK and bool((b.height <= a.height).all())
