"""Losses that are given what they are not made for: softmax twice, no log, shapes that broadcast, one class alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..translate import marked, tr
from .finding import Fix, diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .case import Case
    from .finding import Finding

SOFTMAX = diagnosis(
    "softmax-before-cross-entropy", "warning", "softmax is applied before cross_entropy, which has a softmax of its "
                                               "own (line {line})",
    evidence="{source} at line {soft_line} are probabilities already, from {low} to {high}; cross_entropy at line "
             "{line} takes the softmax of them again.",
    why="cross_entropy takes raw scores (logits). Of probabilities its softmax makes nearly equal ones: the loss "
        "cannot come below {least} for {classes} classes and its gradients are small.",
    do="Give cross_entropy the scores: leave the softmax out, and apply it only to predict.", tag="softmax twice", rank=14,
)  # fmt: skip
SIGMOID = diagnosis(
    "sigmoid-before-bce-logits", "warning", "sigmoid is applied before binary_cross_entropy_with_logits, which has "
                                            "one of its own (line {line})",
    evidence="{source} at line {soft_line} are probabilities from {low} to {high}; after the second sigmoid they lie "
             "between 0.5 and 0.73.",
    why="…_with_logits takes raw scores. A sigmoid of a sigmoid can never come near 0 or 1.",
    do="Leave the sigmoid out, or use BCELoss after it.", tag="sigmoid twice", rank=14,
)  # fmt: skip
NO_LOG = diagnosis(
    "nll-without-log", "warning", "nll_loss at line {line} is given {what}, not log-probabilities",
    evidence="{source} has values from {low} to {high}; log-probabilities are 0 at most, and their exponentials sum "
             "to 1. The loss is {loss}.",
    why="nll_loss only picks the score of the right class and changes its sign; the log_softmax has to come before.",
    do="Use log_softmax (or nn.LogSoftmax(dim=1)) in the model, or cross_entropy on the scores.", tag="no log_softmax", rank=13,
)  # fmt: skip
BROADCAST = diagnosis(
    "loss-broadcasts", "warning", "{a} against {b} broadcasts to {result} in the loss at line {line}",
    evidence="{first} is {a}, {second} is {b}: each of the {n} outputs is compared with all {n} targets, {count} "
             "differences instead of {n}.",
    why="Elementwise operations stretch dimensions of size 1. (n, 1) against (n,) becomes (n, n), and the loss is "
        "least when every output is the mean of the targets.",
    do="Bring both to one shape: {first}.squeeze(1), or {second}.unsqueeze(1).", tag="broadcasts", rank=13,
)  # fmt: skip
SHAPES = marked("{a} against {b} broadcasts to {result} in {function} at line {line}")
SHAPES_EVIDENCE = marked("{first} is {a}, {second} is {b}: {count} differences are averaged, where {n} elements have a target of their own.")
SHAPES_WHY = marked("A loss compares element with element. Shapes that only broadcast compare each output with targets of others; PyTorch "
                    "warns of it once.")  # fmt: skip
SHAPES_DO = marked("Bring both to one shape. Class numbers belong to cross_entropy; for mse_loss make them one_hot(…).float().")
OUT_OF_RANGE = diagnosis(
    "bce-targets", "warning", "The targets of {function} at line {line} go from {low} to {high}: they must lie between 0 and 1",
    evidence="{target} holds values outside; the loss has no least value then, and is {loss} now.",
    why="Binary cross-entropy takes the probability of the class: 1 for yes, 0 for no. Labels of −1 and 1, or class numbers from 0 "
        "to n, are another form.",
    do="Convert them: (y + 1) / 2 for −1 and 1; for several classes use cross_entropy.", tag="targets", rank=14,
)  # fmt: skip
ONE_CLASS = diagnosis(
    "softmax-of-one", "warning", "softmax at line {line} runs over a dimension of size 1: its result is 1 whatever "
                                 "the input",
    evidence="The input is {shape}, dim={dim}. Every gradient that comes back through it is 0.",
    why="softmax makes the values along a dimension sum to 1; a single one is then always 1.",
    do="For two classes with one score use a sigmoid (BCEWithLogitsLoss); else check dim.", tag="softmax of one", rank=12,
)  # fmt: skip
CLIPPED = diagnosis(
    "relu-before-loss", "warning", "A relu is applied to the scores that cross_entropy takes (line {line})",
    evidence="{zeros} of the scores {source} (line {soft_line}) are 0: for them no gradient comes back.",
    why="Scores may be negative: that is how a class is said to be unlikely. relu cuts them at 0, and the units of "
        "the last layer die.",
    do="Leave the activation after the last layer out.", tag="relu on scores", rank=22,
)  # fmt: skip


def find(case: Case) -> Iterator[Finding]:
    """What is wrong with what losses are given."""
    yield from _doubled(case)
    yield from _no_log(case)
    yield from _kl(case)
    yield from _broadcast(case)
    yield from _one_class(case)
    yield from _out_of_range(case)


def _extent(value) -> tuple[float, float]:
    array = value.array
    return (float(array.min()), float(array.max())) if array.size else (0.0, 0.0)


def _tracked(case: Case, seqs) -> list[int]:
    """Those of the ops that are part of a graph, one of each line, the first of it."""
    index, seen, found = case.trace.index, set(), []
    for seq in seqs.tolist():
        if index.node.view[seq] >= 0 and index.line.view[seq] not in seen:
            seen.add(index.line.view[seq])
            found.append(seq)
    return found


def _doubled(case: Case) -> Iterator[Finding]:
    nlls = set(case.ops("nll_loss", "nll_loss2d", "nll_loss_nd").tolist())
    for seq in _tracked(case, case.ops("_log_softmax", "log_softmax")):
        event = case.trace[seq]
        before = case.producer(event["inputs"][0])
        if before is None or before["event"] != "op" or not _feeds(case, event, nlls):
            continue
        low, high = _extent(case.trace.value_at(event["inputs"][0], seq))
        tensor = event["inputs"][0]
        common = {"seq": seq, "tensor": tensor, "source": case.name(before["outputs"][0]), "soft_line": before["line"] or "?",
                  "low": case.say(low), "high": case.say(high), "lines": tuple(filter(None, (before["line"],)))}  # fmt: skip
        shape = case.trace.tensor(tensor).shape
        classes = shape[1] if len(shape) > 1 else (shape or (1,))[0]
        if before["op"] in ("softmax", "_softmax") and classes > 1:
            least = float(np.log(1 + (classes - 1) * np.exp(-1.0)))
            yield SOFTMAX.at(event["line"], classes=classes, least=case.say(least), **common)
        elif before["op"] == "sigmoid" and classes > 1:
            yield SOFTMAX.at(event["line"], classes=classes, least=case.say(float(np.log(1 + (classes - 1) * np.exp(-1.0)))),
                             title=tr("sigmoid is applied before cross_entropy, which takes raw scores (line {line})"),
                             evidence=tr("{source} at line {soft_line} are from {low} to {high}; cross_entropy at "
                                         "line {line} takes the softmax of them."),
                             do=tr("Leave the sigmoid out; for several independent labels use BCEWithLogitsLoss."), **common)  # fmt: skip
        elif before["op"] == "relu":
            zeros = int((case.trace.value_at(tensor, seq).array == 0).sum())
            size = case.trace.value_at(tensor, seq).numel
            yield CLIPPED.at(event["line"], zeros=f"{zeros} of {size}", **common)
    for seq in _tracked(case, case.ops("binary_cross_entropy_with_logits")):
        event = case.trace[seq]
        before = case.producer(event["inputs"][0])
        if before is not None and before["event"] == "op" and before["op"] == "sigmoid":
            low, high = _extent(case.trace.value_at(event["inputs"][0], seq))
            yield SIGMOID.at(event["line"], seq=seq, tensor=event["inputs"][0], source=case.name(before["outputs"][0]),
                             soft_line=before["line"] or "?", low=case.say(low), high=case.say(high),
                             lines=tuple(filter(None, (before["line"],))))  # fmt: skip


def _feeds(case: Case, event: dict, nlls: set[int]) -> bool:
    """Whether a log_softmax is the one within a cross_entropy: an nll_loss takes it."""
    users = case.trace.consumers(event["outputs"][0]).tolist()
    return any(user in nlls for user in users)


def _no_log(case: Case) -> Iterator[Finding]:
    for seq in _tracked(case, case.ops("nll_loss", "nll_loss2d", "nll_loss_nd")):
        event = case.trace[seq]
        source = event["inputs"][0]
        value = case.trace.value_at(source, seq)
        if value is None or value.array.ndim < 2 or not value.array.size:
            continue
        low, high = _extent(value)
        if not (np.isfinite(low) and np.isfinite(high)):
            continue
        sums = np.exp(value.array.astype(np.float64)).sum(axis=1)
        if high <= 1e-4 and np.abs(sums - 1).max() < 0.05:
            continue
        before = case.producer(source)
        if high <= 1e-4 and len(value.array) > 1 and np.abs(np.exp(value.array.astype(np.float64)).sum(axis=0) - 1).max() < 0.05:
            yield NO_LOG.at(event["line"], seq=seq, tensor=source, what=tr("probabilities that sum to 1 over the batch"), line_sums=case.say(
                float(sums.min())), title=tr("softmax runs over the batch (dim=0), not over the classes, before the loss at line {line}"),
                evidence=tr("The exponentials of {source} sum to 1 down each column; along a row they sum to {line_sums} and more."),
                why=tr("dim says along which dimension the values shall sum to 1: the classes of one sample, which is dim=1 of "
                       "(batch, classes)."), do=tr("Write dim=1 (or dim=-1)."), source=case.name(source))  # fmt: skip
            continue
        what = (
            "probabilities"
            if before is not None and before.get("op") in ("softmax", "_softmax", "sigmoid")
            else tr("raw scores")
        )
        yield NO_LOG.at(event["line"], seq=seq, tensor=source, source=case.name(source), what=what, low=case.say(low),
                        high=case.say(high), loss=case.say(float(event["value"].array.reshape(-1)[0])),
                        lines=tuple(filter(None, (before["line"] if before else None,))))  # fmt: skip


def _kl(case: Case) -> Iterator[Finding]:
    """kl_div whose first argument has values above 0, which no log-probability has."""
    for seq in _tracked(case, case.ops("sub")):
        event = case.trace[seq]
        source = _weighed(case, event)
        if source is None:
            continue
        value = case.trace.value_at(source, seq)
        low, high = _extent(value) if value is not None else (0.0, 0.0)
        if not high > 1e-3 or not np.isfinite(low):
            continue
        before = case.producer(source)
        soft = before is not None and before.get("op") in ("softmax", "_softmax", "sigmoid")
        yield NO_LOG.at(event["line"], seq=seq, tensor=source, source=case.name(source), low=case.say(low), high=case.say(high),
                        what="probabilities" if soft else tr("raw scores"), title=tr("kl_div at line {line} is given {what}, not log-probabilities"),
                        evidence=tr("{source} has values from {low} to {high}; a log-probability is 0 at most."), why=tr(
                            "kl_div(input, target) takes the logarithm of the model's probabilities first, and plain probabilities second."),
                        do=tr("Give it log_softmax(scores, dim=1)."), lines=tuple(filter(None, (before["line"] if before else None,))))  # fmt: skip


def _weighed(case: Case, event: dict) -> int | None:
    """The input of a kl_div, of which `event` is the difference target·log(target) − target·input; None if it is none."""
    first, second = (case.maker(i) if i is not None else None for i in event["inputs"][:2])
    if not first or not second or first.get("op") != "xlogy" or second.get("op") != "mul":
        return None
    target = first["inputs"][0]
    return next((i for i in second["inputs"] if i is not None and i != target), None) if target in second["inputs"] else None


def _broadcast(case: Case) -> Iterator[Finding]:
    direct = case.ops("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")
    by_hand = case.ops("sub", "rsub")
    for seq in _tracked(case, np.union1d(direct, by_hand)):
        event = case.trace[seq]
        ids = [i for i in event["inputs"][:2] if i is not None]
        if len(ids) < 2:
            continue
        ids = [_before_expand(case, i) for i in ids]
        a, b = (case.trace.tensor(i).shape for i in ids)
        if not _by_accident(a, b) or (event["op"] in ("sub", "rsub") and not _is_loss(case, event, ids)):
            continue
        n = max(a[0], b[0])
        from ..numbers import shape_text

        first, second = (ids[0], ids[1]) if len(a) > len(b) else (ids[1], ids[0])
        line = event["line"]
        columns, rows = case.name(first), case.name(second)
        yield BROADCAST.at(line, seq=seq, tensor=event["outputs"][0], first=columns, second=rows, n=n, count=n * n,
                           a=shape_text(case.trace.tensor(first).shape), b=shape_text(case.trace.tensor(second).shape),
                           result=shape_text((n, n)), fix=_squeezed(case, line, columns))  # fmt: skip
        return
    yield from _shapes_differ(case)


def _shapes_differ(case: Case) -> Iterator[Finding]:
    """Losses of torch's own that were given two shapes, which PyTorch warns of."""
    from ..numbers import shape_text

    for seq in _tracked(case, case.ops("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")):
        event = case.trace[seq]
        ids = [_before_expand(case, i) for i in event["inputs"][:2] if i is not None]
        shapes = [case.trace.tensor(i).shape for i in ids]
        if len(ids) < 2 or shapes[0] == shapes[1] or 1 in (int(np.prod(shape)) for shape in shapes):
            continue
        result = np.broadcast_shapes(*shapes)
        a, b = (int(np.prod(shape)) for shape in shapes)
        yield BROADCAST.at(event["line"], seq=seq, tensor=event["outputs"][0], function=event["op"], first=case.name(ids[0]),
                           second=case.name(ids[1]), a=shape_text(shapes[0]), b=shape_text(shapes[1]), result=shape_text(result),
                           count=int(np.prod(result)), n=min(a, b), title=SHAPES, evidence=SHAPES_EVIDENCE, why=SHAPES_WHY, do=SHAPES_DO)  # fmt: skip
        return


def _out_of_range(case: Case) -> Iterator[Finding]:
    """Targets of binary cross-entropy that are no probabilities. (binary_cross_entropy itself refuses them.)"""
    for seq in _tracked(case, case.ops("binary_cross_entropy_with_logits")):
        event = case.trace[seq]
        value = case.trace.value_at(event["inputs"][1], seq) if event["inputs"][1] is not None else None
        if value is None or not value.array.size:
            continue
        low, high = _extent(value)
        if low < -1e-3 or high > 1 + 1e-3:
            yield OUT_OF_RANGE.at(event["line"], seq=seq, tensor=event["inputs"][1], function=event["op"], low=case.say(low),
                                  high=case.say(high), target=case.name(event["inputs"][1]),
                                  loss=case.say(float(event["value"].array.mean())))  # fmt: skip
            return


def _before_expand(case: Case, tensor: int) -> int:
    """The tensor that was stretched to this one, itself if none was."""
    event = case.maker(tensor)
    return event["inputs"][0] if event is not None and event.get("op") == "expand" else tensor


def _by_accident(a: tuple, b: tuple) -> bool:
    long, short = (a, b) if len(a) > len(b) else (b, a)
    return len(long) == 2 and len(short) == 1 and long[1] == 1 and long[0] == short[0] > 1


def _is_loss(case: Case, event: dict, ids: list[int]) -> bool:
    """Whether a difference is squared (or made absolute) and averaged; of one tensor with itself it is meant."""
    makers = [case.producer(i) for i in ids]
    if all(makers) and makers[0]["seq"] == makers[1]["seq"]:
        return False
    result = event["outputs"][0]
    for _ in range(3):
        users = [case.trace[int(seq)] for seq in case.trace.consumers(result)[:3]]
        users = [user for user in users if user["event"] == "op"]
        if not users:
            return False
        if users[0]["op"] in ("mean", "sum"):
            return True
        if users[0]["op"] not in ("pow", "mul", "abs", "square"):
            return False
        result = users[0]["outputs"][0]
    return False


def _squeezed(case: Case, line: int | None, name: str) -> Fix | None:
    import re

    text = case.text(line)
    if not line or not name.isidentifier():
        return None
    new, count = re.subn(rf"\b{name}\b(?!\s*=)", f"{name}.squeeze(1)", text, count=1)
    return case.fix(line, new) if count else None


def _one_class(case: Case) -> Iterator[Finding]:
    from ..numbers import shape_text

    for seq in _tracked(case, case.ops("_softmax", "softmax", "_log_softmax", "log_softmax")):
        event = case.trace[seq]
        dim = (event.get("params") or {}).get("dim")
        shape = case.trace.tensor(event["inputs"][0]).shape
        if isinstance(dim, int) and shape and -len(shape) <= dim < len(shape) and shape[dim] == 1 and len(shape) <= 2:
            yield ONE_CLASS.at(event["line"], seq=seq, tensor=event["outputs"][0], shape=shape_text(shape), dim=dim,
                               merges=(("zero at", event["line"]),))  # fmt: skip
