"""The scripts import one another by name, as they do when run from their folder."""

import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "scripts"
for folder in (SCRIPTS, SCRIPTS / "baseline"):
    sys.path.insert(0, str(folder))
