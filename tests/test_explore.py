"""``quotes.explore``: the page in a real browser, with the network off and no kernel."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from tables import HOSTILE, TEXTS, table

import quotes
from quotes import Article
from quotes.table import TableError
from quotes.texts import KEPT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("itables")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
MANY = 20_000
OPENS = 3.0
"""Seconds in which a table of MANY rows must be there to use."""
READY = "table.dataTable tbody tr[tabindex]"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def opened(browser: Browser, path: Path) -> tuple[Page, list[str]]:
    """The page, without network, and what it asked the network for or failed in."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request", lambda request: None if request.url.startswith(("file:", "blob:", "data:")) else faults.append(request.url)
    )
    page.goto(path.as_uri())
    page.wait_for_selector(READY)
    return page, faults


def test_rows_are_filtered_searched_sorted_and_open_their_article(browser: Browser, tmp_path: Path) -> None:
    from playwright.sync_api import expect  # its checks wait until the table is drawn anew

    quotes.explore(table()).save(tmp_path / "t.html")
    page, faults = opened(browser, tmp_path / "t.html")
    assert page.inner_text(".dt-info") == "Showing 1 to 4 of 4 entries"
    heads = page.locator("table.dataTable").first.locator("thead th").all_inner_texts()

    page.locator("table.dataTable thead th").nth(heads.index("speaker")).locator(".dtcc-button_dropdown").click()
    page.locator(".dtcc-list-buttons button", has_text="Piero Galli").click()
    expect(page.locator(".dt-info")).to_contain_text("Showing 1 to 1 of 1 entry")
    page.locator(".dtcc-list-buttons button", has_text="Piero Galli").click()
    page.keyboard.press("Escape")

    page.fill(".dt-search input", "chiusa")
    expect(page.locator(READY)).to_have_count(1)
    page.fill(".dt-search input", "")
    expect(page.locator(READY)).to_have_count(4)
    page.locator("table.dataTable thead th").nth(heads.index("quote")).locator(".dtcc-button_order").click()
    expect(page.locator(READY).first.locator("td").nth(heads.index("quote"))).to_have_text("Chiusa per Galli")

    page.locator(READY, has_text="strada:1").locator("td").nth(heads.index("quote")).click()
    article = page.locator("tr.qarticle")
    expect(article).to_contain_text("«Chiusa per Galli», ammette", use_inner_text=True)
    assert HOSTILE in article.inner_text()
    assert article.locator(".at").inner_text().startswith("Chiusa per Galli")
    page.locator(READY, has_text="ponte:2").focus()
    page.keyboard.press("Enter")
    article.nth(1).wait_for()
    page.locator(READY, has_text="strada:1").locator("td").first.click()
    expect(article).to_have_count(1)
    assert "Una vergogna" in article.inner_text()
    assert page.title() == "quotes" and faults == []


def test_hostile_cells_run_nothing(browser: Browser, tmp_path: Path) -> None:
    df = table().assign(speaker=["</script>" + HOSTILE, "\u2028'\"`${1}", HOSTILE, "<!--<script>"])
    df["quote_id"] = ["ponte:1", "ponte:2", "strada:1", "strada:2"]
    quotes.explore(df).save(tmp_path / "t.html")
    page, faults = opened(browser, tmp_path / "t.html")
    assert HOSTILE in page.locator(READY).nth(2).inner_text()
    page.locator(READY).nth(2).locator("td").nth(2).click()
    page.locator("tr.qarticle").wait_for()
    assert page.title() == "quotes" and faults == []


def test_twenty_thousand_rows_open_at_once(browser: Browser, tmp_path: Path) -> None:
    part = table()
    df = pd.concat([part] * (MANY // len(part)), ignore_index=True)
    numbers = pd.Series(range(MANY)) // 20  # twenty rows an article
    df["article"] = df["article"] + "-" + numbers.astype(str)
    df["quote_id"] = df["article"] + ":" + pd.Series(range(MANY)).astype(str)
    for number in range(MANY // 20):
        for id in TEXTS:
            KEPT.keep(Article(f"{id}-{number}", TEXTS[id]))
    quotes.explore(df).save(tmp_path / "t.html")
    begun = time.perf_counter()
    page, _ = opened(browser, tmp_path / "t.html")
    assert time.perf_counter() - begun < OPENS
    assert page.inner_text(".dt-info") == "Showing 1 to 10 of 20,000 entries"


def test_articles_without_their_text_say_what_to_do() -> None:
    df = table().assign(article="altrove", quote_id=[f"altrove:{place}" for place in range(4)])
    explorer = quotes.explore(df)
    assert explorer.untold is not None and "df.quotes.texts(" in explorer.untold and "df.quotes.texts(" in explorer.html
    assert "df.quotes.texts(" in repr(explorer) and "4 rows" in repr(explorer)
    assert quotes.explore(table().drop(columns="paragraph")).untold == "rows open no article: columns are missing (paragraph)"
    with pytest.raises(TableError, match=r"explore\(columns=...\) needs the column topic"):
        quotes.explore(df, columns=["quote", "topic"])
