"""The settings of a run and of the program, each declared once, and the file that keeps them.

`SETTINGS` is the declaration: the settings dialog, the command line's help, the file and the checks are filled from it.
The file is JSON, `settings.json` in the platform's configuration folder (`RETROGRAD_CONFIG` names another one); it is
written to a temporary file first and then renamed, so it is never half there. What it holds beyond the declaration is
kept, and a value that does not fit gives the default.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .translate import tr


class SettingError(ValueError):
    """A value that a setting cannot take; the message is one sentence for the user."""


@dataclass(frozen=True)
class Setting:
    """One setting: key, the type (int, float, bool or str), default, limits (inclusive), unit and words for the dialog.

    `zero` says in words what 0 means where 0 switches a limit off; `choices` are the values a text may have.
    """

    key: str
    type: type
    default: int | float | bool | str
    title: str
    help: str
    minimum: int | float | None = None
    maximum: int | float | None = None
    unit: str = ""
    zero: str = ""
    choices: tuple[str, ...] = ()
    group: str = "Limits of a run"

    def check(self, value) -> int | float | bool | str:
        """`value` as this setting's type; raises SettingError when it is of another kind or out of bounds."""
        wrong = SettingError(tr("{title}: {value!r} is not {wanted}.",
                                title=tr(self.title), value=value, wanted=self.wanted()))
        if self.type is bool:
            if not isinstance(value, bool):
                raise wrong
            return value
        if self.type is str:
            if not isinstance(value, str) or (self.choices and value not in self.choices):
                raise wrong
            return value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
            raise wrong
        if self.type is int and value != int(value):
            raise wrong
        value = self.type(value)
        if self.zero and value == 0:
            return value
        if (self.minimum is not None and value < self.minimum) or (self.maximum is not None and value > self.maximum):
            raise wrong
        return value

    def wanted(self) -> str:
        """What a value must be, in words: "a whole number from 1 to 64"."""
        if self.type is bool:
            return tr("yes or no")
        if self.choices:
            return tr("one of {choices}", choices=", ".join(self.choices))
        if self.type is str:
            return tr("a text")
        kind = tr("a whole number") if self.type is int else tr("a number")
        said = tr("{kind} from {low} to {high}", kind=kind, low=self.minimum, high=self.maximum)
        return tr("{number}, or 0 ({meaning})", number=said, meaning=tr(self.zero)) if self.zero else said


SETTINGS: tuple[Setting, ...] = (
    Setting("max_events", int, 1_000_000, "Events", "A run that records more events than this is ended.",
            100, 100_000_000, "events", "no limit"),
    Setting("max_tape_mb", int, 2048, "Size of the tape", "A run whose tape grows beyond this is ended.",
            1, 1_000_000, "MB", "no limit"),
    Setting("max_memory_mb", int, 4096, "Memory", "A program that asks for more memory than this gets a MemoryError.",
            256, 1_000_000, "MB", "no limit"),
    Setting("max_seconds", float, 600.0, "Time", "A run that takes longer than this is ended; pauses do not count.",
            0.1, 1_000_000.0, "s", "no limit"),
    Setting("max_output_lines", int, 10_000, "Lines printed",
            "Lines beyond this are left out of the tape, but for the last ones; the program goes on.",
            100, 10_000_000, "lines"),
    Setting("max_output_mb", int, 4, "Size of the text printed",
            "Text beyond this is left out of the tape, but for its end; the program goes on.", 1, 1000, "MB"),
    Setting("follow_step", bool, True, "Follow the current step", "The graph moves so that the current node is in view.",
            group="Graph"),
    Setting("minimap", bool, True, "Minimap", "A small picture of the whole graph while it does not fit into view.",
            group="Graph"),
    Setting("edge_shapes", bool, False, "Shapes on edges",
            "The shape of each tensor is written on the edges that carry it, not only on those under the pointer.",
            group="Graph"),
    Setting("edge_gradients", bool, False, "Size of gradients on edges",
            "Edges are the thicker the larger the gradient that flowed along them, on a logarithmic scale.", group="Graph"),
    Setting("graph_view", str, "graph", "What the graph shows",
            "The autograd graph, or all that was computed, with every value and gradient as a grid.",
            choices=("graph", "tensors"), group="Graph"),
    Setting("graph_direction", str, "down", "Direction of the graph", "Down the screen, or from left to right.",
            choices=("down", "right"), group="Graph"),
    Setting("graph_grouping", str, "module", "Parts of the graph",
            "What is drawn as one when the graph is large, or when you collapse it.",
            choices=("module", "iteration", "function", "line", "none"), group="Graph"),
    Setting("live_mode", bool, False, "Live mode", "The program runs again as it is typed, while that takes less than 2 s.",
            group="Editor"),
    Setting("blas_threads", int, 1, "Threads for matrix products",
            "One is the fastest for small tensors, and gives the same numbers at every run.", 1, 256, "threads"),
)

BY_KEY = {setting.key: setting for setting in SETTINGS}


def config_dir() -> Path:
    """The folder of the program's settings; not made here."""
    return _folder("RETROGRAD_CONFIG", "XDG_CONFIG_HOME", ".config", "Library/Preferences", "LOCALAPPDATA")


def cache_dir() -> Path:
    """The folder of files that may be thrown away (tapes of runs not saved); not made here."""
    return _folder("RETROGRAD_CACHE", "XDG_CACHE_HOME", ".cache", "Library/Caches", "LOCALAPPDATA", "cache")


def _folder(own: str, xdg: str, linux: str, mac: str, windows: str, below: str = "") -> Path:
    if given := os.environ.get(own):
        return Path(given)
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get(windows) or home / "AppData" / "Local")
        return base / "retrograd" / below
    if sys.platform == "darwin":
        return home / mac / "retrograd"
    return Path(os.environ.get(xdg) or home / linux) / "retrograd"


class Settings:
    """The values of SETTINGS: `settings["max_events"]`; set values are checked, kept in the file and told to listeners.

    Listeners (`settings.listeners`, called with the key) are plain functions, so that no Qt is needed here.
    """

    def __init__(self, path: str | Path | None = None):
        self.path = Path(path) if path is not None else config_dir() / "settings.json"
        self.listeners: list[Callable[[str], None]] = []
        self.problem = ""  # one sentence, when the file could not be read
        self._values = {setting.key: setting.default for setting in SETTINGS}
        self._other: dict = {}
        self._load()

    def __getitem__(self, key: str):
        return self._values[key]

    def __setitem__(self, key: str, value) -> None:
        """Check, keep and save a value; raises SettingError (nothing changes then) or OSError."""
        value = BY_KEY[key].check(value)
        if value == self._values[key]:
            return
        self._values[key] = value
        self.save()
        for listener in list(self.listeners):
            listener(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def reset(self, key: str) -> None:
        """Back to the default."""
        self[key] = BY_KEY[key].default

    def as_dict(self) -> dict:
        """All values, as a new dict that JSON takes: what the child is given."""
        return dict(self._values)

    def _load(self) -> None:
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            self.problem = tr("The settings in {path} could not be read ({reason}); the defaults are used.",
                              path=self.path,
                              reason=error)
            return
        if not isinstance(data, dict):
            self.problem = tr("The settings in {path} are not what is expected; the defaults are used.", path=self.path)
            return
        for key, value in data.items():
            if key not in BY_KEY:
                self._other[key] = value
                continue
            try:
                self._values[key] = BY_KEY[key].check(value)
            except SettingError as error:
                self.problem = tr("{problem} The default is used.", problem=error)

    def save(self) -> None:
        """Write the file: what differs from the defaults, and what others keep in it."""
        changed = {k: v for k, v in self._values.items() if v != BY_KEY[k].default}
        write_atomically(self.path, json.dumps({**self._other, **changed}, indent=1, sort_keys=True) + "\n")


def write_atomically(path: str | Path, data: str | bytes) -> None:
    """Write a whole file or nothing: to a temporary file beside it, then renamed; raises OSError. Text becomes UTF-8
    with its line ends as they are; the mode of a file that was there is kept."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    target = Path(os.path.realpath(path))  # a link stays a link
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data.encode("utf-8") if isinstance(data, str) else data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode_for(target))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode_for(target: Path) -> int:
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)  # reading the mask means setting it
        os.umask(mask)
        return 0o666 & ~mask
