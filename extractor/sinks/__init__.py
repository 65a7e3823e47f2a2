"""Records → files. Standard library only."""

from extractor.sinks.jsonl import STDOUT, DeadLetter, DeadLetters, JsonlSink, errors_path, to_line, with_extra

__all__ = ["STDOUT", "DeadLetter", "DeadLetters", "JsonlSink", "errors_path", "to_line", "with_extra"]
