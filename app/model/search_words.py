"""The words of search: what a query says read back as a sentence, what is wrong with one, what the keys are for."""

from __future__ import annotations

from .translate import template, tr

_SENTENCES = {
    "no_operator": "{key} wants a comparison, as in {key}>10.",
    "number_wanted": "{key} wants a number after it, as in {key}10.",
    "not_a_number": "“{text}” is not a number: {key} wants one, as in {key}0.5 or {key}1e-6.",
    "no_measure": "There is nothing called {word} to compare. There are {known}.",
    "no_measure_near": "There is nothing called {word} to compare. Did you mean {near}?",
    "no_key": "There is no key {word}:. There are {known}. For the plain text, put it in quotes.",
    "no_key_near": "There is no key {word}:. Did you mean {near}:? For the plain text, put it in quotes.",
    "no_is": "is: does not know {word}. It knows {known}.",
    "no_is_near": "is: does not know {word}. Did you mean is:{near}?",
    "value_wanted": "{key}: wants something after it.",
    "one_of": "{key}: does not know {text}. It takes {choices}, or a number.",
    "nothing_between_commas": "There is nothing between the commas.",
    "open_quote": "The quote is not closed.",
    "empty_quotes": "There is nothing between the quotes.",
    "open_bracket": "The bracket is not closed.",
    "not_a_range": "“{text}” is neither a number nor a range: {key}: wants {key}:12 or {key}:3-9.",
    "not_a_shape": "“{text}” is not a size: a shape is (2, 3), with * for any size and ... for any number of them.",
}

KEY_NOTES = {
    "grad_fn:": "begins with, as in grad_fn:Mul",
    "op:": "the op, as in op:mul or op:add*",
    "name:": "has in its name, as in name:weight",
    "value:": "nan, inf, zero or a number",
    "grad:": "nan, inf, zero, none, not_yet or a number",
    "shape:": "as in shape:(2,3) or shape:(*,3)",
    "dtype:": "as in dtype:float64",
    "line:": "made there, as in line:12 or line:3-9",
    "is:": "leaf, op, loss, untracked, visited, …",
    "in:": "within a module, as in in:h.*.ln*",
    "call:": "reached by that backward() call, as in call:2",
    "norm>": "norm of the value, as in norm>10",
    "|grad|<": "norm of the gradient, as in |grad|<1e-6",
    "value>": "some element, as in value>3",
    "max>": "the largest element (also min, mean, size)",
}

_WHAT = {
    "leaf": "leaf tensors", "op": "results of tracked ops", "loss": "losses", "root": "tensors that backward() began at",
    "untracked": "tensors that are not tracked", "cut": "tensors whose gradient is cut off",
    "visited": "visited by backward at this step", "current": "current at this step",
    "pending": "not yet reached at this step", "unreached": "not reached by backward",
}  # fmt: skip
_STATES = frozenset({"visited", "current", "pending", "unreached"})
_TEXT = {
    "name": "with {} in the name", "op": "made by the op {}", "grad_fn": "whose grad_fn begins with {}",
    "dtype": "of dtype {}", "in": "in the module {}",
}  # fmt: skip
_NOT_TEXT = {
    "name": "without {} in the name", "op": "not made by the op {}", "grad_fn": "whose grad_fn does not begin with {}",
    "dtype": "not of dtype {}", "in": "outside of the module {}",
}  # fmt: skip
_SPECIAL = {
    ("value", "nan"): "with a NaN in the value", ("value", "inf"): "with an infinity in the value",
    ("value", "zero"): "whose value is all zero", ("grad", "nan"): "with a NaN in the gradient",
    ("grad", "inf"): "with an infinity in the gradient", ("grad", "zero"): "whose gradient is all zero",
    ("grad", "none"): "whose gradient is None", ("grad", "not_yet"): "that have no gradient yet",
}  # fmt: skip
_MEASURES = {
    "norm": "whose value has a norm {op} {number}", "|value|": "whose value has a norm {op} {number}",
    "|grad|": "whose gradient has a norm {op} {number}", "value": "with an element {op} {number}",
    "grad": "with an element of the gradient {op} {number}", "min": "whose smallest element is {op} {number}",
    "max": "whose largest element is {op} {number}", "mean": "whose mean is {op} {number}",
    "size": "whose number of elements is {op} {number}",
}  # fmt: skip
_OPERATORS = {">": "over", "<": "under", ">=": "of at least", "<=": "of at most", "=": "equal to", "==": "equal to",
              "!=": "other than"}  # fmt: skip
_OF_ONE = {">=": "at least", "<=": "at most"}  # ... an element, where the sentence says "is"


def say(sentence: str, **fields) -> str:
    """A message by its key."""
    return template(_SENTENCES[sentence]).format(**fields)


def reading(terms) -> str:
    """What a query asks for, in words: "leaf tensors, in the module h.*, whose gradient has a norm under 0.055, at this
    step"; "" for an empty query."""
    if not terms:
        return ""
    kinds = [t for t in terms if t.kind == "is" and not t.negated]
    subject = next((t for t in kinds if not _STATES & set(t.values)), None)
    parts = [_phrase(t) for t in terms if t is not subject]
    head = _either(tr(_WHAT[value]) for value in subject.values) if subject else tr("everything")
    timely = any(t.kind in ("measure", "special") for t in terms)
    if subject is None and parts:
        head, parts = tr("{what} {condition}", what=head, condition=parts[0]), parts[1:]
    return tr(", ").join([head, *parts, *([tr("at this step")] if timely else [])])


def _phrase(term) -> str:
    made = _MAKERS[term.kind](term)
    return tr("but not {condition}", condition=made) if term.negated and term.kind != "text" else made


def _word(term) -> str:
    return tr("with {words} in name, op or grad_fn", words=_either(f"“{v}”" for v in term.values))


def _text(term) -> str:
    return template((_NOT_TEXT if term.negated else _TEXT)[term.key]).format(_either(term.values))


def _is(term) -> str:
    if _STATES.issuperset(term.values) or term.negated:
        return _either(tr(_WHAT[value]) for value in term.values)
    return tr("which are {what}", what=_either(tr(_WHAT[value]) for value in term.values))


def _span(term) -> str:
    spans = _either(str(a) if a == b else tr("{first} to {last}", first=a, last=b) for a, b in term.values)
    many = len(term.values) > 1 or term.values[0][0] != term.values[0][1]
    if term.key == "line":
        return tr("made at lines {lines}", lines=spans) if many else tr("made at line {line}", line=spans)
    return (tr("reached by backward() calls {calls}", calls=spans) if many
            else tr("reached by backward() call {call}", call=spans))


def _shape(term) -> str:
    if not term.values:
        return tr("that are scalars")
    sizes = ", ".join(tr("any") if size is None else "…" if size is ... else str(size) for size in term.values)
    return tr("of shape ({sizes})", sizes=sizes)


def _special(term) -> str:
    return tr(_SPECIAL[term.key, term.values[0]])


def _measure(term) -> str:
    number = f"{term.number:g}".replace("-", "−")
    words = _OPERATORS[term.op]
    if term.key in ("min", "max", "mean", "size"):
        words = _OF_ONE.get(term.op, words)
    return tr(_MEASURES[term.key], op=tr(words), number=number)


def _either(words) -> str:
    return tr(" or ").join(words)


_MAKERS = {"word": _word, "text": _text, "is": _is, "line": _span, "call": _span, "shape": _shape,
           "special": _special, "measure": _measure}  # fmt: skip
