"""The values of a record: spans of the text and the figures read from them.

In: keyword arguments or parsed JSON. Out: frozen models. Refused, each with a message that says why: unknown fields,
numbers given as text, numbers that are not finite, empty or misshapen spans, currencies outside ISO 4217, ranges whose
low end is above the high one, lone surrogates.
"""

import re
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, model_validator

from extractor.errors import cut
from extractor.records.currencies import CODES
from extractor.records.taxonomy import Qualifier

_SURROGATE = re.compile("[\ud800-\udfff]")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Model(BaseModel):
    """Base of the record's models: frozen, no unknown fields, no silent conversions."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        json_schema_serialization_defaults_required=True,
    )


def _encodable(text: str) -> str:
    found = _SURROGATE.search(text)
    if found:
        raise ValueError(
            f"lone surrogate U+{ord(found[0]):04X} at {found.start()} can't be written as UTF-8; "
            "decode the source with errors='replace'"
        )
    return text


def _check_str(value: Any) -> Any:
    # before pydantic's own check, whose message would not say where
    return _encodable(value) if isinstance(value, str) else value


def _check_currency(code: str) -> str:
    if code not in CODES:
        raise ValueError(f"{cut(code)!r} is not an ISO 4217 currency code; give three capitals such as 'USD'")
    return code


def _check_date(value: Any) -> Any:
    if isinstance(value, str) and not _ISO_DATE.fullmatch(value):
        raise ValueError(f"{cut(value)!r} is not an ISO date; write YYYY-MM-DD")
    if isinstance(value, datetime) or not isinstance(value, (str, date)):
        raise ValueError(f"a date or its ISO form YYYY-MM-DD is needed, not a {type(value).__name__}")
    return value


Text = Annotated[str, Strict(), BeforeValidator(_check_str)]
Name = Annotated[Text, Field(min_length=1)]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Share = Annotated[Number, Field(ge=0, le=1)]
Currency = Annotated[Text, AfterValidator(_check_currency)]
Day = Annotated[date, BeforeValidator(_check_date)]


class Span(Model):
    """A half-open range of code points of the article's text, never empty."""

    start: Annotated[int, Strict(), Field(ge=0)]
    """First code point."""
    end: Annotated[int, Strict(), Field(ge=0)]
    """Code point after the last one."""
    text: Text
    """The words themselves, `text[start:end]` of the article."""

    @model_validator(mode="after")
    def _shape(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"span {self.start}:{self.end} of {cut(self.text)!r} is empty; end must be after start")
        if len(self.text) != self.end - self.start:
            raise ValueError(
                f"span {self.start}:{self.end} has {self.end - self.start} code points, "
                f"its text {cut(self.text)!r} has {len(self.text)}"
            )
        return self


def _check_range(low: float | None, middle: float, high: float | None) -> None:
    if low is not None and high is not None and low > high:
        raise ValueError(f"low {low:g} is above high {high:g}")
    if (low is not None and middle < low) or (high is not None and middle > high):
        raise ValueError(f"{middle:g} is outside its own range {low} to {high}")


class Quantity(Model):
    """A number of shares, units or jobs."""

    value: Number
    """The number; the middle of a range."""
    low: Number | None = None
    """Low end where a range is said."""
    high: Number | None = None
    """High end where a range is said."""
    qualifier: Qualifier = Qualifier.EXACT
    """How exactly the number is said."""
    span: Span
    """The words it was read from."""

    @model_validator(mode="after")
    def _range(self) -> Self:
        _check_range(self.low, self.value, self.high)
        return self


class Money(Model):
    """An amount of money, in units of its currency (not thousands, not cents)."""

    amount: Number
    """The amount; the middle of a range; negative for a loss."""
    currency: Currency
    """ISO 4217 code."""
    low: Number | None = None
    """Low end where a range is said."""
    high: Number | None = None
    """High end where a range is said."""
    qualifier: Qualifier = Qualifier.EXACT
    """How exactly the amount is said."""
    span: Span
    """The words it was read from."""

    @model_validator(mode="after")
    def _range(self) -> Self:
        _check_range(self.low, self.amount, self.high)
        return self


class Percent(Model):
    """A percentage: 23.26 means 23.26 %."""

    value: Number
    """Percent, signed."""
    qualifier: Qualifier = Qualifier.EXACT
    """How exactly the percentage is said."""
    span: Span
    """The words it was read from."""


class DateSpan(Model):
    """When something happens, as far as the text and the publication date say; both ends null where they don't."""

    start: Day | None = None
    """First day."""
    end: Day | None = None
    """Last day, itself included."""
    span: Span
    """The words it was read from."""

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError(f"end {self.end} is before start {self.start}")
        return self


def check_held(stake: Percent) -> Percent:
    """`stake` where it is a possible percentage of a company. Raises ValueError where it is outside 0 to 100."""
    if not 0 <= stake.value <= 100:
        raise ValueError(f"a stake of {stake.value:g} % is impossible; it must lie within 0 and 100")
    return stake


Stake = Annotated[Percent, AfterValidator(check_held)]
