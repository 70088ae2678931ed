"""The Plots dock in the real window: what is plotted, the cursor's place, clicks, legend, log scale, saving, pages."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.ui import plots_save
from app.ui.plots_panel import NO_RUN, NOTHING
from app.ui.style import style
from tests.app.model.test_series import TRAINING


@pytest.fixture
def plots(window, act, qtbot):
    """The panel, shown and with all that draws."""
    window.resize(1500, 950)
    window.files.new()
    act("plots")
    panel = window.views.plots
    qtbot.waitUntil(lambda: bool(panel.pages), timeout=15000)
    return panel


@pytest.fixture
def trained(plots, run, qtbot):
    """The panel after a run of six iterations."""
    run(TRAINING.format(reset="pass"))
    qtbot.waitUntil(lambda: not plots.pages["time"].is_behind, timeout=10000)
    return plots


def test_lines_band_click_and_what_is_known(trained, window, qtbot):
    page = trained.pages["time"]
    charts = page.charts
    assert [name for name, chart in charts.items() if chart.isVisibleTo(page)] == ["loss", "grad", "weight", "ratio"]
    trace = window.session.trace
    third = trace.iterations[2]
    window.session.select(third.backward)
    qtbot.waitUntil(lambda: charts["loss"].band.value() == 3, timeout=2000)
    assert charts["loss"].veil.getRegion()[0] == 3, "the loss of this iteration is known"
    assert charts["weight"].veil.getRegion()[0] == 2, "this iteration's update is not"
    assert "at iteration 3" in charts["loss"].note.text()
    chart = charts["loss"]
    box = chart.plot.getViewBox()
    line = chart.lines[0]
    place = box.mapViewToScene(QPointF(float(line.x[4]), float(line.y[4])))
    chart.plot.scene().sigMouseMoved.emit(place)
    assert chart.note.text() == f"{float(line.y[4])!r} at iteration 5"
    chart.click_at(place)
    assert window.session.cursor == trace.iterations[4].backward
    before = box.viewRange()[0]
    assert not turn(chart.plot, Qt.KeyboardModifier.NoModifier) and box.viewRange()[0] == before, "the wheel alone scrolls the panel"
    assert turn(chart.plot, Qt.KeyboardModifier.ControlModifier)
    assert box.viewRange()[0] != before
    window.session.last()
    qtbot.waitUntil(lambda: not charts["weight"].veil.isVisible(), timeout=2000)


def turn(plot, keys) -> bool:
    """A notch of the wheel towards oneself, in the middle of a plot; whether the plot takes it."""
    at = QPointF(plot.viewport().rect().center())
    event = QWheelEvent(at, QPointF(plot.viewport().mapToGlobal(at)), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, keys,
                        Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    plot.wheelEvent(event)
    return event.isAccepted()


def test_legend_log_scale_and_watching(trained, run, qtbot):
    legend_and_log(trained)
    watched_number(trained, run, qtbot)


def legend_and_log(trained):
    """The legend hides lines, and the log scale takes logarithms."""
    chart = trained.pages["time"].charts["grad"]
    assert [line.key.name for line in chart.lines][:2] == ["0.weight", "0.weight"]
    shown = len(chart.shown())
    next(iter(chart.legend.chips.values())).click()
    assert len(chart.shown()) == shown - 1
    loss = trained.pages["time"].charts["loss"]
    trained.log_button.click()
    (drawn,) = loss._drawn.values()
    np.testing.assert_allclose(drawn.item.getOriginalDataset()[1], np.log10(loss.lines[0].y))
    trained.toggle_log()
    np.testing.assert_allclose(drawn.item.getOriginalDataset()[1], loss.lines[0].y)


def watched_number(trained, run, qtbot):
    """A watched number is a line, and stays for the next run."""
    trained.watch_menu.aboutToShow.emit()
    (action,) = [a for a in trained.watch_menu.actions() if a.text() == "acc"]
    action.trigger()
    trained.watch_menu.actions()[-1].trigger()
    field = trained.window().views.watch.field
    assert field.isVisible() and trained.window().focusWidget() is field, "an expression is typed in the panel Watch"
    page = trained.pages["time"]
    assert [line.key.name for line in page.charts["watch"].lines] == ["acc"]
    run(TRAINING.format(reset="opt.zero_grad()").replace("range(6)", "range(3)"))
    qtbot.waitUntil(lambda: not page.is_behind, timeout=10000)
    assert [len(line.x) for line in page.charts["watch"].lines] == [3]


def test_watches_are_one_list(trained, window, qtbot):
    """What the panel Watch holds is plotted, expressions too; what is chosen here stands there, and in the file's marks."""
    window.views.watch.add("loss * 2")
    page = trained.pages["time"]
    qtbot.waitUntil(lambda: bool(page.charts["watch"].lines) and not page.is_behind, timeout=10000)
    (doubled,) = page.charts["watch"].lines
    (loss,) = page.charts["loss"].lines
    assert doubled.key.name == "loss * 2"
    np.testing.assert_allclose(doubled.y, 2 * loss.y, rtol=1e-6)
    trained.watch("acc")
    assert window.views.watch.model.texts == ("loss * 2", "acc") and window.views.marks.marks.kept("watches") == ["loss * 2", "acc"]
    trained.watch("loss * 2", False)
    assert [line.key.name for line in page.charts["watch"].lines] == ["acc"]
    window.views.watch.remove(0)
    assert not page.charts["watch"].lines


def test_pages_and_saving(trained, window, tmp_path, monkeypatch):
    saving(trained, tmp_path, monkeypatch)
    pages_follow(trained, window)


def saving(trained, tmp_path, monkeypatch):
    """Numbers and pictures are written; what cannot be is said."""
    told, failed = [], []
    trained.told.connect(told.append)
    trained.failed.connect(failed.append)
    for kind in ("csv", "svg", "png"):
        monkeypatch.setattr(plots_save.QFileDialog, "getSaveFileName", lambda *_, k=kind: (str(tmp_path / f"p.{k}"), ""))
        trained.save(kind)
    assert told == ["Saved p.csv", "Saved p.svg", "Saved p.png"]
    assert (tmp_path / "p.csv").read_text().splitlines()[0].startswith("iteration,loss,norm of 0.weight.grad")
    assert ET.parse(tmp_path / "p.svg").getroot().tag.endswith("svg")
    assert "Gradient norm" in (tmp_path / "p.svg").read_text()
    assert QImage(str(tmp_path / "p.png")).width() == 2 * trained.pages["time"].picture().width()
    gone = str(tmp_path / "no" / "p.csv")
    monkeypatch.setattr(plots_save.QFileDialog, "getSaveFileName", lambda *_: (gone, ""))
    trained.save("csv")
    assert failed and "could not be written" in failed[0]


def pages_follow(trained, window):
    """The pages by depth and of a tensor follow the cursor."""
    session = window.session
    trained.show_page("depth")
    assert "0.weight: " in trained.plain_text()
    depth = trained.pages["depth"]
    depth.charts[0].chosen.emit(0)
    assert session.cursor == depth.bars[0][0].seq and session.selection.kind == "node"
    trained.show_page("tensor")
    assert "0.weight" in trained.plain_text() and "(4, 3)" in trained.plain_text()
    tensor = trained.pages["tensor"]
    told = []
    tensor.maps["value"].told.connect(told.append)
    assert tensor.maps["value"]._matrix.shape == (4, 3) and tensor.charts["value"].note.text().startswith("min ")
    session.select(session.trace.tensor(tensor.tensor()).made_at)
    QApplication.processEvents()
    assert not tensor.maps["grad"].isVisible() and tensor.maps["value"].height() > 0.3 * tensor.height(), "hidden parts take no room"
    assert tensor.csv_text().startswith("of,from,to,count\r\n0.weight,")
    session.select(-1)
    session.set_selection(None)
    assert "is shown here" in trained.plain_text()


def test_words_where_there_is_nothing_and_another_theme(plots, run):
    assert plots.plain_text() == NO_RUN
    run("import torch\nx = torch.ones(2)\n")
    assert plots.plain_text() == NOTHING
    was = style.theme
    style.set_theme("dark")
    colour = style.color("panel")
    assert plots.pages["time"].charts["loss"].plot.backgroundBrush().color() == colour
    style.set_theme(was)


def test_a_line_that_is_level_but_for_rounding_is_shown_level(plots, run, qtbot):
    run("import torch\nw = torch.ones(3, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n"
        "for i in range(20):\n    w.grad = 2 * w.detach()\n    opt.step()\n")
    page = plots.pages["time"]
    qtbot.waitUntil(lambda: not page.is_behind and bool(page.charts["ratio"].lines), timeout=10000)
    chart = page.charts["ratio"]
    box = chart.plot.getViewBox()
    for log in (False, True):
        page.set_log(log)
        box.updateAutoRange()
        low, high = box.viewRange()[1]
        y = np.log10(chart.lines[0].y) if log else chart.lines[0].y
        assert np.ptp(y) < 0.02 * (high - low) and low < y[0] < high
    page.set_log(False)


def test_an_axis_of_iterations_has_no_ticks_between_whole_numbers(qtbot):
    from app.ui.plot_chart import CountAxis

    axis = CountAxis("bottom")
    for low, high in ((0.9, 2.1), (1, 3), (1, 6), (0.98, 7.3), (1, 500), (3.2, 3.9)):
        ticks = [value for _, values in axis.tickValues(low, high, 400) for value in values]
        assert all(float(value).is_integer() for value in ticks), (low, high, ticks)
    assert [v for _, values in axis.tickValues(0.9, 3.1, 400) for v in values] == [1, 2, 3]
