"""Is a text English? Judged by its script and by the share of function words; no model, a few microseconds."""

from __future__ import annotations

import re
from functools import cache
from typing import ClassVar

from extractor.errors import SourceError

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_READ = 20_000
_MIN_WORDS = 12
# A text counts as foreign where function words of another language, several different ones, are this share of it and
# outnumber the English ones. Of the 1,957 annotated articles 5 reach the share, each with at least twice as many
# English ones.
_FOREIGN_SHARE = 0.12
_FOREIGN_DISTINCT = 4
# So does a text of this many words with fewer English function words than this; the barest annotated table of that
# length has nearly three times as many.
_BARE_WORDS, _BARE_SHARE = 100, 0.05

_FUNCTION_WORDS = {
    "en": "the of and to in that is was for it with as his on be at by had not are but from or have an they "
    "which one you were all her she there would their we him been has when who will no more if out so "
    "said what up its about into than them can only other new some could time these two may then do first "
    "any my now such like our over even most after also did many before must through years where much "
    "your way down should because each just those how this i a he per pct shares vs net",
    "de": "der die das und ist von den mit dem ein eine für auf nicht sich des im auch es sie als wie bei einer "
    "nach aus hat wird wurde zu zum zur werden über einem einen sind dass oder vor noch durch sein haben "
    "rund bis um am er",
    "fr": "le la les des et est une un pour dans que qui sur par au avec plus pas du ce il sont ses aux mais ou "
    "cette son ont sa été se ne en deux après fait leur entre d'un d'une ces nous elle à",
    "es": "el la los las de que y en un una por con para del se no al lo es su más como pero sus fue ha le o "
    "este sobre entre son desde también años hasta han millones está muy",
    "it": "il la di che e un una per con del della non sono le gli dei si al da alla nel come più anche ha ma "
    "delle lo i nella dal ai degli è su sua suo dopo questo questa milioni",
    "pt": "o a os as de que e do da em um uma para com não por mais dos das se na no como ao foi mas sua seu "
    "pela pelo são à também ou entre milhões até está ser",
    "nl": "de het een van en is dat niet op te zijn voor met die aan er ook als maar bij om door naar uit over "
    "nog dan tot wordt heeft werd worden deze jaar hij ze",
    "sv": "och att det som en på är av för med den till har inte om ett men var jag från vi så kan när nu även "
    "efter eller där mot ska under blev miljoner",
    "da": "og at det som en på er af for med den til har ikke om et men var fra vi så kan når nu også efter "
    "eller der mod skal under blev millioner kroner selskabet",
    "fi": "ja on ei se että oli ovat kun mutta myös kuin joka sen tai hän ollut mukaan yhtiö yhtiön osakkeen "
    "osakkeiden prosenttia miljoonaa euroa vuoden sekä jotka ole noin",
    "pl": "i w na z do się nie że to jest o po jak od za przez dla oraz ma są był które tym roku lub spółka przy także",
    "id": "yang dan di dari untuk dengan pada ini itu adalah tidak akan dalam juga oleh ke sebagai telah saham "
    "tahun karena lebih bahwa para atau",
    "tr": "ve bir bu için ile de da olarak daha çok en gibi kadar sonra olan ise ancak milyon yüzde göre her hisse",
}


class LanguageError(SourceError):
    """A document in a language the model can't read."""

    code: ClassVar[str] = "language"


@cache
def _sets() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}


def looks_english(text: str) -> bool:
    """False where the text is clearly not English; True otherwise, also for what is too short or too bare to tell."""
    sample = text[:_READ]
    letters = [char for char in sample if char.isalpha()]
    if not letters:
        return True
    # Latin letters end before U+0250; U+1E00 to U+1EFF is Latin too (Vietnamese and others).
    latin = sum(char < "\u0250" or "\u1e00" <= char < "\u1f00" for char in letters)
    if latin < 0.5 * len(letters):
        return False
    words = [word.lower().replace("’", "'") for word in _WORD.findall(sample)]
    if len(words) < _MIN_WORDS:
        return True
    english = _share(words, _sets()["en"])
    if len(words) >= _BARE_WORDS and english < _BARE_SHARE:
        return False
    return not any(
        _share(words, known) >= max(_FOREIGN_SHARE, english) and len(known.intersection(words)) >= _FOREIGN_DISTINCT
        for language, known in _sets().items()
        if language != "en"
    )


def _share(words: list[str], known: frozenset[str]) -> float:
    return sum(word in known for word in words) / len(words)


def require_english(text: str, *, name: str | None = None) -> None:
    """Raise LanguageError (code "language") for text that is clearly not English."""
    if not looks_english(text):
        raise LanguageError(
            "the text is not English and the model reads English only; translate it, "
            "or allow other languages if you want to see what comes out",
            doc_id=name,
        )
