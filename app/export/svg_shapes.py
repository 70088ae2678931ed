"""The plain shapes of group_shapes.py as elements of an SVG."""

from __future__ import annotations

from . import group_shapes
from . import measure as m
from .svg_words import STATE_CLASS, class_of, escape, num


def shape_element(shape) -> str:
    """One of group_shapes' shapes."""
    if isinstance(shape, group_shapes.Rect):
        stroke = f' stroke="{shape.stroke}" stroke-width="{num(shape.line)}"' if shape.stroke else ""
        return (f'<rect x="{num(shape.x)}" y="{num(shape.y)}" width="{num(shape.width)}" height="{num(shape.height)}" '
                f'rx="{num(shape.radius)}" fill="{shape.fill}"{stroke}/>')
    if isinstance(shape, group_shapes.Words):
        name = {m.TITLE: "t", m.MONO: "m", m.STRONG_MONO: "k"}.get(shape.style, "")
        place = f'x="{num(shape.x)}" y="{num(shape.y)}" style="fill:{shape.colour}"'
        return f"<text{class_of(name)} {place}>{escape(shape.text)}</text>"
    if isinstance(shape, group_shapes.Glyph):
        return f'<use href="#{STATE_CLASS[shape.state]}" x="{num(shape.x)}" y="{num(shape.y)}"/>'
    points = " ".join(f"{num(x)},{num(y)}" for x, y in shape.points)
    return (f'<polyline points="{points}" fill="none" stroke="{shape.colour}" stroke-width="{num(shape.width)}" '
            'stroke-linecap="round"/>')
