"""The command line of the contract but for `run` (cli/run.py): words to calls, errors to one sentence and a status."""

from __future__ import annotations

import argparse
import os
import sys

from ..model.document import DocumentError
from . import export_words
from .words import INTERRUPTED, RAISED, WRONG_WORDS, CommandError

COMMANDS = ("run", "record", "steps", "export", "handout", "doctor", "compare", "api")


def main(words: list[str]) -> int:
    """Do what the words say; returns the exit status."""
    _print_anything()
    try:
        if words[:1] and (words[0] in COMMANDS or words[0] in ("-h", "--help", "--version")):
            words, argv = _split(words)
            options = _parser().parse_args(words)
            options.argv = argv
            return options.call(options)
        return _window(words)
    except (CommandError, DocumentError) as error:
        print(f"retrograd: {error}", file=sys.stderr)
        return WRONG_WORDS
    except BrokenPipeError:
        _drop_stdout()
        return RAISED
    except KeyboardInterrupt:
        return INTERRUPTED


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """(words, the program's own arguments): `record FILE -o OUT.tape -- ARG…`."""
    if words[0] != "record" or "--" not in words:
        return words, []
    at = words.index("--")
    return words[:at], words[at + 1:]


def _print_anything() -> None:
    """A name that the terminal's encoding lacks is printed with escapes, not refused; a closed stream swallows."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))
        else:
            stream.reconfigure(errors="backslashreplace")


def _drop_stdout() -> None:
    """Who read our output has gone (`| head`): keep Python from complaining at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="retrograd", allow_abbrev=False,
        description="Watch backprop happen. Without a subcommand: `retrograd [FILE]` opens the window, with FILE (.py, "
                    ".ipynb, .tape) loaded but not run.")
    parser.add_argument("--version", action="version", version=f"retrograd {_version()}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, does: str, call, file: str = "FILE_OR_TAPE"):
        sub = commands.add_parser(name, help=does, description=does, allow_abbrev=False)
        if file:
            sub.add_argument("file", metavar=file, help="a program (.py, .ipynb)" + (
                " or a tape (.tape)" if "TAPE" in file else ""))
        sub.set_defaults(call=call)
        return sub

    run = command("run", "run FILE as `python FILE ARG…` would, with the NumPy core as torch", _no_file, "")
    run.add_argument("file", metavar="FILE", nargs="?", help="a program (.py, .ipynb)")
    run.add_argument("args", metavar="ARG", nargs="*", help="arguments of the program")
    record = command("record", "run FILE and keep the tape", _record, "FILE")
    record.add_argument("-o", "--output", metavar="OUT.tape", required=True, help="the tape to write")
    record.epilog = "What follows -- are arguments of the program."
    steps = command("steps", "print the tape, an event a line", _steps)
    steps.add_argument("--json", action="store_true", help="as JSON lines")
    steps.add_argument("--full", action="store_true", help="all numbers of large tensors too")
    export_words.add_words(command("export", "write a figure of the graph, or of every step of a run", _export))
    handout = command("handout", "write a lesson's hand-out: html, pdf, figures, program", _handout, "LESSON_OR_TAPE")
    handout.add_argument("-o", "--output", metavar="FOLDER", required=True, help="the folder to write into")
    handout.add_argument("--lang", choices=("en", "zh"), default="en", help="the language of the notes")
    handout.add_argument("--name", default="", help="what the files are called (the lesson's name)")
    doctor = command("doctor", "say what is wrong with the backward pass", _doctor)
    doctor.add_argument("--json", action="store_true", help="as JSON")
    doctor.add_argument("--why", metavar="NAME", help="say why the gradient of this variable is what it is")
    doctor.epilog = "Exit status: 0: nothing found; 1: something found, or the program failed; 2: there is no run to look at."
    compare = command("compare", "say where the numbers of two runs differ, worst first", _compare)
    compare.add_argument("other", metavar="OTHER", help="the run it is compared with: a program or a tape")
    compare.add_argument("--json", action="store_true", help="as JSON")
    compare.add_argument("--tolerance", type=float, default=1e-5, metavar="T",
                         help="relative difference that is none (%(default)s)")
    compare.epilog = "Exit status: 0 if the runs agree, 1 if they differ."
    api = command("api", "print the torch names the core answers to", _api, "")
    api.add_argument("name", metavar="NAME", nargs="?", help="is this one of them? (exit status 0: yes, 1: no)")
    return parser


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("retrograd")
    except PackageNotFoundError:
        return "(not installed)"


def _no_file(options) -> int:
    raise CommandError("run: which file?")  # with one, cli/run.py is called before we come to this


def _record(options) -> int:
    from .record import record

    return record(options.file, options.output, options.argv)


def _steps(options) -> int:
    from .steps import steps

    return steps(options.file, options.json, options.full)


def _export(options) -> int:
    from .export import export

    return export(options)


def _handout(options) -> int:
    from .handout import handout

    return handout(options.file, options.output, options.lang, options.name)


def _doctor(options) -> int:
    from .doctor import doctor

    return doctor(options.file, options.json, options.why)


def _compare(options) -> int:
    from .compare import run_compare

    return run_compare(options.file, options.other, options.json, options.tolerance)


def _api(options) -> int:
    from .api import api

    return api(options.name)


def _window(words: list[str]) -> int:
    from .window import window

    options = [word for word in words if word.startswith("-")]
    if options or len(words) > 1:
        raise CommandError(f"{(options or words[1:])[0]}: what is that? `retrograd --help` lists the commands.")
    return window(words[0] if words else None)
