"""Scores and calibration as text tables."""

from extractor.evaluation.calibration import Calibration
from extractor.evaluation.score import Scores


def render(scores: Scores) -> str:
    """A readable table: by group, by role, by action, then the single figures. Percentages, NaN as `-`."""
    lines = [f"{scores.articles} articles, {scores.events} annotated events", ""]
    lines.append(f"{'group':21}{'event P':>9}{'R':>7}{'F1':>7}{'argument P':>13}{'R':>7}{'F1':>7}{'exact F1':>11}")
    for name, group in scores.groups.items():
        event, argument = group.event, group.argument
        lines.append(
            f"{name:21}{_cell(event.precision, 9)}{_cell(event.recall)}{_cell(event.f1)}"
            f"{_cell(argument.precision, 13)}{_cell(argument.recall)}{_cell(argument.f1)}{_cell(group.exact.f1, 11)}"
        )
    for title, table in (("role", scores.roles), ("action", scores.actions)):
        lines += ["", f"{title:21}{'gold':>9}{'P':>7}{'R':>7}{'F1':>7}"]
        for name, counts in table.items():
            cells = f"{_cell(counts.precision)}{_cell(counts.recall)}{_cell(counts.f1)}"
            lines.append(f"{name:21}{counts.tp + counts.fn:9}{cells}")
    lines += [
        "",
        f"{'status accuracy':29}{_cell(scores.status.percent)}",
        f"{'sentiment accuracy':29}{_cell(scores.sentiment.percent)}",
        f"{'sentiment macro-F1':29}{_cell(scores.sentiment_f1)}",
        f"{'entity sentiment accuracy':29}{_cell(scores.entity_sentiment.percent)}",
    ]
    return "\n".join(lines) + "\n"


def render_calibration(found: Calibration) -> str:
    """The reliability table, confidence and accuracy in percent."""
    error = _cell(100 * found.error, 0)
    lines = [f"expected calibration error {error} over {found.events} predicted events", ""]
    lines.append(f"{'confidence':13}{'events':>8}{'mean':>7}{'right':>7}")
    for row in found.bins:
        if row.count:
            cells = f"{_cell(100 * row.confidence)}{_cell(100 * row.accuracy)}"
            lines.append(f"{f'{row.low:.2f} to {row.high:.2f}':13}{row.count:8}{cells}")
    return "\n".join(lines) + "\n"


def _cell(value: float, width: int = 7) -> str:
    return f"{'-' if value != value else format(value, '.1f'):>{width}}"
