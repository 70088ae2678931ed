"""Around the records of a log: in which Module's call, which node's work and which backward call each of them happened."""

import numpy as np

from .wire import DURING, ENTER, KIND, LEAVE

_BACKWARD, _BACKWARD_END, _ACCUMULATE = KIND["backward"], KIND["backward_end"], KIND["accumulate"]
SCOPES_FROM = 1 << 30  # numbers of Module calls; those below are strings, of tapes that other engines wrote


class Around:
    """What is under way where a log has been read to. Each method takes the next Records."""

    def __init__(self):
        self._entered = -1  # the node in whose work things happen
        self._call, self._outer, self._backwards = 0, [], 0  # the backward call, those around it, how many there were
        self._scope, self._outer_scopes, self._modules = 0, [], [None]  # the same of Module calls

    def module(self, number):
        """(number of the string with its path and class, the call around it) of a Module call."""
        return self._modules[number - SCOPES_FROM]

    def scopes(self, c):
        """The Module call each record is in, 0 for none."""
        marks = np.flatnonzero((c.template == ENTER) | (c.template == LEAVE))
        if not len(marks):
            return np.full(len(c.heads), self._scope)
        states = [self._scope]
        for enter, string in zip((c.template[marks] == ENTER).tolist(), c.first_int(marks).tolist()):
            if enter:
                self._outer_scopes.append(self._scope)
                self._modules.append((string, self._scope))
                self._scope = SCOPES_FROM + len(self._modules) - 1
            elif self._outer_scopes:
                self._scope = self._outer_scopes.pop()
            states.append(self._scope)
        return np.repeat(states, np.diff(np.r_[0, marks, len(c.heads)]))

    def works(self, c, node):
        """The node in whose work each record happened, -1 for none."""
        sets = c.template == DURING
        changes = np.flatnonzero(sets | c.run | c.wide)
        told = c.first_int(changes)
        state = np.where(sets[changes] & (told > 0), told, -1)
        spans = np.diff(np.r_[0, changes + 1, len(c.heads)])
        during = np.repeat(np.r_[self._entered, state], spans)
        if len(state):
            self._entered = int(state[-1])
        during[c.run | c.wide] = -1
        gathers = c.kind == _ACCUMULATE
        return np.where(gathers, np.where(node > 0, node, -1), during)

    def calls(self, c):
        """The backward call each record is part of, 0 for none."""
        marks = np.flatnonzero((c.kind == _BACKWARD) | (c.kind == _BACKWARD_END))
        states, spans, at = [], [], 0
        for k, begins in zip(marks.tolist(), (c.kind[marks] == _BACKWARD).tolist()):
            end = k if begins else k + 1
            states.append(self._call)
            spans.append(end - at)
            at = end
            if begins:
                self._backwards += 1
                self._outer.append(self._call)
                self._call = self._backwards
            else:
                self._call = self._outer.pop() if self._outer else 0
        return np.repeat([*states, self._call], [*spans, len(c.heads) - at])
