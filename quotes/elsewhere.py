"""Whether two statements are about two places, people or bodies: each names one that the other does not.

Stricter than the rule `names` for two statements that are known to speak of one matter: among all statements of a collection there are many that
say the same of two towns.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA

from .capitals import Name, beginning, bodies_in, names_in
from .lists import same
from .wording import Wording

MISSPELT = 1
"""Letters by which two spellings of a name differ at the most: Zelensky, Zelenskyj."""


def elsewhere(a: Wording, b: Wording) -> bool:
    """Whether each text has a name that the other lacks. One all in capitals shows no names and may have any.

    >>> from .wording import wording
    >>> elsewhere(wording("La diga di Vaiolo regge"), wording("La diga di Malcesa regge"))
    True
    >>> elsewhere(wording("La diga di Vaiolo regge"), wording("La diga regge")), elsewhere(wording("A Roma piove"), wording("PIOVE A ROMA"))
    (False, False)
    """
    of_a, of_b = _lacking(a, b), _lacking(b, a)
    return (of_a or of_b) and (of_a or a.shouting) and (of_b or b.shouting)


def _lacking(text: Wording, other: Wording) -> bool:
    """Whether a text has a name that the other lacks."""
    return any(not _known(text, name, other) for name in names_in(text))


def _known(text: Wording, name: Name, other: Wording) -> bool:
    """Whether a text has a name of another one by its last word, however spelt, or as another name or a synonym of the same."""
    last = text.norms[name.end - 1]
    if last in other.norms or (name.bodies and name.bodies & bodies_in(other)):
        return True
    labels = same("words").labels(last)
    if labels and any(labels & same("words").labels(norm) for norm in other.norms):
        return True
    return any(OSA.distance(last, norm) <= MISSPELT for norm in beginning(other, last))
