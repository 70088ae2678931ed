"""What all parts of an SVG figure are written with: escaped texts, short numbers, the classes of the states."""

from __future__ import annotations

STATE_CLASS = {"current": "cur", "visited": "vis", "pending": "pend", "unreached": "none", "cut": "cut"}
EDGE_CLASS = ("e", "e-cur", "e-vis", "e-untracked", "e-cut")  # by the codes of states.py


def escape(text: str) -> str:
    """Text as XML holds it, in elements and in attributes alike."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def num(x: float) -> str:
    """A coordinate: at most one decimal, no trailing zero."""
    return f"{x:.1f}".removesuffix(".0") if x % 1 else str(int(x))


def class_of(name: str) -> str:
    """The attribute for classes, "" for none: small words as they are."""
    return f' class="{name}"' if name else ""


def text_element(name: str, x: float, y: float, text: str) -> str:
    """A text from (x, y) on its baseline, of some classes."""
    return f'<text{class_of(name)} x="{num(x)}" y="{num(y)}">{escape(text)}</text>'


def height_name(height: float) -> str:
    """The end of the ident of the bar for cards so high."""
    return num(height).replace(".", "_")
