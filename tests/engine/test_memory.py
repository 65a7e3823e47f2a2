"""What the C library keeps between batches."""

import subprocess
import sys

import pytest

SCRIPT = """
import resource
import sys
import numpy as np

if sys.argv[1] == "kept":
    from extractor.engine.memory import keep_freed_blocks
    if not keep_freed_blocks():
        sys.exit(3)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for size in range(3_000_000, 3_050_000, 1000):
    np.ones(size // 8)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(how: str) -> int:
    done = subprocess.run([sys.executable, "-c", SCRIPT, how], capture_output=True, text=True, check=False)
    if done.returncode == 3:
        pytest.skip("this C library is not glibc")
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_freed_blocks_are_used_again() -> None:
    assert faults("kept") < faults("as it is") / 2
