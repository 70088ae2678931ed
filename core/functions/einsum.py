"""einsum: pairs of operands contracted through permute, reshape and one bmm each, as torch's sumproduct_pair does."""

from ..ops import copies as K
from ..ops import linear as L
from ..ops import reduce as R
from ..ops import shape as P
from .shape import reshape


def contract(equation, operands):
    """The result of torch.einsum(equation, *operands)."""
    terms, output = _parse(equation, operands)
    labels = sorted({c for t in terms for c in t} - set(output), key=lambda c: min(t.index(c) for t in terms if c in t))
    order = list(output) + labels
    tensors = [_spread(t, term, order, i) for i, (t, term) in enumerate(zip(operands, terms))]
    sizes = {}
    for t in tensors:
        for i, s in enumerate(t._data.shape):
            if sizes.get(i, 1) not in (1, s) and s != 1:
                _refuse_size(order[i], s, sizes[i])
            sizes[i] = s if sizes.get(i, 1) == 1 else sizes[i]
    n_out = len(output)
    if len(tensors) == 1:
        gone = tuple(range(n_out, len(order)))
        return R.sum_dim(tensors[0], dim=gone, keepdim=False) if gone else tensors[0]
    result = tensors[0]
    for k in range(1, len(tensors)):
        later = tensors[k + 1 :]
        now = (result._data.shape, tensors[k]._data.shape)
        gone = [i for i in range(n_out, len(order)) if all(t._data.shape[i] == 1 for t in later) and (now[0][i], now[1][i]) != (1, 1)]
        result = _pair(result, tensors[k], gone)
    left = [i for i in range(n_out, len(order)) if result._data.shape[i] != 1]
    if left:
        result = R.sum_dim(result, dim=tuple(left), keepdim=True)
    return P.view(result, size=result._data.shape[:n_out]) if len(order) > n_out else result


def _refuse_size(label, size, before):
    if ord(label) >= 0x100:
        raise RuntimeError(
            f"einsum(): dimension {ord(label) - 0x100} covered by ellipsis in operand 1has size {size} which does not broadcast with "
            f"previously seen ellipsis with size {before} for the respective dimension"
        )
    raise RuntimeError(
        f"einsum(): subscript {label} has size {size} for operand 1 which does not broadcast with previously seen size {before}"
    )


def from_lists(parts):
    """(equation, operands) of the form einsum(a, [0, 1], b, [1, 2], [0, 2])."""

    def letters(axes):
        return "".join("..." if a is Ellipsis else (chr(65 + a) if a < 26 else chr(71 + a)) for a in axes)

    operands, lists = parts[0 : len(parts) // 2 * 2 : 2], parts[1::2]
    equation = ",".join(letters(axes) for axes in lists)
    return (equation + "->" + letters(parts[-1]) if len(parts) % 2 else equation), operands


def _parse(equation, operands):
    text = equation.replace(" ", "")
    left, arrow, right = text.partition("->")
    odd = next((i for i, c in enumerate(equation) if not (c.isascii() and c.isalpha()) and c not in " ,.->"), None)
    if odd is not None:
        raise RuntimeError(
            f"einsum(): invalid subscript given at index {odd} in the equation string, subscripts must be in [a-zA-Z]"
        )
    terms = left.split(",")
    if len(terms) != len(operands):
        few = "fewer" if len(terms) > len(operands) else "more"
        raise RuntimeError(f"einsum(): {few} operands were provided than specified in the equation")
    widest = max(
        (t._data.ndim - len(term.replace("...", "")) for t, term in zip(operands, terms) if "..." in term), default=0
    )
    dots = [chr(0x100 + i) for i in range(widest)]
    out = []
    for t, term in zip(operands, terms):
        missing = t._data.ndim - len(term.replace("...", ""))
        term = term.replace("...", "".join(dots[widest - missing :])) if "..." in term else term
        if missing < 0 and "..." in terms[len(out)]:
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({len(term)}) is more than the number of dimensions "
                f"({t._data.ndim}) for operand {len(out)}"
            )
        if len(term) != t._data.ndim:
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({len(term)}) does not match the number of dimensions "
                f"({t._data.ndim}) for operand {len(out)} and no ellipsis was given"
            )
        out.append(term)
    for i, c in enumerate(right.replace("...", "") if arrow else ""):
        if c not in "".join(terms):
            raise RuntimeError(f"einsum(): output subscript {c} does not appear in the equation for any input operand")
        if c in right[:i]:
            raise RuntimeError(f"einsum(): output subscript {c} appears more than once in the output")
    if arrow:
        return out, right.replace("...", "".join(dots))
    joined = "".join(out)
    return out, "".join(dots) + "".join(sorted(c for c in set(joined) if joined.count(c) == 1 and c not in dots))


def _spread(t, term, order, number=0):
    """The operand with its axes in `order`, size 1 where it has none; repeated labels taken as diagonals."""
    while len(set(term)) < len(term):
        c = next(c for c in term if term.count(c) > 1)
        i = term.index(c)
        j = term.index(c, i + 1)
        if t._data.shape[i] != t._data.shape[j]:
            raise RuntimeError(
                f"einsum(): subscript {c} is repeated for operand {number} but the sizes don't match, {t._data.shape[j]} != "
                f"{t._data.shape[i]}"
            )
        t = K.diagonal(t, dim1=i, dim2=j)
        last = t._data.ndim - 1
        t = P.permute(t, dims=(*range(i), last, *range(i, last)))
        term = term[:j] + term[j + 1 :]
    present = [c for c in order if c in term]
    dims = tuple(term.index(c) for c in present)
    return P.permute(_unsqueezed(t, len(order) - len(term)), dims=_full(dims, order, present, len(term)))


def _unsqueezed(t, n):
    for _ in range(n):
        t = P.unsqueeze(t, dim=t._data.ndim)
    return t


def _full(dims, order, present, n):
    out, extra = [], n
    for c in order:
        if c in present:
            out.append(dims[present.index(c)])
        else:
            out.append(extra)
            extra += 1
    return tuple(out)


def _pair(a, b, gone):
    """The product with the axes `gone` summed (kept, of size 1): those that only one has are summed before, and where none is common,
    a product is all there is to do."""
    sa, sb = a._data.shape, b._data.shape
    alone_a = tuple(i for i in gone if sa[i] != 1 == sb[i])
    alone_b = tuple(i for i in gone if sa[i] == 1 != sb[i])
    if alone_a:
        a = R.sum_dim(a, dim=alone_a, keepdim=True)
    if alone_b:
        b = R.sum_dim(b, dim=alone_b, keepdim=True)
    summed = [i for i in gone if sa[i] != 1 != sb[i]]
    return _contracted(a, b, summed) if summed else a * b


def _contracted(a, b, summed):
    """sumproduct_pair: contracts the axes `summed`, batching those that both have, with one bmm."""
    if a.dtype is not b.dtype:
        raise RuntimeError(f"expected scalar type {a.dtype.legacy} but found {b.dtype.legacy}")
    sa, sb = a._data.shape, b._data.shape
    n = len(sa)
    both, only_a, only_b = [], [], []
    for i in range(n):
        if i not in summed:
            (both if sa[i] != 1 != sb[i] else only_a if sa[i] != 1 else only_b).append(i)
    rest = [i for i in range(n) if i not in both + only_a + only_b + summed]
    left = reshape(
        P.permute(a, dims=(*both, *only_a, *summed, *only_b, *rest)),
        _size(sa, both),
        _size(sa, only_a),
        _size(sa, summed),
    )
    right = P.permute(b, dims=(*both, *summed, *only_b, *only_a, *rest))
    right = reshape(right, _size(sb, both), _size(sb, summed), _size(sb, only_b))
    out = L.bmm(left, right)
    order = [*both, *only_a, *only_b, *summed, *rest]
    shape = [sa[i] for i in both] + [sa[i] for i in only_a] + [sb[i] for i in only_b] + [1] * (len(summed) + len(rest))
    back = tuple(order.index(i) for i in range(n))
    return P.permute(reshape(out, *shape), dims=back)


def _size(shape, axes):
    n = 1
    for i in axes:
        n *= shape[i]
    return n
