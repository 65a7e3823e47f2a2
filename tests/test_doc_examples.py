"""The Python examples of the pages run as they stand; those that need more than the page says are tested beside their room."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRINTED = {
    "archives": "1 1\n",
    "dates": "",
    "duplicates": "",
    "engine": "int8",
    "entities": "it → Harwick Stores A/S\nThe retailer → Harwick Stores A/S\nShe → Jane Roe\n",
    "quantities": "",
    "securities": "",
    "sources": "BRVN",
}
"""Page → what its example prints, or part of it."""


@pytest.mark.slow
@pytest.mark.parametrize("page", sorted(PRINTED))
def test_the_example_runs(page: str) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    for block in blocks:
        done = subprocess.run(
            [sys.executable, "-c", block], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        assert PRINTED[page] in done.stdout
