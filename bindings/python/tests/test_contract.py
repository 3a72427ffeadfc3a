"""Contracts are found by id and day, loaded from definitions and images, and say what they are."""

from __future__ import annotations

import datetime
import pickle
from pathlib import Path

import entitle
import pytest
from vectors import VECTORS

VISITS = """
semantics = 1

[contract]
id = "visits"
title = "Home visits"
in_force = 2026-04-01
subject = "practice"
pays = "payment"

[source.agreement]
title = "Our agreement"
grade = "official"

[parameter.value_per_visit]
value = "31.50"
unit = "GBP"
source = "agreement"

[fact.practice.visits]
type = "integer"
range = [0, 100000]
doc = "Home visits in the year"

[line.payment]
title = "Payment"
value = "visits * value_per_visit"
unit = "GBP"
source = "agreement"
"""


def test_a_file_named_as_an_id_is_not_loaded_unless_it_is_named_as_a_path(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gp-fundholding").write_bytes(entitle.contract("qof-england").image)
    with pytest.raises(entitle.EntitleError, match="id of a contract, not a path"):
        entitle.load("gp-fundholding")
    assert entitle.contract("gp-fundholding").id == "gp-fundholding"
    assert entitle.load("./gp-fundholding").id == "qof-england"
    assert entitle.load(tmp_path / "gp-fundholding").id == "qof-england"
    with pytest.raises(entitle.EntitleError, match="is a path"):
        entitle.contract("own.toml")


def test_a_day_finds_the_definition_in_force_on_it() -> None:
    assert entitle.contract("qof-england", on="2024-03-31").in_force == datetime.date(2023, 4, 1)
    assert entitle.contract("qof-england", on=datetime.date(2025, 4, 1)).in_force == datetime.date(2025, 4, 1)


def test_without_a_day_the_latest_definition_is_found() -> None:
    starts = [name.in_force for name in entitle.contracts() if name.id == "gms-england"]
    assert entitle.contract("gms-england").in_force == max(starts)


def test_an_id_may_name_its_day_and_revision() -> None:
    assert entitle.contract("qof-england@2025-06-30#1") == entitle.contract("qof-england", on="2025-06-30")


def test_two_days_are_refused() -> None:
    with pytest.raises(entitle.EntitleError, match="give one of them"):
        entitle.contract("qof-england@2025-06-30", on="2024-06-30")


def test_a_day_that_no_definition_covers_is_refused_and_not_extrapolated() -> None:
    with pytest.raises(entitle.EntitleError, match="1999"):
        entitle.contract("qof-england", on="1999-12-31")


def test_an_unknown_id_is_refused_and_the_nearest_offered() -> None:
    with pytest.raises(entitle.EntitleError, match="qof-england"):
        entitle.contract("qof-englnd")


def test_a_revision_that_is_not_there_is_refused() -> None:
    with pytest.raises(entitle.EntitleError):
        entitle.contract("qof-england@2025-06-30#7")


@pytest.mark.parametrize(
    "day", [datetime.datetime(2025, 6, 30, 12), 20250630, "30/06/2025", "2025-02-30", "", "x" * 10**6]
)
def test_what_is_no_day_is_refused(day: object) -> None:
    with pytest.raises(entitle.EntitleError):
        entitle.contract("qof-england", on=day)  # type: ignore[arg-type]


def test_a_contract_says_what_it_is() -> None:
    qof = entitle.contract("qof-england", on="2025-06-30")
    assert (qof.id, qof.revision, qof.subject, qof.family) == ("qof-england", 1, "practice", "QOF")
    assert qof.name == "qof-england@2025-04-01#1"
    assert (qof.until, qof.period_end) == (datetime.date(2026, 4, 1), datetime.date(2026, 3, 31))
    digests = [qof.source_digest, qof.image_digest, qof.text_digest]
    assert all(digest is not None and digest.startswith("sha256:") and len(digest) == 71 for digest in digests)
    assert len(set(digests)) == 3
    # The contract of 2025/26 has 44 indicators; 25 registers know patients.
    assert (len(qof.indicators), len(qof.registers)) == (44, 25)
    assert "qof-england@2025-04-01#1" in repr(qof)


def test_contracts_are_listed_by_place_and_by_name() -> None:
    listed = entitle.contracts()
    assert listed["qof-england@2025-04-01#1"].subject == "practice"
    assert listed[0].name == listed.names[0]
    assert "qof-england@2025-04-01#1" in repr(listed)


def test_facts_say_type_unit_range_and_meaning() -> None:
    facts = entitle.contract("qof-england", on="2025-06-30").facts
    assert facts["list_size"].type == "integer" and facts["list_size"].unit == "patients"
    assert facts["national_prevalence"].local_term and facts["national_prevalence"].per == "register"
    assert facts["national_prevalence"].places == 6
    assert facts["frailty"].values == ("none", "mild", "moderate", "severe") and facts["frailty"].null
    assert facts["same_day_resolution_removes"].default == "false"
    assert facts["ifcchba_val"].range and facts["ifcchba_val"].meaning
    assert {fact.scope for fact in facts} == {"contract", "practice", "patient"}


def test_a_fact_that_is_not_there_is_a_key_error_that_suggests() -> None:
    with pytest.raises(KeyError, match="list_size"):
        entitle.contract("qof-england").facts["list_sise"]


def test_a_definition_is_loaded_from_text_path_and_name_of_a_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(VISITS, encoding="utf-8")
    for own in (entitle.load(VISITS), entitle.load(path), entitle.load(str(path))):
        # By hand: 40 visits at £31.50.
        assert own.statement({"visits": 40}).lines["payment"].text == "1260"


def test_a_file_named_by_a_day_must_lie_in_the_folder_of_its_id(tmp_path: Path) -> None:
    for folder in ("visits", "elsewhere"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "2026-04-01.toml").write_text(VISITS, encoding="utf-8")
    assert entitle.load(tmp_path / "visits" / "2026-04-01.toml").id == "visits"
    with pytest.raises(entitle.EntitleError, match="elsewhere"):
        entitle.load(tmp_path / "elsewhere" / "2026-04-01.toml")


def test_an_image_is_loaded_from_bytes_and_from_a_file(tmp_path: Path) -> None:
    own = entitle.load(VISITS)
    path = tmp_path / "visits.image"
    path.write_bytes(own.image)
    assert entitle.load(own.image) == entitle.load(bytearray(own.image)) == entitle.load(path) == own


def test_a_contract_is_sent_to_other_processes_by_its_image() -> None:
    own = entitle.load(VISITS)
    sent = pickle.loads(pickle.dumps(own))
    assert sent == own and hash(sent) == hash(own)
    assert own != entitle.load(VISITS.replace("31.50", "31.51"))


def test_a_fault_of_a_definition_has_line_column_and_help() -> None:
    with pytest.raises(entitle.EntitleError) as caught:
        entitle.load(VISITS.replace("visits * value_per_visit", "visits * value_per_vist"))
    line = VISITS.split("\n").index('value = "visits * value_per_visit"') + 1
    assert caught.value.line == line
    assert caught.value.column is not None and caught.value.column >= len('value = "')
    assert "value_per_vist" in str(caught.value) and "value_per_visit" in str(caught.value)


def test_every_fault_of_a_definition_is_told_at_once() -> None:
    with pytest.raises(entitle.EntitleError) as caught:
        entitle.load(VISITS.replace("visits * value_per_visit", "visitors * value").replace("[0, 100000]", "[5, 1]"))
    assert len(caught.value.details) >= 2


def test_a_damaged_image_is_refused_whatever_byte_is_damaged() -> None:
    image = entitle.load(VISITS).image
    for place in range(0, len(image), max(1, len(image) // 50)):
        damaged = bytearray(image)
        damaged[place] ^= 0xFF
        try:
            entitle.load(bytes(damaged)).statement({})
        except entitle.EntitleError:
            continue


@pytest.mark.parametrize("image", [b"", b"ENTL", b"\x00" * 4096, VISITS.encode()])
def test_bytes_that_are_no_image_are_refused(image: bytes) -> None:
    with pytest.raises(entitle.EntitleError):
        entitle.load(image)


def test_a_file_that_is_not_there_says_how_contracts_are_found() -> None:
    with pytest.raises(entitle.EntitleError, match=r"take entitle.contract\('qof-england'\)"):
        entitle.load("qof-england")


def test_a_file_that_is_neither_definition_nor_image_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    with pytest.raises(entitle.EntitleError, match="neither a definition nor an image"):
        entitle.load(path)


def test_what_is_neither_path_text_nor_bytes_is_refused() -> None:
    with pytest.raises(entitle.EntitleError, match="not int"):
        entitle.load(7)  # type: ignore[arg-type]


def test_rules_of_an_indicator_stand_in_their_order() -> None:
    rules = entitle.contract("qof-england", on="2025-06-30").show("DM020")
    assert [table.table for table in rules.tables] == ["register DM", "denominator of DM020", "numerator of DM020"]
    assert rules.tables[1].rows[0].because == "frail"
    assert rules.data["item"] == rules.item == "DM020"
    assert "denominator of DM020" in repr(rules)


def test_an_item_that_is_not_there_is_refused() -> None:
    with pytest.raises(entitle.EntitleError, match="DM20"):
        entitle.contract("qof-england", on="2025-06-30").show("DM20")


def test_content_gives_points_thresholds_and_attributes() -> None:
    content = entitle.contract("qof-england", on="2025-06-30").show()
    indicator = content.indicators["DM020"]
    # Statement of Financial Entitlements 2025/26: DM020, 17 points, 35 to 75 %.
    assert (str(indicator.points), indicator.scale) == ("17", "35% to 75%")
    assert indicator.attributes == {"prevalence_adjusted": "true", "domain": "clinical"}
    assert content.pays == "total"
    assert content.data["local_terms"][0]["name"] == "national_prevalence"


def test_thresholds_of_every_form_of_scale_are_read() -> None:
    from decimal import Decimal

    from entitle.rules import Indicator

    def thresholds(scale: str) -> object:
        return Indicator("A", "", None, scale, "", "official", {}).thresholds

    assert thresholds("35% to 75%") == (Decimal("0.35"), Decimal("0.75"))
    assert thresholds("steps 50%: 40%, 70%: 100%") == (Decimal("0.5"), Decimal("0.7"))
    assert thresholds("gates 62.5%: 3 points, 80%: 7 points") == (Decimal("0.625"), Decimal("0.8"))
    assert thresholds("all at 100%, of a computed rate") == (1, 1)
    assert thresholds("12% to 4%, lower is better") == (Decimal("0.12"), Decimal("0.04"))
    assert thresholds("deciles 10%, 20%, floor 1") is None
    assert thresholds("best of steps_a, steps_b") is None


def test_a_loaded_definition_among_the_vectors_pays_what_was_published() -> None:
    # facts of pulse-intelligence: 74 points at an average list pay £14,885.84.
    worked = entitle.load(VECTORS / "definitions" / "worked-qof-2021" / "2021-04-01.toml")
    statement = worked.statement({"list_size": 9085, "points_achieved": 74})
    assert statement.lines["payment"].text == "14885.84"
