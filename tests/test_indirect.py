"""Statements reported without marks, on hand-written parses (``parses/indirect.conllu``)."""

from __future__ import annotations

import pytest
from scenarios import Scenario, assert_found, attributed, parameters


@pytest.mark.parametrize("scenario", parameters("indirect"))
def test_a_statement(scenario: Scenario) -> None:
    assert_found(scenario, [attributed(row) for row in scenario.quotations()])
