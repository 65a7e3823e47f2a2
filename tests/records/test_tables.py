"""Tables of the documentation."""

import pytest

from extractor.errors import ConfigError
from extractor.records import TAXONOMY
from extractor.records.tables import actions_table, fields_table, refresh


def test_one_row_an_action():
    rows = actions_table().splitlines()[2:]
    assert [row.split(" | ")[1] for row in rows] == [f"`{a}`" for a in TAXONOMY]
    ipo = next(row for row in rows if "`ipo`" in row)
    assert ipo.endswith("| `actor`, `counterparty`, `shares`, `price`, `value`, `stake`, `date` |")


def test_fields_have_types_and_meanings():
    table = fields_table("Money")
    assert "| `currency` | string | ISO 4217 code. |" in table
    assert "| `low` | number or null | Low end where a range is said. |" in table
    assert "| `value` | Money or Quantity or Percent or null |" in fields_table("Metric")
    assert "| `evidence` | list of Span |" in fields_table("Event")


def test_refresh_replaces_the_tables_only():
    page = "before\n<!-- table: Span -->\nold\n<!-- end -->\nbetween\n<!-- table: actions -->\n<!-- end -->\nafter\n"
    fresh = refresh(page)
    assert fresh == (
        f"before\n<!-- table: Span -->\n{fields_table('Span')}<!-- end -->\nbetween\n"
        f"<!-- table: actions -->\n{actions_table()}<!-- end -->\nafter\n"
    )
    assert refresh(fresh) == fresh
    assert refresh("no table\n") == "no table\n"


def test_unknown_and_unclosed_tables():
    with pytest.raises(ConfigError, match="no table is named 'Spam'; known are actions, Article, "):
        refresh("<!-- table: Spam -->\n<!-- end -->\n")
    with pytest.raises(ConfigError, match="'Action'"):  # an enumeration has no fields
        refresh("<!-- table: Action -->\n<!-- end -->\n")
    with pytest.raises(ConfigError, match="'Span' is not closed"):
        refresh("<!-- table: Span -->\nold\n")
