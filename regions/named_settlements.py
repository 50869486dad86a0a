"""Settlements that a text names, and how sure it is that a place is meant.

A name of a place is often a word or a person's name as well (Мир, Зоря, Володимир, Буча), and
often a village's of which nobody has heard. What shows a place: the word for what it is («село»,
«м.»), a preposition of place, a neighbour in a list that is one, the raion or oblast after it.
"""

import re
from typing import NamedTuple

from regions.gazetteer import CITY, TOWN, VILLAGE, may_be
from regions.passages import COMMA, DASH, END, INITIAL, SPACE
from ukrainian.dictionary import agree, is_thing, natures, parts_of_speech


def _forms(text):
    return frozenset(text.split())


_TYPES = {
    **dict.fromkeys(_forms("м місто міста місту містом місті міст містам містами містах"), CITY),
    **dict.fromkeys(_forms("смт с-ще сщ сел селище селища селищу селищем селищі селищ"), TOWN),
    **dict.fromkeys(_forms("селищам селищами селищах"), TOWN),
    **dict.fromkeys(_forms("с село села селу селом селі сіл селам селами селах"), VILLAGE),
    **dict.fromkeys(_forms("хутір хутора хуторі хутору хутором"), VILLAGE),
}
_AND = _forms("і й та або чи")
_IN = _forms("у в")
_TO_AND_FROM = _forms("до з із зі")
_GOVERNING = _IN | _TO_AND_FROM | _forms("під біля коло поблизу неподалік навколо довкола від над")
_GOING = _IN | _TO_AND_FROM | _forms("під біля поблизу неподалік навколо довкола")
_PLACE = _IN | _TO_AND_FROM | _forms("на під біля коло поблизу неподалік навколо довкола через за")
_PLACE |= _forms("між над повз від поза з-під із-під по крізь")
# Rivers that share their name with a town. Only a preposition of going and being tells the town.
_RIVERS = _forms("дніпро остер самара самар стрий ромен рось буг")
_RIVERS |= _forms("псел тетерів інгул інгулець горинь стир серет збруч уж сула ворскла оскіл тиса")
_RIVERS |= _forms("прут десна случ тясмин кодима орель мерла лопань свіча дністер дунай сейм")
_WATER = re.compile(
    r"(?:річк|річц|річо|рік[аиуо]$|ріц|озер|водосховищ|русл|теч|заплав|гирл|басейн|берег|приток|дельт|рибал|човен|човн)"
)
_NOT_A_SETTLEMENT = re.compile(
    r"(?:вулиц|просп|площ|провул|бульвар|узвіз|узвоз|шосе|мікрорайон|масив|набережн|річк|річц|"
    r"озер|водосховищ|урочищ|гор[аиоіу]$|пік$|імені$|героя$|отамана$|святого$|святої$)"
    r"|^(?:вул|пр|пл|пров|бул|ім|р|оз|фк|тов|кп|пат|прат|фоп|св)$"
)
# Whoever and whatever a town has: before a name in the genitive these tell the town from a person.
_HAS_A_PLACE = re.compile(
    r"^(?:жител|мешкан|люд[ие]|голов[аиуою]|містян|населенн|влад[аиіу]|депутат|мерія|мері[їюя]|мер[аоу]?м?$|околиц|передміст"
    r"|центр|вокзал|аеропорт|переселен|лікарн|шкіл|школ|бюджет|школяр|освітян|ветеран|волонтер"
    r"|рятувальник|старост|підприєм|водоканал|архів|історі|міськрад|обстріл|оборон|звільненн|евакуа)"
)
# The given name that is a city's as well, and is heard every day: one goes «до Володимира» too.
_FIRST_NAMES = _forms("володимир")
_WITH_GENITIVE = _forms("для від до з із зі без після біля крім проти навколо поблизу щодо")
_FOREIGN = re.compile(
    r"^(?:польс|литовс|латвійс|естонс|німец|чес[ьк]|словац|румунс|молдовс|угорс|австрійс|француз"
    r"|італійс|іспанс|португальс|британс|англійс|шотландс|ірландс|американс|канадс|японс|турец"
    r"|грец|грузинс|шведс|норвез|фінс|данс[ьк]|нідерландс|голландс|бельгійс|швейцарс|болгарс"
    r"|сербс|хорватс|китайс|ізраїльс|російс|білорус)"
)
_ABROAD = re.compile(
    r"^(?:сша|польщ|німеччин|чехі|словаччин|румуні|угорщин|молдов|литв|латві|естоні|франці|італі"
    r"|іспані|португалі|британі|англі|шотланді|канад|австрі|швеці|норвегі|фінлянді|дані[яїєю]"
    r"|нідерланд|бельгі|швейцарі|болгарі|сербі|хорваті|японі|туреччин|греці|грузі|ізраїл|кита[йюєї]"
    r"|росі[яїєю]|білорус|штат|провінці|воєводств|флорид|огайо|техас|каліфорні|баварі|саксоні)"
)
# Cities of the world after which villages of ours are named, or whose name they happen to bear.
_WORLD = _forms(
    """
    нью-йорк париж познань краків рим берлін лондон прага відень мадрид лісабон афіни рига вільнюс
    варшава люблін гданськ вроцлав женева цюрих мюнхен гамбург лейпциг дрезден будапешт бухарест
    софія стамбул анкара тегеран багдад єрусалим каїр токіо пекін сеул делі торонто оттава чикаго
    вашингтон бостон детройт мінськ гомель брест москва петербург воронеж бєлгород тула орел ростов
    балтимор філадельфія манчестер ліверпуль глазго единбург дублін осло стокгольм копенгаген
    братислава кошиці перемишль ряшів холм торунь ольштин щецин лодзь катовиці тампа мілан
    венеція неаполь турин ліон марсель брюссель антверпен роттердам гаага амстердам страсбург
    тбілісі батумі єреван баку кишинів бельці тирасполь яси севілья валенсія барселона бонн кельн
    """
)
_QUALIFIED_BY = _forms("що на у в яка яке який з із зі розташоване розташований нині тепер")
QUALIFIED_WITHIN = 3  # words between a name and the raion or oblast that qualifies it


class Settlement(NamedTuple):
    """A name of a settlement in a text.

    ``bearers``     who it may be: pairs of a place's code and CITY, TOWN or VILLAGE
    ``start, end``  the first and the last token (exclusive)
    ``type``        CITY, TOWN or VILLAGE where the text says so, else None
    ``qualifier``   the token at which the raion, oblast or hromada after it begins, or None
    ``evident``     whether something beside the name shows that a place is meant
    ``doubtful``    whether the name alone wouldn't: a person's, a river's, a word's
    """

    bearers: tuple[tuple[str, str], ...]
    start: int
    end: int
    type: str | None
    qualifier: int | None
    evident: bool
    doubtful: bool


def settlements(tokens, taken, qualifying, gazetteer):
    """Return the settlements that `tokens` (regions.passages) name, a list of Settlement.

    `taken` are numbers of tokens that belong to other names, `qualifying` those at which a named
    hromada, raion or oblast begins: both sets of int.
    """
    found, last, index = [], None, 0
    while index < len(tokens):
        token = tokens[index]
        one = None
        if token.capital and not token.named and index not in taken:
            one = _at(tokens, index, last, qualifying, gazetteer)
        if one:
            _vouch(tokens, last, one, found)
            found.append(one)
            last, index = one, one.end
        else:
            index += 1
    return found


def _vouch(tokens, last, one, found):
    """Let a city that needs no evidence give it to the one before it in its list."""
    if last and not last.evident and _is_listed(tokens, one.start, last):
        both = all(any(rank == CITY for _, rank in name.bearers) for name in (last, one))
        if both and (one.evident or not one.doubtful):
            found[-1] = last._replace(evident=True)


def _at(tokens, index, last, qualifying, gazetteer):
    bearers, end, name = _longest(tokens, index, gazetteer)
    token = tokens[index]
    if not bearers or token.gap == INITIAL:
        return None
    before = tokens[index - 1] if index and token.gap == SPACE else None
    kind = _type(before, token, index, last, tokens) or _type_after(tokens, end)
    qualifier = _qualifier(tokens, end, qualifying)
    is_told = bool(kind) or qualifier is not None
    if _is_no_place(tokens, index, end, before, is_told):
        return None
    if not is_told and _goes_on_unknown(tokens, end, bearers):
        return None
    if name in _WORLD and kind not in (TOWN, VILLAGE) and qualifier is None:
        return None
    evident, doubtful = _evidence(tokens, index, end, before, last, name)
    evident = evident or is_told
    return Settlement(bearers, index, end, kind, qualifier, evident, doubtful)


def _longest(tokens, index, gazetteer):
    """Return the bearers of the longest name at `index`, its end and the name itself."""
    length, names = 0, []
    for divided in gazetteer.starting(tokens[index].low):
        size = len(divided)
        if size >= length and _goes_on(tokens, index, divided):
            names = [divided] if size > length else [*names, divided]
            length = size
    names = [" ".join(divided) for divided in names]
    of_a_city = any(rank == CITY for name in names for _, rank in gazetteer.bearers(name))
    if not (of_a_city or _is_governed(tokens, index)):
        names = [name for name in names if name == tokens[index].low] or names
    bearers = tuple({pair: None for name in names for pair in gazetteer.bearers(name)})
    return bearers, index + length, names[0] if names else ""


def _is_governed(tokens, index):
    """Return whether a preposition, before its list too, puts the name into another case."""
    for place in range(index, max(index - 8, 0), -1):
        token, before = tokens[place], tokens[place - 1]
        if token.gap not in (COMMA, SPACE):
            return False
        if before.low in _GOVERNING:
            return True
        if not (before.capital or before.low in _AND):
            return False
    return False


def _goes_on(tokens, index, divided):
    for place, word in enumerate(divided[1:], index + 1):
        if place >= len(tokens) or tokens[place].gap != SPACE or not tokens[place].capital:
            return False
        if not may_be(tokens[place].low, word):
            return False
    return True


def _type(before, token, index, last, tokens):
    if before and before.low in _TYPES:
        return _TYPES[before.low]
    if last and last.type and _is_listed(tokens, index, last):
        return last.type if tokens[last.start - 1].low not in {"м", "с"} else None
    return None


def _goes_on_unknown(tokens, end, bearers):
    """Return whether the name is only the first word of a longer one: «Малі Будищі»."""
    after = tokens[end] if end < len(tokens) else None
    return bool(
        after
        and after.capital
        and not after.shouted
        and after.gap == SPACE
        and not after.text.isupper()
        and not any(rank == CITY for _, rank in bearers)
    )


def _type_after(tokens, end):
    """Return what the name is where the text says it after a dash: «Українка — місто»."""
    after = tokens[end] if end < len(tokens) else None
    return _TYPES.get(after.low) if after and after.gap == DASH else None


def _is_listed(tokens, index, last):
    """Return whether the name at `index` stands in one list with the `last` settlement."""
    if tokens[index].gap == COMMA:
        return last.end == index
    return tokens[index].gap == SPACE and tokens[index - 1].low in _AND and last.end == index - 1


def _qualifier(tokens, end, qualifying):
    """Return where the raion, oblast or hromada after the name begins, or None."""
    for place in range(end, min(end + QUALIFIED_WITHIN + 1, len(tokens))):
        token = tokens[place]
        if token.gap == END:
            return None
        if place in qualifying:
            return place
        if token.low not in _QUALIFIED_BY:
            return None
    return None


def _is_no_place(tokens, index, end, before, is_told):
    """Return whether the words around the name say that it is a street's, a person's or foreign."""
    around = [before] if before else []
    if before and index > 1 and before.gap == SPACE and before.low in _TYPES:
        around.append(tokens[index - 2])
    if around and _NOT_A_SETTLEMENT.search(around[0].low):
        return True
    if any(_FOREIGN.match(token.low) for token in around) or _in_a_list_of_streets(tokens, index):
        return True
    if _is_abroad(tokens, end) or _is_an_adjective(tokens, index, end):
        return True
    return not is_told and _is_of_a_person(tokens, index, end, before)


def _in_a_list_of_streets(tokens, index):
    """Return whether a list to which the name belongs began with «вулиці», «площах»."""
    for place in range(index, max(index - 12, 0), -1):
        token, before = tokens[place], tokens[place - 1]
        if token.gap not in (COMMA, SPACE) or not (token.capital or token.low in _AND):
            return False
        if not before.capital and before.low not in _AND:
            return bool(_NOT_A_SETTLEMENT.search(before.low))
    return False


def _is_abroad(tokens, end):
    """Return whether the name goes on abroad: «(Огайо, США)», «, штат Огайо», «у Польщі»."""
    if end < len(tokens) and tokens[end].low in _IN | {"на"}:
        end += 1
    for token in tokens[end : end + 2]:
        if token.gap == END:
            return False
        if _ABROAD.match(token.low):
            return True
        if token.gap == SPACE:
            return False
    return False


def _is_an_adjective(tokens, index, end):
    """Return whether the name belongs to the noun after it: «у Подільському районі»."""
    after = tokens[end] if end < len(tokens) else None
    return bool(
        after
        and end == index + 1
        and after.gap == SPACE
        and not after.capital
        and agree(tokens[index].low, after.low)
    )


def _is_of_a_person(tokens, index, end, before):
    """Return whether a name or surname stands beside it: «Олена Буча», «Володимир Коваленко»."""
    token = tokens[index]
    if token.shouted:
        return bool(before and "given" in natures(before.low))
    own = natures(token.low) if end == index + 1 else frozenset()
    if before and before.capital and not before.text.isupper() and before.low not in _PLACE:
        whose = natures(before.low)
        if whose & {"given", "surname"} and "common" not in whose or "given" in whose:
            return True
        if not before.first and not whose:
            return True
    after = tokens[end] if end < len(tokens) else None
    if after and after.capital and after.gap == SPACE and not after.text.isupper():
        other = natures(after.low)
        if "given" in own or ("surname" in own and "given" in other):
            return True
    return False


def _evidence(tokens, index, end, before, last, name):
    """Return whether something shows a place (a bool), and whether the name alone doesn't."""
    token = tokens[index]
    own = natures(token.low) if end == index + 1 else frozenset()
    river = name in _RIVERS
    homograph = token.low.endswith(("ська", "цька")) and token.low != name
    capital_says_nothing = token.first or token.shouted
    doubtful = bool(own & {"given", "surname"}) or river or homograph
    doubtful = doubtful or ("common" in own and capital_says_nothing)
    preposition = _preposition(tokens, index, before)
    if last and _is_listed(tokens, index, last):
        return last.evident or not last.doubtful, doubtful
    if name in _FIRST_NAMES:
        evident = preposition in _IN
    elif before and (before.low.startswith("колишн") or _is_genitive(before, token, name)):
        evident = True
    elif river:
        evident = preposition in _IN | _TO_AND_FROM and not _beside_water(tokens, index)
    elif own & {"given", "surname"}:
        evident = preposition in _GOING
    elif "common" in own:
        evident = preposition in _GOVERNING
    else:
        evident = bool(preposition)
    return evident, doubtful


def _preposition(tokens, index, before):
    """Return the preposition of place before the name, or before its adjective; else ""."""
    if before and "ADJF" in parts_of_speech(before.low) and before.gap == SPACE and index > 1:
        before = tokens[index - 2]
    return before.low if before and before.low in _PLACE else ""


def _is_genitive(before, token, name):
    """Return whether the name says whose: «мешканці Хмельницького», «бюджет Краматорська».

    Without that noun «Краматорська» is as well a woman's surname, «Харкова» a man's.
    """
    if not before or (before.capital and not before.first) or token.low == name:
        return False
    if _HAS_A_PLACE.match(before.low):
        return True
    if name in _RIVERS or token.low.endswith(("ого", "ому", "им")):
        return False
    return before.low in _WITH_GENITIVE or is_thing(before.low)


def _beside_water(tokens, index):
    return any(_WATER.match(token.low) for token in tokens[max(0, index - 4) : index])
