"""What a reader of an article of the demo newsroom would want to read next: labelled by reading.

Articles go by the keys of their files in `news/demo/articles` (`DemoArticle.key`; in the database
`Article.imported_from` is «demo:» and the key). 30 of the 35 that are public and in Ukrainian have
a list here; those of the 35 that a list doesn't name have the grade 0 for it. Drafts, articles in
review, scheduled, archived and English ones stand in no list: no card may show them.

Grades: 2 is the same story, the same place and subject, or the same undertaking elsewhere (two
water mains, two hubs of displaced people, two participatory budgets); 1 is related: the same place
with another subject, or a neighbouring subject that the same reader follows. The grades follow the
texts, not the newsroom's own picks (`read_also`), tags and labels of place; for the measure the
picks are best left out, or they would be part of the answer.
"""

RELATED = {
    "bashtanka-solar-pumps": {
        "perechyn-soniachni-paneli": 2,
        "vysokopillia-clinic-solar": 1,
        "khutir-mykhailivskyi-water": 1,
        "zghurivka-vodohin": 1,
    },
    "biudzhet-uchasti-yak": {
        "sheptytskyi-biudzhet-uchasti": 2,
        "reshetylivka-participatory-budget": 2,
        "trostianets-youth-council": 1,
    },
    "chortkiv-tsnap": {
        "zghurivka-hrafik-starost": 1,
        "kupiansk-hub-kharkiv": 1,
    },
    "dnipro-river-descent": {
        "volodymyr-trotuary": 2,
        "samar-low-floor-buses": 1,
        "vylkove-walkways": 1,
        "nizhyn-sportmaidanchyk": 1,
    },
    "khutir-mykhailivskyi-water": {
        "zghurivka-vodohin": 2,
        "bashtanka-solar-pumps": 1,
        "perechyn-soniachni-paneli": 1,
    },
    "kosiv-keramika": {
        "opishnia-kilns": 2,
    },
    "kupiansk-hub-kharkiv": {
        "kupiansk-library-suitcases": 2,
        "luhansk-hubs-common-list": 2,
        "slavuta-hub": 2,
        "kupiansk-shevchenkove-archive": 1,
        "chortkiv-tsnap": 1,
    },
    "kupiansk-library-suitcases": {
        "kupiansk-hub-kharkiv": 2,
        "zviahel-biblioteka": 1,
        "bukovyna-biblioteky": 1,
        "kupiansk-shevchenkove-archive": 1,
    },
    "kupiansk-shevchenkove-archive": {
        "kupiansk-hub-kharkiv": 1,
        "kupiansk-library-suitcases": 1,
        "radyvyliv-pochaiv-uhoda": 1,
        "pokrov-two-hromadas-waste": 1,
        "zghurivka-yahotyn-berezan": 1,
    },
    "luhansk-hubs-common-list": {
        "kupiansk-hub-kharkiv": 2,
        "slavuta-hub": 2,
    },
    "perechyn-soniachni-paneli": {
        "bashtanka-solar-pumps": 2,
        "vysokopillia-clinic-solar": 1,
        "khutir-mykhailivskyi-water": 1,
    },
    "pokrov-two-hromadas-waste": {
        "radyvyliv-pochaiv-uhoda": 2,
        "zlatopil-compost": 1,
        "kyiv-kompost": 1,
        "zghurivka-yahotyn-berezan": 1,
        "kupiansk-shevchenkove-archive": 1,
    },
    "radyvyliv-pochaiv-uhoda": {
        "pokrov-two-hromadas-waste": 2,
        "zlatopil-compost": 1,
        "kyiv-kompost": 1,
        "zghurivka-yahotyn-berezan": 1,
        "kupiansk-shevchenkove-archive": 1,
    },
    "reshetylivka-participatory-budget": {
        "sheptytskyi-biudzhet-uchasti": 2,
        "biudzhet-uchasti-yak": 2,
        "trostianets-youth-council": 1,
    },
    "samar-low-floor-buses": {
        "zghurivka-yahotyn-berezan": 1,
        "volodymyr-trotuary": 1,
        "dnipro-river-descent": 1,
        "trostianets-youth-council": 1,  # its first decision is a late bus
    },
    "sheptytskyi-biudzhet-uchasti": {
        "reshetylivka-participatory-budget": 2,
        "biudzhet-uchasti-yak": 2,
        "trostianets-youth-council": 1,
        "sheptytskyi-ukryttia": 1,
    },
    "sheptytskyi-ukryttia": {
        "zolochiv-shelter-lyceum": 2,
        "sheptytskyi-biudzhet-uchasti": 1,
    },
    "slavuta-hub": {
        "kupiansk-hub-kharkiv": 2,
        "luhansk-hubs-common-list": 2,
        "zaporizhzhia-veterans-space": 1,
    },
    "snovsk-ambulatoriia": {
        "vysokopillia-clinic-solar": 2,  # there too a doctor's car goes round the villages
    },
    "trostianets-youth-council": {
        "reshetylivka-participatory-budget": 1,
        "sheptytskyi-biudzhet-uchasti": 1,
        "biudzhet-uchasti-yak": 1,
        "samar-low-floor-buses": 1,
    },
    "tulchyn-den-zi-starostoiu": {
        "zghurivka-hrafik-starost": 2,
    },
    "volodymyr-trotuary": {
        "dnipro-river-descent": 2,
        "samar-low-floor-buses": 1,
        "vylkove-walkways": 1,
        "nizhyn-sportmaidanchyk": 1,
        "zaporizhzhia-veterans-space": 1,
    },
    "vysokopillia-clinic-solar": {
        "snovsk-ambulatoriia": 2,
        "perechyn-soniachni-paneli": 1,
        "bashtanka-solar-pumps": 1,
    },
    "zaporizhzhia-veterans-space": {
        "nizhyn-sportmaidanchyk": 1,
        "volodymyr-trotuary": 1,  # veterans tested the kerbs
        "slavuta-hub": 1,
    },
    "zghurivka-hrafik-starost": {
        "tulchyn-den-zi-starostoiu": 2,
        "zghurivka-vodohin": 1,
        "zghurivka-yahotyn-berezan": 1,
        "chortkiv-tsnap": 1,
    },
    "zghurivka-vodohin": {
        "khutir-mykhailivskyi-water": 2,
        "zghurivka-hrafik-starost": 1,
        "zghurivka-yahotyn-berezan": 1,
        "bashtanka-solar-pumps": 1,
    },
    "zghurivka-yahotyn-berezan": {
        "samar-low-floor-buses": 1,
        "zghurivka-hrafik-starost": 1,
        "zghurivka-vodohin": 1,
        "pokrov-two-hromadas-waste": 1,
        "radyvyliv-pochaiv-uhoda": 1,
        "kupiansk-shevchenkove-archive": 1,
    },
    "zlatopil-compost": {
        "kyiv-kompost": 2,
        "pokrov-two-hromadas-waste": 1,
        "radyvyliv-pochaiv-uhoda": 1,
    },
    "zolochiv-shelter-lyceum": {
        "sheptytskyi-ukryttia": 2,
    },
    "zviahel-biblioteka": {
        "kupiansk-library-suitcases": 1,
        "bukovyna-biblioteky": 1,
    },
}
