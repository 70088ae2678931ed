"""The texts of widgets: in the language now, and remembered, so that they can be said again in another.

See Note [Translating] in app/model/translate.py. Code of the window takes `tr` and `counted` from here.
"""

from __future__ import annotations

from app.model import translate

KEPT = 20_000  # texts remembered; the oldest, which no widget is likely to show any more, go first

_made: dict[str, tuple[str, str, dict]] = {}  # what was said: its two templates, and its fields


def tr(text: str, /, **fields) -> str:
    """A text in the language now, with its fields filled: see `app.model.translate.tr`."""
    return _remember(translate.tr(text, **fields), text, text, fields)


def counted(count: int, one: str, many: str, /, **fields) -> str:
    """What is said of `count` things: see `app.model.translate.counted`."""
    return _remember(translate.counted(count, one, many, **fields), one, many, {"count": count, **fields})


def again(said: str) -> str:
    """A text that was said in whatever language, in the one now; any other text as it is. Blanks around it stay."""
    bare = said.strip(" ")
    if bare not in _made and bare + "…" in _made:  # the name of an action, without its dots
        return said.replace(bare, again(bare + "…").rstrip("…"))
    if bare not in _made:
        return said
    one, many, fields = _made[bare]
    fields = {name: again(value) if isinstance(value, str) else value for name, value in fields.items()}
    new = tr(one, **fields) if one == many else counted(fields.pop("count"), one, many, **fields)
    return said.replace(bare, new)


def _remember(said: str, one: str, many: str, fields: dict) -> str:
    _made.pop(said, None)
    _made[said] = one, many, fields
    if len(_made) > KEPT:
        del _made[next(iter(_made))]
    return said
