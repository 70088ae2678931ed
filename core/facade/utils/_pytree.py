"""torch.utils._pytree: nested lists, tuples and dicts taken apart into leaves and put together again."""

from collections import OrderedDict, namedtuple
from typing import Any


class TreeSpec(namedtuple("TreeSpec", "type context children")):
    """The structure around the leaves of a tree; `type` is None for a leaf."""

    __slots__ = ()

    @property
    def num_leaves(self):
        return 1 if self.type is None else sum(child.num_leaves for child in self.children)

    def __repr__(self, indent=0):
        if self.type is None:
            return "*"
        between = ",\n" + " " * (indent + 2)
        inside = between.join(child.__repr__(indent + 2) for child in self.children)
        return f"TreeSpec({self.type.__name__}, {self.context}, [{inside}])"


class LeafSpec(TreeSpec):
    """The structure of a leaf: none."""

    __slots__ = ()

    def __new__(cls):
        return TreeSpec.__new__(cls, None, None, ())


_LEAF = LeafSpec()
NodeDef = namedtuple("NodeDef", "type flatten_fn unflatten_fn flatten_with_keys_fn")
SUPPORTED_NODES = {}  # {a class: how a value of it is taken apart and put together}
PyTree = Any


def register_pytree_node(cls, flatten_fn, unflatten_fn, *, serialized_type_name=None, to_dumpable_context=None, from_dumpable_context=None,
                         flatten_with_keys_fn=None):  # fmt: skip
    """Has trees go on inside values of `cls`: flatten_fn(value) gives (children, context), unflatten_fn(children, context) a value."""
    if cls in SUPPORTED_NODES:
        raise ValueError(f"{cls} is already registered as pytree node.")
    SUPPORTED_NODES[cls] = NodeDef(cls, flatten_fn, unflatten_fn, flatten_with_keys_fn)


_register_pytree_node = register_pytree_node


class MappingKey(namedtuple("MappingKey", "key")):
    """The way from a dict to one of its values."""

    __slots__ = ()


class SequenceKey(namedtuple("SequenceKey", "idx")):
    """The way from a list or tuple to one of its elements."""

    __slots__ = ()


def _dict_flatten(d):
    return list(d.values()), list(d)


def _dict_unflatten(values, context):
    return dict(zip(context, values))


def _dict_flatten_with_keys(d):
    return [(MappingKey(k), v) for k, v in d.items()], list(d)


def _list_flatten(d):
    return d, None


def _list_unflatten(values, context):
    return list(values)


def _list_flatten_with_keys(d):
    return [(SequenceKey(i), v) for i, v in enumerate(d)], None


def _namedtuple_flatten(t):
    return list(t), type(t)


def _namedtuple_unflatten(values, kind):  # torch.return_types take their fields as one
    return kind._make(values) if hasattr(kind, "_make") else kind(values)


def _odict_unflatten(values, context):
    return OrderedDict(zip(context, values))


for _kind, _flatten, _unflatten, _with_keys in (
    (tuple, lambda t: (list(t), None), lambda values, context: tuple(values), _list_flatten_with_keys),
    (list, _list_flatten, _list_unflatten, _list_flatten_with_keys),
    (dict, _dict_flatten, _dict_unflatten, _dict_flatten_with_keys),
    (OrderedDict, _dict_flatten, _odict_unflatten, _dict_flatten_with_keys),
    (namedtuple, _namedtuple_flatten, _namedtuple_unflatten, None),
):
    register_pytree_node(_kind, _flatten, _unflatten, flatten_with_keys_fn=_with_keys)


def _get_node_type(tree):
    """Under which class a value stands in SUPPORTED_NODES, if it is no leaf: all named tuples under one."""
    kind = type(tree)
    return namedtuple if kind not in SUPPORTED_NODES and isinstance(tree, tuple) and hasattr(tree, "_fields") else kind


def _open(tree):
    """The kind of a node, what it needs besides its children, and the children; None for a leaf."""
    kind = _get_node_type(tree)
    node = SUPPORTED_NODES.get(kind)
    if node is None:
        return None
    children, context = node.flatten_fn(tree)
    return kind, context, list(children)


def tree_flatten(tree, is_leaf=None):
    """(leaves, spec)."""
    opened = None if is_leaf is not None and is_leaf(tree) else _open(tree)
    if opened is None:
        return [tree], _LEAF
    kind, context, children = opened
    leaves, specs = [], []
    for child in children:
        inner, spec = tree_flatten(child, is_leaf)
        leaves += inner
        specs.append(spec)
    return leaves, TreeSpec(kind, context, tuple(specs))


def tree_unflatten(leaves, treespec):
    """The tree of a spec with these leaves."""
    leaves = list(leaves)
    if len(leaves) != treespec.num_leaves:
        raise ValueError(
            f"tree_unflatten(leaves, treespec): `leaves` has length {len(leaves)} but the spec refers to a pytree that holds "
            f"{treespec.num_leaves} items ({treespec})."
        )
    return _build(iter(leaves), treespec)


def _build(leaves, spec):
    if spec.type is None:
        return next(leaves)
    children = [_build(leaves, child) for child in spec.children]
    return SUPPORTED_NODES[spec.type].unflatten_fn(children, spec.context)


def tree_leaves(tree, is_leaf=None):
    return tree_flatten(tree, is_leaf)[0]


def tree_structure(tree, is_leaf=None):
    return tree_flatten(tree, is_leaf)[1]


def tree_map(func, tree, *rests, is_leaf=None):
    """The tree of func(leaf, …) over the leaves of trees of one structure."""
    leaves, spec = tree_flatten(tree, is_leaf)
    others = [tree_flatten(rest, is_leaf)[0] for rest in rests]
    return tree_unflatten([func(*each) for each in zip(leaves, *others)], spec)


def tree_map_only(kind, func, tree, is_leaf=None):
    """The same, for leaves that are of a class (or fulfil a function) only."""
    fits = (lambda x: isinstance(x, kind)) if isinstance(kind, type | tuple) else kind
    return tree_map(lambda x: func(x) if fits(x) else x, tree, is_leaf=is_leaf)


def tree_any(pred, tree, is_leaf=None):
    return any(map(pred, tree_leaves(tree, is_leaf)))


def tree_all(pred, tree, is_leaf=None):
    return all(map(pred, tree_leaves(tree, is_leaf)))
