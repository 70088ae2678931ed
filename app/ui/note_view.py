"""A lesson's note as rich text: formulas typeset as pictures, links that lead into the run.

Signal `followed(kind, words)`: a link was clicked ("node", "MulBackward0 2").
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from PySide6.QtCore import QByteArray, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QPainter, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFrame, QTextBrowser

from app.export.notes import to_html
from app.model import translate

from .style import style
from .typesetter import typesetter

FORMULA = 1.05  # height of a formula's letters, to the text's
APART, LEAST_APART = 0.55, 12  # of the letters' height between paragraphs, and never fewer px
FULL_HEIGHT = frozenset({"zh"})  # languages whose letters fill their height: a line takes 1.5 of it


class NoteView(QTextBrowser):
    """Shows one note. Nothing in it can load anything from outside."""

    followed = Signal(str, str)

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(0)
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(self._follow)
        self._px = 16.0
        self._dressed: tuple = ()
        self._formulas: list[tuple[str, float]] = []
        self._markdown = ""
        style.changed.connect(self._again)

    def set_size(self, px: float) -> None:
        """The height of its letters in px."""
        self._px = px
        self._again()

    def set_note(self, markdown: str) -> None:
        """Show this note."""
        if markdown != self._markdown:
            self._markdown = markdown
            self._again()

    def markdown(self) -> str:
        """The note that is shown."""
        return self._markdown

    def prepare(self, formulas: list[str]) -> None:
        """Have these typeset, in their own process, before they are shown."""
        typesetter().ask([(tex.strip(), self._px * FORMULA, style.palette().text) for tex in formulas], self)

    def links(self) -> list[tuple[str, str]]:
        """(kind, words) of the links, in the order of reading."""
        found: list[tuple[str, str]] = []
        block = self.document().begin()
        while block.isValid():
            at = block.begin()
            while not at.atEnd():
                link = _link(at.fragment().charFormat().anchorHref())
                found += [link] if link and link not in found else []
                at += 1
            block = block.next()
        return found

    def _again(self) -> None:
        self._formulas = []
        self._dress()
        self.setHtml(to_html(self._markdown, lambda kind, words: f'href="{kind}:{quote(words)}"', self._formula))
        if translate.chosen() in FULL_HEIGHT:
            space = QTextBlockFormat()
            space.setLineHeight(1.5 * self._px, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
            whole = QTextCursor(self.document())
            whole.select(QTextCursor.SelectionType.Document)
            whole.mergeBlockFormat(space)

    def _dress(self) -> None:
        """Colours and letters, where they are others than before."""
        look = (self._px, style.palette(), style.zoom)
        if look == self._dressed:
            return
        self._dressed, palette = look, style.palette()
        font = style.font(13)
        font.setPixelSize(max(6, round(self._px)))
        self.setFont(font)
        self.document().setDefaultFont(font)
        apart = max(LEAST_APART, round(APART * self._px))
        self.document().setDefaultStyleSheet(
            f"p{{margin-top:{apart}px;margin-bottom:{apart}px}} a{{color:{palette.accent}}} code{{font-family:'JetBrains Mono'}} "
            f"p,li,h1,h2,h3,td{{color:{palette.text};font-size:{round(self._px)}px}}")
        self.setStyleSheet(f"QTextBrowser{{background:transparent;color:{palette.text};border:0}}")

    def _formula(self, tex: str, display: bool) -> str:
        made = typesetter().now(tex.strip(), self._px * FORMULA, style.palette().text)
        if made is None:
            from html import escape

            return f"<code>{escape(tex)}</code>"
        self._formulas.append((made[0], self.devicePixelRatioF()))
        fits = min(1.0, self.viewport().width() / max(1.0, made[1]))  # a long formula is smaller, never cut
        wide, high = round(made[1] * fits), round(made[2] * fits)
        image = f'<img src="formula:{len(self._formulas) - 1}" width="{wide}" height="{high}" style="vertical-align:middle"/>'
        return f"<br/>{image}<br/>" if display else image

    def loadResource(self, kind: int, name: QUrl):
        """Formulas, and nothing else."""
        if kind != QTextDocument.ResourceType.ImageResource or name.scheme() != "formula":
            return QByteArray()
        number = int(name.path()) if name.path().isdigit() else -1
        if not 0 <= number < len(self._formulas):
            return QByteArray()
        svg, ratio = self._formulas[number]
        renderer = QSvgRenderer(QByteArray(svg.encode("utf-8")))
        size = renderer.defaultSize() * ratio
        image = QImage(size.expandedTo(QSize(1, 1)), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        image.setDevicePixelRatio(ratio)
        return image

    def _follow(self, url: QUrl) -> None:
        link = _link(url.toString(QUrl.ComponentFormattingOption.FullyDecoded))
        if link:
            self.followed.emit(*link)


def _link(address: str) -> tuple[str, str] | None:
    """(kind, words) of a link into the run, None for any other."""
    kind, _, words = address.partition(":")
    return (kind, unquote(words)) if kind in ("node", "tensor", "line", "step") else None
