import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from extractor.engine import int8
from extractor.engine.int8 import Int8Linear, for_inference, quantise_tokens
from extractor.engine.torch_backend import TorchBackend, pick_precision
from extractor.errors import ConfigError
from extractor.model.batch import collate
from extractor.model.checkpoint import Checkpoint, load
from extractor.model.folder import model_folder
from extractor.model.windows import make_windows
from tests.model.tiny import ARTICLES, OPTIONS, checkpoint, mpnet_model, tokenizer, windows

CPU = torch.device("cpu")
ARTICLES_OF_OURS = Path(__file__).parents[2] / "corpora" / "written" / "newsroom.jsonl"


def test_each_row_has_the_scale_and_offset_of_its_own_range():
    rows = torch.tensor([[0.0, 2.55, 0.0149], [-1.0, -1.0, -1.0], [-127.0, 128.0, 0.4]])
    small, scale, offset = quantise_tokens(rows)
    assert small.tolist() == [[-128, 127, -127], [-128, -128, -128], [-128, 127, -1]]
    back = small * scale + offset
    assert float((back - rows).abs().max()) <= 0.5
    assert back[1].tolist() == pytest.approx([-1.0, -1.0, -1.0])


@torch.inference_mode()
def test_a_linear_layer_is_kept_within_its_steps():
    torch.manual_seed(0)
    one, two = nn.Linear(48, 40), nn.Linear(48, 8)
    rows = torch.randn(30, 48) * torch.logspace(-2, 2, 30)[:, None]
    wanted = torch.cat([one(rows), two(rows)], dim=1)
    got = Int8Linear(one, two)(rows)
    error = (got - wanted).norm(dim=1) / wanted.norm(dim=1)
    assert got.shape == (30, 48)
    assert float(error.max()) < 0.02


@torch.inference_mode()
def test_without_exact_int8_products_the_result_is_the_same(monkeypatch):
    torch.manual_seed(0)
    layer, rows = nn.Linear(384, 96), torch.randn(40, 384)
    wanted = Int8Linear(layer)(rows)
    monkeypatch.setattr(int8, "exact", lambda: False)
    slow = Int8Linear(layer)
    assert slow.weight.dtype == torch.float32
    assert torch.allclose(slow(rows), wanted, atol=1e-5)


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() != "x86_64", reason="oneDNN's x86 kernels")
def test_products_that_overflow_are_noticed():
    code = "from extractor.engine.int8 import exact; from extractor.engine.torch_backend import *; print(exact(), pick_precision('auto', torch.device('cpu')))"
    env = {**os.environ, "ONEDNN_MAX_CPU_ISA": "AVX2"}
    said = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "float32"]


@pytest.fixture(scope="module")
def shipped():
    return load(model_folder("small"))


@pytest.fixture(scope="module")
def batch(shipped):
    docs = [json.loads(line) for line in ARTICLES_OF_OURS.read_text(encoding="utf-8").splitlines()[:4]]
    return collate(
        [w for d in docs for w in make_windows(shipped.tokenizer, d["text"], title=d["title"], options=shipped.windows)]
    )


@torch.inference_mode()
def test_the_shipped_model_reads_the_same_in_int8(shipped, batch):
    model = shipped.model.eval()
    wanted, got = model.encode(*batch), for_inference(model, int8=True).encode(*batch)
    alike = torch.cosine_similarity(wanted.hidden[batch.mask], got.hidden[batch.mask], dim=-1)
    assert float(alike.mean()) > 0.998
    assert float(alike.min()) > 0.98
    assert not torch.equal(wanted.hidden, got.hidden)
    gap = (wanted.triggers.softmax(-1) - got.triggers.softmax(-1))[batch.mask].abs()
    assert float(gap.mean()) < 1e-3


@torch.inference_mode()
def test_a_window_reads_the_same_in_any_company(shipped, batch):
    model = for_inference(shipped.model.eval(), int8=True)
    together = model.encode(*batch)
    row = int(batch.mask.sum(1).argmin())
    length = int(batch.mask[row].sum())
    alone = model.encode(*(t[row : row + 1, :length] for t in batch))
    assert length < batch.ids.shape[1]
    alike = torch.cosine_similarity(alone.hidden[0], together.hidden[row, :length], dim=-1)
    assert float(alike.min()) > 0.999


def test_the_model_it_is_made_from_stays_as_it_is():
    model = checkpoint().model
    before = {k: v.clone() for k, v in model.state_dict().items()}
    for_inference(model, int8=True)
    assert all(torch.equal(v, before[k]) for k, v in model.state_dict().items())


def test_the_backend_runs_in_int8_and_finds_nearly_the_same():
    wins = windows(*ARTICLES)
    full, small = (TorchBackend(checkpoint(), device="cpu", precision=p, threshold=0.0) for p in ("float32", "int8"))
    a, b = ({(i, m.start) for i, f in enumerate(be.run(wins)) for m in f.mentions} for be in (full, small))
    assert small.precision == "int8"
    assert len(a & b) > 0.9 * len(a | b) > 5


@pytest.mark.parametrize(
    ("vnni", "right", "wanted"), [(True, True, "int8"), (False, True, "float32"), (True, False, "float32")]
)
def test_auto_takes_int8_where_the_cpu_has_instructions_for_it(monkeypatch, vnni, right, wanted):
    monkeypatch.setattr(torch.cpu, "_is_vnni_supported", lambda: vnni)
    monkeypatch.setattr("extractor.engine.torch_backend.exact", lambda: right)
    assert pick_precision("auto", CPU) == wanted
    assert pick_precision("float32", CPU) == "float32"
    assert pick_precision("auto", torch.device("cuda")) == "float32"


def test_a_precision_that_does_not_go_is_refused():
    with pytest.raises(ConfigError, match="none of auto, int8, float32"):
        pick_precision("fp4", CPU)
    with pytest.raises(ConfigError, match="for the CPU"):
        pick_precision("int8", torch.device("cuda"))


def test_an_encoder_that_cant_run_in_int8_takes_float32_by_itself():
    stored = Checkpoint(model=mpnet_model(), tokenizer=tokenizer(), windows=OPTIONS, name="tiny/1", calibration={})
    assert TorchBackend(stored, device="cpu", precision="auto").precision == "float32"
    with pytest.raises(ConfigError, match="mpnet encoder can't run in int8"):
        TorchBackend(stored, device="cpu", precision="int8")
