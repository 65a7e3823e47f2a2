"""Parties for tests: clusters made of every place where a text has their names."""

from __future__ import annotations

import re

import numpy as np

from extractor.assemble.entities import Cluster, Mention

EVEN = np.full(3, 1 / 3, dtype=np.float32)


def party(index: int, text: str, *names: str, kind: str = "company", title: str = "") -> Cluster:
    """One party, at every whole-word occurrence of its names, the longest first."""
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(n) for n in sorted(names, key=len, reverse=True))})(?!\w)")
    found = [Mention(*m.span(), True, m[0], kind, 0.9, EVEN) for m in pattern.finditer(title)]
    found += [Mention(*m.span(), False, m[0], kind, 0.9, EVEN) for m in pattern.finditer(text)]
    return Cluster(index, found)
