"""The error of a call whose arguments fit none of torch's signatures, in PyTorch's words.

Source of the texts: torch/csrc/utils/invalid_arguments.cpp. Its reading of the options is kept as it is, with what it misreads: an
argument with a default counts there under its default's name.
"""

import dis
import sys

from . import signatures
from .signatures import python_name

# Functions of PyTorch's in Python that hand all their arguments on as one list of tensors.
OF_TENSORS = {"atleast_1d", "atleast_2d", "atleast_3d", "block_diag", "broadcast_tensors", "cartesian_prod", "chain_matmul", "meshgrid"}
MISSING = type("MISSING", (), {"__repr__": lambda self: "MISSING"})()  # stands for an argument that was not given


def misfit(name, method, args, kw):
    """The TypeError that PyTorch raises for this call of its built-in `name`; None if the arguments fit, or if it has no such built-in."""
    if name in OF_TENSORS and not method:
        if len(args) == 1 and name.startswith(("atleast", "meshgrid")):
            args = args[0]
            if not isinstance(args, tuple | list) and name != "meshgrid":
                return TypeError(combination(name, [args], kw, ["(Tensor input)", "(tuple of Tensors tensors)"]))
        return _no_tensor(args if isinstance(args, tuple | list) else [args])
    options = signatures.of(name, method)
    if options is None:
        return None
    args = args[1:] if method else args
    if not options:
        if kw:
            return TypeError(f"TensorBase.{name}() takes no keyword arguments")
        return TypeError(f"TensorBase.{name}() takes no arguments ({len(args)} given)") if args else None
    faults = [option.misfit(args, kw) for option in options]
    if None in faults:
        return _odd_element(options[faults.index(None)], args, kw)
    if len(options) == 1:
        return TypeError(faults[0])
    meant = [i for i, option in enumerate(options) if option.plausible(len(args) + len(kw))]
    if len(meant) == 1:
        return TypeError(faults[meant[0]])
    return TypeError(combination(name, args, kw, [str(option) for option in options if not option.hidden]))


def _no_tensor(values):
    """The error for the first of a list's elements that is no tensor."""
    place = signatures.failing_tensor(values)
    if place is None:
        return None
    return TypeError(f"expected Tensor as element {place} in argument 0, but got {python_name(values[place])}")


def in_order(name, method, args, kw):
    """(arguments, keywords) of a call that fits a signature of torch's, those without a name in the order in which torch has them: for a
    function of ours that names them otherwise. None where there is no such signature, or one left out stands before one given."""
    inner = args[1:] if method else args
    for option in signatures.of(name, method) or ():
        if option.misfit(inner, kw) is None:
            break
    else:
        return None
    rest, ordered = dict(kw), list(args)
    for p in option.parameters[len(inner) :]:
        named = next((n for n in (p.name, *signatures.NUMPY_NAMES.get(p.name, ())) if n in rest), None)
        if p.keyword or not rest:
            break
        if named is None:
            return None
        ordered.append(rest.pop(named))
    return ordered, rest


def _odd_element(option, args, kw):
    """The error for a list of integers whose first element is one and a later one is not: it shows when the list is read."""
    for place, p in enumerate(option.parameters):
        if p.kind in ("IntArrayRef", "SymIntArrayRef"):
            value = args[place] if place < len(args) else p.given(kw)[1]
            if place < len(args) and not isinstance(value, tuple | list) and len(args) > option.positional:
                value = args  # permute(1, 2, 3)
            for i, each in enumerate(value if isinstance(value, tuple | list) else ()):
                if not signatures.is_index(each):
                    return TypeError(
                        f"{option.name}(): argument '{p.name}' failed to unpack the object at pos {i + 1} with error "
                        f'"type must be tuple of ints,but got {python_name(each)}"'
                    )
    return None


def combination(name, args, kw, options):
    """The text for arguments that fit none of `options`, torch's written signatures."""
    kw = dict(reversed(kw.items()))
    start = f"{name}() received an invalid combination of arguments - got "
    if len(options) == 1:
        unknown = _unknown(_arguments(options[0]), args, kw)
        if unknown:
            return start + "unrecognized keyword arguments: " + "".join(f"{each}, " for each in unknown)
        arguments = _arguments(options[0])
        got = _marked(arguments, args, kw) if len(arguments) == len(args) + len(kw) else _plain(args, kw)
        return f"{start}{got}, but expected {options[0]}"
    out = [f"{start}{_plain(args, kw)}, but expected one of:\n"]
    for option in options:
        out.append(f" * {option}\n")
        arguments = _arguments(option)
        if len(arguments) == len(args) + len(kw):
            unknown = _unknown(arguments, args, kw)
            if unknown:
                out.append(f"      didn't match because some of the keywords were incorrect: {', '.join(unknown)}\n")
            else:
                marked = _marked(arguments, args, kw)
                out.append(f"      didn't match because some of the arguments have invalid types: {marked}\n")
    return "".join(out)


def _arguments(option):
    """[(type, name)] as PyTorch's reader of its own messages finds them."""
    return [(part.rpartition(" ")[0], part.rpartition(" ")[2]) for part in option[1:-1].split(", ")]


def _unknown(arguments, args, kw):
    names = [name for _, name in arguments[len(args) :]]
    return [key for key in kw if key not in names]


def _plain(args, kw):
    """The given types."""
    got = ", ".join([python_name(a) for a in args] + [f"{k}={python_name(v)}" for k, v in kw.items()])
    return f"({got}{', ' if kw and not args else ''})"


def _marked(arguments, args, kw):
    """The given types, those that don't fit between exclamation marks."""
    out = []
    for i in range(len(args) + len(kw)):
        kind, name = arguments[i] if i < len(arguments) else ("", "")
        value = args[i] if i < len(args) else kw[name]
        text = "" if i < len(args) else f"{name}="
        if isinstance(value, tuple | list):
            inside = ", ".join(python_name(v) for v in value)
            comma = "," if isinstance(value, tuple) and len(value) == 1 else ""
            text += f"{python_name(value)} of " + (f"({inside}{comma})" if isinstance(value, tuple) else f"[{inside}]")
        else:
            text += python_name(value)
        allowed = {"float": ("float", "int", "long"), "int": ("int", "long")}.get(kind, (kind,))
        out.append(text if python_name(value) in allowed else f"!{text}!")
    return "(" + ", ".join(out) + ("" if args else ", " * bool(kw)) + ")"


def op_misfit(op, error, args, params, more):
    """What comes of a call of an op's generated function that ended with the TypeError or AttributeError `error`: the answer of an argument
    that takes part in torch's functions without being a tensor; else raises PyTorch's error where the arguments are to blame, or `error`."""
    from .errors import OPERATIONS
    from .subclasses import answered, takers

    args = tuple(a for a in args if a is not MISSING)
    kw = {k: v for k, v in params.items() if v is not op.defaults.get(k)} | more
    caller = _caller(sys._getframe(2))
    method = op.public and _is_method(caller, len(args) + len(kw))
    found = op.public and takers(args, kw, caller)
    if found:
        operator = dis.opname[caller.f_code.co_code[caller.f_lasti]].startswith(OPERATIONS)
        return answered(op.compiled, f"torch.{'Tensor.' * method}{op.name}", found, args, kw, operator)
    raise (op.public and misfit(_called(op, caller), method, args, kw)) or error from None


def _called(op, frame):
    """The name by which the code of `frame` calls the op: `absolute` for `abs`."""
    said = {name for _, name in op.sites}.intersection(frame.f_code.co_names)
    name = said.pop() if said and op.name not in said else op.name
    special = f"special_{name}"
    return special if "special" in frame.f_code.co_names and signatures.of(special, False) else name


def again(op, args, params, more):
    """(arguments, keywords) of today for a call of an op's generated function in an old overload, or None."""
    from .old_overloads import modern

    args = tuple(a for a in args if a is not MISSING)
    kw = {k: v for k, v in params.items() if v is not op.defaults.get(k)} | more
    frame = _caller(sys._getframe(2))
    method = _is_method(frame, len(args) + len(kw))  # a guess
    return modern(op.name, method, args, kw, frame) or modern(op.name, not method, args, kw, frame)


def strange(op, rest, more):
    """Raises for arguments that the op does not have, for op_misfit to put into PyTorch's words."""
    raise TypeError(
        f"{op.name}() got an unexpected keyword argument '{next(iter(more))}'"
        if more
        else f"{op.name}() takes {len(op.args)} positional argument{'s' * (len(op.args) != 1)} but {len(op.args) + len(rest)} were given"
    )


def _caller(frame):
    """The frame that called an op, past those which only handed the call on (`asked` of subclasses.py among them)."""
    while frame.f_code.co_name in ("stub", "__call__", "asked") and frame.f_back is not None:
        frame = frame.f_back
    return frame


def _is_method(frame, n):
    """Does `frame` call a bound method, so that one of the `n` arguments is the tensor itself?"""
    code, at = frame.f_code.co_code, frame.f_lasti
    while at > 0 and code[at] == 0:
        at -= 2  # Python 3.11 stands on the call's cache
    return at >= 0 and dis.opname[code[at]] == "CALL" and code[at + 1] == n - 1  # not f(*args), which does not tell
