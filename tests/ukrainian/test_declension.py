"""Forms of names that no dictionary has, by the rules."""

import pytest

from ukrainian.declension import forms, skeleton, skeletons

FORMS = """
    харків харкові · київ києвом · канів каневі · тростянець тростянця · ромни ромен
    олешки олешок · рівне рівному · вилкове вилковому · умань уманню · прип'ять прип'яттю
    згурівка згурівці · острог острозі · ріг рогом · плавні плавнів · мости мостів
    козова козовій · опішня опішні · шацьк шацька · гостомель гостомеля · броди бродів
    стрий стрию · кропивницький кропивницького · запоріжжя запоріжжям · чернівці чернівцях
    мостиська мостиськах · олександрія олександрії · остер остра · корець корця
    золотоноша золотоношею · підгороднє підгородньому · жовті жовтих · городок городку
    тетіїв тетієва · бориспіль борисполі · лубни лубен · суми сум · звягель звягеля
"""
PAIRS = [pair.split() for pair in FORMS.replace("\n", "·").split("·") if pair.strip()]


@pytest.mark.parametrize(("name", "form"), PAIRS)
def test_a_form_is_known_and_leads_to_its_name(name, form):
    assert form in forms(name)
    assert skeleton(name) in skeletons(form)


@pytest.mark.parametrize(("name", "other"), [("рівне", "рівень"), ("буча", "бучач")])
def test_another_name_is_no_form(name, other):
    assert other not in forms(name)
