"""Marks around a part of a clause that the article itself tells: the clause is a statement beside the quotation."""

from __future__ import annotations

import re

from .context import JOURNALIST, Context
from .records import QuotedSpan, Span
from .tree import Sentence, Word


def is_fragment(context: Context, quoted: QuotedSpan) -> bool:
    """La scelta è «un errore», ha detto Neri; il piano, spiega Neri, «non regge»: the verb or its subject stands before the marks."""
    if not re.match(r"\s*[a-zà-ù]", quoted.span.of(context.text)):
        return False
    first = next(context.words(quoted.span), None)
    if first is None or re.search(r"[:;(]", context.between(first.sentence.span.start, quoted.outer.start)):
        return False
    before = [p.word for p in context.words(Span(first.sentence.span.start, quoted.outer.start)) if p.sentence is first.sentence]
    return any(
        context.voice(w) == JOURNALIST
        and w.rel != "parataxis"
        and (_finite_main(first.sentence, w) or _of_inside(context, first.sentence, w))
        for w in before
    )


def told_outside(context: Context, head: Word) -> bool:
    """Whether a predicate is the article's own, or stands in marks around no more than a part of the article's clause."""
    voice = context.voice(head)
    return voice == JOURNALIST or (voice >= 0 and is_fragment(context, context.quoted[voice]))


def _finite_main(sentence: Sentence, word: Word) -> bool:
    """A finite verb, or one with a finite auxiliary or copula, that is not put in between ("..., ha detto, ...")."""
    return word.feat("VerbForm") == "Fin" and (word.rel not in {"aux", "cop"} or _head_rel(sentence, word) != "parataxis")


def _head_rel(sentence: Sentence, word: Word) -> str | None:
    head = sentence.head(word)
    return head.rel if head is not None else None


def _of_inside(context: Context, sentence: Sentence, word: Word) -> bool:
    """ "il piano, spiega Neri, «non regge»": the subject of a verb in the marks."""
    head = sentence.head(word)
    return word.rel == "nsubj" and word.upos != "PRON" and head is not None and context.voice(head) != JOURNALIST
