"""Who speaks under a name in marks: «Il Foglio» scrive che ..., «...», promette il «re delle truffe»."""

from __future__ import annotations

import re

from .context import JOURNALIST, Context
from .cues import Cue
from .phrases import Mention, mention_of
from .records import QuotedSpan, Span

NAME_LENGTH = 50
"""Characters that the name of a paper in marks has at most."""


def is_marked_name(context: Context, quoted: QuotedSpan) -> bool:
    """Whether marks hold what can be the name of a paper: short, with a capital, without a sentence's end."""
    name = quoted.span.of(context.text)
    return len(name) <= NAME_LENGTH and name[:1].isupper() and re.search(r"[.!?]", name) is None


HOW = re.compile(r"\b(?:come|secondo quanto)\s(?:\w+\s)?$", re.I)


def paper_in_marks(context: Context, cue: Cue) -> Mention | None:
    """«Il Foglio» scrive che ..., come rivela «Der Spiegel», lo sostiene «Le Monde»: the paper in marks that is the subject of the verb."""
    sentence, verb = cue.sentence, cue.word
    if not cue.finite or context.voice(verb) != JOURNALIST:
        return None
    told = any(c.start > verb.end and sentence.children(c, "mark") for c in sentence.children(verb, "ccomp"))
    pointed = any(w.text.lower() in {"lo", "l'", "l’"} and w.end <= cue.span.end for w in sentence.children(verb, "obj"))
    how = HOW.search(context.text, sentence.span.start, cue.span.start) is not None
    for child in sentence.children(verb, "nsubj") if told or pointed or how else ():
        voice = context.voice(child)
        if voice < 0 or not is_marked_name(context, context.quoted[voice]):
            continue
        marks = context.quoted[voice].outer
        apart = "," in context.between(marks.end, cue.span.start) + context.between(cue.span.end, marks.start)
        if not apart and not any(p.word.feat("Mood") for p in context.words(marks)):
            return mention_of(context, sentence, child)  # "nel suo libro, «Il respiro», scrive"
    return None


NAMED = re.compile(
    r"(?:\s(?:anche|invece|poi|ora|oggi|ieri|infine|ancora))?\s(?P<phrase>(?:il|lo|la|i|gli|le|un|uno|una)\s|l['’]\s?|un['’]\s?)$",
    re.I,
)
SAID_BEFORE = re.compile(r"[»”\"]\s?[,–—-]?\s$")
NICKNAME_WORDS = 5


def nickname_in_marks(context: Context, cue: Cue) -> Mention | None:
    """«Il conto è salato», avverte la «velina»; «Non ci fermeremo», promette il "re delle truffe": a noun in marks that the verb's subject is,
    behind marks that hold what is said."""
    if not cue.finite or cue.direct == "no" or context.voice(cue.word) != JOURNALIST:
        return None
    if SAID_BEFORE.search(context.text[: cue.span.start][-4:]) is None:
        return None
    for quoted in context.quoted:
        match = NAMED.fullmatch(context.text, cue.span.end, quoted.outer.start) if quoted.outer.start > cue.span.end else None
        if match is None:
            continue
        words = [place.word for place in context.words(quoted.span)]
        noun = next((w for w in words if w.upos in {"NOUN", "PROPN"}), None)
        if noun is None or len(words) > NICKNAME_WORDS or any(w.feat("Mood") for w in words):
            return None
        span = Span(match.start("phrase"), quoted.outer.end)
        return Mention(span, cue.sentence, noun, "noun", noun.feat("Gender"), plural=noun.feat("Number") == "Plur")
    return None
