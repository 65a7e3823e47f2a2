import pytest

from extractor.assemble.coreference import resolve
from extractor.assemble.people import bare_offices, is_office, offices, read_people
from extractor.nlp.sentences import Sentences
from tests.assemble.parties import party


def who(text: str) -> tuple[str | None, str | None]:
    """Job title and company of Jane Roe."""
    kinds = {"Jane Roe": "person", "Harwick": "company", "Volta": "company"}
    clusters = [party(i, text, n, kind=kinds[n]) for i, n in enumerate(n for n in kinds if n in text)]
    asked = bare_offices(text, clusters)
    references, answers = resolve(
        text, Sentences(text), clusters, offices(text, clusters), asked=sorted(set(asked.values()))
    )
    people = read_people(text, clusters, references, {i: answers[at] for i, at in asked.items() if at in answers})
    firm = people.employers.get(0)
    return people.roles.get(0), None if firm is None else clusters[firm].name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harwick chief executive Jane Roe left.", ("chief executive", "Harwick")),
        ("Harwick's finance chief, Jane Roe, left.", ("finance chief", "Harwick")),
        ("Jane Roe, chief executive of Harwick, met Volta.", ("chief executive", "Harwick")),
        ("Volta met Jane Roe, Harwick's chairman.", ("chairman", "Harwick")),
        ("Jane Roe, who founded Harwick, left Volta.", ("founder", "Harwick")),
        ("Harwick fell. Its chief financial officer, Jane Roe, left.", ("chief financial officer", "Harwick")),
        ("Harwick fell. Chief executive Jane Roe left.", ("Chief executive", "Harwick")),
        ("Harwick, run by Jane Roe, fell.", (None, "Harwick")),
        ("Volta fell, said Jane Roe, an analyst at Harwick.", ("analyst", "Harwick")),
        ("Volta fell, said Jane Roe of Harwick.", (None, "Harwick")),
        ("Volta fell. Jane Roe was pleased.", (None, None)),
    ],
)
def test_title_and_company(text: str, expected: tuple[str | None, str | None]) -> None:
    assert who(text) == expected


def test_vehicles_and_insiders() -> None:
    text = "Jane Roe, chairman of Harwick, bought through Larkspur, owned by Jane Roe. Bo Kim, former chairman of Harwick, sold."
    clusters = [
        party(0, text, "Jane Roe", kind="person"),
        party(1, text, "Harwick"),
        party(2, text, "Larkspur"),
        party(3, text, "Bo Kim", kind="person"),
    ]
    people = read_people(text, clusters, [], {})
    assert people.owners == {2: 0}
    assert people.insider(0, 1)
    assert people.insider(2, 1)
    assert not people.insider(3, 1)
    assert not people.insider(1, 1)


@pytest.mark.parametrize(
    ("role", "office"),
    [
        ("chief executive", True),
        ("Vice-President and CFO", True),
        ("analyst", False),
        ("spokesman", False),
        (None, False),
    ],
)
def test_offices(role: str | None, office: bool) -> None:
    assert is_office(role) is office
