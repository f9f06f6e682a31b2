"""The package as such: what it imports, which way, and what a wheel of it holds."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import quotes

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "quotes"
HEAVY = {"torch", "stanza", "pandas", "numpy"}
TREE_MENDERS = ("lemmas", "clinging", "captions", "surnames", "parted_subjects", "gerunds", "behind_adjuncts")
"""Modules that hand on a tree with what the parser mistook set right."""
PURE = (
    "attribution",
    "witness",
    "announced",
    "beside",
    "clauses",
    "closing",
    "governed",
    "case",
    "indirect",
    "clause_end",
    "complements",
    "voiced",
    "resumed",
    "interrupted",
    "fragments",
    "scope",
    "licence",
    "as_said",
    "speaker",
    "descriptions",
    "several",
    "joint_offices",
    "speakers",
    "apposed",
    "cues",
    "spotting",
    "verbs",
    "sources",
    "opinions",
    "subjects",
    "word_order",
    "adjuncts",
    "clefts",
    "relatives",
    "infinitives",
    "sharing",
    "papers",
    "marked_names",
    *TREE_MENDERS,
    "conjugation",
    "eligible",
    "implied",
    "mentions",
    "noun_behind",
    "convinced",
    "report_cards",
    "handed_over",
    "from_where",
    "rows",
    "headings",
    "salience",
    "entity",
    "forms",
    "persons",
    "names",
    "offices",
    "realms",
    "holders",
    "adjoining",
    "bodies",
    "runs",
    "phrases",
    "kinds",
    "grades",
    "context",
    "setting",
    "spans",
    "pairing",
    "dialogue",
)
"""Modules that work on trees and texts alone."""
LAYERS = (
    {"records", "status", "words", "telling", "reliability", "models", "threads", "letters", "meaning", "grouping"},
    {"lists", "conjugation"},
    {"numerals"},
    {"wording"},
    {"quantities", "polarity", "alignment", "neighbours", "blocking", "capitals"},
    {"differences", "elsewhere"},
    {"cuts"},
    {"relation"},
    {"dates", "datelines", "labels", "links"},
    {
        "lexicons",
        "layout",
        "marks",
        "voice",
        "tree",
        "encoding",
        "gold",
        "failures",
        "fitted",
        "quick",
        "tokens",
        "splits",
        "breaks",
    },
    {
        "values",
        "cache",
        *TREE_MENDERS,
        "pieces",
        "engine",
        "tense",
    },
    {"spans", "strays", "pairing", "turns", "dialogue", "formats", "parsing", "context", "highlights"},
    {"phrases", "runs", "salience", "scoring", "confidence", "reading", "fragments", "grades"},
    {"cues", "realms", "offices", "bodies", "entity", "fullest", "spellings", "joint_offices"},
    {"eligible", "aside_verb", "governed", "forms", "persons", "adjoining", "names", "holders"},
    {"relatives", "infinitives", "papers", "marked_names", "sharing", "word_order", "speaker", "adjuncts"},
    {"from_where", "convinced", "report_cards"},
    {"subjects", "selves", "several", "apposed", "named_bodies", "opinions", "partners"},
    {"verbs", "sources", "resumed"},
    {"spotting", "case", "clause_end", "scope", "licence"},
    {"works"},
    {"beside", "closing", "noun_behind", "handed_over", "clauses", "as_said", "clefts", "complements", "interrupted", "voiced"},
    {"announced"},
    {"attribution", "indirect", "mentions", "descriptions", "speakers", "kinds", "repeated", "setting"},
    {"rows", "witness"},
    {"headings", "inside"},
    {"implied"},
    {"pipeline", "texts", "progress", "corrections"},
    {"correcting"},
    {"table", "analysis", "journal", "rivals", "decisions"},
    {"losers"},
    {"evaluation", "explanation", "matching", "summary", "versions", "frames", "articleview", "goldexport"},
    {"aliases"},
    {"statements"},
    {"plots", "spreadsheet", "exports", "conllu", "tallies", "charts", "searching", "exploring", "editing"},
    {"report", "form"},
    {"notebook"},
    {"shell", "streaming", "running", "doctor"},
    {"scale"},
    {"cli_analyze", "cli_compare", "cli_doctor", "cli_evaluate", "cli_explain", "cli_gold", "cli_report"},
    {"cli", "bench", "calibrate", "witnessing", "__init__", "__main__"},
)
"""A module imports none of a layer below its own."""


def imports(module: str) -> set[str]:
    """What a module imports anywhere in it: our own modules as ".name", others by their top name; imports for types aside."""
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            name = node.module or ""
            if node.level and not name:
                found |= {f".{alias.name}" for alias in node.names if (PACKAGE / f"{alias.name}.py").exists()}
            elif node.level:
                found.add(f".{name.split('.')[0]}")
            else:
                found.add(name.split(".")[0])
    return found


def fresh(code: str) -> str:
    """What ``code`` prints in an interpreter of its own."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60)
    return done.stdout.strip()


@pytest.mark.parametrize("module", ["quotes", "quotes.cli", "quotes.reading", "quotes.records", "quotes.analysis"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    assert fresh(f"import sys, {module}; print(sorted({HEAVY!r} & set(sys.modules)))") == "[]"


def test_a_table_is_read_and_written_without_the_parser() -> None:
    code = "import sys, quotes; quotes.read_table; quotes.write_table; print(sorted({'torch', 'stanza'} & set(sys.modules)))"
    assert fresh(code) == "[]"


def test_public_names_are_sorted_and_all_there() -> None:
    assert quotes.__all__ == sorted(quotes.__all__)
    assert all(getattr(quotes, name) is not None for name in quotes.__all__)
    assert set(quotes.__all__) <= set(dir(quotes))
    with pytest.raises(AttributeError, match="no attribute 'extrct'"):
        getattr(quotes, "extrct")  # noqa: B009 - mypy would find it


@pytest.mark.parametrize("module", PURE)
def test_language_modules_do_no_io_and_load_no_library(module: str) -> None:
    assert not imports(module) & {*HEAVY, "os", "pathlib", "io", "sqlite3", "logging", "subprocess"}


def test_stanza_is_imported_behind_the_parser_alone() -> None:
    found = {path.stem for path in PACKAGE.glob("*.py") if "stanza" in imports(path.stem)}
    assert found - {"bench"} == {"engine", "quick", "tokens"}


def test_imports_go_one_way() -> None:
    layer = {f".{name}": number for number, names in enumerate(LAYERS) for name in names}
    modules = [path.stem for path in PACKAGE.glob("*.py")]
    assert {f".{name}" for name in modules} <= set(layer), "a new module needs its place in LAYERS"
    upward = [
        f"{module} imports {other[1:]}"
        for module in modules
        for other in imports(module)
        if other.startswith(".") and layer[other] > layer[f".{module}"]
    ]
    assert not upward


def test_no_two_modules_import_each_other() -> None:
    graph = {f".{path.stem}": {name for name in imports(path.stem) if name.startswith(".")} for path in PACKAGE.glob("*.py")}

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            for name in graph.get(waiting.pop(), ()):
                if name not in seen:
                    seen.add(name)
                    waiting.append(name)
        return seen

    assert not [module for module in graph if module != ".__init__" and module in reached(module)]


@pytest.mark.slow
def test_a_wheel_holds_models_lexicon_and_types(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "-q", "-w", str(tmp_path)]
    subprocess.run(command, check=True, cwd=ROOT, timeout=120, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})
    [wheel] = tmp_path.glob("quotes-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        there = set(archive.namelist())
    data = [path for folder in ("model", "lexicon", "templates") for path in (PACKAGE / folder).rglob("*") if path.is_file()]
    wanted = {path.relative_to(ROOT).as_posix() for path in [*data, *PACKAGE.glob("*.py"), PACKAGE / "py.typed"]}
    assert "quotes/model/SHA256SUMS" in wanted and "quotes/model/it/depparse/news.pt" in wanted
    assert wanted <= there
    assert not [name for name in there if name.startswith(("tests/", "data/", "reports/")) or "__pycache__" in name]
    assert [name for name in there if name.endswith("licenses/LICENSE")]
