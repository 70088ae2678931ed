"""How all but the most frequent events get on the recorder's log, and what its pump asks of the hooks."""

from .recorder_hooks_op import HELD_BYTES, f32
from .wire import NEXT_VALUE


def made(last_tensor, last_node, log, vals, tensor_base, node_base):
    def made(template, tensors_made, node_made, values, value, extra, ints):
        """Any event that makes tensors or a node; (number of the first tensor, of the node)."""
        nonlocal last_tensor, last_node, log, vals
        t, n = last_tensor + 1, last_node + 1
        last_tensor += tensors_made
        last_node += node_made
        vals += values
        log += (-template, t - tensor_base if tensors_made else 0, n - node_base if node_made else 0, value, extra, *ints)
        return t, n

    return made


def made_at(last_tensor, log, vals, stop, held, tensor_base, exports, settled, pump):
    def made_at(code, at, t, data, of):
        """A tensor made at a place, from `of` (a tuple of one number, or none)."""
        nonlocal last_tensor, log, vals, held, stop
        if data.__class__ is not f32:
            held += data.nbytes
            if held > HELD_BYTES:
                stop = 0
            if exports:
                data = settled(data)
        last_tensor = t._id = last_tensor + 1
        vals += (data,)
        log += (-code, at, last_tensor - tensor_base, 0, NEXT_VALUE, 0, *of)
        if last_tensor > stop:
            pump()

    return made_at


def reset(log, room, held, tensor_base, see, slow, pump):
    def reset(code, at, tensors):
        """Gradients of tensors were taken away, or filled with zeros."""
        nonlocal log
        ints = []
        for t in tensors:
            if t._name is not None:
                slow.name(t)
            i = t._id
            ints += (-code, at, (i if i > tensor_base else see(t)) - tensor_base, 0, 0, 0)
        log += ints
        if len(log) > room or held > HELD_BYTES:
            pump()

    return reset


def change(last_node, log, vals, node_base):
    def change(template, tensor, node, new, data, extra, edges):
        """An event that changes a tensor; it may make a node (`new`), or be that of `node` (0: none). The node's number."""
        nonlocal last_node, log, vals
        last_node += new
        n = last_node - node_base if new else node
        vals += (data,)
        log += (-template, tensor, n, NEXT_VALUE, extra, *edges)
        return n + node_base

    return change


def add(log, vals):
    def add(record, values=()):
        """Any other record; nothing is written yet."""
        nonlocal log, vals
        vals += values
        log += record

    return add


def put(log, vals, room, held, pump):
    def put(record, values=()):
        """The same; raises LimitReached where a limit was met."""
        nonlocal log, vals
        vals += values
        log += record
        if len(log) > room or held > HELD_BYTES:
            pump()

    return put


def node_made(last_node, log):
    def node_made(record):
        """A record that makes the next node; its number."""
        nonlocal last_node, log
        last_node += 1
        n = last_node
        log += record
        return n

    return node_made


def weigh(held, stop, exports, settled):
    def weigh(data):
        """What must be told of a value; its bytes wait by reference from now on."""
        nonlocal held, stop
        if data.__class__ is f32:
            return data
        held += data.nbytes
        if held > HELD_BYTES:
            stop = 0
        return settled(data) if exports else data

    return weigh


def check(last_tensor, stop, log, room, held, pump):
    def check():
        """Writes what waits if that is enough."""
        if last_tensor > stop or len(log) > room or held > HELD_BYTES:
            pump()

    return check


def steer(last_tensor, stop, room, held):
    def steer(events):
        """Sets after how many events to write; the bytes of arrays that waited until now."""
        nonlocal stop, room, held
        before, held = held, 0
        stop, room = last_tensor + events - 1, 5 * (events - 1)
        return before

    return steer


def hold(held):
    def hold(n):
        """n more bytes of arrays wait by reference; is that too much?"""
        nonlocal held
        held += n
        return held > HELD_BYTES

    return hold


def take(log, vals):
    def take(batch, frozen):
        """Has what waits be `batch.taken`; what comes from now on sees memory as in `frozen`."""
        nonlocal log, vals
        batch.taken = log, vals, batch.frozen
        batch.frozen = frozen
        log = batch.records = []
        vals = batch.vals = []

    return take


def counts(last_tensor, last_node):
    def counts():
        """The last numbers given to a tensor and to a node."""
        return last_tensor, last_node

    return counts
