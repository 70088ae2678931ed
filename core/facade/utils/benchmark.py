"""torch.utils.benchmark: a Timer of statements, as a program asks for one."""

import statistics
import timeit


class Measurement:
    """The times of a statement, in seconds a run."""

    def __init__(self, times, number, title):
        self.times, self.number_per_run, self.title = times, number, title

    median = property(lambda self: statistics.median(self.times))
    mean = property(lambda self: statistics.fmean(self.times))

    def __repr__(self):
        return f"<{type(self).__module__}.Measurement>\n{self.title}\n  Median: {self.median * 1e6:.2f} us"


class Timer:
    """Times `stmt` after `setup`, with the names of `globals`."""

    def __init__(self, stmt="pass", setup="pass", timer=timeit.default_timer, globals=None, label=None, sub_label=None,
                 description=None, num_threads=1, **kw):  # fmt: skip
        names = dict(globals or {})
        from ... import facade

        names.setdefault("torch", facade)
        self._timer, self._title = timeit.Timer(stmt, setup, timer, names), label or stmt

    def timeit(self, number=1000000):
        return Measurement([self._timer.timeit(number) / number], number, self._title)

    def blocked_autorange(self, callback=None, min_run_time=0.2):
        number, _ = self._timer.autorange()
        return Measurement([t / number for t in self._timer.repeat(3, number)], number, self._title)

    adaptive_autorange = blocked_autorange


Measurement.__module__ = Timer.__module__ = "torch.utils.benchmark.utils.common"
