"""A program's text as a file: read and written with its encoding line, byte order mark and line ends kept.

Inside the program a text has "\\n" line ends only. A notebook (.ipynb) is opened as a program too: see
model/notebook.py.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from . import notebook
from .settings import write_atomically
from .translate import tr

MAX_BYTES = 5_000_000  # a program of more than this is a mistake
MAX_NOTEBOOK_BYTES = 200_000_000  # pictures are inside
_COOKIE = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII)
_BLANK = re.compile(r"^[ \t\f]*(?:#.*)?$")


class DocumentError(Exception):
    """A file that cannot be opened or saved as a program; the message is a clear sentence or two for the user."""


@dataclass
class Document:
    """A program's text and what its file needs besides.

    text: with "\\n" line ends. newline: "\\n", "\\r\\n" or "\\r", what the file uses (most). cells: for a notebook, for
    each line of the text (cell number from 1, line in the cell from 1), (0, 0) for lines of ours; else None.
    """

    text: str = ""
    path: str | None = None
    encoding: str = "utf-8"
    bom: bool = False
    newline: str = "\n"
    cells: list[tuple[int, int]] | None = None
    _original: tuple[str, bytes] | None = field(default=None, repr=False)

    @property
    def is_notebook(self) -> bool:
        return self.cells is not None

    @property
    def suggested_path(self) -> str | None:
        """Where "Save" would write: a notebook becomes a program beside it."""
        if self.path and self.is_notebook:
            return str(Path(self.path).with_suffix(".py"))
        return self.path

    def where(self, line: int) -> str:
        """A line (from 1) in words: "line 7", or "cell 3, line 2" of a notebook."""
        if self.cells and 1 <= line <= len(self.cells) and self.cells[line - 1][0]:
            return tr("cell {cell}, line {line}", cell=self.cells[line - 1][0], line=self.cells[line - 1][1])
        return tr("line {line}", line=line)


def read_bytes(path: str | Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of an ordinary file of at most `limit` bytes; raises DocumentError."""
    name = os.fspath(path)
    try:
        info = os.stat(name)
        if stat.S_ISDIR(info.st_mode):
            raise DocumentError(tr("{name} is a directory, not a file.", name=name))
        if not stat.S_ISREG(info.st_mode):
            raise DocumentError(tr("{name} is not an ordinary file.", name=name))
        if info.st_size > limit:
            raise DocumentError(tr("{name} has {size:.0f} MB: too large for a program (the most is {most:.0f} MB).",
                                   name=name,
                                   size=info.st_size / 1e6, most=limit / 1e6))
        with open(name, "rb") as file:
            return file.read(limit + 1)
    except FileNotFoundError:
        raise DocumentError(tr("{name}: there is no such file.", name=name)) from None
    except PermissionError:
        raise DocumentError(tr("{name} may not be read (no permission).", name=name)) from None
    except ValueError:  # a zero byte in the name
        raise DocumentError(tr("{name!r} is not the name of a file.", name=name)) from None
    except OSError as error:
        raise DocumentError(tr("{name} could not be read: {reason}.", name=name, reason=error.strerror)) from None


def load_document(path: str | Path) -> Document:
    """Read a .py (or any text) or .ipynb file; raises DocumentError. Nothing in it is run."""
    name = os.fspath(path)
    if name.lower().endswith(".ipynb"):
        try:
            text, cells = notebook.convert(read_bytes(name, MAX_NOTEBOOK_BYTES), Path(name).name)
        except notebook.NotebookError as error:
            raise DocumentError(f"{name} {error}") from None
        return Document(text, name, cells=cells)
    return decode(read_bytes(name), name)


def decode(data: bytes, name: str) -> Document:
    """A Document from a file's bytes, decoded as Python would; raises DocumentError when they are not a text."""
    if b"\0" in data:
        raise DocumentError(tr("{name} is not a text file (it has zero bytes in it).", name=name))
    bom = data.startswith(codecs.BOM_UTF8)
    body = data[3:] if bom else data
    encoding = _declared(body, name) or "utf-8"
    if bom and codecs.lookup(encoding).name != "utf-8":
        raise DocumentError(tr("{name} starts with a UTF-8 mark, but its first lines say that it is in {encoding}.",
                               name=name, encoding=encoding))
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        hint = "" if _declared(body, name) else tr(" If it is in another encoding, its first line must say which.")
        raise DocumentError(tr("{name} is not {encoding} text: line {line} has the byte 0x{byte:02x}.{hint}",
                               name=name, encoding=encoding.upper(), line=line, byte=body[error.start], hint=hint)) from None
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return Document(plain, name, encoding, bom, _newline(text), _original=(plain, data))


def save_document(document: Document, path: str | Path | None = None, text: str | None = None) -> Document:
    """Write the text (document.text when None) to `path` (document.path when None), whole or not at all.

    Returns the Document as it now stands on disk; raises DocumentError, and leaves the file as it was then.
    """
    path = os.fspath(path if path is not None else document.suggested_path)
    text = document.text if text is None else text
    if path.lower().endswith(".ipynb"):
        raise DocumentError(tr("A notebook is opened as a program: save it as a .py file."))
    data, encoding = encode(document, text)
    try:
        write_atomically(path, data)
    except IsADirectoryError:
        raise DocumentError(tr("{path} is a directory, not a file.", path=path)) from None
    except OSError as error:
        raise DocumentError(tr("{path} could not be written: {reason}.", path=path, reason=error.strerror)) from None
    return Document(text, path, encoding, document.bom and encoding == "utf-8", document.newline,
                    _original=(text, data))


def encode(document: Document, text: str) -> tuple[bytes, str]:
    """(bytes, encoding) of `text` as the document's file would hold it; raises DocumentError."""
    if document._original is not None and document._original[0] == text:
        return document._original[1], document.encoding  # untouched: mixed line ends stay mixed
    name = document.path or tr("The program")
    encoding = _declared(text[:2000].encode("utf-8", "replace"), name)
    if encoding is None:
        encoding = "utf-8"
    try:
        body = text.replace("\n", document.newline).encode(encoding)
    except UnicodeEncodeError as error:
        line = text.replace("\n", document.newline).count("\n", 0, error.start) + 1
        asked = "" if encoding == "utf-8" else tr(" The program's first lines ask for {encoding}.", encoding=encoding)
        raise DocumentError(tr("Line {line} has a character ({character!a}) that cannot be written as "
                               "{encoding}.{asked}",
                               line=line, character=error.object[error.start], encoding=encoding.upper(), asked=asked)) from None
    return (codecs.BOM_UTF8 if document.bom and encoding == "utf-8" else b"") + body, encoding


def _declared(body: bytes, name: str) -> str | None:
    """The encoding that the first two lines ask for (PEP 263), by Python's own name; None without such a line."""
    head = body[:2000].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")[:2]
    for line in (part.decode("latin-1") for part in head):
        if match := _COOKIE.match(line):
            try:
                return codecs.lookup(match[1]).name
            except LookupError:
                raise DocumentError(tr("{name} says that it is in {encoding}, an encoding that Python does not know.",
                                       name=name, encoding=match[1])
                                    ) from None
        if not _BLANK.match(line):
            break
    return None


def _newline(text: str) -> str:
    """The line end that most lines have."""
    windows = text.count("\r\n")
    old_mac = text.count("\r") - windows
    unix = text.count("\n") - windows
    if windows and windows >= unix and windows >= old_mac:
        return "\r\n"
    return "\r" if old_mac > unix else "\n"
