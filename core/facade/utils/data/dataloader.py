"""torch.utils.data.DataLoader, in one process.

Note [Workers in one process]. num_workers > 0 makes no processes here: a recording must see what happens in order. But
the random numbers are those of PyTorch's workers: worker w has a stream seeded with base_seed + w, batch i is fetched
by worker i % num_workers with that stream as the default one (Python's `random` too), and the main stream goes on as if
nothing had been drawn. Each worker has a (shallow) copy of the dataset: what worker_init_fn sets on one is its own.
"""

import copy
import math
import random
import warnings
from collections.abc import Callable

import numpy as np

from .... import rng
from ....functions.create import made
from ....generator import Generator, default_generator
from .collate import default_collate, default_convert
from .dataset import IterableDataset, Subset, TensorDataset
from .sampler import BatchSampler, RandomSampler, SequentialSampler

_collate_fn_t = Callable[[list], object]  # what annotations say of collate_fn
_worker = None  # the WorkerInfo of the worker whose batch is being fetched


class _DatasetKind:
    """How a loader reads its dataset: by key, or from its iterator."""

    Map, Iterable = 0, 1


class WorkerInfo:
    """What get_worker_info() gives inside a worker: id, num_workers, seed, dataset."""

    def __init__(self, id, num_workers, seed, dataset):
        self.id, self.num_workers, self.seed, self.dataset = id, num_workers, seed, dataset

    def __repr__(self):
        return "WorkerInfo(" + ", ".join(f"{k}={v}" for k, v in self.__dict__.items()) + ")"


def get_worker_info():
    """The current worker, or None in the main process."""
    return _worker


class _Forever:
    """The sampler of an iterable dataset: None for each sample."""

    def __iter__(self):
        while True:
            yield None


class DataLoader:
    """Batches of a dataset's samples, in the sampler's order."""

    def __class_getitem__(cls, item):
        return cls

    def __init__(
        self,
        dataset,
        batch_size=1,
        shuffle=None,
        sampler=None,
        batch_sampler=None,
        num_workers=0,
        collate_fn=None,
        pin_memory=False,
        drop_last=False,
        timeout=0,
        worker_init_fn=None,
        multiprocessing_context=None,
        generator=None,
        *,
        prefetch_factor=None,
        persistent_workers=False,
        pin_memory_device="",
        in_order=True,
    ):
        _check_workers(num_workers, timeout, prefetch_factor, persistent_workers, multiprocessing_context)
        self.dataset, self.num_workers, self.timeout, self.worker_init_fn = (
            dataset,
            num_workers,
            timeout,
            worker_init_fn,
        )
        self.prefetch_factor = 2 if num_workers > 0 and prefetch_factor is None else prefetch_factor
        self.pin_memory, self.pin_memory_device = pin_memory, pin_memory_device
        self.multiprocessing_context, self.in_order = multiprocessing_context, in_order
        self._stream = isinstance(dataset, IterableDataset)
        _check_order(self._stream, batch_size, shuffle, sampler, batch_sampler, drop_last)
        if batch_sampler is not None:
            batch_size, drop_last = None, False
        if sampler is None:
            if self._stream:
                sampler = _Forever()
            else:
                sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
        if batch_size is not None and batch_sampler is None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.batch_size, self.drop_last, self.sampler, self.batch_sampler = (
            batch_size,
            drop_last,
            sampler,
            batch_sampler,
        )
        self.generator = generator
        self.collate_fn = collate_fn or (default_collate if self._auto_collation else default_convert)
        self.persistent_workers = persistent_workers
        self._length_said = None  # what len() said of a stream
        self._done = True

    def __setattr__(self, name, value):
        fixed = ("batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers")
        if name in fixed and "_done" in self.__dict__:
            raise ValueError(f"{name} attribute should not be set after {type(self).__name__} is initialized")
        super().__setattr__(name, value)

    @property
    def _auto_collation(self):
        return self.batch_sampler is not None

    @property
    def _index_sampler(self):
        return self.batch_sampler if self._auto_collation else self.sampler

    def __len__(self):
        if not self._stream:
            return len(self._index_sampler)
        length = self._length_said = len(self.dataset)
        if self.batch_size is None:
            return length
        return length // self.batch_size if self.drop_last else math.ceil(length / self.batch_size)

    def __iter__(self):
        return (_MultiProcessingDataLoaderIter if self.num_workers else _SingleProcessDataLoaderIter)(self)


def _check_workers(num_workers, timeout, prefetch_factor, persistent_workers, context):
    if num_workers < 0:
        raise ValueError("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.")
    if timeout < 0:
        raise ValueError("timeout option should be non-negative")
    if num_workers == 0 and prefetch_factor is not None:
        raise ValueError(
            "prefetch_factor option could only be specified in multiprocessing."
            "let num_workers > 0 to enable multiprocessing, otherwise set prefetch_factor to None."
        )
    if prefetch_factor is not None and prefetch_factor < 0:
        raise ValueError("prefetch_factor option should be non-negative")
    if persistent_workers and num_workers == 0:
        raise ValueError("persistent_workers option needs num_workers > 0")
    if context is not None and num_workers == 0:
        raise ValueError(
            "multiprocessing_context can only be used with multi-process loading (num_workers > 0), but got "
            "num_workers=0"
        )


def _check_order(stream, batch_size, shuffle, sampler, batch_sampler, drop_last):
    if stream:
        given = {"shuffle": shuffle or None, "sampler": sampler, "batch_sampler": batch_sampler}
        for name, value in given.items():
            if value is not None:
                raise ValueError(
                    f"DataLoader with IterableDataset: expected unspecified {name} option, but got {name}={value}"
                )
    if sampler is not None and shuffle:
        raise ValueError("sampler option is mutually exclusive with shuffle")
    if batch_sampler is not None:
        if batch_size != 1 or shuffle or sampler is not None or drop_last:
            raise ValueError(
                "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last"
            )
    elif batch_size is None and drop_last:
        raise ValueError("batch_size=None option disables auto-batching and is mutually exclusive with drop_last")


class _BaseDataLoaderIter:
    """One pass over a loader."""

    def __init__(self, loader):
        if loader.pin_memory:
            warnings.warn(
                "'pin_memory' argument is set as true but no accelerator is found, then device pinned memory won't be "
                "used.",
                stacklevel=3,
            )
        self._loader = loader
        self._indices = iter(loader._index_sampler)
        self._base_seed = rng.random_seed(loader.generator)
        self._yielded = 0
        if loader.num_workers:
            self._workers = [_Worker(loader, i, self._base_seed) for i in range(loader.num_workers)]
            self._turn = 0
        else:
            if loader.timeout != 0:
                raise AssertionError("_SingleProcessDataLoaderIter requires timeout == 0")
            self._fetch = _fetcher(loader, loader.dataset)

    def __iter__(self):
        return self

    def __len__(self):
        return len(self._loader._index_sampler)

    def __next__(self):
        data = self._from_worker() if self._loader.num_workers else self._fetch(next(self._indices))
        self._yielded += 1
        said = self._loader._length_said
        if self._loader._stream and said is not None and self._yielded > said:
            warnings.warn(
                f"Length of IterableDataset {self._loader.dataset} was reported to be {said}(when accessing "
                f"len(dataloader)), but {self._yielded} samples have been fetched. ",
                stacklevel=2,
            )
        return data

    def _from_worker(self):
        while self._workers:
            worker = self._workers[self._turn % len(self._workers)]
            index = next(self._indices)
            try:
                data = worker.fetch(index)
            except StopIteration:  # this worker's stream has ended; its place in the round closes
                self._turn %= len(self._workers)
                self._workers.remove(worker)
                continue
            self._turn += 1
            return data
        raise StopIteration


class _SingleProcessDataLoaderIter(_BaseDataLoaderIter):
    """One without workers, by the name that PyTorch has for it."""


class _MultiProcessingDataLoaderIter(_BaseDataLoaderIter):
    """One with workers, which here are no processes."""



class _Worker:
    """A worker's dataset and random streams, swapped in while it fetches: Note [Workers in one process]."""

    def __init__(self, loader, index, base_seed):
        seed = base_seed + index
        self.info = WorkerInfo(index, loader.num_workers, seed, copy.copy(loader.dataset))
        self._stream = Generator().manual_seed(seed).state_bytes()
        self._python = random.Random(seed).getstate()
        self._loader, self._fetch = loader, None

    def fetch(self, index):
        global _worker
        main, main_python = default_generator.state_bytes(), random.getstate()
        default_generator.set_state_bytes(self._stream)
        random.setstate(self._python)
        _worker = self.info
        try:
            if self._fetch is None:
                if self._loader.worker_init_fn is not None:
                    self._loader.worker_init_fn(self.info.id)
                self._fetch = _fetcher(self._loader, self.info.dataset)
            return self._fetch(index)
        finally:
            _worker = None
            self._stream, self._python = default_generator.state_bytes(), random.getstate()
            default_generator.set_state_bytes(main)
            random.setstate(main_python)


def _fetcher(loader, dataset):
    """A function that gives the batch (or sample) for what the index sampler gives."""
    collate, batched = loader.collate_fn, loader._auto_collation
    if loader._stream:
        return _stream_fetcher(dataset, collate, batched, loader.drop_last)
    if not batched:
        return lambda index: collate(dataset[index])
    if collate is default_collate and _tensors_of(dataset) is not None:
        return lambda indices: _rows(dataset, indices)
    many = getattr(dataset, "__getitems__", None)
    if many is not None:
        return lambda indices: collate(many(indices))
    return lambda indices: collate([dataset[i] for i in indices])


def _stream_fetcher(dataset, collate, batched, drop_last):
    samples = iter(dataset)
    if not batched:
        return lambda index: collate(next(samples))

    def fetch(indices):
        batch = [sample for _, sample in zip(indices, samples)]
        if not batch or (drop_last and len(batch) < len(indices)):
            raise StopIteration
        return collate(batch)

    return fetch


def _tensors_of(dataset):
    """The tensors behind a TensorDataset or a Subset of one, where rows can be taken at once."""
    while type(dataset) is Subset:
        dataset = dataset.dataset
    if type(dataset) is TensorDataset and not any(t.requires_grad for t in dataset.tensors):
        return dataset.tensors
    return None


def _rows(dataset, indices):
    """A batch of a TensorDataset in one copy: what stacking the samples would give, without thousands of small ops."""
    tensors = _tensors_of(dataset)
    where = indices
    inner = dataset
    while type(inner) is Subset:
        where = [inner.indices[i] for i in where]
        inner = inner.dataset
    n = len(inner)
    if not all(isinstance(i, int) and -n <= i < n for i in where):
        return default_collate([dataset[i] for i in indices])
    where = np.array(where)
    return [made(t._data[where], "collate") for t in tensors]


DataLoader.__module__ = "torch.utils.data.dataloader"
