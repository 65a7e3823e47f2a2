"""Where the score is lost: parts of what the network finds are replaced by gold, and assembly is run again.

usage: python scripts/oracle.py [MODEL] [--set dev]

| level | mentions | triggers | roles, status, direction |
|---|---|---|---|
| model | model | model | model |
| mentions | gold | model | model |
| triggers | model | gold | model |
| both | gold | gold | model |
| all | gold | gold | gold |

The last row bounds what assembly (coreference, merging, figures, dates) can reach; what lies between two rows is what
the part in question costs.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from calibrate import document
from evaluate import gold_of

from extractor.assemble import Calibration, Thresholds
from extractor.engine.decode import decode_mentions
from extractor.engine.findings import Floats, TriggerFound, WindowFindings
from extractor.engine.torch_backend import TorchBackend
from extractor.evaluation.score import score
from extractor.model.batch import collate
from extractor.model.checkpoint import Checkpoint, load
from extractor.model.folder import model_folder
from extractor.pipeline import Extractor, context_of
from extractor.training.data import IGNORE, Encoder, Example

LEVELS = {
    "model": (False, False, False),
    "mentions": (True, False, False),
    "triggers": (False, True, False),
    "both": (True, True, False),
    "all": (True, True, True),
}


def one_hot(labels: Any, classes: int) -> Floats:
    """[..., classes] from class indices; IGNORE counts as class 0."""
    out: Floats = np.eye(classes, dtype=np.float32)[np.where(np.asarray(labels) == IGNORE, 0, labels)]
    return out


class Oracle:
    """One model and its training encoder, which says what gold looks like in each window."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.model, self.labels = checkpoint.model, checkpoint.model.labels
        self.backend = TorchBackend(checkpoint, device="cpu")
        self.encoder = Encoder(checkpoint.tokenizer, self.labels, checkpoint.windows, restated_weight=1.0)

    def findings(self, examples: Sequence[Example], level: str) -> list[WindowFindings]:
        """What the network finds in an article's windows, with the parts that the level names taken from gold."""
        mentions, triggers, roles = LEVELS[level]
        out = self.backend.run([e.window for e in examples])
        if mentions:
            out = [replace(f, mentions=self._mentions(e)) for f, e in zip(out, examples, strict=True)]
        if triggers:
            out = [replace(f, triggers=list(self._triggers(e, roles))) for f, e in zip(out, examples, strict=True)]
        return out

    def _mentions(self, e: Example) -> list[Any]:
        polarity = one_hot(e.polarity, len(self.labels.polarities))
        return decode_mentions(
            e.window,
            one_hot(e.mentions, len(self.labels.mentions)),
            polarity,
            list(self.labels.mentions),
            with_title=True,
        )

    @torch.inference_mode()
    def _triggers(self, e: Example, roles: bool) -> Iterator[TriggerFound]:
        win = e.window
        events = [ev for ev in e.events if win.own_from <= ev.first < win.own_to]
        if not events:
            return
        batch = collate([win])
        read = self.model.read_arguments(
            self.model.encode(*batch).hidden,
            batch.mask,
            torch.zeros(len(events), dtype=torch.int64),
            torch.tensor([(ev.first, ev.last) for ev in events]),
            torch.tensor([ev.action for ev in events]),
        )
        of = self.labels
        found = [x.softmax(-1).numpy() for x in read]
        for k, ev in enumerate(events):
            role, versus, status, direction, polarity = (x[k] for x in found)
            if roles:
                role, versus = one_hot(ev.roles, len(of.roles)), one_hot(ev.versus, len(of.versus))
                status, direction = one_hot(ev.status, len(of.statuses)), one_hot(ev.direction, len(of.directions))
            yield TriggerFound(
                int(win.starts[ev.first]), int(win.ends[ev.last - 1]), of.triggers[ev.action], 1.0, 1.0,
                status, direction, polarity, role, versus, win.starts, win.ends, win.fields,
            )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Scores with parts of the findings taken from gold.")
    parser.add_argument("model", nargs="?", default="small")
    parser.add_argument("--set", default="dev", help="dev, test or NAME=FILE.jsonl")
    options = parser.parse_args()
    checkpoint = load(model_folder(options.model))
    oracle, extractor = Oracle(checkpoint), Extractor(options.model)
    stored = Calibration.from_dict(checkpoint.calibration.get("confidence", {}))
    thresholds = Thresholds(**checkpoint.calibration.get("thresholds", {}))
    gold: list[Mapping[str, Any]] = list(gold_of(options.set))
    examples = {d["id"]: oracle.encoder.article(dict(d)) for d in gold}
    print(f"{'level':10}{'event F1':>10}{'argument F1':>13}{'exact F1':>10}{'core event':>12}")
    for level, (_, triggers, _) in LEVELS.items():
        assembler = extractor.assembler(calibration=stored.at(0.0) if triggers else stored, thresholds=thresholds)
        records = {}
        for d in gold:
            doc = document(d)
            article = assembler.article(doc.text, context_of(doc), oracle.findings(examples[d["id"]], level))
            records[d["id"]] = article.model_dump(mode="json")
        found = score(gold, records).to_dict()
        cells = [found["all"][k] for k in ("event_f1", "argument_f1", "exact_f1")]
        print(f"{level:10}{cells[0]:10.1f}{cells[1]:13.1f}{cells[2]:10.1f}{found['core']['event_f1']:12.1f}")


if __name__ == "__main__":
    main()
