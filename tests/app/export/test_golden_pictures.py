"""Pictures of seven graphs are what they were when people looked at them: every theme, two scales, three moments."""

import pytest
from PySide6.QtGui import QImage

from app.export import paint, paint_glyph, paint_groups

from . import golden_pictures as golden


@pytest.fixture(scope="module")
def stages(tmp_path_factory, qapp):
    """The seven graphs, laid out."""
    made = {name: golden.stage(name, tmp_path_factory.mktemp("golden")) for name in golden.GRAPHS}
    yield made
    for _stage, trace in made.values():
        trace.tape.close()


@pytest.mark.parametrize("graph", list(golden.GRAPHS))
def test_pictures_are_as_they_were(stages, graph):
    stage, trace = stages[graph]
    wrong = {}
    for name, moment, theme, scale in golden.names():
        if name == graph:
            file = f"{graph}_{moment}_{theme}_{scale}x.png"
            stored = QImage(str(golden.FOLDER / file))
            assert not stored.isNull(), f"there is no {file}"
            if said := golden.difference(stored, golden.painted(stage, golden.cursor(trace, moment), theme, scale)):
                wrong[file] = said
    assert not wrong


@pytest.mark.parametrize("graph, moment, theme, scale", [
    ("tutorial", "backward", "light", 1), ("maps", "end", "dark", 2), ("network", "end", "light", 1), ("cut", "end", "print", 1),
])  # fmt: skip
def test_no_word_and_no_sign_can_be_missing(stages, monkeypatch, graph, moment, theme, scale):
    stage, trace = stages[graph]
    stored = QImage(str(golden.FOLDER / f"{graph}_{moment}_{theme}_{scale}x.png"))
    parts = [(paint, "_text"), (paint, "paint_glyph"), (paint_groups, "_text"), (paint_groups, "paint_glyph"),
             (paint_glyph, "text_at"), (paint_glyph, "paint_heat")]  # fmt: skip
    seen, left_out, said = [], [-1], []
    for module, name in parts:
        monkeypatch.setattr(module, name, counting(getattr(module, name), seen, left_out))
    at = golden.cursor(trace, moment)
    assert not golden.difference(stored, golden.painted(stage, at, theme, scale))
    for k in range(0, len(seen), 1 + len(seen) // 30):
        seen.clear()
        left_out[0] = k
        if not golden.difference(stored, golden.painted(stage, at, theme, scale)):
            said.append(seen[k])
    assert len(seen) > 15 and not said, said


def counting(draw, seen: list, left_out: list):
    """The function, which leaves out its call number left_out[0]; what is drawn of words and signs goes to `seen`."""

    def drawn(*args):
        words = next((a for a in args if isinstance(a, str)), "a heat map")
        if words.strip():
            seen.append((draw.__name__, words))
            if len(seen) - 1 == left_out[0]:
                return
        draw(*args)

    return drawn


def test_a_picture_of_another_moment_is_another_picture(stages):
    stage, trace = stages["tutorial"]
    one, two = (golden.painted(stage, golden.cursor(trace, moment), "light", 1) for moment in ("forward", "end"))
    assert golden.difference(golden.few_colours(one), two) and not golden.difference(golden.few_colours(one), one)


def test_they_stay_small():
    assert sum(file.stat().st_size for file in golden.FOLDER.glob("*.png")) < 2 << 20
