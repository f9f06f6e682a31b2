"""Somebody unnamed in the fullest words that an article has for them ("un inquirente che chiede l'anonimato", "i carabinieri di Cesano")."""

from __future__ import annotations

import re

from .context import Context
from .numerals import value_of
from .phrases import AMOUNTS, INDEFINITE, LEAVING, RELATIVE, STATES, Mention, mention_of, state_behind
from .records import Span
from .tree import Word
from .words import words


def description(context: Context, mention: Mention) -> Span:
    """The fullest words of somebody unnamed: "un inquirente che chiede l'anonimato", "il ragazzo con le cuffie".

    Behind an indefinite noun its relative clause, where no comma parts them; before the verb all that stands between.
    """
    sentence, head, start, end = mention.sentence, mention.head, mention.span.start, mention.span.end
    if (few := ABOUT.search(context.text, max(0, start - 12), start)) is not None and _amount(context, few.group("about"), start):
        start = few.start("about")  # "solo il 10%", "circa metà degli intervistati", "più di un testimone"
    end = _named_in_marks(context, mention, end)
    verb = sentence.head(head)
    told = context.text.startswith(" che ", end)
    told = told and (  # but "ha detto mia moglie che"
        verb is None or verb.index > head.index or any(c.lemma == "secondo" for c in sentence.children(head, "case"))
    )
    if INDEFINITE.match(context.text, start) or told:
        for clause in sentence.children(head, "acl:relcl"):
            inside = [w for w in sentence.subtree(clause) if w.start >= end and context.voice(w) == context.voice(head)]
            finite = sum(w.feat("VerbForm") == "Fin" and w.rel != "aux" for w in inside)
            if 0 < len(inside) <= LONGEST_RELATIVE and finite < 2 and not context.text[end : inside[0].start].strip():
                while inside[-1].upos == "PUNCT":
                    inside.pop()
                if not re.match(
                    r"\s*[:«“\"]|\s(?:che|come)\b", context.text[inside[-1].end :][:6]
                ):  # else it is the clause that reports
                    end = max(end, inside[-1].end)
        hung = any(
            w.start > end and WITH.match(context.text, end) for w in sentence.children(head, "nmod")
        )  # "un autista con vent'anni di servizio"
        loose = head.rel in {"nmod", "appos"} or head.lemma in HUMANS or hung
        match = (BESIDE.match(context.text, end) or WHENCE.match(context.text, end)) if loose else None
        if match is not None and not any(
            p.word.feat("VerbForm") == "Fin" or p.word.lemma in VENUES for p in context.words(Span(*match.span()))
        ):
            end = match.end()
    end = max(end, _participle_end(context, mention, end))
    end = _in_the_know(context, mention, end)
    verb = sentence.head(head)
    if head.rel == "nsubj" and verb is not None and verb.index > head.index:
        group = [
            verb.start,
            *(w.start for w in sentence.children(verb, "aux", "cop", "expl", "obj", "iobj", "advmod") if w.index > head.index),
        ]
        between = context.text[end : min(group)]
        told = any(p.word.lemma in VENUES for p in context.words(Span(end, min(group))))  # "Il presidente in un video ribadisce"
        if re.match(r"\s(?:con|col|in|senza)\s", between) and not told and not re.search(r"[,;:«»“”\"()]", between):
            end = start + len(context.text[start : min(group)].rstrip())
    return Span(start, max(end, mention.span.end))


def _amount(context: Context, about: str, start: int) -> bool:
    """Whether a phrase begins with a number or a share; "un" is one behind "più di" alone."""
    first = FIRST_WORD.match(context.text, start)
    number = value_of(first.group().lower()) if first is not None else None
    return QUANTITY.match(context.text, start) is not None or (number is not None and (number > 1 or about.lower() == "più di"))


def _named_in_marks(context: Context, mention: Mention, end: int) -> int:
    """ "i tifosi della «Curva Sud»", "gli attivisti del comitato «Aria pulita»": where the name ends that a description takes in marks."""
    marked = IN_MARKS.match(context.text, end)
    if marked is None and COMPLEMENT.search(context.text, mention.head.end, end) is not None:
        last = [p.word for p in context.words(Span(mention.head.end, end))][-1]
        role = context.lexicon.role(last.text, last.lemma)
        if role is not None and role.type in {"organisation", "group"}:
            marked = MARKED_NAME.match(context.text, end)
    if marked is None:
        return end
    end = marked.end()
    inside = mention.sentence.subtree(mention.head, without=(*LEAVING, "conj", "cc"))
    for word in (w for w in inside if w.start >= end):  # "il 58 percento di «probabili» votanti"
        if context.text[end : word.start].strip() or context.voice(word) != context.voice(mention.head) or word.upos == "PUNCT":
            break
        end = word.end
    return end


def _participle_end(context: Context, mention: Mention, end: int) -> int:
    """ "un sondaggio condotto dalla BBC", "i dati forniti dalla prefettura": where a participle right behind a noun ends with all it has.

    It does at a mark, at a relative, or where the verb begins that the noun is the subject of.
    """
    sentence, head = mention.sentence, mention.head
    verb = sentence.head(head)
    reached = REACHED if head.lemma not in SOURCES else frozenset[str]()  # "fonti citate dall'Ansa": that says which
    loose = [w for w in sentence.children(head, "advcl") if any(c.deprel == "obl:agent" for c in sentence.children(w))]
    for clause in [*sentence.children(head, "acl", "amod"), *loose]:
        if clause.feat("VerbForm") != "Part" or clause.lemma in reached or context.text[end : clause.start].strip():
            continue
        inside = [w for w in sentence.subtree(clause) if w.index >= clause.index and context.voice(w) == context.voice(head)]
        stop = next((w.index for w in inside if w.upos == "PUNCT" or w.text.lower() in RELATIVE), len(sentence.words))
        if verb is not None and verb.index > head.index:
            stop = min([stop, verb.index, *(w.index for w in sentence.children(verb, "aux", "expl") if w.index > head.index)])
        last = [w for at, w in enumerate(inside) if w.index < stop and w.index == clause.index + at]
        if 1 < len(last) <= LONGEST_RELATIVE:
            return last[-1].end
    return end


def _in_the_know(context: Context, mention: Mention, end: int) -> int:
    """ "ha detto una fonte vicina al dossier", "un medico, in servizio a Gaza,": where ends what somebody knows or is in."""
    words = mention.sentence.words
    at = next((w.index for w in words if w.start >= end), len(words))
    if at < len(words) and words[at].text == ",":
        at += 1
    if words[at - 1].lemma in KNOWING:
        at -= 1
    elif words[at - 1].lemma in STATES:  # its complement is left out
        at = next((i for i in range(at - 2, mention.head.index, -1) if words[i].upos == "ADP"), at)
    inside = [w for w in state_behind(mention.sentence, at, knowing=KNOWING) if context.voice(w) == context.voice(mention.head)]
    return max([end, *(w.end for w in inside)])


KNOWING = words("knowing")
LONGEST_RELATIVE = 14
"""Words of a relative clause that may name somebody; longer ones tell a story."""
IN_MARKS = re.compile(r"\s(?:di|del|dello|della|dei|degli|delle|dell['’])\s?[«“\"][^«»“”\"\n]{2,40}[»”\"]")
"""What a description may end with: "la critica del «Corriere», Lia Neri", "i tifosi della «Curva Sud»"."""
COMPLEMENT = re.compile(r"\s(?:di|del|dello|della|dei|degli|delle|(?:d|dell)['’])", re.I)
MARKED_NAME = re.compile(r"\s[«“\"'](?P<name>[A-ZÀ-Ý][^«»“”\"]{1,40})[»”\"']")
"""A name in marks behind its kind: "il gruppo «Vecchia Guardia»"."""
ABOUT = re.compile(r"\b(?P<about>circa|solo|soltanto|quasi|oltre|almeno|appena|più\sdi|meno\sdi)\s$", re.I)
FIRST_WORD = re.compile(r"\w+")
QUANTITY = re.compile(r"(?:(?:il|l['’])\s?)?\d|(?:cento|mille)\b|metà\b|un\s(?:terzo|quarto)\b|la\s(?:metà|maggioranza)\b", re.I)
WITH = re.compile(r"\scon\s")
WHENCE = re.compile(r"\s(?:dal|dalla|dallo|dai|dalle|dagli|dall['’])\s?(?:[\w’']+\s?){1,5}(?=[.,;:»”\"\n])")
""" "un uomo dal fondo della sala"."""
BESIDE = re.compile(r"\s(?:con|col|in)(?:\s[\w’']+){1,8}(?=[.,;:»”\"\n])")
VENUES = words("venues")
"""Nouns that denote a medium or an occasion of speech."""
REACHED = words("reached")
HUMANS = words("humans")
"""Human beings of no further description: a complement is all that tells them apart."""


BARE = re.compile(r"(?:(?:il|lo|la|i|gli|le)\s|l['’])[\w-]+(?:\s(?P<adjective>[a-zà-ù]{5,}))?", re.I)
WHOSE = re.compile(
    r"(?:(?:il|lo|la|i|gli|le|un|una|uno)\s|l['’]|un['’])[\w-]+(?:\s[\w-]+)?\s(?:(?:di|del|dello|della|dei|degli|delle|su|sul|sulla)\s|(?:d|dell|sull)['’])(?P<whose>[^\W\d].+)",
    re.I,
)
"""A noun, an adjective at most, and whose it is."""


def fuller(context: Context, mention: Mention) -> str | None:
    """ "Gli analisti ... gli analisti di Banca Korvel": the one longer phrase that the article has for a bare noun; None for several."""
    bare = BARE.fullmatch(mention.span.of(context.text))
    if bare is None:
        return None
    stem = (bare.group("adjective") or "")[:-1].lower()
    noun = mention.head
    found: dict[str, str] = {}
    for sentence in context.tree.sentences:
        for word in sentence.words:
            if word.upos != "NOUN" or word.lemma != noun.lemma or word.feat("Number") != noun.feat("Number"):
                continue
            phrase = mention_of(context, sentence, word).span.of(context.text)
            if (match := WHOSE.fullmatch(phrase)) is not None and stem in match.group("whose").lower():
                found.setdefault(match.group("whose").lower(), phrase)
    return next(iter(found.values())) if len(found) == 1 else None


def introduced(context: Context, mention: Mention) -> str | None:
    """ "Tre fonti a conoscenza del piano ... le fonti": how the text brought somebody up whom it never names; None for several."""
    if BARE.fullmatch(mention.span.of(context.text)) is None:
        return None
    noun = mention.head
    found: list[str] = []
    for sentence in context.tree.sentences:
        for word in sentence.words:
            if word.start >= noun.start or not same_somebody(word, noun) or word.feat("Number") != noun.feat("Number"):
                continue
            few = sentence.head(word)
            amount = few is not None and few.lemma in AMOUNTS and word.rel == "nmod"
            first = mention_of(context, sentence, few if few is not None and amount else word)
            phrase = description(context, first).of(context.text)
            if word.upos == "NOUN" and BROUGHT_UP.match(phrase):
                found.append(phrase)
    return found[0] if len(found) == 1 else None


def same_somebody(first: Word, noun: Word) -> bool:
    """Whether a later noun can mean whom the first one brought up: "una fonte ... la fonte", "l'insider"."""
    return first.lemma == noun.lemma or {first.lemma, noun.lemma} <= SOURCES


SOURCES = words("sources")
BROUGHT_UP = re.compile(
    r"(?:un[ao]?\s|un['’]|(?:alcun|divers|molt|parecch|numeros|tant)\w+\s|\d{1,2}\s|due\s|tre\s|quattro\s|cinque\s|sei\s|sette\s|otto\s|nove\s|dieci\s)",
    re.I,
)
"""How a phrase begins that brings somebody new up."""


def lower_first(text: str) -> str:
    """A phrase as inside a sentence: "Il sindaco" as "il sindaco", "Pm" and names as they are."""
    first = re.match(r"[^\W\d_]+", text)
    return text[0].lower() + text[1:] if (first and not first.group().isupper()) or re.match(r"L['’]|I\s", text) else text


FUSED = re.compile(r"(?:^|[\s'’])(?:de|ne|da|a|su|co)(?P<article>l|llo|lla|ll['’]|i|gli|lle)\s?$", re.I)
ARTICLES = {"l": "il ", "llo": "lo ", "lla": "la ", "ll'": "l'", "i": "i ", "gli": "gli ", "lle": "le "}


def with_article(context: Context, mention: Mention, text: str) -> str:
    """ "la replica dell'azienda", "come suggerito dalla commissione": a description with the article that its preposition has taken in."""
    match = FUSED.search(context.text[max(0, mention.span.start - 7) : mention.span.start])
    if match is None or not context.text.startswith(text, mention.span.start):
        return text
    article = ARTICLES.get(match.group("article").lower().replace("’", "'"))
    return article + text if article is not None else text


SAME = re.compile(r"(?:il|lo|la|i|gli|le)\sstess[oaie]\s(?P<noun>[^\W\d]\S*)", re.I)


def without_same(text: str) -> str:
    """A description without the word that only stresses it.

    >>> without_same("gli stessi tecnici"), without_same("lo stesso ufficio"), without_same("la stessa agenzia di Bari")
    ('i tecnici', "l'ufficio", "l'agenzia di Bari")
    """
    match = SAME.match(text)
    if match is None:
        return text
    plural, feminine = text[1].lower() in "e" or text[:2].lower() in {"i ", "gl"}, text[:2].lower() in {"la", "le"}
    noun = match.group("noun").lower()
    vowel, cluster = noun[0] in "aeiouàèéìòù", LO.match(noun) is not None
    if feminine:
        article = "le " if plural else "l'" if vowel else "la "
    elif plural:
        article = "gli " if vowel or cluster else "i "
    else:
        article = "l'" if vowel else "lo " if cluster else "il "
    return article + text[match.start("noun") :]


LO = re.compile(r"s[^aeiou]|z|gn|ps|x|y")
