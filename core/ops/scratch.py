"""Arrays to work in that are kept from one call to the next: new ones cost more than the arithmetic where arrays are small."""

KEPT = 64  # keys


class Scratch:
    """What `make` makes of a key. Taken by one call at a time, whatever thread it is in; a call that fails need not give it back."""

    def __init__(self, make):
        self._make, self._free = make, {}

    def take(self, key):
        free = self._free.get(key)
        try:
            return free.pop()
        except (AttributeError, IndexError):
            return self._make(key)

    def give(self, key, scratch):
        free = self._free.get(key)
        if free is None:
            if len(self._free) >= KEPT:
                self._free.clear()
            free = self._free[key] = []
        free.append(scratch)
