"""Running programs in tests: through the command line, and through a session with a real child."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRE = "import torch\nx = torch.ones(2, requires_grad=True)\ny = (x * 2).sum()\n"


@dataclass
class Done:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]

    def kinds(self, kind: str) -> list[dict]:
        return [event for event in self.events if event["event"] == kind]

    def is_clean(self) -> bool:
        """Whether no line of ours shows in a traceback."""
        return not any(f'{ROOT}{os.sep}{part}' in self.err for part in ("core", "app"))


def cli(*words, stdin: str | None = None, cwd=None, env=None, timeout=60) -> Done:
    """`python -m app WORD…`, with the checkout found as an installed program is."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path, **(env or {})}
    done = subprocess.run([sys.executable, "-m", "app", *map(str, words)], input=stdin, capture_output=True, text=True,
                          cwd=cwd or ROOT, env=environment, timeout=timeout, encoding="utf-8", errors="replace")
    return Done(done.returncode, done.stdout, done.stderr)


def plain(*words, stdin: str | None = None, cwd=None, timeout=60) -> Done:
    """`python FILE ARG…`: what `run` is measured against."""
    done = subprocess.run([sys.executable, *map(str, words)], input=stdin, capture_output=True, text=True,
                          cwd=cwd or ROOT, timeout=timeout, encoding="utf-8", errors="replace")
    return Done(done.returncode, done.stdout, done.stderr)


def program(folder: Path, source: str, name: str = "program.py") -> Path:
    """A file with this source."""
    path = Path(folder) / name
    path.write_text(source, encoding="utf-8", newline="\n")
    return path
