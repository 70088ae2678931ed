"""The html player: its data says at every step what the scene says, and a real browser plays it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

import core
from app.export import export
from app.export.job import Job, steps_between
from app.export.kinds import REGISTRY
from app.export.notes import to_html
from app.export.options import Options
from app.export.player import as_script
from app.export.player_data import Recording
from app.export.svg_words import STATE_CLASS
from app.model import translate
from app.model.trace import Trace
from core import facade as torch
from core.tapefile import open_tape
from tests import tapes
from tests.browser import CHROMIUM, Browser

LESSONS = Path(__file__).parents[3] / "resources" / "lessons"
HOSTILE = ["</script><img src=x onerror=alert(1)>", "<!--<script>", "]]>", "\u2028\u2029", "\ud800", "'\"&amp;", "@DATA@",
           "`${x}`", "\\u003c/script>"]  # fmt: skip


@pytest.fixture
def trace(trace_of):
    return trace_of


@pytest.fixture
def run_lesson(tmp_path):
    """run_lesson(name) is the path of the tape of that lesson's run."""

    def run_lesson(name: str) -> str:
        path = tmp_path / f"{name}.tape"
        program = str(LESSONS / f"{name}.py")
        subprocess.run([sys.executable, "-m", "app", "record", program, "-o", str(path)], check=True, timeout=60,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        return str(path)

    return run_lesson


def recorded(trace) -> tuple[Job, dict]:
    job = Job(trace, REGISTRY["html"], len(trace) - 1, Options(), steps_between(trace, None))
    return job, Recording(job).collect()


@pytest.mark.parametrize(("name", "lang"), [("tutorial", "zh"), ("sgd", "en"), ("detach", "en"), ("error", "en"), ("mlp", "zh")])
def test_the_changes_add_up_to_what_the_scene_is_at_every_step(trace, name, lang, request):
    """In Chinese too, where the rows of cards have other labels."""
    translate.set_language(lang, lambda text: f"译：{text}" if lang == "zh" else "")
    request.addfinalizer(lambda: translate.set_language("en"))
    value, older = translate.tr("value"), translate.tr("older")
    job, data = recorded(trace(name))
    looks, lines = {}, {}
    for step in data["steps"]:
        for slot, *look in step["cards"]:
            looks[step["part"], slot] = look
        for edge, *line in step["edges"]:
            lines[step["part"], edge] = line
        scene = job.at(step["seq"]).stage().at(step["seq"])
        for slot in range(len(scene.sheet)):
            card, look = scene.card(slot), looks[step["part"], slot]
            rows = {row.label: row.text for row in card.rows}
            assert look[:2] == [STATE_CLASS[card.state], int(card.ghost)]
            for labels, at in (((value,), 2), (("grad", older), 4)):
                wanted = [rows[label] for label in labels if label in rows]
                assert ([data["texts"][look[at]]] if look[at] >= 0 else []) == wanted
            assert (look[6] == "older") == (older in rows)
        for edge, (state, ghost) in enumerate(zip(scene.line_state.tolist(), scene.line_ghost.tolist())):
            assert lines[step["part"], edge] == [state, int(ghost)]
    assert [s["n"] for s in data["steps"]] == list(range(len(data["steps"])))


class Page(HTMLParser):
    """The elements of a page, the text of its scripts, and every address that something could be fetched from."""

    def __init__(self, text: str):
        super().__init__()
        self.tags, self.scripts, self.fetched, self._script = [], [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._script = tag == "script"
        self.fetched += [v for k, v in attrs if k in ("src", "srcset", "action", "data", "poster")
                         or (k == "href" and not (v or "").startswith("#"))]  # fmt: skip

    def handle_data(self, data):
        if self._script:
            self.scripts.append(data)
            self._script = False


@pytest.fixture
def page(trace, tmp_path):
    """page(trace) is (path, text, Page) of its html."""

    def page(of, **options):
        path = tmp_path / "run.html"
        export(of, path, **options)
        text = path.read_text(encoding="utf-8")
        return path, text, Page(text)

    return page


def test_a_page_holds_everything_and_asks_for_nothing(page, trace):
    _, text, parsed = page(trace("sgd"))
    assert parsed.fetched == [] and "http-equiv=\"Content-Security-Policy\"" in text
    assert len(parsed.scripts) == 2 and json.loads(parsed.scripts[0])["count"] > 3
    assert not re.search(r"@[A-Z]+@", text.replace(parsed.scripts[0], ""))
    assert len(text) < 400_000


@pytest.mark.parametrize("name", HOSTILE)
def test_names_of_any_kind_stay_text(page, tmp_path, name):
    taper = tapes.Taper(str(tmp_path / "h.tape"), f"# %% [markdown]\n# # {name}\n# {name}\nx = 1\n")
    x = taper.tensor(name, tapes._f(1), 4)
    y = taper.op("mul", [x, x], tapes._f(1), 4, name, "MulBackward0", ("other", "self"))
    taper.output(name + "\n", 4)
    taper.backward(y, 4)
    taper.node(y, [tapes._f(1)], [tapes._f(1), tapes._f(1)])
    taper.end()
    with open_tape(str(tmp_path / "h.tape")) as tape:
        _, _, parsed = page(tape, caption=name)
    assert len(parsed.scripts) == 2 and "img" not in parsed.tags and parsed.fetched == []
    json.loads(parsed.scripts[0])


def test_json_in_a_script_reads_back():
    assert json.loads(as_script(HOSTILE[:4] + HOSTILE[5:])) == HOSTILE[:4] + HOSTILE[5:]


def test_notes_keep_their_own_html_as_text():
    html = to_html("<script>alert(1)</script> **b** `<i>` $x^2$ $\\href{javascript:1}{a}$ [a](javascript:alert(1)) "
                   "[n](node:MulBackward0 2) ![p](http://x/y.png)", lambda kind, words: f'data-x="{kind}-{words}"')  # fmt: skip
    parsed = Page(html)
    assert not {"script", "img", "i"} & set(parsed.tags) and {"strong", "code", "math", "a"} <= set(parsed.tags)
    assert "javascript" not in "".join(re.findall(r'(?:href|src)="([^"]*)"', html))
    assert 'data-x="node-MulBackward0 2"' in html


# ---- in a real browser

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture
def browser(tmp_path):
    opened = []

    def browser(**how) -> Browser:
        opened.append(Browser(tmp_path / f"profile{len(opened)}", **how))
        return opened[-1]

    yield browser
    for one in opened:
        one.close()


@needs_browser
def test_a_browser_plays_a_lesson_forwards_and_back(page, browser, run_lesson):
    path, _, _ = page(run_lesson("01_first_backward"))
    b = browser()
    b.open(path)
    count = lambda: b.run("document.getElementById('count').textContent")
    grad = lambda slot: b.run(f"document.querySelectorAll('[data-slot=\"{slot}\"] .row')[1].textContent")
    says = lambda: b.run("document.getElementById('says').textContent")
    assert count() == "before the first of 11 steps"
    for _ in range(7):
        b.key("ArrowRight")
    assert count() == "step 7 of 11" and says().startswith("MulBackward0 receives 0.25")
    forwards = b.run("document.getElementById('picture').innerHTML")
    b.key("End")
    assert count() == "step 11 of 11" and grad(0) == "[[4.5, 6], [7.5, 9]]"
    b.key("Home")
    assert grad(0) == ""
    for _ in range(7):
        b.key("ArrowRight")
    b.run("document.querySelectorAll('.dot').forEach((d) => d.remove())")
    back = b.run("document.getElementById('picture').innerHTML")
    assert re.sub(r"<circle class=\"dot\".*?</circle>", "", forwards) == back
    b.click("#prev")
    assert count() == "step 6 of 11"
    b.click(".node[data-slot='1']")
    assert "y = x + 2" in b.run("document.getElementById('details').innerText")
    assert b.errors == [] and [u for u in b.requests if not u.startswith(("file:", "data:"))] == []


@needs_browser
def test_a_browser_hides_what_is_asked_and_checks_the_answer(page, browser, run_lesson):
    path, _, _ = page(run_lesson("01_first_backward"))
    b = browser(width=390, height=844, mobile=True, prefers="dark")
    b.open(path, "#step=8")
    hidden = lambda: b.run("document.querySelectorAll('.hidmark').length")
    assert b.run("document.documentElement.dataset.theme") == "dark" and hidden() == 1
    assert b.run("document.documentElement.scrollWidth <= innerWidth")
    field = "document.querySelectorAll('.note.on .ask input')[0]"
    for answer, verdict in (("4", "wrong"), ("x", "unclear"), ("9/2 6 7.5 9", "right")):
        b.run(f"{field}.value = {json.dumps(answer)}; {field}.parentNode.querySelector('button').click()")
        assert b.run("[...document.querySelectorAll('.note.on .right, .note.on .wrong, .note.on .unclear')]"
                     ".map((e) => e.className).join()") == verdict  # fmt: skip
    assert hidden() == 0 and b.errors == []


@needs_browser
@pytest.mark.parametrize("width", [360, 390])
def test_on_a_phone_the_graph_is_read_and_its_keys_are_reached_by_thumb(page, browser, run_lesson, width):
    path, _, _ = page(run_lesson("14_two_layers_with_nn"))
    b = browser(width=width, height=844, mobile=True)
    b.open(path)
    stage = lambda: b.run("document.getElementById('stage').getBoundingClientRect().height")
    high = stage()
    for _ in range(6):
        b.key("ArrowRight")
    keys = b.run("[...document.querySelectorAll('#keys button')].map(e => {const r = e.getBoundingClientRect();"
                 " return [r.left, r.right, r.width, r.height]})")  # fmt: skip
    assert len(keys) == 7 and all(left >= 0 and right <= width and wide >= 44 and tall >= 44 for left, right, wide, tall in keys)
    in_sight = ("[...document.querySelectorAll('.cur .t')].map(e => e.getBoundingClientRect())"
                ".filter(r => r.left >= 0 && r.right <= innerWidth).map(r => r.height)")  # fmt: skip
    assert max(b.run(in_sight)) >= 13  # px, of a line of 14 px letters
    assert stage() == high, "the picture jumps as the sentence below grows"
    b.click("#fit")
    left, right = b.run("(() => {const r = [...document.querySelectorAll('.node .b')].map(e => e.getBoundingClientRect());"
                        " return [Math.min(...r.map(x => x.left)), Math.max(...r.map(x => x.right))]})()")  # fmt: skip
    assert left >= 0 and right <= width and b.errors == [] and [u for u in b.requests if not u.startswith(("file:", "data:"))] == []


def test_a_small_tensor_whose_numbers_have_no_room_is_a_heat_map_on_the_page_too(tmp_path):
    """Four elements, but too long for a card: the page had no map of them, and stopped with an error."""
    with core.record(tmp_path / "a.tape"):
        w = torch.tensor([[1.23456e-12, -2.34567e13], [3.45678e-14, -4.56789e15]], requires_grad=True)
        (w * 1.5).sum().backward()
    trace = Trace(open_tape(tmp_path / "a.tape"))
    trace.extend()
    _, data = recorded(trace)
    looks = [look for step in data["steps"] for look in step["cards"]]
    drawn = [look[-3 + k] for look in looks for k in (0, 1) if look[-1] & (1 << k)]
    trace.tape.close()
    assert drawn and all("map" in data["values"][number] for number in drawn)
