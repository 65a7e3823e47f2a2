"""The fuzz script: sixty damaged inputs give documents and reasons; a reader that fails is found."""

import tempfile
from collections.abc import Iterator
from typing import Any

import fuzz_sources
import pytest


def test_sixty_damaged_inputs() -> None:
    report = fuzz_sources.fuzz(60, seed=1)
    assert report.findings == []
    assert report.inputs == 60
    assert report.documents > 10
    assert report.rejected > 10


def test_an_input_is_the_same_every_time() -> None:
    samples = fuzz_sources.load_samples()
    cases = [fuzz_sources.case(number, 3, samples) for number in range(100)]
    assert cases == [fuzz_sources.case(number, 3, samples) for number in range(100)]
    assert len({raw for _, raw in cases}) > 80


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (ZeroDivisionError("boom"), "crash", "ZeroDivisionError: boom"),
        (fuzz_sources.Hang(), "hang", "Hang"),
        (MemoryError(), "memory", "MemoryError"),
    ],
)
def test_what_a_reader_lets_through_is_a_finding(
    monkeypatch: pytest.MonkeyPatch, fault: BaseException, kind: str, words: str
) -> None:
    def broken(*args: Any, **options: Any) -> Iterator[Any]:
        raise fault
        yield

    monkeypatch.setattr(fuzz_sources, "read_case", broken)
    with tempfile.TemporaryDirectory() as folder:
        out = fuzz_sources.try_case(0, 0, fuzz_sources.load_samples(), folder)
    assert out["kind"] == kind
    assert words in out["what"]
    report = fuzz_sources.Report(inputs=1, findings=[(0, kind, out["what"])])
    assert f"{kind}: --seed 7 --only 0" in report.text(7)


def test_items_that_break_the_contract_are_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz_sources, "read_case", lambda *args, **options: iter(["no item"]))
    with tempfile.TemporaryDirectory() as folder:
        out = fuzz_sources.try_case(0, 0, fuzz_sources.load_samples(), folder)
    assert out["kind"] == "crash"
    assert "neither a document nor a rejected part" in out["what"]


def test_no_sample_is_told() -> None:
    with pytest.raises(SystemExit, match="no sample fits"):
        fuzz_sources.load_samples(["nothing-*"])
