"""Pictures of six graphs are what they were when people looked at them: every theme, two scales, three moments."""

import pytest
from PySide6.QtGui import QImage

from . import golden_pictures as golden


@pytest.fixture(scope="module")
def stages(tmp_path_factory, qapp):
    """The six graphs, laid out."""
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


def test_a_picture_of_another_moment_is_another_picture(stages):
    stage, trace = stages["tutorial"]
    one, two = (golden.painted(stage, golden.cursor(trace, moment), "light", 1) for moment in ("forward", "end"))
    assert golden.difference(one, two)


def test_they_stay_small():
    assert sum(file.stat().st_size for file in golden.FOLDER.glob("*.png")) < 2 << 20
