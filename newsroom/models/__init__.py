from newsroom.models.link import Link, LinkUse
from newsroom.models.preview_link import PreviewLink
from newsroom.models.revision import Presence, Revision
from newsroom.models.starter import Starter
from newsroom.models.tags_apart import TagsApart

__all__ = ["Link", "LinkUse", "Presence", "PreviewLink", "Revision", "Starter", "TagsApart"]
