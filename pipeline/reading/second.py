"""The second reader: RapidOCR's recogniser on boxes that Tesseract found, in one thread and without a network.

Only the network and its list of characters are taken from the ``rapidocr`` wheel; they run on onnxruntime directly, since a
page's crops then go through in batches of like width, and each letter's place in the picture is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.errors import MissingEngine
from pipeline.reading.raster import Grey

HEIGHT = 48
"""Pixels: the height of line that the network was trained on."""

WIDEST = 1600
"""Pixels at that height; a longer crop is squeezed."""

BATCH_PIXELS = 600
"""Summed widths of a batch: larger ones no longer fit the processor's cache, and take twice as long."""

STEP = 16
"""Widths are rounded up to a multiple, so that few shapes occur."""

MODEL = "*_rec_*.onnx"


@dataclass(frozen=True, slots=True)
class Crop:
    """What the recogniser read: the letters, each with its confidence 0-1 and its place 0-1 from left to right."""

    text: str
    scores: tuple[float, ...]
    places: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """The mean over the letters; 0 where there are none."""
        return sum(self.scores) / len(self.scores) if self.scores else 0.0


class Recogniser:
    """One network, loaded once a process."""

    name = "rapidocr"

    def __init__(self, path: Path) -> None:
        import onnxruntime  # pages that are not read from a picture need not pay for it

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        listed = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ("", *listed, " ")
        self.model = path.name

    def version(self) -> str:
        return f"rapidocr {version('rapidocr')}"

    def read(self, crops: Sequence[Grey]) -> list[Crop]:
        """What stands on each crop, in the order given."""
        scaled = [_scaled(crop) for crop in crops]
        order = sorted(range(len(scaled)), key=lambda i: scaled[i].shape[1])
        read: list[Crop] = [Crop("", (), ())] * len(scaled)
        batch: list[int] = []
        for i in order:
            width = _rounded(scaled[i].shape[1])
            if batch and width * (len(batch) + 1) > BATCH_PIXELS:
                self._run(scaled, batch, read)
                batch = []
            batch.append(i)
        if batch:
            self._run(scaled, batch, read)
        return read

    def _run(self, scaled: Sequence[Grey], batch: Sequence[int], read: list[Crop]) -> None:
        width = _rounded(max(scaled[i].shape[1] for i in batch))
        block = np.zeros((len(batch), 3, HEIGHT, width), np.float32)
        for row, i in enumerate(batch):
            block[row, :, :, : scaled[i].shape[1]] = scaled[i].astype(np.float32) / 127.5 - 1.0
        (output,) = self._session.run(None, {self._input: block})
        for row, i in enumerate(batch):
            read[i] = self._decoded(output[row], width / scaled[i].shape[1])

    def _decoded(self, output: npt.NDArray[Any], stretch: float) -> Crop:
        """CTC: the likeliest character at each place, repeats and blanks left out."""
        best = output.argmax(axis=1)
        kept = [t for t in range(len(best)) if best[t] and (t == 0 or best[t] != best[t - 1])]
        return Crop(
            "".join(self._characters[best[t]] for t in kept),
            tuple(float(output[t, best[t]]) for t in kept),
            tuple((t + 0.5) / len(best) * stretch for t in kept),
        )


def _scaled(crop: Grey) -> Grey:
    height, width = crop.shape
    wide = max(1, min(WIDEST, round(width * HEIGHT / height)))
    way = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_LINEAR
    scaled: Grey = np.asarray(cv2.resize(crop, (wide, HEIGHT), interpolation=way), dtype=np.uint8)
    return scaled


def _rounded(width: int) -> int:
    return -(-width // STEP) * STEP


@lru_cache(maxsize=1)
def recogniser() -> Recogniser:
    """The recogniser, loaded at the first call."""
    return Recogniser(model_path())


def model_path() -> Path:
    """The network inside the installed wheel."""
    spec = find_spec("rapidocr")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    found = sorted(file for folder in folders for file in (Path(folder) / "models").glob(MODEL))
    if not found:
        raise MissingEngine("the second reader's network is not installed", hint="pip install rapidocr onnxruntime")
    return found[-1]
