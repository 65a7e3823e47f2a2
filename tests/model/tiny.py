"""A network small enough for tests: a WordPiece vocabulary of letters and some words, two layers of 32."""

import string
from collections.abc import Sequence
from dataclasses import replace

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from extractor.model.checkpoint import Checkpoint
from extractor.model.labels import Labels
from extractor.model.network import EventModel, HeadOptions
from extractor.model.windows import Window, WindowOptions, make_windows

SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = """
the of in to a its for and said bought sold shares stake percent million profit rose fell company chief
"""
OPTIONS = WindowOptions(body=40, overlap=16, title=8)
HEADS = HeadOptions(width=32, layers=1, heads=4)


def tokenizer() -> Tokenizer:
    """Whole words where it knows them, else letter by letter; [UNK] for other scripts."""
    letters = string.ascii_lowercase + string.digits
    pieces = [*SPECIALS, *letters, *(f"##{c}" for c in letters), *string.punctuation, *"£€¥“”’‘–—…•", *WORDS.split()]
    tok = Tokenizer(WordPiece({p: i for i, p in enumerate(dict.fromkeys(pieces))}, unk_token="[UNK]"))
    tok.normalizer = BertNormalizer(lowercase=True)
    tok.pre_tokenizer = BertPreTokenizer()
    return tok


def encoder_config(*, dropout: float = 0.1) -> dict[str, object]:
    return {
        "vocab_size": tokenizer().get_vocab_size(), "hidden_size": 32, "num_hidden_layers": 2,
        "num_attention_heads": 4, "intermediate_size": 64, "hidden_act": "gelu", "hidden_dropout_prob": dropout,
        "attention_probs_dropout_prob": 0.0, "max_position_embeddings": 128, "type_vocab_size": 2,
        "layer_norm_eps": 1e-12, "pad_token_id": 0,
    }  # fmt: skip


def model(*, seed: int = 0, dropout: float = 0.1, labels: Labels | None = None, near: int = 0) -> EventModel:
    """Random weights, spread out enough that classes differ; in eval mode."""
    torch.manual_seed(seed)
    net = EventModel(encoder_config(dropout=dropout), labels or Labels.current(), replace(HEADS, near=near))
    with torch.no_grad():
        for name, p in net.named_parameters():
            if p.ndim > 1:
                p.normal_(0.0, 0.5 if name.startswith(("mentions", "triggers")) else 0.15)
    return net.eval()


def checkpoint(*, seed: int = 0) -> Checkpoint:
    return Checkpoint(model=model(seed=seed), tokenizer=tokenizer(), windows=OPTIONS, name="tiny/1", calibration={})


def windows(*texts: str, title: str | None = None, options: WindowOptions = OPTIONS) -> list[Window]:
    """The windows of several texts, one after the other."""
    tok = tokenizer()
    return [w for text in texts for w in make_windows(tok, text, title=title, options=options)]


def pieces(win: Window, text: str) -> list[str]:
    """What each token of a window stands for in the body; "" for tokens of the title and special ones."""
    body = (win.fields == 0).tolist()
    return [text[a:b] if ok else "" for a, b, ok in zip(win.starts.tolist(), win.ends.tolist(), body, strict=True)]


def token_of(win: Window, text: str, word: str, *, nth: int = 0) -> tuple[int, int]:
    """Half-open token range of a word's nth occurrence in the body of a window."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(word, at + 1)
    inside = [
        i
        for i, (f, a, b) in enumerate(zip(win.fields, win.starts, win.ends, strict=True))
        if f == 0 and a < at + len(word) and b > at
    ]
    return inside[0], inside[-1] + 1


ARTICLES: Sequence[str] = (
    "Harrow Glass said its chief bought 4,200 shares.\nProfit rose 12 percent to $31 million.",
    "The company sold its stake in Orvane for $9 million.",
    "Tessel fell. " * 12 + "\n\n" + "Quorra Mining and Bexley Rail said shares rose in London. " * 6,
)


def mpnet_config(*, features_after: int = 0) -> dict[str, object]:
    sizes = {k: v for k, v in encoder_config(dropout=0.0).items() if k != "type_vocab_size"}
    return {**sizes, "family": "mpnet", "relative_attention_num_buckets": 32, "features_after": features_after}


def mpnet_model(*, seed: int = 0, features_after: int = 0) -> EventModel:
    """As `model`, on an MPNet encoder."""
    torch.manual_seed(seed)
    net = EventModel(mpnet_config(features_after=features_after), Labels.current(), HEADS)
    with torch.no_grad():
        for name, p in net.named_parameters():
            if p.ndim > 1:
                p.normal_(0.0, 0.5 if name.startswith(("mentions", "triggers")) else 0.15)
    return net.eval()
