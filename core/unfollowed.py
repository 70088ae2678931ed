"""How a view is marked that was made without gradients, and what is said where it, or its base, is changed afterwards."""

BLOCK = (
    "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the "
    "inplace either both inside the {}_mode block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to "
    "be tracked)."
)
MODES = {  # the mode in which the view was made, the mode in which it is changed, the name of the block
    "no_grad": ("no_grad mode", "with grad mode enabled", BLOCK.replace("{}_mode", "no_grad")),
    "inference": ("inference mode", "in normal mode", BLOCK.replace("{}", "inference")),
}


def refusal(which, mode, done):
    """What is said of `which` view was made in that mode, and of what is done now."""
    made, now, advice = MODES[mode]
    return f"{which} was created in {made} and {done} modified inplace {now}. {advice}"


class Unfollowed(str):
    """"no_grad" or "inference" as the mode in which a view was made whose base requires a gradient, with the version that its memory had then."""

    __slots__ = ("version",)

    def check(self, view):
        """Raises once the memory was written to: the view's history cannot be told any more."""
        owner = view if view._root is None else view._root
        if len(owner._muts or ()) != self.version:
            raise RuntimeError(refusal("A view", self, "its base or another view of its base has been"))
