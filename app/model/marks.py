"""What the user has put onto a run's graph: bookmarks, and cards that were dragged somewhere. With undo.

Note [Kept beside the file]
    Marks of `train.py` (or `run.tape`) are kept in `train.py.retrograd.json` beside it, so that they go along when the
    file is copied or shared, survive every run and save, and leave the program's own text alone: a block of comments in
    it would be run, diffed and linted with it. A tape is not written to either: it is a recording. The file comes with
    the first mark and goes with the last. Where the folder cannot be written to, and for a program that has no file
    yet, they are kept in the program's own folder, by the path (or the text). Keys of nodes are those of node_keys.py,
    so marks find their nodes in another run; what they do not find they leave alone.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from .settings import config_dir, write_atomically

SUFFIX = ".retrograd.json"
VERSION = 1
MOST = 200  # bookmarks
LONGEST = 10_000  # characters of a note
FARTHEST = 1e7  # px that a card can be put away
HISTORY = 200


@dataclass(frozen=True)
class Bookmark:
    """A place to come back to. number: 1 to 9, its key; 0: it has none. step: from 1. node: its key, "" for none.

    scale, dx, dy: the camera: how large, and where the middle of the window is, from the middle of that node's card
    (of the scene's origin, without one), in px of the scene.
    """

    number: int
    step: int
    name: str = ""
    node: str = ""
    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0
    note: str = ""


@dataclass(frozen=True)
class State:
    """All marks at one moment. pins: node key → how far its card was moved (dx, dy), in px of the scene."""

    bookmarks: tuple[Bookmark, ...] = ()
    pins: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.bookmarks or self.pins)


class Marks:
    """The marks of one document, and what they were before: `undo()`, `redo()`. `listeners` are called on every change.

    `file` is the document's path ("" for none); `problem` is one sentence when its marks could not be read or written.
    """

    def __init__(self) -> None:
        self.state = State()
        self.listeners: list[Callable[[], None]] = []
        self.problem = ""
        self.file = ""
        self._text = ""
        self._other: dict = {}
        self._other_saved = True
        self._past: list[State] = []
        self._future: list[State] = []
        self._saved = self.state

    # ---- changing

    def change(self, state: State) -> None:
        """Another state; the one before can be had back."""
        if state == self.state:
            return
        self._past = [*self._past[-HISTORY:], self.state]
        self._future = []
        self._become(state)

    def _become(self, state: State) -> None:
        self.state = state
        for listener in list(self.listeners):
            listener()

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def undo(self) -> None:
        """Takes the last change back."""
        if self._past:
            self._future.append(self.state)
            self._become(self._past.pop())

    def redo(self) -> None:
        """Makes the change that was taken back again."""
        if self._future:
            self._past.append(self.state)
            self._become(self._future.pop())

    def bookmark(self, number: int) -> Bookmark | None:
        """The bookmark with this number (1 to 9)."""
        return next((b for b in self.state.bookmarks if b.number == number and number), None)

    def set_bookmark(self, mark: Bookmark) -> None:
        """Puts a bookmark; one with the same number gives way, and leaves its note where the new one has none."""
        old = self.bookmark(mark.number)
        if old is not None and not mark.note:
            mark = replace(mark, note=old.note)
        kept = [b for b in self.state.bookmarks if b is not old]
        made = sorted([*kept, mark], key=lambda b: (b.number == 0, b.number, b.step))
        self.change(replace(self.state, bookmarks=tuple(made[:MOST])))

    def change_bookmark(self, old: Bookmark, new: Bookmark | None) -> None:
        """Another bookmark in one's place; None removes it."""
        marks = [new if b == old else b for b in self.state.bookmarks]
        self.change(replace(self.state, bookmarks=tuple(b for b in marks if b is not None)))

    def pin(self, moves: Mapping[str, tuple[float, float]]) -> None:
        """Cards lie so far from their places; (0, 0) puts one back."""
        pins = {**self.state.pins, **moves}
        self.change(replace(self.state, pins={key: at for key, at in pins.items() if at != (0.0, 0.0)}))

    def release(self, keys) -> None:
        """Cards go back to where the layout has them."""
        keys = set(keys)
        self.change(replace(self.state, pins={k: at for k, at in self.state.pins.items() if k not in keys}))

    # ---- what others keep in the same file

    def kept(self, key: str) -> list:
        """The list under this key of the file ("breakpoints", "watches"), [] for none; what is in it is not checked."""
        return list(_list(self._other.get(key)))

    def keep(self, key: str, entries: list) -> None:
        """Another list under a key, of what JSON takes; `save` writes it. It is not part of undo."""
        if entries != self.kept(key):
            self._other = {k: v for k, v in {**self._other, key: entries}.items() if k != key or entries}
            self._other_saved = False

    # ---- the file

    def open(self, file: str, text: str = "") -> None:
        """The marks of another document (`text`: the program, where it has no file)."""
        self.file, self._text = file, text
        self.problem, self._other, self._other_saved = "", {}, True
        self._past, self._future = [], []
        state = State()
        for path in self._places():
            try:
                data = json.loads(path.read_text(encoding="utf-8"))
                if not isinstance(data, dict):
                    raise ValueError("it is not a JSON object")
            except FileNotFoundError:
                continue
            except (OSError, ValueError, RecursionError) as error:
                self.problem = f"The bookmarks in {path} could not be read ({error}). They are left as they are."
                break
            state, self._other = from_json(data)
            break
        self._saved = state
        self._become(state)

    def rename(self, file: str) -> None:
        """The document has another name now: its marks go along (those beside the old one stay there)."""
        if file != self.file:
            self.file, self._saved, self._other_saved = file, State(), not self._other
            self.save()

    def save(self) -> None:
        """Writes what has changed; `problem` says when that was not possible."""
        unchanged = self.state == self._saved and self._other_saved
        if unchanged or (self.problem and not self.state and not self._other):
            return
        places = self._places()
        for number, path in enumerate(places):
            try:
                if self.state or self._other:
                    if number == 0 and self.file and not path.parent.is_dir():
                        continue
                    write_atomically(path, json.dumps(self.to_json(), indent=1, ensure_ascii=False) + "\n")
                else:
                    path.unlink(missing_ok=True)
                self._saved, self._other_saved, self.problem = self.state, True, ""
                return
            except OSError as error:
                self.problem = f"The bookmarks could not be written to {path} ({error.strerror or error})."

    def copy_to(self, file: str) -> None:
        """The run is saved as a tape: its marks go beside it, too."""
        copy = Marks()
        copy.file, copy.state, copy._other, copy._other_saved = file, self.state, self._other, not self._other
        copy.save()

    def _places(self) -> list[Path]:
        """Where the marks may be, the first that works; see Note [Kept beside the file]."""
        if not self.file and not self._text:
            return []
        name = self.file or self._text
        known = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        own = config_dir() / "marks" / f"{known}.json"
        return [Path(os.path.abspath(self.file) + SUFFIX), own] if self.file else [own]

    def to_json(self) -> dict:
        """What the file holds."""
        marks = [asdict(mark) for mark in self.state.bookmarks]
        pins = {key: [round(x, 2) for x in at] for key, at in self.state.pins.items()}
        return {**self._other, "retrograd": VERSION, "bookmarks": marks, "pins": pins}


def from_json(data: dict) -> tuple[State, dict]:
    """(the marks, what else is in the file); what is not as it should be is left out."""
    marks = [mark for entry in _list(data.get("bookmarks")) if (mark := _bookmark(entry)) is not None]
    numbers: set[int] = set()
    kept = []
    for mark in marks[:MOST]:
        if mark.number in numbers:
            mark = replace(mark, number=0)
        numbers |= {mark.number} - {0}
        kept.append(mark)
    pins = data.get("pins")
    moved = {}
    for key, at in pins.items() if isinstance(pins, dict) else ():
        if isinstance(at, list) and len(at) == 2 and all(_finite(x) for x in at):
            moved[key] = (float(at[0]), float(at[1]))
    other = {k: v for k, v in data.items() if k not in ("retrograd", "bookmarks", "pins")}
    return State(tuple(kept), moved), other


def _bookmark(entry) -> Bookmark | None:
    if not isinstance(entry, dict):
        return None
    number, step = entry.get("number", 0), entry.get("step")
    if not _whole(number) or not 0 <= number <= 9 or not _whole(step) or not 0 <= step < 1 << 40:
        return None
    texts = {k: v[:LONGEST] for k in ("name", "node", "note") if isinstance(v := entry.get(k), str)}
    camera = {k: float(v) for k in ("scale", "dx", "dy") if _finite(v := entry.get(k))}
    if camera.get("scale", 1.0) <= 0:
        del camera["scale"]
    return Bookmark(number, step, **texts, **camera)


def _list(x) -> list:
    return x if isinstance(x, list) else []


def _whole(x) -> bool:
    return isinstance(x, int) and not isinstance(x, bool)


def _finite(x) -> bool:
    return isinstance(x, (int, float)) and not isinstance(x, bool) and math.isfinite(x) and abs(x) < FARTHEST
