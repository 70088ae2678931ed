"""A lesson in front of a room: what is said at the cursor, what is asked and kept back, where it goes next. No Qt.

The room sees a question before its answer: while a question stands unrevealed at the cursor, its answer is *veiled*
everywhere (Trace.veil), and going on reveals it first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import descent, lesson_answers, lesson_stops, numbers, predict, steps
from . import kinds as K
from . import lesson as lessons
from .flow import contributions, received_so_far
from .labels import node_label, tensor_label
from .words import say

if TYPE_CHECKING:
    from .trace import Trace

MOST_CELLS = 16  # of a value that is shown as a grid
MOST_PIECES = 3
SIGNS = {"add": "+", "sub": "−", "mul": "·", "div": "/", "matmul": "@", "mm": "@", "mv": "@", "dot": "·", "pow": "^"}
MOST_PRINTED = 8  # lines of a print that are shown


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing of the working: a value under its title (`asked`: kept back), or a sign between two ("+", "=", "→")."""

    title: str = ""
    value: object = None
    sign: str = ""
    asked: bool = False


class Lecture:
    """A lesson and its run. `refresh()` when the run has grown.

    lesson: the parsed lesson (its notes may be none: any program can be shown). stops: its stops in order. predicts: every
    step is a question (predict.py), where the lesson itself does not stop.
    """

    def __init__(self, trace: Trace, text: str, lang: str = lessons.DEFAULT_LANGUAGE):
        self.trace, self.text = trace, text
        self.lesson = lessons.parse(text, lang) if lessons.is_lesson(text) else lessons.parse("")
        self.stops: list[lesson_stops.Stop] = []
        self.problems: tuple[lessons.Problem, ...] = ()
        self.predicts = False
        self._revealed: set[int] = set()  # lines of the notes whose answer has been shown; of steps see `_foretold`
        self._predictions: dict[int, predict.Prediction | None] = {}  # by event
        self.refresh()

    def refresh(self) -> None:
        """Look for the stops again."""
        if len(self.trace):
            self.stops, problems = lesson_stops.stops(self.lesson, self.trace)
            self.problems = (*self.lesson.problems, *problems)

    # ---- at the cursor

    def note_at(self, seq: int) -> lesson_stops.Stop | None:
        """The note to show: the last one whose stop the cursor has reached."""
        reached = [stop for stop in self.stops if stop.seq <= seq]
        return self.asked(seq) or (reached[-1] if reached else None)

    def is_stop(self, seq: int) -> bool:
        """Whether a note belongs to this very cursor."""
        return any(stop.seq == seq for stop in self.stops)

    def asked(self, seq: int) -> lesson_stops.Stop | None:
        """The question that stands open at the cursor."""
        own = next((stop for stop in self.stops if stop.seq == seq and stop.note.question is not None
                    and stop.note.line not in self._revealed), None)  # fmt: skip
        return own or self._foretold(seq)

    def _foretold(self, seq: int) -> lesson_stops.Stop | None:
        """The question that a step asks, where steps do: a stop of no note, with a line below 0 that tells its event."""
        number = steps.step_number(self.trace, seq) if self.predicts and not self.is_stop(seq) else 0
        anchor, end = steps.step_span(self.trace, number) if number else (-1, -1)
        line = -1 - anchor
        if seq != end or line in self._revealed or self._prediction(line) is None:
            return None
        question = lessons.Question(self._prediction(line).words, "", "", "")
        return lesson_stops.Stop(seq, lessons.Note(line, line, "", question=question))

    def _prediction(self, line: int) -> predict.Prediction | None:
        if line >= 0:
            return None
        anchor = -1 - line
        if anchor not in self._predictions:
            self._predictions[anchor] = predict.prediction(self.trace, anchor, MOST_CELLS)
        return self._predictions[anchor]

    def toggle_predicting(self, seq: int) -> None:
        """Every step asks from now on, or none; that at the cursor has been seen."""
        self.predicts = not self.predicts
        self._revealed = {line for line in self._revealed if line >= 0} | {-1 - self._anchor(seq)}

    def rules(self, seq: int) -> list[str]:
        """LaTeX of the rule that gives what was asked for at the cursor: the node's of a step, else the chain to the leaf."""
        stop = next((s for s in self.stops if s.seq == seq and s.note.question is not None), None)
        base, _, what = stop.note.question.target.partition("[")[0].rpartition(".") if stop is not None else ("", "", "")
        tensor = lesson_answers.newest(self.trace, base, seq, ahead=True) if what == "grad" else None
        if tensor is not None:
            return predict.chain_rule(self.trace, tensor, lesson_answers.arrival(self.trace, tensor, seq))
        return predict.node_rules(self.trace, self._anchor(seq)) if self.predicts and stop is None and self._anchor(seq) >= 0 else []

    def veil(self, seq: int) -> frozenset[tuple[int, str]]:
        """What is kept back at the cursor: (tensor, "value" or "grad")."""
        stop = self.asked(seq)
        if stop is not None and stop.note.line < 0:
            return self._prediction(stop.note.line).hidden
        found = set()
        for name in stop.note.hide if stop is not None else ():
            base, dot, what = name.partition("[")[0].rpartition(".")
            base, what = (base, "grad") if dot and what == "grad" else (name.partition("[")[0], "value")
            found |= {(id, what) for id in lesson_stops.ids_named(self.trace, base)}
        return frozenset(found)

    def answer(self, stop: lesson_stops.Stop):
        """The value that a question asks for (lesson_answers.value_of)."""
        if stop.note.line < 0:
            return self._prediction(stop.note.line).value
        return lesson_answers.value_of(stop.note.question.target, self.trace, stop.seq, ahead=True)

    def spoken(self, stop: lesson_stops.Stop) -> str:
        """The answer in words: the lesson's, else the value."""
        if stop.note.line < 0:
            return lesson_answers.show(self._prediction(stop.note.line).value)
        return lesson_answers.spoken(stop.note.question)

    def check(self, stop: lesson_stops.Stop, text: str) -> lesson_answers.Verdict:
        """What is said to an answer; a right one reveals."""
        verdict = lesson_answers.check(text, self.answer(stop))
        if verdict.kind == "right":
            self.reveal(stop)
        return verdict

    def reveal(self, stop: lesson_stops.Stop) -> None:
        """Show the answer from now on."""
        self._revealed.add(stop.note.line)

    def is_revealed(self, stop: lesson_stops.Stop) -> bool:
        return stop.note.line in self._revealed

    def ask_again(self) -> None:
        """All questions are open again."""
        self._revealed.clear()

    # ---- where to

    def places(self) -> list[int]:
        """The cursors of the stops, each once, in order."""
        return sorted({stop.seq for stop in self.stops})

    def stop_number(self, number: int) -> int | None:
        """The cursor of stop `number` (from 1), None if there are fewer."""
        places = self.places()
        return places[number - 1] if 1 <= number <= len(places) else None

    def next_stop(self, seq: int, by: int = 1) -> int | None:
        """The next (+1) or previous (−1) stop from a cursor."""
        places = self.places()
        if by > 0:
            return next((place for place in places if place > seq), None)
        return next((place for place in reversed(places) if place < seq), None)

    def lines(self, seq: int) -> tuple[int, int]:
        """(the line that runs, the line that made what is looked at), from 1; 0 for none."""
        anchor = self._anchor(seq)
        made = (self.trace.line_of(anchor) or 0) if anchor >= 0 else 0
        call = self.trace.last_call(anchor) if anchor >= 0 and self.trace.call_at(anchor) else None
        return ((call.line or 0) if call is not None else made), made

    def _anchor(self, seq: int) -> int:
        """The event that is spoken of at a cursor: the start of a backward call, which is no step, else its step's; −1."""
        if 0 <= seq < len(self.trace) and self.trace.index.kind.view[seq] == K.BACKWARD:
            return seq
        number = steps.step_number(self.trace, seq)
        return steps.step_span(self.trace, number)[0] if number else -1

    # ---- the working

    def working(self, seq: int) -> tuple[Piece, ...]:
        """The step at the cursor as an equation of values, () where they are too large or there are none."""
        anchor = self._anchor(seq)
        if anchor < 0:
            return ()
        event = self.trace[anchor]
        known = {"node": self._node, "op": self._op, "backward": self._start, "optimizer_step": self._update}
        pieces = known.get(event["event"], self._other)(event, seq)
        values = [piece.value for piece in pieces if not piece.sign]
        if not values or any(value is None or not 0 < value.array.size <= MOST_CELLS or value.array.ndim > 2 for value in values):
            return ()
        return tuple(pieces)

    def _node(self, event: dict, seq: int) -> list[Piece]:
        trace, node = self.trace, event["node"]
        info = trace.node(node)
        arrived = next((value for value in event["grad_outputs"] if value is not None), None)
        name = tensor_label(trace, info.tensor) if info.tensor is not None else ""
        first = Piece(say("gradient_of", name=name), arrived)
        targets = [into for (into, _), value in zip(info.next, event["grad_inputs"]) if value is not None]
        if not targets:
            return [first]
        target = max(dict.fromkeys(targets), key=targets.count)
        to = say("gradient_of", name=node_label(trace, target))
        parts = contributions(trace, target, event["seq"])
        veiled = self._is_veiled(trace.node(target).tensor, seq)
        if len(parts) < 2 or len(parts) > MOST_PIECES:
            sent = next(v for (into, _), v in zip(info.next, event["grad_inputs"]) if into == target and v is not None)
            return [first, Piece(sign="→"), Piece(to, sent, asked=veiled)]
        made: list[Piece] = []
        for part in parts:
            made += [Piece(sign="+")] if made else []
            made.append(Piece(say("sent_by", node=node_label(trace, part.source)), part.value))
        total, _ = received_so_far(trace, target, event["seq"])
        return [*made, Piece(sign="="), Piece(to, total, asked=veiled)]

    def _op(self, event: dict, seq: int) -> list[Piece]:
        trace, made = self.trace, []
        for tensor in [t for t in event["inputs"] if t is not None][:2]:
            value = trace.value_at(tensor, event["seq"])
            if value is not None:
                sign = SIGNS.get(event["op"].rstrip("_"), ",")
                made += [*([Piece(sign=sign)] if made else []), Piece(tensor_label(trace, tensor), value)]
        out = event["outputs"][0]
        return [*made, Piece(sign="→"), Piece(tensor_label(trace, out), event.get("value"),
                                             asked=self._is_veiled(out, seq, "value"))]  # fmt: skip

    def _start(self, event: dict, seq: int) -> list[Piece]:
        """What a call begins with: the gradient that its first node gets."""
        trace, first = self.trace, event["seq"] + 1
        if len(event["roots"]) > 1 or first >= len(trace) or trace.index.kind.view[first] != K.NODE:
            return []
        root = event["roots"][0]
        begun = next((value for value in trace[first]["grad_outputs"] if value is not None), None)
        asked = self._is_veiled(root, seq)
        return [Piece(say("gradient_of", name=tensor_label(trace, root)), begun, asked=asked)]

    def _update(self, event: dict, _seq: int) -> list[Piece]:
        """What a step of gradient descent does to its one parameter; of several the room goes through by edges (F11)."""
        param = event["params"][0] if len(event["params"]) == 1 else None
        taken = descent.taken(self.trace, event, param) if param is not None else None
        if taken is None:
            return []
        name = tensor_label(self.trace, param["tensor"])
        away = say("part_of_gradient", part=numbers.number(taken.rate), name=name)
        return [Piece(name, param["before"]), Piece(sign="−"), Piece(away, taken.value), Piece(sign="="), Piece(name, param["after"])]

    def _other(self, event: dict, seq: int) -> list[Piece]:
        value, tensor = event.get("value"), event.get("tensor")
        if value is None or tensor is None:
            return []
        return [Piece(tensor_label(self.trace, tensor), value)]

    def _is_veiled(self, tensor: int | None, seq: int, what: str = "grad") -> bool:
        return (tensor, what) in self.trace.veil

    def printed(self, seq: int) -> str:
        """What the step at the cursor printed, where that is more than its sentence says; "" else."""
        number = steps.step_number(self.trace, seq)
        event = self.trace[steps.step_span(self.trace, number)[0]] if number else {"event": ""}
        lines = event["text"].rstrip("\n").split("\n") if event["event"] == "output" else []
        shown = lines[:MOST_PRINTED] + (["…"] if len(lines) > MOST_PRINTED else [])
        return "\n".join(shown) if len(lines) > 1 else ""

    def place_in_words(self, seq: int) -> str:
        """Where in the run the cursor is: "backward, node 3 of 5"; "" for a print or the like."""
        trace, anchor = self.trace, self._anchor(seq)
        if anchor < 0:
            return ""
        phase = trace.phase_at(anchor)
        if phase == "other":
            return ""
        phase = say("phase_backward_any" if phase == "backward" else f"phase_{phase}")
        if trace.index.kind.view[anchor] != K.NODE:
            return phase
        at, of = trace.place_of_run(anchor)
        return say("phase_node", phase=phase, at=at, of=of)


def cell_text(x, fractions: bool = False, digits: int = numbers.DIGITS) -> str:
    """A number for the room: rounded, or as a simple fraction."""
    return (numbers.fraction(x) if fractions else None) or numbers.number(x, digits)
