import pytest

from extractor.assemble.names import is_acronym, key, same_party


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Harwick Steel plc", ("harwick", "steel")),
        ("HARWICK STEEL", ("harwick", "steel")),
        ("Harwick Steel’s", ("harwick", "steel")),
        ("Mr. Hargis", ("hargis",)),
        ("The Group Ltd", ("the", "group", "ltd")),
        ("J.B. Volta", ("jb", "volta")),
        ("Volta AB", ("volta",)),
    ],
)
def test_key_keeps_what_identifies(name: str, expected: tuple[str, ...]) -> None:
    assert key(name) == expected


@pytest.mark.parametrize(
    ("short", "full", "person", "same"),
    [
        ("Harwick", "Harwick Steel plc", False, True),
        ("Steel", "Harwick Steel plc", False, False),
        ("Harwick Steel", "Harwick Foods", False, False),
        ("RBN", "Royal Bank of Norland", False, True),
        ("RBON", "Royal Bank of Norland", False, True),
        ("Roe", "Jane Roe", True, True),
        ("Jane", "Jane Roe", True, True),
        ("Ms. Roe", "Jane Roe", True, True),
        ("J. Roe", "Jane Roe", True, True),
        ("John Doe", "Jane Roe", True, False),
        ("Mark Roe", "Jane Roe", True, False),
        ("Li", "Li Ka Industries", False, False),
        ("Volta AG", "Volta Family Trust", False, False),
    ],
)
def test_same_party(short: str, full: str, person: bool, same: bool) -> None:
    assert same_party(short, full, person=person) is same


def test_acronym_needs_capitals() -> None:
    assert is_acronym("NWG", "Nordwerk Wind Group")
    assert not is_acronym("nwg", "Nordwerk Wind Group")
    assert not is_acronym("NW", "Nordwerk")
