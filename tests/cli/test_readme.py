"""The README's Python example runs as it stands and finds something."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / "models" / "small").is_dir(), reason="the shipped model is not there")
@pytest.mark.parametrize(("number", "expected"), [(0, "insider_purchase"), (1, "buyback_program')] 4000000.0")])
def test_the_python_examples_run(number: int, expected: str) -> None:
    example = blocks("python")[number]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    # in a process of its own: the fixtures of this folder put a stub in the model's place
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert expected in done.stdout


def test_the_commands_of_the_readme_exist() -> None:
    from extractor.cli.main import COMMANDS

    text = "\n".join(blocks("sh"))
    assert set(re.findall(r"^(?:\S+ \| )?extractor ([a-z]+)", text, re.MULTILINE)) == set(COMMANDS)
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"^make ([a-z]+)", text, re.MULTILINE)) <= targets
