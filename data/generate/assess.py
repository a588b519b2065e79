"""What an officer adds to a clue: how grave it is, whether it may be a crime, whether the environment is damaged.

Some of the 其他 are called by a word of their own, since classes are free text in real batches. The word goes with what
was found, and 渔业水域污染 is only said of places at the water.

All of it is drawn last and from a stream of its own, so that it moves nothing that was drawn before.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `clues` imports this module
    from generate.clues import Clue

SEED = 20260102
DRINKING, DISCHARGE, FORGED, HAZARDOUS, OTHER = (
    "饮用水水源地污染",
    "入河排污口非法排污",
    "自动监控数据造假",
    "危险废物非法排放倾倒处置",
    "其他",
)
YES, NO, UNSAID = "是", "否", ""
SEVERITIES = {  # class → severity → share
    DRINKING: {"一般": 62, "较重": 24, "严重": 11, "重大": 3},
    DISCHARGE: {"一般": 72, "较重": 20, "严重": 7, "重大": 1},
    FORGED: {"一般": 60, "较重": 28, "严重": 12},
    HAZARDOUS: {"一般": 46, "较重": 30, "严重": 18, "重大": 6},
    OTHER: {"一般": 88, "较重": 10, "严重": 2},
}
GRAVE = {"严重", "重大"}
CRIME_SHARES = {  # class → share of suspected crimes; the same where it is grave
    DRINKING: (0.01, 0.10),
    DISCHARGE: (0.02, 0.15),
    FORGED: (0.10, 0.45),
    HAZARDOUS: (0.18, 0.60),
    OTHER: (0.00, 0.05),
}
DAMAGE_SHARES = {"一般": 0.03, "较重": 0.15, "严重": 0.45, "重大": 0.85}
# A cell is left empty so often; who reports from the street seldom knows.
UNSAID_SHARES = {"群众举报": 0.30}
UNSAID_SHARE = 0.05
FINER = {  # finding → class in words, share of the findings
    "焚烧秸秆产生浓烟": ("秸秆焚烧", 0.3),
    "料场未覆盖，扬尘明显": ("畜禽养殖污染", 0.3),
    "废旧轮胎露天堆放": ("渔业水域污染", 0.6),
    "施工噪声扰民": ("建筑施工噪声", 0.3),
}
AT_WATER = {"outfall", "zone"}


def assess(rng: Random, clue: Clue) -> Clue:
    """The clue with its last three columns, and a finer class where there is one.

    The number of draws is the same for every clue: a table can be changed without moving the clues after it.
    """
    klass = _finer(rng.random(), clue)
    severity = rng.choices(list(SEVERITIES[clue.klass]), list(SEVERITIES[clue.klass].values()))[0]
    crime = _answer(rng, CRIME_SHARES[clue.klass][severity in GRAVE], clue)
    damage = _answer(rng, DAMAGE_SHARES[severity], clue)
    if rng.random() < _unsaid_share(clue):
        severity = UNSAID
    return replace(clue, klass=klass, severity=severity, suspected_crime=crime, damage=damage)


def _finer(roll: float, clue: Clue) -> str:
    for finding, (word, share) in FINER.items():
        fits = finding in clue.description and (word != "渔业水域污染" or clue.place in AT_WATER)
        if clue.klass == OTHER and fits and roll < share:
            return word
    return clue.klass


def _answer(rng: Random, share: float, clue: Clue) -> str:
    said, roll = rng.random() >= _unsaid_share(clue), rng.random()
    return (YES if roll < share else NO) if said else UNSAID


def _unsaid_share(clue: Clue) -> float:
    return UNSAID_SHARES.get(clue.sensor, UNSAID_SHARE)
