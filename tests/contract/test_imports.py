"""Rooms that must work without the heavy libraries do: each is imported whole in a fresh interpreter."""

import json
import subprocess
import sys

import pytest

HEAVY = ("torch", "transformers", "spacy")
PROBE = """
import importlib, json, pkgutil, sys
room = importlib.import_module(sys.argv[1])
seen = [room.__name__]
if hasattr(room, "__path__") and room.__name__ != "extractor":
    seen += [m.name for m in pkgutil.walk_packages(room.__path__, room.__name__ + ".")]
for name in seen:
    importlib.import_module(name)
print(json.dumps({"seen": seen, "loaded": sorted(sys.modules)}))
"""


def imported(room: str) -> dict[str, list[str]]:
    """The modules of a room and all that importing them loads."""
    done = subprocess.run([sys.executable, "-c", PROBE, room], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "room", ["extractor", "extractor.errors", "extractor.records", "extractor.quantities", "extractor.sinks"]
)
def test_imports_no_heavy_library(room):
    found = imported(room)
    assert room in found["loaded"]
    assert [m for m in found["loaded"] if m.split(".")[0] in HEAVY] == []


def test_records_load_no_other_room():
    found = imported("extractor.records")
    assert {"extractor.records.models", "extractor.records.ids"} <= set(found["seen"])
    rooms = {m.split(".")[1] for m in found["loaded"] if m.startswith("extractor.")}
    assert rooms <= {"errors", "settings", "records"}


def test_the_probe_notices_what_is_loaded():
    assert "spacy" not in imported("json")["loaded"]
    assert "decimal" in imported("decimal")["loaded"]


@pytest.mark.slow
@pytest.mark.parametrize("room", ["extractor.model", "extractor.engine"])
def test_model_and_engine_work_without_spacy(room):
    assert [m for m in imported(room)["loaded"] if m.split(".")[0] == "spacy"] == []
