"""Which documents are copies, shortened copies or updates of one another: see docs/duplicates.md."""

from __future__ import annotations

from extractor.sources.duplicates.clusters import Cluster, Member, cluster
from extractor.sources.duplicates.compare import Kind
from extractor.sources.duplicates.deduplicator import Deduplicator, Match

__all__ = ["Cluster", "Deduplicator", "Kind", "Match", "Member", "cluster"]
