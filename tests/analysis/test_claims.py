from collections import Counter

import pytest

from healthai import data, paths
from healthai.analysis import claims
from healthai.results import Store


@pytest.fixture(scope="module")
def checked():
    return claims.checked()


def test_every_claim_keeps_its_verdict(checked):
    assert dict(zip(checked["claim"], checked["verdict"], strict=True)) == dict(
        data.load("claims")[["claim_id", "verdict"]].itertuples(index=False)
    )


def test_a_claim_about_a_counted_item_has_its_count(checked):
    row = checked.set_index("claim").loc["C02"]
    assert (row["item"], row["count_low"], row["count_high"], row["n"]) == ("ai_diagnostics_use", 20, 20, 27)
    bound = checked.set_index("claim").loc["C11"]
    assert (bound["item"], bound["count_low"], bound["count_high"]) == ("new_ai_roles", 0, 13)


def test_a_claim_about_no_counted_item_has_none(checked):
    rest = checked[checked["item"].isna()]
    assert len(rest) > 0
    assert rest[["count_low", "count_high", "n"]].isna().all(axis=None)
    assert set(rest["page"]) == {"limits"}


def test_the_evidence_is_on_a_page_of_the_book(checked):
    for page in set(checked["page"]):
        assert (paths.BOOK / f"{page}.md").exists()


def test_what_is_stored(checked):
    store = Store()
    claims.store_verdicts(store, checked)
    found = {key: number.value for key, number in store.results().numbers.items()}
    assert found.pop("all_claims") == len(checked) == sum(found.values())
    assert found == {f"claims_{verdict}": count for verdict, count in Counter(checked["verdict"]).items()}
