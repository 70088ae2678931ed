"""Saving what the Plots panel shows: its numbers as CSV, its picture as SVG or PNG."""

from __future__ import annotations

import os

from PySide6.QtCore import QIODevice, QPoint, QRect, QSaveFile, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from . import store
from .style import style
from .texts import tr

KINDS = {"csv": "Tables (*.csv)", "svg": "SVG pictures (*.svg)", "png": "PNG pictures (*.png)"}
SCALE = 2.0  # of a PNG


def save(panel, page, kind: str) -> None:
    """Ask where to, and save a page; the panel says how it went."""
    folder = store.store().value("figures", "") or os.getcwd()
    path, _ = QFileDialog.getSaveFileName(panel, tr("Save plots"), os.path.join(folder, f"plots.{kind}"),
                                          f"{tr(KINDS[kind])};;{tr('All files (*)')}")
    if not path:
        return
    if not os.path.splitext(path)[1]:
        path = f"{path}.{kind}"
    try:
        write(page, path, kind)
    except OSError as error:
        panel.failed.emit(tr("{path} could not be written: {reason}", path=path, reason=error.strerror or error))
        return
    store.store().setValue("figures", os.path.dirname(path))
    panel.told.emit(tr("Saved {name}", name=os.path.basename(path)))


def write(page, path: str, kind: str) -> None:
    """Write a page's numbers or picture, whole or not at all; raises OSError."""
    file = QSaveFile(path)
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        raise OSError(0, file.errorString())
    if kind == "csv":
        file.write(page.csv_text().encode("utf-8"))
    elif kind == "svg":
        _draw_svg(page.picture(), file)
    else:
        image(page.picture()).save(file, "PNG")
    if not file.commit():
        raise OSError(0, file.errorString())


def image(widget: QWidget) -> QImage:
    """A widget's picture, twice as dense as the screen."""
    made = QImage(widget.size() * SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    made.setDevicePixelRatio(SCALE)
    made.fill(style.color("panel"))
    widget.render(made)
    return made


def _draw_svg(widget: QWidget, file) -> None:
    made = QSvgGenerator()
    made.setOutputDevice(file)
    made.setSize(QSize(widget.size()))
    made.setViewBox(QRect(0, 0, widget.width(), widget.height()))
    made.setTitle(tr("Plots"))
    painter = QPainter(made)
    painter.fillRect(widget.rect(), style.color("panel"))
    widget.render(painter, QPoint())
    painter.end()


def copy(page) -> None:
    """Put a page's numbers on the clipboard."""
    QApplication.clipboard().setText(page.csv_text())
