"""Broken copies of the texts a program is made of: one rule less, everything else as it was."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from simlab import registry
from simlab.errors import SimlabError
from simlab.kernels.store import Source, import_source, ingredients


@dataclass(frozen=True, order=True)
class Mutant:
    """One rule, broken for one concept."""

    mutation: str
    subject: str

    @property
    def rule(self) -> str:
        """The sentence that no longer holds."""
        return registry.load("mutations", self.mutation).RULE


def mutants(program) -> list[Mutant]:
    """Every rule of ``program`` that can be broken."""
    found = (
        (name, registry.load("mutations", name).subject(program)) for name in registry.names("mutations")
    )
    return [Mutant(name, subject) for name, subject in found if subject is not None]


def mutated_text(mutation: str, place: str, text: str) -> str:
    """``text``, broken if ``mutation`` breaks what stands at ``place``.

    Raises
    ------
    SimlabError
        If the mutation does not find what it breaks: it would test nothing.
    """
    module = registry.load("mutations", mutation) if mutation else None
    if module is None or place != module.BREAKS:
        return text
    broken = module.mutate(text)
    if broken == text:
        raise SimlabError(f"mutation '{mutation}' finds nothing to break in this {place} text")
    return broken


def mutated_concept(mutation: str, kind: str, name: str) -> ModuleType:
    """The module of a concept, or its broken copy."""
    module = registry.load(kind, name)
    if not mutation:
        return module
    text = Path(str(module.__file__)).read_text(encoding="utf-8")
    broken = mutated_text(mutation, kind, text)
    return module if broken == text else import_source(Source("mutant", broken, ingredients(module)))


def mutated_source(mutation: str, source: Source) -> Source:
    """A generated surface, or its broken copy."""
    return Source(source.kind, mutated_text(mutation, source.kind, source.text), source.ingredients)
