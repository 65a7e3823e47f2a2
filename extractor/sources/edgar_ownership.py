"""An <ownershipDocument> (Forms 3, 4 and 5 and their amendments) → plain English sentences.

One sentence for each transaction and holding, in the form's order, with the figures as the form gives them; then what
the form says of trading plans, its remarks and footnotes. The transaction codes are put in neutral words; one that is
not in the form's instructions is named. Nobody's gender is guessed: names are repeated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from extractor.sources.edgar_names import (
    amount,
    counted,
    holding,
    listed,
    money,
    number,
    officer_title,
    person,
    symbols,
)
from extractor.sources.symbols import Named
from extractor.sources.xml import Element, anywhere, find_line

_TRUE = {"1", "true", "y", "yes"}

# code → the words where securities come in, the words where they go out; {} is what and at which price
_CODES = {
    "P": ("bought {}", "bought {}"),
    "S": ("sold {}", "sold {}"),
    "V": ("acquired {} (reported voluntarily)", "disposed of {} (reported voluntarily)"),
    "A": ("received {} as a grant or award", "gave up {} from a grant or award"),
    "D": ("received back {} from a disposition to the company", "disposed of {} to the company"),
    "F": (
        "received {} in payment of an exercise price or tax",
        "delivered {} to the company, or had it withheld, to pay an exercise price or tax",
    ),
    "I": (
        "acquired {} in a discretionary transaction of a benefit plan",
        "disposed of {} in a discretionary transaction of a benefit plan",
    ),
    "M": ("exercised or converted a derivative security for {}", "exercised or converted {}"),
    "C": ("converted a derivative security into {}", "converted {}"),
    "E": ("had a short position expire in {}", "had a short position expire in {}"),
    "H": ("had a long position expire or cancelled in {}", "had a long position expire or cancelled in {}"),
    "O": ("exercised an out-of-the-money derivative security for {}", "exercised {} out of the money"),
    "X": ("exercised an in-the-money derivative security for {}", "exercised {} in the money"),
    "G": ("received {} as a gift", "gave away {} as a gift"),
    "L": ("acquired {} in a small acquisition", "disposed of {} in a small transaction"),
    "W": ("acquired {} by will or inheritance", "disposed of {} by will or inheritance"),
    "Z": ("withdrew {} from a voting trust", "deposited {} into a voting trust"),
    "K": ("acquired {} in an equity swap or the like", "disposed of {} in an equity swap or the like"),
    "U": ("acquired {} in a tender in a change of control", "disposed of {} in a tender in a change of control"),
    "J": ("acquired {} in a transaction of another kind", "disposed of {} in a transaction of another kind"),
}
# A price of zero says nothing more where the words say that nothing was paid, or where the other leg has the price.
_UNPAID = frozenset("GWMCEHOX")
_TIMELINESS = {"L": " (reported late)", "E": " (reported early)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """A form as text. `form` is its type ("4", "4/A"); `extra` holds names and keys as EDGAR has them."""

    text: str
    title: str
    form: str
    tickers: list[Named]
    extra: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Filer:
    """Who reports: the names in a row, and the words that begin a sentence about them."""

    names: str
    opening: str
    belonging: str


def render(root: Element) -> Ownership:
    """The form as text. A part that is missing or no number is passed over or said to be unstated, never guessed."""
    issuer = find_line(root, "issuer/issuerName") or "an unnamed issuer"
    marks = symbols(find_line(root, "issuer/issuerTradingSymbol"), issuer)
    company = f"{issuer} ({', '.join(mark.symbol for mark in marks)})" if marks else issuer
    signatures = [find_line(node, "signatureName") for node in root.findall(anywhere("ownerSignature"))]
    owners = [
        (person(find_line(node, "reportingOwnerId/rptOwnerName"), signatures) or "an unnamed person", _roles(node))
        for node in root.findall(anywhere("reportingOwner"))
    ] or [("an unnamed person", ["a reporting person"])]
    form = find_line(root, "documentType") or "4"
    names = listed([name for name, _ in owners])
    if len(owners) == 1:
        filer = _Filer(names, f"{names}, {listed(owners[0][1])} of {company},", "")
        introduction = []
    else:
        filer = _Filer(names, names, f" of {company}")
        introduction = [" ".join(f"{name} is {listed(roles)} of {company}." for name, roles in owners)]
    rows = list(_rows(root, filer))
    if not rows and not _is(root, "noSecuritiesOwned"):
        rows = [f"{filer.opening} reported no transaction and no holding on Form {form}."]
    paragraphs = [*introduction, *rows, *_remarks(root, filer)]
    return Ownership(
        text="\n\n".join(paragraphs),
        title=f"Form {form}: {names}, {company}",
        form=form,
        tickers=marks,
        extra={
            "form": form,
            "issuer": issuer,
            "issuer_cik": find_line(root, "issuer/issuerCik"),
            "owners": [find_line(node, "rptOwnerName") for node in root.iter("{*}reportingOwnerId")],
            "owner_ciks": [find_line(node, "rptOwnerCik") for node in root.iter("{*}reportingOwnerId")],
            "period": find_line(root, "periodOfReport"),
            "signed": next(filter(None, (find_line(node) for node in root.iter("{*}signatureDate"))), ""),
        },
    )


def _roles(owner: Element) -> list[str]:
    relation = owner.find(anywhere("reportingOwnerRelationship"))
    roles = ["a director"] if _is(relation, "isDirector") else []
    if _is(relation, "isOfficer"):
        roles.append(officer_title(find_line(relation, "officerTitle")) or "an officer")
    if _is(relation, "isTenPercentOwner"):
        roles.append("an owner of more than 10 percent")
    if _is(relation, "isOther"):
        roles.append(officer_title(find_line(relation, "otherText")) or "a related person")
    return roles or ["a reporting person"]


def _is(element: Element | None, path: str) -> bool:
    return find_line(element, path).lower() in _TRUE


def _rows(root: Element, filer: _Filer) -> Iterator[str]:
    for table in ("nonDerivative", "derivative"):
        for row in root.findall(anywhere(f"{table}Table/*")):
            derivative = table == "derivative"
            if row.tag.endswith("Transaction"):
                yield _transaction(row, filer, derivative=derivative)
            elif row.tag.endswith("Holding"):
                yield _holding(row, filer)


def _transaction(row: Element, filer: _Filer, *, derivative: bool) -> str:
    coding = row.find(anywhere("transactionCoding"))
    code = find_line(coding, "transactionCode").upper()
    gained = find_line(row, "transactionAmounts/transactionAcquiredDisposedCode").upper() != "D"
    title = find_line(row, "securityTitle")
    count = number(find_line(row, "transactionAmounts/transactionShares"))
    total = number(find_line(row, "transactionAmounts/transactionTotalValue"))
    price = number(find_line(row, "transactionAmounts/transactionPricePerShare"))
    what = _worth(count, total, title) + filer.belonging
    if price:
        what += f" at {money(price)} {'each' if derivative else 'a share'}"
    elif price is not None and code not in _UNPAID:
        what += " at no price"
    words = _CODES.get(code, ("acquired {}", "disposed of {}"))[0 if gained else 1].replace("{}", what)
    day = find_line(row, "transactionDate")
    return (
        f"{filer.opening} {words}"
        + ("" if code in _CODES else f" (transaction code {code or 'missing'})")
        + (f" on {day}" if day else "")
        + _terms(row)
        + (", with an equity swap involved" if _is(coding, "equitySwapInvolved") else "")
        + _TIMELINESS.get(find_line(row, "transactionTimeliness").upper(), "")
        + _afterwards(row, filer, title)
        + _marks(row)
        + "."
    )


def _holding(row: Element, filer: _Filer) -> str:
    title = find_line(row, "securityTitle")
    held = number(find_line(row, "postTransactionAmounts/sharesOwnedFollowingTransaction"))
    worth = number(find_line(row, "postTransactionAmounts/valueOwnedFollowingTransaction"))
    what = counted(title, None) if held is None and worth is None else _worth(held, worth, title)
    return f"{filer.opening} held {what}{filer.belonging}{_terms(row)}{_nature(row)}{_marks(row)}."


def _worth(count: Decimal | None, value: Decimal | None, title: str) -> str:
    """So many of a security, or so much in dollars where the form counts it so."""
    return f"{money(value)} of {counted(title, None)}" if count is None and value is not None else holding(count, title)


def _terms(row: Element) -> str:
    """What a derivative security is a right to; "" for other securities."""
    underlying = find_line(row, "underlyingSecurity/underlyingSecurityTitle")
    shares = number(find_line(row, "underlyingSecurity/underlyingSecurityShares"))
    worth = number(find_line(row, "underlyingSecurity/underlyingSecurityValue"))
    strike = number(find_line(row, "conversionOrExercisePrice"))
    terms = []
    if underlying:
        terms.append(f"for {_worth(shares, worth, underlying)}")
    if strike is not None:
        terms.append(f"at an exercise or conversion price of {money(strike)}")
    if day := find_line(row, "exerciseDate"):
        terms.append(f"exercisable from {day}")
    if day := find_line(row, "expirationDate"):
        terms.append(f"expiring on {day}")
    return f" ({', '.join(terms)})" if terms else ""


def _afterwards(row: Element, filer: _Filer, title: str) -> str:
    held = number(find_line(row, "postTransactionAmounts/sharesOwnedFollowingTransaction"))
    worth = number(find_line(row, "postTransactionAmounts/valueOwnedFollowingTransaction"))
    if held is not None:
        unit = counted(title, held)
        return f"; {filer.names} held {amount(held)} {unit}{_nature(row)} afterwards"
    if worth is not None:
        return f"; {filer.names} held {money(worth)} of it{_nature(row)} afterwards"
    nature = _nature(row)
    return f"; the securities are held{nature}" if nature else ""


def _nature(row: Element) -> str:
    how = find_line(row, "ownershipNature/directOrIndirectOwnership").upper()
    by = find_line(row, "ownershipNature/natureOfOwnership")
    kind = {"D": " directly", "I": " indirectly"}.get(how, "")
    return f"{kind} ({by})" if kind and by else kind


def _marks(row: Element) -> str:
    """The footnotes that a row points to."""
    ids = dict.fromkeys(_note(node.get("id")) for node in row.iter("{*}footnoteId"))
    found = [mark for mark in ids if mark]
    return f" ({'footnote' if len(found) == 1 else 'footnotes'} {listed(found)})" if found else ""


def _note(id: str | None) -> str:
    return (id or "").strip().removeprefix("F")


def _remarks(root: Element, filer: _Filer) -> Iterator[str]:
    if _is(root, "noSecuritiesOwned"):
        yield f"{filer.opening} owned no securities of the company."
    if _is(root, "aff10b5One"):
        yield "The form says that a transaction in it was made under a Rule 10b5-1 trading plan."
    if _is(root, "notSubjectToSection16"):
        yield f"The form says that {filer.names} may no longer be subject to Section 16."
    if day := find_line(root, "dateOfOriginalSubmission"):
        yield f"This form amends the one filed on {day}."
    if remarks := find_line(root, "remarks"):
        yield f"Remarks: {remarks}"
    for note in root.findall(anywhere("footnotes/footnote")):
        if text := find_line(note):
            yield f"Footnote {_note(note.get('id'))}: {text}"
