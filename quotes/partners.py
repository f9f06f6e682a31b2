"""Who stands beside whoever a verb without subject means, and so is not meant."""

from __future__ import annotations

import re

from .context import Context
from .cues import Cue
from .lexicons import Verb
from .names import Names
from .records import Span
from .speaker import Event, Speaker, speaker_of
from .words import words


def partners_of(context: Context, names: Names, cue: Cue) -> frozenset[str]:
    """ "Incalzato dall'avvocato Neri, ha convenuto": the keys of those whom a participle, a gerund or an infinitive names that opens the
    sentence; its subject is the verb's own."""
    start = cue.sentence.span.start
    comma = context.text.rfind(",", start, cue.span.start)
    aside = [w for w in cue.sentence.words if w.start < comma and w.upos != "PUNCT"]
    lead = next((w for w in aside if w.upos in {"VERB", "AUX", "ADJ"}), None)
    if lead is None or lead.feat("VerbForm") not in {"Part", "Ger", "Inf"}:
        return frozenset()
    if any(w.upos != "ADP" for w in aside if w.index < lead.index) or any(w.feat("VerbForm") == "Fin" for w in aside):
        return frozenset()
    found = (names.matching(run.text) for run in names.in_span(Span(start, comma)))
    return frozenset(speaker_of(entities[0]).key for entities in found if entities)


RELEASES = words("releases")


def in_paper(cue: Cue) -> bool:
    """ "In una nota ha fatto sapere che": who speaks by a paper may as well be a body."""
    sentence = cue.sentence
    parts = [cue.word, *(w for w in sentence.children(cue.word, "xcomp", "ccomp") if cue.span.covers(w.span))]
    papers = (w for part in parts for w in sentence.children(part, "obl") if w.lemma in RELEASES)
    return any(c.lemma in {"in", "con", "su"} for paper in papers for c in sentence.children(paper, "case"))


def addressed(cue: Cue, last: Event | None) -> Speaker | None:
    """ "«Sempre precisi, voi», l'ha fulminato": a clitic beside a verb of manner or answer means who has just spoken, not who speaks."""
    entry = cue.entry
    if last is None or not isinstance(entry, Verb):
        return None
    if entry.sense not in {"manner", "answer"} and entry.stance not in {"criticise", "mock"}:
        return None
    clitics = {w.text.lower() for w in cue.sentence.children(cue.word, "obj", "iobj", "expl") if w.upos == "PRON"}
    masculine, feminine = clitics & {"lo", "gli"}, clitics & {"la", "le"}
    if clitics & {"l'", "l’"} and cue.word.feat("VerbForm") == "Part":
        return last.speaker if last.speaker.gender == cue.word.feat("Gender") else None
    meant = (masculine and last.speaker.gender == "Masc") or (feminine and last.speaker.gender == "Fem")
    return last.speaker if meant else None


def belongs_to(context: Context, body: Speaker, person: Speaker) -> bool:
    """ "Grazia Neri, direttrice di Aurora Energia", "Marco Belli del Partito Radicale": a body that only says who somebody is."""
    if body.type != "organisation" or person.entity is None or person.type != "person":
        return False
    beside = re.compile(rf"{re.escape(person.name)}\s(?:(?:del|della|dello|di|dei|degli|delle)\s|dell['’]){re.escape(body.name)}")
    return any(body.name in role for _, role in person.entity.roles) or beside.search(context.text) is not None
