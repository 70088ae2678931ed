"""The recorder's frequent hooks, as closures: what runs at every op and at every node of a backward.

Note [The hot path]
    An event is a few ints appended to a list (the log: Note [The log] in wire.py) and its values, by reference, to
    another. Its place in the source is the number of an instruction: each code object of the user's has a range of
    numbers, so that `start + f_lasti` is one without looking anything up, as long as ops are called by the code that
    called last (`home`). Cells are read faster than attributes, hence closures (recorder_cells.py). A call costs as much
    as what a hook does: so ops of one output note themselves, in their own functions (compile_record.py), as `single`
    does where they cannot.

Note [In one piece]
    What follows from the order of records must be right when several threads of the user's record at once, while ours
    writes, and when a signal handler raises. Python lets others in only where a call returns, a function begins or a
    loop jumps back. So between the first count and the last append of an event stands none of these. That last one may be a call:
    `vals.append(x)` takes a tenth of the time of `vals += (x,)`, and lets others in when it has been done.
"""

from . import recorder_hooks_backward as backward
from . import recorder_hooks_op as ops
from . import recorder_hooks_other as other
from .recorder_cells import share
from .recorder_modules import Paths, enter_module, leave_module

MAKERS = (
    ops.single, ops.several, ops.here, ops.parameters, ops.weighed, ops.elsewhere, ops.beyond, ops.within, ops.deeper,
    backward.begin, backward.end, backward.visit, backward.arrived, backward.passed, backward.ran, backward.node, backward.leaf,
    backward.enter, backward.inside, other.made, other.tensor, other.grad_resets, other.left, other.stepped,
    other.change, other.add, other.put, other.node_made,
    other.check, other.steer, other.hold, other.take, other.counts, enter_module, leave_module,
)  # fmt: skip


class Hot:
    """The closures over one log, as attributes. For ops: single, several, elsewhere, within, deeper; for backward: begin, end,
    visit, passed, ran, node, leaf, enter, inside; for other events: made, tensor, grad_resets, left, stepped, change, put, add, node_made, check,
    enter_module, leave_module; `steer`, `hold`, `take` and `counts` are the pump's.
    """

    def __init__(self, log, vals, places, memory, derived, slow, pump, export, tensor_base, node_base):
        self.callers = []  # for each backward that is running: the node around it, its place
        paths = Paths(slow, places)
        self.__dict__ |= share(
            MAKERS,
            log=log, vals=vals, tensor_base=tensor_base, node_base=node_base, last_tensor=tensor_base, last_node=node_base,
            stop=0, room=0, held=0,  # when to write: after which tensor, how long a log; bytes that wait by reference
            home=None, home_start=0, apart=None,  # the code that called last, and its places
            rules_at=0,  # the place of a backward whose rules make ops, or 0
            depth=2,  # frames from a hook of an op to its caller's caller
            inlined=True,  # do the functions of ops note them by themselves? Not where something stands in place of the hooks
            entered=None,  # the node in whose work things happen
            callers=self.callers, calls=[], paths=paths, outermost=paths.outermost,
            places=places, insides=places.insides, around=places.around, homes=places.homes, cores=places.cores, is_core=places.is_core,
            returning=places.returning, way=places.way, closely=places.closely,
            exports=memory.exports, export=export, settled=memory.settled, derived=derived, derive=derived.made,
            slow=slow, begins=slow.begins, see=slow.see, edge_number=slow.node_number, number_id=slow.number_id,
            floats=slow.floats, ints=slow.ints, texts=slow.texts, told=slow.told, codes=slow.codes_by_word, pump=pump,
        )  # fmt: skip
