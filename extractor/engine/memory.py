"""How the C library deals with the blocks a network takes and frees for each batch."""

from __future__ import annotations

import ctypes

# names and numbers of glibc's malloc.h
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
BLOCK = 32 << 20
"""The largest block that glibc can keep (bytes)."""
FREE = 200 << 20
"""What may lie free at the end of its memory before some of it is given back (bytes)."""


def keep_freed_blocks() -> bool:
    """Lets all threads of this process share one store of freed blocks and keep it; True where that was possible.

    glibc gives blocks of some MB back to the system when they are freed, so that each batch asks for its pages anew,
    and each thread holds a store of its own (docs/engine.md has what both cost). For programs of ours, which call it
    before they start threads; a library must not decide it for the program it is used in. Other C libraries than glibc
    are left as they are.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):
        return False
    return all([mallopt(ARENA_MAX, 1), mallopt(MMAP_THRESHOLD, BLOCK), mallopt(TRIM_THRESHOLD, FREE)])
