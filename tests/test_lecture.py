"""The lecture's scenarios: every phenomenon of the two texts is the id of exactly one claim."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "scenarios" / "lecture").rglob("*.toml"))
IDS = [claim["id"] for path in FILES for claim in tomllib.loads(path.read_text(encoding="utf-8"))["claim"]]
PHENOMENA = (Path(__file__).parent / "lecture" / "phenomena.txt").read_text(encoding="utf-8").split()


def test_the_list_names_every_phenomenon_once():
    assert len(PHENOMENA) == len(set(PHENOMENA)) == 140


@pytest.mark.parametrize("phenomenon", PHENOMENA)
def test_each_phenomenon_is_the_id_of_exactly_one_claim(phenomenon):
    assert Counter(IDS)[phenomenon] == 1


def test_no_two_claims_of_the_lecture_share_an_id():
    assert [name for name, count in Counter(IDS).items() if count > 1] == []
