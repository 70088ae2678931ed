"""How a view is marked whose base requires a gradient but which was made under no_grad."""


class Unfollowed(str):
    """"no_grad" as the mode in which a view was made whose base requires a gradient, with the version that its memory had then."""

    __slots__ = ("version",)

    def check(self, view):
        """Raises once the memory was written to: the view's history cannot be told any more."""
        owner = view if view._root is None else view._root
        if len(owner._muts or ()) != self.version:
            raise RuntimeError(
                "A view was created in no_grad mode and its base or another view of its base has been modified inplace with grad mode "
                "enabled. Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both "
                "the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both "
                "outside (if you want the inplace to be tracked)."
            )
