"""Where a figure's picture comes from: what the window shows, as it shows it, or a run laid out afresh.

Note [Three ways to a figure]
    The window's own picture is taken where it can be: cards stay where they were dragged, closed groups stay closed. A
    picture of up to LARGE cards is drawn here, in some hundredths of a second. Everything else (large graphs, the whole
    run, all steps) is drawn from the run's tape by a process of its own (app.export.child), so the window never waits.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.export import Options, kind_of
from app.export.job import Job
from app.model import translate

PART, VIEW, SELECTION, WHOLE = "part", "view", "selection", "whole"
LARGE = 250  # cards that are drawn in the window's own process


@dataclass(frozen=True)
class Wish:
    """What figure is wanted. of: PART (the part of the run that is shown), VIEW (what can be seen of it), SELECTION or
    WHOLE (the whole run). look: fields of app.export.Options."""

    of: str = PART
    all_steps: bool = False
    look: dict = field(default_factory=dict)

    def options(self) -> Options:
        """The look of it."""
        return Options(**{**self.look, "whole": self.of == WHOLE})


class Source:
    """Makes jobs of wishes. canvas: the graph's canvas, or None where there is none."""

    def __init__(self, session, canvas):
        self.session, self._canvas = session, canvas

    @property
    def scene(self):
        """The picture that the window shows, at the cursor; None if it shows another part of the run, or nothing."""
        shown = self._canvas.shown if self._canvas is not None else None
        if shown is None or shown.scene.stage.trace is not self.session.trace:
            return None
        scene, cursor = shown.scene, self.session.cursor
        if scene.cursor == cursor:
            return scene
        scope = scene.part.scope  # the canvas catches up in a turn of the event loop of its own
        return scene.stage.at(cursor) if scope.whole or scope.first <= cursor <= scope.last else None

    @property
    def shown_look(self) -> dict[str, str]:
        """The view and the direction in which the window shows its graph, as fields of app.export.Options."""
        from app.export.tensors import TensorStage

        scene = self.scene
        if scene is None:
            return {"view": "graph", "direction": "down"}
        view = "tensors" if isinstance(scene.stage, TensorStage) else "graph"
        return {"view": view, "direction": "right" if scene.sheet.turned else "down"}

    @property
    def has_selection(self) -> bool:
        """Whether something is selected that a figure could be of."""
        return bool(self.scene is not None and self._canvas.selected)

    def job(self, path: str, wish: Wish) -> Job | None:
        """The job, if it can be done here; None: it is another process's."""
        kind, scene, options = kind_of(path), self.scene, wish.options()
        if wish.all_steps or kind.only_run or wish.of == WHOLE or scene is None:
            return self._small_afresh(kind, options) if scene is None and wish.of == PART and not wish.all_steps else None
        if {"view": options.view, "direction": options.direction} != self.shown_look or not options.values:
            if wish.of == PART and len(scene.sheet) <= LARGE:
                return Job(self.session.trace, kind, self.session.cursor, options)
            return None
        nodes = self._nodes(scene, wish.of)
        if (len(scene.sheet) if nodes is None else len(nodes)) > LARGE:
            return None
        if wish.of == VIEW and "area" in kind.takes:  # edges to what cannot be seen are drawn up to the rim
            options, nodes = Options(**{**wish.look, "area": self._area()}), None
        return Job(self.session.trace, kind, self.session.cursor, options, (), scene, nodes)

    def _small_afresh(self, kind, options: Options) -> Job | None:
        if kind.only_run or len(self.session.trace) > 4 * LARGE:
            return None
        return Job(self.session.trace, kind, self.session.cursor, options)

    def asked(self, path: str, wish: Wish) -> dict:
        """What another process is asked for (see app.export.child)."""
        look, folded = {**wish.options().plain(), "lang": translate.chosen()}, self._folded(wish)
        if wish.of in (VIEW, SELECTION) and (words := self._words(wish.of, folded is not None)):
            look["selection"] = words
        if folded:
            look["folded"] = folded
        asked = {"tape": self.session.tape_path, "path": path, "options": look}
        if wish.all_steps or kind_of(path).only_run:
            return {**asked, "all_steps": True}
        return {**asked, "step": max(self.session.cursor, 0)}

    # ---- what is seen, what is selected

    def _area(self) -> tuple[float, float, float, float]:
        return self._canvas.view.visible(self._canvas.width(), self._canvas.height())

    def _nodes(self, scene, of: str) -> frozenset[int] | None:
        """The graph nodes in view or selected; None: all."""
        if of == VIEW:
            slots = self._canvas.shown.picture.visible_nodes(*self._area())
        elif of == SELECTION and self._canvas.selected:
            slots = self._canvas.selected
        else:
            return None
        return frozenset(int(node) for node in scene.sheet.node[slots])

    def _words(self, of: str, folded: bool) -> str:
        """The nodes in view or selected in the words of app.export.choose, of a closed group that is selected all that it
        holds; "": all, as where a closed group is in view of a figure that folds for itself. folded: it folds as we do."""
        scene = self.scene
        shown = None if scene is None else self._nodes(scene, of)
        cards = getattr(scene.part, "cards", {}) if shown is not None else {}
        if of == VIEW and not folded and not cards.keys().isdisjoint(shown or ()):
            return ""
        nodes = []
        for index in sorted(shown or ()):
            if index not in cards:
                nodes.append(scene.part.nodes[index])
            elif of == SELECTION:
                nodes += [scene.part.base.nodes[k] for k in cards[index].members.nodes.tolist()]
        words = (f"node:{n.node}" if n.node >= 0 else f"tensor:{n.tensor}" for n in nodes if max(n.node, n.tensor) >= 0)
        return ",".join(words)  # numbers have neither, and come with their users

    def _folded(self, wish: Wish) -> dict | None:
        """How the graph is folded here, and of what can be seen the closed groups (Options.folded); None where the figure
        folds for itself."""
        scene = self.scene
        if scene is None or wish.of not in (PART, VIEW) or wish.look.get("collapse") or wish.all_steps:
            return None
        folding = getattr(scene.part, "folding", None)
        if not folding:
            return None
        shown = self._nodes(scene, wish.of)
        cards = None if shown is None else [list(scene.part.nodes[k].key[1:]) for k in sorted(shown) if k in scene.part.cards]
        return {"folding": folding, "shown": cards}
