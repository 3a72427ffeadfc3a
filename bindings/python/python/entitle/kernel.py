"""The kernel one call at a time: for systems that hold facts of their own and ask as these change.

Most people want `entitle.Contract.statement`, `.explain` and `.evaluate`. Here, a fact is set by itself and as text,
and names are those of the kernel in Rust: `Subject` with its members, `Patient`, and `Tally`, which counts patients
into a subject. An error has the kernel's `code` and `name`, the same in every language.

Example:
    >>> import entitle
    >>> from entitle.kernel import Patient, Subject, Tally
    >>> qof = entitle.contract("qof-england", on="2025-06-30")
    >>> patient = Patient(qof, "2026-03-31")
    >>> patient.set("dmlat_dat", "2014-09-22")
    >>> patient.set("dmres_dat", "null")
    >>> patient.set("age", "16")
    >>> patient.on_register("DM").member
    False
    >>> tally = Tally(qof)
    >>> tally.add_patient(patient)
    >>> practice = Subject(qof)
    >>> tally.write(practice)
    >>> practice.get("register_size.DM")
    '0'
"""

from __future__ import annotations

from typing import List, NamedTuple, Optional

from entitle import _entitle
from entitle.contract import Contract
from entitle.exact import Day, day_text
from entitle.refusal import refusal

__all__ = ["Answer", "Decision", "Headroom", "Member", "Membership", "Patient", "Statement", "Subject", "Tally"]


class Answer(NamedTuple):
    """One answer of a statement.

    Attributes:
        kind: `eligible`, `criterion`, `condition`, `achieved`, `points` or `line`.
        name: Its name: the criterion's, condition's, indicator's or line's; "" for `eligible`.
        item: The register or indicator of a line that has an amount for each, or "".
        text: The value as every face writes it.
        unit: Its unit, or "".
    """

    kind: str
    name: str
    item: str
    text: str
    unit: str

    @property
    def full_name(self) -> str:
        """The name, and the register or indicator: `achievement.DM020`."""
        return f"{self.name}.{self.item}" if self.item else self.name


class Headroom(NamedTuple):
    """How far an indicator is from full points.

    Attributes:
        patients_needed: How many patients more bring full points; None where no number does, or it is not known.
        next_patient: What the next patient adds to the payment, as every face writes it.
    """

    patients_needed: Optional[int]
    next_patient: str


class Membership(NamedTuple):
    """Whether a patient is on a register.

    Attributes:
        member: None where a fact that decides is unknown.
        trace: What the evaluation did, a line each.
    """

    member: Optional[bool]
    trace: List[str]


class Decision(NamedTuple):
    """What is decided about a patient for an indicator.

    Attributes:
        code: The decision as one byte: what `Tally.add_decision` takes.
        outcome: What it means, such as `in numerator`.
        reason: The reason's name, or None.
        grade: The weakest grade of source that it rests on, or None.
        trace: What the evaluation did, a line each.
    """

    code: int
    outcome: str
    reason: Optional[str]
    grade: Optional[str]
    trace: List[str]


class Statement:
    """A statement of a subject's facts as they stood when it was asked for. It comes from `Subject.statement`.

    Example:
        >>> import entitle
        >>> practice = Subject(entitle.contract("qof-england", on="2025-06-30"))
        >>> practice.set("numerator.DM020", "6")
        >>> practice.set("denominator.DM020", "17")
        >>> statement = practice.statement()
        >>> statement.identity.startswith("qof-england@2025-04-01#1 source:")
        True
        >>> {answer.full_name: answer.text for answer in statement.answers if answer.kind == "points"}["DM020"]
        '0.125'
        >>> statement.headroom("DM020")
        Headroom(patients_needed=7, next_patient='undetermined')
    """

    __slots__ = ("_native",)

    def __init__(self, native: _entitle.KernelStatement) -> None:
        self._native = native

    @property
    def identity(self) -> str:
        """The contract: id, day, revision and digests."""
        return self._native.identity

    @property
    def answers(self) -> List[Answer]:
        """Every answer: eligibility and criteria, conditions, achieved and points of each indicator, lines."""
        return [Answer(*answer) for answer in self._native.answers]

    @property
    def trace(self) -> List[str]:
        """What the evaluation did, a line each."""
        return self._native.trace

    def headroom(self, indicator: str) -> Headroom:
        """How far is an indicator from full points, and what is the next patient worth?

        Args:
            indicator: The indicator's name.

        Returns:
            How many patients it needs, and what one more adds.

        Raises:
            EntitleError: `UnknownItem`.
        """
        return Headroom(*self._native.headroom(indicator))

    def __repr__(self) -> str:
        return f"<entitle.kernel.Statement of {self.identity}>"


class Member:
    """Facts of a member practice, every one unknown. It comes from `Subject.member`."""

    __slots__ = ("_native",)

    def __init__(self, native: _entitle.KernelMember) -> None:
        self._native = native

    def set(self, name: str, text: str) -> None:
        """Sets a fact to what a text says: `Subject.set`, with the facts that a member practice has."""
        self._native.set(name, text)


class Subject:
    """Facts of a practice or network, and what its members brought.

    Args:
        contract: Whose facts they are.

    Example:
        >>> import entitle
        >>> practice = Subject(entitle.contract("qof-england", on="2025-06-30"))
        >>> practice.set("list_size", "many")
        Traceback (most recent call last):
        entitle.EntitleError: `list_size`: not a finite decimal number
        help: `facts` of the contract lists what it takes: name, type and range of each
    """

    __slots__ = ("_native",)

    def __init__(self, contract: Contract) -> None:
        self._native = _entitle.KernelSubject(native_of(contract))

    def set(self, name: str, text: str) -> None:
        """Sets a fact to what a text says, as a file would.

        Args:
            name: The fact's name, with its register or indicator where it has one for each: `numerator.DM020`.
            text: The value as a file has it: `9240`, `1.5`, `2025-06-30`, `true`, `rural`; `null` for none, `?` for not
                known. Nothing at all is null where the fact allows it, else a switch's default, else unknown.

        Raises:
            EntitleError: `UnknownFact`, `UnknownItem`, or that the text is no value of the fact, which then stays as it
                was.
        """
        self._native.set(name, text)

    def get(self, name: str) -> str:
        """A fact as every face writes it.

        Args:
            name: As `set` takes it.

        Returns:
            The value; `unknown` where it was not set.

        Raises:
            EntitleError: `UnknownFact` or `UnknownItem`.
        """
        return self._native.get(name)

    def member(self) -> Member:
        """Begins a member practice. The first one begins the network; what was set before, members' conditions read.

        Returns:
            The member, with every fact unknown; `add` pools it.
        """
        return Member(self._native.member())

    def add(self, member: Member) -> None:
        """Pools a member practice into the network; its facts are not kept.

        Args:
            member: From `member` of this subject.

        Raises:
            EntitleError: `MembersDisagree`, `TooMany`, or `BadArgument` for another contract's; the network then stays
                as it was.
        """
        self._native.add(member._native)

    @property
    def members(self) -> int:
        """How many member practices were pooled."""
        return self._native.members

    def statement(self) -> Statement:
        """Evaluates the facts as they stand now.

        Returns:
            Answers, trace and headroom; later changes of facts leave it as it is.

        Raises:
            EntitleError: The kernel refused the facts.
        """
        return Statement(self._native.statement())


class Patient:
    """Facts of a patient up to a day, every one unknown.

    Args:
        contract: Whose rules are asked.
        achievement_date: The day up to which records count. Facts are given as they stood on it.

    Raises:
        EntitleError: `InvalidDate`, or `OutOfRange` for a day that no record can have.

    Example:
        >>> import entitle
        >>> patient = Patient(entitle.contract("qof-england", on="2025-06-30"), "2026-03-31")
        >>> patient.decide("DM020").outcome
        'undetermined'
        >>> patient.set("dmlat_dat", "null")
        >>> patient.decide("DM020").outcome
        'not on register'
    """

    __slots__ = ("_native",)

    def __init__(self, contract: Contract, achievement_date: Day) -> None:
        text = day_text(achievement_date, "an achievement date")
        if text is None:
            raise refusal("a patient has an achievement date", help='give datetime.date(2026, 3, 31) or "2026-03-31"')
        self._native = _entitle.KernelPatient(native_of(contract), text)

    @property
    def identity(self) -> str:
        """The contract: id, day, revision and digests."""
        return self._native.identity

    @property
    def achievement_date(self) -> str:
        """The day up to which records count."""
        return self._native.achievement_date

    def set(self, name: str, text: str) -> None:
        """Sets a fact to what a text says: `null` that there is no such record, `?` that nobody looked.

        Args:
            name: The fact's name.
            text: The value, as `Subject.set` takes it.

        Raises:
            EntitleError: `UnknownFact`, or that the text is no value of the fact, which then stays as it was.
        """
        self._native.set(name, text)

    def get(self, name: str) -> str:
        """A fact as every face writes it; `unknown` where it was not set.

        Raises:
            EntitleError: `UnknownFact`.
        """
        return self._native.get(name)

    def clear(self) -> None:
        """Makes every fact unknown again, for the next patient."""
        self._native.clear()

    def on_register(self, register: str) -> Membership:
        """Is the patient on a register?

        Args:
            register: The register's name.

        Returns:
            Whether, and what the evaluation did.

        Raises:
            EntitleError: `UnknownItem`; `NoPatientRules` where the contract holds none for the register.
        """
        return Membership(*self._native.on_register(register))

    def decide(self, indicator: str) -> Decision:
        """What is decided about the patient for an indicator?

        Args:
            indicator: The indicator's name.

        Returns:
            The decision, what it means and rests on, and what the evaluation did.

        Raises:
            EntitleError: `UnknownItem`; `NoPatientRules` where the contract holds none for the indicator.
        """
        return Decision(*self._native.decide(indicator))


class Tally:
    """Counts of patients, from which a practice's counts come.

    Args:
        contract: Whose registers and indicators are counted.

    Example:
        >>> import entitle
        >>> tally = Tally(entitle.contract("qof-england", on="2025-06-30"))
        >>> tally.add_membership("DM", True)
        >>> tally.add_membership("DM", False)
        >>> tally.members("DM")
        1
    """

    __slots__ = ("_native",)

    def __init__(self, contract: Contract) -> None:
        self._native = _entitle.KernelTally(native_of(contract))

    def add_patient(self, patient: Patient) -> None:
        """Counts a patient for every register and indicator that has rules.

        Raises:
            EntitleError: `BadArgument` for a patient of another contract, `TooMany`.
        """
        self._native.add_patient(patient._native)

    def add_decision(self, indicator: str, decision: int) -> None:
        """Counts a decision that was made before, by its code, and no register.

        Raises:
            EntitleError: `UnknownItem` where there is no such indicator or decision, `TooMany`.
        """
        self._native.add_decision(indicator, decision)

    def add_membership(self, register: str, member: Optional[bool]) -> None:
        """Counts whether a patient is on a register, as it was found before; None where it is not known.

        Raises:
            EntitleError: `UnknownItem`, `TooMany`.
        """
        self._native.add_membership(register, member)

    def add_tally(self, other: Tally) -> None:
        """Adds the counts of another tally, of another thread for instance.

        Raises:
            EntitleError: `BadArgument` for another contract's or the same tally, `TooMany`; the counts then stay.
        """
        self._native.add_tally(other._native)

    def members(self, register: str) -> Optional[int]:
        """How many patients are on a register; None where it is not known of one of them.

        Raises:
            EntitleError: `UnknownItem`.
        """
        return self._native.members(register)

    def count(self, indicator: str, decision: int) -> int:
        """How many patients had a decision for an indicator.

        Raises:
            EntitleError: `UnknownItem` where there is no such indicator or decision.
        """
        return self._native.count(indicator, decision)

    def with_outcome(self, indicator: str, outcome: str) -> int:
        """How many patients had an outcome for an indicator, over all decisions that mean it.

        Args:
            indicator: The indicator's name.
            outcome: As `Decision.outcome` says it.

        Raises:
            EntitleError: `UnknownItem`; `BadArgument` where there is no such outcome.
        """
        return self._native.with_outcome(indicator, outcome)

    def write(self, subject: Subject) -> None:
        """Puts the counts into a subject's facts; a count that hangs on an undetermined patient is unknown.

        Raises:
            EntitleError: `BadArgument` for a subject of another contract; `OutOfRange` where a count is above what the
                contract's counts allow: some may have been written by then.
        """
        self._native.write(subject._native)


def native_of(contract: Contract) -> _entitle.Contract:
    """The native half of a contract."""
    if not isinstance(contract, Contract):
        raise refusal(
            f"a contract comes from entitle.contract() or entitle.load(), it is not {type(contract).__name__}",
            help='give entitle.contract("qof-england", on="2025-06-30")',
        )
    return contract._native
