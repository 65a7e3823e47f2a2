"""The command line as a whole: help and schema are light, a closed pipe is no accident."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.cli.main import COMMANDS, main

Capture = pytest.CaptureFixture[str]
HEAVY = ("torch", "transformers", "spacy", "trafilatura")


def test_help_names_every_command(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert all(name in out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main([name, "--help"])
    assert caught.value.code == 0
    assert "." in capsys.readouterr().out.split("\n\n")[1]


@pytest.mark.parametrize(
    "args", [[], ["fly"], ["run", "in.jsonl"], ["extract", "--json", "--table"], ["extract", "--threshold", "2"]]
)
def test_wrong_usage(args: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main(args)
    assert caught.value.code == 2
    assert "error: " in capsys.readouterr().err


def test_version(capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.startswith("extractor 0.")


def test_schema_is_json_schema(capsys: Capture) -> None:
    assert main(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert {"doc_id", "text", "events", "entities", "sentiment"} <= schema["properties"].keys()


@pytest.mark.parametrize("args", [["schema"], ["--help"], ["--version"]])
def test_light_commands_load_nothing_heavy(args: list[str]) -> None:
    code = (
        "import sys\nfrom extractor.cli.main import main\n"
        f"try:\n    main({args!r})\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    """Much output into a reader that reads nothing: exit code 141 and no traceback."""
    code = (
        "import sys\nfrom types import ModuleType\nfrom tests.cli.conftest import Failure, StubExtractor\n"
        "stub = ModuleType('extractor.pipeline')\nstub.__dict__.update(Extractor=StubExtractor, Failure=Failure)\n"
        "sys.modules['extractor.pipeline'] = stub\nfrom extractor.cli.main import main\n"
        "sys.exit(main(['run', sys.argv[1], '--out', '-']))"
    )
    source = tmp_path / "in.jsonl"
    source.write_text((json.dumps({"text": "Ida Fenn bought shares of Borvane. " * 20}) + "\n") * 500)
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(source)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=30) == 141
    assert errors == ""
