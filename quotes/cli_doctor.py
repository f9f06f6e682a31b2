"""The command ``quotes doctor``."""

from __future__ import annotations

from pathlib import Path

import click

from .doctor import examine
from .shell import Problem, number, say

MARKS = {"well": ("ok", "green"), "note": ("note", "yellow"), "fault": ("FAULT", "red")}


@click.command(short_help="Check the installation.")
@click.option(
    "--models",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Another folder of Stanza models for Italian; also QUOTES_MODELS.",
)
@click.option("--cache", type=click.Path(path_type=Path), metavar="DIR", help="Where parses are kept; also QUOTES_CACHE.")
def doctor(models: Path | None, cache: Path | None) -> None:
    """Check versions, models and their checksums, cache, threads and memory, analyse a small article, and say what to do about each
    fault.

    \b
    All of it:
      quotes doctor
    Other models before you use them:
      quotes doctor --models models/

    \b
    Exit status:
      0  all is well
      1  something does not work
    """
    faults = notes = 0
    for finding in examine(models=models, cache=cache):
        mark, style = MARKS[finding.state]
        say(f"{mark:5} {finding.name}: {finding.text}", style=style if finding.state != "well" else "")
        if finding.advice:
            say(f"what to do: {finding.advice}", indent=6)
        faults += finding.state == "fault"
        notes += finding.state == "note"
    if faults:
        raise Problem(f"{number(faults, 'fault')}; what to do stands below each")
    say("All is well." if not notes else f"All works; {number(notes, 'note')} above.", style="bold")
