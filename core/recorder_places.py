"""Where in the user's code an event happened: frames walked out of the core's files, and what is known of each place.

Note [Names of results]
    A result has a variable's name if its expression is the whole right-hand side of an assignment. What a library
    function (ours) returns at once is the value of its call, so the call's place counts: an op reached through
    `return f(x)` all the way up has the name, an op further inside has none. The same holds through the user's own
    functions, where the source says `return expression`; then the line stays that of the op and the name is the
    caller's.

Note [The way to the user's code]
    From an op's frame up to the user's, each frame is looked up by where it stands: `id(code) + f_lasti`, an address within
    the code object, which has its instructions in itself, so no two are the same. Two dicts have what comes then, one
    as long as what the op made is what each function returns at once, one for deeper inside: the number of a place, the
    dict for the next frame, or None where the user's function may return it itself, which takes a closer look.
"""

import os
import sysconfig
from bisect import bisect_left, bisect_right
from opcode import opname
from operator import itemgetter

from .recorder_variables import variables
from .source import RETURNED, Source, position, text_of

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = __name__.rpartition(".")[0]
_WORDCODE = 2  # bytes an instruction
_SUBSCRIPT = 26  # the argument of BINARY_OP that is x[i], from Python 3.14
CORE, FOREIGN, USER = 0, 1, 2
MAX_FRAMES = 64  # how far up a caller's name is looked for


class Site:
    """One place in the source: line, span, file (None: the main one), name of what is made there, names if unpacked.

    `number`: of the place on the log (0: not given yet). `forms`: {what happens here: its template}, which the log fills.
    """

    __slots__ = ("file", "forms", "line", "name", "named", "names", "number", "returned", "span", "text")

    def __init__(self, line, span=None, file=None, name=None, names=(), returned=False):
        self.line, self.span, self.file, self.name, self.names = line, span, file, name, names
        self.returned = returned
        self.forms, self.named = {}, {}
        self.text = None  # the number of its form string: the log's
        self.number = 0

    def with_name(self, name, names):
        """The same place, its result named by a caller."""
        site = self.named.get((name, names))
        if site is None:
            site = self.named[name, names] = Site(self.line, self.span, self.file, name, names)
        return site


NOWHERE_NUMBER = 1  # of the place of what is called from C with no frame of the user's around it


class CodeInfo:
    """What is known of a code object: whose it is, its sites; of the user's also `start`, the number of its first place
    (`length` later come the same places for what happens deeper inside calls), and `apart`, the places to be looked at
    more closely (None if there are none): of what it returns, so that callers name it, and of calls that may do several
    ops themselves."""

    __slots__ = ("anonymous", "apart", "code", "file", "kind", "length", "sites", "source", "start", "tails")

    def __init__(self, code, kind, file, source, start=0):
        self.code, self.kind, self.file, self.source, self.start = code, kind, file, source, start
        self.sites, self.anonymous, self.tails = {}, {}, {}
        self.length = len(code.co_code)
        self.apart = None
        if kind == USER:
            places = [*enumerate(code.co_positions())] if code.co_name != "<module>" or source.called else ()
            found = [start + i * _WORDCODE for i, p in places if p in source.called]
            if code.co_name != "<module>":
                found += [start + i * _WORDCODE for i, p in places if source.lookup(p)[1] is RETURNED]
            self.apart = frozenset(found) or None

    def tail(self, lasti):
        """Is the value of the call at `lasti` what the function returns?"""
        tail = self.tails.get(lasti)
        if tail is None:
            tail = self.tails[lasti] = _returned_from(self.code, lasti)
        return tail

    def site(self, lasti):
        """The Site of an instruction whose value is what the recorded event made."""
        site = self.sites.get(lasti)
        if site is None:
            where = position(self.code, lasti)
            span, names = self.source.lookup(where)
            line = where[0] if where and where[0] else self.code.co_firstlineno
            site = Site(line, span, self.file)
            if names is RETURNED:
                site.returned = True
            elif isinstance(names, tuple):
                site.names = names
            else:
                site.name = names
            self.sites[lasti] = site
        return site

    def nameless(self, lasti):
        """The same place for an event deeper inside the call, whose result is not the call's."""
        site = self.anonymous.get(lasti)
        if site is None:
            known = self.site(lasti)
            site = self.anonymous[lasti] = Site(known.line, known.span, known.file)
        return site


def _returned_from(code, lasti):
    """Is the value of the call at `lasti` what the function returns?

    At once (`return f(x)`, also as a branch of a conditional expression), its first item (`return f(x)[0]`), or by way
    of a variable that nothing else is put into.
    """
    steps = list(_instructions(code))
    starts = [at for at, _, _ in steps]

    def step(k):
        """(index, name, argument) of step k, or of where it jumps to."""
        while k < len(steps) and steps[k][1] == "JUMP_FORWARD":
            k = bisect_left(starts, steps[k][0] + _WORDCODE * (1 + steps[k][2]))
        return (k, *steps[k][1:]) if k < len(steps) else (k, None, None)

    k, name, arg = step(bisect_right(starts, lasti))
    if name == "LOAD_CONST" and arg == 0 and step(k + 1)[1] == "BINARY_SUBSCR":
        k, name, arg = step(k + 2)
    if name != "STORE_FAST":
        return name == "RETURN_VALUE"
    parameters = code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & 4) + bool(code.co_flags & 8)
    reads = [i for i, (_, *what) in enumerate(steps) if what == ["LOAD_FAST", arg]]
    stores = [i for i, (_, *what) in enumerate(steps) if what == ["STORE_FAST", arg]]
    return any(step(i + 1)[1] == "RETURN_VALUE" for i in reads) and len(stores) == 1 and arg >= parameters


def _instructions(code):
    """(offset, name, argument) of each instruction but caches; those that do two things with variables as two.

    The names are those of Python 3.11, and LOAD_CONST has the constant for its argument.
    """
    words, more = code.co_code, 0
    for i in range(0, len(words), _WORDCODE):
        name, arg = opname[words[i]], words[i + 1] | more
        more = arg << 8 if name == "EXTENDED_ARG" else 0
        if more or name in ("CACHE", "EXTENDED_ARG"):
            continue
        parts = name.replace("_BORROW", "").replace("_CHECK", "").split("_FAST")
        if len(parts) == 3 and parts[2] == "":  # LOAD_FAST_LOAD_FAST, STORE_FAST_LOAD_FAST …
            yield i, parts[0] + "_FAST", arg >> 4
            yield i, parts[1].strip("_") + "_FAST", arg & 15
        elif name == "LOAD_CONST":
            yield i, name, code.co_consts[arg]
        elif name == "LOAD_SMALL_INT":
            yield i, "LOAD_CONST", arg
        elif name == "BINARY_OP" and arg == _SUBSCRIPT:
            yield i, "BINARY_SUBSCR", 0
        else:
            yield i, "_FAST".join(parts), arg


class Places:
    """Finds the Site of an event from the frame that called into the core.

    main: the file name of the user's program as its code objects carry it (None: the first user's file met). text: its
    source. hidden: directories whose frames are never the user's (the program that runs the core).
    """

    def __init__(self, main=None, text=None, hidden=()):
        self.main = main
        self._sources = {} if main is None else {main: Source(text if text is not None else text_of(main))}
        self._infos = {}
        self.homes = {}  # id of a code object of the user's → its CodeInfo
        self.cores = {}  # the same of the core's
        self.returning, self.insides = {}, {}  # Note [The way to the user's code]
        self.again = None  # (number, frame, variable) of a place where several ops may be one call; until somebody takes it
        self.nowhere = Site(0)
        self.nowhere.number = NOWHERE_NUMBER
        self._ranges = [(NOWHERE_NUMBER, self.nowhere)]  # (first number, Site or CodeInfo), in order
        self.count = NOWHERE_NUMBER + 1  # numbers of places given so far
        self._hidden = tuple(os.path.join(os.path.abspath(d), "") for d in (HERE, *hidden))
        paths = sysconfig.get_paths()
        foreign = {paths[k] for k in ("stdlib", "platstdlib", "purelib", "platlib")}
        self._foreign = tuple(os.path.join(p, "") for p in foreign)

    def info(self, frame):
        code = frame.f_code
        info = self._infos.get(id(code))
        if info is None:
            info = self._infos[id(code)] = self._learn(code, frame.f_globals)
            if info.kind == CORE:
                self.cores[id(code)] = info
        return info

    def is_core(self, frame):
        """Is this a frame of the core's own code?"""
        return self.info(frame).kind == CORE

    def _learn(self, code, names):
        file = code.co_filename
        if file == self.main:
            return self._of_user(code, None, self._sources[file])
        module = str(names.get("__name__", ""))
        ours = module == PACKAGE or module.startswith(PACKAGE + ".") or (file.startswith("<") and not module)
        if ours or file.startswith(self._hidden):
            return CodeInfo(code, CORE, file, None)
        if file.startswith(self._foreign) or file.startswith("<frozen"):
            return CodeInfo(code, FOREIGN, file, None)
        if self.main is None:
            self.main = file
        source = self._sources.get(file)
        if source is None:
            source = self._sources[file] = Source(text_of(file))
        return self._of_user(code, None if file == self.main else file, source)

    def _of_user(self, code, file, source):
        info = CodeInfo(code, USER, file, source, self.count)
        self._ranges.append((self.count, info))
        self.count += 2 * info.length
        self.homes[id(code)] = info
        return info

    def around(self, frame):
        """The number of the place of an event made on behalf of `frame` that has no name."""
        ways = self.insides
        while frame is not None:
            try:
                step = ways[id(frame.f_code) + frame.f_lasti]
            except KeyError:
                step = self.way(ways, frame)
            if step.__class__ is int:
                return step
            frame = frame.f_back
        return NOWHERE_NUMBER

    def way(self, ways, frame):
        """What `ways` has to say of where a frame stands."""
        info, lasti = self.info(frame), frame.f_lasti
        named = ways is self.returning
        if info.kind != USER:
            step = self.returning if named and info.kind == CORE and info.tail(lasti) else self.insides
        elif not named:
            step = info.start + lasti + info.length
        else:
            step = info.start + lasti
            if info.apart is not None and step in info.apart:
                step = None
        ways[id(info.code) + lasti] = step
        return step

    def closely(self, frame, direct):
        """The number of a place that is `apart` in a frame of the user's; direct: has it called the op itself?"""
        info = self.info(frame)
        site = info.site(frame.f_lasti)
        if site.returned:
            return self._number_of(self._name_of_call(site, frame.f_back))
        number = info.start + frame.f_lasti
        if direct:
            self.again = number, frame, site.name
        return number

    def _number_of(self, site):
        if not site.number:
            self._ranges.append((self.count, site))
            site.number = self.count
            self.count += 1
        return site.number

    def site(self, number):
        """The Site with this number."""
        first, owner = self._ranges[bisect_right(self._ranges, number, key=itemgetter(0)) - 1]
        if owner.__class__ is Site:
            return owner
        at = number - first
        return owner.site(at) if at < owner.length else owner.nameless(at - owner.length)

    def find(self, frame, tail=True):
        """(Site, CodeInfo or None) of an event made on behalf of `frame`; the info only if frame is the user's."""
        infos, direct = self._infos, True
        while frame is not None:
            info = infos.get(id(frame.f_code)) or self.info(frame)
            kind = info.kind
            if kind == USER:
                lasti = frame.f_lasti
                if not tail:
                    return info.nameless(lasti), None
                site = info.sites.get(lasti) or info.site(lasti)
                if site.returned:
                    return self._name_of_call(site, frame.f_back), None
                return site, info if direct else None
            direct = False
            if tail:
                lasti = frame.f_lasti
                tail = kind == CORE and (info.tail(lasti) if lasti not in info.tails else info.tails[lasti])
            frame = frame.f_back
        return self.nowhere, None

    def _name_of_call(self, site, frame):
        for _ in range(MAX_FRAMES):
            if frame is None:
                break
            info = self.info(frame)
            if info.kind == USER:
                call = info.site(frame.f_lasti)
                if not call.returned:
                    return site.with_name(call.name, call.names) if call.name or call.names else site
            elif info.kind == FOREIGN or not info.tail(frame.f_lasti):
                break
            frame = frame.f_back
        return site

    def targets(self, frame):
        """The names of the variables that what is returned to the user now is unpacked into; () where it is not."""
        while frame is not None:
            info = self._infos.get(id(frame.f_code)) or self.info(frame)
            if info.kind == USER:
                return info.site(frame.f_lasti).names
            if info.kind == FOREIGN or not info.tail(frame.f_lasti):
                return ()
            frame = frame.f_back
        return ()

    def variable(self, frame, thing):
        """The name of a variable of the user's that holds this very object where he is now; None if there is none."""
        while frame is not None and (self._infos.get(id(frame.f_code)) or self.info(frame)).kind != USER:
            frame = frame.f_back
        if frame is None:
            return None
        for names in (variables(frame), frame.f_globals):
            for name, value in list(names.items()):
                if value is thing:
                    return name
        return None
