"""Speech without a cue of its own: who goes on, who answers, whose turn it is."""

from __future__ import annotations

import re
from collections.abc import Callable

from .context import JOURNALIST, Context
from .eligible import denotes_somebody
from .headings import is_heading
from .lexicons import Verb
from .phrases import mention_of
from .records import Span
from .rows import Row
from .selves import self_of
from .speaker import Speaker, agrees, speaker_of
from .speakers import Discourse
from .tree import Sentence, Word
from .words import words

CONTINUES = 600
"""How far, in characters, a quotation without a cue may stand behind the statement that it goes on from."""


Reason = Callable[[Context, Row, list[Row], Discourse], Speaker | None]


def imply(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> None:
    """Fill in the speaker of a quotation that no words attribute, by the first of ``REASONS`` that gives one."""
    if context.is_headline(context.paragraph_at(row.span.start)) or (row.quoted is not None and is_heading(context, row.quoted)):
        return
    nested = row.quoted is not None and row.quoted.parent is not None
    told = self_of(context, row.quoted)
    for name, reason in REASONS[:1] if nested else REASONS[1:]:
        speaker = reason(context, row, rows, discourse)
        if speaker is not None and discourse.may_speak(speaker, told) and not _child(speaker, rows):
            row.speaker, row.how, row.rule = speaker, "implied", name
            return


CHILDHOOD = 14
"""Years up to which somebody whom no words attribute anything to is rather spoken of."""


def _child(speaker: Speaker, rows: list[Row]) -> bool:
    """ "La voce di Lia, 10 anni, la sorellina. «Certo che ha capito»": a child who is nowhere said to speak."""
    age = speaker.entity.age if speaker.entity is not None else None
    return age is not None and age < CHILDHOOD and not any(r.speaker and r.speaker.key == speaker.key and r.cue for r in rows)


def _inside(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> Speaker | None:
    """A quotation inside another that nothing attributes: its speaker's."""
    outer = next((r for r in rows if row.quoted is not None and r.index == row.quoted.parent), None)
    return outer.speaker if outer is not None else None


def _labelled(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> Speaker | None:
    """ "R. «Contavo.»": the speaker of the turns before that bear the same initials."""
    label = _label(context, row)
    if label is None:
        return None
    before = [r for r in rows if r.span.start < row.span.start and r.speaker is not None and _label(context, r) == label]
    return before[0].speaker if before else None


LABEL = re.compile(r"(?P<label>[A-ZÀ-Ý]\w{0,3}\.?)\s*[.:–—-]?\s*$")


def _label(context: Context, row: Row) -> str | None:
    """The initials between the beginning of the paragraph and the marks."""
    if row.quoted is None:
        return None
    paragraph = context.paragraphs[context.paragraph_at(row.quoted.outer.start)]
    match = LABEL.fullmatch(context.between(paragraph.start, row.quoted.outer.start))
    return match.group("label") if match is not None else None


def _turns(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> Speaker | None:
    """— Nevica? — chiede Lia. / — No. In a dialogue with dashes the line behind another's is the other's who spoke last."""
    if not _is_turn(context, row):
        return None
    paragraph = context.paragraph_at(row.span.start)
    turns = [r for r in rows if r.span.start < row.span.start and r.speaker is not None and r.quoted is not None]
    previous = [r for r in turns if context.paragraph_at(r.span.start) == paragraph - 1]
    if not previous or not _is_turn(context, previous[0]):
        return discourse.latest(row.span.start, plural=None, gender=None, people=True) if not previous else None
    last = previous[-1].speaker
    other = next((r.speaker for r in reversed(turns) if r.speaker and last and r.speaker.key != last.key), None)
    return other or discourse.other(row.span.start, last)


def _replied(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> Speaker | None:
    """«A che ora rientrò?» «Alle undici»: marks that follow a question at once are an answer, somebody else's."""
    before = [r for r in rows if r.quoted is not None and r.span.start < row.span.start and r.quoted.parent is None]
    last = before[-1] if before else None
    if last is None or last.quoted is None or row.quoted is None or last.speaker is None:
        return None
    gap = context.between(last.quoted.outer.end, row.quoted.outer.start)
    question = context.text[: last.quoted.span.end].rstrip()[-1:] == "?"
    asked = question and last.quoted.group != row.quoted.group and not re.search(r"[\w\n]", gap)
    turned = last.rule in {"replied", "asked"} and not re.search(r"[\w\n]", gap)
    if not (asked or turned):
        return None
    key = last.speaker.key
    other = next((r.speaker for r in reversed(before) if r.speaker is not None and r.speaker.key != key), None)
    return (other if last.rule in {"replied", "asked"} else None) or discourse.other(row.span.start, last.speaker) or other


def _asked_whom(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> Speaker | None:
    """«Ha paura?», gli chiedono i cronisti. «Mai»; ha chiesto ad Anna Ferri se fosse stanca. «Mai»: who was asked right before the marks."""
    before = [r for r in rows if r.span.start < row.span.start and r.speaker is not None and r.cue is not None]
    last = before[-1] if before else None
    if last is None or last.cue is None or last.speaker is None or _sense(last) != "ask" or row.quoted is None:
        return None
    said = row.span.of(context.text)
    end = max(last.cue.sentence.span.end, last.span.end)
    if re.search(r"\w", context.between(end, row.quoted.outer.start)) or said.rstrip().endswith("?"):
        return None
    question = last.quoted is None or context.text[: last.span.end].rstrip().endswith("?")
    whom = [w for w in last.cue.sentence.children(last.cue.word, "obl", "iobj", "expl", "obj") if w.index != last.cue.word.index]
    if not question or not whom:
        return None
    for word in whom:
        if any(c.lemma == "a" for c in last.cue.sentence.children(word, "case")) and denotes_somebody(context, word):
            return discourse.resolve(mention_of(context, last.cue.sentence, word))[0]
    if not any(w.text.lower() in {"gli", "le"} for w in whom):
        return None
    gender = "Fem" if any(w.text.lower() == "le" for w in whom) else "Masc"
    told = [
        r.speaker for r in reversed(rows) if r.span.start < row.span.start and r.speaker and r.speaker.key != last.speaker.key
    ]
    if told and told[0].type == "person" and agrees(told[0], False, gender):
        return told[0]
    return discourse.latest(row.span.start, plural=False, gender=gender, people=True, but=last.speaker)


def _answered(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> Speaker | None:
    """«Ne è sicura?», ha chiesto Neri. / «Sì». / «Davvero?»: paragraphs of nothing but marks behind a question take turns."""
    if not _fills_paragraph(context, row) or "?" in row.span.of(context.text):
        return None  # who goes on asking is not answered
    paragraph = context.paragraph_at(row.span.start)
    turns = [r for r in rows if r.quoted is not None and r.quoted.parent is None and r.span.start < row.span.start]
    before = [r for r in turns if context.paragraph_at(r.span.start) == paragraph - 1]
    last = before[-1] if before else None
    if last is None or last.speaker is None or len(before) > 1:
        return None
    other = next((r for r in reversed(turns) if r.speaker is not None and r.speaker.key != last.speaker.key), None)
    if other is None:
        return None
    in_talk = _sense(last) == "ask" or (_sense(other) == "answer" and context.paragraph_at(other.span.start) == paragraph - 2)
    asks = context.text[: last.span.end].rstrip()[-1:] == "?" and in_talk
    return other.speaker if asks or last.rule == "answered" else None


def _sense(row: Row) -> str | None:
    return row.cue.entry.sense if row.cue is not None and isinstance(row.cue.entry, Verb) else None


def _fills_paragraph(context: Context, row: Row) -> bool:
    if row.quoted is None or row.quoted.parent is not None:
        return False
    paragraph = context.paragraphs[context.paragraph_at(row.quoted.outer.start)]
    return row.quoted.outer.start - paragraph.start <= 2 and paragraph.end - row.quoted.outer.end <= 3


def _called_on(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> Speaker | None:
    """ "E Neri? «Ora dormo»": whom the text calls on right before the marks."""
    if row.quoted is None:
        return None
    start = row.quoted.outer.start
    match = CALLED_ON.search(context.text, max(0, start - 60), start)
    if match is None:
        return None
    for run in discourse.names.begins_in(match.start("who"), match.end("who")):
        found = discourse.names.matching(run.text)
        return speaker_of(found[0]) if found and found[0].person else None
    return None


CALLED_ON = re.compile(r"(?:^|[.!?»”\"\n]\s*)E\s(?:(?:il|la|lo)\s(?:[a-zà-ù]+\s)?|l['’])?(?P<who>[A-ZÀ-Ý][\w’' -]{1,40})\?\s*$")


def _is_turn(context: Context, row: Row) -> bool:
    """Whether a quotation begins its paragraph behind a dash."""
    if row.quoted is None or row.quoted.parent is not None:
        return False
    paragraph = context.paragraphs[context.paragraph_at(row.span.start)]
    return re.fullmatch(r"[–—―-]+\s*", context.between(paragraph.start, row.span.start)) is not None


def _within(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> Speaker | None:
    """Delai ha dedicato la vittoria al nonno, «che mi ha comprato la bici»: a fragment belongs to whom its sentence is about.

    That is the subject, unless the sentence itself leads into the marks: "Poi l'incontro con Neri. «lui era ...»" is not said by him.
    """
    if row.quoted is None or row.cue is not None:  # the subject of a passive is who is talked about
        return None
    first = row.span.of(context.text)[:1]
    sentences = context.sentences(row.quoted.outer)
    start = sentences[0].span.start if sentences else row.quoted.outer.start
    words = [p for p in context.words(Span(start, row.quoted.outer.start)) if p.word.upos not in {"PUNCT", "CCONJ"}]
    if not first.islower() or len(words) < 3 or any(context.voice(p.word) != JOURNALIST for p in words):
        return None
    joined = words[-1].word.upos in {"SCONJ", "ADP", "PRON"}  # "quello di Torre, Ugo Neri, convinto che «...»"
    return discourse.foremost(start, row.quoted.outer.start, least=None if joined else "subject")


def _continued(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> Speaker | None:
    """«A», ha detto X. «B»: who spoke last goes on."""
    last = discourse.last_spoken(row.span.start)
    return last.speaker if last is not None and row.span.start - last.offset < CONTINUES else None


def _topic(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> Speaker | None:
    """«A», ha detto X. La sindaca Neri ha alzato la testa. «B»: a sentence between, in one paragraph with the marks, brings her up."""
    last = discourse.last_spoken(row.span.start)
    start = row.quoted.outer.start if row.quoted is not None else row.span.start
    before = [s for s in context.sentences(Span(max(0, start - NEAR), start)) if s.span.end <= start + 1]
    if last is None or not before or before[-1].span.start <= last.offset:
        return None
    first = next((w for w in before[-1].words if w.upos != "PUNCT"), None)
    gesture = (
        first is not None and first.text in {"Lei", "Lui"} and first.rel == "nsubj"
    )  # "Lei scrolla le spalle." and a new line
    if before[-1].paragraph != context.paragraph_at(start) and not gesture and not _lined(context, before[-1], row):
        return None
    if any(context.voice(w) != JOURNALIST for w in before[-1].words if w.upos != "PUNCT"):
        return None
    if any(w.rel == "root" and w.upos == "PROPN" and before[-1].children(w, "cop") for w in before[-1].words):
        return None  # "È Margherita il secondo motivo di questa intervista": who is told of
    return discourse.subject_of(before[-1].span.start, before[-1].span.end)


def _lined(context: Context, before: Sentence, row: Row) -> bool:
    """Whether the sentence before and the marks are lines of their own, one below the other, as where each line is a sentence."""
    if row.quoted is None or row.quoted.parent is not None:
        return False
    at = context.paragraph_at(row.quoted.outer.start)
    own, above = context.paragraphs[at], context.paragraphs[at - 1] if at else None
    if above is None or row.quoted.outer.start - own.start > 2 or above.start < before.span.start - 2:
        return False
    return len(above) > len(before.span) - 3 and "\n\n" not in context.between(above.end, own.start)


def _read_out(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> Speaker | None:
    """In aula è stata letta una dichiarazione dei genitori. «B»: whose words the sentence before says that somebody made known.

    So too where the sentence only is about them: "Diversa la posizione di Neri. «B»", "L'appello del questore è rivolto a tutti. «B»";
    but "Dalla cucina, la voce di Lucia." tells what is heard.
    """
    before = _sentence_before(context, row)
    if before is None:
        return None
    for noun in before.words:
        if noun.lemma not in context.lexicon.nouns or noun.lemma == "voce" or not _made_known(before, noun):
            continue
        for owner in before.children(noun, "nmod"):
            if any(c.lemma == "di" for c in before.children(owner, "case")) and denotes_somebody(context, owner):
                return discourse.resolve(mention_of(context, before, owner))[0]
    return None


def _made_known(sentence: Sentence, noun: Word) -> bool:
    """Whether a sentence is about the words that a noun of speech means: says that they came, are for somebody or are like this."""
    if not any(w.feat("VerbForm") == "Fin" for w in sentence.words):
        return noun.rel in {"root", "nsubj"}
    verb = sentence.head(noun)
    if verb is None or verb.rel != "root":
        return False
    return verb.lemma in READING or (noun.rel == "nsubj" and verb.upos in {"ADJ", "ADV"})


def _sentence_before(context: Context, row: Row) -> Sentence | None:
    """The sentence right before the marks, where all of it is the journalist's."""
    start = row.quoted.outer.start if row.quoted is not None else row.span.start
    before = [s for s in context.sentences(Span(max(0, start - NEAR), start)) if s.span.end <= start + 1]
    if not before or any(context.voice(w) != JOURNALIST for w in before[-1].words if w.upos != "PUNCT"):
        return None
    return before[-1]


def _took_aim(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> Speaker | None:
    """Uno degli organizzatori attacca Neri. «B»: who by the sentence right before the marks speaks, whoever else it names."""
    before = _sentence_before(context, row)
    start = row.quoted.outer.start if row.quoted is not None else row.span.start
    root = next((w for w in before.words if w.rel == "root"), None) if before is not None else None
    if before is None or root is None:
        return None
    if before.paragraph != context.paragraph_at(start) and not _lined(context, before, row):
        return None
    verb = context.lexicon.verbs.get(root.lemma)
    active = {"nsubj", "nsubj:pass"} if root.lemma in UNACCUSATIVE else {"nsubj"}
    subject = next((w for w in before.children(root, "nsubj") if w.deprel in active and w.index < root.index), None)
    if verb is None or verb.sense not in {"say", "answer", "continue"} or subject is None or root.feat("VerbForm") == "Inf":
        return None
    if before.children(root, "ccomp", "xcomp") or not (denotes_somebody(context, subject) or subject.lemma == "uno"):
        return None
    return discourse.resolve(mention_of(context, before, subject, conjuncts=True))[0]


UNACCUSATIVE = frozenset({"intervenire", "insorgere", "esplodere", "prorompere"})
"""Verbs of speech with "essere", which the parser takes for passives: "i residenti sono intervenuti"."""
READING = words("making_known")
NEAR = 300
"""Characters before the marks in which the sentence is looked for."""


def _subject(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> Speaker | None:
    """La sindaca è stanca. «Non dormo da giorni»: whom the text is about."""
    told = self_of(context, row.quoted)
    return discourse.latest(row.span.start, plural=None, gender=told.gender, people=True, told=told)


def _answer(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> Speaker | None:
    """In an interview each answer is a paragraph in marks of its own behind a question: the one who answered before answers again."""
    if not _is_answer(context, row):
        return None
    before = (r for r in reversed(rows) if r.span.start < row.span.start and r.rule in ANSWERING)
    return next((r.speaker for r in before if r.speaker is not None and _is_answer(context, r)), None)


def _asked(context: Context, row: Row, rows: list[Row], discourse: Discourse) -> Speaker | None:
    """The same where questions stand between the answers: in an interview, whoever else a question may name."""
    return (
        _answer(context, row, rows, discourse) if sum(_is_question(context, p) for p in context.paragraphs) >= QUESTIONS else None
    )


QUESTIONS = 2
"""Paragraphs of the journalist's that end with a question mark, from which an article is an interview."""


def _is_question(context: Context, paragraph: Span) -> bool:
    return paragraph.of(context.text).rstrip().endswith("?") and not any(q.outer.meets(paragraph) for q in context.quoted)


ANSWERING = frozenset({"answer", "continued", "subject", "topic"})


def _is_answer(context: Context, row: Row) -> bool:
    """Whether a quotation fills its paragraph and the paragraph before is a question in the journalist's voice."""
    if row.quoted is None or row.quoted.parent is not None:
        return False
    index = context.paragraph_at(row.quoted.outer.start)
    paragraph = context.paragraphs[index]
    if index == 0 or row.quoted.outer.start - paragraph.start > 2 or paragraph.end - row.quoted.outer.end > 3:
        return False
    before = context.paragraphs[index - 1]
    return not any(q.outer.meets(before) and q.outer.start <= before.start + 2 for q in context.quoted)


REASONS: tuple[tuple[str, Reason], ...] = (
    ("inside", _inside),  # alone for quotations inside others: what is around them decides
    ("label", _labelled),  # initials before the marks say it outright
    ("turn", _turns),  # a dialogue changes speakers where prose goes on
    ("replied", _replied),  # and marks right behind a question
    ("asked", _asked_whom),
    ("answered", _answered),
    ("called-on", _called_on),
    ("answer", _asked),  # so does an interview
    ("within", _within),  # the sentence around comes before the speech before
    ("read-out", _read_out),  # and so does one that says whose words were read
    ("aim", _took_aim),  # or whose turn it is
    ("topic", _topic),  # and so does a sentence that brings somebody else up
    ("answer", _answer),  # a portrait goes on with whom it is of
    ("continued", _continued),
    ("subject", _subject),
)
