"""Every colour of Retrograd, canvas and window chrome alike, as plain data.

This is the one place where colours live: the painter, the hand-written SVG and the window's style sheet all read a
`Palette`. A colour is a "#RRGGBB" string, so nothing here needs Qt. Pairs such as "warn / bg" are two fields, `warn`
and `warnbg`. Text colours are at least 4.5:1 on every ground they are used on, edges 3.5:1; `other` and `nograd` are
for marks and lines, not for text.

`light` and `dark` are the window's two themes. `print` is for paper and exists for figures only: white ground, no
dots, no shadows, no glow, and fills light enough to survive a grey-scale printer (where the states still differ by
their glyphs, line widths and dashes); a window asked to use it looks like `light` on white.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class Palette:
    """The colours of one theme. Attributes are named as in the design's tables."""

    name: str
    # window chrome
    win: str  # bars: menu bar, toolbar, status bar
    panel: str
    sunken: str
    border: str
    hair: str
    text: str
    sub: str
    faint: str
    accent: str  # what you can act on, or have selected
    accentbg: str
    onaccent: str  # text on an accent fill
    hover: str
    pressed: str
    warn: str
    warnbg: str
    error: str
    errorbg: str
    forward: str
    backward: str
    optimizer: str
    other: str
    found: str
    heat_minus: str
    heat_zero: str
    heat_plus: str
    heat_strength: float
    # syntax and the editor's bands
    keyword: str
    number: str
    string: str
    called: str
    comment: str
    curline: str
    origin: str
    # canvas
    canvas: str
    grid: str
    card: str
    cardline: str
    edge: str
    op: str
    leaf: str
    leafbg: str
    loss: str
    lossbg: str
    nograd: str
    cur: str  # where the cursor is, and nothing else
    curbg: str
    vis: str  # visited by this backward call
    visbg: str
    pend: str
    shadow: str
    shadow_alpha: float
    glow: float  # 0 switches the glow of the current node off

    def __getitem__(self, field: str) -> str:
        """A colour by its field's name, for code that holds names ("edge", "cur")."""
        return getattr(self, field)

    @property
    def is_dark(self) -> bool:
        return luminance(self.canvas) < 0.2


LIGHT = Palette(
    name="light",
    win="#F1F3F6", panel="#FFFFFF", sunken="#F7F8FA", border="#D9DEE6", hair="#E7EAF0",
    text="#16181D", sub="#5B6270", faint="#606877", accent="#0B63B5", accentbg="#E6F0FA", onaccent="#FFFFFF",
    hover="#E6EAF0", pressed="#DADFE7", warn="#9A5B00", warnbg="#FFF6E0", error="#B3261E", errorbg="#FDECEA",
    forward="#2F69B3", backward="#BD4A10", optimizer="#7F57C2", other="#808896", found="#E0A100",
    heat_minus="#2F6FBF", heat_zero="#F7F8FA", heat_plus="#D9662B", heat_strength=0.62,
    keyword="#7A3FC4", number="#0B63B5", string="#0B7A5B", called="#8A4B00", comment="#606877",
    curline="#FFF0E4", origin="#EAF2FC",
    canvas="#FBFBFD", grid="#E6E9EF", card="#FFFFFF", cardline="#C3CAD5", edge="#7C8698", op="#6B7280",
    leaf="#0B63B5", leafbg="#EEF5FD", loss="#7A3FC4", lossbg="#F6F0FE", nograd="#808896",
    cur="#C2410C", curbg="#FFF3EA", vis="#0B7A5B", visbg="#F0FAF6", pend="#666E7E",
    shadow="#101828", shadow_alpha=0.10, glow=1.0,
)

DARK = Palette(
    name="dark",
    win="#101216", panel="#1A1D23", sunken="#15181D", border="#2B303A", hair="#262A33",
    text="#ECEEF2", sub="#A3ABBA", faint="#8E97A7", accent="#6CB6FF", accentbg="#1B2B3D", onaccent="#0C1116",
    hover="#282C35", pressed="#323743", warn="#F2B84B", warnbg="#2E2617", error="#FF8A80", errorbg="#361E1F",
    forward="#5B97DE", backward="#F0853C", optimizer="#A98BE6", other="#7C8494", found="#E0A100",
    heat_minus="#4C94E8", heat_zero="#22262E", heat_plus="#F0853C", heat_strength=0.52,
    keyword="#C4A0FF", number="#6CB6FF", string="#4FD1A5", called="#F2C078", comment="#8E97A7",
    curline="#36251A", origin="#1B2B3D",
    canvas="#14161B", grid="#22262E", card="#1E2128", cardline="#3E4552", edge="#7D879A", op="#8B93A3",
    leaf="#6CB6FF", leafbg="#1A2836", loss="#C4A0FF", lossbg="#2A2238", nograd="#7C8494",
    cur="#FF9A4D", curbg="#36251A", vis="#4FD1A5", visbg="#17302A", pend="#8790A0",
    shadow="#000000", shadow_alpha=0.39, glow=1.0,
)

PRINT = replace(
    LIGHT,
    name="print", canvas="#FFFFFF", grid="#FFFFFF", edge="#5B6270", cardline="#8A92A0", sub="#4A505C", pend="#4A505C",
    leafbg="#FFFFFF", lossbg="#FFFFFF", curbg="#FFF7F0", visbg="#FFFFFF", nograd="#6B7280",
    shadow_alpha=0.0, glow=0.0,
)

PALETTES = {p.name: p for p in (LIGHT, DARK, PRINT)}
THEMES = tuple(PALETTES)


def palette(theme: str | Palette) -> Palette:
    """The palette of that name ("light", "dark", "print"); a `Palette` is given back as it is. KeyError otherwise."""
    return theme if isinstance(theme, Palette) else PALETTES[theme]


def rgb(colour: str) -> tuple[int, int, int]:
    """(red, green, blue), 0 to 255, of "#RRGGBB"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(a: str, b: str, t: float) -> str:
    """The colour `t` of the way from `a` to `b` (0 gives `a`)."""
    return "#" + "".join(f"{round(x + (y - x) * t):02X}" for x, y in zip(rgb(a), rgb(b)))


def heat(p: Palette, value: float, greatest: float) -> str:
    """The ground of a heat-map cell: zero is the middle colour, `greatest` is the largest |value| of that grid.

    Mixed by |v/m|^0.8 times the palette's strength, so that the cell's text keeps 4.5:1.
    """
    if not greatest:
        return p.heat_zero
    t = max(-1.0, min(1.0, value / greatest))
    return mix(p.heat_zero, p.heat_plus if t > 0 else p.heat_minus, abs(t) ** 0.8 * p.heat_strength)


GLYPH_SHADES, GLYPH_STRENGTH = 31, 0.94  # for either sign; how far the ends go: no text stands on them


def glyph_ramp(theme: str | Palette, shades: int = GLYPH_SHADES) -> list[str]:
    """The colours of a heat map's codes: `shades` below zero, zero, as many above it, and what is not finite. Blue and
    orange are told apart by every kind of colour-blind eye, and grow darker (on dark: brighter) to both sides."""
    p = palette(theme)
    zero, made = mix(p.heat_zero, p.border, 0.7), []  # seen on a card, where it has no outline
    for level in range(-shades, shades + 1):
        made.append(mix(zero, p.heat_plus if level > 0 else p.heat_minus, abs(level) / shades * GLYPH_STRENGTH))
    return [*made, p.error]


SERIES = ("warn", "accent", "vis", "loss", "error", "other")  # of plotted lines, in turn; `cur` is the cursor's alone


def series(p: Palette, k: int) -> str:
    """The colour of the k-th line of a plot; further rounds of the six are mixed towards the text's colour."""
    turn, at = divmod(k, len(SERIES))
    return mix(p[SERIES[at]], p.text, min(0.24 * turn, 0.72))


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2)."""
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    hi, lo = sorted((luminance(a), luminance(b)), reverse=True)
    return (hi + 0.05) / (lo + 0.05)


def as_dict(p: Palette) -> dict[str, str | float]:
    """Every field by its name, for templates such as the window's style sheet."""
    return {f.name: getattr(p, f.name) for f in fields(p)}
