"""Speech, title or scare quotes, on hand-written parses (``parses/kinds.conllu``)."""

from __future__ import annotations

import pytest
from scenarios import Scenario, assert_found, attributed, parameters


@pytest.mark.parametrize("scenario", parameters("kinds"))
def test_a_kind(scenario: Scenario) -> None:
    assert_found(scenario, [attributed(row) for row in scenario.quotations()])
