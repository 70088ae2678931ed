"""Any text as LaTeX that pdflatex can set, in plain ASCII: signs are commands, no label can begin one of its own.

Letters with accents are composed, Greek and the signs of mathematics come from the maths fonts. What pdflatex has no
font for (emoji, Hebrew) becomes `\\rgsign{1F600}`, Chinese `\\rgcjk{68AF}`: with lualatex or xelatex the sign itself, in a
Chinese font if the machine has one, with pdflatex its number in a small box. The comma of Chinese, and other signs of its
width, become `\\rgwide{FF0C}{,}`: pdflatex sets the narrow one.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from .labels import clean

_ASCII = {
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "%": "\\%", "_": "\\_",
    "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", "<": "\\textless{}", ">": "\\textgreater{}",
    "|": "\\textbar{}", '"': "\\textquotedbl{}", "'": "\\textquotesingle{}", "`": "\\textasciigrave{}",
    "-": "-{}", ",": ",{}",
}  # fmt: skip
_SIGNS = {
    "−": "$-$", "×": "$\\times$", "·": "$\\cdot$", "…": "\\dots{}", "→": "$\\rightarrow$", "←": "$\\leftarrow$",
    "↑": "$\\uparrow$", "↓": "$\\downarrow$", "±": "$\\pm$", "÷": "$\\div$", "≤": "$\\le$", "≥": "$\\ge$",
    "≠": "$\\neq$", "≈": "$\\approx$", "∞": "$\\infty$", "∂": "$\\partial$", "∇": "$\\nabla$", "∑": "$\\sum$",
    "∏": "$\\prod$", "√": "$\\surd$", "∈": "$\\in$", "⊙": "$\\odot$", "–": "--{}", "—": "---{}", "“": "\\textquotedblleft{}",
    "”": "\\textquotedblright{}", "‘": "\\textquoteleft{}", "’": "\\textquoteright{}", "•": "\\textbullet{}",
    "°": "\\textdegree{}", "€": "\\texteuro{}", "£": "\\textsterling{}", "§": "\\S{}", "©": "\\textcopyright{}",
    "«": "\\guillemotleft{}", "»": "\\guillemotright{}", "¿": "\\textquestiondown{}", "¡": "\\textexclamdown{}",
    "ß": "\\ss{}", "æ": "\\ae{}", "Æ": "\\AE{}", "ø": "\\o{}", "Ø": "\\O{}", "œ": "\\oe{}", "Œ": "\\OE{}", "ł": "\\l{}",
    "Ł": "\\L{}", "đ": "\\dj{}", "Đ": "\\DJ{}", "ı": "\\i{}", "ð": "\\dh{}", "þ": "\\th{}", "µ": "$\\mu$",
    "\u00a0": "~", "\u200b": "", "\u200c": "", "\u200d": "", "\ufe0f": "",
}  # fmt: skip
_ACCENTS = {
    "\u0300": "\\`", "\u0301": "\\'", "\u0302": "\\^", "\u0303": "\\~", "\u0304": "\\=", "\u0306": "\\u", "\u0307": "\\.",
    "\u0308": '\\"', "\u030a": "\\r", "\u030b": "\\H", "\u030c": "\\v", "\u0323": "\\d", "\u0327": "\\c", "\u0328": "\\k",
    "\u0331": "\\b",
}  # fmt: skip
_GREEK = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lamda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega".split()
)
_CAPITALS = {"gamma", "delta", "theta", "lambda", "xi", "pi", "sigma", "upsilon", "phi", "psi", "omega"}


@lru_cache(maxsize=1 << 14)
def tex(text: str) -> str:
    """`text` as LaTeX, one line of ASCII."""
    out: list[str] = []
    for c in unicodedata.normalize("NFD", clean(text, 4000)):
        accent = _ACCENTS.get(c)
        if accent is not None and out and _takes_accent(out[-1]):
            out[-1] = f"{accent}{{{out[-1]}}}"
        else:
            out.append(_sign(c))
    return "".join(out)


def _takes_accent(word: str) -> bool:
    """Whether the word is a letter, bare or with one accent."""
    return (len(word) == 1 and word.isalpha()) or (len(word) == 5 and word[0] == "\\" and word[-1] == "}"
                                                   and word[-2].isalpha() and word[2] == "{")


def _sign(c: str) -> str:
    if c in _ASCII:
        return _ASCII[c]
    if " " <= c <= "~":
        return c
    if c in _SIGNS:
        return _SIGNS[c]
    greek = _greek(c)
    if greek:
        return greek
    plain = unicodedata.normalize("NFKD", c)
    if plain != c and plain.isascii() and plain.isprintable():
        plain = "".join(_ASCII.get(p, p) for p in plain)  # full-width and styled letters, ligatures, raised digits
        return f"\\rgwide{{{ord(c):04X}}}{{{plain}}}" if "\uff01" <= c <= "\uff5e" else plain
    return f"\\{'rgcjk' if is_cjk(c) else 'rgsign'}{{{ord(c):04X}}}"


def is_cjk(c: str) -> bool:
    """Whether a sign is Chinese, Japanese or Korean, or one of their punctuation marks."""
    return "\u2e80" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" or "\uf900" <= c <= "\ufaff" or "\uff00" <= c <= "\uffef" or (
        "\U00020000" <= c <= "\U0003ffff")


def _greek(c: str) -> str:
    name = unicodedata.name(c, "")
    if not name.startswith("GREEK ") or " LETTER " not in name:
        return ""
    letter = name.rpartition(" ")[2].lower()
    if letter not in _GREEK:
        return ""
    letter = "lambda" if letter == "lamda" else letter
    if "SMALL" in name:
        return "o" if letter == "omicron" else f"$\\{letter}$"
    return f"$\\{letter.capitalize()}$" if letter in _CAPITALS else letter[0].upper()
