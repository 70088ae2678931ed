"""Which lines of a program stand where grad mode is off, and what turns it off there, as its text shows."""

from __future__ import annotations

import ast

MODES = ("inference_mode", "no_grad", "set_grad_enabled")


def grad_modes(source: str) -> dict[int, str]:
    """{line: "inference_mode", "no_grad" or "set_grad_enabled(False)"}; the innermost counts. Empty for no Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return {}
    found: dict[int, str] = {}
    for node in ast.walk(tree):  # from the outside in: what is within overwrites
        if isinstance(node, ast.With | ast.AsyncWith):
            parts = [item.context_expr for item in node.items]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            parts = node.decorator_list
        else:
            found.update(_switched(node))
            continue
        mode = next(filter(None, map(_mode, parts)), None)
        if mode is not None:
            found.update(dict.fromkeys(range(node.lineno, (node.end_lineno or node.lineno) + 1), mode))
    return found


def _switched(node: ast.AST) -> dict[int, str]:
    """The lines of a block after a statement `torch.set_grad_enabled(False)`, up to the next such statement."""
    found: dict[int, str] = {}
    for block in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
        mode = None
        for statement in block if isinstance(block, list) else ():
            call = statement.value if isinstance(statement, ast.Expr) else None
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("set_grad_enabled"):
                mode = _mode(call)
            elif mode:
                found.update(dict.fromkeys(range(statement.lineno, (statement.end_lineno or 0) + 1), mode))
    return found


def is_mode(how: str) -> bool:
    """Whether `how` a graph was cut (lineage.Cut) is a grad mode."""
    return how.startswith(MODES)


def _mode(expression: ast.expr) -> str | None:
    """What turns grad mode off for the block that this expression opens; None if nothing does."""
    call = expression.func if isinstance(expression, ast.Call) else expression
    name = call.attr if isinstance(call, ast.Attribute) else call.id if isinstance(call, ast.Name) else ""
    if name not in MODES:
        return None
    given = expression.args[0] if isinstance(expression, ast.Call) and expression.args else None
    value = given.value if isinstance(given, ast.Constant) else None
    if name == "set_grad_enabled":
        return None if value is True else "set_grad_enabled(False)"
    return None if value is False else name
