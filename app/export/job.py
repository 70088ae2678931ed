"""One figure to be made, or one figure of many steps: what its writers ask for, each worked out once.

Note [Frames of one size]
    The frames of an animation (and the pages of a pdf, and numbered figures) lie on each other exactly: a part of the
    run is laid out once, its picture is as large as all its steps together need, and parts of different sizes (the
    iterations of a loop) share the size of the largest. Nothing moves but what the step changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.model import sentences, steps
from app.model.folding import PLAIN_UP_TO
from app.model.graph import Graph, GraphPart, Scope
from app.model.translate import tr

from .choose import choose
from .kinds import Kind
from .options import ExportError, Options

LETTERS, LEGIBLE = 11.0, 5.0  # px of the letters on cards; points that can be read on paper


@dataclass(frozen=True, slots=True)
class Made:
    """What a writer made: the file's bytes, the figure's size (px; points for pdf), a sentence about what is not quite
    as asked."""

    data: bytes
    width: float = 0.0
    height: float = 0.0
    note: str = ""


class Job:
    """step: the event after which the graph is shown; steps: the events to show, for a figure of a run (else empty).

    scene: a picture that exists already, to be used as it is (the window's: cards that were dragged, groups that are
    folded); nodes: those of its graph that are shown (None: all).
    """

    def __init__(self, trace, kind: Kind, step: int, options: Options, shown: tuple[int, ...] = (), scene=None,
                 nodes: frozenset[int] | None = None):
        self.trace, self.kind, self.step, self.options, self.steps = trace, kind, step, options, shown
        self.scene, self._nodes = scene, nodes
        self.graph = Graph(trace)
        self._stages: dict[int, object] = {}
        self._folded: dict[int, GraphPart] = {}
        self._run_frames = None
        self.progress = None

    def at(self, step: int) -> Job:
        """The job of one of the steps, as a figure of its own; it shares what was worked out for all."""
        one = Job.__new__(Job)
        one.__dict__.update(self.__dict__, step=step, whole_run=self)
        return one

    # ---- the graph

    def scope(self, step: int | None = None) -> Scope:
        """The part of the run that is shown at a step."""
        return self.graph.whole if self.options.whole else self.graph.scope_at(self.step if step is None else step)

    def part(self) -> GraphPart:
        """The graph that is shown."""
        if self.scene is not None:
            return self.scene.part
        part = self._unfolded()
        if not self.collapse:
            return part
        from .collapsed import collapsed, folded_as

        scope, folded = part.scope, self.options.folded
        if scope.index not in self._folded:
            self._folded[scope.index] = (
                folded_as(self.trace, self.graph, part, folded) if folded else collapsed(self.trace, self.graph, part, self.collapse)
            )
        return self._folded[scope.index]

    def _unfolded(self) -> GraphPart:
        shows_values = self.options.values or self.options.collapse not in ("", "auto", "none")
        return self.graph.part(self.scope(), everything=self.options.view == "tensors" and shows_values)

    @property
    def collapse(self) -> str:
        """What is drawn as one card, see Options; "" for nothing, as where the graph is not large enough for "auto"."""
        by = self.options.collapse
        if self.options.folded:
            return "" if self.scene is not None else "folded"
        if by in ("", "auto"):
            chosen = self.scene is not None or self.options.selection or self._nodes is not None
            return "" if chosen or len(self._unfolded().nodes) <= PLAIN_UP_TO else "auto"
        return "" if by == "none" else by

    @property
    def view(self) -> str:
        """The view that is drawn, see scene.build_stage."""
        return self.options.view if self.options.values or self.collapse else "bare"

    def chosen(self) -> frozenset[int] | None:
        """The graph nodes that are shown; None: all."""
        if self._nodes is not None:
            return self._nodes
        words, part = self.options.selection, self.part()
        nodes = choose(self.trace, part, words)
        if not self.options.folded or self.scene is not None:
            return nodes
        from .collapsed import shown_of

        groups = shown_of(part, self.options.folded)
        return nodes if groups is None else groups | (nodes or frozenset())

    @property
    def caption(self) -> str:
        """The caption at this step; {step}, {steps}, {sentence} and {file} in it are filled in."""
        text = self.options.caption
        if "{" not in text:
            return text
        told = {"{step}": str(steps.step_number(self.trace, self.step)), "{steps}": str(steps.count(self.trace)),
                "{file}": self.file_name}
        if "{sentence}" in text:
            told["{sentence}"] = sentences.step_sentence(self.trace, self.step) if self.step >= 0 else ""
        for name, words in told.items():
            text = text.replace(name, words)
        return text

    @property
    def file_name(self) -> str:
        """The program's file, without its folder."""
        name = (self.trace.tape.meta or {}).get("path") or ""
        return str(name).replace("\\", "/").rpartition("/")[2]

    def packed(self) -> tuple[bytes, str]:
        """(the run as the figure carries it, why it does not): both empty where that is not asked for."""
        if not self.options.with_session:
            return b"", ""
        from .carried import pack

        return pack(self.trace, self.step)

    # ---- the picture (needs Qt)

    def stage(self):
        """The laid-out part that is shown (a scene.Stage), kept."""
        from .headless import ensure_application
        from .scene import build_stage

        scope, turned = self.scope(), self.options.direction == "right"
        stage = self._stages.get(scope.index)
        if stage is None:
            ensure_application()
            if self.collapse:
                from .collapsed import build_collapsed_stage

                stage = build_collapsed_stage(self.trace, self.part(), self.view, turned)
            else:
                stage = build_stage(self.trace, self.graph, scope, None, self.view, turned)
            self._stages[scope.index] = stage
        return stage

    def frame(self):
        """The picture, ready to be drawn (a frame.Frame); within a run, of the size that all its frames have."""
        from .frame import Frame

        run = self.__dict__.get("whole_run")
        if run is not None:
            return run._camera().frame(self)
        scene = self.scene or self.stage().at(self.step)
        return Frame(scene, self.options, self.chosen(), self.caption)

    def scale(self, frame) -> tuple[float, str]:
        """(px of the figure for one of the frame's, a sentence where that makes its letters hard to read)."""
        if not self.options.width:
            return self.options.scale, ""
        scale = self.options.width / 2.54 * 96 / frame.width
        points = LETTERS * scale * 0.75
        if points >= LEGIBLE:
            return scale, ""
        return scale, tr("at a width of {width:g} cm its letters are {points:.1f} points high, hard to read on paper: show fewer "
                         "nodes (--selection, --collapse) or leave the numbers out (--no-values).",
                         width=self.options.width, points=points)

    def _camera(self):
        from .camera import Camera

        if self._run_frames is None:
            self._run_frames = Camera(self)
        return self._run_frames


def steps_between(trace, events: tuple[int, int] | None, most: int = 1000) -> tuple[int, ...]:
    """The events at which the run's steps are done, all or those between two events. ExportError: none, or more than
    `most`."""
    first, last = events or (0, len(trace) - 1)
    ends = [steps.go_to(trace, number) for number in range(1, steps.count(trace) + 1)]
    shown = tuple(end for end in ends if first <= end <= last)
    if not shown:
        raise ExportError(tr("there are no steps between the events {first} and {last}: the run has events 0 to {end}.",
                             first=first, last=last, end=len(trace) - 1))
    if len(shown) > most:
        raise ExportError(tr("the run has {count:,} steps, more than a figure of all steps can have ({most:,}): choose some of "
                             "them by their events, for example --events {first}:{last}.",
                             count=len(shown), most=most, first=shown[0], last=shown[most - 1]))
    return shown
