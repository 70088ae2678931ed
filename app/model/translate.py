"""The language of every sentence that the program makes: `tr` gives a template in the language chosen, filled.

Note [Translating]
A sentence is written in English where it is used, as one template with named fields, and looked up by that text, as Qt
does it: `tr("{count} nodes", count=n)`. No Qt is needed here: `set_language` is given a function that looks a text up
(in Qt's files: app/export/translation.py), or None for English. What depends on a count is written in both of English's
forms, `counted(n, "{count} node", "{count} nodes")`; a language with one form translates the second. Words that are code
(grad_fn, backward(), dtype …) stay as PyTorch writes them. `marked(text)` marks one that is declared as data and
translated where it is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

LANGUAGES = {"en": "English", "zh": "简体中文"}
ONE_FORM = frozenset({"zh"})  # languages in which a count does not change the words

_look_up: Callable[[str], str] | None = None
_chosen = "en"


def set_language(lang: str, look_up: Callable[[str], str] | None = None) -> None:
    """From now on in `lang`, one of LANGUAGES; `look_up` gives the translation of a text, "" where there is none."""
    global _look_up, _chosen
    if lang not in LANGUAGES:
        raise ValueError(f"the language must be one of {', '.join(LANGUAGES)}, not {lang!r}")
    _chosen, _look_up = lang, look_up
    template.cache_clear()


def chosen() -> str:
    """The language now, one of LANGUAGES."""
    return _chosen


@lru_cache(maxsize=8192)
def template(text: str) -> str:
    """A text as it is written in the language now, its fields unfilled; the text itself where it is not translated."""
    return (_look_up(text) if _look_up is not None else "") or text


def tr(text: str, /, **fields) -> str:
    """A text in the language now, filled; without fields braces are plain characters. KeyError for a missing field."""
    return template(text).format(**fields) if fields else template(text)


def counted(count: int, one: str, many: str, /, **fields) -> str:
    """What is said of `count` things, which is also the field `count`: `one` or `many`, as the language has it."""
    single = count == 1 and _chosen not in ONE_FORM
    return tr(one if single else many, count=count, **fields)


class Told(ValueError):
    """An exception whose message is a text with fields, said in the language in which it is read."""

    def __init__(self, text: str, /, **fields):
        super().__init__(text)
        self.text, self.fields = text, fields

    def __str__(self) -> str:
        return tr(self.text, **self.fields)


def marked(text: str) -> str:
    """The text itself: marks a text that is declared here and translated where it is shown."""
    return text
