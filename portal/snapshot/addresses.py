"""Where a page stands in a copy of the site: the file of each address that a copy can answer.

A file has no query, so each parameter of an address becomes a folder: `/news/?before=…` is
`news/before=…/index.html`. No address of ours has a «=» in its path.
"""

import re
from urllib.parse import quote

# What only a server can answer: forms, lists that are the reader's own, interfaces, the newsroom.
LIVE = re.compile(
    r"/(?:en/)?(?:admin|preview|api|my|offline|digest)/"
    r"|/(?:healthz|readyz|sw\.js|(?:en/)?manifest\.webmanifest)$"
    r"|/(?:en/)?(?:search|regions/find)/suggest$"
    r"|/(?:en/)?embed/regions/\w+/code/"
    r"|/news/\d+/view"
    r"|/(?:[^?]*/)?[^/?]*\.(?:php\d?|aspx?|jsp|cgi)$"
)
SEARCH = re.compile(r"/(?:en/)?(?:search|regions/find)/$")  # its first page, without a question
# The parameters of links to lists, and of the parts of a sitemap.
PARAMETER = re.compile(
    r"(?:before|period|oblast|hromada|tag|from|to|p)=[A-Za-z0-9_][\w.-]{0,100}", re.ASCII
)
PAGE = "index.html"
LONGEST = 200  # bytes of one part of a path; file systems take 255, with the ending of a twin
_UNFIT = re.compile(r"[\x00-\x1f\x7f\\]")


def file_of(path, query=""):
    """Return the file of an address, from the top of the copy: "news/index.html".

    `path` is decoded, `query` as it stands in a link. None for what a copy can't answer.
    """
    if LIVE.match(path) or not path.startswith("/") or _UNFIT.search(path):
        return None
    *folders, name = path[1:].split("/")
    if not all(map(_is_fit, folders)) or (name and not _is_fit(name)):
        return None
    asked = query.split("&") if query else []
    if not all(map(PARAMETER.fullmatch, asked)) or (asked and SEARCH.match(path)):
        return None
    stem, dot, ending = name.rpartition(".")
    if dot and asked:
        name = f"{stem}.{','.join(asked)}.{ending}"
    elif not dot:
        folders += [name, *asked] if name else asked
        name = PAGE
    return "/".join([*folders, name])


def _is_fit(part):
    return part != "" and not part.startswith(".") and len(part.encode()) <= LONGEST


def address_in(file):
    """Return the path by which a web server shows a file of the copy, as a link has it."""
    return "/" + quote(file.removesuffix(PAGE) if _is_page(file) else file, safe="/=,@+~")


def _is_page(file):
    return file == PAGE or file.endswith(f"/{PAGE}")


def relative(file, target):
    """Return the link from one file of the copy to another, for whatever folder the copy is in."""
    return "../" * file.count("/") + quote(target, safe="/=,@+~")
