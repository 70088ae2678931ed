"""What stands below a figure: the key of what is seen in it, and its caption, as marks with their places.

A mark is a sign and words; painter, SVG and TikZ draw the same marks. Signs: ("state", name) is a glyph, ("card", kind)
a small card, ("edge", code) a line with its head, ("heat", "") the colours of heat maps, HEAT_W wide.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.model.translate import marked, tr

from . import measure as m
from .labels import clean
from .options import LONGEST_CAPTION
from .states import CUT, FLOW, FLOWED, PLAIN, UNREACHED, UNTRACKED

GAP, LINE_H, KEY_H = 18.0, 17.0, 22.0
SIGN_W = {"state": 18.0, "card": 32.0, "edge": 38.0, "heat": 62.0}
HEAT_W, HEAT_H = 54.0, 8.0  # of the colours of heat maps
HEAT_WORDS = "from − over 0 to +, each map on its own scale; mean ± std, min … max"
SAMPLE_W, SAMPLE_H, EDGE_W = 24.0, 15.0, 30.0  # of a small card, of an edge
CAPTION = (12, 400, False)
LEAST_W = 300.0
MOST_LINES = 24
CARD_WORDS = {"leaf": "leaf, gathers .grad", "op": "operation", "loss": "where backward began", "group": "closed group", "untracked": "not tracked"}
EDGE_WORDS = {PLAIN: "value, to its user", FLOW: "gradient, now", FLOWED: "gradient, sent", UNTRACKED: "no gradient",
              CUT: "cut: no gradient goes on"}
STATES = ("pending", "current", "visited")
UNREACHED_WORDS = {"unreached": marked("no gradient"), "cut": marked("cut: no gradient")}


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry of the key: its sign, where that begins and its middle, its words and their place (baseline)."""

    sign: tuple
    x: float
    y: float
    words: str
    text_x: float
    baseline: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of a small card."""
        return self.x, self.y - SAMPLE_H / 2, self.x + SAMPLE_W, self.y + SAMPLE_H / 2


@dataclass(slots=True)
class Below:
    """What stands below a figure of some width. height: of all of it, 0 if there is nothing; rule: y of the line above
    it. lines: (x, baseline, text) of the caption."""

    height: float = 0.0
    rule: float = 0.0
    marks: list[Mark] = field(default_factory=list)
    lines: list[tuple[float, float, str]] = field(default_factory=list)


def entries(scene, slots: list[int], edges: list[int]) -> list[tuple[tuple, str]]:
    """(sign, words) of what is seen of a scene, which is these slots and drawn edges: kinds of cards, states, kinds of
    edges."""
    nodes = scene.part.nodes
    kinds = {nodes[node].kind for node in scene.sheet.node[slots].tolist()}
    made = [(("card", kind), tr(CARD_WORDS[kind])) for kind in CARD_WORDS if kind in kinds]
    made += [(("state", name), words) for name, words in scene.legend(slots, edges) if name in STATES]
    made += [(("state", name), tr(words)) for name, words in UNREACHED_WORDS.items() if name in _unreached(scene, slots)]
    seen = set(scene.line_state[edges].tolist())
    made += [(("edge", code), tr(words)) for code, words in EDGE_WORDS.items() if code in seen]
    return made + [(("heat", ""), tr(HEAT_WORDS))] * scene.has_heat(slots)


def _unreached(scene, slots: list[int]) -> set[str]:
    """The signs on the cards that get no gradient: which it is, a card itself knows."""
    waiting = scene.slot_state[slots] == UNREACHED
    cards = (scene.card(slot) for slot, is_so in zip(slots, waiting.tolist()) if is_so)
    return {card.state for card in cards if card.tracked and not card.ghost}


def merge(keys: list) -> list:
    """Entries of several keys, each once, in the order of their first coming."""
    return list(dict.fromkeys(entry for key in keys for entry in key))


def caption_lines(text: str, width: float) -> list[str]:
    """A caption in lines of at most `width` px; its own line ends are kept."""
    lines: list[str] = []
    for paragraph in text.strip().splitlines():
        words = clean(paragraph, LONGEST_CAPTION).split(" ")
        line = ""
        for word in words:
            for piece in _pieces(word, width):
                longer = f"{line} {piece}" if line else piece
                if line and m.width(longer, CAPTION) > width:
                    lines.append(line)
                    line = piece
                else:
                    line = longer
        lines.append(line)
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], "…"]


def _pieces(word: str, width: float) -> list[str]:
    """A word, broken where it is wider than a line."""
    pieces = []
    while word and m.width(word, CAPTION) > width:
        low, high = 1, len(word)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if m.width(word[:middle], CAPTION) <= width else (low, middle - 1)
        pieces.append(word[:low])
        word = word[low:]
    return [*pieces, word]


def least_width(key: list) -> float:
    """How wide what stands below a figure must be for each entry of its key to have a line."""
    return max([LEAST_W, *(_wide(sign, words) for sign, words in key)])


def _wide(sign: tuple, words: str) -> float:
    return SIGN_W[sign[0]] + m.width(words, m.SMALL)


def below(left: float, top: float, width: float, key: list, caption: str, least_lines: int = 0) -> Below:
    """The key and the caption from (left, top) down, at most `width` wide."""
    made = Below(rule=top)
    if not key and not caption.strip() and not least_lines:
        return made
    x, y = left, top + GAP * 0.8
    for sign, words in key:
        wide = _wide(sign, words)
        if x > left and x + wide > left + width:
            x, y = left, y + KEY_H
        made.marks.append(Mark(sign, x, y + KEY_H / 2, words, x + SIGN_W[sign[0]], y + KEY_H / 2 + 4))
        x += wide + GAP
    if key:
        y += KEY_H + 6
    lines = caption_lines(caption, width)
    for line in lines:
        made.lines.append((left, y + 13, line))
        y += LINE_H
    y += LINE_H * max(0, least_lines - len(lines))
    made.height = y - top
    return made
