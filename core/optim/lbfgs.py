"""torch.optim.LBFGS: the limited-memory quasi-Newton method, with or without a strong-Wolfe line search (after
Schmidt's minFunc).

All parameters are one flat vector here. Losses are Python floats, inner products NumPy scalars of the parameters'
dtype, as PyTorch mixes floats and 0-d tensors.
"""

import numpy as np

from .. import state as S
from ..tensor import Tensor, wrap
from .arithmetic import muladd, ndarray, number
from .common import check_lr, value_of
from .optimizer import Optimizer


def _cubic_interpolate(x1, f1, g1, x2, f2, g2, bounds=None):
    """The minimum of the cubic through two points with slopes, kept within the bounds."""
    low, high = bounds if bounds is not None else (x1, x2) if x1 <= x2 else (x2, x1)
    d1 = g1 + g2 - 3 * (f1 - f2) / (x1 - x2)
    square = d1**2 - g1 * g2
    if not square >= 0:
        return (low + high) / 2.0
    d2 = np.sqrt(square)
    if x1 <= x2:
        best = x2 - (x2 - x1) * ((g2 + d2 - d1) / (g2 - g1 + 2 * d2))
    else:
        best = x1 - (x1 - x2) * ((g1 + d2 - d1) / (g1 - g2 + 2 * d2))
    return min(max(best, low), high)


class _Bracket:
    """Two points of a line search between which a good step lies: step, loss, gradient, slope of each."""

    def __init__(self, *points):
        self.points = list(points)

    def order(self):
        """Indices of the point with the lower loss and of the other."""
        return (0, 1) if self.points[0][1] <= self.points[-1][1] else (1, 0)

    def steps(self):
        return [p[0] for p in self.points]

    def interpolate(self):
        (x1, f1, _, g1), (x2, f2, _, g2) = self.points
        return _cubic_interpolate(x1, f1, g1, x2, f2, g2)


def _find_bracket(evaluate, t, start, c1, c2, max_ls):
    """Grows the step until a bracket is found. Returns (bracket, done, iterations, evaluations)."""
    _, f, _, gtd = start
    previous, now = start, evaluate(t)
    for iteration in range(max_ls):
        f_new, slope = now[1], now[3]
        if f_new > (f + c1 * t * gtd) or (iteration > 1 and f_new >= previous[1]):
            return _Bracket(previous, now), False, iteration, iteration + 1
        if abs(slope) <= -c2 * gtd:
            return _Bracket(now), True, iteration, iteration + 1
        if slope >= 0:
            return _Bracket(previous, now), False, iteration, iteration + 1
        bounds = (t + 0.01 * (t - previous[0]), t * 10)
        t_next = _cubic_interpolate(previous[0], previous[1], previous[3], t, f_new, slope, bounds)
        previous, t = now, t_next
        now = evaluate(t)
    return _Bracket((0, *start[1:]), now), False, max_ls, max_ls + 1


def _moved_inside(t, steps, stuck):
    """A trial step kept away from the ends of the bracket. Returns (step, whether progress was insufficient)."""
    most, least = max(steps), min(steps)
    eps = 0.1 * (most - least)
    if min(most - t, t - least) >= eps:
        return t, False
    if stuck or t >= most or t <= least:
        return (most - eps if abs(t - most) < abs(t - least) else least + eps), False
    return t, True


def _strong_wolfe(evaluate, t, d, f, g, gtd, max_ls, c1=1e-4, c2=0.9, tolerance_change=1e-9):
    """A step along d that meets the strong Wolfe conditions. Returns (loss, gradient, step, evaluations)."""
    d_norm = np.abs(d).max()
    bracket, done, iteration, evaluations = _find_bracket(evaluate, t, (0, f, g, gtd), c1, c2, max_ls)
    stuck = False
    low, high = bracket.order()
    while not done and iteration < max_ls:
        steps, points = bracket.steps(), bracket.points
        if abs(steps[1] - steps[0]) * d_norm < tolerance_change:
            break
        t, stuck = _moved_inside(bracket.interpolate(), steps, stuck)
        now = evaluate(t)
        evaluations += 1
        iteration += 1
        f_new, slope = now[1], now[3]
        if f_new > (f + c1 * t * gtd) or f_new >= points[low][1]:
            points[high] = now
            low, high = bracket.order()
        else:
            if abs(slope) <= -c2 * gtd:
                done = True
            elif slope * (steps[high] - steps[low]) >= 0:
                points[high] = points[low]
            points[low] = now
    t, f_new, g_new, _ = bracket.points[low]
    return f_new, g_new, t, evaluations


class LBFGS(Optimizer):
    """Needs a closure in step(): it evaluates the loss several times. One parameter group only."""

    _records_itself = True

    def __init__(
        self,
        params,
        lr=1,
        max_iter=20,
        max_eval=None,
        tolerance_grad=1e-7,
        tolerance_change=1e-9,
        history_size=100,
        line_search_fn=None,
    ):
        check_lr(lr)
        if max_eval is None:
            max_eval = max_iter * 5 // 4
        super().__init__(
            params,
            {
                "lr": lr,
                "max_iter": max_iter,
                "max_eval": max_eval,
                "tolerance_grad": tolerance_grad,
                "tolerance_change": tolerance_change,
                "history_size": history_size,
                "line_search_fn": line_search_fn,
            },
        )
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")

    @property
    def _params(self):
        return self.param_groups[0]["params"]

    def _flat_grad(self):
        return np.concatenate(
            [
                np.zeros(_reals(p._data).size, _reals(p._data).dtype) if p._grad is None else np.ravel(_reals(p._grad._data))
                for p in self._params
            ]
        )

    def _change(self, new_values):
        """Sets every parameter to new_values(its data, its slice of the flat vector), and tells the recorder."""
        offset, rec = 0, S.rec
        self._changes = None if rec is None else []
        for p in self._params:
            data, numbers = p._data, _reals(p._data)
            n = numbers.size
            values = new_values(numbers, slice(offset, offset + n))
            self._set(p, values if numbers is data else values.view(data.dtype).reshape(data.shape)[...])
            offset += n
        if rec is not None:
            changes, self._changes = self._changes, None
            rec.optimizer_step(type(self).__name__, changes, self.param_groups)

    def _move(self, step, d):
        def moved(data, part):
            values = muladd(d[part].reshape(data.shape), number(step, data), np.asarray(data))
            return values if isinstance(data, ndarray) else values[()]

        self._change(moved)

    def _evaluate(self, closure, x, t, d):
        """Loss, gradient and slope at x + t d; the parameters are put back to x."""
        self._move(t, d)
        loss = _loss(closure())
        grad = self._flat_grad()
        self._change(lambda data, part: x[part].reshape(data.shape) if isinstance(data, ndarray) else x[part][0])
        return t, loss, grad, np.dot(grad, d)

    def step(self, closure):
        """Up to max_iter iterations; `closure` clears the gradients, computes the loss, calls backward and returns "
        "the loss."""
        was, S.grad_enabled = S.grad_enabled, False
        try:
            return self._step(_with_grad(closure))
        finally:
            S.grad_enabled = was

    def _step(self, closure):
        group, state = self.param_groups[0], self.state[self._params[0]]
        run = _Run(group, state)
        first = closure()
        run.loss, run.evaluations = _loss(first), 1
        state["func_evals"] += 1
        run.grad = self._flat_grad()
        if np.abs(run.grad).max() <= group["tolerance_grad"]:
            return first
        for iteration in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            run.direction(state["n_iter"] == 1, group["history_size"])
            lr = value_of(group["lr"])
            run.t = min(1.0, 1.0 / np.abs(run.grad).sum()) * lr if state["n_iter"] == 1 else lr
            gtd = np.dot(run.grad, run.d)
            if gtd > -group["tolerance_change"]:
                break
            before = run.loss
            flat = self._advance(run, closure, group, gtd, iteration == group["max_iter"])
            if iteration == group["max_iter"] or run.evaluations >= group["max_eval"] or flat:
                break
            if np.abs(run.d * run.d.dtype.type(run.t)).max() <= group["tolerance_change"]:
                break
            if abs(run.loss - before) < group["tolerance_change"]:
                break
        run.store(state)
        return first

    def _advance(self, run, closure, group, gtd, last):
        """One move along the direction; says whether the gradient has become flat."""
        used = 0
        if group["line_search_fn"] is None:
            self._move(run.t, run.d)
            if last:
                return False
            run.loss, run.grad, used = _loss(closure()), self._flat_grad(), 1
        elif group["line_search_fn"] != "strong_wolfe":
            raise RuntimeError("only 'strong_wolfe' is supported")
        else:
            x = np.concatenate([np.ravel(_reals(p._data)) for p in self._params])
            run.loss, run.grad, run.t, used = _strong_wolfe(
                lambda t: self._evaluate(closure, x, t, run.d),
                run.t,
                run.d,
                run.loss,
                run.grad,
                gtd,
                group["max_eval"] - run.evaluations,
            )
            self._move(run.t, run.d)
        run.evaluations += used
        run.state["func_evals"] += used
        return np.abs(run.grad).max() <= group["tolerance_grad"]


class _Run:
    """What one step() carries from iteration to iteration, raw; taken from and put back into the optimizer's state."""

    def __init__(self, group, state):
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        self.state, self.loss, self.grad, self.evaluations = state, None, None, 0
        self.d, self.t, self.h = (_raw(state.get(k)) for k in ("d", "t", "H_diag"))
        self.dirs, self.steps, self.ro = ([_raw(x) for x in state.get(k) or ()] for k in ("old_dirs", "old_stps", "ro"))
        self.previous = _raw(state.get("prev_flat_grad"))
        self.previous_loss = state.get("prev_loss")

    def direction(self, first, history_size):
        """The next direction: minus the gradient times the approximate inverse Hessian."""
        if first:
            self.d, self.dirs, self.steps, self.ro, self.h = -self.grad, [], [], [], 1
        else:
            y = self.grad - self.previous
            s = self.d * self.d.dtype.type(self.t)
            ys = np.dot(y, s)
            if ys > 1e-10:
                if len(self.dirs) == history_size:
                    for history in (self.dirs, self.steps, self.ro):
                        history.pop(0)
                self.dirs.append(y)
                self.steps.append(s)
                self.ro.append(1.0 / ys)
                self.h = ys / np.dot(y, y)
            self.d = self._two_loops()
        self.previous, self.previous_loss = self.grad.copy(), self.loss

    def _two_loops(self):
        q, al = -self.grad, [None] * len(self.dirs)
        self.state.setdefault("al", [])
        for i in range(len(self.dirs) - 1, -1, -1):
            al[i] = np.dot(self.steps[i], q) * self.ro[i]
            q = muladd(self.dirs[i], number(-al[i], q), q)
        r = q * q.dtype.type(self.h)
        for i in range(len(self.dirs)):
            be = np.dot(self.dirs[i], r) * self.ro[i]
            r = muladd(self.steps[i], number(al[i] - be, r), r)
        self.state["al"][:] = [_kept(x) for x in al]
        return r

    def store(self, state):
        """Puts everything into the optimizer's state, as tensors."""
        state["d"], state["t"] = wrap(self.d), _kept(self.t)
        state["old_dirs"], state["old_stps"] = [wrap(x) for x in self.dirs], [wrap(x) for x in self.steps]
        state["ro"], state["H_diag"] = [_kept(x) for x in self.ro], _kept(self.h)
        state["prev_flat_grad"], state["prev_loss"] = wrap(self.previous), self.previous_loss


def _reals(data):
    """Complex data as a row of real and imaginary parts; other data as it is."""
    return np.ravel(data).view(data.real.dtype) if data.dtype.kind == "c" else data


def _raw(x):
    return x._data if isinstance(x, Tensor) else x


def _kept(x):
    return wrap(x) if isinstance(x, np.generic) else x


def _loss(value):
    return float(value)


def _with_grad(closure):
    """The closure run with gradients on."""

    def run():
        was, S.grad_enabled = S.grad_enabled, True
        try:
            return closure()
        finally:
            S.grad_enabled = was

    return run


LBFGS.__module__ = "torch.optim.lbfgs"
