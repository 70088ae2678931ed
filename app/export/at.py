"""Which event a figure is of: the words of the command line and of the export dialog, turned into a cursor."""

from __future__ import annotations

from app.model.translate import counted, tr

from . import ExportError


def resolve(trace, step: int | None = None, at: str | None = None) -> int:
    """The seq at which the figure is to be drawn.

    step: an event's number (its seq, as `steps` prints it). at: "forward", the end of the first forward part;
    "backward:K", the end of backward call K (from 1); "last". Neither: the last event. ExportError if the run has no
    such place.
    """
    last = len(trace) - 1
    if last < 0:
        raise ExportError(tr("the run has no events, so there is nothing to draw."))
    if step is not None:
        if not 0 <= step <= last:
            raise ExportError(tr("there is no step {step}: the run has events 0 to {last}.", step=step, last=last))
        return step
    if at is None or at == "last":
        return last
    calls = [call for call in trace.calls if call.parent < 0]
    if at == "forward":
        return max(calls[0].first - 1, 0) if calls else last
    word, colon, number = at.partition(":")
    if word != "backward" or (colon and not (number.isascii() and number.isdigit())):
        raise ExportError(tr("“{at}” is no place in a run: it is “forward”, “backward:K” or “last”.", at=at))
    wanted = int(number) if colon else 1
    if not 1 <= wanted <= len(calls):
        raise ExportError(counted(len(calls), "there is no backward call {wanted}: the run has {count} backward call.",
                                  "there is no backward call {wanted}: the run has {count} backward calls.", wanted=wanted))
    end = calls[wanted - 1].last
    return end if end >= 0 else last
