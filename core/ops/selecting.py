"""PyTorch's quickselect (aten/src/ATen/native/SortingUtils): where numbers are equal, it decides whose index kthvalue() gives."""

FEW = 4096  # numbers in a row for which it is run; a longer row gives its first


def selected(row, k):
    """The place in the list `row` at which PyTorch finds its k-th smallest number (from 0)."""
    values, places = list(row), list(range(len(row)))

    def swap(i, j):
        values[i], values[j] = values[j], values[i]
        places[i], places[j] = places[j], places[i]

    left, right = 0, len(values) - 1
    while right > left:
        if right == left + 1:
            if _after(values[left], values[right]):
                swap(left, right)
            break
        swap((left + right) >> 1, left + 1)
        for a, b in ((left + 1, right), (left, right), (left + 1, left)):
            if _after(values[a], values[b]):
                swap(a, b)
        i, j, pivot = left + 1, right, values[left]
        while True:
            i += 1
            while _after(pivot, values[i]):
                i += 1
            j -= 1
            while _after(values[j], pivot):
                j -= 1
            if j < i:
                break
            swap(i, j)
        swap(left, j)
        if j <= k:
            left = i
        if j >= k:
            right = j - 1
    return places[k]


def _after(a, b):
    """Does a come after b? What is no number comes last."""
    return a > b or (a != a and b == b)
