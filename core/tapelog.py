"""From a log (Note [The log] in wire.py) to the rows and ints that its events are: a chunk at a time, without loops.

Besides records, whose numbers follow from their order, little depends on what came before: names and lines of tensors
and nodes (a gradient's event says them again), which edges of a node lead somewhere, in which calls and works we are.
"""

import weakref

import numpy as np

from .tapearound import Around
from .taperecords import Growing, Records, number_of, within
from .wire import (
    A_NUMBER,
    AGAIN,
    AN_OUTPUT,
    EVENT,
    HOT,
    ITS_NAME,
    KIND,
    LAST_VALUE,
    LEAF,
    LOG_FROM,
    NAMED,
    NEXT_VALUE,
    NO_EVENT,
    NUMBER,
    NUMBERS_FROM,
    OF_GRAD,
    OF_TENSOR,
    PLACED,
    ROW,
    RUN,
    RUN_WIDE,
    SCOPED,
    SLOTS,
    SWITCHED_OFF,
    SWITCHED_ON,
    TapeError,
)

_TENSOR, _OP, _MUTATE, _BACKWARD, _NODE, _ACCUMULATE, _BACKWARD_END = (
    KIND[name] for name in ("tensor", "op", "mutate", "backward", "node", "accumulate", "backward_end")
)
_SKIP = np.array([0, 3, 5, 6])  # ints of a record before those of its row, by its SHAPE
OURS_FROM = 1 << 31  # numbers of strings that are on no tape: made by the reader


class LogReader:
    """What is known of a tape's log so far; `rows(…)` reads the next chunks.

    `numbers`: the Python numbers on it. `exits`: (seq of the next event, tensor, how, line) where numbers left a tensor.
    `switches`: (seq of the next event, tensor, what its requires_grad became, line).
    `named`: tensors that have got other names since it was last emptied: number → string. string(text) gives the number
    of a string of our own.
    """

    def __init__(self, tape):
        self._tape = weakref.proxy(tape)  # whose reader this is
        self._templates = np.zeros(LOG_FROM, ROW)
        self._templates["kind"] = NO_EVENT
        self._templates["kind"][[RUN, RUN_WIDE]] = _NODE
        self._templates["node"][LEAF] = 1
        gathered = self._templates[9:10]
        gathered["kind"], gathered["size"], gathered["line"], gathered["name"] = _ACCUMULATE, EVENT, -1, OF_TENSOR
        self.forget()
        self._n_tensors = self._n_nodes = self._n_values = 0
        self._around = Around()
        self.numbers, self.exits, self.switches, self.named, self._own = [], [], [], {}, {}
        self._n_events = 0
        self._again, self._made_at = None, {}  # an AGAIN whose op is yet to come; the last tensor made at such places

    def forget(self):
        """Nothing more is to be read: what tensors and nodes were made by need not be known any longer."""
        self._tensors = Growing([("name", "<u4"), ("line", "<i4"), ("form", "<u4")])
        self._nodes = Growing([("op", "<u4"), ("line", "<i4"), ("form", "<u4"), ("edges", "<i4"), ("mask", "<u8")])

    def string(self, text):
        number = self._own.get(text)
        if number is None:
            number = self._own[text] = OURS_FROM + len(self._own)
            self._tape.know_string(number, text)
        return number

    def scope(self, number):
        """A Module call by its number: {"module", "class", "in"}."""
        string, outer = self._around.module(number)
        return {**self._tape.form(string), "in": outer}

    def rows(self, logs):
        """(rows, their ints) of the logs of consecutive chunks (Logged) with the same bases."""
        bases = logs[0].bases
        self._templates = np.concatenate([self._templates, *(log.templates for log in logs)])
        chunk = Records(np.concatenate([log.ints for log in logs]), self._templates)
        self._count(chunk, bases)
        ints = self._ints(chunk, bases)
        rows = self._events(chunk)
        rows["t"] = np.concatenate([log.times() for log in logs])
        return rows, ints

    # --- numbers --------------------------------------------------------------------------------------------------

    def _count(self, c, bases):
        """Gives the records their first tensor, node and value, and puts ids in place of marks."""
        ints, heads = c.ints, c.heads
        c.tensor = self._n_tensors + np.cumsum(c.makes) - c.makes + 1
        c.node = self._n_nodes + np.cumsum(c.nodes) - c.nodes + 1
        self._n_tensors += int(c.makes.sum())
        self._n_nodes += int(c.nodes.sum())
        new = ints == NEXT_VALUE
        grown = new.astype(np.int64)
        hot, run = c.shape == HOT, c.template == RUN
        grown[heads[hot]] = 1
        grown[heads[run]] = ints[heads[run] + 2]
        values = self._n_values + np.cumsum(grown)
        c.value = values[heads] - grown[heads] + 1
        if len(values):
            self._n_values = int(values[-1])
        marked = new | (ints == LAST_VALUE)
        ints[marked] = values[marked]
        c.run, c.hot = run, hot
        wide = c.template == RUN_WIDE
        ints[heads[run] + 1] -= bases[1]
        c.ran = np.where(run | wide, ints[np.minimum(heads + 1, len(ints) - 1)], 0)
        c.wide = wide
        self._mark_outputs(c)
        c.scope = self._around.scopes(c)

    def _mark_outputs(self, c):
        marks = np.flatnonzero(c.ints == AN_OUTPUT)
        if len(marks):
            record = np.searchsorted(c.heads, marks, "right") - 1
            first = np.r_[True, record[1:] != record[:-1]]
            begin = np.flatnonzero(first)
            rank = np.arange(len(marks)) - np.repeat(begin, np.diff(np.r_[begin, len(marks)]))
            c.ints[marks] = c.tensor[record] + rank

    # --- ints -----------------------------------------------------------------------------------------------------

    def _ints(self, c, bases):
        """The ints of all rows, one after the other; c.body and c.size tell where those of each are."""
        skip = _SKIP[c.shape]
        skip[c.wide] = 3
        c.unmade = (c.kind == NO_EVENT) & (c.nodes > 0) & (c.template != LEAF)
        skip[c.unmade] = 1
        own = np.where(skip > 0, c.length - skip, 0)
        scoped = (c.scope > 0) & ((c.kind == _OP) | (c.kind == _MUTATE) | (c.kind == _TENSOR))
        source = np.repeat(c.heads + skip, own) + within(own)
        record, slot = np.repeat(np.arange(len(own)), own), within(own)
        values = c.ints[source]
        if bases[0] or bases[1]:
            self._rebase(c, values, record, slot, bases)
        names = np.flatnonzero(values == ITS_NAME)
        marks = values == A_NUMBER
        values[marks] = -1
        self._note_tensors(c, record, values, bases[0])
        values[names] = self._tensors.of["name"][values[names - 1]]
        self._note_nodes(c, own, record, slot, values, np.bincount(record[marks], minlength=len(own)))
        count = own + scoped
        edges = self._nodes.of["edges"][c.ran[c.run]]
        count[c.run] = 1 + edges
        c.size, c.body = count, np.cumsum(count) - count
        out = np.empty(int(count.sum()), "<i4")
        out[np.repeat(c.body, own) + slot] = values
        out[(c.body + own)[scoped]] = c.scope[scoped]
        c.scoped = scoped
        self._runs(c, edges, out)
        return out

    def _rebase(self, c, values, record, slot, bases):
        """Ids of frequent ops count from the bases."""
        hot = c.hot[record] & (values > 0) & (values < NUMBERS_FROM)
        is_input = slot < c.aux[record]
        values[hot & is_input] -= bases[0]
        values[hot & ~is_input] -= bases[1]

    def _runs(self, c, edges, out):
        """What came to nodes that ran and what they sent: values one after the other, where an edge leads somewhere."""
        if not len(edges):
            return
        heads = c.heads[c.run]
        node = c.ran[c.run]
        row = np.repeat(np.arange(len(edges)), 1 + edges)
        slot = within(1 + edges)
        mask = self._nodes.of["mask"][node] << np.uint64(1) | np.uint64(1)
        there = (mask[row] >> slot.astype(np.uint64) & np.uint64(1)).astype(np.int64)
        told = c.ints[heads + 2]
        if np.any(np.bincount(row, there, len(edges)) != told):
            raise TapeError(f"the tape {self._tape.path} is damaged: a node sent more or less than it has edges")
        ends = np.cumsum(told)
        number = np.cumsum(there) + np.repeat(c.value[c.run] - 1 - (ends - told), 1 + edges)
        out[np.repeat(c.body[c.run], 1 + edges) + slot] = np.where(there, number, 0)

    # --- what later events say again ------------------------------------------------------------------------------

    def _take_names_back(self, c, base):
        """What a step within a call made has not the name of the call's value: see AGAIN in wire.py."""
        waits = [(0, *self._again)] if self._again else []
        marks = np.flatnonzero(c.template == AGAIN)
        waits += [(int(k), *c.ints[c.heads[k] + 1 : c.heads[k] + 3].tolist()) for k in marks]
        self._again = None
        for mark, place, held in waits:
            k = self._next_op(c, mark, place)
            if k is None:
                self._again = place, held  # the op is in the next chunk
                break
            # head, place (not of an EVENT), tensor, node, value, extra (of a hot one place and extra alone), inputs
            head = c.heads[k] + (3 if c.hot[k] else 6 if c.placed_op[k] else 5)
            from_base = base if c.hot[k] else 0
            before = self._made_at.get(place) or self._made_before(c, mark, place, c.rows["name"][k])
            if before is not None and before != held and before + from_base in c.ints[head : head + c.aux[k]].tolist():
                self._tensors.of["name"][before] = self.named[before] = 0
            self._made_at[place] = int(c.tensor[k])

    @staticmethod
    def _next_op(c, k, place):
        """The first op from record k on that happened at the place; one that has no place with it is the one that is meant."""
        while k < len(c.heads):
            if ((c.hot[k] or c.placed_op[k]) and c.ints[c.heads[k] + 1] == place) or c.other_op[k]:
                return k
            k += 1
        return None

    @staticmethod
    def _made_before(c, k, place, name):
        """What the op before record k made, if it happened at the place, or has the name; a call's first op has no AGAIN."""
        while k > 0:
            k -= 1
            if c.hot[k] or c.placed_op[k] or c.other_op[k]:
                there = c.rows["name"][k] == name if c.other_op[k] else c.ints[c.heads[k] + 1] == place
                return int(c.tensor[k]) if there else None
        return None

    def _note_tensors(self, c, record, values, base):
        """The names and lines of the tensors made here; names given to others."""
        tensors = self._tensors.room(self._n_tensors + 1)
        made = np.flatnonzero(c.makes)
        rows = c.rows[made]
        count = c.makes[made]
        which = np.repeat(c.tensor[made], count) + within(count)
        for field in ("name", "line", "form"):
            tensors[field][which] = np.repeat(rows[field], count)
        for k in made[rows["name"] == OF_GRAD].tolist():
            of = int(values[np.searchsorted(record, k)])
            name = self._tape.string(int(tensors["name"][of]))
            tensors["name"][c.tensor[k]] = self.string(f"{name}.grad") if name else 0
        self._take_names_back(c, base)
        named = np.flatnonzero(c.template == NAMED)
        for head in c.heads[named].tolist():
            tensor, string = c.ints[head + 1 : head + 3].tolist()
            tensors["name"][tensor] = string
            self.named[tensor] = string

    def _note_nodes(self, c, own, record, slot, values, numbers):
        """The places of the nodes made here, and which of their edges lead somewhere."""
        nodes = self._nodes.room(self._n_nodes + 1)
        of_event = c.event_field(2)
        node = np.where(c.nodes > 0, c.node, np.where(c.kind == _MUTATE, of_event, 0))
        made = np.flatnonzero(node > 0)
        if not len(made):
            return
        back = self._templates.take(c.rows["body"][made])
        at = node[made]
        for field in ("op", "line", "form"):
            nodes[field][at] = back[field]
        leaf = made[c.template[made] == LEAF]
        if len(leaf):
            tensor, at_leaf = c.ints[c.heads[leaf] + 1], node[leaf]
            nodes["op"][at_leaf] = self.string("AccumulateGrad")
            nodes["line"][at_leaf], nodes["form"][at_leaf] = self._tensors.of["line"][tensor], self._tensors.of["form"][tensor]
        outs = c.rows["outs"].astype(np.int64)
        is_op = c.kind == _OP
        before = np.where(is_op, c.aux + numbers + np.where(outs > 1, 2 * outs - 1, 0), 0)
        edges = np.where((node > 0) & (is_op | (c.kind == _MUTATE) | c.unmade), own - before, 0)
        edges = np.where(c.rows["flags"] & SLOTS != 0, edges // 2, edges)
        place = slot - before[record]
        leads = (place >= 0) & (place < edges[record]) & (place < 48) & (values > 0)
        mask = np.bincount(record[leads], 2.0 ** place[leads], len(own)).astype(np.uint64)
        nodes["edges"][at], nodes["mask"][at] = edges[made], mask[made]

    # --- rows -----------------------------------------------------------------------------------------------------

    def _events(self, c):
        """The rows of the records that are events."""
        tensor = np.where(c.makes > 0, c.tensor, c.event_field(1))
        node = np.where(c.nodes > 0, c.node, c.event_field(2))
        node = np.where(c.run | c.wide, c.ran, node)
        self._read_controls(c)
        during, call = self._around.works(c, node), self._around.calls(c)
        events = np.flatnonzero(c.kind != NO_EVENT)
        for k in np.flatnonzero((c.kind == NO_EVENT) & (c.shape == PLACED)).tolist():
            seq = self._n_events + int(np.searchsorted(events, k))
            how = self._tape.string(int(c.rows["op"][k]))
            switch = how in (SWITCHED_OFF, SWITCHED_ON)
            what, to = (how == SWITCHED_ON, self.switches) if switch else (how, self.exits)
            to.append((seq, int(c.ints[c.heads[k] + 2]), what, int(c.rows["line"][k]) or None))
        self._n_events += len(events)
        rows = c.rows[events]
        rows["flags"] |= np.where(c.scoped[events], SCOPED, 0).astype(np.uint8)
        rows["tensor"] = np.where(tensor > 0, tensor, -1)[events]
        rows["node"] = np.where(node > 0, node, -1)[events]
        rows["during"], rows["call"] = during[events], call[events]
        value = np.where(c.hot, c.value, c.event_field(3))
        extra = c.event_field(4)
        extra[c.hot] = c.ints[c.heads[c.hot] + 2]
        rows["value"], rows["extra"] = value[events], extra[events]
        rows["body"], rows["size"] = c.body[events], c.size[events]
        self._say_again(rows)
        ran = np.flatnonzero(rows["kind"] == _NODE)
        nodes = self._nodes.of[rows["node"][ran]]
        for field in ("op", "line", "form"):
            rows[field][ran] = nodes[field]
        outs = np.where(c.wide, c.ints[np.minimum(c.heads + 2, len(c.ints) - 1)], 1)[events][ran]
        rows["outs"][ran] = rows["aux"][ran] = outs
        return rows

    def _say_again(self, rows):
        """Puts in what events say of tensors made before."""
        known = self._tensors.of
        again = np.flatnonzero((rows["name"] == OF_TENSOR) | (rows["name"] == OF_GRAD))
        rows["name"][again] = known["name"][rows["tensor"][again]]
        again = np.flatnonzero(rows["line"] == -1)
        for field in ("line", "form"):
            rows[field][again] = known[field][rows["tensor"][again]]
        if self.named:
            made = np.flatnonzero((rows["kind"] == _OP) | (rows["kind"] == _TENSOR))
            made = made[np.isin(rows["tensor"][made], list(self.named))]
            rows["name"][made] = known["name"][rows["tensor"][made]]

    def _read_controls(self, c):
        for head in c.heads[c.template == NUMBER].tolist():
            self.numbers.append(number_of(c.ints[head + 1 : head + 5].tolist(), self._tape))
