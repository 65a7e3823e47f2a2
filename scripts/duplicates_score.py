"""How well duplicates are found: precision and recall over edited copies of the written articles, time and memory.

All articles are made known. Then each kind of edit is tried on its own: edited copies of `--articles` of them arrive,
and each must be matched with its source (`copy`), be called an update of it (`update`), or be matched with nothing
(`none`: other companies in the same words, notices of one template, stories that share boilerplate). Copies of some
articles on ten sites must come out as one cluster each. Everything is drawn with a fixed seed.

    python scripts/duplicates_score.py [FILE ...] [--articles N] [--misses N] [--no-time]
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from extractor.sources import Document
from extractor.sources.duplicates import Deduplicator, Kind, Match, cluster

WRITTEN = Path(__file__).resolve().parent.parent / "corpora" / "written"
SEED = 20251124
SIZES = (1_000, 4_000, 16_000)
CITIES = "London Mumbai Toronto Sydney Singapore Dublin Denver Leeds Oslo Madrid Nairobi Manila".split()
AGENCIES = "Agency, Newswire, Press Service, Market News, Wire Desk".split(", ")
PEOPLE = "Ada Quill, Tom Varley, Priya Dastur, Lars Enevold, Mei Tanaka, Carla Rusconi, Owen Prys".split(", ")
FIRST = "Bor Kel Vant Ost Mar Del Quin Thal Fen Gris Hol Jar Lum Nor Pel Rus Syl Tor Ulv Wex Yar Zan".split()
LAST = "vane mere ford holt wick dale stone bury crest lund mark haven point gate brook field".split()
LINES = "Pumps Foods Energy Mining Shipping Textiles Software Insurance Pharma Logistics Cement Airways".split()
FIGURE = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w]*\d)")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])")
PAIRS = [pair.split() for pair in (
    "labour labor,favour favor,colour color,harbour harbor,neighbour neighbor,behaviour behavior,centre center,"
    "organisation organization,organise organize,recognise recognize,realise realize,programme program,"
    "defence defense,licence license,travelling traveling,cancelled canceled,analyse analyze,catalogue catalog"
).split(",")]  # fmt: skip
WORDS = dict(pair.split(" ", 1) for pair in (
    "rose climbed,fell dropped,said told reporters,big large,about roughly,after following,since from,also too,but though,now currently,"
    "more additional,expects anticipates,company firm,group business,would was set to,because as,helped aided,strong robust,weak soft,first initial"
).split(","))  # fmt: skip
TAIL = (
    "This story was supplied by an agency and has not been edited by our staff. Sign up for our morning briefing to "
    "get the day's business news before the markets open. Prices are delayed by at least 15 minutes. Our journalists "
    "may not trade in shares they write about. For corrections write to the newsdesk."
)
ABOUT = (
    "{name} is a maker of industrial goods with customers in more than 40 countries. Founded in 1961, it employs about "
    "9,300 people at 22 sites and is listed on the main market.\n\nThis announcement contains forward-looking statements, "
    'which reflect the views of management at the time they are made. Words such as "expects", "intends" and '
    '"believes" identify such statements. They involve risks and uncertainties, and actual results may differ materially '
    "from those expressed or implied. {name} undertakes no obligation to update them, whether as a result of new "
    "information, future events or otherwise, except as required by law. Nothing in this announcement is a profit forecast."
)
TEMPLATES = (
    "{a} declares interim dividend\n\n{a} said its board had declared an interim dividend of {n} pence a share for the six "
    "months to {d}. The dividend will be paid on {d} to shareholders on the register at the close of business on {d}. The "
    "shares will trade ex-dividend from {d}. A dividend reinvestment plan is available, and elections must be received by "
    "{d}.",
    "{p}, a director of {a}, sold {m} shares of the company's common stock on {d} at an average price of ${n}, according to "
    "a filing with the Securities and Exchange Commission. The transaction was made under a trading plan adopted on {d}. "
    "After the sale {p} owns {m} shares directly. Shares of {a} opened at ${n} and have a twelve-month low of ${n} and a "
    "high of ${n}.",
    "{a} was upgraded by equities research analysts at {b} from a hold rating to a buy rating in a report issued on {d}. "
    "The firm has a ${n} price objective on the stock. Several other analysts have also commented on the shares. {c} raised "
    "its target price to ${n} in a note on {d}. {a} traded up ${n} during trading, reaching ${n}. The stock had a trading "
    "volume of {m} shares, compared with its average volume of {m}.",
    "{a} announces that on {d} it purchased {m} of its ordinary shares for cancellation on the London market at a price of "
    "{n} pence a share through {b}, under the programme announced on {d}. After cancellation the company has {m} ordinary "
    "shares in issue, with one vote each, which is the figure shareholders may use as the denominator for notifications.",
    "{city} shares ended {n} percent higher on {d}, led by {a}, which rose {n} percent after results. {b} gained {n} percent "
    "and {c} fell {n} percent, the worst performer on the benchmark index, which closed at {m} points. The index has risen "
    "{n} percent this year. Trading volume was {m} million shares against a thirty-day average of {m} million.",
)  # fmt: skip


@dataclass(frozen=True)
class Article:
    """A written article and the other names of its parties, each party's names together."""

    doc: Document
    parties: Sequence[tuple[str, tuple[str, ...]]]

    @property
    def paragraphs(self) -> list[str]:
        return self.doc.text.split("\n\n")


Edit = Callable[[Article, "Pool"], str | None]


class Pool:
    """The articles and the dice."""

    def __init__(self, articles: Sequence[Article], seed: int = SEED) -> None:
        self.articles = articles
        self.rng = random.Random(seed)

    def other(self, article: Article) -> Article:
        while (found := self.rng.choice(self.articles)) is article:
            pass
        return found

    def company(self) -> str:
        return f"{self.rng.choice(FIRST)}{self.rng.choice(LAST)} {self.rng.choice(LINES)}"

    def person(self) -> str:
        return f"{self.rng.choice(PEOPLE).split()[0]} {self.rng.choice(FIRST)}{self.rng.choice(LAST)}"

    def day(self) -> str:
        return f"{self.rng.choice('January March May June August October'.split())} {self.rng.randint(1, 28)}"


def read(paths: Sequence[Path]) -> list[Article]:
    found = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            data = json.loads(line)
            doc = Document(text=data["text"], id=data["id"], title=data["title"])
            parties = [(e["kind"], (e["name"], *e.get("aliases", ()))) for e in data["entities"]]
            found.append(Article(doc, parties))
    return found


def truncate(article: Article, pool: Pool) -> str | None:
    """The first three paragraphs, at most half the text."""
    parts = article.paragraphs
    return "\n\n".join(parts[: min(3, len(parts) // 2)]) if len(parts) >= 4 else None


def intro(article: Article, pool: Pool) -> str:
    city = pool.rng.choice(CITIES)
    return (
        f"Readers in {city} will watch this one closely: the region counts several suppliers and a good many savers among "
        f"those affected, and our business desk in {city} will follow the story through the week.\n\n{article.doc.text}"
    )


def background(article: Article, pool: Pool) -> str:
    """The end of another article is added, at most as long as the copy itself."""
    text, added = article.doc.text, "\n\n".join(pool.other(article).paragraphs[-2:])
    return text + "\n\n" + added[: len(text)]


def headline(article: Article, pool: Pool) -> str:
    """Another headline, left standing in the text."""
    words = (article.doc.title or "News").split()
    pool.rng.shuffle(words)
    return " ".join(words) + "\n\n" + article.doc.text


def byline(article: Article, pool: Pool) -> str:
    rng = pool.rng
    city, agency, person = rng.choice(CITIES), rng.choice(AGENCIES), rng.choice(PEOPLE)
    head = rng.choice([
        f"{city.upper()}, Nov {rng.randint(1, 28)} ({agency}) - ",
        f"By {person}\n\n{city.upper()} ({agency}) -- ",
        f"{city} ({agency}) — ",
        f"{city.upper()} — ",
        f"{agency} | {rng.randint(1, 28)} November 2025\n\n",
    ])  # fmt: skip
    tail = rng.choice(["", f"\n\n(Reporting by {person}; Editing by {rng.choice(PEOPLE)})", f" (Writing by {person})"])
    return head + article.doc.text + tail


def casing(article: Article, pool: Pool) -> str:
    first, *rest = article.doc.text.split(" ", 5)
    if pool.rng.random() < 0.3:
        return article.doc.text.upper()
    return " ".join([first.upper(), *(word.upper() for word in rest[:-1]), *rest[-1:]])


def quotes(article: Article, pool: Pool) -> str:
    """Other quotes, dashes and breaks."""
    text = article.doc.text
    if '"' in text:
        text = re.sub(r'"([^"]*)"', r"“\1”", text).replace("'", "’")
    else:
        text = text.translate(str.maketrans("“”‘’", "\"\"''"))
    text = text.replace(" - ", " — ") if " - " in text else text.replace("—", "--").replace("–", "-")
    return text.replace("\n\n", pool.rng.choice(["\n", "\n\n\n", " "]))


def typos(article: Article, pool: Pool) -> str:
    """Two neighbouring letters change places in one word of sixty."""
    words = article.doc.text.split(" ")
    for _ in range(max(1, len(words) // 60)):
        at = pool.rng.randrange(len(words))
        if len(words[at]) > 4 and words[at].isalpha():
            k = pool.rng.randrange(1, len(words[at]) - 2)
            words[at] = words[at][:k] + words[at][k + 1] + words[at][k] + words[at][k + 2 :]
    return " ".join(words)


def drop(article: Article, pool: Pool) -> str | None:
    """A third of the paragraphs is missing."""
    parts = article.paragraphs
    if len(parts) < 3:
        return None
    gone = set(pool.rng.sample(range(len(parts)), len(parts) // 3))
    return "\n\n".join(part for k, part in enumerate(parts) if k not in gone)


def reword(article: Article, pool: Pool) -> str:
    """One sentence in other words."""
    sentences = SENTENCE.split(article.doc.text)
    at = pool.rng.randrange(len(sentences))
    words = sentences[at].split(" ")
    plain = [k for k, word in enumerate(words) if word.isalpha() and word.islower()]
    for k in pool.rng.sample(plain, (len(plain) + 2) // 3):
        words[k] = WORDS.get(words[k]) or pool.rng.choice(list(WORDS.values()))
    new = " ".join(words)
    return article.doc.text.replace(sentences[at], new, 1)


def tail(article: Article, pool: Pool) -> str:
    return article.doc.text + "\n\n" + TAIL


def spelling(article: Article, pool: Pool) -> str | None:
    """British → American or the other way round, where the text has such a word."""
    text = article.doc.text
    for pair in PAIRS:
        old, new = pair if pair[0] in text else pair[::-1]
        text = text.replace(old, new)
    return text if text != article.doc.text else None


def site(article: Article, pool: Pool) -> str:
    """Several edits at once, as a site makes them: from an agency's text, often cut, with something of its own."""
    steps: list[Edit] = [byline, *pool.rng.sample([drop, typos, reword, quotes], 2)]
    if pool.rng.random() < 0.25:
        steps.insert(0, truncate)
    if pool.rng.random() < 0.75:
        steps.append(pool.rng.choice([intro, tail, headline, background]))
    text = article.doc.text
    for step in steps:
        text = step(replace(article, doc=replace(article.doc, text=text)), pool) or text
    return text


def figures(article: Article, pool: Pool) -> str | None:
    """One to three figures are others; one at most where there are few."""
    # the first words may be a dateline, which is no part of the story
    found = [m for m in FIGURE.finditer(article.doc.text) if article.doc.text.count(" ", 0, m.start()) > 9]
    if len(found) < 2:
        return None
    return _renumber(article.doc.text, pool.rng.sample(found, pool.rng.randint(1, min(3, len(found) // 2))), pool.rng)


def figures_byline(article: Article, pool: Pool) -> str | None:
    text = figures(article, pool)
    return text and byline(replace(article, doc=replace(article.doc, text=text)), pool)


def swapped(article: Article, pool: Pool) -> str | None:
    """Every company and person is another one; the words and figures are the same."""
    text = article.doc.text
    known = [(kind, names) for kind, names in article.parties if kind in {"company", "fund", "person"}]
    if not any(kind == "company" and any(text.count(n) for n in names) for kind, names in known):
        return None
    for kind, names in known:
        new = pool.person() if kind == "person" else pool.company()
        for name in sorted(names, key=len, reverse=True):
            short = new.split()[-1 if kind == "person" else 0]
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", new if " " in name else short, text)
    return text if text != article.doc.text else None


def twin(article: Article, pool: Pool) -> str | None:
    """Other parties and other figures in the same words."""
    text = swapped(article, pool)
    return text and _renumber(text, list(FIGURE.finditer(text)), pool.rng)


def _renumber(text: str, found: Sequence[re.Match[str]], rng: random.Random) -> str:
    for m in sorted(found, key=lambda m: -m.start()):
        digits = [k for k in range(m.start(), m.end()) if text[k].isdigit()]
        at = rng.choice(digits)
        new = rng.choice([d for d in "123456789" if d != text[at]])
        text = text[:at] + new + text[at + 1 :]
    return text


COPIES: Mapping[str, Edit] = {e.__name__: e for e in (
    truncate, intro, background, headline, byline, casing, quotes, typos, drop, reword, tail, spelling, site,
)}  # fmt: skip
UPDATES: Mapping[str, Edit] = {e.__name__: e for e in (figures, figures_byline)}
OTHERS: Mapping[str, Edit] = {e.__name__: e for e in (swapped, twin)}


def notices(pool: Pool, count: int) -> Iterator[Document]:
    """Notices of one template about different parties: none is a copy of any other."""
    rng = pool.rng
    for n in range(count):
        names = {
            "a": pool.company(),
            "b": pool.company(),
            "c": pool.company(),
            "p": pool.person(),
            "city": rng.choice(CITIES),
        }
        text = re.sub(
            r"\{(\w+)\}", lambda m, names=names: names.get(m[1]) or _figure(m[1], pool), TEMPLATES[n % len(TEMPLATES)]
        )
        yield Document(text=text, id=f"notice-{n}")


def _figure(form: str, pool: Pool) -> str:
    if form == "d":
        return pool.day()
    return f"{pool.rng.uniform(1, 400):.2f}" if form == "n" else f"{pool.rng.randint(2_000, 9_999_999):,}"


def releases(pool: Pool, unseen: Sequence[Article]) -> Iterator[Document]:
    """Different stories of one company, two and two with the same closing boilerplate."""
    name = ""
    for n, article in enumerate(unseen):
        name = name if n % 2 else pool.company()
        head = re.sub(r"^\S+( \S+)?", name, "\n\n".join(article.paragraphs[:2]))
        yield Document(text=head + "\n\n" + ABOUT.format(name=name), id=f"release-{n}")


@dataclass
class Row:
    """One kind of edit: what came of it. `right` by what was wanted, `wrong` = matched as a copy of what it is not."""

    name: str
    wanted: str
    n: int = 0
    right: int = 0
    wrong: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def note(self, match: Match | None, source: str | None) -> bool:
        """Count one answer; whether it is the wanted one."""
        kind = "none" if match is None else match.kind.value
        same = match is not None and match.canonical == source
        copy = match is not None and match.kind is not Kind.UPDATE
        right = {"copy": copy and same, "update": kind == "update" and same, "none": match is None}[self.wanted]
        self.n += 1
        self.right += right
        self.wrong += copy and not (self.wanted == "copy" and same)
        self.kinds[kind if match is None or same or self.wanted == "none" else "other " + kind] += 1
        return right


def score(articles: Sequence[Article], count: int, misses: int = 0) -> list[Row]:
    """A row for each kind of edit, over `count` articles; a quarter of all stays unseen until the last row."""
    pool = Pool(articles)
    mixed = pool.rng.sample(list(articles), len(articles))
    unseen, seen = mixed[: len(mixed) // 4], mixed[len(mixed) // 4 :]
    known = Deduplicator()
    rows = [run("articles", "none", known, [(article.doc, None) for article in seen], misses)]
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "known.npz"
        known.save(state)

        def tried(name: str, wanted: str, docs: Iterable[tuple[Document, str | None]]) -> None:
            rows.append(run(name, wanted, Deduplicator.load(state), docs, misses))

        for wanted, edits in (("copy", COPIES), ("update", UPDATES), ("none", OTHERS)):
            for name, edit in edits.items():
                made = ((article, edit(article, pool)) for article in seen[:count])
                tried(name, wanted, [
                    (Document(text=text, id=f"{a.doc.id}/{name}"), a.doc.id) for a, text in made if text is not None
                ])  # fmt: skip
        tried("notices", "none", [(doc, None) for doc in notices(pool, count)])
        tried("releases", "none", [(doc, None) for doc in releases(pool, unseen)])
    return rows


def run(name: str, wanted: str, dedup: Deduplicator, docs: Iterable[tuple[Document, str | None]], misses: int) -> Row:
    row = Row(name, wanted)
    for doc, source in docs:
        match = dedup.add(doc)
        if not row.note(match, source) and row.n - row.right <= misses:
            print(f"{name}: {doc.id} ({len(doc.text.split())} words): {match}", file=sys.stderr)
    return row


def precision(rows: Sequence[Row]) -> tuple[int, int]:
    """(right, all) among the documents matched as copies."""
    right = sum(row.right for row in rows if row.wanted == "copy")
    return right, right + sum(row.wrong for row in rows)


def ten_sites(articles: Sequence[Article], count: int) -> tuple[int, int, int, int, int]:
    """Each of `count` articles on ten sites, among all articles: (stories, in one cluster alone, pairs right, found, true)."""
    pool = Pool(articles, SEED + 1)
    docs = [article.doc for article in articles]
    for article in pool.rng.sample(list(articles), min(count, len(articles))):
        docs += [Document(text=site(article, pool), id=f"{article.doc.id}/{n}") for n in range(9)]
    pool.rng.shuffle(docs)
    right = found = whole = 0
    for group in cluster(docs):
        sources = [str(member.document.id).split("/")[0] for member in group.members]
        found += len(sources) * (len(sources) - 1) // 2
        right += sum(a == b for a, b in combinations(sources, 2))
        whole += len(sources) == 10 and len(set(sources)) == 1
    return count, whole, right, found, count * 45


def stream(texts: Sequence[str], size: int) -> Iterator[Document]:
    """`size` documents: new ones mixed from sentences of the articles, and a third copies of earlier ones."""
    rng = random.Random(SEED)
    sentences = [s for text in texts for s in SENTENCE.split(text)]
    made: list[str] = []
    for n in range(size):
        if made and n % 3 == 2:
            yield Document(text=f"LONDON ({rng.choice(AGENCIES)}) - {rng.choice(made)} {TAIL}", id=str(n))
        else:
            made.append(" ".join(rng.sample(sentences, rng.randint(10, 32))))
            yield Document(text=made[-1], id=str(n))


def timed(texts: Sequence[str], size: int) -> dict[str, Any]:
    """Milliseconds of processor time a document, over all and over the last quarter; kB a document in memory and saved.

    To be run in a process of its own, on Linux.
    """
    docs = list(stream(texts, size))
    dedup = Deduplicator()
    before, begin = resident(), time.process_time()
    matched = sum(dedup.add(doc) is not None for doc in docs[: -size // 4])
    middle = time.process_time()
    matched += sum(dedup.add(doc) is not None for doc in docs[-size // 4 :])
    end, after = time.process_time(), resident()
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state.npz"
        dedup.save(state)
        saved, start = state.stat().st_size, time.process_time()
        Deduplicator.load(state)
    return {
        "documents": size,
        "words": sum(len(doc.text.split()) for doc in docs) // size,
        "matched": matched,
        "ms": (end - begin) / size * 1e3,
        "last_ms": (end - middle) / (size // 4) * 1e3,
        "kb": (after - before) / size / 1024,
        "file_kb": saved / size / 1024,
        "load_s": time.process_time() - start,
    }


def resident() -> int:
    """Bytes of memory this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def report(rows: Sequence[Row]) -> None:
    print(f"{'edit':16}{'wanted':>8}{'n':>7}{'right':>9}{'wrong copy':>12}   answers")
    for row in rows:
        kinds = ", ".join(f"{kind} {n}" for kind, n in row.kinds.most_common())
        print(f"{row.name:16}{row.wanted:>8}{row.n:7}{100 * row.right / max(1, row.n):8.2f}%{row.wrong:12}   {kinds}")
    right, found = precision(rows)
    for wanted, label in (("copy", "recall of copies"), ("update", "recall of updates")):
        some = [row for row in rows if row.wanted == wanted]
        share = sum(row.right for row in some) / max(1, sum(row.n for row in some))
        print(f"{label}: {100 * share:.2f} % of {sum(row.n for row in some)}")
    print(f"precision of copies: {100 * right / max(1, found):.2f} % of {found}")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=[])
    parser.add_argument("--articles", type=int, default=1_200)
    parser.add_argument("--sites", type=int, default=200, help="articles that appear on ten sites")
    parser.add_argument("--misses", type=int, default=0, help="wrong answers to show for each kind of edit")
    parser.add_argument("--no-time", action="store_true")
    options = parser.parse_args(arguments)
    articles = read(options.files or sorted(WRITTEN.glob("*.jsonl")))
    report(score(articles, options.articles, options.misses))
    stories, whole, right, found, true = ten_sites(articles, options.sites)
    print(
        f"ten sites: {whole} of {stories} stories are one cluster of ten; pairs: precision {100 * right / max(1, found):.2f} %,"
        f" recall {100 * right / max(1, true):.2f} %"
    )
    if not options.no_time:
        for size in SIZES:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                took = alone.submit(timed, [a.doc.text for a in articles], size).result()
            print(", ".join(f"{k} {v:.2f}" if isinstance(v, float) else f"{k} {v}" for k, v in took.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
