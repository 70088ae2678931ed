"""A figure that has been written, as a notebook shows it."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from core.tapedisplay import as_html

IMAGES = {".png": "image/png", ".gif": "image/gif"}
TEXTS = (".dot", ".mmd", ".tex", ".json")


def bundle_of_file(path: str) -> dict[str, str]:
    """{mime type: data} of a figure's file: a picture, a text, or its name."""
    kind = os.path.splitext(path)[1].lower()
    try:
        data = Path(path).read_bytes() if kind in (".svg", *IMAGES, *TEXTS) else b""
    except OSError as error:
        return {"text/plain": f"{path}: {error.strerror or error}"}
    if kind == ".svg":
        text = data.decode("utf-8")
        return {"text/plain": path, "image/svg+xml": text, "text/html": as_html(text)}
    if kind in IMAGES:
        return {"text/plain": path, IMAGES[kind]: base64.b64encode(data).decode("ascii")}
    return {"text/plain": data.decode("utf-8") if kind in TEXTS else path}
