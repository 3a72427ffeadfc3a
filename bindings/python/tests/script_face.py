"""The Python face of the conformance suite: a script on standard input, its transcript on standard output.

What a script is, tests/script/src/lib.rs says. Every command is a call of the public face, and transcripts are put
together here from what it gives.
"""

from __future__ import annotations

import sys
from typing import Callable, Dict, List, Optional, Protocol, Tuple, TypeVar

import entitle
from entitle.kernel import Member, Patient, Statement, Subject, Tally

Wanted = TypeVar("Wanted")


class TakesFacts(Protocol):
    def set(self, name: str, text: str) -> None: ...


class BadArgument(Exception):
    """The script asks for what was not begun: no call of the library."""

    code = 901
    name = "BadArgument"


def there(wanted: Optional[Wanted]) -> Wanted:
    if wanted is None:
        raise BadArgument
    return wanted


class Face:
    """What was begun and chosen so far."""

    def __init__(self, out: Callable[[str], object]) -> None:
        self.out = out
        self.chosen: Optional[entitle.Contract] = None
        self.forget()

    def forget(self) -> None:
        self.chosen = None
        self.current: Optional[TakesFacts] = None
        self.began: Optional[Subject] = None
        self.of_member: Optional[Member] = None
        self.stated: Optional[Statement] = None
        self.of_patient: Optional[Patient] = None
        self.counts: Optional[Tally] = None

    def write_line(self, *fields: object) -> None:
        self.out("\t".join(map(str, fields)) + "\n")

    def write_trace(self, lines: List[str]) -> None:
        for line in lines:
            self.write_line("trace", line)

    def obey(self, line: str) -> None:
        command, *fields = line.split("\t")
        wanted = COMMANDS.get((command, len(fields)))
        try:
            if wanted is None:
                raise BadArgument
            wanted(self, *fields)
        except (entitle.EntitleError, BadArgument) as error:
            self.write_line("error", error.code, error.name)

    def case(self, name: str) -> None:
        self.write_line("case", name)

    def contract(self, id: str, day: str) -> None:
        self.forget()
        self.chosen = entitle.contract(id, on=day)

    def image(self, path: str) -> None:
        self.forget()
        try:
            with open(path, "rb") as file:
                image = file.read()
        except OSError:
            raise BadArgument from None
        self.chosen = entitle.load(image)

    def subject(self) -> None:
        self.began = self.of_member = self.stated = self.current = None
        self.began = self.current = Subject(there(self.chosen))

    def set(self, name: str, text: str) -> None:
        there(self.current).set(name, text)

    def member(self) -> None:
        self.of_member = self.current = None
        self.of_member = self.current = there(self.began).member()

    def add(self) -> None:
        member, self.of_member = there(self.of_member), None
        self.current = subject = there(self.began)
        subject.add(member)

    def statement(self) -> None:
        subject, self.stated = there(self.began), None
        self.stated = subject.statement()
        self.write_line("contract", self.stated.identity)
        for answer in self.stated.answers:
            self.write_line("answer", answer.kind, answer.full_name, answer.text, answer.unit)
        self.write_trace(self.stated.trace)

    def headroom(self) -> None:
        statement = there(self.stated)
        for indicator in there(self.chosen).indicators:
            needed, next_patient = statement.headroom(indicator)
            self.write_line("headroom", indicator, "null" if needed is None else needed, next_patient)

    def patient(self, day: str) -> None:
        self.of_patient = self.current = None
        self.of_patient = self.current = Patient(there(self.chosen), day)

    def decide(self) -> None:
        patient, contract = there(self.of_patient), there(self.chosen)
        # Where the border refuses the facts, nothing is written.
        members = [(register, where_there_are_rules(patient.on_register, register)) for register in contract.registers]
        self.write_line("contract", patient.identity)
        self.write_line("patient", patient.achievement_date)
        for register, found in members:
            if found is not None:
                self.write_line("register", register, WORDS[found.member])
                self.write_trace(found.trace)
        for indicator in contract.indicators:
            decision = where_there_are_rules(patient.decide, indicator)
            if decision is not None:
                meaning = (decision.outcome, decision.reason or "", decision.grade or "")
                self.write_line("decision", indicator, decision.code, *meaning)
                self.write_trace(decision.trace)

    def tally(self) -> None:
        self.counts = Tally(there(self.chosen))

    def count(self) -> None:
        there(self.counts).add_patient(there(self.of_patient))

    def write(self) -> None:
        there(self.counts).write(there(self.began))


#: Commands by their name and how many fields follow.
COMMANDS: Dict[Tuple[str, int], Callable[..., None]] = {
    ("case", 1): Face.case,
    ("contract", 2): Face.contract,
    ("image", 1): Face.image,
    ("subject", 0): Face.subject,
    ("set", 2): Face.set,
    ("member", 0): Face.member,
    ("add", 0): Face.add,
    ("statement", 0): Face.statement,
    ("headroom", 0): Face.headroom,
    ("patient", 1): Face.patient,
    ("decide", 0): Face.decide,
    ("tally", 0): Face.tally,
    ("count", 0): Face.count,
    ("write", 0): Face.write,
}

WORDS = {True: "true", False: "false", None: "undetermined"}


def where_there_are_rules(ask: Callable[[str], Wanted], name: str) -> Optional[Wanted]:
    try:
        return ask(name)
    except entitle.EntitleError as error:
        if error.name != "NoPatientRules":
            raise
        return None


def main() -> None:
    script = sys.stdin.buffer.read().decode("utf-8")
    written: List[str] = []
    face = Face(written.append)
    for line in script.split("\n")[:-1]:
        face.obey(line)
    sys.stdout.buffer.write("".join(written).encode("utf-8"))


if __name__ == "__main__":
    main()
