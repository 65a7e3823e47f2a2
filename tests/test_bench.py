import pytest

from extractor.bench import STAGES, Measured, Run, bench, percentile
from extractor.errors import ConfigError
from extractor.pipeline import default_extractor
from extractor.sources import Document

TEXTS = (
    "Tessel Group bought Harrow Glass for $40 million on Monday, the company said.",
    "Orvane Mills said its chief executive, Nora Pell, would step down in May.",
    "",
)


def test_a_percentile_is_a_value_that_was_measured():
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [percentile(values, s) for s in (0.0, 0.2, 0.5, 0.99)] == [1.0, 1.0, 3.0, 5.0]
    assert percentile([7.0], 0.5) == 7.0


def test_rates_come_from_the_median_pass():
    runs = (Run(1.0, 2.0, 1.0), Run(1.0, 6.0, 3.0), Run(0.5, 1.0, 0.5))
    found = Measured("m/1", "cpu", "int8", 20, 4000, 3, 0, runs, (0.2, 0.1), 100.0).to_dict()
    assert found["seconds"] == {"median": 4.0, "least": 2.0, "most": 10.0}
    assert found["articles_per_second"] == 5.0
    assert found["tokens_per_second"] == 1000.0
    assert found["share"]["model"] == 0.5
    assert found["latency_ms"] == {"n": 2, "p50": 100.0, "p99": 200.0}


def test_every_article_is_read_and_counted():
    extractor = default_extractor()
    documents = [Document(text=t) for t in TEXTS]
    found = bench(extractor, documents, repeats=2, alone=1)
    events = sum(len(extractor.extract_document(d).events) for d in documents[:2])
    assert (found.articles, found.failed, found.events) == (3, 1, events)
    assert events
    assert found.tokens == sum(len(w) for d in documents[:2] for w in extractor.windows(d))
    assert len(found.runs) == 2
    assert len(found.latencies) == 1
    assert all(getattr(r, s) > 0 for r in found.runs for s in STAGES)


@pytest.mark.parametrize("wrong", [{"repeats": 0}, {"alone": 0}, {"documents": []}])
def test_nothing_to_measure_is_refused(wrong):
    documents = wrong.pop("documents", [Document(text=TEXTS[0])])
    with pytest.raises(ConfigError, match="nothing to measure"):
        bench(default_extractor(), documents, **{"repeats": 1, "alone": 1, **wrong})
