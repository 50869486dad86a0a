"""`import_articles` and pictures: files beside the lines, and nothing from anywhere else."""

import pytest

from news.importers import Refused
from news.models import Article, Image
from tests import factories
from tests.news.article_lines import taking

pytestmark = pytest.mark.django_db


@pytest.fixture
def take(tmp_path):
    return taking(tmp_path)


def test_cover_and_pictures_come_from_files_beside_the_lines(take, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "storage"
    (tmp_path / "img").mkdir()
    for name in ("cover", "text"):
        content = factories.image_bytes(colour=(len(name), 8, 9))
        (tmp_path / "img" / f"{name}.jpg").write_bytes(content)
    told = {
        "cover": "img/cover.jpg",
        "cover_alt": "Майстерня",
        "body_html": '<figure><img src="img/text.jpg" alt="Двір"><figcaption>Підпис</figcaption>'
        '</figure><p>Текст.</p><img src="https://example.org/x.jpg">',
        "images": {"img/text.jpg": {"credit": "Ілля"}},
    }
    done = take(**told)
    article = Article.objects.get()
    shown = article.image_uses.get().image
    assert (done.new_images, article.cover.alt, shown.credit) == (2, "Майстерня", "Ілля")
    assert article.body == (
        f'<figure><img src="/media/images/{shown.pk}.jpg" alt="Двір">'
        "<figcaption>Підпис</figcaption></figure>\n<p>Текст.</p>"
    )
    assert take(**told).outcome == "unchanged"
    assert take(**told | {"id": 78}).new_images == 0  # the same files


@pytest.mark.parametrize(
    "name", ["../secret.jpg", "/etc/hostname", "img/../../secret.jpg", "link.jpg", "a\\b.jpg"]
)
def test_cover_outside_of_the_folder_is_refused(take, tmp_path, name):
    secret = tmp_path.parent / "secret.jpg"
    secret.write_bytes(factories.image_bytes())
    (tmp_path / "link.jpg").symlink_to(secret)
    with pytest.raises(Refused, match="leads out of the folder|no name of a file"):
        take(cover=name)
    assert not Image.objects.exists()


@pytest.mark.parametrize("address", ["http://10.0.0.1/a.jpg", "file:///etc/hostname", "//h/a.jpg"])
def test_no_picture_is_fetched(take, address):
    with pytest.raises(Refused, match="none is fetched"):
        take(cover=address)
