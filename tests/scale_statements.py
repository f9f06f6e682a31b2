"""How `quotes.compare` grows, and how many known partners it finds: python tests/scale_statements.py [--sizes 10000 30000 100000] [--words]

Makes that many synthetic statements of invented officials about invented places; a tenth retell another one: verbatim with other
marks, cut, in other words, or contradicted. Each size runs in a process of its own and prints time, peak memory and recall: the part
of the known partners that stand in one statement with what they retell. Only the table that is compared is random; it is the same for
the same size.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

SIZES = (10_000, 30_000, 100_000)
RETOLD = 0.1
"""Part of the statements that retell another one."""
SYLLABLES = [
    "bor",
    "cal",
    "den",
    "fal",
    "gar",
    "lam",
    "mon",
    "nor",
    "pal",
    "ran",
    "sal",
    "tor",
    "val",
    "ver",
    "zan",
    "bel",
    "cor",
    "dor",
    "fer",
    "gel",
    "lun",
    "mar",
    "nel",
    "pie",
    "ros",
    "sar",
    "tre",
    "vil",
]
ENDINGS = ["ate", "bella", "ello", "engo", "etta", "iano", "igo", "ina", "ino", "isco", "olo", "ona", "otto", "uzzo"]
FIRST = [
    "Ada",
    "Bice",
    "Carlo",
    "Dario",
    "Elena",
    "Fulvio",
    "Gemma",
    "Ivo",
    "Lia",
    "Mauro",
    "Nora",
    "Oreste",
    "Pia",
    "Remo",
    "Sara",
    "Tito",
    "Ugo",
    "Vera",
]
OFFICES = ("la sindaca di", "il sindaco di", "l'assessora di", "il questore di", "la preside di", "il parroco di")
SUBJECTS = [
    "ponte",
    "stazione",
    "mercato",
    "scuola",
    "depuratore",
    "biblioteca",
    "stadio",
    "porto",
    "funivia",
    "teatro",
    "acquedotto",
    "tangenziale",
    "parco",
    "casa-di-riposo",
    "palestra",
    "discarica",
    "museo",
    "ospedale",
    "caserma",
    "canile",
    "piscina",
    "asilo",
    "cimitero",
    "seggiovia",
    "ferrovia",
    "rotonda",
    "lungomare",
    "vivaio",
    "macello",
    "frantoio",
    "diga",
    "faro",
    "campanile",
    "castello",
    "inceneritore",
    "parcheggio",
    "semaforo",
    "sottopasso",
    "pista-ciclabile",
    "ludoteca",
    "mensa",
    "consultorio",
    "pronto-soccorso",
    "tribunale",
]
OWNERS = [
    "dei pescatori",
    "degli alpini",
    "delle suore",
    "dei ferrovieri",
    "di mezza valle",
    "dei nostri nonni",
    "degli studenti",
    "delle famiglie",
    "dei pendolari",
    "degli artigiani",
    "dei pastori",
    "delle mondine",
    "dei minatori",
    "degli sfollati",
    "dei profughi",
    "delle maestre",
    "dei vignaioli",
    "dei cavatori",
]
ACTIONS = (
    ("riaprirà in primavera", "tornerà ad aprire in primavera", "non riaprirà in primavera"),
    ("verrà demolito", "sarà abbattuto", "non verrà demolito"),
    ("costa troppo alle casse comunali", "pesa troppo sulle casse comunali", "non costa troppo alle casse comunali"),
    ("sarà finanziato dalla Regione", "avrà i fondi della Regione", "non sarà finanziato dalla Regione"),
    ("è un pericolo per i bambini", "mette in pericolo i bambini", "non è un pericolo per i bambini"),
    ("resterà in mano pubblica", "rimarrà in mano pubblica", "non resterà in mano pubblica"),
    ("porterà turisti tutto l'anno", "farà arrivare turisti tutto l'anno", "non porterà turisti tutto l'anno"),
    ("è pronto per il collaudo", "può essere collaudato", "non è pronto per il collaudo"),
    ("cade a pezzi da decenni", "da decenni sta cadendo a pezzi", "non cade a pezzi"),
    ("merita un restauro vero", "va restaurato davvero", "non merita un restauro"),
    ("è stato venduto a un fondo straniero", "è finito a un fondo straniero", "non è stato venduto a un fondo straniero"),
    ("inquina il torrente e i pozzi", "sta inquinando pozzi e torrente", "non inquina il torrente né i pozzi"),
    ("fa litigare l'intero consiglio", "divide l'intero consiglio con continue liti", "non fa litigare il consiglio"),
    ("era il sogno di mio padre", "mio padre lo sognava", "non era il sogno di mio padre"),
    (
        "aspetta ancora il certificato antincendio",
        "è ancora senza certificato antincendio",
        "non aspetta più il certificato antincendio",
    ),
    ("ospiterà la sagra delle castagne", "farà da sede alla sagra delle castagne", "non ospiterà la sagra delle castagne"),
)
REASONS = (
    ("perché la giunta ha trovato {n} mila euro", "grazie ai {n} mila euro trovati dalla giunta"),
    ("dopo la protesta di {n} famiglie", "in seguito alle proteste di {n} famiglie"),
    ("come chiedono {n} firme raccolte in piazza", "come vogliono le {n} firme raccolte in piazza"),
    ("se entro {n} giorni arriva il parere dei tecnici", "qualora il parere dei tecnici arrivi entro {n} giorni"),
    ("e lo abbiamo ripetuto in {n} assemblee", "e in {n} assemblee lo abbiamo detto e ripetuto"),
    ("malgrado i {n} ricorsi dei residenti", "nonostante i {n} ricorsi presentati dai residenti"),
    ("visto che {n} volontari ci lavorano gratis", "dato che ci lavorano gratis {n} volontari"),
    ("con {n} tonnellate di cemento in meno", "usando {n} tonnellate di cemento in meno"),
    ("lo prova una relazione di {n} pagine", "una relazione di {n} pagine lo dimostra"),
    ("lo diceva già un verbale del {n} avanti Cristo, per scherzo", "per scherzo lo diceva già un verbale del {n} avanti Cristo"),
    ("ci abbiamo messo {n} notti di trattative", "sono servite {n} notti di trattative"),
    ("parola di uno che ha piantato {n} ulivi", "lo dice uno che di ulivi ne ha piantati {n}"),
)


def table(size: int) -> tuple[pd.DataFrame, list[tuple[int, int]]]:
    """A table of quotations, and which of its rows retell which."""
    dice = random.Random(size)
    originals = size - round(size * RETOLD)
    rows: list[dict[str, object]] = []
    facts: list[tuple[str, str, str, int, int, int]] = []
    for at in range(originals):
        town, speaker = _town(dice), f"{dice.choice(FIRST)} {_town(dice)}"
        thing = f"{dice.choice(SUBJECTS).replace('-', ' ')} {dice.choice(OWNERS)}"
        fact = (town, speaker, thing, dice.randrange(len(ACTIONS)), dice.randrange(len(REASONS)), dice.randrange(3, 980))
        facts.append(fact)
        rows.append(_row(at, _original(fact), speaker))
    partners = []
    for at, source in enumerate(dice.sample(range(originals), size - originals), start=originals):
        speaker = facts[source][1]
        named = dice.choice((speaker, speaker.split()[-1], f"{dice.choice(OFFICES)} {facts[source][0]}"))
        rows.append(_row(at, RETELLINGS[at % len(RETELLINGS)](facts[source]), named))
        partners.append((source, at))
    return pd.DataFrame(rows), partners


def _town(dice: random.Random) -> str:
    return (dice.choice(SYLLABLES) + dice.choice(SYLLABLES) + dice.choice(ENDINGS)).capitalize()


def _original(fact: tuple[str, str, str, int, int, int]) -> str:
    town, _, subject, action, reason, number = fact
    return f"A {town} {subject} {ACTIONS[action][0]}, {REASONS[reason][0].format(n=number)}"


def _marked(fact: tuple[str, str, str, int, int, int]) -> str:
    return _original(fact).upper().replace(",", " –") + "!"


def _cut(fact: tuple[str, str, str, int, int, int]) -> str:
    town, _, subject, _, reason, number = fact
    return f"A {town} {subject} […] {REASONS[reason][0].format(n=number)}"


def _retold(fact: tuple[str, str, str, int, int, int]) -> str:
    town, _, subject, action, reason, number = fact
    return f"che {REASONS[reason][1].format(n=number)} a {town} {subject} {ACTIONS[action][1]}"


def _denied(fact: tuple[str, str, str, int, int, int]) -> str:
    town, _, subject, action, reason, number = fact
    return f"A {town} {subject} {ACTIONS[action][2]}, {REASONS[reason][0].format(n=number)}"


def _recounted(fact: tuple[str, str, str, int, int, int]) -> str:
    return _original((*fact[:5], fact[5] + 1011))


RETELLINGS = (_marked, _cut, _retold, _denied, _recounted)


def _row(at: int, quote: str, speaker: str) -> dict[str, object]:
    return {
        "kind": "direct", "quote": quote, "quote_id": f"a{at}:1", "speaker": speaker, "article": f"a{at}", "source": f"Giornale {at % 40}",
        "date": f"2024-{at % 12 + 1:02}-{at % 28 + 1:02}", "url": None, "role": None, "speaker_type": "person",
    }  # fmt: skip


def recall(found: pd.DataFrame, partners: Sequence[tuple[int, int]]) -> float:
    """The part of the partners that stand in one statement."""
    where = dict(zip(found["article"], found["statement"], strict=True))
    return float(sum(where.get(f"a{one}", -1) == where.get(f"a{other}", -2) for one, other in partners)) / len(partners)


def precision(found: pd.DataFrame, partners: Sequence[tuple[int, int]]) -> float:
    """The part of the versions behind a first one that truly retell the same original."""
    source = {f"a{retold}": f"a{original}" for original, retold in partners}
    original = found["article"].map(lambda article: source.get(article, article))
    first = original.groupby(found["statement"]).transform("first")
    return float((original == first)[found["version"] > 1].mean()) if len(found) else 1.0


def run(size: int, *, words: bool) -> dict[str, object]:
    """One size: seconds of the comparison by the clock and of the processor, peak memory of the process, recall, and rows that were put together."""
    from quotes import compare

    df, partners = table(size)
    start, used = time.perf_counter(), time.process_time()
    found = compare(df, semantic=False if words else None)
    seconds, used = time.perf_counter() - start, time.process_time() - used
    return {
        "statements": size,
        "seconds": round(seconds, 1),
        "seconds of the processor": round(used, 1),
        "peak GB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2, 2),
        "partners": len(partners),
        "recall": round(recall(found, partners), 4),
        "versions": len(found),
        "precision": round(precision(found, partners), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--words", action="store_true", help="without the model of meaning")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    for size in args.sizes:
        if args.here:
            sys.stdout.write(json.dumps(run(size, words=args.words)) + "\n")
        else:
            command = [sys.executable, str(Path(__file__)), "--here", "--sizes", str(size), *(["--words"] if args.words else [])]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
