"""What a reader has filled in: where letters should go, what about and how often."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from digest import secrecy
from digest.models import Often
from digest.wanted import Things, titles
from news.followed import MOST, read_keys

LONGEST_ADDRESS = 254  # characters: RFC 5321, 4.5.3.1.3, with RFC 3696's erratum 1690
LANGUAGES = ("uk", "en")

_is_address = EmailValidator(allowlist=[])


@dataclass
class Wish:
    """The values of a form. `errors` are sentences in the language of the page by the name of their
    field, "email" or "what"; `asked` are keys as `news.followed` takes them."""

    address: str = ""
    often: str = Often.DAILY
    everything: bool = True
    asked: dict = field(default_factory=lambda: {"regions": [], "tags": []})
    language: str = ""
    errors: dict = field(default_factory=dict)

    @classmethod
    def linked(cls, query, has_question=False):
        """Return what a link to the form asks for, `?regions=…&tags=…`."""
        asked = read_keys(query)
        is_all = not (any(asked.values()) or has_question)
        return cls(everything=is_all, asked=asked, language=get_language())

    @classmethod
    def filled(cls, data, with_address=True):
        """Return what was filled in: `data` is a QueryDict."""
        lists = {kind: data.getlist(kind)[:1000] for kind in ("regions", "tags")}
        asked = read_keys({kind: ",".join(values) for kind, values in lists.items()})
        language = data.get("language")
        wish = cls(
            address=data.get("email", "").replace("\x00", "").strip()[: LONGEST_ADDRESS + 1],
            often=data.get("often") if data.get("often") in Often.values else Often.DAILY,
            everything=data.get("what") != "some",
            asked=asked,
            language=language if language in LANGUAGES else get_language(),
        )
        if not wish.everything:
            wish._check_what(sum(len(set(values)) for values in lists.values()))
        if with_address:
            wish._check_address()
        return wish

    def _check_what(self, number):
        if number > MOST:
            self.errors["what"] = _(
                "Letters may be about 30 places and topics at most. Take some of them out."
            )
        elif not self.things():
            self.errors["what"] = _("Choose at least one place or topic, or all news.")

    def _check_address(self):
        if not self.address:
            self.errors["email"] = _("Write the address to which the letters should go.")
            return
        try:
            plain = secrecy.plain(self.address)
            _is_address(plain)
        except (UnicodeError, ValidationError):
            plain = ""
        if plain and len(plain) <= LONGEST_ADDRESS:
            self.address = plain
        else:
            self.errors["email"] = _(
                "This is no e-mail address. Look for a missing @ or dot, or a space too many."
            )

    def things(self):
        """Return what the keys mean, a list of Oblast, Hromada and Tag."""
        return Things([self.asked]).of(self.asked)

    def titles(self):
        """Return the names of what is wanted."""
        return titles(self.everything, [] if self.everything else self.things())

    def sealed(self):
        """Return the token of the link that confirms this (digest/secrecy.py)."""
        asked = {} if self.everything else self.asked
        regions, tags = asked.get("regions", []), asked.get("tags", [])
        return secrecy.wish(
            {"e": self.address, "l": self.language, "o": self.often, "r": regions, "t": tags}
        )

    @classmethod
    def unsealed(cls, token):
        """Return the Wish of a token, or None when it is broken or too old."""
        read = secrecy.read_wish(token)
        if read is None:
            return None
        asked = {"regions": read["r"], "tags": read["t"]}
        return cls(read["e"], read["o"], not any(asked.values()), asked, read["l"])
