"""Contracts side by side over the same facts: who may hold them, what each pays, what moving brings."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from entitle import _entitle
from entitle.contract import Contract, Given, chosen
from entitle.exact import number, shown
from entitle.refusal import refusal
from entitle.statement import Lacking, lacking_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Amount", "Compared", "ComparedColumn", "Comparison", "Outcome", "PracticeOutcome", "compare"]


class Amount(NamedTuple):
    """An amount of a comparison.

    Attributes:
        value: The number, with every digit; None where it is none (`undetermined`, or no amount is stated).
        text: As every face writes it.
        unit: Its unit, or "".
        rests_on: `an assumed figure`, `a local term`, both or neither.
    """

    value: Optional[Decimal]
    text: str
    unit: str
    rests_on: Tuple[str, ...]

    @property
    def shown(self) -> str:
        """The amount for the eye: thousands set apart, the unit after it."""
        return shown(self.text, self.unit)


class ComparedColumn(NamedTuple):
    """A column of a comparison.

    Attributes:
        letter: `A` for what is held now, then `B`, `C` and so on.
        name: Its contracts with day and revision, joined by ` + `.
        titles: Their titles.
        digests: The digests of their images.
    """

    letter: str
    name: str
    titles: Tuple[str, ...]
    digests: Tuple[str, ...]


class PracticeOutcome(NamedTuple):
    """What a column means for one practice of the network.

    Attributes:
        practice: Its name.
        takes_part: False where it stays behind.
        total: What contracts about practices pay it.
        gain: What it gains on the first column, or None in that column.
        network_without_it: Whether the others may hold the contract without it: a verdict, or None.
    """

    practice: str
    takes_part: bool
    total: Amount
    gain: Optional[Amount]
    network_without_it: Optional[str]


class Outcome(NamedTuple):
    """What a column means for a subject as a whole.

    Attributes:
        letter: The column.
        eligible: `met`, `not met`, `refer`, `undetermined`; None where no contract of it has criteria.
        total: What it pays in all. A contract that states no amount is never taken to pay zero.
        gain: What is gained on the first column, or None in that column.
        practices: What it means for each practice.
        behind: What becomes of those that stay behind, as plain data.
    """

    letter: str
    eligible: Optional[str]
    total: Amount
    gain: Optional[Amount]
    practices: List[PracticeOutcome]
    behind: List[Dict[str, Any]]


class Compared:
    """The comparison for one subject.

    Attributes:
        subject: The network or practice.
        members: The practices of a network.
        staying: Those of them that stay behind under the first column.
        criteria: For each criterion, by name, its verdict in each column that has it, by letter.
        lines: For each line, by name, its amount in each column that has it, by letter.
        outcomes: What each column means in all, in order.
        waits_for: The facts that were not given and are waited for.
    """

    __slots__ = ("criteria", "data", "lines", "members", "outcomes", "staying", "subject", "waits_for")

    def __init__(self, data: Dict[str, Any]) -> None:
        self.data = data
        self.subject: str = data["subject"]
        self.members: List[str] = list(data["members"])
        self.staying: List[str] = list(data["staying"])
        self.criteria: Dict[str, Dict[str, str]] = {
            row["name"]: {letter: cell["value"] for letter, cell in row["columns"].items()} for row in data["criteria"]
        }
        self.lines: Dict[str, Dict[str, Amount]] = {
            row["name"]: {letter: _amount(cell) for letter, cell in row["columns"].items()} for row in data["lines"]
        }
        self.outcomes: List[Outcome] = [_outcome(outcome) for outcome in data["outcomes"]]
        self.waits_for: List[Lacking] = [lacking_of(lacking) for lacking in data["waits_for"]]

    def __repr__(self) -> str:
        lines = [f"{self.subject}" + (f", without {', '.join(self.staying)}" if self.staying else "")]
        for outcome in self.outcomes:
            held = "no criteria" if outcome.eligible is None else outcome.eligible
            gain = "" if outcome.gain is None else f"  gain on A {outcome.gain.shown}"
            lines.append(f"  {outcome.letter}  {held:<13} {outcome.total.shown}{gain}")
        return "\n".join(lines)


class Comparison:
    """Contracts side by side over the same facts.

    It is made by `entitle.compare`. In a notebook it shows itself in full.

    Example:
        >>> import entitle
        >>> federation = {"members": [{"list_size": 15000}, {"list_size": 10000}]}
        >>> comparison = entitle.compare(
        ...     ["voluntary-gp-contract", "family-care-network"], federation, set={"B.budget_per_patient": 150}
        ... )
        >>> comparison["B"].total.value
        Decimal('3750000')
        >>> comparison.subjects[0].criteria["population"]
        {'A': 'not met', 'B': 'met'}
    """

    __slots__ = ("_data", "_native", "columns", "subjects")

    def __init__(self, native: _entitle.Comparison) -> None:
        self._native = native
        self._data: Dict[str, Any] = native.data()
        #: The columns in order.
        self.columns: List[ComparedColumn] = [_column(column) for column in self._data["columns"]]
        #: A comparison for each subject.
        self.subjects: List[Compared] = [Compared(compared) for compared in self._data["comparisons"]]

    @property
    def data(self) -> Dict[str, Any]:
        """Everything in it as plain data: what `entitle compare --format json` writes. Numbers are texts."""
        return self._data

    @property
    def outcomes(self) -> List[Outcome]:
        """What each column means for the subject.

        Raises:
            EntitleError: Several subjects were compared; each of `subjects` has its own.
        """
        return self.of(None).outcomes

    def of(self, subject: Optional[str]) -> Compared:
        """The comparison for a subject.

        Args:
            subject: Its name; None for the only one.

        Returns:
            What was compared for it.

        Raises:
            EntitleError: There is none of that name, or there are several and none was named.
        """
        names = ", ".join(compared.subject for compared in self.subjects[:6])
        if subject is None and len(self.subjects) != 1:
            raise refusal(f"{len(self.subjects)} subjects were compared", help=f"name one of them: {names}")
        for compared in self.subjects:
            if subject is None or compared.subject == subject:
                return compared
        raise refusal(f"no subject {subject} was compared", help=f"there are {names}")

    def __getitem__(self, letter: str) -> Outcome:
        """What a column means for the only subject, by the column's letter."""
        for outcome in self.outcomes:
            if outcome.letter == letter:
                return outcome
        raise KeyError(f"no column {letter}; there are {', '.join(column.letter for column in self.columns)}")

    def plot(self, subject: Optional[str] = None, ax: Optional[Axes] = None) -> Axes:
        """Draws what each column pays, hatched where that rests on an assumed figure or a local term.

        Args:
            subject: Whose; the only one unless given.
            ax: Where to draw; a new figure unless given.

        Returns:
            The axes, in the unit of the amounts.

        Raises:
            EntitleError: No such subject, amounts in several units, or matplotlib is not installed.
        """
        from entitle.plots import comparison

        return comparison(self, subject, ax)

    def __repr__(self) -> str:
        columns = [f"{column.letter}  {column.name}" for column in self.columns]
        return "\n".join(columns + [repr(compared) for compared in self.subjects])

    def _repr_html_(self) -> str:
        return self._native.html()


#: A column as a caller names it.
Named = Union[Contract, str, Sequence[Union[Contract, str]]]
#: A fact or local term as a caller sets it in one column.
Term = Union[str, int, bool, Decimal, datetime.date, None]


def compare(
    contracts: Sequence[Named],
    facts: Union[Given, List[Given]],
    *,
    stay: Sequence[str] = (),
    set: Optional[Mapping[str, Term]] = None,
) -> Comparison:
    """Contracts side by side: who may hold them, what each pays, what moving from the first one brings.

    One set of facts serves all: each contract takes the facts that it knows, and what is absent is unknown. Contracts
    about a practice are evaluated for each member of a network.

    Args:
        contracts: What is held now, then each alternative: a contract, an id (`gms-england`), an id with a day
            (`gms-england@2026-04-01`), several held together (`gms-england+network-contract-des`, or a tuple).
        facts: As `Contract.statement` takes them.
        stay: Practices of the network that stay behind under the first column.
        set: Facts or local terms of one column, in place of what `facts` says: `{"B.budget_per_patient": "150"}`.

    Returns:
        The comparison: `columns`, `outcomes`, `plot()`; in a notebook it shows itself.

    Raises:
        EntitleError: No such contract or practice, a fact that no contract knows, facts that contradict one another.

    Example:
        >>> import entitle
        >>> practice = {"weighted_list_size": 8750, "global_sum_per_weighted_patient": 80, "list_size": 9400}
        >>> comparison = entitle.compare(["gms-england@2016-01-31", "pms-england@2016-01-31"], practice)
        >>> [column.letter for column in comparison.columns]
        ['A', 'B']
    """
    if isinstance(contracts, (str, Contract)) or len(contracts) < 2:
        raise refusal("a comparison needs two contracts or more", help='give ["gms-england", "voluntary-gp-contract"]')
    if isinstance(stay, str):
        raise refusal("the practices that stay behind are a list of names", help=f"give stay=[{stay!r}]")
    columns = [[contract._native for contract in chosen(column)] for column in contracts]
    if not all(columns):
        raise refusal("a column of the comparison holds no contract", help="name one in each column")
    terms = [f"{name}={_term(name, value)}" for name, value in (set or {}).items()]
    subjects = facts if isinstance(facts, list) else [facts]
    return Comparison(_entitle.compare(columns, subjects, list(stay), terms))


def _term(name: str, value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        raise refusal(f"{name} is given as a float, which loses money", help=f'give "{value}" or decimal.Decimal')
    if isinstance(value, datetime.datetime):
        raise refusal(f"{name} is given as a point in time", help="give value.date()")
    if isinstance(value, (str, int, Decimal, datetime.date)):
        return str(value)
    raise refusal(
        f"{name} is given as {type(value).__name__}", help="give a number, a day, a text or True, False, None"
    )


def _amount(data: Mapping[str, Any]) -> Amount:
    return Amount(number(data["value"]), data["value"], data["unit"], tuple(data["rests_on"]))


def _column(data: Mapping[str, Any]) -> ComparedColumn:
    return ComparedColumn(
        letter=data["column"],
        name=data["name"],
        titles=tuple(contract["title"] for contract in data["contracts"]),
        digests=tuple(contract["image_digest"] for contract in data["contracts"]),
    )


def _outcome(data: Mapping[str, Any]) -> Outcome:
    practices = [
        PracticeOutcome(
            practice=practice["practice"],
            takes_part=practice["takes_part"],
            total=_amount(practice["total"]),
            gain=None if practice["gain"] is None else _amount(practice["gain"]),
            network_without_it=practice["network_without_it"],
        )
        for practice in data["practices"]
    ]
    return Outcome(
        letter=data["column"],
        eligible=data["eligible"],
        total=_amount(data["total"]),
        gain=None if data["gain"] is None else _amount(data["gain"]),
        practices=practices,
        behind=list(data["behind"]),
    )
