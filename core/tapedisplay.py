"""How a notebook shows a tape: by the picture that the command line makes of it, in a process of its own.

The engine draws nothing and imports nothing that does: it knows the contract's command, `python -m app export`, as a user
would. A process of its own also leaves the notebook's kernel, its windows and its event loop alone.
"""

import base64
import html
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PATIENCE = 60  # seconds
LARGEST = 4_000_000  # bytes of a picture inside a notebook
HOME = str(Path(__file__).resolve().parents[1])  # where the command lies, beside this package


def bundle(path):
    """{mime type: data} of the graph at the end of the tape at `path`: a picture, or words that say why there is none."""
    with tempfile.TemporaryDirectory(prefix="retrograd-", ignore_cleanup_errors=True) as folder:
        out = os.path.join(folder, "figure.svg")
        words = _draw(path, out)
        if not words:
            picture = Path(out).read_text(encoding="utf-8")
            if len(picture) <= LARGEST:
                return {"image/svg+xml": picture, "text/html": as_html(picture)}
            words = f"The graph's picture has {len(picture) / 1e6:.0f} MB, too much for a notebook: write it to a file with `retrograd export`."
    return {"text/html": f"<p>{html.escape(words)}</p>"}


def as_html(picture):
    """An SVG as an image of a page: its style sheet stays its own."""
    data = base64.b64encode(picture.encode("utf-8")).decode("ascii")
    return f'<img alt="The autograd graph" style="max-width:100%" src="data:image/svg+xml;base64,{data}">'


def _draw(path, out):
    """Have the command write the figure; "" or what is wrong, one sentence."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (HOME, os.environ.get("PYTHONPATH"))))}
    command = [sys.executable, "-m", "app", "export", os.path.abspath(path), "-o", out]
    try:
        done = subprocess.run(
            command, capture_output=True, stdin=subprocess.DEVNULL, timeout=PATIENCE, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        return f"The graph could not be drawn within {PATIENCE} seconds; `retrograd export` takes as long as it needs."
    except OSError as error:
        return f"The graph could not be drawn: {error.strerror or error}."
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return f"The graph could not be drawn: {said[-1].removeprefix('retrograd: ') if said else 'the command ended.'}"
    return ""
