"""Texts as people write them, where made-up ones would compress too well to measure."""

import re
from html import unescape

from news.demo.files import read_articles


def real_body(characters):
    """Return the HTML of a body in Ukrainian of just so many characters of text, markup left out.

    Its paragraphs are of the demo's articles, no sentence twice; the last one may end in mid-word.
    """
    paragraphs, length = [], 0
    for article in read_articles():
        if article.language != "uk":
            continue
        for paragraph in re.findall(r"<p>(.*?)</p>", article.body, re.DOTALL):
            text = unescape(re.sub(r"<[^>]+>", "", paragraph))
            if length + len(text) >= characters:
                return "".join([*paragraphs, f"<p>{text[: characters - length]}</p>"])
            paragraphs.append(f"<p>{paragraph}</p>")
            length += len(text)
    raise ValueError(f"The demo has {length} characters and no more.")
