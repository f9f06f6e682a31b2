"""The report's page: what it shows, in a real browser what it does, and that a hostile article can do nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes import Article, Quotation, labels, read_table
from quotes.failures import Failure
from quotes.labels import LANGUAGES, Labels, Language
from quotes.layout import paragraphs
from quotes.lexicons import STANCES
from quotes.reading import read_articles
from quotes.report import render, write_report
from quotes.spans import REPAIRS
from quotes.summary import UNKNOWN
from quotes.table import TERMS, TableError, to_frame
from quotes.versions import differences, read_statements, statements_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Said = Callable[..., Quotation]
ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 24)
TEXT = "Il ponte\n\n«Riapre lunedì», ha detto Anna Ferri. Ugo nega che sia «pronto».\n"
HOSTILE = (
    "<script>document.title='PWNED'</script>",
    '"><img src=x onerror="document.title=\'PWNED\'">',
    "'><svg/onload=document.title='PWNED'>",
    "{{ 7 * 7 }}{% for x in y %}",
    "</style></script><script>document.title='PWNED'</script>",
    "javascript:document.title='PWNED'",
    "\u202eedistorra\u202d שלום العربية",
    "Donau" * 400,
    "<!--<script>",
    "&lt;b&gt; &amp; \x00 \x0b ￿",
)
"""What somebody may write to take over the page or to break its layout."""


@pytest.fixture
def df(said: Said) -> pd.DataFrame:
    return to_frame(
        [
            said(TEXT, "Riapre lunedì", mention="Anna Ferri", cue="ha detto"),
            said(TEXT, "che sia «pronto»", kind="indirect", speaker="Ugo", mention="Ugo", cue="nega", number=2, stance="deny"),
            said(TEXT, "pronto", kind="mixed", speaker="Ugo", number=3, nested=True, how="implied", confidence=0.6, rule=None),
        ]
    )


class Elements(HTMLParser):
    """Which elements and ids a page has, and the text outside script and style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside not in ("script", "style"):
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""


# ----------------------------------------------------------------------------------------------------- without a browser


def test_the_text_stands_as_it_is_with_its_quotations_in_place(df: pd.DataFrame) -> None:
    page = render(df, articles=[Article("a", TEXT)], day=DAY)
    assert '<mark class="quote direct" data-rows="1">Riapre lunedì</mark>' in page
    assert '<span class="cue" data-rows="1">ha detto</span>' in page
    assert '<span class="mention" data-rows="1">Anna Ferri</span>' in page
    assert '<mark class="quote mixed inner" data-rows="2 3">pronto</mark>' in page


class Paragraphs(HTMLParser):
    """The paragraphs of the articles' texts, without the numbers that lead to notes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[bool] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "p" and ("dir", "auto") in attrs:
            self.found.append("")
            self._open = [True]
        elif self._open and tag in ("a", "mark", "span"):
            self._open.append(tag != "a")

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._open = []
        elif self._open and tag in ("a", "mark", "span"):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1]:
            self.found[-1] += data


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="ab <>&\"'{}%/\n\t\u202e«»", min_size=1, max_size=50), data=st.data())
def test_no_character_of_a_text_is_lost_or_added(said: Said, text: str, data: st.DataObject) -> None:
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda place: place[0] < place[1])
    spans = data.draw(st.lists(places, min_size=1, max_size=4))
    rows = [said(text, text[a:b], number=n, start=a, end=b) for n, (a, b) in enumerate(spans)]
    page = render(to_frame(rows), articles=[Article("a", text)], day=DAY)
    expected = [paragraph.of(text) for paragraph in paragraphs(text)]
    assert [paragraph for paragraph in Paragraphs(page).found if paragraph] == expected
    assert all(f'id="n{number}"' in page for number in range(1, len(rows) + 1))


def test_links_lead_somewhere_and_ids_are_unique(df: pd.DataFrame) -> None:
    for articles in ([Article("a", TEXT)], []):
        tags = Elements(render(df, articles=articles, day=DAY)).tags
        ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
        assert len(ids) == len(set(ids))
        targets = [str(attributes["href"]) for tag, attributes in tags if tag == "a"]
        assert targets and {target[1:] for target in targets if target.startswith("#")} <= set(ids)


def test_nothing_is_loaded_and_links_go_to_the_web_alone(said: Said) -> None:
    for url, there in (("https://example.org/ponte", True), ("javascript:alert(1)", False), ("data:text/html,x", False)):
        tags = Elements(render(to_frame([said("Sì", "Sì", url=url)]), day=DAY)).tags
        assert any(attributes.get("href") == url for _, attributes in tags) == there
        assert not [tag for tag, attributes in tags if "src" in attributes or tag in ("link", "img", "iframe", "object", "base")]


def test_texts_that_do_not_fit_are_told_and_not_shown(df: pd.DataFrame) -> None:
    failures: list[Failure] = []
    page = render(df, articles=[Article("a", TEXT.replace("Il", "Un bel"))], failures=failures, day=DAY)
    assert 'class="sheet in-text"' not in page and "Riapre lunedì" in page
    assert "3 of 3 rows do not stand in this text where the table says" in str(failures[0])
    failures.clear()
    render(df, articles=[Article("b", TEXT)], failures=failures, day=DAY)
    assert "there is no text with this id" in str(failures[0])


def test_a_quotation_of_nothing_but_white_space_keeps_its_note(said: Said) -> None:
    text = "Uno.\n \nDue."
    page = render(to_frame([said(text, "\n \n")]), articles=[Article("a", text)], day=DAY)
    assert 'id="n1"' in page


def test_an_empty_table_makes_a_page(tmp_path: Path) -> None:
    write_report(to_frame([]), tmp_path / "r.html", day=DAY)
    assert "0 articoli" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_half_a_character_does_not_cost_the_page(said: Said, tmp_path: Path) -> None:
    text = "Sì, \ud800 disse"
    write_report(to_frame([said(text, "Sì")]), tmp_path / "r.html", articles=[Article("a", text)], day=DAY)
    assert "Sì</mark>" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_the_page_is_the_same_each_time(df: pd.DataFrame) -> None:
    assert render(df, articles=[Article("a", TEXT)], day=DAY) == render(df, articles=[Article("a", TEXT)], day=DAY)


def test_a_report_loads_no_parser() -> None:
    code = (
        "import sys; from quotes.cli import cli; from click.testing import CliRunner; import tempfile, os;"
        "os.chdir(tempfile.mkdtemp());"
        f"r = CliRunner().invoke(cli, ['report', {str(ROOT / 'reports/quotes.csv')!r}, '--csv', 'c', '-o', 'r.html', '--excel', 'q.xlsx']);"
        "assert r.exit_code == 0, r.output; print(sorted({'torch', 'stanza', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60)
    assert done.stdout.strip() == "[]"


# --------------------------------------------------------------------------------------------------------------- labels


def test_both_languages_have_the_same_phrases_and_places() -> None:
    def shape(value: object) -> object:
        if isinstance(value, dict):
            return sorted(value)
        return sorted(set(re.findall(r"{\w+}", str(value)))), type(value)

    it, en = (labels._file()[language] for language in LANGUAGES)
    assert {key: shape(value) for key, value in it.items()} == {key: shape(value) for key, value in en.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_of_the_table_has_a_name(language: Language) -> None:
    say = Labels(language)
    groups = {
        "kinds": TERMS["kind"],
        "hows": TERMS["how"],
        "stances": (*STANCES, UNKNOWN),
        "repairs": tuple(REPAIRS),
        "speaker_types": TERMS["speaker_type"],
    }
    file = labels._file()[language]
    for group, terms in groups.items():
        assert set(terms) == set(file[group])  # type: ignore[call-overload]
        assert all(say.term(group, term) for term in terms)


def test_every_phrase_is_used() -> None:
    template = (ROOT / "quotes/templates/report.html.j2").read_text(encoding="utf-8")
    built = {f"{part}_nav" for part in re.findall(r'"(\w+)"', template)} | {
        f"figure_{n}" for n in re.findall(r'"(\w+)"', template)
    }
    assert [key for key in labels._file()["it"] if f'"{key}"' not in template and key not in built] == []


# ------------------------------------------------------------------------------------------------------------ statements


def test_statements_appear_only_when_given(df: pd.DataFrame, tmp_path: Path) -> None:
    rows = pd.DataFrame(
        {
            "statement": ["s1", "s1", "s1", "s2"],
            "quote": ["Il ponte riapre nel 2027", "Il ponte non riapre nel 2032", "riapre nel 2027", "Mai"],
            "article": ["a", "b", "c", "a"],
            "relation": ["first", "contrast", "cut", "first"],
            "date": ["2026-01-01", None, None, None],
            "changes": [None, "number: 2027 → 2032", None, None],
            "quote_id": ["a:1", "b:1", None, None],
        }
    )
    assert 'id="statements"' not in render(df, day=DAY)
    page = render(df, statements=statements_of(rows), day=DAY)
    assert 'id="statements"' in page
    assert "Il ponte <ins>non </ins>riapre nel <del>2027</del><ins>2032</ins>" in page
    assert "number: 2027 → 2032" in page and '<a href="#n1"><bdi>a:1</bdi></a>' in page
    assert page.count('class="version first"') == 2
    rows.to_csv(tmp_path / "s.csv", index=False)
    assert [statement.id for statement in read_statements(tmp_path / "s.csv")] == ["s1", "s2"]


def test_very_long_versions_are_shown_whole() -> None:
    long, other = "sì " * 3000, "sì no " * 1500
    began = time.perf_counter()
    assert [(change.kind, change.text) for change in differences(long, other)] == [("dropped", long), ("added", other)]
    assert "".join(change.text for change in differences(" a  b", "b ") if change.kind != "dropped") == "b "
    assert time.perf_counter() - began < 1


def test_a_table_that_tells_no_statements_is_refused(df: pd.DataFrame, tmp_path: Path) -> None:
    df.to_csv(tmp_path / "s.csv", index=False)
    with pytest.raises(TableError, match="no table of statements: columns are missing: statement, relation"):
        read_statements(tmp_path / "s.csv")
    with pytest.raises(TableError, match="column 'quote', row 2: a value must stand here"):
        statements_of(
            pd.DataFrame({"statement": ["1", "1"], "quote": ["a", ""], "article": "x", "relation": None}).replace("", None)
        )


# ------------------------------------------------------------------------------------------------------------ contrast


def luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG21/#dfn-relative-luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1, 2])
def test_texts_can_be_read_in_every_theme(theme: int) -> None:
    style = (ROOT / "quotes/templates/report.css").read_text(encoding="utf-8")
    block = re.findall(r"--paper:.*?color-scheme", style, flags=re.DOTALL)[theme]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    pairs = [(ink, ground) for ink in ("ink", "soft", "link", "accent", "cue", "low") for ground in ("paper", "card")]
    pairs += [("ink", mark) for mark in ("mark", "mark-mixed", "inner", "on")]
    pairs += [("cue", mark) for mark in ("mark", "mark-mixed", "inner")]
    pairs += [("added-ink", "added"), ("dropped-ink", "dropped")]
    assert {pair: ratio for pair in pairs if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < 4.5} == {}
    bars = {
        name: ratio
        for name in ("direct", "mixed", "indirect", "plain")
        if (ratio := contrast(colours[name], colours["paper"])) < 2.7
    }
    assert bars == {}


# ---------------------------------------------------------------------------------------------------------- in a browser

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install 'quotes[dev]'")
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., tuple[Page, list[str]]]]:
    """Open a page; what the console said, and every request but the page's own, is listed beside it."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 390, "height": 844})

    def opened(html: str) -> tuple[Page, list[str]]:
        path = tmp_path / "report.html"
        path.write_bytes(html.encode("utf-8", "replace"))
        page = context.new_page()
        noise: list[str] = []
        page.on("console", lambda message: noise.append(message.text))
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("dialog", lambda dialog: noise.append(dialog.message))
        page.on("request", lambda request: noise.extend({request.url} - {path.as_uri()}))
        page.goto(path.as_uri())
        return page, noise

    yield opened
    context.close()


Show = Callable[..., "tuple[Page, list[str]]"]


def visible(page: Page) -> int:
    return page.locator(".note:not([hidden])").count()


def wait_for(page: Page, count: int) -> None:
    """Until so many notes are shown; three seconds are enough for any filter."""
    from playwright.sync_api import expect

    expect(page.locator(".note:not([hidden])")).to_have_count(count, timeout=3000)


@pytest.mark.parametrize("with_text", [True, False])
def test_a_hostile_article_runs_nothing_and_breaks_no_layout(said: Said, show: Show, with_text: bool) -> None:
    text = "\n\n".join(f"«{evil}», ha detto {evil}" for evil in HOSTILE)
    rows = [
        said(text, evil, mention=evil, cue="ha detto", number=n, article=HOSTILE[0], role=evil, speaker=evil, title=evil, source=evil,
             date=evil, url=evil, addressee=evil, venue=evil, repair=evil, stance=evil, rule=evil)
        for n, evil in enumerate(HOSTILE)
    ]  # fmt: skip
    columns = ("quote", "article", "relation", "speaker", "date", "source", "quote_id", "changes")
    statements = statements_of(pd.DataFrame({"statement": HOSTILE[0]} | dict.fromkeys(columns, HOSTILE)))
    articles = [Article(HOSTILE[0], text)] if with_text else []
    page, noise = show(render(to_frame(rows), articles=articles, statements=statements, title=HOSTILE[0], table=None, day=DAY))
    page.locator(".place").first.click()
    page.locator("input[type=search]").fill("<script>")
    page.wait_for_timeout(300)
    assert page.title() == HOSTILE[0]  # shown, not run
    assert noise == []
    assert page.locator("script").count() == 1 and page.locator("img, iframe, object, link, base").count() == 0
    handlers = "[...document.querySelectorAll('*')].flatMap((e) => [...e.attributes]).filter((a) => /^on/i.test(a.name)).length"
    assert page.evaluate(handlers) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert visible(page) > 0


def test_even_an_unescaped_script_would_not_run(df: pd.DataFrame, show: Show) -> None:
    html = render(df, day=DAY)
    evil = "<script>document.title='PWNED'</script><img src='x' onerror=\"document.title='PWNED'\"><style>*{display:none}</style>"
    page, noise = show(html.replace("<main>", f"<main>{evil}"))
    assert page.title() != "PWNED"
    assert page.locator("h1").is_visible()
    assert len([line for line in noise if "Content Security Policy" in line or "Content-Security-Policy" in line]) >= 2


def test_filter_search_and_links(df: pd.DataFrame, show: Show) -> None:
    page, noise = show(render(df, articles=[Article("a", TEXT)], day=DAY))
    assert visible(page) == 3
    page.locator("select[name=speaker]").select_option("Ugo")
    wait_for(page, 2)
    assert page.locator("output").inner_text() == "2 di 3 citazioni"
    assert page.locator("mark[data-rows='1'].quote").evaluate("(e) => e.classList.contains('off')")
    page.locator("button[type=reset]").click()
    wait_for(page, 3)
    page.locator("input[name=search]").fill("LUNEDI ferri")  # neither case nor accents count
    wait_for(page, 1)
    page.locator("input[name=search]").fill("nessuno così")
    wait_for(page, 0)
    assert page.locator(".sheet:not([hidden])").count() == 0
    assert "togliere un filtro" in page.locator("output").inner_text()
    page.locator("#speakers a[data-value=Ugo]").click()
    assert visible(page) == 2
    page.locator("#doubts a").first.click()
    assert page.url.endswith("#n3")
    assert noise == []


def test_the_keyboard_reaches_filter_links_and_theme(df: pd.DataFrame, show: Show) -> None:
    page, _ = show(render(df, articles=[Article("a", TEXT)], day=DAY))
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.name || document.activeElement.hash"))
    assert seen[0] == "#quotations"
    assert {"theme", "search", "speaker", "kind", "doubt", "#n1", "#q1"} <= set(seen)
    page.locator("a.place[href='#n1']").focus()
    assert page.locator("mark[data-rows='1'].quote").count() == 1
    page.locator(".note a[href='#q1']").focus()
    assert page.locator("p .on").count() == 3  # quotation, cue and mention light up together


def test_themes(df: pd.DataFrame, show: Show) -> None:
    page, _ = show(render(df, day=DAY))
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)
    assert light != dark
    page.locator("#theme").click()
    assert page.evaluate(ground) == light
    page.locator("#theme").click()
    page.emulate_media(color_scheme="light")
    assert page.evaluate(ground) == dark
    page.emulate_media(media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    assert not page.locator(".filter").is_visible()


def test_without_script_everything_is_readable(df: pd.DataFrame, browser: Browser, tmp_path: Path) -> None:
    write_report(df, tmp_path / "r.html", articles=[Article("a", TEXT)], day=DAY)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "r.html").as_uri())
    assert page.locator("#n1").is_visible() and not page.locator(".filter").is_visible()
    context.close()


def test_five_thousand_rows(said: Said, show: Show) -> None:
    sentence = "«Il ponte numero {n} riapre», ha detto Voce {v}.\n"
    rows, articles = [], []
    for a in range(100):
        lines = [sentence.format(n=a * 50 + i, v=(a * 50 + i) % 700) for i in range(50)]
        text = "".join(lines)
        articles.append(Article(f"art-{a}", text))
        for i in range(50):
            n = a * 50 + i
            row = said(
                text, f"Il ponte numero {n} riapre", speaker=f"Voce {n % 700}", number=i, article=f"art-{a}", source=f"T{a % 9}"
            )
            rows.append(row)
    began = time.perf_counter()
    html = render(to_frame(rows), articles=articles, day=DAY)
    made = time.perf_counter() - began
    page, noise = show(html)
    assert visible(page) == 5000
    page.locator("select[name=speaker]").select_option("Voce 7")
    wait_for(page, sum(n % 700 == 7 for n in range(5000)))
    assert noise == []
    assert made < 10, "a page of 5,000 rows takes a second or two"


def test_the_example_report_is_of_the_example_table() -> None:
    page = (ROOT / "reports/report.html").read_text(encoding="utf-8")
    df = read_table(ROOT / "reports/quotes.csv")
    shown = re.search(r'<time datetime="([\d-]+)">', page)
    assert shown is not None
    texts = read_articles([ROOT / "data/articles"])
    again = render(df, articles=texts, table=ROOT / "reports/quotes.csv", day=date.fromisoformat(shown.group(1)))
    assert page == again, "renew it: quotes report reports/quotes.csv --articles data/articles"
