"""What the C library keeps between batches."""

import subprocess
import sys

import pytest

BLOCKS, SIZE, PAGE = 50, 3_000_000, 4096
SCRIPT = f"""
import resource
import sys
import numpy as np
from extractor.engine.memory import keep_freed_blocks

if not keep_freed_blocks():
    sys.exit(3)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for number in range({BLOCKS}):
    np.ones({SIZE} // 8)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def test_a_freed_block_is_used_again() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    if done.returncode == 3:
        pytest.skip("this C library is not glibc")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 3 * SIZE / PAGE, "each block was asked for anew"
