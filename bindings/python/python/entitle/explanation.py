"""Why one patient stands where they stand for one indicator: each rule, what it saw, and the row that decided."""

from __future__ import annotations

import datetime
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

from entitle import _entitle

__all__ = ["ExplainedRow", "ExplainedTable", "Explanation", "Reason"]


class Reason(NamedTuple):
    """Why a patient was excluded, adjusted or left out.

    Attributes:
        name: Its name in the contract, the same in every face.
        text: What it means.
    """

    name: str
    text: str


class ExplainedRow(NamedTuple):
    """A rule and what became of it for this patient.

    Attributes:
        row: Its place in the table, from 1.
        condition: What it asks, as the definition has it.
        meaning: What a condition's name stands for, or "".
        saw: The facts that it read, each with its value as text; None where the row was not reached.
        windows: The days that its periods come to.
        matched: `matched`, `not matched`, `unknown` (a fact was not said) or `not reached`.
        decided: Whether this row settled the table.
        action: What it did: `select`, `reject`, `exclude`, `adjust` or `next`; None where it was not reached.
        clause: The clause that it follows.
        rests_on: `an assumed figure or reading`, `a local term`, `beyond what was read`: those that hold.
    """

    row: int
    condition: str
    meaning: str
    saw: Optional[Dict[str, str]]
    windows: Dict[str, datetime.date]
    matched: str
    decided: bool
    action: Optional[str]
    clause: str
    rests_on: Tuple[str, ...]


class ExplainedTable(NamedTuple):
    """A rule table and what became of its rows.

    Attributes:
        table: `register DM`, `denominator of DM020`, `numerator of DM020`.
        rows: Its rules in order. The first that matches and does not say `next` decides.
    """

    table: str
    rows: List[ExplainedRow]


class Explanation:
    """One patient, one indicator: the decision and the whole way to it.

    It is made by `Contract.explain`. In a notebook it shows its rule tables with the deciding row marked.

    Example:
        >>> import entitle
        >>> qof = entitle.contract("qof-england", on="2025-06-30")
        >>> explanation = qof.explain({"dmlat_dat": None}, "DM020")
        >>> explanation.outcome
        'not on register'
        >>> explanation.tables[0].rows[0].matched
        'not matched'
    """

    __slots__ = ("_data", "_native")

    def __init__(self, native: _entitle.Explanation) -> None:
        self._native = native
        self._data: Optional[Dict[str, Any]] = None

    @property
    def data(self) -> Dict[str, Any]:
        """Everything in it as plain data: what `entitle explain --format json` writes."""
        if self._data is None:
            self._data = self._native.data()
        return self._data

    @property
    def subject(self) -> str:
        """The patient."""
        return self._native.subject

    @property
    def indicator(self) -> str:
        """The indicator."""
        return self._native.indicator

    @property
    def outcome(self) -> str:
        """Where the patient stands.

        `in numerator` (counted, target met), `in denominator` (counted, target not met), `adjusted`, `excluded`,
        `not on register`, or `undetermined` (a fact that decides is not known).
        """
        return self._native.outcome

    @property
    def decision(self) -> int:
        """The decision as one byte, as evaluations of populations write it."""
        return self._native.decision

    @property
    def reason(self) -> Optional[Reason]:
        """Why the patient was excluded, adjusted or left out; None where the outcome needs no reason."""
        reason = self.data["reason"]
        return None if reason is None else Reason(reason["name"], reason["text"])

    @property
    def decided_by(self) -> str:
        """The table and row that decided: `denominator of DM020, row 8`."""
        return str(self.data["decided_by"])

    @property
    def achievement_date(self) -> datetime.date:
        """The day up to which records count."""
        return datetime.date.fromisoformat(self.data["achievement_date"])

    @property
    def tables(self) -> List[ExplainedTable]:
        """The rule tables of the register, the denominator and the numerator."""
        return [ExplainedTable(table["table"], [_row(row) for row in table["rows"]]) for table in self.data["tables"]]

    @property
    def needs(self) -> List[str]:
        """The facts that were not said and that the outcome waits for, where it is undetermined."""
        return list(self.data["needs"])

    @property
    def rests_on(self) -> Tuple[str, ...]:
        """`an assumed figure or reading`, `a local term`, both or neither."""
        return tuple(self.data["rests_on"])

    @property
    def ignored(self) -> List[str]:
        """Records that do not count, since they are after the achievement date."""
        return list(self.data["ignored"])

    def __repr__(self) -> str:
        reason = f" ({self.reason.name})" if self.reason else ""
        by = f", by {self.decided_by}" if self.data["decided_by"] else ""
        waits = f", waits for {', '.join(self.needs)}" if self.needs else ""
        return f"<entitle.Explanation of {self.subject}, {self.indicator}: {self.outcome}{reason}{by}{waits}>"

    def _repr_html_(self) -> str:
        return self._native.html()


def _row(data: Mapping[str, Any]) -> ExplainedRow:
    windows = {name: datetime.date.fromisoformat(day) for name, day in data["windows"].items()}
    return ExplainedRow(
        row=data["row"],
        condition=data["condition"],
        meaning=data["meaning"],
        saw=data["saw"],
        windows=windows,
        matched=data["matched"],
        decided=data["decided"],
        action=data["action"],
        clause=data["clause"],
        rests_on=tuple(data["rests_on"]),
    )
