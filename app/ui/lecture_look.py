"""How a lecture's page is dressed: everything scaled from a page of 1600 × 1000, and words that fit into their place."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPixmap

from .style import style

PAGE = (1600, 1000)
MARGINS = (72, 44)  # px beside the words: where the graph has its usual share of the page, and where it has more
HEADLINES = (38, 32, 27, 23)  # px of the letters of the headline, the first in which it has room
MOST_HEADLINE = 3.4  # rows of it
NOTE_SHARE = 0.4  # of the page's height; a note that is longer scrolls
LETTERS = "".join(map(chr, range(33, 127))) + "−·→×²³…"


def scale_of(page) -> float:
    """Screen px for one of the design's."""
    return max(0.3, min(page.width() / PAGE[0], page.height() / PAGE[1]))


def margin_of(page) -> int:
    """px of the design beside the words."""
    return MARGINS[page.graph.share > 0.5]


def _font(px: float, weight: int = 400, mono: bool = False):
    font = style.font(13, weight, mono)
    font.setPixelSize(max(6, round(px)))
    return font


def dress(page) -> None:
    """Fonts, colours and measures for the page's size, the theme and the zoom."""
    palette, px = style.palette(), page.px
    page.setStyleSheet(f"#lecture{{background:{palette.panel}}}")
    page.headline.setFont(_font(px(HEADLINES[0]), 600))
    page.headline.colour = style.color("text")
    for label, size, weight, colour in ((page.title, 20, 500, "sub"), (page.question, 22, 600, "accent"), (page.told, 22, 500, "text")):  # fmt: skip
        label.setFont(_font(px(size), weight))
        label.setStyleSheet(f"color:{palette[colour]};background:transparent")
    page.printed.setFont(_font(px(22), 500, True))
    page.printed.setStyleSheet(f"color:{palette.text};background:{palette.sunken};border:1px solid {palette.hair};"
                               f"border-radius:{round(px(8))}px;padding:{round(px(12))}px {round(px(18))}px")
    page.field.setFont(_font(px(22), 400, True))
    page.note.set_size(px(22))
    beside = round(px(margin_of(page)))
    page.column.setContentsMargins(beside, round(px(56)), beside, round(px(40)))
    page.column.setSpacing(round(px(18)))
    for part in (page.working, page.code, page.foot):
        part.set_scale(page.scale)
    page.drawing.scale = page.scale
    page.graph.set_scale(page.scale)
    page.graph.setFixedWidth(round(page.width() * page.graph.share))
    page.field.setStyleSheet(f"QLineEdit{{padding:{round(px(8))}px {round(px(14))}px;border-radius:{round(px(8))}px;"
                             f"border:1px solid {palette.border};background:{palette.panel};"
                             f"color:{palette.text}}} QLineEdit:focus{{border:2px solid {palette.accent}}}")


def fit_words(page) -> None:
    """The headline stays within three rows: smaller type for long ones, then cut; then the note's height."""
    text = page.headline.text()
    room = max(80, page.side.width() - 2 * round(page.px(margin_of(page))))
    for size in HEADLINES:
        page.headline.setFont(_font(page.px(size), 600))
        most = MOST_HEADLINE * page.headline.fontMetrics().height()
        if page.headline.high(text, room) <= most:
            break
    else:
        while text and page.headline.high(text + "…", room) > most:
            text = text[: int(len(text) * 0.9)]
        text += "…"
        page.headline.setText(text)
    page.headline.setFixedHeight(round(page.headline.high(text, room)) + 4)
    fit_note(page)


def fit_note(page) -> None:
    """All of the note is seen, unless it takes more than its share of the page, or than the other parts leave: then it
    scrolls."""
    document = page.note.document()
    if document.textWidth() != page.note.viewport().width():
        document.setTextWidth(page.note.viewport().width())
    most = min(page.height() * NOTE_SHARE, max(room_for_note(page), page.px(60)))
    high = round(min(document.size().height() + 6, most))
    if high != page.note.height():
        page.note.setFixedHeight(high)


def room_for_note(page) -> float:
    """px that the other parts of the column leave to the note, with the code at its least."""
    margins, wide = page.column.contentsMargins(), page.note.width()
    taken, count = margins.top() + margins.bottom(), 0
    for part in (page.title, page.headline, page.printed, page.working, page.question, page.field, page.told, page.code):
        if not part.isHidden():
            high = part.minimumHeight() or (part.heightForWidth(wide) if part.hasHeightForWidth() else part.sizeHint().height())
            taken, count = taken + high, count + 1
    return page.height() - page.foot.height() - taken - (count + 1) * page.column.spacing()


def warm_letters(page) -> None:
    """Each letter in the sizes of the page, once and where nobody sees it: else the first step would make them."""
    page.headline.warm(LETTERS)
    ratio = page.devicePixelRatioF()
    nowhere = QPixmap(1, 1)
    nowhere.setDevicePixelRatio(ratio)
    painter = QPainter(nowhere)
    for size, weight, mono in ((22, 400, False), (22, 600, False), (22, 500, True), (20, 400, True),
                               (18, 400, False), (18, 600, False), (17, 400, False), (27, 400, True)):  # fmt: skip
        painter.setFont(_font(page.px(size), weight, mono))
        painter.drawText(QPointF(0, 0), LETTERS)
    painter.end()
