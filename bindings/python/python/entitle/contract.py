"""A contract in force from a day: found, loaded, and asked about facts."""

from __future__ import annotations

import datetime
import os
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple, Union, overload

from entitle import _entitle
from entitle.exact import Day, day, day_text
from entitle.explanation import Explanation
from entitle.facts import Facts, fact_of
from entitle.listing import Column, Listing
from entitle.refusal import refusal
from entitle.rules import Content, Rules
from entitle.statement import Criteria, Headroom, Statement

if TYPE_CHECKING:
    from entitle.evaluation import Evaluation
    from entitle.progress import Progress

__all__ = ["Contract", "ContractName", "Contracts", "Given", "contract", "contracts", "load"]

#: Facts of one subject: names with values; `subject` names it, `members` holds the practices of a network.
Given = Dict[str, Any]

#: The first bytes of every image.
IMAGE_BEGINS = b"ENTL"


class ContractName(NamedTuple):
    """A contract that is built in.

    Attributes:
        id: What `entitle.contract` finds it by.
        title: Its title.
        family: The group to which it belongs.
        subject: What it is about: `practice` or `network`.
        in_force: Its first day.
        until: The day after its last, or None.
        revision: 1, and one more for each correction.
    """

    id: str
    title: str
    family: str
    subject: str
    in_force: datetime.date
    until: Optional[datetime.date]
    revision: int

    @property
    def name(self) -> str:
        """`qof-england@2025-04-01#1`, as every text names it."""
        return f"{self.id}@{self.in_force}#{self.revision}"


class Contracts(Listing[ContractName]):
    """The contracts that are built in, by place or by name."""

    _kind = ("contract", "contracts")
    _columns: Sequence[Column] = (
        ("contract", False),
        ("until", False),
        ("about", False),
        ("family", False),
        ("title", False),
    )

    def _name(self, item: ContractName) -> str:
        return item.name

    def _row(self, item: ContractName) -> Sequence[str]:
        until = "" if item.until is None else str(item.until)
        return (item.name, until, item.subject, item.family, item.title)


class Contract:
    """A contract in force from a day: which facts it takes, who may hold it, what it pays, and by which rules.

    It comes from `entitle.contract` or `entitle.load`, never changes, and may be used by several threads and sent to
    other processes. In a notebook it shows everything that it says of itself.

    Example:
        >>> import entitle
        >>> qof = entitle.contract("qof-england", on="2025-06-30")
        >>> qof
        <entitle.Contract qof-england@2025-04-01#1: Quality and Outcomes Framework, England, 2025/26>
        >>> qof.in_force
        datetime.date(2025, 4, 1)
    """

    __slots__ = ("_facts", "_native")

    def __init__(self, native: _entitle.Contract) -> None:
        self._native = native
        self._facts: Optional[Facts] = None

    @property
    def id(self) -> str:
        """Its id, the same for every year."""
        return self._native.id

    @property
    def name(self) -> str:
        """`qof-england@2025-04-01#1`: id, day and revision, by which an answer can be reproduced."""
        return f"{self.id}@{self._native.in_force}#{self.revision}"

    @property
    def title(self) -> str:
        """Its title."""
        return self._native.title

    @property
    def doc(self) -> str:
        """What its definition says of it as a whole."""
        return self._native.doc

    @property
    def family(self) -> str:
        """The group to which it belongs, or ""."""
        return self._native.family

    @property
    def subject(self) -> str:
        """What a statement is about: `practice` or `network`."""
        return self._native.subject

    @property
    def in_force(self) -> datetime.date:
        """Its first day."""
        return datetime.date.fromisoformat(self._native.in_force)

    @property
    def until(self) -> Optional[datetime.date]:
        """The day after its last, or None."""
        return day(self._native.until)

    @property
    def period_end(self) -> Optional[datetime.date]:
        """Its own last day: the day before `until`, or None."""
        return day(self._native.period_end)

    @property
    def published(self) -> Optional[datetime.date]:
        """When it was published, where the definition says so."""
        return day(self._native.published)

    @property
    def revision(self) -> int:
        """1, and one more for each correction."""
        return self._native.revision

    @property
    def source_digest(self) -> str:
        """`sha256:` and the digest of its definition: of what it says, whatever its layout."""
        return self._native.source_digest

    @property
    def image_digest(self) -> str:
        """`sha256:` and the digest of its image, computed from the bytes: what evaluates. Its text is left out."""
        return self._native.image_digest

    @property
    def text_digest(self) -> Optional[str]:
        """`sha256:` and the digest of its titles and documentation, or None where the image has none."""
        return self._native.text_digest

    @property
    def image(self) -> bytes:
        """Its compiled, checked bytes: what `entitle.load` takes."""
        return self._native.image

    @property
    def indicators(self) -> List[str]:
        """The names of its indicators."""
        return self._native.indicators

    @property
    def registers(self) -> List[str]:
        """The names of its registers."""
        return self._native.registers

    @property
    def warnings(self) -> List[str]:
        """What the compiler found doubtful in a definition that was loaded, with its position."""
        return self._native.warnings

    @property
    def facts(self) -> Facts:
        """The facts that it takes: name, scope, type, unit, range, meaning, and where systems find them."""
        if self._facts is None:
            self._facts = Facts(map(fact_of, self._native.facts()))
        return self._facts

    @overload
    def show(self) -> Content: ...

    @overload
    def show(self, item: str) -> Rules: ...

    def show(self, item: Optional[str] = None) -> Union[Content, Rules]:
        """What the contract says of itself, or the rules of one indicator or register.

        Args:
            item: An indicator or register; the whole contract unless given.

        Returns:
            `Content` of the whole, `Rules` of one item; each shows itself in a notebook and has `data`.

        Raises:
            EntitleError: There is no such item, or it is known by its count only and has no rules.

        Example:
            >>> import entitle
            >>> entitle.contract("qof-england", on="2025-06-30").show("DM020").title
            'Diabetes without moderate or severe frailty: last HbA1c 58 mmol/mol or less'
        """
        return Content(self._native) if item is None else Rules(self._native, item)

    @overload
    def statement(self, facts: Given, *, trace: bool = False, headroom: bool = True) -> Statement: ...

    @overload
    def statement(self, facts: List[Given], *, trace: bool = False, headroom: bool = True) -> List[Statement]: ...

    def statement(
        self, facts: Union[Given, List[Given]], *, trace: bool = False, headroom: bool = True
    ) -> Union[Statement, List[Statement]]:
        """Who may hold the contract, which targets are met, what is paid, and what each answer rests on.

        Args:
            facts: Names with values for one subject, or a list of such. Values are numbers (`int`, `Decimal`, text, or
                a float that is exact at the fact's places), days, texts, `True`, `False`, and None for "no such
                record"; what is left out is unknown. A fact for each register or indicator is a dictionary
                (`{"numerator": {"DM020": 6}}`) or has the name after a dot (`"numerator.DM020"`). `subject` names it;
                a network holds `members`, a list of facts of practices.
            trace: Whether to keep what decided each answer.
            headroom: Whether to work out headroom, the greater part of the work.

        Returns:
            A statement, or a list of them where a list was given.

        Raises:
            EntitleError: Facts that the contract does not take, values of the wrong type or out of range, facts that
                contradict one another. Every fault is told at once in `details`.

        Example:
            >>> import entitle
            >>> qof = entitle.contract("qof-england", on="2025-06-30")
            >>> statement = qof.statement(
            ...     {"list_size": 10184, "numerator": {"DM020": 6}, "denominator": {"DM020": 17}}
            ... )
            >>> statement.points["DM020"].text
            '0.125'
        """
        subjects, one = _subjects(facts)
        made = [Statement(native, self, headroom) for native in self._native.statements(subjects, trace, headroom)]
        return made[0] if one else made

    @overload
    def criteria(self, facts: Given) -> Criteria: ...

    @overload
    def criteria(self, facts: List[Given]) -> List[Criteria]: ...

    def criteria(self, facts: Union[Given, List[Given]]) -> Union[Criteria, List[Criteria]]:
        """May the subject hold the contract, and which clause stands in the way?

        Args:
            facts: As `statement` takes them.

        Returns:
            The verdict of each criterion and of all together; a list of such where a list was given.

        Raises:
            EntitleError: As of `statement`.

        Example:
            >>> import entitle
            >>> network = entitle.contract("family-care-network")
            >>> network.criteria({"members": [{"list_size": 60000}, {"list_size": 40001}]})["not_too_large"].text
            'refer'
        """
        if isinstance(facts, list):
            return [statement.criteria for statement in self.statement(facts, headroom=False)]
        return self.statement(facts, headroom=False).criteria

    @overload
    def headroom(self, facts: Given) -> Headroom: ...

    @overload
    def headroom(self, facts: List[Given]) -> List[Headroom]: ...

    def headroom(self, facts: Union[Given, List[Given]]) -> Union[Headroom, List[Headroom]]:
        """How far is each indicator from full points, and what is the next patient worth?

        Args:
            facts: As `statement` takes them.

        Returns:
            The headroom of each indicator; a list of such where a list was given.

        Raises:
            EntitleError: As of `statement`.

        Example:
            >>> import entitle
            >>> qof = entitle.contract("qof-england", on="2025-06-30")
            >>> facts = {"list_size": 10184, "numerator": {"DM020": 15}, "denominator": {"DM020": 20}}
            >>> qof.headroom(facts)["DM020"].patients_needed
            0
        """
        if isinstance(facts, list):
            return [statement.headroom for statement in self.statement(facts)]
        return self.statement(facts).headroom

    def explain(self, patient: Given, indicator: str, achievement_date: Optional[Day] = None) -> Explanation:
        """Why does this patient stand where they stand for this indicator?

        Args:
            patient: Facts of the patient, and switches of the contract, as `statement` takes them; None means that
                there is no such record.
            indicator: The indicator's name.
            achievement_date: The day up to which records count; the contract's last day unless given.

        Returns:
            The outcome, its reason, and every rule with what it saw.

        Raises:
            EntitleError: No such indicator, one that is known by counts only, or facts as of `statement`.

        Example:
            >>> import datetime, entitle
            >>> qof = entitle.contract("qof-england", on="2025-06-30")
            >>> patient = {"dmlat_dat": datetime.date(2014, 9, 22), "dmres_dat": None, "age": 16}
            >>> qof.explain(patient, "DM020").decided_by
            'register DM, row 2'
        """
        return Explanation(self._native.explain(patient, indicator, day_text(achievement_date, "an achievement date")))

    def evaluate(
        self,
        patients: Any,
        practices: Any = None,
        achievement_date: Optional[Day] = None,
        facts: Optional[Dict[str, Any]] = None,
        *,
        decisions: bool = True,
        threads: Optional[int] = None,
        progress: Progress = None,
        patients_are_unique: bool = False,
        missing_columns: str = "refuse",
        refused: str = "raise",
    ) -> Evaluation:
        """Evaluates every patient of a frame, and counts them into their practices and networks.

        Columns are found by the names of facts; others are passed over. Null means that there is no such record. A
        column that is missing or of a type that its fact does not take is refused before any row is read.

        Args:
            patients: A frame of pandas, Polars, PyArrow or DuckDB, anything else that speaks the Arrow PyCapsule
                interface, or a dictionary of NumPy arrays. `patient` names each row's patient, who has one row (without
                that column nobody is known to come twice); `practice` the practice.
            practices: A frame with `practice`, `network` where there are such, and the facts of practices. Unless
                given, practices are those that the patients name.
            achievement_date: The day up to which records count; the contract's last day unless given.
            facts: Facts of the contract as a whole: switches and the like.
            decisions: Whether to keep each row's decision for each indicator, a byte each.
            threads: How many; as many as there are processors unless given.
            progress: True for a bar of tqdm, False for none, a bar of your own, or what is called with the rows done
                and all rows. Unless given, notebooks show a bar.
            patients_are_unique: Whether each patient is trusted to come once; names are then not remembered.
            missing_columns: `"refuse"`, or `"unknown"`: facts without a column are unknown, and what hangs on them is
                undetermined. That is slower: patients are then decided one by one.
            refused: `"raise"`, or `"keep"`: rows that cannot be taken are listed in `refused` and count nowhere.

        Returns:
            Counts, reasons, registers and decisions as tables; statements; the books.

        Raises:
            EntitleError: Columns or rows cannot be taken; `details` names column, row, value and what to do.

        Example:
            >>> import datetime, entitle, numpy
            >>> qof = entitle.contract("qof-england", on="2025-06-30")
            >>> patients = {"age": numpy.array([64, 16]), "dmlat_dat": [datetime.date(2014, 9, 22)] * 2, "dmres_dat": [None] * 2}
            >>> result = qof.evaluate(patients, missing_columns="unknown")
            >>> result.labelled("DM020").to_pyarrow()["outcome"].to_pylist()
            ['undetermined', 'not on register']
        """
        from entitle.evaluation import evaluate

        return evaluate(
            self,
            patients,
            practices,
            achievement_date,
            facts,
            decisions,
            threads,
            progress,
            patients_are_unique,
            missing_columns,
            refused,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Contract):
            return NotImplemented
        return self.name == other.name and self.image == other.image

    def __hash__(self) -> int:
        return hash((self.name, self.image_digest))

    def __reduce__(self) -> Tuple[Callable[[bytes], Contract], Tuple[bytes]]:
        # A cluster's workers check the image again as they receive it.
        return (of_image, (self.image,))

    def __repr__(self) -> str:
        return f"<entitle.Contract {self.name}: {self.title}>"

    def _repr_html_(self) -> str:
        return self._native.html(None)


def contracts() -> Contracts:
    """The contracts that are built in, in their groups.

    Returns:
        A listing with id, title, family, subject, days of force and revision.

    Example:
        >>> import entitle
        >>> "qof-england@2025-04-01#1" in entitle.contracts()
        True
    """
    return Contracts(
        ContractName(
            id=data["id"],
            title=data["title"],
            family=data["family"],
            subject=data["subject"],
            in_force=datetime.date.fromisoformat(data["in_force"]),
            until=day(data["until"]),
            revision=data["revision"],
        )
        for data in _entitle.contracts()
    )


def contract(id: str, on: Optional[Day] = None) -> Contract:
    """A contract that is built in.

    Args:
        id: Its id; `qof-england@2025-06-30` names the day too, and `#1` after it the revision.
        on: The day on which it is in force; the latest definition unless given.

    Returns:
        The contract.

    Raises:
        EntitleError: There is no such contract, or none is in force on that day.

    Example:
        >>> import entitle
        >>> entitle.contract("qof-england", on="2024-01-31").title
        'Quality and Outcomes Framework, England, 2023/24'
        >>> entitle.contract("qof-england@2025-06-30#1").name
        'qof-england@2025-04-01#1'
    """
    if not isinstance(id, str):
        raise refusal(f"a contract's id is a text, not {type(id).__name__}", help='give "qof-england"')
    if on is not None and "@" in id:
        raise refusal(f"{id} names a day, and on= another", help="give one of them")
    return Contract(_entitle.contract(id, day_text(on, "on")))


def load(source: Union[str, bytes, bytearray, memoryview, os.PathLike[str]]) -> Contract:
    """A contract of your own, from its definition or its compiled image.

    Args:
        source: The path of a file; the text of a definition (it has a line break); or the bytes of an image. A text is a
            path where it has a separator or ends in `.toml` or `.image`; an `os.PathLike` always is.

    Returns:
        The contract. What its compiler found doubtful stands in `warnings`.

    Raises:
        EntitleError: The definition has faults, each told in `details` with line and column (`line` and `column` are
            those of the first); or the image was damaged.
        FileNotFoundError: There is no such file.

    Example:
        >>> import entitle
        >>> own = entitle.load('''
        ... semantics = 1
        ...
        ... [contract]
        ... id = "visits"
        ... title = "Home visits"
        ... in_force = 2026-04-01
        ... subject = "practice"
        ... pays = "payment"
        ...
        ... [source.agreement]
        ... title = "Our agreement of March 2026"
        ... grade = "official"
        ...
        ... [parameter.value_per_visit]
        ... value = "31.50"
        ... unit = "GBP"
        ... source = "agreement"
        ...
        ... [fact.practice.visits]
        ... type = "integer"
        ... range = [0, 100000]
        ... doc = "Home visits in the year"
        ...
        ... [line.payment]
        ... title = "Payment"
        ... value = "visits * value_per_visit"
        ... unit = "GBP"
        ... source = "agreement"
        ... ''')
        >>> own.statement({"visits": 40}).lines["payment"].text
        '1260'
        >>> entitle.load(own.image) == own
        True
    """
    if isinstance(source, (bytes, bytearray, memoryview)):
        return of_image(bytes(source))
    if isinstance(source, str) and "\n" in source:
        return Contract(_entitle.of_text(source, "definition"))
    if not isinstance(source, (str, os.PathLike)):
        raise refusal(
            f"a contract is loaded from a path, a text or bytes, not {type(source).__name__}",
            help="give the path of a definition or image, the text of a definition, or the bytes of an image",
        )
    if isinstance(source, str) and not _entitle.is_path(source):
        raise refusal(
            f"{source[:80]!r} is the id of a contract, not a path",
            help=f"take entitle.contract({source[:80]!r}); a file of that name is \"./{source[:80]}\"",
        )
    return _of_file(os.fspath(source))


def of_image(image: bytes) -> Contract:
    """A contract out of its image, which is checked."""
    return Contract(_entitle.of_image(image))


def _of_file(path: str) -> Contract:
    if not os.path.exists(path):
        hint = "a contract that is built in is found by entitle.contract(id); the text of a definition has a line break"
        raise FileNotFoundError(2, f"no such definition or image; {hint}", path)
    with open(path, "rb") as file:
        content = file.read()
    if content.startswith(IMAGE_BEGINS):
        return of_image(content)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        wanted = "give a definition in UTF-8, or an image made by `entitle compile`"
        raise refusal(f"{path} is neither a definition nor an image", help=wanted) from None
    return Contract(_entitle.of_text(text, path))


def _subjects(facts: object) -> Tuple[List[Given], bool]:
    """The subjects' facts as a list, and whether one was given by itself."""
    if isinstance(facts, dict):
        return [facts], True
    if isinstance(facts, list):
        return facts, False
    is_frame = hasattr(facts, "columns") or hasattr(facts, "__arrow_c_stream__")
    raise refusal(
        f"facts of a subject are a dictionary, and of several a list of them, not {type(facts).__name__}",
        help="patients in columns go to evaluate(); rows of a few subjects become a list of dictionaries"
        if is_frame
        else 'give {"list_size": 9240, ...}',
    )


def chosen(given: Union[Contract, str, Iterable[Union[Contract, str]]]) -> List[Contract]:
    """The contracts that one column of a comparison names: a contract, `id`, `id@day`, `a+b`, or several together."""
    if isinstance(given, Contract):
        return [given]
    if isinstance(given, str):
        return [contract(each.strip()) for each in given.split("+")]
    if isinstance(given, (tuple, list)):
        return [each for part in given for each in chosen(part)]
    raise refusal(
        f"a column holds a contract, its id, or a tuple of them, not {type(given).__name__}",
        help='give "gms-england+network-contract-des" or entitle.load(path)',
    )
