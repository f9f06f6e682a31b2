"""The name beside a description: between commas behind it ("il sindaco, Tullio Neri,") or at its end ("una donna di nome Ada")."""

from __future__ import annotations

import re

from .context import Context
from .fullest import IN_MARKS
from .names import Names
from .persons import BYSTANDERS
from .phrases import Mention
from .records import Span
from .runs import CAPITAL, HONORIFICS, fold
from .speaker import Speaker, speaker_of
from .words import words


def apposed_name(context: Context, names: Names, mention: Mention) -> Speaker | None:
    """ "il sindaco di Colle, Tullio Neri, ha detto", "ricorda un'allieva, la fotografa Lia Neri": the name between commas behind."""
    text = context.text
    role = context.lexicon.role(mention.head.text, mention.head.lemma)
    person = (role is not None and role.type == "person") or mention.head.lemma == "uno"
    marked = IN_MARKS.match(text, mention.span.end)
    begin = marked.end() if marked is not None else mention.span.end
    if person and (told := BETWEEN_COMMAS.match(text, begin)) is not None:
        begin = told.end()  # "l'amica che viaggia con lei, Lia, annuisce"
    for run in names.begins_in(begin, begin + 60):
        gap = text[begin : run.span.start]
        matches = names.matching(run.text)
        apposed = APPOSED.fullmatch(gap)
        noun = apposed.group("noun") if apposed is not None else ""
        if apposed is not None and (_does(context, begin + apposed.start("noun")) or BY_WHOM.match(gap)):
            apposed = None  # "un portavoce, citato dall'Ansa", "il 52enne, assistito dall'avvocata Neri"
        if noun in RELATIVES or noun in GOVERNING or GOVERNED.search(gap) is not None:
            apposed = None  # "la scienziata, che insegna a Dunmore", "una donna, ricoverata a Dunmore"
        described = context.lexicon.role(noun, noun) is not None
        begun = run.text.split()[0] in context.lexicon.names
        goes_on = person and (TITLE_GOES_ON.fullmatch(gap) is not None or _complemented(context, gap, run.text))
        if goes_on and _acts(context, Span(begin, run.span.start)):
            goes_on = False  # "un funzionario ha incontrato Ada Neri"
        if role is not None and role.type == "organisation" and matches and BODY_APPOSED.fullmatch(gap):
            if text[run.span.end : run.span.end + 1] == "," and not matches[0].person:
                return speaker_of(matches[0])  # "La compagnia, la Minera San Lázaro, sostiene"
        if not matches or not (gap.strip() in {",", ""} or (apposed and (person or described)) or goes_on):
            return None
        person = person or described
        closed = CLOSED.match(text, run.span.end) is not None
        if (
            matches[0].person
            and " " in run.text
            and (person or not gap.strip() or (begun and closed and gap == ", "))
            and (closed or len(gap) <= 4 or not gap.startswith(","))
        ):
            return speaker_of(matches[0])
        if (person or (role is not None and role.type != "document")) and gap.startswith(",") and closed:
            return speaker_of(matches[0])
        return None
    return None


def governed_name(context: Context, mention: Mention, before: str, name: str) -> bool:
    """Whether a preposition governs a name in a mention: "il sindaco di" + "Colverde", "la moglie del sindaco" + "Neri".

    ``before``: the mention's words before the name. A full name behind a title may be that of whom the mention is about ("il portavoce del
    ministro Ugo Ferri"), unless it is surely another's ("la moglie del sindaco Ugo Ferri").
    """
    said = WORD.findall(before.replace("’", "'")) if before[-1:].isalnum() or before[-1:] in {"'", "’"} else []
    if not said or said[-1].lower().rstrip("'") in GOVERNING:
        return bool(said)
    if mention.plural and said[-1].lower() == "come":
        return True  # "alcuni autori come Oscar Wilde"
    titles = 0
    while titles < len(said) and _is_title(context, said[-1 - titles]):
        titles += 1
    outer = said[: len(said) - titles]
    if mention.head.lemma in context.lexicon.nouns:
        return False  # "la tesi del perito Neri"
    if not titles or len(outer) < 2 or outer[-1].lower().rstrip("'") not in ARTICULATED:
        return False
    given = context.lexicon.names.get(name.split()[0])
    kin = mention.head.lemma.lower() in BYSTANDERS
    other = kin and mention.gender is not None and given in {"m", "f"} and given != ("m" if mention.gender == "Masc" else "f")
    return " " not in name or other or fold(said[-1]) in HONORIFICS | EPITHETS


def _is_title(context: Context, word: str) -> bool:
    """Whether a word before a name can be a title of whoever bears it: "sindaco", "americano", "signor"."""
    role = context.lexicon.roles.get(word.lower())
    return fold(word) in HONORIFICS | EPITHETS or (role is not None and role.type == "person")


def _does(context: Context, start: int) -> bool:
    """Whether the word at ``start`` is a verb, be it a participle, and no noun for a person that only looks like one ("l'imputato")."""
    words = [place.word for place in context.words(Span(start, start + 1))]
    return any(w.upos in {"VERB", "AUX"} and context.lexicon.role(w.text, w.text) is None for w in words)


def _acts(context: Context, gap: Span) -> bool:
    """Whether words hold a verb other than a copula or a participle ("l'amministratrice delegata Lia Neri"): somebody else stands behind it."""
    words = [place.word for place in context.words(gap)]
    return any((w.rel == "aux" or w.feat("VerbForm") in {"Fin", "Inf", "Ger"}) and w.rel != "cop" for w in words)


def _complemented(context: Context, gap: str, name: str) -> bool:
    """ "il contabile" + " in pensione " + "Luca Neri": a complement that is nobody's name stands between a title and a full name."""
    match = COMPLEMENT.fullmatch(gap)
    return match is not None and context.lexicon.role(match.group("noun"), match.group("noun")) is None and " " in name


COMPLEMENT = re.compile(
    r"\s(?:in|per|(?:a|al|alla|allo|alle|ai|agli)\s|(?:per|in)\s(?:il|la|lo|i|gli|le)\s|(?:all|dell|nell)['’])\s?(?:[a-zà-ù]+\s){0,3}?(?P<noun>[a-zà-ù]+)\s"
)


def called(context: Context, names: Names, mention: Mention) -> Speaker | None:
    """ "un addetto che chiede di essere identificato solo come Luis", "una donna dice di chiamarsi Ada": the name that a description ends in."""
    match = CALLED.match(context.text, mention.span.end) or CALLED.match(context.text, mention.head.end, mention.span.end)
    if match is None:
        return None
    matches = names.matching(match.group("name"))
    return speaker_of(matches[0]) if matches and matches[0].person else Speaker(match.group("name"), "person", mention.gender)


CALLED = re.compile(
    r"(?:\s[^.,;:«»“”\"\n]{1,70}?|\s?,)?\s(?:identificat[oa]|chiamat[oa]|che si (?:fa chiamare|chiama)|di chiamarsi|si presenta come|di nome|not[oa] (?:in rete |sui social |online |a tutti )?come|conosciut[oa] come|soprannominat[oa]|in arte|alias|il cui (?:vero\s)?nome è)\s(?:solo\s|soltanto\s|semplicemente\s)?"
    rf"(?:(?:come|con il (?:sol[oa]\s)?(?:nome|cognome))\s(?:di\s)?)?[«“\"'‘]?(?P<name>{CAPITAL}(?:\s{CAPITAL})*)"
)
"""How a text gives the name of somebody whom it describes."""
BETWEEN_COMMAS = re.compile(r"\sche\s[^,.;:«»“”\"\n]{3,60}(?=,\s[A-ZÀ-Ý][\w’'-]*(?:\s[A-ZÀ-Ý][\w’'-]*)*,)")
"""A relative clause between a description and the name that explains it."""
TITLE_GOES_ON = re.compile(
    r"\s(?!(?:a|ai|al|alla|alle|agli|con|per|in|su|da|dal|dalla)\s)[a-zà-ù]+(?:\s(?!(?:a|ai|al|alla|con|per|in|su|da)\s)[a-zà-ù]+){0,4}\s(?<!di\s)(?<!del\s)(?<!della\s)(?<!dei\s)"
)
"""The rest of a title before a name, where the parser cuts it short: "l'amministratrice" + " delegata " + "Lia Neri"."""
APPOSED = re.compile(
    r",\s(?:il|lo|la|l['’]|un|uno|una|un['’])?\s?(?:ex\s|vice\s)?(?P<noun>[a-zà-ù-]+)(?:\s[a-zà-ù'’ -]{3,40})?\s"
)
"""Between a description and the name that explains it: another description ("un'allieva, la fotografa Lia Neri")."""
CLOSED = re.compile(
    r"(?:\s(?:d(?:i|el|ella|ello|ei|egli|elle)\s|dell['’])[A-ZÀ-Ý][\w’'-]*(?:\s[A-ZÀ-Ý][\w’'-]*)?)?\s?[,.;:)»”\"]"
)
"""The end of an apposition: "il presidente della commissione, il repubblicano Luca Neri del Texas."."""
BY_WHOM = re.compile(r",\s[a-zà-ù]+[oaie]\s(?:da|dal|dalla|dallo|dai|dagli|dalle|dall['’])(?:\s|(?<=['’]))")
BODY_APPOSED = re.compile(r",\s(?:(?:il|lo|la|i|gli|le)\s|l['’])?")
RELATIVES = frozenset({"che", "cui", "dove", "quando", "mentre", "come", "oggi", "ieri"})
GOVERNING = words("prepositions", "elided_prepositions")
GOVERNED = re.compile(rf"(?:\b(?:{'|'.join(sorted(GOVERNING))})\s|['’])$")
WORD = re.compile(r"[\w-]+'?")
EPITHETS = words("epithets")
ARTICULATED = frozenset(
    {"del", "dello", "della", "dell", "di", "dal", "dalla", "al", "alla", "allo", "all", "d", "dallo", "dall"}
)
""" "la moglie del" + "sindaco Neri"; in the plural it is no title of one person: "il presidente degli industriali Neri"."""
