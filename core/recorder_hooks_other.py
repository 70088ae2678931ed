"""How all but the most frequent events get on the recorder's log, and what its pump asks of the hooks."""

from .compile_record import HELD_BYTES
from .recorder_hooks_op import f32, getframe
from .recorder_places import NOWHERE_NUMBER
from .wire import IS_LEAF, ITS_NAME, NEXT_VALUE, REQUIRES_GRAD

SHARED_WITH_NUMPY = frozenset(("from_numpy", "as_tensor", "asarray", "frombuffer"))


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


def tensor(last_tensor, log, vals, stop, here, weighed, tensor_base, export, codes, slow, pump):
    def tensor(t, how, of=None):
        """A tensor made by the user: `how` is the factory's name, `of` the tensor whose memory it shares or copies."""
        nonlocal last_tensor, log, vals
        if how in SHARED_WITH_NUMPY:
            export(t._data)
        at = here()
        flags = (REQUIRES_GRAD if t._rg else 0) | (IS_LEAF if t._fn is None else 0)
        code = codes.get((how, flags)) or slow.code_of_made(how, flags)
        of = () if of is None else (slow.number(of),)
        data = weighed(t._data)
        last_tensor = t._id = n = last_tensor + 1
        vals += (data,)
        log += (-code, at, n - tensor_base, 0, NEXT_VALUE, 0, *of)
        if last_tensor > stop:
            pump()
        if t._name is not None:
            slow.name(t)

    return tensor


def grad_resets(log, room, held, tensor_base, see, beyond, codes, told, slow, pump):
    def grad_resets(tensors, to, depth=2):
        """Gradients of tensors were taken away ("none"), or filled with zeros ("zero"). depth: frames from here to the caller's caller."""
        nonlocal log
        try:
            at = beyond(getframe(depth))
        except ValueError:
            at = NOWHERE_NUMBER
        code = codes.get(("reset", to)) or slow.code_of_reset(to)
        ints = []
        for t in tensors:
            i = t._id
            if i <= tensor_base:
                i = see(t)
            if t._name is not None and told.get(i) != t._name:
                slow.name(t)
            ints += (-code, at, i - tensor_base, 0, 0, 0)
        log += ints
        if len(log) > room or held > HELD_BYTES:
            pump()

    return grad_resets


def left(log, tensor_base, see, beyond, codes, slow):
    def left(t, how):
        """Plain numbers were taken out of t by `how` (".item()"), which has a gradient: no event, but a reader can tell of it."""
        nonlocal log
        try:
            at = beyond(getframe(2))
        except ValueError:
            at = NOWHERE_NUMBER
        code = codes.get(("left", how)) or slow.code_of_left(how)
        i = t._id
        if i <= tensor_base:
            i = see(t)
        log += (-code, at, i - tensor_base, 0, 0, 0)

    return left


def stepped(log, vals, room, held, tensor_base, see, beyond, exports, settled, codes, told, slow, pump):
    def stepped(name, params, groups=()):
        """An optimizer changed params: [(tensor, array before, array after)]; groups: its param_groups."""
        nonlocal log, vals, held
        try:
            at = beyond(getframe(2))
        except ValueError:
            at = NOWHERE_NUMBER
        ints, values = [], []
        for t, before, after in params:
            i = t._id
            if i <= tensor_base:
                i = see(t)
            if t._name is not None and told.get(i) != t._name:
                slow.name(t)
            ints += (i - tensor_base, ITS_NAME, NEXT_VALUE, NEXT_VALUE)
            if after.__class__ is not f32:
                held += after.nbytes
                if exports:
                    after = settled(after)
            values += (before, after)
        extra = slow.about(groups) if groups else 0
        code = codes.get(("optimizer", name)) or slow.code_of_optimizer(name)
        vals += values
        log += (-code, at, 0, 0, 0, extra, *ints)
        if len(log) > room or held > HELD_BYTES:
            pump()

    return stepped


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
