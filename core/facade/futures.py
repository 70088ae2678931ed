"""torch.futures: values that come later, in one process."""

import threading
import types


class Future:
    """A value that is set once; whoever waits for it waits until then."""

    __class_getitem__ = classmethod(types.GenericAlias)  # annotations say `Future[Tensor]`

    def __init__(self, *, devices=None):
        self._set = threading.Event()
        self._value = self._error = None
        self._callbacks = []

    def done(self):
        return self._set.is_set()

    def wait(self):
        """The value; raises the exception that was set in its place."""
        self._set.wait()
        if self._error is not None:
            raise self._error
        return self._value

    def value(self):
        return self.wait()

    def set_result(self, result):
        if self.done():
            raise RuntimeError("Future can only be marked completed once")
        self._value = result
        self._finish()

    def set_exception(self, result):
        if not isinstance(result, Exception):
            raise AssertionError(f"{result} is of type {type(result)}, not an Exception.")
        self._error = result
        self._finish()

    def _finish(self):
        self._set.set()
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback(self)

    def add_done_callback(self, callback):
        """Calls `callback(self)` when the value is there; what it raises is not passed on, as in PyTorch."""
        if self.done():
            callback(self)
        else:
            self._callbacks.append(callback)

    def then(self, callback):
        """A Future of what `callback(self)` returns."""
        following = Future()

        def run(done):
            try:
                following.set_result(callback(done))
            except Exception as error:
                following.set_exception(error)

        self.add_done_callback(run)
        return following


Future.__module__ = "torch.futures"


def collect_all(futures):
    """A Future of the list of all of them."""
    every, left = Future(), [len(futures)]

    def one_less(done):
        left[0] -= 1
        if not left[0]:
            every.set_result(list(futures))

    for future in futures:
        future.add_done_callback(one_less)
    if not futures:
        every.set_result([])
    return every


def wait_all(futures):
    return [future.wait() for future in collect_all(futures).wait()]
