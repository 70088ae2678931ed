"""What each lesson prints with real PyTorch: `python tests/data/make_lessons.py TORCH_PYTHON` writes lessons.json."""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
LESSONS = sorted((HERE.parents[1] / "resources" / "lessons").glob("*.py"))


def main(python: str) -> None:
    said = {p.stem: subprocess.run([python, str(p)], capture_output=True, text=True, check=True).stdout for p in LESSONS}
    (HERE / "lessons.json").write_text(json.dumps(said, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
