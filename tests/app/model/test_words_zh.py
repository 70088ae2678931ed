"""The translations: every text has one, its fields and its code words are those of the English, counts are right."""

import re
import string

import pytest

from app.export import translation
from app.model import translate
from app.model.search import parse
from app.model.search_words import reading
from app.model.translate import counted, tr
from app.model.words import say
from resources.translations import update

TEXTS = update.texts()
CHINESE = update.read(update.LANGUAGES["zh_CN"])
# texts that are code, names or numbers, and are the same in every language
SAME = {"no_grad", "zero_grad", "hook", "item()", "view", "NumPy", "create_graph", "state_dict", "super().__init__", "{name}.grad",
        "Batch norm", "English", "简体中文", "MB", "A3", "A4", "A5", "Letter", "Legal", "Esc", "Tab", "Ctrl+Enter", "grad",
        "Q", "R", "L", "F", "F1", "Tab, Shift+Tab", "{advice}", "{message}", "{more}", "{evidence}", "{details}", "{message}{operands}",
        "grad {grad}", "#", "100 %", "mul, x, backward, print, line:8, step:7, is:step"}  # fmt: skip
# English grammar: fields that a language may leave out
GRAMMAR = {"get", "is_", "them", "s"}
CODE = re.compile(r"\w+(?:\.\w+)*\(\)|\b(?:requires_grad|grad_fn|retain_graph|torch\.\w+|nn\.\w+|cross_entropy|lr)\b")


@pytest.fixture
def chinese():
    translation.use("zh")
    yield
    translation.use("en")


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _filled(text: str) -> bool:
    """Whether a text is a template: one that is said as it is may have braces of its own."""
    try:
        return bool(_fields(text))
    except ValueError:
        return False


def test_every_text_is_translated():
    missing = [f"{place}: {text!r}" for text, place in TEXTS.items() if not CHINESE.get(text)]
    assert not missing, (
        "These texts have no Chinese translation. Run `python resources/translations/update.py`, write the translation of "
        "each into resources/translations/retrograd_zh_CN.ts, and run it again:\n" + "\n".join(missing)
    )


def test_the_compiled_file_is_that_of_the_texts():
    texts = translation.translator("zh")
    stale = [text for text in TEXTS if texts.translate(translation.CONTEXT, text) != CHINESE[text]]
    assert not stale, f"run resources/translations/update.py: {stale[:5]}"


def test_a_translation_is_another_text():
    same = [text for text in TEXTS if CHINESE[text] == text and text not in SAME]
    assert not same, same


def test_fields_are_the_same():
    wrong = {}
    for text in filter(_filled, TEXTS):
        wanted, found = _fields(text), _fields(CHINESE[text])
        if not (found <= wanted and wanted - found <= GRAMMAR):
            wrong[text] = CHINESE[text]
    assert not wrong, wrong


def test_code_words_stay():
    changed = {}
    for text in TEXTS:
        words = {word.removesuffix("s") for word in CODE.findall(text)}  # nn.Parameters are nn.Parameter
        lost = {word for word in words if word not in CHINESE[text]}
        if lost:
            changed[text] = lost
    assert not changed, changed


def test_punctuation_is_chinese():
    odd = [CHINESE[t] for t in TEXTS if re.search(r"[\u4e00-\u9fff][,;?!]|[\u4e00-\u9fff]\.(?:\s|$)", CHINESE[t])]
    assert not odd, odd


def test_counts_have_the_forms_of_the_language(chinese):
    assert counted(1, "{count:,} node", "{count:,} nodes") == "1 个节点"
    assert counted(2000, "{count:,} node", "{count:,} nodes") == "2,000 个节点"
    translation.use("en")
    assert counted(1, "{count:,} node", "{count:,} nodes") == "1 node"
    assert [counted(n, "{count:,} node", "{count:,} nodes") for n in (0, 2, 2000)] == ["0 nodes", "2 nodes", "2,000 nodes"]


def test_sentences_are_said_in_the_language(chinese):
    assert say("node_receives", node="MulBackward0", arrived="0.25") == "MulBackward0 收到 0.25"
    assert say("node_id", id=3) == "节点 3"
    assert reading(parse("grad:none").terms) == "全部（梯度为 None），在此步"


def test_what_is_not_translated_is_said_in_english(chinese):
    assert tr("A text of {count} words that nobody knows", count=8) == "A text of 8 words that nobody knows"


def test_english_needs_no_file():
    translation.use("en")
    assert translation.translator("en") is None and tr("Run") == "Run"


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="one of en, zh"):
        translate.set_language("tlh")
    assert translate.chosen() == "en"
