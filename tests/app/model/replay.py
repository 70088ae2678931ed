"""The state of a run at a cursor by replaying its events from 0: slow and plain, to compare the indexed trace with."""


class Replay:
    """Everything at `seq`, from events[: seq + 1]; `events` are looked ahead in only to tell "not yet" from "never"."""

    def __init__(self, events: list[dict], seq: int):
        self.events, self.seq = events, seq
        self.values, self.grads, self.share = {}, {}, {}
        self.runs = {}  # node -> seqs of its runs
        self.call_of_run = {}
        self.calls, stack = [], []  # (first seq, last seq or None, freed)
        self.at_call = 0
        for event in events[: seq + 1]:
            self._take(event, stack)
        self.now = self.calls[-1] if self.calls else None
        self.open = bool(stack)

    def _take(self, event, stack):
        kind, seq = event["event"], event["seq"]
        if kind in ("tensor", "op"):
            tensor = event["tensor"] if kind == "tensor" else event["outputs"][0]
            if kind == "tensor" and event.get("of") is not None:
                self.share[tensor] = self.share.get(event["of"], event["of"])
            self._write(tensor, event["value"])
        elif kind == "mutate":
            self._write(event["tensor"], event["value"])
        elif kind == "optimizer_step":
            for param in event["params"]:
                self._write(param["tensor"], param["after"])
        elif kind == "backward":
            self.calls.append({"first": seq, "freed": None})
            stack.append(self.calls[-1])
        elif kind == "backward_end":
            stack.pop()["freed"] = bool(event.get("freed"))
        elif kind == "node":
            self.runs.setdefault(event["node"], []).append(seq)
            self.call_of_run[seq] = self.calls[-1]
        elif kind == "accumulate":
            self.grads[event["tensor"]] = event["grad"].array.item()
        elif kind == "grad_reset":
            self.grads[event["tensor"]] = 0.0 if event["to"] == "zero" else None

    def _write(self, tensor, value):
        self.values[self.share.get(tensor, tensor)] = value.array.item()

    def value(self, tensor, made_at):
        """The tensor's number, None before it was made."""
        return self.values[self.share.get(tensor, tensor)] if made_at <= self.seq else None

    def current(self):
        """The node the cursor stands at."""
        event = self.events[self.seq]
        return event["node"] if event["event"] in ("node", "accumulate") else None

    def end_of_call(self):
        """Seq of the end of the call at the cursor, in the whole run."""
        return next(e["seq"] for e in self.events[self.now["first"] :] if e["event"] == "backward_end")

    def node_state(self, node, made_at, is_op):
        """The node's state by Note [State of a node]."""
        if not self.calls:
            return "pending"
        runs = self.runs.get(node, [])
        if runs and runs[-1] >= self.now["first"]:
            return "current" if self.open and self.current() == node else "visited"
        later = [e["seq"] for e in self.events[self.seq + 1 :] if e["event"] == "node" and e["node"] == node]
        if later and later[0] <= self.end_of_call():
            return "pending"
        if runs and is_op and self.call_of_run[runs[-1]]["freed"]:
            return "unreached" if node in self.tried() else "visited"
        return "pending" if later or made_at > self.now["first"] else "unreached"

    def tried(self):
        """The nodes that the call at the cursor wanted to go through, if it ends with an error."""
        if "error" not in self.events[self.end_of_call()]:
            return set()
        ops = {e["node"]: e for e in self.events if e["event"] == "op" and e["node"] is not None}
        roots = self.events[self.now["first"]]["roots"]
        work, met = [node for node, e in ops.items() if e["outputs"][0] in roots], set()
        while work:
            node = work.pop()
            if node not in met:
                met.add(node)
                work += [above for above, _ in ops[node]["next"] if above in ops]
        return met

    def arrived(self, node, made_at, is_op):
        """What arrived at the node in the run that counts, None if none does."""
        if self.node_state(node, made_at, is_op) not in ("current", "visited"):
            return None
        return self.events[self.runs[node][-1]]["grad_outputs"][0].array.item()
