"""Whether a word can be several words in one: a preposition with its article, a verb with its clitics.

The models split what looks like it letter by letter, and so take "parla" for "par" and "la", "aula" for "au" and "la". Italian
fuses clitics only behind an infinitive, a gerund, a participle, an imperative and "ecco" (Renzi, Salvi, Cardinaletti, *Grande
grammatica italiana di consultazione* I, VII.2.2.3), so that what is left without them must look like one of these.
"""

from __future__ import annotations

import re

from .words import words

FUSED = words("fused_prepositions")
PREPOSITIONS = words("fusing_prepositions")
ENCLITICS = words("enclitics")
SHORT = words("short_verb_forms")
WHOLE = words("whole_words")

BEFORE_CLITICS = re.compile(
    r"\w{2,}(?:[aeiuo]r|r{2}|ndo|[aiu]t[oaie]|s[oaie]|rt[oaie]|tt[oaie]|nt[oaie]|ollt[oaie]|a|i|te|iamo)", re.I
)
"""How infinitives ("conquistar-la"), gerunds, participles ("inflitta-gli") and imperatives ("guarda-lo") end without their clitics."""


def is_several(form: str, parts: list[str]) -> bool:
    """Whether ``form`` can consist of ``parts``.

    >>> is_several("della", ["di", "la"]), is_several("dirla", ["dir", "la"]), is_several("parla", ["par", "la"])
    (True, True, False)
    """
    if len(parts) < 2 or form.lower() in WHOLE:
        return False
    first = parts[0].lower()
    if form.lower().rstrip("'’") in FUSED:
        return True
    if not all(part.lower().rstrip("'’") in ENCLITICS for part in parts[1:]):
        return False
    if first in SHORT or first in ENCLITICS:
        return len(form) > len(parts[0]) + len("".join(parts[1:])) or first not in PREPOSITIONS  # "dacci", not "Dalì"
    return first not in PREPOSITIONS and len(first) > 3 and BEFORE_CLITICS.fullmatch(first) is not None
