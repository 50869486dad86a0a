from newsroom.models.link import Link, LinkUse
from newsroom.models.preview_link import PreviewLink
from newsroom.models.revision import Presence, Revision
from newsroom.models.starter import Starter

__all__ = ["Link", "LinkUse", "Presence", "PreviewLink", "Revision", "Starter"]
