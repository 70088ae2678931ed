"""The C++ library's nth_element, partial_sort and sort, which PyTorch's topk runs: where numbers are equal, they decide whose index it gives.

Source: libstdc++, bits/stl_algo.h and stl_heap.h. A place is held as its index; `before(i, j)` says whether i's number comes first.
"""

FEW = 4096  # numbers in a row for which it is run; a longer row gives its first
SMALL = 16  # numbers that are sorted by insertion


def chosen(row, k, largest, in_order):
    """The places of the k first numbers of the list `row`, as topk gives them."""
    if largest:
        before = lambda i, j: row[i] > row[j] or (row[i] != row[i] and row[j] == row[j])
    else:
        before = lambda i, j: row[i] < row[j] or (row[j] != row[j] and row[i] == row[i])
    q = list(range(len(row)))
    if k * 64 <= len(row):
        _partial_sort(q, k, before)
    else:
        _nth_element(q, k - 1, before)
        if in_order:
            _sort(q, 0, k - 1, before)
    return q[:k]


def _insertion(q, first, last, before):
    for i in range(first + 1, last):
        value, j = q[i], i
        while j > first and before(value, q[j - 1]):
            q[j] = q[j - 1]
            j -= 1
        q[j] = value


def _partition(q, first, last, before):
    """Moves the median of three to the front and parts the rest by it; the place of the cut."""
    a, b, c = first + 1, first + (last - first) // 2, last - 1
    if before(q[a], q[b]):
        m = b if before(q[b], q[c]) else c if before(q[a], q[c]) else a
    else:
        m = a if before(q[a], q[c]) else c if before(q[b], q[c]) else b
    q[first], q[m] = q[m], q[first]
    low, high, pivot = first + 1, last, q[first]
    while True:
        while before(q[low], pivot):
            low += 1
        high -= 1
        while before(pivot, q[high]):
            high -= 1
        if low >= high:
            return low
        q[low], q[high] = q[high], q[low]
        low += 1


def _nth_element(q, nth, before):
    first, last = 0, len(q)
    depth = 2 * (last.bit_length() - 1) if last else 0
    while last - first > 3:
        if not depth:
            part = q[first:last]
            _heap_select(part, nth + 1 - first, before)
            q[first:last] = part
            q[first], q[nth] = q[nth], q[first]
            return
        depth -= 1
        cut = _partition(q, first, last, before)
        first, last = (cut, last) if cut <= nth else (first, cut)
    _insertion(q, first, last, before)


def _sort(q, first, last, before):
    if last - first < 2:
        return
    _introsort(q, first, last, 2 * ((last - first).bit_length() - 1), before)
    _insertion(q, first, last, before)


def _introsort(q, first, last, depth, before):
    while last - first > SMALL:
        if not depth:
            part = q[first:last]
            _partial_sort(part, len(part), before)
            q[first:last] = part
            return
        depth -= 1
        cut = _partition(q, first, last, before)
        _introsort(q, cut, last, depth, before)
        last = cut


def _sift(q, hole, n, value, before):
    """Puts `value` into the heap q[:n], from the hole down and up again."""
    top, child = hole, hole
    while child < (n - 1) // 2:
        child = 2 * child + 2
        if before(q[child], q[child - 1]):
            child -= 1
        q[hole] = q[child]
        hole = child
    if n % 2 == 0 and child == (n - 2) // 2:
        child = 2 * child + 1
        q[hole] = q[child]
        hole = child
    parent = (hole - 1) // 2
    while hole > top and before(q[parent], value):
        q[hole] = q[parent]
        hole, parent = parent, (parent - 1) // 2
    q[hole] = value


def _heap_select(q, k, before):
    for parent in range((k - 2) // 2, -1, -1):
        _sift(q, parent, k, q[parent], before)
    for i in range(k, len(q)):
        if before(q[i], q[0]):
            value, q[i] = q[i], q[0]
            _sift(q, 0, k, value, before)


def _partial_sort(q, k, before):
    _heap_select(q, k, before)
    for last in range(k - 1, 0, -1):
        value, q[last] = q[last], q[0]
        _sift(q, 0, last, value, before)
