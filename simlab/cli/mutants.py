"""What became of the mutants, on the terminal and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from simlab.mutating import Mutation


def score(mutations: Sequence[Mutation]) -> float:
    """The share of the mutants that a claim has caught, 0 to 1; of none, all are."""
    return sum(one.caught for one in mutations) / len(mutations) if mutations else 1.0


def as_data(mutations: Sequence[Mutation]) -> dict[str, Any]:
    """The score and every mutant as JSON can hold it."""
    return {
        "score": score(mutations),
        "mutants": [
            {
                "mutation": one.mutant.mutation,
                "subject": one.mutant.subject,
                "rule": one.mutant.rule,
                "caught": one.caught,
                "scenario": one.scenario,
                "claims": one.claims,
                "survived": one.survived,
            }
            for one in mutations
        ],
    }


def describe(mutations: Sequence[Mutation]) -> None:
    """Print a line for each mutant, those that survive with the rule that nobody watches; then the score."""
    width = max((len(_name(one)) for one in mutations), default=0)
    for one in mutations:
        mark = (
            click.style("caught  ", fg="green")
            if one.caught
            else click.style("survives", fg="red", bold=True)
        )
        by = f"{', '.join(one.claims)} ({one.scenario})" if one.caught else one.mutant.rule
        click.echo(f"  {mark}  {_name(one):<{width}}  {by}")
    caught = sum(one.caught for one in mutations)
    click.echo(f"mutation score {100 * score(mutations):.0f} %: {caught} of {len(mutations)} mutants caught")


def _name(mutation: Mutation) -> str:
    return f"{mutation.mutant.mutation} of {mutation.mutant.subject}"
