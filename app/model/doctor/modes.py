"""Training and evaluation mode mixed up: dropout or batch norm that still trains while predicting, or no longer does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .. import kinds as K
from ..translate import tr
from .finding import Fix, diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

DROPOUT = diagnosis(
    "dropout-in-eval", "warning", "Dropout is on at line {line} while the model is evaluated (under no_grad)",
    evidence="{zeros} of {size} values were set to 0 at random there: the same input gives another output each "
             "time.{functional}",
    why="Dropout is for training. In training mode it zeroes a part of the values and scales the others up.",
    do="{advice}", tag="dropout on", rank=24,
)  # fmt: skip
BATCHNORM = diagnosis(
    "batchnorm-in-eval", "warning", "Batch norm is in training mode at line {line} while the model is evaluated "
                                    "(under no_grad)",
    evidence="It normalised with the batch's own mean and changed its running mean: the output depends on what else "
             "is in the batch, and the test data leaks into the model.",
    why="In training mode batch norm uses the batch at hand; in evaluation mode the running averages.",
    do="Call model.eval() before evaluating and model.train() afterwards.", tag="batch norm training", rank=24,
)  # fmt: skip
NOT_BACK = diagnosis(
    "train-mode-forgotten", "warning", "The model is not put back into training mode: from call {number} on line "
                                       "{line} trains in evaluation mode",
    evidence="{what} trained in the first {before} backward calls and not in the {after} after them.",
    why="model.eval() lasts until model.train() is called.",
    do="Call model.train() at the beginning of each epoch.", tag="still in eval", rank=24,
)  # fmt: skip


def find(case: Case) -> Iterator[Finding]:
    """Modes that do not go with what the model is used for."""
    if not case.calls:
        return
    yield from _dropout(case)
    yield from _batchnorm(case)


def _dropped(case: Case) -> list[tuple[int, np.ndarray]]:
    """(seq, mask) of products that are dropout: with an unnamed, untracked tensor of zeros and one number above 1."""
    found, index = [], case.trace.index
    muls = case.ops("mul")
    muls = muls[index.call.view[muls] == 0]
    before = np.maximum(muls - 1, 0)
    fresh = (index.kind.view[before] == K.TENSOR) & (index.how.view[before] == 0) & (index.name.view[before] == 0)
    for seq in case.sampled(muls[fresh].tolist(), 300):
        event = case.trace[seq]
        mask = event["inputs"][-1]
        if mask is None or mask != int(index.tensor.view[seq - 1]):
            continue
        info = case.info(mask)
        value = case.trace.value_at(mask, seq)
        if info is None or info.requires_grad or value is None or not value.array.size or value.array.dtype.kind != "f":
            continue
        least, greatest = float(value.array.min()), float(value.array.max())
        if (
            greatest > 1
            and least in (0.0, greatest)
            and np.all((value.array == 0) | (value.array == value.array.max()))
        ):
            found.append((seq, value.array))
    return found


def _evaluating(case: Case, seq: int) -> bool:
    """Whether an op was computed under no_grad from a model that learns: something that requires grad went into it."""
    index = case.trace.index
    if index.node.view[seq] >= 0 or seq < case.calls[0].first:
        return False
    seen, ends = set(), index.inputs_of(seq)
    while ends and len(seen) < 200:
        tensor = ends.pop()
        info = case.info(tensor)
        if tensor in seen or info is None:
            continue
        seen.add(tensor)
        if info.requires_grad:
            return (info.made_at < case.calls[0].first or not info.is_leaf) and not _for_training(case, seq)
        ends += index.inputs_of(info.made_at)
    return False


def _for_training(case: Case, seq: int) -> bool:
    """Whether a loss that is learnt from was computed with an op's result: a teacher or a target network, no evaluation."""
    call = next((call for call in case.backward_calls if call.first > seq), None)
    outputs = case.trace[seq].get("outputs") or ()
    return call is not None and any(output in case.trace.lineage.of_call(call) for output in outputs)


def _dropout(case: Case) -> Iterator[Finding]:
    dropped = _dropped(case)
    zeroing = {case.line(seq) for seq, mask in dropped if not mask.all()}
    for seq, mask in dropped:
        if case.line(seq) not in zeroing or not _evaluating(case, seq):
            continue
        line = case.line(seq)
        functional = any(call.method.startswith("dropout") and ("F" in call.owner or "functional" in call.owner)
                         for call in case.program.calls if call.line == line)  # fmt: skip
        advice = tr("Call model.eval() before evaluating and model.train() afterwards.")
        note = ""
        if functional and case.program.calls_of("eval"):
            note = tr(" model.eval() was called, but F.dropout knows nothing of the model.")
            advice = tr("Write F.dropout(x, p, training=self.training), or use nn.Dropout.")
        yield DROPOUT.at(line, seq=seq, zeros=int((mask == 0).sum()), size=mask.size, functional=note, advice=advice,
                         fix=_told_mode(case, line) if note else None)  # fmt: skip
        return
    lines = {case.line(seq) for seq, _ in dropped}
    if case.program.calls_of("eval") and len(lines) and len(case.backward_calls) >= 4:
        yield from _not_back(case, "Dropout", [seq for seq, _ in dropped if case.trace.index.node.view[seq] >= 0])


def _told_mode(case: Case, line: int | None) -> Fix | None:
    """`F.dropout(x, p)` within a method with `training=self.training` added."""
    call = next((call for call in case.program.calls_of("dropout", line=line)), None)
    if call is None or call.node.lineno != call.node.end_lineno or case.program.keyword(call.node, "training"):
        return None
    if len(call.node.args) > 2 or "self" not in case.program.names_on(line):
        return None
    text = case.program.lines[call.line - 1].encode()
    end = call.node.end_col_offset - 1
    new = (text[:end] + b", training=self.training" + text[end:]).decode()
    return Fix(call.line, new)


def _batchnorm(case: Case) -> Iterator[Finding]:
    seqs = case.ops("native_batch_norm", "batch_norm")
    training = [
        seq for seq in case.sampled(seqs.tolist(), 300) if (case.trace[seq].get("params") or {}).get("training")
    ]
    for seq in training:
        if _evaluating(case, seq):
            yield BATCHNORM.at(case.line(seq), seq=seq, merges=("mode",))
            return
    tracked = [seq for seq in training if case.trace.index.node.view[seq] >= 0]
    if tracked and case.program.calls_of("eval"):
        yield from _not_back(case, tr("Batch norm"), tracked)


def _not_back(case: Case, what: str, seqs: list[int]) -> Iterator[Finding]:
    """The part trained in the first calls of a line and then never again."""
    calls = case.backward_calls
    if len(calls) > 300 or not seqs:
        return
    line = calls[-1].line
    calls = [call for call in calls if call.line == line]
    had = [any(before < seq < call.first for seq in seqs)
           for before, call in zip([-1, *(call.last for call in calls[:-1])], calls)]  # fmt: skip
    count = sum(had)
    if 0 < count < len(had) and all(had[:count]) and not any(had[count:]):
        yield NOT_BACK.at(line or None, seq=calls[count].first, number=count + 1, what=what, before=count,
                          after=len(had) - count, merges=("mode",))  # fmt: skip
