"""Read page images by OCR: lines with the place of each character, kept in a cache."""

from __future__ import annotations

import hashlib
import json
import tempfile
import threading
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.library.sealed import sealed, unsealed
from assistant.reading.ocr.classes import restore_classes
from assistant.reading.ocr.rows import Box, set_rows
from assistant.reading.pages.page import Line, Rect

if TYPE_CHECKING:
    from PIL.Image import Image

_DPI = 200
"""Resolution of the page images given to OCR."""
_LARGEST = 1300.0
"""A page whose longer side has more points than this (A3 has 1191) is measured in something else than points."""
_PIXELS = 2400
"""Longer side, in pixels, of the image of such a page."""
_DETECT_SIDE = 1600
_SURE = 0.5
_SURE_OF_A_MARK = 0.7
"""The least confidence in what is kept; specks are read as lone figures or letters."""
_UNSURE = 0.8
_SHORT = 2
"""A box of no more characters than this gets a second look where the engine is unsure."""
_SMALLEST = 8
"""Pixels."""
_FIRST_CHINESE = "\u2e80"
_SETTINGS = f"boxes 1, detect {_DETECT_SIDE}"
"""What of ours decides what is read: part of a cached reading's name."""


def ocr_scale(width: float, height: float) -> float:
    """Return the scale at which to draw a page of that size (points) for OCR."""
    longer = max(width, height)
    return _DPI / 72 if longer <= _LARGEST else _PIXELS / longer


def ocr_image(image: Image, width: float, height: float, cache: Path | None) -> tuple[Line, ...]:
    """Read the image of a page by OCR.

    Args:
        image: The page as drawn.
        width: The page's width as shown, in points.
        height: Its height.
        cache: Folder that keeps readings under `ocr/`; None keeps nothing.

    Returns:
        The lines in rows from the top, each row from left to right, in points from the page's top left.
    """
    pixels = np.asarray(image.convert("RGB"))
    kept = cache / "ocr" / f"{_name(pixels)}.json" if cache else None
    boxes = _kept(kept) if kept else None
    if boxes is None:
        boxes = _recognise(pixels)
        if kept:
            _keep(kept, boxes)
    across, down = width / pixels.shape[1], height / pixels.shape[0]
    return set_rows([_scaled(box, across, down) for box in restore_classes(boxes)])


def read_alone(pixels: np.ndarray[Any, Any], cache: Path | None) -> tuple[str, float]:
    """Read the image (RGB) of one line or mark: its text, empty where nothing is seen, and the engine's confidence."""
    if min(pixels.shape[:2]) < _SMALLEST:
        return "", 0.0
    kept = cache / "ocr" / f"{_name(pixels, 'alone')}.json" if cache else None
    boxes = _kept(kept) if kept else None
    if boxes is None:
        read = _engine()(np.ascontiguousarray(pixels[:, :, ::-1]), use_det=False)
        found = bool(read.txts and read.txts[0])
        boxes = [Box(read.txts[0], round(float(read.scores[0]), 4), Rect(0, 0, 0, 0))] if found else []
        if kept:
            _keep(kept, boxes)
    return (boxes[0].text, boxes[0].score) if boxes else ("", 0.0)


_engines = threading.local()


def _engine() -> Any:
    """Return this thread's OCR engine; its models come with the package, nothing is downloaded.

    Each engine computes on one core: two of them read two pages in less time than one reads them on two.
    """
    engine = getattr(_engines, "engine", None)
    if engine is None:
        engine = _engines.engine = _new_engine()
    return engine


def _new_engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            # It takes a lone 3 for a turned letter.
            "Global.use_cls": False,
            # What it is unsure of gets a second look before it is dropped.
            "Global.text_score": 0.0,
            "Global.max_side_len": 6000,
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECT_SIDE,
            "Rec.rec_batch_num": 1,
            # What it would keep of each shape of line adds up to gigabytes, and saves no time.
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _recognise(pixels: np.ndarray[Any, Any]) -> list[Box]:
    """Return what the engine reads, in pixels."""
    image = np.ascontiguousarray(pixels[:, :, ::-1])
    read = _engine()(image, use_det=True)
    if not read.txts:
        return []
    words = read.word_results if len(read.word_results) == len(read.txts) else ((),) * len(read.txts)
    boxes = []
    for text, score, corners, characters in zip(read.txts, read.scores, read.boxes, words, strict=True):
        (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        centres = tuple((min(x for x, _ in place) + max(x for x, _ in place)) / 2 for _, _, place in characters)
        box = Box(text, round(float(score), 4), Rect(x0, y0, x1, y1), centres)
        if len(text) <= _SHORT and box.score < _UNSURE:
            box = _second_look(image, box)
        if box.score >= (_SURE_OF_A_MARK if len(box.text) == 1 and box.text < _FIRST_CHINESE else _SURE):
            boxes.append(box)
    return boxes


def _second_look(image: np.ndarray[Any, Any], box: Box) -> Box:
    """Read a short box again without its margin, which blurs lone characters; keep the surer reading."""
    margin = 0.15 * box.height
    x0, x1 = int(box.place.x0 + margin), int(box.place.x1 - margin)
    y0, y1 = int(box.place.y0 + margin), int(box.place.y1 - margin)
    if min(x1 - x0, y1 - y0) < _SMALLEST:
        return box
    read = _engine()(np.ascontiguousarray(image[y0:y1, x0:x1]), use_det=False)
    if not read.txts or not read.txts[0] or read.scores[0] <= box.score:
        return box
    return Box(read.txts[0], round(float(read.scores[0]), 4), box.place)


def _scaled(box: Box, across: float, down: float) -> Box:
    x0, y0, x1, y1 = box.place
    place = Rect(x0 * across, y0 * down, x1 * across, y1 * down)
    return Box(box.text, box.score, place, tuple(x * across for x in box.centres))


def _name(pixels: np.ndarray[Any, Any], settings: str = _SETTINGS) -> str:
    digest = hashlib.sha256(f"rapidocr {version('rapidocr')}, {settings}, {pixels.shape}".encode())
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.hexdigest()


def _kept(file: Path) -> list[Box] | None:
    """Return a kept reading; None where there is none or it is damaged."""
    content = unsealed(file)
    try:
        # Readings were not sealed at first; they took hours, and stay.
        text = file.read_text(encoding="utf-8") if content is None else content.decode()
        return [Box(text, score, Rect(*place), tuple(centres)) for text, score, place, centres in json.loads(text)]
    except (OSError, ValueError, TypeError):
        return None


def _keep(file: Path, boxes: list[Box]) -> None:
    """Write a reading beside its place, then move it there: another process may write the same one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps([(box.text, box.score, box.place, box.centres) for box in boxes], ensure_ascii=False)
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
        part.write(sealed(content.encode()))
    Path(part.name).replace(file)
