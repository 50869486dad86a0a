from newsroom.models.link import Link, LinkUse
from newsroom.models.passkey import Passkey
from newsroom.models.preview_link import PreviewLink
from newsroom.models.proposal import PlacesRead, Proposal
from newsroom.models.revision import Presence, Revision
from newsroom.models.session import Session
from newsroom.models.starter import Starter
from newsroom.models.tags_apart import TagsApart
from newsroom.models.tries import Tries

__all__ = [
    "Link",
    "LinkUse",
    "Passkey",
    "PlacesRead",
    "Presence",
    "PreviewLink",
    "Proposal",
    "Revision",
    "Session",
    "Starter",
    "TagsApart",
    "Tries",
]
