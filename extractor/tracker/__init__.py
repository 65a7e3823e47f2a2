"""Events across documents: which tellings are one real-world event, and the table of these events as known at a time."""

from extractor.tracker.keys import event_key
from extractor.tracker.reading import read_records
from extractor.tracker.store import TrackerFile
from extractor.tracker.tracker import Merged, Tracker

__all__ = ["Merged", "Tracker", "TrackerFile", "event_key", "read_records"]
