"""The words of `retrograd export`, for the command line's parser."""

from __future__ import annotations

import argparse

from ..export import COLLAPSES, DIRECTIONS, KINDS, PAGES, THEMES, VIEWS, Options
from ..model.translate import LANGUAGES


def add_words(export: argparse.ArgumentParser) -> None:
    """The options of `export`."""
    export.epilog = ("Event numbers are those that `retrograd steps` prints (its seq, from 0); the window counts steps, "
                     "of which one may have several events.")
    add = export.add_argument
    add("-o", "--output", metavar="OUT.EXT", required=True, help="the figure to write; EXT: " + ", ".join(KINDS))
    where = export.add_argument_group("which step").add_mutually_exclusive_group()
    where.add_argument("--step", type=int, metavar="N", help="after event N, as `retrograd steps` numbers them")
    where.add_argument("--at", metavar="WHERE", help="forward: before backward; backward:K: at the end of the Kth call")
    where.add_argument("--last", action="store_true", help="at the end of the run (the default)")
    run = export.add_argument_group("all steps")
    run.add_argument("--all-steps", action="store_true",
                     help="every step of the run: numbered figures (OUT-001.svg, …), the pages of a pdf; "
                          "gif and mp4 always are of all steps")
    run.add_argument("--events", metavar="A:B", help="of all steps those between the events A and B")
    run.add_argument("--fps", type=float, default=Options().fps, metavar="X",
                     help="steps a second of gif and mp4 (%(default)g)")
    run.add_argument("--pause", type=float, default=Options().pause, metavar="S",
                     help="seconds that the last step stays (%(default)g)")
    what = export.add_argument_group("what it shows")
    what.add_argument("--view", choices=VIEWS, default="graph", help="tensors: every value as a grid")
    what.add_argument("--whole", action="store_true", help="the whole run, not only the iteration around the step")
    what.add_argument("--selection", metavar="NODES", default="",
                      help="these nodes only: node numbers, names (with * and ?), line:8, tensor:3, with commas")
    what.add_argument("--collapse", choices=COLLAPSES[1:], default="",
                      help="draw modules, iterations, functions or lines as one card each; none: every node "
                           "(default: auto, modules and loops of graphs of more than 2,000 nodes)")
    what.add_argument("--direction", choices=DIRECTIONS, default="down", help="which way values flow")
    what.add_argument("--values", action=argparse.BooleanOptionalAction, default=True, help="with the numbers")
    what.add_argument("--legend", action="store_true", help="a key of the signs and colours below")
    what.add_argument("--caption", metavar="TEXT", default="",
                      help="words below; {step}, {steps}, {sentence} and {file} in them are filled in")
    look = export.add_argument_group("how it looks")
    look.add_argument("--theme", choices=THEMES, default="light")
    ground = look.add_mutually_exclusive_group()
    ground.add_argument("--transparent", action="store_true", help="no background")
    ground.add_argument("--background", metavar="COLOUR", default="", help="a background of this colour, #RRGGBB")
    size = look.add_mutually_exclusive_group()
    size.add_argument("--scale", type=float, default=1.0, metavar="X", help="times as many pixels (1 is 96 to the inch)")
    size.add_argument("--dpi", type=float, metavar="D", help="the same in pixels to the inch: 192 is --scale 2")
    size.add_argument("--width", type=float, default=0.0, metavar="CM",
                      help="so wide on paper (svg, pdf, tex): 8.5 for a column of a paper; says so if its letters get too small")
    look.add_argument("--page", choices=PAGES, default="", help="size of a pdf's pages (else the figure's)")
    look.add_argument("--lang", choices=tuple(LANGUAGES), default="en", help="the language of what the figure says")
    look.add_argument("--carry-fonts", action="store_true", help="carry the letters of the fonts in the figure (svg)")
    export.add_argument("--with-session", action="store_true",
                        help="carry the run in the figure (svg, png, html): dropped on the window, it opens at this step")
