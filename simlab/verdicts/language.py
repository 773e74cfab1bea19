"""The language of claims: what may stand in one, and what kind of measurement a formula is."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from simlab import registry
from simlab.errors import nearest
from simlab.expressions.parse import Expression, parse
from simlab.scenario.claim_language import claim_grammar
from simlab.statistics._errors import ClaimError
from simlab.status import Status


@cache
def statistic(name: str) -> Callable:
    """The statistic ``name``."""
    return getattr(registry.load("statistics", name), name)


@dataclass(frozen=True)
class Formula:
    """A checked formula and what it does."""

    expression: Expression

    @classmethod
    def read(cls, text: str, conditionals: bool = False) -> Formula:
        """The formula of ``text`` (see ``claim_grammar``); raises ``ExpressionError`` or ``ClaimError``."""
        expression = parse(text, claim_grammar(None, {}, conditionals))
        tree = _StatusCodes().visit(expression.tree)
        for outer in replicate_reducers(tree):
            for inner in [call for part in outer.args for call in replicate_reducers(part)]:
                raise ClaimError(f"{_called(inner)}(...) over replicates inside {_called(outer)}(...)")
        return cls(Expression(text, ast.fix_missing_locations(tree), expression.names))

    @cached_property
    def reduces_replicates(self) -> bool:
        """Whether any part of it is a statistic over replicates."""
        return bool(replicate_reducers(self.expression.tree))

    @cached_property
    def reduces_axes(self) -> bool:
        """Whether any part of it is a statistic along a swept parameter."""
        return any(getattr(_module(call), "REDUCES", "") == "axis" for call in _calls(self.expression.tree))

    @cached_property
    def brackets(self) -> bool:
        """Whether any statistic in it is known only to within a bracket, as a threshold on a sweep is."""
        return any(getattr(_module(call), "BRACKETS", False) for call in _calls(self.expression.tree))

    @cached_property
    def counts_steps(self) -> bool:
        """Whether it waits for an event that may lie beyond the end of the run."""
        waits = any(
            name in ("steps_to", "steps_above") for name in map(_called, _calls(self.expression.tree))
        )
        return waits or any(name.startswith("hit_") for name in self.expression.names)

    @cached_property
    def is_probability(self) -> bool:
        """Whether it is one probability and nothing else."""
        tree = self.expression.tree
        return isinstance(tree, ast.Call) and _called(tree) == "probability"


def replicate_reducers(tree: ast.AST) -> list[ast.Call]:
    """Every call in ``tree`` of a statistic that reduces replicates."""
    return [call for call in _calls(tree) if getattr(_module(call), "REDUCES", "") == "replicate"]


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _module(call: ast.Call):
    name = _called(call)
    return registry.load("statistics", name) if name in registry.names("statistics") else None


class _StatusCodes(ast.NodeTransformer):
    """Turns the text in ``status == 'diverged'`` into the status's number, and refuses any other text."""

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        sides = [node.left, *node.comparators]
        texts = [side for side in sides if isinstance(side, ast.Constant) and isinstance(side.value, str)]
        labels = [status.label for status in Status]
        if texts and not any(isinstance(part, ast.Name) and part.id == "status" for part in ast.walk(node)):
            raise ClaimError(f"only a status can be compared with text, not as in {ast.unparse(node)}")
        for text in texts:
            label = str(text.value)
            if label not in labels:
                raise ClaimError(
                    f"no status '{label}'{nearest(label, labels)} (there are {', '.join(labels)})"
                )
            text.value = float(Status[label.upper()])
        return self.generic_visit(node)
