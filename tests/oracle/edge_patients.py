#!/usr/bin/env python3
"""Random patients whose facts stand at the edges of a definition's rules, and the oracle's answers to them.

    python3 tests/oracle/edge_patients.py --definition core/contracts/qof-england/2025-04-01.toml --patients 100

prints one line of JSON for each patient: the request as the oracle takes it (`patient`, `achievement_date`,
`facts` of the contract) with its `answer`. The same seed prints the same bytes.

Nothing here is about one contract. Every comparison of the definition's patient rules says what a fact stands
beside: a constant, a window's edge, another fact and an interval. A fact is drawn at such a place or one step
(a day, a last digit) before or after it, else anywhere, or it is null where its declaration allows that. Each patient has
one indicator in view and one row of its rules: facts that end the rules earlier are drawn again, so that the
rows far down are reached too.
"""
import argparse
import json
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from entitle_oracle.__main__ import definition_at                                       # noqa: E402
from entitle_oracle.dates import Day, complete_months                                   # noqa: E402
from entitle_oracle.definition import scalar                                            # noqa: E402
from entitle_oracle.feel import is_months                                               # noqa: E402
from entitle_oracle.patient import NULL, YES, Fraction, Patient                   # noqa: E402

REDRAWS = 30
FIRST_DAY, LAST_DAY = Day.of(1, 1, 1), Day.of(9999, 12, 31)


def parts(tree):
    """The trees directly inside a tree."""
    for part in tree[1:]:
        for inner in part if isinstance(part, list) else [part]:
            if isinstance(inner, tuple) and inner:
                yield inner


class Edges:
    """What stands beside each fact in the rules of a definition."""

    def __init__(self, definition):
        self.definition = definition
        self.declared = {name: fact for (scope, name), fact in definition.facts.items() if scope == "patient"}
        self.raw = definition.raw["fact"]["patient"]
        self.beside = {name: set() for name in self.declared}
        self.read_by = {}
        for of, tree in definition.conditions.values():
            if of == "patient":
                self.collect(tree)
        for rows in self.tables():
            for row in rows:
                if row.condition is not None:
                    self.collect(row.condition)
        self.beside = {name: sorted(trees, key=repr) for name, trees in self.beside.items()}

    def tables(self):
        for rows in self.definition.registers.values():
            if rows is not None:
                yield rows
        for indicator in self.definition.indicators.values():
            if indicator.denominator is not None:
                yield from (indicator.denominator, indicator.numerator)

    def collect(self, tree):
        if tree[0] == "cmp":
            self.pair(tree[2], tree[3])
        elif tree[0] == "between":
            self.pair(tree[1], tree[2])
            self.pair(tree[1], tree[3])
        elif tree[0] == "in":
            for test in tree[2]:
                for bound in {"is": test[1:2], "cmp": test[2:3], "range": test[2:4]}[test[0]]:
                    self.pair(tree[1], bound)
            return
        for part in parts(tree):
            self.collect(part)

    def pair(self, left, right):
        for one, other in ((left, right), (right, left)):
            self.solve(one, frozen(other))

    def solve(self, tree, other):
        """Notes where `tree = other` holds for a fact of the tree, as far as that is simple."""
        if tree[0] == "name" and tree[1] in self.declared:
            self.beside[tree[1]].add(other)
        elif tree[0] in ("+", "-"):
            back = "-" if tree[0] == "+" else "+"
            self.solve(tree[1], (back, other, frozen(tree[2])))
            if tree[0] == "+":
                self.solve(tree[2], ("-", other, frozen(tree[1])))
            else:
                self.solve(tree[2], ("-", frozen(tree[1]), other))
        elif tree[0] == "call" and tree[1] == "years and months duration" and other[0] in ("num", "months"):
            months = ("months", other[1])
            self.solve(tree[2][0], ("-", frozen(tree[2][1]), months))
            self.solve(tree[2][1], ("+", frozen(tree[2][0]), months))
        elif tree[0] == "call" and tree[1] in ("min", "max", "abs"):
            for argument in tree[2]:
                self.solve(argument, other)

    def facts_of(self, tree):
        """The facts that a condition reads, through conditions by name and registers."""
        key = frozen(tree)
        if key not in self.read_by:
            self.read_by[key] = set()           # of a cycle nothing; there are none
            found = set()
            if tree[0] == "name" and tree[1] in self.declared:
                found.add(tree[1])
            elif tree[0] == "name" and tree[1] in self.definition.conditions:
                found |= self.facts_of(self.definition.conditions[tree[1]][1])
            elif tree[0] == "path" and tree[1] == "in_register":
                found |= self.facts_of_rows(self.definition.registers[tree[2]])
            for part in parts(tree):
                found |= self.facts_of(part)
            self.read_by[key] = found
        return self.read_by[key]

    def facts_of_rows(self, rows):
        return set().union(*(self.facts_of(row.condition) for row in rows or [] if row.condition is not None))


def frozen(tree):
    """A tree that can stand in a set."""
    return tuple(frozen(part) if isinstance(part, (tuple, list)) else part for part in tree)


class Generator:
    def __init__(self, definition, edges, seed, number):
        self.r = random.Random(f"{seed}/{number}")
        self.definition, self.edges, self.number = definition, edges, number
        self.indicators = [i for i in definition.indicators.values() if i.denominator is not None]

    def chance(self, p):
        return self.r.random() < p

    def switches(self):
        """Facts of the contract: as declared, or the other way."""
        changed = {}
        if self.chance(0.3):
            for (scope, name), fact in self.definition.facts.items():
                if scope != "contract" or fact.per is not None or not self.chance(0.5):
                    continue
                if fact.type == "boolean":
                    changed[name] = self.chance(0.5)
                elif fact.type == "text":
                    changed[name] = self.r.choice(self.definition.raw["fact"]["contract"][name]["values"])
        return changed

    def achievement_date(self, end):
        if self.chance(0.6):
            return None
        return str(end.plus_days(-self.r.choice([0, 1, 30, 89, 181, 364, self.r.randrange(365)])))

    def draw(self, name, patient):
        """A value for a fact, given those of the others so far."""
        r, fact, raw = self.r, self.edges.declared[name], self.edges.raw[name]
        if fact.nullable and self.chance(self.nulls if name in self.near else 0.9):
            return NULL
        if fact.type == "boolean":
            return self.chance(0.5)
        if fact.type == "text":
            return r.choice(raw["values"])
        beside = self.edges.beside[name]
        value = self.place(patient, r.choice(beside)) if beside and self.chance(0.85) else NULL
        if fact.type == "date":
            if not isinstance(value, Day):
                value = patient.values["period_end"].plus_days(-r.choice([0, 1, 200, r.randrange(1200), r.randrange(36500)]))
            value = value.plus_days(r.choice([-1, 0, 0, 1, 1, r.randint(-40, 40)]))
            return min(max(value, FIRST_DAY), LAST_DAY)
        low, high = (scalar(bound) for bound in raw["range"])
        unit = Fraction(1, 10 ** raw.get("places", 0))
        low, high = Fraction(low), Fraction(high)
        if not isinstance(value, Fraction):
            value = low + unit * r.randint(0, int((high - low) / unit)) if self.chance(0.5) else r.choice([low, high])
        value = value // unit * unit + unit * r.choice([-1, 0, 0, 1])
        return min(max(value, low), high)

    @staticmethod
    def place(patient, tree):
        """Where that lies for this patient, or null where it lies nowhere."""
        try:
            value = patient.value(tree)
        except (ValueError, KeyError, TypeError, ArithmeticError):
            return NULL
        return value if isinstance(value, (Day, Fraction)) else NULL

    def aim(self, patient):
        """Draws facts again that end the rules in view before the row in view is asked."""
        rows = self.r.choice([self.view.denominator, self.view.denominator, self.view.numerator])
        target = self.r.randrange(len(rows))
        wanted = self.chance(0.6)
        tables = [(self.definition.registers[self.view.register], None), (self.view.denominator, None)]
        if rows is self.view.numerator:
            tables.append((rows, target))
        else:
            tables[1] = (rows, target)
        for _ in range(REDRAWS):
            patient.memberships = {}
            again = self.stopped(patient, tables, wanted)
            if not again:
                return
            for name in again:
                if self.chance(0.5):
                    patient.values[name] = self.draw(name, patient)

    def stopped(self, patient, tables, wanted):
        """The facts that keep the row in view from being asked, or from matching where that is wanted."""
        for rows, target in tables:
            action, _, at, _ = patient.run(rows)
            condition = rows[at - 1].condition
            facts = sorted(self.edges.facts_of(condition)) if condition is not None else None
            if target is None:
                if action == "select":
                    continue
                # Where nothing but the last row is left, all facts of the table are open.
                return facts or sorted(self.edges.facts_of_rows(rows))
            if at - 1 < target:
                return facts
            condition = rows[target].condition
            if condition is not None and (patient.mask(condition) == YES) != wanted:
                return sorted(self.edges.facts_of(condition))
        return None

    def make_possible(self, patient):
        """Moves what the border would refuse: late days to the achievement date, and an age or a birth to the other."""
        values, at = patient.values, patient.values["achievement_date"]
        for name, fact in self.edges.declared.items():
            ends = fact.origin.get("until") == "achievement_date" and isinstance(values[name], Day)
            if ends and not (fact.nullable and fact.origin.get("select", "").startswith("earliest")):
                values[name] = min(values[name], at)
        for name, fact in self.edges.declared.items():
            birth = fact.origin.get("of")
            if fact.origin.get("select") != "age" or not isinstance(values[birth], Day):
                continue
            values[birth] = min(values[birth], at)
            years = Fraction(complete_months(values[birth], at) // 12)
            if birth in self.near and years <= Fraction(scalar(self.edges.raw[name]["range"][1])):
                values[name] = years
            elif values[name] != years:
                values[birth] = at.plus_months(-12 * int(values[name]))

    def request(self):
        definition, edges, r = self.definition, self.edges, self.r
        self.view = r.choice(self.indicators)
        self.near = set(edges.facts_of_rows(definition.registers[self.view.register]))
        self.near |= edges.facts_of_rows(self.view.denominator) | edges.facts_of_rows(self.view.numerator)
        self.nulls = r.choice([0.05, 0.2, 0.5])
        contract_facts = self.switches()
        end = Patient(definition, {}).values["period_end"]
        achievement_date = self.achievement_date(end)
        patient = Patient(definition, {}, contract_facts, achievement_date)
        names = list(edges.declared)
        r.shuffle(names)
        # Facts that nothing stands before go first, so that the others can be drawn beside them.
        for name in names + [name for name in names if name in self.near and self.chance(0.5)]:
            patient.values[name] = self.draw(name, patient)
        self.aim(patient)
        if not self.chance(0.03):
            self.make_possible(patient)
        values = {name: patient.values[name] for name in edges.declared}
        if self.chance(0.1):
            values = {name: value for name, value in values.items() if not self.chance(0.05)}
        request = {"id": str(self.number), "patient": {name: written(value) for name, value in values.items()},
                   "facts": {name: value for name, value in contract_facts.items()}}
        if achievement_date:
            request["achievement_date"] = achievement_date
        return request


def written(value):
    """A value as a request has it."""
    if value is NULL or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Day):
        return str(value)
    return decimal_text(value)


def decimal_text(value):
    """An exact decimal."""
    places = 0
    while (value * 10 ** places).denominator != 1:
        places += 1
    digits = f"{abs(int(value * 10 ** places)):0{places + 1}}"
    text = digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
    return "-" + text if value < 0 else text


def main():
    parser = argparse.ArgumentParser(description="Random patients at the edges of a definition's rules.")
    parser.add_argument("--definition", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--patients", type=int, default=100)
    options = parser.parse_args()
    definition = definition_at(options.definition)
    edges = Edges(definition)
    for number in range(options.first, options.first + options.patients):
        request = Generator(definition, edges, options.seed, number).request()
        patient = Patient(definition, request["patient"], request["facts"], request.get("achievement_date"))
        print(json.dumps({**request, "answer": {"patient": patient.answer()}}))


if __name__ == "__main__":
    main()
