"""The plan of docs/many-machines.md is what the script computes, and its arithmetic is right."""

from __future__ import annotations

import json
import re
from pathlib import Path

import plan_archive
import pytest

from tests.stats.conftest import RECORDS

PAGE = Path(__file__).parents[2] / "docs" / "many-machines.md"
Capture = pytest.CaptureFixture[str]


def printed(capsys: Capture, *args: str) -> str:
    assert plan_archive.main(list(args)) == 0
    return capsys.readouterr().out


def cells(page: str, stage: str) -> list[list[str]]:
    """The rows of a stage, one a plan."""
    return [
        [cell.strip() for cell in row.strip("|").split("|")] for row in re.findall(rf"^\| {stage} \|.*$", page, re.M)
    ]


def test_the_page_shows_what_the_script_prints(capsys: Capture) -> None:
    (shown,) = re.findall(r"<!-- plan -->\n(.*?)<!-- end -->", PAGE.read_text("utf-8"), re.DOTALL)
    assert printed(capsys) == shown


def test_the_figures_follow_from_the_rates(capsys: Capture) -> None:
    page = printed(
        capsys, "--articles", "3.6e6", "--days", "1", "--busy", "1", "--words", "500", "--rate", "extract-cpu=20",
        "--rate", "extract-gpu=2000", "--price", "gpu=10", "--price", "cpu=0.5",
    )  # fmt: skip
    cpu, gpu = cells(page, "extract")
    # articles twice as long take twice the time: 3.6 million at 10 a second are 100 hours
    assert cpu == ["extract", "10.0 (machine)", "100", "5 machines", "50"]
    assert gpu == ["extract", "1,000.0 (machine)", "1", "1 machine", "10"]
    assert "| extract, cpu | 20.0 articles/s a machine | given |" in page
    assert "cheaper on gpu than on cpu from 400 articles/s on" in page


def test_the_bottleneck_is_the_dearest_stage(capsys: Capture) -> None:
    assert printed(capsys).count("The bottleneck is to extract") == 2
    slow = printed(capsys, "--input", "pages", "--rate", "read-pages=0.01")
    assert slow.count("The bottleneck is to read") == 2
    assert "60.0 TB of input" in slow


def test_what_is_not_measured_says_so() -> None:
    shown = {rate.stage: rate.source for rate in plan_archive.RATES}
    assert "assumed" in shown["extract-gpu"]
    assert (PAGE.parents[1] / shown["extract-cpu"].partition(":")[0]).is_file()
    assert all("assumed" in machine.source for machine in plan_archive.MACHINES)


@pytest.mark.parametrize(
    "args", [["--rate", "none=3"], ["--rate", "extract-gpu=0"], ["--days", "-1"], ["--price", "gpu"]]
)
def test_wrong_settings_are_refused(args: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as end:
        plan_archive.main(args)
    assert end.value.code == 2
    assert capsys.readouterr().err


def test_rates_are_measured_from_records(tmp_path: Path, capsys: Capture) -> None:
    pytest.importorskip("pyarrow")
    text = "Borvane bought four pumps for the harbour and said that it would buy more of them next year. " * 5
    path = tmp_path / "records.jsonl"
    path.write_text("".join(json.dumps({**record, "text": text}) + "\n" for record in RECORDS))
    page = printed(capsys, "--measure", str(path))
    assert "4 records of 90 words" in page
    rates = dict(re.findall(r"--rate (\S+)=(\d+)", page))
    assert set(rates) == {"read-jsonl", "commit-parquet"}
    assert all(int(rate) > 0 for rate in rates.values())
