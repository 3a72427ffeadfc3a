"""A population evaluated: counts, reasons and registers by practice, each row's decisions, statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Optional

from entitle import _entitle
from entitle.exact import Day, day_text
from entitle.frames import arrow_stream
from entitle.progress import Progress, shown_progress
from entitle.refusal import refusal
from entitle.statement import Statement, answers_table
from entitle.table import Table

if TYPE_CHECKING:
    from entitle.contract import Contract

__all__ = ["Evaluation", "evaluate"]


class Evaluation:
    """What came out of a population: tables, statements, and the books.

    It comes from `Contract.evaluate`. Tables are Arrow (see `entitle.Table`).

    Example:
        >>> import datetime, entitle, polars
        >>> qof = entitle.contract("qof-england", on="2025-06-30")
        >>> patients = polars.DataFrame({
        ...     "patient": ["p1", "p2"], "practice": ["North", "North"], "age": [50, 16],
        ...     "dmlat_dat": [datetime.date(2014, 9, 22), None], "dmres_dat": [None, None],
        ... })
        >>> result = qof.evaluate(patients, missing_columns="unknown")
        >>> result.summary["evaluated"]
        2
        >>> polars.DataFrame(result.registers).filter(register="DM")["members"].item()
        1
    """

    def __init__(self, native: _entitle.Evaluation, contract: Contract) -> None:
        self._native = native
        self._contract = contract
        self._statements: Optional[List[Statement]] = None
        self._networks: Optional[List[Statement]] = None

    @property
    def contract(self) -> Contract:
        """The contract."""
        return self._contract

    @property
    def counts(self) -> Table:
        """For each practice and indicator the patients by outcome.

        Columns: practice, network, indicator, register, patients, register_size, not_on_register, denominator,
        numerator, exclusions, adjustments, undetermined, refused. Those not on the register, in the denominator, excluded,
        adjusted and undetermined are all patients. `register_size` is null where somebody's membership is undetermined.
        `refused` says how many rows that were refused may be about patients of the practice: one that names it, and any
        that names no practice. Where there are some, what is counted is null, unless `count_without_refused` was said.
        """
        return Table(self._native.counts)

    @property
    def reasons(self) -> Table:
        """For each practice and indicator the patients by outcome, rule and reason; what nobody met is left out.

        They are the patients evaluated; `refused` is as in `counts`.
        """
        return Table(self._native.reasons)

    @property
    def registers(self) -> Table:
        """Who is on which register: practice, network, register, title, patients, members, refused (see `counts`)."""
        return Table(self._native.registers)

    @property
    def decisions(self) -> Table:
        """Each row's decision for each indicator as its code, beside `patient` and `practice` where they were given.

        Rows are in the order of the frame; a row that was refused has null. `codes` says what each code means, and
        `labelled` gives an indicator's in words.

        Raises:
            EntitleError: They were not kept (`decisions=False`).
        """
        table = self._native.decisions
        if table is None:
            raise refusal("the decisions were not kept", help="evaluate with decisions=True")
        return Table(table)

    @property
    def codes(self) -> Table:
        """What each code of each indicator means: outcome, rule, clause, reason, class and text."""
        return Table(self._native.codes)

    @property
    def refused(self) -> Table:
        """Every fault of every row that was refused: row, patient, practice, column, value, error, why, what to do."""
        return Table(self._native.refused)

    def labelled(self, indicator: str) -> Table:
        """Each row's outcome, reason and rule for one indicator, in words.

        Args:
            indicator: The indicator's name.

        Returns:
            `patient` and `practice` where they were given, `outcome`, `reason`, `rule` (dictionaries of text).

        Raises:
            EntitleError: There is no such indicator, or the decisions were not kept.
        """
        return Table(self._native.labelled(indicator))

    @property
    def statements(self) -> List[Statement]:
        """A statement for each practice, in the order of the practices; none where the contract is about networks."""
        if self._statements is None:
            self._statements = self._made(self._native.statements())
        return self._statements

    @property
    def networks(self) -> List[Statement]:
        """A statement for each network, and the last for all practices together, counts pooled."""
        if self._networks is None:
            self._networks = self._made(self._native.networks())
        return self._networks

    def answers(self, floats: bool = False) -> Table:
        """Every answer of every practice's statement in columns; of the networks, where the contract is about those.

        Args:
            floats: Whether amounts are float64 rather than decimals.

        Returns:
            Columns: subject, kind, name, item, value, exact, text, unit, and more: see `Statement.to_table`. `value` has
            one scale for every unit and subject, so that sums are exact; what was rounded to it says so in `exact`.

        Example:
            >>> import entitle, polars
            >>> contract = entitle.contract("qof-england", on="2025-06-30")
            >>> nobody = polars.DataFrame({"practice": [], "age": []}, schema={"practice": polars.String, "age": polars.Int64})
            >>> contract.evaluate(nobody, missing_columns="unknown").answers().column_names[:5]
            ['subject', 'kind', 'name', 'item', 'value']
        """
        return answers_table(self.statements or self.networks, floats)

    def _made(self, statements: List[_entitle.Statement]) -> List[Statement]:
        return [Statement(native, self._contract, True) for native in statements]

    @property
    def summary(self) -> Dict[str, Any]:
        """The books: rows, evaluated, refused, practices with refused rows; facts that are unknown; values after the achievement date, by fact."""
        data: Dict[str, Any] = self._native.summary()
        return data

    def __repr__(self) -> str:
        summary = self.summary
        return (
            f"<entitle.Evaluation of {summary['rows']:,} rows, {self._contract.name}: {summary['evaluated']:,} evaluated, "
            f"{summary['refused']:,} refused>"
        )

    def _repr_html_(self) -> str:
        from entitle.listing import html_table

        summary = self.summary
        rows = [
            ("contract", self._contract.name),
            ("achievement date", summary["achievement_date"]),
            ("rows evaluated", f"{summary['evaluated']:,}"),
            ("rows refused", f"{summary['refused']:,}"),
            ("practices with refused rows", ", ".join(summary["practices_with_refused_rows"]) or "none"),
            ("facts without a column, unknown", ", ".join(summary["unknown"]) or "none"),
        ]
        for fact, count in summary["after_the_achievement_date"].items():
            rows.append((f"{fact} after the achievement date, so not yet there", f"{count:,}"))
        for network, why in summary["not_pooled"].items():
            rows.append((f"{network} is not pooled", why))
        return html_table("Evaluation", [("", False), ("", False)], rows)


def evaluate(
    contract: Contract,
    patients: Any,
    practices: Any,
    achievement_date: Optional[Day],
    facts: Optional[Dict[str, Any]],
    decisions: bool,
    threads: Optional[int],
    progress: Progress,
    patients_are_unique: bool,
    missing_columns: str,
    refused: str,
    count_without_refused: bool,
) -> Evaluation:
    """Does what `Contract.evaluate` says."""
    one_of("missing_columns", missing_columns, ("refuse", "unknown"))
    one_of("refused", refused, ("raise", "keep"))
    if threads is not None and (not isinstance(threads, int) or threads < 1):
        raise refusal(f"threads is a number from 1, not {threads!r}")
    asked = {fact.name for fact in contract.facts} | {"patient", "practice", "network"}
    with shown_progress(progress) as report:
        native = _entitle.evaluate(
            contract._native,
            arrow_stream(patients, "the patients", asked),
            None if practices is None else arrow_stream(practices, "the practices", asked),
            {
                "achievement_date": day_text(achievement_date, "an achievement date"),
                "facts": {} if facts is None else facts,
                "decisions": bool(decisions),
                "threads": threads,
                "progress": report,
                "patients_are_unique": bool(patients_are_unique),
                "missing_is_unknown": missing_columns == "unknown",
                "keep_refused": refused == "keep",
                "count_without_refused": bool(count_without_refused),
            },
        )
    return Evaluation(native, contract)


def one_of(name: str, value: object, known: tuple[str, ...]) -> None:
    """Refuses a value that is none of those that are known."""
    if value not in known:
        raise refusal(f"{name}={value!r} is not known", help=" or ".join(f"{name}={word!r}" for word in known))
