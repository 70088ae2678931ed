"""A lesson as a file: a percent-format script whose Markdown cells are notes, some with a stop, a question, a language.

Note [Lesson files]
A lesson is a runnable Python script in the percent format of Jupytext, so that any editor, git and Jupyter take it:

    # %% [markdown]
    # # The title
    # One sentence for the card.
    #
    # What to look at.

    # %% [markdown] lang="zh"
    # # 标题
    # …

    # %%
    y = x * x

    # %% [markdown] stop="MulBackward0 of call 1" hide="x.grad"
    # The note that is shown when the lecture stops there.
    #
    # **Question** What will `x.grad` be?
    #
    # **Hint** y uses x twice.
    #
    # **Answer** `x.grad`: both uses add.

A note without a stop belongs where it stands: after the code above it. `stop` is said in lesson_stops.py; `hide` names
what the room may not see until it is revealed (a question hides its own answer). `lang` gives the language of a cell;
a cell without is in English, and one that follows with another language says the same as the one before it. In a note
`x.grad = [[4.5, 6]]` in backquotes is a claim about the run at its stop, which the tests check (lesson_answers.py), and
[words](node:MulBackward0), (line:y = x * x), (tensor:x), (step:4) are links into the run. Whatever is wrong in a file
is a problem with its line; all the rest of the lesson is there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from .translate import tr

_CELL = re.compile(r"# ?%%(?P<rest>.*)$")
_ATTRIBUTE = re.compile(r"""\s*([A-Za-z_][\w-]*)\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"']+))""")
_PART = re.compile(r"\*\*(Question|Hint|Answer|问题|提示|答案)\*\*[ :：]*")
_PARTS = {"Question": "question", "问题": "question", "Hint": "hint", "提示": "hint", "Answer": "answer",
          "答案": "answer"}  # fmt: skip
_WIDE = r"\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"  # Chinese letters and signs: they stand without spaces between them
_BREAK = re.compile(rf"(?<=[{_WIDE}])\n(?=[{_WIDE}“‘])|(?<=[{_WIDE}”’…])\n(?=[{_WIDE}])|(?<=[，。；：！？、）])\n(?=[A-Za-z`\[(])")
_CODE = re.compile(r"`([^`]+)`")
KNOWN = ("stop", "lang", "hide", "show")
PANELS = ("graph", "code", "notes")
DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Problem:
    """What is wrong in a lesson's file: a line from 1 (0: the file), and a sentence."""

    line: int
    message: str


@dataclass(frozen=True)
class Question:
    """What a note asks: Markdown texts (`hint` may be ""), and the expression whose value is the answer.

    `target` is "x.grad", "y", "y.grad_fn" …, looked up in the run, or a literal such as "4.5" or "None".
    """

    text: str
    hint: str
    answer: str
    target: str


@dataclass(frozen=True)
class Note:
    """One Markdown cell: its first and last line (from 1) in the file, the text without its comment marks and without
    its question, the language, the stop as written (None: where it stands), what is hidden, which panels are shown."""

    line: int
    end_line: int
    text: str
    lang: str = DEFAULT_LANGUAGE
    stop: str | None = None
    question: Question | None = None
    hide: tuple[str, ...] = ()
    show: tuple[str, ...] = PANELS


@dataclass(frozen=True)
class Cell:
    """One cell of the file: first line (its marker's, from 1), last line, "markdown" or "code", attributes."""

    line: int
    end_line: int
    kind: str
    attributes: dict[str, str]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Lesson:
    """A lesson: title, the sentence below it, notes in the order of the file in one language, text, problems."""

    title: str
    line: str
    notes: tuple[Note, ...]
    text: str
    lang: str = DEFAULT_LANGUAGE
    languages: tuple[str, ...] = (DEFAULT_LANGUAGE,)
    problems: tuple[Problem, ...] = field(default=())


def is_lesson(text: str) -> bool:
    """Whether a program has notes: at least one Markdown cell."""
    return any(cell.kind == "markdown" for cell in cells(text))


def parse(text: str, lang: str = DEFAULT_LANGUAGE) -> Lesson:
    """The lesson in a text, its notes in `lang` where the file has them and else in English. Never raises.

    `notes` holds one note for each place: of cells that follow each other in several languages the one asked for.
    """
    problems: list[Problem] = []
    found = [(_note(cell, problems), index) for index, cell in enumerate(cells(text)) if cell.kind == "markdown"]
    languages = tuple(dict.fromkeys([DEFAULT_LANGUAGE, *(note.lang for note, _ in found)]))
    notes = [_chosen(group, lang) for group in _groups(found)]
    title, line, first = _head(notes[0] if notes else None)
    if notes and not title:
        problems.append(Problem(notes[0].line, tr('The first note has no title: begin it with "# # The title".')))
    if notes and first is not None:
        notes[0] = first
    kept = tuple(_one_line(n) for n in notes if n.text or n.question or n.stop is not None)
    return Lesson(title, line, kept, text, lang, languages, tuple(sorted(problems, key=lambda p: p.line)))


def in_language(text: str, lang: str) -> str:
    """The lesson's text with the notes of one language only: what an editor or a hand-out shows. Code stays."""
    lines, drop = text.split("\n"), set()
    found = [(cell, index) for index, cell in enumerate(cells(text)) if cell.kind == "markdown"]
    for group in _groups([(_note(cell, []), index) for cell, index in found]):
        chosen = _chosen(group, lang)
        for note in group:
            if note.line != chosen.line:
                drop.update(range(note.line - 1, note.end_line))
    return "\n".join(line for number, line in enumerate(lines) if number not in drop)


def cells(text: str) -> list[Cell]:
    """The cells of a percent-format script; what stands before the first marker is a code cell of its own."""
    lines = text.split("\n")
    starts = [(n, match) for n, line in enumerate(lines) if (match := _CELL.match(line))]
    result = []
    if not starts or starts[0][0] > 0:
        end = starts[0][0] if starts else len(lines)
        if any(line.strip() for line in lines[:end]):
            result.append(Cell(1, end, "code", {}, tuple(lines[:end])))
    for at, (first, match) in enumerate(starts):
        end = starts[at + 1][0] if at + 1 < len(starts) else len(lines)
        rest = match["rest"].strip()
        kind = "markdown" if re.search(r"\[(markdown|md)\]", rest) else "code"
        attributes = {m[1]: next(g for g in m.groups()[1:] if g is not None)
                      for m in _ATTRIBUTE.finditer(rest)}  # fmt: skip
        result.append(Cell(first + 1, end, kind, attributes, tuple(lines[first + 1 : end])))
    return result


def cell_line(kind: str, **attributes: str) -> str:
    """The marker of a cell: `# %% [markdown] stop="…"`; quotes in a value become the other kind."""
    words = "".join(f' {key}="{value.replace(chr(34), chr(39))}"' for key, value in attributes.items() if value)
    return f"# %%{' [markdown]' if kind == 'markdown' else ''}{words}"


def commented(markdown: str) -> str:
    """Markdown as the comment lines of a cell."""
    return "\n".join(f"# {line}".rstrip() for line in markdown.strip("\n").split("\n"))


# ---- reading a note


def _note(cell: Cell, problems: list[Problem]) -> Note:
    lines = []
    for number, line in enumerate(cell.lines, cell.line + 1):
        if line.startswith("#"):
            lines.append(line[2:] if line.startswith("# ") else line[1:])
        elif line.strip():
            problems.append(Problem(number, tr('A line of a note begins with "# "; code needs a "# %%" line above it.')))
            lines.append(line)
        else:
            lines.append("")
    for key in cell.attributes:
        if key not in KNOWN:
            known = ", ".join(KNOWN)
            problems.append(Problem(cell.line, tr("A note knows nothing of “{key}”; it takes {known}.",
                                                  key=key, known=known)))
    show = _words(cell.attributes.get("show", "")) or PANELS
    for panel in show:
        if panel not in PANELS:
            problems.append(Problem(cell.line, tr("There is no panel “{panel}” to show: {panels}.", panel=panel,
                                                   panels=", ".join(PANELS))))
    text, question = _question("\n".join(lines).strip("\n"), cell.line, problems)
    hidden = _words(cell.attributes.get("hide", ""))
    if question is not None and question.target and question.target not in hidden:
        hidden += (question.target,)
    return Note(cell.line, cell.end_line, text, cell.attributes.get("lang", DEFAULT_LANGUAGE),
                cell.attributes.get("stop"), question, hidden,
                tuple(p for p in show if p in PANELS))  # fmt: skip


def _one_line(note: Note) -> Note:
    """The note with the rows of a Chinese paragraph put together: a line break there is no space."""
    joined = lambda text: text if "```" in text else _BREAK.sub("", text)
    asks = note.question
    if asks is not None:
        asks = replace(asks, text=joined(asks.text), hint=joined(asks.hint), answer=joined(asks.answer))
    return replace(note, text=joined(note.text), question=asks)


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _question(text: str, line: int, problems: list[Problem]) -> tuple[str, Question | None]:
    """(the note without its question, the question or None)."""
    rest, parts = [], {}
    for paragraph in re.split(r"\n\s*\n", text):
        match = _PART.match(paragraph.lstrip())
        if match is None:
            rest.append(paragraph)
        elif (part := _PARTS[match[1]]) in parts:
            problems.append(Problem(line, tr("A note has one {part}; this one has a second.", part=part)))
        else:
            parts[part] = paragraph.lstrip()[match.end() :].strip()
    if not parts:
        return text, None
    body = "\n\n".join(rest).strip("\n")
    if "question" not in parts:
        problems.append(Problem(line, tr("A hint or an answer needs a question: a paragraph that begins **Question**.")))
        return body, None
    answer = parts.get("answer", "")
    code = _CODE.search(answer)
    if not answer:
        problems.append(Problem(line, tr("This question has no answer: a paragraph that begins **Answer**.")))
    elif code is None:
        problems.append(Problem(line, tr("The answer says no value: put it in backquotes, such as `x.grad` or `4.5`.")))
    return body, Question(parts["question"], parts.get("hint", ""), answer, code[1].strip() if code else "")


def _groups(found: list[tuple[Note, int]]) -> list[list[Note]]:
    """Notes that say the same in several languages: neighbours in the file, each of a language not yet there."""
    groups: list[list[Note]] = []
    last = -2
    for note, index in found:
        here = groups[-1] if groups else []
        if note.lang != DEFAULT_LANGUAGE and index == last + 1 and note.lang not in {n.lang for n in here}:
            here.append(note)
        else:
            groups.append([note])
        last = index
    return groups


def _chosen(group: list[Note], lang: str) -> Note:
    first = group[0]
    note = next((n for n in group if n.lang == lang), first)
    if note is first:
        return note
    return replace(note, stop=note.stop or first.stop, hide=note.hide or first.hide, show=first.show)


def _head(note: Note | None) -> tuple[str, str, Note | None]:
    """(title, sentence, the first note without them)."""
    lines = note.text.split("\n") if note else []
    if not lines or not lines[0].startswith("# "):
        return "", "", None
    sentence = lines[1].strip() if len(lines) > 1 else ""
    rest = "\n".join(lines[2:] if sentence else lines[1:]).strip("\n")
    return lines[0][2:].strip(), sentence, replace(note, text=rest)
