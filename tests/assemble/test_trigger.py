import pytest

from extractor.assemble.build import trigger_end


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ("snapped up 2.6 million", "snapped up"),
        ("popped about 4%", "popped about"),
        ("cut 40 jobs", "cut"),
        ("paid 14.2 billion euros", "paid 14.2 billion euros"),
        ("+1.0m", "+1.0m"),
        ("–24%", "–24%"),
        ("bought", "bought"),
    ],
)
def test_a_trigger_ends_before_a_figure_with_its_unit(found: str, kept: str) -> None:
    text = f"Acme, {found} on Monday."
    assert text[6 : trigger_end(text, 6, 6 + len(found))] == kept
