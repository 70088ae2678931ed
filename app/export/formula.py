"""LaTeX formulas as SVG, typeset without TeX (ziamath, in its STIX Two Math), for the window and for figures."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from functools import lru_cache
from importlib import resources

TALL = 14  # times its font size: higher than any formula of ours
_one_at_a_time = threading.Lock()  # the window typesets in a thread, and exports in its own
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)" viewBox="(\S+) (\S+) (\S+) (\S+)"')
Made = tuple[str, float, float, float] | None
KEPT = 480  # formulas
_ready: dict[tuple[str, float, str], Made] = {}


# A minus that is a sign and no operation: in braces, or it is set with an operation's space around it.
# What stands in \text is not read as a formula: it is passed over.
_SIGN = re.compile(r"(\\text\{[^{}]*\})|((?:^|\\left\(|[({&=]|\\\\|\\cdot|\\ldots|\\begin\{\w+\})\s*)-(?=[\d\\a-zA-Z])")


def _sign(found: re.Match) -> str:
    return found[1] or f"{found[2]}{{-}}"


def formula_svg(tex: str, px: float, colour: str) -> Made:
    """(SVG, width, height, height above the baseline) of a formula, in px at a font size; None if it cannot be read.

    colour: "#RRGGBB". It takes 5 to 20 ms: `typeset` keeps what was made.
    """
    with _one_at_a_time:
        ziamath, wrong = _library()
        try:
            text = ziamath.Latex(_SIGN.sub(_sign, tex), size=px, color=colour, margin=1).svg()
        except (*wrong, IndexError, KeyError, ValueError, TypeError, AttributeError, AssertionError,
                SyntaxError):  # fmt: skip
            return None
    text = text.replace('fill="black"', f'fill="{colour}"')  # the bars over letters
    found = _SIZE.search(text)
    if float(found[2]) > TALL * px and r"\left" in tex:  # a bracket that was stretched without end
        return formula_svg(tex.replace(r"\left", "").replace(r"\right", ""), px, colour)
    return text, float(found[1]), float(found[2]), -float(found[4])


@lru_cache(maxsize=1)
def _library():
    """(ziamath, the exceptions that say that a text is no formula); a tenth of a second, so at the first formula."""
    # It finds its font in a way that Python deprecates, with a warning. Warnings are not silenced, as filters belong to all
    # threads: the same is done in the way of now.
    was, resources.path = resources.path, lambda package, name: resources.as_file(resources.files(package) / name)
    try:
        import ziamath
        from latex2mathml import exceptions
    finally:
        resources.path = was
    ziamath.config.svg2 = False  # Qt draws no <symbol>
    return ziamath, tuple(one for one in vars(exceptions).values() if isinstance(one, type)
                          and issubclass(one, Exception))  # fmt: skip


def is_ready(tex: str, px: float, colour: str) -> bool:
    """Whether a formula was typeset before, so that it costs nothing now."""
    return (tex, px, colour) in _ready


def typeset(tex: str, px: float, colour: str, how: Callable[[str, float, str], Made] = formula_svg) -> Made:
    """`formula_svg`, kept: `is_ready` from now on. how: what makes one that is not kept."""
    wanted = tex, px, colour
    made = _ready.get(wanted, _ready)
    if made is _ready:
        made = how(*wanted)
        if len(_ready) > KEPT:
            _ready.clear()
        _ready[wanted] = made
    return made
