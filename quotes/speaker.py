"""Who may have said something, and who has said something so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .entity import Entity
from .records import SpeakerType
from .runs import fold, name_tokens


@dataclass(frozen=True, eq=False)
class Speaker:
    """Somebody who may have said something."""

    name: str
    """The fullest name, or the description of somebody unnamed."""
    type: SpeakerType
    gender: str | None = None
    plural: bool = False
    role: str | None = None
    entity: Entity | None = None

    @property
    def key(self) -> str:
        """Equal for the same speaker."""
        return " ".join(fold(t) for t in name_tokens(self.name))


@dataclass(frozen=True, eq=False)
class Event:
    """A speaker was quoted at an offset."""

    offset: int
    speaker: Speaker


class Spoken:
    """Who has been quoted, as far as the article has been read."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._keys: set[str] = set()

    def add(self, offset: int, speaker: Speaker) -> None:
        """Remember that somebody was quoted at ``offset``."""
        self._events.append(Event(offset, speaker))
        self._keys.add(speaker.key)

    def has(self, speaker: Speaker) -> bool:
        """Whether a name that is no person's has been quoted in this article."""
        return speaker.key in self._keys

    def last(self, offset: int) -> Event | None:
        """The last statement before ``offset``."""
        return max((e for e in self._events if e.offset < offset), key=lambda e: e.offset, default=None)


def speaker_of(entity: Entity) -> Speaker:
    """A named person or body with the fullest role."""
    role = max((r for _, r in entity.roles), key=len, default=None)
    return Speaker(entity.name, "person" if entity.person else "organisation", entity.gender, False, role, entity)


def together(names: Sequence[str], gender: str | None = None) -> Speaker:
    """Several as one speaker.

    >>> together(["Ada Neri", "Ugo Bini", "Lia Verdi"]).name
    'Ada Neri, Ugo Bini e Lia Verdi'
    """
    return Speaker(f"{', '.join(names[:-1])} e {names[-1]}", "group", gender, plural=True)


def agrees(speaker: Speaker, plural: bool | None, gender: str | None) -> bool:
    """Whether a speaker fits this number and gender; a body or a group fits a plural too ("la giunta ... hanno detto")."""
    number = plural is None or speaker.plural == plural or (plural and speaker.type in {"organisation", "group"})
    return bool(number) and (gender is None or speaker.gender in {None, gender})
