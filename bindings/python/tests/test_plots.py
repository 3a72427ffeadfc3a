"""Pictures say what they show: units, contract, digest, doubts; amounts as the statement has them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, List

import pytest

matplotlib = pytest.importorskip("matplotlib")

import entitle  # noqa: E402
from entitle import plots  # noqa: E402
from matplotlib.colors import to_rgb  # noqa: E402
from vectors import contract_of, vector  # noqa: E402

QOF = entitle.contract("qof-england", on="2025-06-30")
# 6 of 17 is 35.3 %, 15 of 20 the upper threshold of 75 % itself.
FACTS = {
    "subject": "Mill Lane",
    "list_size": 10184,
    "numerator": {"DM020": 6, "HYP008": 80},
    "denominator": {"DM020": 17, "HYP008": 100},
}


def texts(ax: Any) -> str:
    return "\n".join([ax.get_title(loc="left"), ax.get_xlabel(), *(text.get_text() for text in ax.texts)])


def labels(ax: Any) -> List[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def height_inches(ax: Any) -> float:
    return float(ax.figure.get_figheight())


def widths(ax: Any) -> List[float]:
    return [round(patch.get_width(), 2) for patch in ax.patches]


def test_achievement_is_drawn_to_its_rate_and_the_headroom_to_the_upper_threshold() -> None:
    ax = QOF.statement(FACTS).plot(["DM020"])
    # 6 / 17 = 35.29 %, and from there 39.71 to 75 %.
    assert widths(ax) == [35.29, 39.71]
    assert ax.patches[1].get_hatch() and not ax.patches[0].get_hatch()
    assert "7 more" in texts(ax)


def test_an_indicator_with_full_points_has_no_headroom() -> None:
    full = {"list_size": 10184, "numerator": {"DM020": 15}, "denominator": {"DM020": 20}}
    ax = QOF.statement(full).plot(["DM020"])
    assert widths(ax) == [75.0] and "full points" in texts(ax)


def test_an_indicator_that_is_not_known_has_no_bar_and_says_so() -> None:
    ax = QOF.statement(FACTS).plot(["AF006"])
    assert widths(ax) == [] and "undetermined" in texts(ax)


def test_indicators_stand_in_the_contracts_order_unless_asked_otherwise() -> None:
    statement = QOF.statement(FACTS)
    assert labels(statement.plot()) == QOF.indicators
    assert labels(statement.plot(["HYP008", "DM020"])) == ["HYP008", "DM020"]


def test_height_grows_with_the_number_of_bars() -> None:
    statement = QOF.statement(FACTS)
    assert height_inches(statement.plot()) > 2 * height_inches(statement.plot(["DM020"]))


def test_a_picture_names_contract_digest_unit_and_doubts() -> None:
    said = texts(QOF.statement(FACTS).plot())
    assert "qof-england@2025-04-01#1" in said and QOF.image_digest[:19] in said
    assert "achieved, % of the denominator" in said and "Mill Lane" in said
    assert "Rests on" in said and "Not an official payment calculation" in said


def test_headroom_plots_the_same_picture() -> None:
    assert widths(QOF.headroom(FACTS).plot(["DM020"])) == widths(QOF.statement(FACTS).plot(["DM020"]))


def test_a_statement_without_headroom_is_drawn_with_its_rates() -> None:
    assert "35.3 %" in texts(QOF.statement(FACTS, headroom=False).plot(["DM020"]))


def test_a_picture_is_drawn_where_it_is_asked_for() -> None:
    from matplotlib import pyplot

    _, axes = pyplot.subplots(1, 2)
    assert QOF.statement(FACTS).plot(["DM020"], ax=axes[1]) is axes[1]
    assert not axes[0].patches


def test_an_indicator_that_is_not_there_is_refused_and_the_nearest_offered() -> None:
    with pytest.raises(entitle.EntitleError, match="did you mean"):
        QOF.statement(FACTS).plot(["DM02"])
    with pytest.raises(entitle.EntitleError, match=r"\['DM020'\]"):
        QOF.statement(FACTS).plot("DM020")


def test_a_contract_without_indicators_says_what_can_be_drawn() -> None:
    with pytest.raises(entitle.EntitleError, match=r"plot_payment\(\)"):
        entitle.contract("gms-england").statement({}).plot()


def test_amounts_of_a_contract_are_drawn_line_by_line() -> None:
    case = vector("gms-england-ooh-of-mpig")
    ax = contract_of(case).statement(case.facts).plot_payment()
    assert ax.get_xlabel() == "GBP"
    # The vector's amounts, by hand in its last column: global sum 700,000, all in all 721,755.
    assert {700000.0, 50000.0, 750000.0, 40425.0, 2180.0, 10000.0, 721755.0} <= set(widths(ax))
    assert "721,755 GBP" in texts(ax)


def test_what_rests_on_a_doubt_is_hatched_and_pale() -> None:
    case = vector("family-care-network-three-practices-of-25-000-patients-together")
    ax: Any = contract_of(case).statement(case.facts).plot_payment()
    drawn = [patch for patch in ax.patches if patch.get_width() == 3750000]
    assert drawn and all(patch.get_hatch() for patch in drawn)
    assert "a local term" in texts(ax)


def test_payment_of_indicators_is_grouped_by_domain_and_the_rest_counted() -> None:
    ax = QOF.statement(FACTS).plot_payment()
    assert labels(ax) == ["clinical", "public health", "vaccination", "additional services"]
    assert "by domain" in texts(ax) and "undetermined" in texts(ax)


def test_a_contract_that_pays_more_than_indicators_is_drawn_line_by_line() -> None:
    case = vector("network-contract-des-core-U74819")
    ax = contract_of(case).statement(case.facts).plot_payment()
    # 199,091.17 for 65,887 registered and 67,928 adjusted patients, by hand in the vector.
    assert "Core payment" in labels(ax) and 199091.17 in widths(ax)


def test_a_group_sums_the_amounts_of_its_indicators() -> None:
    everybody = {name: 10 for name in QOF.indicators}
    registers = {name: 800 for name in QOF.registers}
    facts = {
        "list_size": 10184,
        "numerator": everybody,
        "denominator": everybody,
        "register_size": registers,
        "national_prevalence": {name: "0.08" for name in QOF.registers},
    }
    statement = QOF.statement(facts)
    drawn = sum(widths(statement.plot_payment()))
    total = statement.lines["total"].value
    assert total is not None and drawn == pytest.approx(float(total), abs=0.1)
    by_indicator = statement.plot_payment(by="indicator")
    assert labels(by_indicator) == QOF.indicators


def test_a_grouping_that_the_contract_does_not_have_is_refused() -> None:
    with pytest.raises(entitle.EntitleError, match="group by prevalence_adjusted, domain, indicator"):
        QOF.statement(FACTS).plot_payment(by="colour")


def test_a_line_that_is_no_amount_for_each_indicator_is_refused() -> None:
    with pytest.raises(entitle.EntitleError, match="value_per_point_here, achievement"):
        QOF.statement(FACTS).plot_payment(line="total")


def test_a_contract_that_states_no_amount_is_refused() -> None:
    with pytest.raises(entitle.EntitleError, match="no amount of money"):
        entitle.contract("gp-fundholding").statement({}).plot_payment()


def test_a_comparison_is_drawn_with_verdicts_and_doubts() -> None:
    network = {"subject": "Riverside", "members": [{"list_size": 15000}, {"list_size": 10000}]}
    contracts = ["voluntary-gp-contract", "family-care-network", "integrated-apms"]
    ax = entitle.compare(contracts, network, set={"B.budget_per_patient": 150}).plot()
    assert ax.get_xlabel() == "GBP" and 3750000.0 in widths(ax)
    assert "may it be held: not met" in labels(ax)[0]
    assert "undetermined" in texts(ax) and "no amount stated" in texts(ax) and "a local term" in texts(ax)


def test_amounts_in_several_units_are_not_drawn_on_one_axis() -> None:
    facts = {"track": "EN", "benchmark": 1000, "members": [{"list_size": 25000}]}
    case = vector("mssp-2022-A1001")
    comparison = entitle.compare(
        ["family-care-network", "medicare-shared-savings@2022-01-01"],
        {**facts, **case.facts, "budget_per_patient": 150},
    )
    with pytest.raises(entitle.EntitleError, match="GBP and USD"):
        comparison.plot()


def test_looks_differ_in_lightness_so_that_greyscale_shows_them() -> None:
    def lightness(colour: str) -> float:
        red, green, blue = to_rgb(colour)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert lightness(plots.PALE) - lightness(plots.DARK) > 0.4
    assert lightness(plots.DARK) - lightness(plots.INK) > 0.2


def test_nothing_is_cut_off_when_a_picture_is_saved(tmp_path: Path) -> None:
    statement = QOF.statement({**FACTS, "subject": "The Surgery at the Corner of Mill Lane and Abbey Road " * 3})
    drawn: List[Any] = [statement.plot(), statement.plot(["DM020"]), statement.plot_payment()]
    for ax in drawn:
        ax.figure.savefig(tmp_path / "picture.png")
        frame = ax.figure.bbox
        for text in [*ax.texts, ax._left_title, ax.xaxis.label, *ax.get_yticklabels()]:
            box = text.get_window_extent()
            assert box.x0 >= -1 and box.y0 >= -1, text.get_text()
            assert box.x1 <= frame.x1 + 1 and box.y1 <= frame.y1 + 1, text.get_text()


def test_without_matplotlib_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(entitle.EntitleError, match=r"pip install entitle\[plots\]"):
        QOF.statement(FACTS).plot()
