"""Dates of the newsroom's lists, where Django's Ukrainian formats are wrong.

Theirs for a day has the month in the nominative, «22 Листопад»; `E` is the genitive.
"""

MONTH_DAY_FORMAT = "j E"
DATETIME_FORMAT = "d.m.Y H:i"
