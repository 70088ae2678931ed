"""Lesson files: notes, stops, questions and answers read from text, whatever is wrong in it."""

from __future__ import annotations

import numpy as np
import pytest

from app.model import lesson, lesson_answers, lesson_stops, steps

TEXT = '''# %% [markdown]
# # A title
# A sentence.
#
# First words, with `x = 1`.

# %% [markdown] lang="zh"
# # 标题
# 一句话。
#
# 开头。

# %%
a = 1

# %% [markdown] stop="backward 1" hide="y.grad, z"
# Before.
#
# **Question** What will `x.grad` be?
#
# **Hint** Look.
#
# **Answer** `x.grad`: so and so.
'''


def test_a_lesson_is_read():
    read = lesson.parse(TEXT)
    assert (read.title, read.line, read.languages) == ("A title", "A sentence.", ("en", "zh"))
    assert not read.problems
    first, second = read.notes
    assert first.text == "First words, with `x = 1`." and first.stop is None and first.lang == "en"
    assert second.stop == "backward 1" and second.text == "Before."
    assert second.hide == ("y.grad", "z", "x.grad")
    assert second.question == lesson.Question("What will `x.grad` be?", "Look.", "`x.grad`: so and so.", "x.grad")
    assert (second.line, TEXT.split("\n")[second.line - 1][:15]) == (16, "# %% [markdown]")


def test_another_language_takes_its_notes_and_english_where_there_are_none():
    read = lesson.parse(TEXT, "zh")
    assert (read.title, read.line) == ("标题", "一句话。")
    assert [note.lang for note in read.notes] == ["zh", "en"]
    assert "First words" not in lesson.in_language(TEXT, "zh") and "开头" in lesson.in_language(TEXT, "zh")
    assert "开头" not in lesson.in_language(TEXT, "en") and "a = 1" in lesson.in_language(TEXT, "zh")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("# %% [markdown]\n# no title", 1, "no title"),
        ("# %% [markdown]\n# # T\n# s\n\n# %% [markdown]\n# a\nx = 1\n", 7, "begins with"),
        ('# %% [markdown]\n# # T\n# s\n\n# %% [markdown] stopp="end"\n# a\n', 5, "stopp"),
        ('# %% [markdown] show="graph, film"\n# # T\n# s\n', 1, "film"),
        ("# %% [markdown]\n# # T\n# s\n#\n# **Question** What?\n", 1, "no answer"),
        ("# %% [markdown]\n# # T\n# s\n#\n# **Answer** `4`\n", 1, "needs a question"),
        ("# %% [markdown]\n# # T\n# s\n#\n# **Question** What?\n#\n# **Answer** four\n", 1, "backquotes"),
        ("# %% [markdown]\n# # T\n# s\n#\n# **Question** a?\n#\n# **Question** b?\n#\n# **Answer** `1`", 1, "second"),
    ],
)
def test_what_is_wrong_is_said_at_its_line_and_the_rest_is_there(text, line, words):
    read = lesson.parse(text)
    assert [(p.line, words in p.message) for p in read.problems] == [(line, True)]


@pytest.mark.parametrize("text", ["", "# %%", "# %% [markdown]", "x = 1\n", "# %% [markdown\n# # a", "\0# %%\n"])
def test_any_text_is_read_without_an_exception(text):
    lesson.parse(text)
    assert lesson.in_language(text, "en") == text


def test_a_marker_written_is_a_marker_read():
    line = lesson.cell_line("markdown", stop='after x = "a"', lang="zh")
    cell, = lesson.cells(line + "\n" + lesson.commented("one\n\ntwo"))
    assert cell.kind == "markdown" and cell.attributes == {"stop": "after x = 'a'", "lang": "zh"}
    assert cell.lines == ("# one", "#", "# two")


@pytest.fixture
def trace(synthetic):
    """The tutorial's run."""
    return synthetic("tutorial")


def test_words_written_for_a_cursor_find_it_again(trace):
    text = trace.tape.meta.get("source") or ""
    for number in range(1, steps.count(trace) + 1):
        seq = steps.go_to(trace, number)
        assert lesson_stops.find(lesson_stops.words_for(trace, seq, text), trace, text) == seq
    assert lesson_stops.words_for(trace, -1, text) == "start"


@pytest.mark.parametrize(
    ("words", "says"),
    [("step 99", "There is no step 99"), ("backward 7", "no backward call 7"), ("DivBackward0", "no such node"),
     ("MulBackward0 9", "2 of them run"), ("print 40", "no print 40"), ("grad of nothing", "No tensor"),
     ("after q = 3", "No line"), ("???", "no such node"), ("error", "without an error"), ("a b c", "no place")],
)  # fmt: skip
def test_a_place_that_is_not_there_is_said(trace, words, says):
    with pytest.raises(lesson_stops.StopError, match=says):
        lesson_stops.find(words, trace, "x = 1\n")


def test_a_stop_that_is_not_found_is_a_problem_and_the_note_stays(trace):
    read = lesson.parse(TEXT.replace("backward 1", "backward 5"))
    stops, problems = lesson_stops.stops(read, trace)
    assert len(stops) == 2 and [p.line for p in problems] == [16]


ANSWERS = [
    ("4.5", np.float32(4.5), "right"), ("9/2", np.float32(4.5), "right"), ("4,5 6", np.float32(4.5), "wrong"),
    ("-4.5", np.float32(4.5), "wrong"), ("4.5 6 7.5 9", np.array([[4.5, 6], [7.5, 9]]), "right"),
    ("[[4.5, 6], [7.5, 9]]", np.array([[4.5, 6], [7.5, 9]]), "right"), ("tensor([4., 4.])", np.array([4, 4]), "right"),
    ("4", np.array([4.0, 4.0]), "right"), ("4", np.array([4.0, 5.0]), "wrong"), ("1 2 3", np.array([1.0, 2]), "wrong"),
    ("None", None, "right"), ("0", None, "wrong"), ("none", np.array(0.0), "unclear"), ("", np.array(0.0), "unclear"),
    ("abc", np.array(0.0), "unclear"), ("MulBackward0", "MulBackward0", "right"), ("True", True, "right"),
    ("nan", np.array(np.nan), "right"), ("__import__('os')", np.array(1.0), "unclear"), ("1e-3", np.array(1e-3), "right"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "value", "kind"), ANSWERS)
def test_answers_are_compared_as_numbers(said, value, kind):
    value = np.asarray(value) if isinstance(value, np.generic) else value
    verdict = lesson_answers.check(said, value)
    assert verdict.kind == kind, verdict
    assert verdict.message.endswith(".")


def test_rows_of_a_chinese_paragraph_are_put_together_without_spaces():
    text = "# %% [markdown]\n# # 题\n# 一句。\n#\n# 第一行，\n# `x` 是叶子\n# 张量。\n# “引”\n#\n# - 一。\n# - 二\n#\n# “so”\n# “it”, in\n# rows\n"
    text += "#\n# **问题** 多少，\n# 几个？\n#\n# **答案** `1`：一\n# 个\n"
    (note,) = lesson.parse(text).notes
    assert note.text == "第一行，`x` 是叶子张量。“引”\n\n- 一。\n- 二\n\n“so”\n“it”, in\nrows"
    assert (note.question.text, note.question.answer) == ("多少，几个？", "`1`：一个")
