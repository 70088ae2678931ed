"""A whole run as one html file that plays it: graph, numbers, code, notes and output, forwards and back, offline.

Note [The player]
    The file holds the run as data (player_data.py) and a small program that draws it (resources/player/). It asks
    nothing of the network (a content policy in the file forbids it), keeps to the reader's light or dark and to less
    motion, and works by keys, mouse and touch; on a phone its panels lie below the picture. Without scripts it shows
    the last step as a plain figure. Whatever a label holds, it goes in as text: data stands in the page as JSON in
    which "<" and "&" are escaped, and the program sets text, never html; only notes are html, made here from Markdown
    with its html switched off.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path

from .fonts import css
from .frame import Frame
from .job import Job, Made
from .labels import clean
from .player_data import Recording
from .svg import svg_text
from .svg_words import escape
from .theme import PALETTES, Palette, glyph_ramp

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "player"
COLOURS = ("win", "panel", "sunken", "border", "hair", "text", "sub", "faint", "accent", "accentbg", "onaccent",
           "hover", "pressed", "warn", "warnbg", "error", "errorbg", "forward", "backward", "optimizer", "other",
           "heat_minus", "heat_zero", "heat_plus", "keyword", "number", "string", "called", "comment", "curline",
           "origin", "canvas", "grid", "card", "cardline", "edge", "op", "leaf", "leafbg", "loss", "lossbg", "nograd",
           "cur", "curbg", "vis", "visbg", "pend", "shadow")  # fmt: skip


def make(job: Job, lang: str = "") -> Made:
    """The page of all of the job's steps. lang: of a lesson's notes ("": as they stand)."""
    recording = Recording(job, lang)
    light = "print" if job.options.theme == "print" else "light"
    data = recording.collect() | {"ramps": {"light": glyph_ramp(light), "dark": glyph_ramp("dark")}}
    last = job.at(job.steps[-1])
    frame = Frame(last.stage().at(last.step), job.options, last.chosen(), job.caption)
    session, left_out = _session(job)
    parts = {
        "LANG": data["lang"], "TITLE": escape(data["title"]), "STYLE": _style(job), "DATA": as_script(data),
        "PROGRAM": _resource("player.js"), "STILL": svg_text(frame), "THEME": escape(job.options.theme),
        "CAPTION": escape(clean(job.caption, longest=2000)), "SESSION": session, "POLICY": _policy(),
    }  # fmt: skip
    page = re.sub(r"@([A-Z]+)@", lambda match: parts[match[1]], _resource("page.html"))  # once: parts hold any text
    return Made(page.encode("utf-8"), frame.width, frame.height, " ".join(filter(None, (recording.note, left_out))))


def as_script(data) -> str:
    """JSON that may stand in a script element, whatever its strings hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text.encode("utf-8", "replace").decode("utf-8")


def _policy() -> str:
    """What the page may do: run the one program it carries, and nothing that its data could bring in."""
    digest = base64.b64encode(hashlib.sha256(_resource("player.js").encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src data:"


@lru_cache(maxsize=8)
def _resource(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _style(job: Job) -> str:
    light = PALETTES["print" if job.options.theme == "print" else "light"]
    own = "dark" if job.options.theme == "dark" else "light"
    sheet = _resource("player.css")
    fonts = f":root{{--sans:{css()};--mono:{css(True)}}}"
    return (f"{fonts}:root{{{_variables(light)}}}:root[data-theme=dark]{{{_variables(PALETTES['dark'])}}}\n"
            f":root{{color-scheme:{own}}}\n{sheet}")  # fmt: skip


def _variables(p: Palette) -> str:
    colours = "".join(f"--{name.replace('_', '-')}:{p[name]};" for name in COLOURS)
    return f"{colours}--heat:{p.heat_strength};--glow:{p.glow:g};--shade:{p.shadow_alpha:g}"


def _session(job: Job) -> tuple[str, str]:
    """(the run itself, for dropping the page on the window, why it is left out): empty where that is not asked for."""
    from .carried import ELEMENT, as_text

    packed, note = job.packed()
    return f'<script type="application/octet-stream" id="{ELEMENT}">{as_text(packed)}</script>' if packed else "", note
