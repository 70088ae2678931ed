"""Growing arrays and the sorted-run index against plain Python."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.model.growing import GrowArray, KeyIndex

batches = st.lists(st.lists(st.integers(-1, 5), max_size=12), max_size=12)


@given(batches)
def test_key_index_answers_as_a_dict_of_lists(batches):
    index, plain, seq = KeyIndex(), {}, 0
    for keys in batches:
        index.extend(np.array(keys, np.int32), np.arange(seq, seq + len(keys)))
        for key in keys:
            if key >= 0:
                plain.setdefault(key, []).append(seq)
            seq += 1
    for key in range(7):
        seqs = plain.get(key, [])
        assert index.all(key).tolist() == seqs
        assert index.count(key) == len(seqs)
        for at in range(-1, seq + 1):
            assert index.last(key, at) == max((s for s in seqs if s <= at), default=-1)
            assert index.next(key, at) == min((s for s in seqs if s > at), default=-1)


def test_key_index_keeps_few_runs():
    index = KeyIndex()
    for k in range(1000):
        index.extend(np.array([k % 7]), np.array([k]))
    assert len(index._runs) <= 11


def test_grow_array_keeps_what_it_holds():
    array = GrowArray("i4", 2)
    for k in range(50):
        array.append(np.array([k, k + 100]))
    assert array.view.tolist() == [x for k in range(50) for x in (k, k + 100)]
    array.grow_to(105, -1)
    assert array.view[99:].tolist() == [149, -1, -1, -1, -1, -1]
    array.grow_to(3, 0)
    assert len(array) == 105
