"""Somebody or something with a proper name, and what an article tells of them beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .runs import folded


@dataclass(eq=False)
class Entity:
    """Somebody or something with a proper name."""

    name: str
    """The fullest form found."""
    person: bool
    gender: str | None
    """"Masc", "Fem" or None."""
    roles: list[tuple[str, str]] = field(default_factory=list)
    """(lemma of the role noun, the role in the article's words), in text order."""
    places: list[int] = field(default_factory=list)
    """Offsets of its mentions by any part of the name."""
    age: int | None = None
    """In years, where the article gives it."""
    deeds: set[str] = field(default_factory=set)
    """Descriptions that fit by what is told of them ("imputato": "Neri, accusata di")."""
    aliases: list[str] = field(default_factory=list)
    """Short forms that the article gives ("IdV")."""

    @property
    def tokens(self) -> tuple[str, ...]:
        """The folded words of the name."""
        return folded(self.name)
