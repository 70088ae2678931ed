"""Names and values in LaTeX, as the rules and chains write them; long formulas broken into lines."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from core import symbol

from . import numbers

MOST = 6  # elements of a tensor that is written out in a formula
LONGEST_LABEL = 26  # characters of the program that stand for a tensor without a name
_SIGNS = {"_": r"\_", "{": r"\{", "}": r"\}", "#": r"\#", "%": r"\%", "&": r"\&", "^": r"\hat{}", "~": r"\sim ", "…": r"\ldots "}
_NAME = re.compile(r"([^\W\d_]+)_?(\d*)$")
_GREEK = frozenset("alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi "
                   "omega".split())  # fmt: skip


@lru_cache(maxsize=4096)
def name_tex(name: str) -> str:
    r"""A variable's name in LaTeX: `x`, `W_{1}`, `\theta`, `\mathit{loss}`, `\mathrm{fc1.weight}`."""
    match = _NAME.match(name)
    if match is None:
        plain = "".join(c if c.isalnum() or c in "._[] " else "?" for c in name[:40])
        return rf"\mathrm{{{symbol.escape(plain)}}}"
    letters, digits = match[1], match[2]
    body = rf"\{letters}" if letters in _GREEK else letters if len(letters) == 1 else rf"\mathit{{{letters}}}"
    return f"{body}_{{{digits}}}" if digits else body


def short(value, whole: bool = False) -> str | None:
    """A value in LaTeX where it is short: a number, one number that all elements are (unless `whole`), a small matrix;
    else None."""
    if value is None or value.array.dtype.kind not in "fiub" or not value.array.size:
        return None
    array = value.array
    same = numbers.uniform(value)
    if same is not None and not (whole and array.ndim):
        return number_tex(same)
    if array.size > MOST or array.ndim > 2:
        return None
    rows = array.reshape(1, -1) if array.ndim < 2 else array
    body = r" \\ ".join(" & ".join(number_tex(x) for x in row) for row in rows.tolist())
    return rf"{{\begin{{bmatrix}} {body} \end{{bmatrix}}}}"  # in braces, so that it can be transposed


def number_tex(x) -> str:
    """A number in LaTeX, to the digits that the program shows."""
    if isinstance(x, bool):
        return str(int(x))
    if isinstance(x, float) and not np.isfinite(x):
        return r"\mathrm{NaN}" if x != x else (r"\infty" if x > 0 else r"-\infty")
    text = numbers.number(x).replace(numbers.MINUS, "-")
    base, e, power = text.partition("e")
    return rf"{base} \cdot 10^{{{int(power)}}}" if e else text


def spoken(label: str) -> str:
    """A piece of the program in LaTeX, as text; a long one by its beginning."""
    whole = "".join(c if c.isprintable() and c not in "\\$" else "?" for c in label)
    cut = whole if len(whole) <= LONGEST_LABEL else f"{whole[:LONGEST_LABEL].rstrip()}…"
    if cut.isidentifier():
        return rf"\mathrm{{{symbol.escape(cut)}}}"
    pieces = re.split(r"([_{}#%&^~…])", cut)
    return "{" + "".join(_SIGNS.get(one, rf"\text{{{one}}}") for one in pieces if one) + "}"


# ---- lines

_ENVIRONMENT = re.compile(r"\\begin\{(\w+)\}(.*?)\\end\{\1\}", re.S)
_FRACTION = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}")
_COMMAND = re.compile(r"\\(?:left|right|overline|mathrm|mathit|text|quad|top)\b|\\[a-zA-Z]+|[{}\\]")
_REMARK, _INDENT = r",\ ", r"\quad "
_SUMS, _PRODUCTS = (" = ", " + ", " - "), (r" \odot ", r" \cdot ")


def seen(tex: str) -> int:
    """About how many characters wide a formula is: of a matrix its longest row, of a fraction the longer half."""
    plain = _ENVIRONMENT.sub(lambda m: max(m[2].split(r"\\"), key=len).replace("&", "  ") + "[]", tex)
    while (inner := _FRACTION.sub(lambda m: max(m[1], m[2], key=len), plain)) != plain:
        plain = inner
    return len(re.sub(" +", " ", _COMMAND.sub(_wide, plain)))


def _wide(match: re.Match) -> str:
    """What a command shows: a bar or a bracket's size nothing, a function its name, a sign one character."""
    command = match[0][1:]
    if not command.isalpha() or command in ("left", "right", "overline", "mathrm", "mathit", "text", "top", "begin", "end"):
        return ""
    return command if command in ("tanh", "sin", "cos", "exp", "max", "min", "ln") else "x"


@lru_cache(maxsize=1024)
def broken(tex: str, room: int) -> tuple[str, ...]:
    """A formula in lines of about `room` characters, broken at its outermost signs; the later ones are indented."""
    if seen(tex) <= room:
        return (tex,)
    first, *remarks = (piece for _, piece in _pieces(tex, (_REMARK,)))
    if remarks:  # "…, h = …": each remark on a line of its own
        clauses = [first, *(f"{_INDENT}{one}" for one in remarks)]
        ends = [","] * len(remarks) + [""]
        return tuple(line for clause, end in zip(clauses, ends) for line in broken(f"{clause}{end}", room))
    lines: list[str] = []
    line = ""
    for sign, piece in _pieces(tex, _SUMS):
        if line and seen(f"{line}{sign}{piece}") > room:
            lines.append(line)
            line, sign = "", f"{_INDENT}{sign.strip()} "
        line += sign + piece
        if seen(line) > room:  # one term that is too long: at its factors
            *full, line = _filled(_pieces(line, _PRODUCTS), room)
            lines += full
    lines.append(line)
    if len(lines) > 1 and "=" not in lines[0] and seen(lines[0]) < room // 2:  # a name alone on its line
        lines[:2] = [f"{lines[0]} {lines[1].removeprefix(_INDENT)}"]
    return tuple(lines)


def _filled(pieces: list[tuple[str, str]], room: int) -> list[str]:
    """Pieces in lines of about `room` characters."""
    lines = [""]
    for sign, piece in pieces:
        if lines[-1] and seen(f"{lines[-1]}{sign}{piece}") > room:
            lines.append(f"{_INDENT}{sign.strip()} {piece}")
        else:
            lines[-1] += sign + piece
    return lines


def _pieces(tex: str, signs: tuple[str, ...]) -> list[tuple[str, str]]:
    """[(the sign before it, piece)] of a formula, cut at these signs outside of all brackets and environments."""
    found, depth, start, sign, i = [], 0, 0, "", 0
    while i < len(tex):
        if tex.startswith(r"\begin", i):
            depth += 1
        elif tex.startswith(r"\end", i):
            depth -= 1
        elif tex[i] in "{(":
            depth += 1
        elif tex[i] in "})":
            depth -= 1
        elif depth == 0 and (cut := next((one for one in signs if tex.startswith(one, i)), None)):
            found.append((sign, tex[start:i]))
            sign, start = cut, i + len(cut)
            i = start
            continue
        i += 1
    return [*found, (sign, tex[start:])]
