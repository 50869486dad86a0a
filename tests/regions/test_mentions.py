"""detect_places on labelled texts: what it finds, what it leaves, what it doesn't choose."""

import pytest

from tests.gold.articles_before import ARTICLES
from tests.gold.sentences_after import SENTENCES as LATER
from tests.gold.sentences_before import SENTENCES
from tests.regions.places_in_text import Score, found_in

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


@pytest.fixture(params=[SENTENCES, ARTICLES, LATER], ids=["sentences", "articles", "later"])
def score(request):
    return Score(request.param)


def test_hromadas(score):
    assert score.precision("hromadas") >= 0.97, score.extra
    assert score.recall("hromadas") >= 0.90, score.missed


def test_oblasts(score):
    assert score.precision("oblasts") >= 0.97, score.extra
    assert score.recall("oblasts") >= 0.93, score.missed


def test_what_is_ambiguous_is_not_chosen_and_all_candidates_are_offered(score):
    assert not score.silent_choices
    assert not score.not_offered


def test_a_text_without_places_gives_nothing(score, request):
    for labelled in request.node.callspec.params["score"]:
        if not (labelled.hromadas or labelled.oblasts or labelled.ambiguous):
            found = found_in(labelled)
            assert not found.ambiguous, labelled
