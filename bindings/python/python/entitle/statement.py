"""What a contract says of one subject: criteria, conditions, points, lines, headroom, and what each rests on."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple, cast

from entitle import _entitle
from entitle.exact import number, shown
from entitle.listing import Column, Listing
from entitle.refusal import refusal
from entitle.table import Column as TableColumn
from entitle.table import Table, amounts, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from entitle.contract import Contract

__all__ = ["Answer", "AnswerError", "Answers", "Criteria", "Headroom", "Lacking", "Room", "Statement"]


class AnswerError(NamedTuple):
    """Why a line could not be worked out: the failure stands in the value's place.

    Attributes:
        code: The number that every face gives it.
        name: The name that every face gives it.
        text: What went wrong.
    """

    code: int
    name: str
    text: str


class Answer(NamedTuple):
    """One answer of a statement: a line, points, what was achieved, a condition or a criterion's verdict.

    Attributes:
        name: Its name in the contract.
        item: The register or indicator that it is of, or "".
        value: The number, with every digit; None where the answer is no number (`met`, a day, `undetermined`).
        text: The answer as every face of Entitle writes it, byte for byte.
        unit: Its unit: `GBP`, `points`, or "".
        title: Its title in the contract.
        clause: The clause that it follows.
        detail: What a reader must know beside the value.
        rests_on: `an assumed figure`, `a local term`, both or neither.
        waits_for: The facts that it waits for, where it is undetermined. Undetermined is never zero.
        error: The failure that stands in the value's place, or None.
    """

    name: str
    item: str
    value: Optional[Decimal]
    text: str
    unit: str
    title: str
    clause: str
    detail: str
    rests_on: Tuple[str, ...]
    waits_for: Tuple[str, ...]
    error: Optional[AnswerError]

    @property
    def full_name(self) -> str:
        """`achievement.DM020`, or the name alone where the answer is of the subject."""
        return f"{self.name}.{self.item}" if self.item else self.name

    @property
    def shown(self) -> str:
        """The answer for the eye: thousands set apart, a fraction cut to four places, the unit after it."""
        return shown(self.text, self.unit)


class Answers(Listing[Answer]):
    """Answers of one kind in the contract's order, by place or by name.

    Points and what was achieved go by indicator (`points["DM020"]`); lines by name, and with the register or indicator
    after a dot where there is one for each (`lines["total"]`, `lines["achievement.DM020"]`).

    Example:
        >>> import entitle
        >>> qof = entitle.contract("qof-england", on="2025-06-30")
        >>> facts = {"list_size": 10184, "numerator": {"DM020": 6}, "denominator": {"DM020": 17}}
        >>> qof.statement(facts).points["DM020"].value
        Decimal('0.125')
    """

    _kind = ("answer", "answers")
    _columns: Sequence[Column] = (("name", False), ("answer", True), ("title", False), ("detail", False))

    def __init__(self, items: Iterable[Answer], kind: Tuple[str, str] = ("answer", "answers")) -> None:
        super().__init__(items)
        self._kind = kind

    def _name(self, item: Answer) -> str:
        return item.full_name

    def _row(self, item: Answer) -> Sequence[str]:
        return (item.full_name, item.shown, item.title, item.detail)

    def to_table(self, floats: bool = False) -> Table:
        """The answers in columns, for pandas, Polars, PyArrow and DuckDB.

        A column of `Decimal`s of many scales is not safe in every library: Polars makes nulls of those that do not fit
        the scale that it chose, and PyArrow adds them up wrongly. So `value` has one scale for every unit.

        Args:
            floats: Whether `value` is a float64, the nearest to the number, rather than a decimal.

        Returns:
            Columns: name, item, value, exact, text, unit, title, clause, detail, rests_on, waits_for, error. `value` is a
            Decimal128(38, 12), null where the answer is no number; `exact` is false where the number needs more places
            and was rounded half even to twelve, and `text` has every digit. With floats there is no `exact`.

        Raises:
            EntitleError: A number has more than 26 digits before the point.

        Example:
            >>> import entitle, polars
            >>> qof = entitle.contract("qof-england", on="2025-06-30")
            >>> facts = {"list_size": 10184, "numerator": {"DM020": 6}, "denominator": {"DM020": 17}}
            >>> polars.DataFrame(qof.statement(facts).points).filter(name="DM020")["value"].item()
            Decimal('0.125000000000')
        """
        return table(columns_of(list(self), floats))

    def __arrow_c_schema__(self) -> object:
        return self.to_table().__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.to_table().__arrow_c_stream__(requested_schema)


class Criteria(Answers):
    """The verdicts on whether the contract may be held, by place or by name.

    Each is an `Answer` whose text is `met`, `not met`, `refer` (the commissioner decides) or `undetermined`.

    Attributes:
        eligible: The verdict of all of them together, with what it rests on and waits for; None where the contract has
            no criteria.

    Example:
        >>> import entitle
        >>> network = entitle.contract("family-care-network")
        >>> criteria = network.criteria({"members": [{"list_size": 15000}, {"list_size": 9999}]})
        >>> criteria["population"].text, criteria.eligible.text
        ('not met', 'not met')
    """

    def __init__(self, items: Iterable[Answer], eligible: Optional[Answer]) -> None:
        super().__init__(items, ("criterion", "criteria"))
        self.eligible = eligible

    def _title(self) -> str:
        verdict = "no criteria: the contract says nothing of who may hold it"
        return verdict if self.eligible is None else f"may it be held: {self.eligible.text}"


class Room(NamedTuple):
    """The headroom of an indicator: how far it is to full points, and what the next step is worth.

    Attributes:
        indicator: Its name.
        patients_needed: Patients still to be achieved for full points; 0 where they are earned; None where no number is
            known or even every patient does not suffice (`detail` says which).
        next_patient: What the payment gains with the next patient, in `unit`; None where it is not known.
        unit: The unit of the payment, such as `GBP`.
        detail: Why the patients needed are no number, or "".
    """

    indicator: str
    patients_needed: Optional[int]
    next_patient: Optional[Decimal]
    unit: str
    detail: str


class Headroom(Listing[Room]):
    """The headroom of each indicator in the contract's order, by place or by the indicator's name.

    Example:
        >>> import entitle
        >>> qof = entitle.contract("qof-england", on="2025-06-30")
        >>> facts = {"list_size": 10184, "numerator": {"DM020": 6}, "denominator": {"DM020": 17}}
        >>> qof.headroom(facts)["DM020"].patients_needed
        7
    """

    _kind = ("indicator", "indicators")
    _columns: Sequence[Column] = (
        ("indicator", False),
        ("patients needed", True),
        ("next patient brings", True),
        ("detail", False),
    )

    def __init__(self, items: Iterable[Room], statement: Statement) -> None:
        super().__init__(items)
        self._statement = statement

    def _name(self, item: Room) -> str:
        return item.indicator

    def _row(self, item: Room) -> Sequence[str]:
        needed = "" if item.patients_needed is None else f"{item.patients_needed:,}"
        worth = "undetermined" if item.next_patient is None else shown(str(item.next_patient), item.unit)
        return (item.indicator, needed, worth, item.detail)

    def _title(self) -> str:
        return f"headroom of {self._statement.subject}: {super()._title()}"

    def to_table(self, floats: bool = False) -> Table:
        """The headroom in columns.

        Args:
            floats: Whether `next_patient` is a float64 rather than a decimal.

        Returns:
            Columns: indicator, patients_needed (a whole number), next_patient, exact, text, unit, detail; see
            `Answers.to_table`.
        """
        rooms = list(self)
        worth = [None if room.next_patient is None else f"{room.next_patient:f}" for room in rooms]
        columns: List[TableColumn] = [
            ("indicator", "text", [room.indicator for room in rooms]),
            ("patients_needed", "count", [room.patients_needed for room in rooms]),
            ("next_patient", amounts(floats), worth),
            ("text", "text", ["undetermined" if text is None else text for text in worth]),
            ("unit", "text", [room.unit for room in rooms]),
            ("detail", "text", [room.detail for room in rooms]),
        ]
        return table(columns)

    def __arrow_c_schema__(self) -> object:
        return self.to_table().__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.to_table().__arrow_c_stream__(requested_schema)

    def plot(self, indicators: Optional[Sequence[str]] = None, ax: Optional[Axes] = None) -> Axes:
        """Draws what was achieved against thresholds, the headroom hatched: see `Statement.plot`."""
        return self._statement.plot(indicators, ax)


class Lacking(NamedTuple):
    """A fact that was not given and that answers wait for.

    Attributes:
        name: The fact, with its register or indicator after a dot.
        practices: The practices that have not said it, where it is of practices of a network.
        meaning: What it is.
        unit: Its unit, or "".
        local_term: Whether the contract leaves it to the parties, so that no source can give it.
    """

    name: str
    practices: Tuple[str, ...]
    meaning: str
    unit: str
    local_term: bool


class Statement:
    """All answers of a contract for one subject.

    It is made by `Contract.statement` or by an evaluation. In a notebook it shows itself in full.

    Example:
        >>> import entitle
        >>> gms = entitle.contract("gms-england", on="2016-01-31")
        >>> statement = gms.statement(
        ...     {"subject": "Mill Lane", "weighted_list_size": 8750, "global_sum_per_weighted_patient": 80}
        ... )
        >>> statement.lines["global_sum"].value
        Decimal('700000')
        >>> statement.lines["payment"].text
        'undetermined'
    """

    __slots__ = ("_contract", "_data", "_native", "_with_headroom")

    def __init__(self, native: _entitle.Statement, contract: Contract, headroom: bool = True) -> None:
        self._native = native
        self._contract = contract
        self._with_headroom = headroom
        self._data: Optional[Dict[str, Any]] = None

    @property
    def subject(self) -> str:
        """The practice or network that it is of."""
        return self._native.subject

    @property
    def contract(self) -> Contract:
        """The contract by which it was made."""
        return self._contract

    @property
    def with_headroom(self) -> bool:
        """Whether headroom was worked out."""
        return self._with_headroom

    @property
    def data(self) -> Dict[str, Any]:
        """Everything in it as plain data: what `entitle statement --format json` writes. Numbers are texts."""
        if self._data is None:
            self._data = self._native.data()
        return self._data

    @property
    def eligible(self) -> Optional[str]:
        """May the subject hold the contract: `met`, `not met`, `refer`, `undetermined`; None without criteria."""
        eligible = self.criteria.eligible
        return None if eligible is None else eligible.text

    @property
    def criteria(self) -> Criteria:
        """The verdict of each criterion."""
        eligible = self.data["eligible"]
        return Criteria(map(answer_of, self.data["criteria"]), None if eligible is None else answer_of(eligible))

    @property
    def conditions(self) -> Answers:
        """The conditions of the subject that the contract names, `true`, `false` or `undetermined`."""
        return self._answers("conditions", ("condition", "conditions"))

    @property
    def achieved(self) -> Answers:
        """What was achieved, as a fraction of the denominator or as the contract computes it, by indicator."""
        return self._answers("achieved", ("indicator", "indicators"))

    @property
    def points(self) -> Answers:
        """Points, by indicator."""
        return self._answers("points", ("indicator", "indicators"))

    @property
    def lines(self) -> Answers:
        """Amounts and what they are made of, by name, or `name.item` where there is one for each item."""
        return self._answers("lines", ("line", "lines"))

    @property
    def headroom(self) -> Headroom:
        """How far each indicator is from full points, and what the next patient is worth.

        Raises:
            EntitleError: The statement was made without headroom.
        """
        if not self._with_headroom:
            raise refusal("this statement was made without headroom", help="ask with headroom=True")
        return Headroom(map(_room, self.data["headroom"]), self)

    @property
    def waits_for(self) -> List[Lacking]:
        """The facts that criteria and payment wait for, each once."""
        return [lacking_of(lacking) for lacking in self.data["waits_for"]]

    @property
    def trace(self) -> List[str]:
        """What decided each answer, in order: branches, bands, caps, facts that were not known.

        Raises:
            EntitleError: The statement was made without a trace.
        """
        if "trace" not in self.data:
            raise refusal("this statement was made without a trace", help="ask with trace=True")
        return list(self.data["trace"])

    def to_table(self, floats: bool = False) -> Table:
        """All answers in columns: criteria, conditions, what was achieved, points, lines.

        Args:
            floats: Whether `value` is a float64 rather than a decimal.

        Returns:
            Columns: subject, kind (`criterion`, `condition`, `achieved`, `points`, `line`), and those of
            `Answers.to_table`.
        """
        return answers_table([self], floats)

    def plot(self, indicators: Optional[Sequence[str]] = None, ax: Optional[Axes] = None) -> Axes:
        """Draws what was achieved against the thresholds of each indicator, the headroom hatched.

        Args:
            indicators: The indicators to draw, in that order; all of the contract unless given.
            ax: Where to draw; a new figure, as high as it needs, unless given.

        Returns:
            The axes, in percent of the denominator.

        Raises:
            EntitleError: The contract has no such indicator or none at all, or matplotlib is not installed.

        Example:
            >>> import entitle
            >>> qof = entitle.contract("qof-england", on="2025-06-30")
            >>> facts = {"list_size": 10184, "numerator": {"DM020": 6}, "denominator": {"DM020": 17}}
            >>> qof.statement(facts).plot(["DM020"]).get_xlabel()
            'achieved, % of the denominator'
        """
        from entitle.plots import achievement

        return achievement(self, indicators, ax)

    def plot_payment(self, by: Optional[str] = None, line: Optional[str] = None, ax: Optional[Axes] = None) -> Axes:
        """Draws what is paid: by domain where indicators alone are paid, else each line that is an amount of money.

        Args:
            by: How indicators are grouped: `domain` or another attribute of the contract, or `indicator`. Unless given,
                the first attribute that is a text, else `indicator`.
            line: The line to draw, where the contract has several amounts for each indicator. Unless given, the last of
                them, since a contract states what is paid after what it is made of.
            ax: Where to draw; a new figure, as high as it needs, unless given.

        Returns:
            The axes, in the unit of the payment. What rests on an assumed figure or a local term is hatched.

        Raises:
            EntitleError: There is no such attribute or line, no amount of money, or matplotlib is not installed.

        Example:
            >>> import entitle
            >>> gms = entitle.contract("gms-england", on="2016-01-31")
            >>> facts = {"weighted_list_size": 8750, "global_sum_per_weighted_patient": 80}
            >>> gms.statement(facts).plot_payment().get_xlabel()
            'GBP'
        """
        from entitle.plots import payment

        return payment(self, by, line, ax)

    def _answers(self, key: str, kind: Tuple[str, str]) -> Answers:
        return Answers(map(answer_of, self.data[key]), kind)

    def __repr__(self) -> str:
        parts = [] if self.eligible is None else [f"eligible {self.eligible}"]
        # Amounts of the subject as a whole; what is behind them stands in `lines`.
        whole = [line for line in self.lines if not line.item]
        parts += [f"{line.full_name} {line.shown}" for line in whole[-1:]]
        lacking = len(self.waits_for)
        parts += [f"waits for {lacking} {'fact' if lacking == 1 else 'facts'}"] if lacking else []
        said = f": {', '.join(parts)}" if parts else ""
        return f"<entitle.Statement of {self.subject}, {self._contract.name}{said}>"

    def _repr_html_(self) -> str:
        return self._native.html()


#: What stands in a statement's table, and what an answer of it is called.
KINDS = (
    ("criteria", "criterion"),
    ("conditions", "condition"),
    ("achieved", "achieved"),
    ("points", "points"),
    ("lines", "line"),
)


def answers_table(statements: Iterable[Statement], floats: bool) -> Table:
    """All answers of these statements, one under another."""
    rows = [
        (statement.subject, kind, answer)
        for statement in statements
        for part, kind in KINDS
        for answer in cast("Answers", getattr(statement, part))
    ]
    lead: List[TableColumn] = [
        ("subject", "text", [subject for subject, _, _ in rows]),
        ("kind", "text", [kind for _, kind, _ in rows]),
    ]
    return table(lead + columns_of([answer for _, _, answer in rows], floats))


def columns_of(answers: Sequence[Answer], floats: bool) -> List[TableColumn]:
    """Answers in columns."""

    def texts(name: str) -> TableColumn:
        return (name, "text", [getattr(answer, name) for answer in answers])

    return [
        texts("name"),
        texts("item"),
        ("value", amounts(floats), [None if answer.value is None else answer.text for answer in answers]),
        texts("text"),
        texts("unit"),
        texts("title"),
        texts("clause"),
        texts("detail"),
        ("rests_on", "text", ["; ".join(answer.rests_on) for answer in answers]),
        ("waits_for", "text", ["; ".join(answer.waits_for) for answer in answers]),
        ("error", "text", [None if answer.error is None else answer.error.name for answer in answers]),
    ]


def answer_of(data: Mapping[str, Any]) -> Answer:
    """An answer out of the data of a statement."""
    error = data["error"]
    return Answer(
        name=data["name"],
        item=data["item"],
        value=number(data["value"]),
        text=data["value"],
        unit=data["unit"],
        title=data["title"],
        clause=data["clause"],
        detail=data["detail"],
        rests_on=tuple(data["rests_on"]),
        waits_for=tuple(data["waits_for"]),
        error=None if error is None else AnswerError(error["code"], error["name"], error["text"]),
    )


def lacking_of(data: Mapping[str, Any]) -> Lacking:
    """What is lacking out of the data of a statement or comparison."""
    return Lacking(data["name"], tuple(data["practices"]), data["meaning"], data["unit"], data["local_term"])


def _room(data: Mapping[str, Any]) -> Room:
    needed = number(cast(str, data["patients_needed"]))
    return Room(
        indicator=data["indicator"],
        patients_needed=None if needed is None else int(needed),
        next_patient=number(data["next_patient"]),
        unit=data["unit"],
        detail=data["detail"],
    )
