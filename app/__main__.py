"""`python -m app` and `retrograd`: which way a command goes. `run` takes a short way, for its start counts."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit status."""
    words = sys.argv[1:] if argv is None else argv
    if words[:1] == ["run"] and words[1:2] not in ([], ["-h"], ["--help"]):
        from .worker.bootstrap import private

        return private("app.cli.run").main(words[1:])
    from .cli.main import main as cli_main

    return cli_main(words)


if __name__ == "__main__":
    sys.exit(main())
