"""One patient: registers, denominators and numerators.

A condition is a pair (must, may): is it certainly true, can it be true. Where every fact is known
the two agree. Negation is pushed inward (`negated`), because "not true" is not "false" once a null
stands in the way. Numbers are exact fractions, dates are `Day`.
"""
import math
from decimal import Decimal
from fractions import Fraction

from .dates import Day, complete_months
from .definition import period_end, period_start
from .feel import is_months


class Unknown:
    def __repr__(self):
        return "unknown"


UNKNOWN, NULL = Unknown(), None

NO, MAYBE, YES = (False, False), (False, True), (True, True)
OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "!=", "!=": "="}


def known(truth):
    return YES if truth else NO


def both(a, b):
    return (a[0] and b[0], a[1] and b[1])


def either(a, b):
    return (a[0] or b[0], a[1] or b[1])


def complement(a):
    """Of the mask, not of the condition: what is not certainly true may fail to match."""
    return (not a[1], not a[0])


def ordered(op, a, b):
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]


def rounded(n, places, mode):
    """An exact fraction at so many decimal places."""
    scaled = n * Fraction(10) ** places
    down, rest = math.floor(abs(scaled)), abs(scaled) - math.floor(abs(scaled))
    half = Fraction(1, 2)
    up = {"up": rest > 0, "down": False, "half up": rest >= half, "half down": rest > half,
          "half even": rest > half or (rest == half and down % 2 == 1)}[mode]
    whole = down + (1 if up else 0)
    return Fraction(whole if scaled >= 0 else -whole) / Fraction(10) ** places


ROUNDING = {"decimal": "half even", "round up": "up", "round down": "down", "round half up": "half up",
            "round half down": "half down"}


def fact_value(fact, given, is_absent):
    """A fact's value for a patient: Fraction, Day, str, bool, NULL or UNKNOWN."""
    if is_absent:
        return UNKNOWN
    if given is None:
        return NULL
    if fact.type in ("integer", "decimal"):
        return Fraction(str(given))
    if fact.type == "date":
        return Day.parse(str(given))
    return given


def branches(tree):
    """(condition, tree with the first branch, tree with the second) of the first `if` in a value, or None."""
    if tree[0] == "if":
        return tree[1:]
    at = 2 if tree[0] == "call" else 1
    parts = list(tree[at]) if tree[0] == "call" else list(tree[1:]) if tree[0] in ("neg", "+", "-", "*", "/") else []
    for place, part in enumerate(parts):
        found = branches(part)
        if found:
            def put(branch):
                changed = tuple(parts[:place]) + (branch,) + tuple(parts[place + 1:])
                return ("call", tree[1], list(changed)) if tree[0] == "call" else (tree[0],) + changed
            return found[0], put(found[1]), put(found[2])
    return None


class Patient:
    def __init__(self, definition, facts, contract_facts=None, achievement_date=None):
        self.definition = definition
        self.values = {}
        for (scope, name), fact in definition.facts.items():
            if scope == "patient":
                self.values[name] = fact_value(fact, facts.get(name), name not in facts)
            elif scope == "contract" and fact.per is None:
                given = contract_facts or {}
                value = given.get(name, fact.default)
                self.values[name] = fact_value(fact, value, name not in given and fact.default is None)
        for name, value in definition.parameters.items():
            self.values[name] = Fraction(value) if isinstance(value, Decimal) else value
        self.values["period_start"] = period_start(definition)
        self.values["period_end"] = period_end(definition)
        self.values["achievement_date"] = (
            Day.parse(achievement_date) if achievement_date else self.values["period_end"])
        self.memberships = {}
        self.refused = self.judge()

    def judge(self):
        """The border: what is ignored reads as null; why the patient is refused, or None."""
        at = self.values["achievement_date"]
        facts = [fact for (scope, _), fact in self.definition.facts.items() if scope == "patient"]

        def there(name):
            return self.values.get(name) is not UNKNOWN and self.values.get(name) is not NULL

        def is_late(fact):
            return (fact.type == "date" and there(fact.name) and fact.origin.get("until") == "achievement_date"
                    and self.values[fact.name].number > at.number)

        late = [fact for fact in facts if is_late(fact)]
        ignored = [fact.name for fact in late if fact.nullable and fact.origin.get("select", "").startswith("earliest")]
        hanging = [fact for fact in facts if fact.origin.get("of") in ignored and fact.origin.get("select") != "age"
                   and there(fact.name)]
        if len(late) > len(ignored) or any(not fact.nullable for fact in hanging):
            return "AfterAchievementDate"
        for name in ignored + [fact.name for fact in hanging]:
            self.values[name] = NULL
        for fact in facts:
            birth = fact.origin.get("of")
            if fact.origin.get("select") != "age" or not there(fact.name) or not there(birth):
                continue
            day = self.values["period_end" if fact.origin.get("until") == "period_end" else "achievement_date"]
            born = self.values[birth]
            if born.number > day.number or self.values[fact.name] != complete_months(born, day) // 12:
                return "FactsContradict"
        return None

    # Conditions.

    def mask(self, tree, negated=False):
        kind = tree[0]
        if kind == "not":
            return self.mask(tree[1], not negated)
        if kind in ("and", "or"):
            join = both if (kind == "and") != negated else either
            return join(self.mask(tree[1], negated), self.mask(tree[2], negated))
        if kind == "bool":
            return known(tree[1] != negated)
        if kind == "null":
            return NO
        if kind == "if":
            condition = self.mask(tree[1])
            return either(both(condition, self.mask(tree[2], negated)),
                          both(complement(condition), self.mask(tree[3], negated)))
        if kind == "cmp":
            return self.comparison(tree[1], tree[2], tree[3], negated)
        if kind == "between":
            return self.inside(tree[1], True, tree[2], tree[3], True, negated)
        if kind == "in":
            # An `or` of its tests; negated, an `and` of their negations.
            result = YES if negated else NO
            for test in tree[2]:
                result = (both if negated else either)(result, self.test(tree[1], test, negated))
            return result
        if kind == "path" and tree[1] == "in_register":
            member = self.membership(tree[2])
            return complement(member) if negated else member
        if kind == "name":
            if tree[1] in self.definition.conditions:
                return self.mask(self.definition.conditions[tree[1]][1], negated)
            value = self.values[tree[1]]
            if value is UNKNOWN:
                return MAYBE
            return known(value is not NULL and value != negated)
        raise ValueError(f"not a condition: {tree}")

    def test(self, subject, test, negated):
        if test[0] == "is":
            return self.comparison("=", subject, test[1], negated)
        if test[0] == "cmp":
            return self.comparison(test[1], subject, test[2], negated)
        return self.inside(subject, test[1], test[2], test[3], test[4], negated)

    def comparison(self, op, left, right, negated):
        """Of a value that branches: the `if` of its branches' comparisons."""
        for at, side in enumerate((left, right)):
            parts = branches(side)
            if parts:
                condition, then, otherwise = parts
                sides = [(then, right), (otherwise, right)] if at == 0 else [(left, then), (left, otherwise)]
                first, second = (self.comparison(op, *pair, negated) for pair in sides)
                condition = self.mask(condition)
                return either(both(condition, first), both(complement(condition), second))
        a, b = self.value(left), self.value(right)
        if a is UNKNOWN or b is UNKNOWN:
            return MAYBE
        if negated:
            op = OPPOSITE[op]
        if op in ("=", "!="):
            return known((a == b) == (op == "="))
        if a is NULL or b is NULL:
            return NO
        return known(ordered(op, a, b))

    def inside(self, subject, low_closed, low, high, high_closed, negated):
        """A range is its two orderings joined by `and`; negated, their opposites joined by `or`."""
        join = either if negated else both
        return join(self.comparison(">=" if low_closed else ">", subject, low, negated),
                    self.comparison("<=" if high_closed else "<", subject, high, negated))

    # Values.

    def value(self, tree):
        kind = tree[0]
        if kind == "num":
            return Fraction(tree[1])
        if kind in ("text", "bool", "date"):
            return tree[1]
        if kind in ("months", "days"):
            return Fraction(tree[1])
        if kind == "null":
            return NULL
        if kind == "name":
            return self.values[tree[1]]
        if kind == "neg":
            return self.arithmetic([tree[1]], lambda a: -a)
        if kind in ("+", "-", "*", "/"):
            return self.arithmetic([tree[1], tree[2]], lambda a, b: self.operate(kind, tree, a, b))
        if kind == "call":
            return self.arithmetic(tree[2], lambda *values: self.call(tree[1], values))
        raise ValueError(f"not a value: {tree}")

    def arithmetic(self, trees, operation):
        """Unknown beats null, null beats the rest."""
        values = [self.value(tree) for tree in trees]
        if any(value is UNKNOWN for value in values):
            return UNKNOWN
        if any(value is NULL for value in values):
            return NULL
        return operation(*values)

    @staticmethod
    def operate(op, tree, a, b):
        if isinstance(a, Day) and isinstance(b, Day):
            return Fraction(a.number - b.number)
        if isinstance(b, Day):                                  # duration + date
            return Patient.operate(op, (op, tree[2], tree[1]), b, a)
        if isinstance(a, Day):
            amount = int(b) if op == "+" else -int(b)
            return a.plus_months(amount) if is_months(tree[2]) else a.plus_days(amount)
        return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}[op]()

    @staticmethod
    def call(name, values):
        if name in ("min", "max"):
            return min(values) if name == "min" else max(values)
        if name == "abs":
            return abs(values[0])
        if name == "floor":
            return Fraction(math.floor(values[0]))
        if name == "ceiling":
            return Fraction(math.ceil(values[0]))
        if name in ROUNDING:
            return rounded(values[0], int(values[1]), ROUNDING[name])
        if name == "years and months duration":
            return Fraction(complete_months(values[0], values[1]))
        raise ValueError(f"no such function for patients: {name}")

    # Tables.

    def run(self, rows):
        """The first row that settles: (action, reason, row from 1, branch); action None: undetermined."""
        for number, row in enumerate(rows, 1):
            matches = YES if row.condition is None else self.mask(row.condition)
            if matches == MAYBE:
                return None, None, number, None
            branch = "then" if matches == YES else "else"
            action, reason = (row.then, row.because) if matches == YES else (row.otherwise, row.else_because)
            if action != "next":
                return action, reason, number, branch
        raise ValueError("a table ran off its end")

    def membership(self, register):
        if register not in self.memberships:
            action = self.run(self.definition.registers[register])[0]
            self.memberships[register] = MAYBE if action is None else known(action == "select")
        return self.memberships[register]

    def indicator(self, name):
        """What becomes of the patient, and which row of which table says so."""
        indicator = self.definition.indicators[name]

        def answer(outcome, decision, rule, branch, reason=None):
            return {"outcome": outcome, "decision": decision, "rule": rule, "branch": branch, "reason": reason}

        # What the byte cannot tell apart, a row, is not told: 0 and 255 name none.
        register = self.membership(indicator.register)
        if register == MAYBE:
            return answer("undetermined", 255, None, None)
        if register == NO:
            return answer("not on register", 0, None, None)
        action, reason, rule, branch = self.run(indicator.denominator)
        if action is None:
            return answer("undetermined", 255, None, None)
        if action != "select":
            outcome = {"reject": "not on register", "exclude": "excluded", "adjust": "adjusted"}[action]
            return answer(outcome, self.decision(indicator, rule, branch), rule, branch, reason)
        verdict, _, inner_rule, inner_branch = self.run(indicator.numerator)
        if verdict is None:
            return answer("undetermined", 255, None, None)
        outcome = "in numerator" if verdict == "select" else "in denominator"
        return answer(outcome, self.decision(indicator, rule, branch, inner_rule, inner_branch), rule, branch, reason)

    @staticmethod
    def decision(indicator, rule, branch, inner_rule=None, inner_branch=None):
        """The byte: the ways the two tables can end, counted in order from 1."""
        number = 0
        for at, row in enumerate(indicator.denominator, 1):
            for end_branch, action, _ in row.ends():
                if action != "select":
                    number += 1
                    if (at, end_branch) == (rule, branch):
                        return number
                    continue
                for inner_at, inner in enumerate(indicator.numerator, 1):
                    for inner_end, _, _ in inner.ends():
                        number += 1
                        if (at, end_branch, inner_at, inner_end) == (rule, branch, inner_rule, inner_branch):
                            return number
        raise ValueError("a decision that the tables cannot make")

    def answer(self):
        if self.refused:
            return {"refused": self.refused}
        registers = {}
        for name, rows in self.definition.registers.items():
            if rows is not None:
                registers[name] = {YES: True, NO: False, MAYBE: "undetermined"}[self.membership(name)]
        indicators = {name: self.indicator(name) for name, indicator in self.definition.indicators.items()
                      if indicator.denominator is not None}
        return {"registers": registers, "indicators": indicators}
