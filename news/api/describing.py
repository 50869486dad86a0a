"""Labels: what a tag or a place is called, and its page in the language that is active."""

from news.addresses import absolute


def tag_label(tag):
    """Return a Tag as a dict of schemas.TagLabel."""
    return {
        "name": tag.name,
        "name_en": tag.name_en,
        "slug": tag.slug,
        "url": absolute(tag.get_absolute_url()),
    }


def place(row):
    """Return a place of any level as a dict of schemas.Place."""
    return {"katottg": row.katottg, "name": row.name, "name_en": row.name_en}


def place_label(row):
    """Return an Oblast, or a Hromada with its oblast gathered, as a dict of schemas.PlaceLabel."""
    return place(row) | {"url": absolute(row.get_absolute_url())}
