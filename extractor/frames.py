"""Articles → a pandas DataFrame of their events, for a notebook. pandas is not installed with this package."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from extractor.errors import ConfigError
from extractor.records import Article
from extractor.sinks.tables import Column, Row, columns, rows

if TYPE_CHECKING:
    import pandas as pd

_PREFIX = "article_"


def to_dataframe(articles: Iterable[Article]) -> pd.DataFrame:
    """A row an event, in order, with the columns of the `events` table, then those of its article as `article_…`.

    Articles without events give no row. Texts are strings, figures floats, positions `Int64` (all with NA for null),
    days and times `datetime64[us]` (times in UTC), lists stay lists. Raises ConfigError where pandas is missing.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise ConfigError("a DataFrame needs pandas: pip install 'pandas>=2.2'") from error
    made: list[Row] = []
    for article in articles:
        tables = rows(article.model_dump(mode="json"))
        (about,) = tables["articles"]
        more = {_PREFIX + name: value for name, value in about.items()}
        made += [{**event, **more} for event in tables["events"]]
    joined = [(column, column.name) for column in columns("events")]
    joined += [(column, _PREFIX + column.name) for column in columns("articles") if column.name not in _ONLY_ONCE]
    return pd.DataFrame({name: _series(pd, column, [row[name] for row in made]) for column, name in joined})


_ONLY_ONCE = ("doc_id", "extra")
"""The key, which the event has too, and the caller's fields, which an Article does not have."""


def _series(pd: Any, column: Column, values: list[Any]) -> pd.Series[Any]:
    if column.kind == "real":
        return pd.Series(values, dtype="float64")
    if column.kind == "integer":
        return pd.Series(values, dtype="Int64")
    if column.kind == "text":
        return pd.Series(values, dtype="string")
    if column.kind == "json":
        return pd.Series(values, dtype="object")
    # by way of numpy: pandas would first think of nanoseconds, which end in 2262
    naive = [value if value is None or column.kind == "date" else value.replace(tzinfo=None) for value in values]
    series = pd.Series(np.array(naive, dtype="datetime64[us]"))
    return series.dt.tz_localize("UTC") if column.kind == "timestamp" else series
