"""One practice or network: lines, points, criteria and headroom.

A number is a `Decimal` (34 digits, half even), NULL, UNKNOWN or a `Failure`. A boolean is the set
of values that it may still have, out of True, False and None, or a `Failure`.
"""
import decimal
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .dates import Day, complete_months
from .definition import COUNTS, expression, fraction, period_end, period_start
from .feel import is_months
from .patient import NULL, UNKNOWN, ordered, rounded

CONTEXT = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144, capitals=1, clamp=0,
                          traps=[decimal.Overflow, decimal.DivisionByZero, decimal.InvalidOperation])
MODES = {"half up": decimal.ROUND_HALF_UP, "half even": decimal.ROUND_HALF_EVEN, "half down": decimal.ROUND_HALF_DOWN,
         "up": decimal.ROUND_UP, "down": decimal.ROUND_DOWN, "floor": decimal.ROUND_FLOOR,
         "ceiling": decimal.ROUND_CEILING}
ROUNDING = {"decimal": "half even", "round up": "up", "round down": "down", "round half up": "half up",
            "round half down": "half down"}
ANY, TRUE, FALSE, NEITHER = frozenset({True, False, None}), frozenset({True}), frozenset({False}), frozenset({None})
COMPUTED_RATE_PLACES = 12
COLLECTIONS = ("practices", "indicators", "registers")


@dataclass(frozen=True)
class Failure:
    """An error as a value, by the name that the kernel gives it."""

    name: str


def as_set(value):
    """A value where a boolean is wanted."""
    if value is NULL:
        return NEITHER
    return ANY if value is UNKNOWN else value


def conjunction(a, b):
    """Kleene's `and`, member by member; a certain false decides even beside an error."""
    if a == FALSE or b == FALSE:
        return FALSE
    for value in (a, b):
        if isinstance(value, Failure):
            return value
    return frozenset(False if x is False or y is False else None if x is None or y is None else True
                     for x in a for y in b)


def negation(a):
    if isinstance(a, Failure):
        return a
    return frozenset(None if x is None else not x for x in a)


def disjunction(a, b):
    return negation(conjunction(negation(a), negation(b)))


def to_decimal(n):
    """An exact fraction rounded once to 34 digits."""
    n = Fraction(n)
    return CONTEXT.divide(Decimal(n.numerator), Decimal(n.denominator))


def quantized(n, places, mode):
    """`n` at so many decimal places; a number that has no more places is left alone."""
    if n.as_tuple().exponent >= -places:
        return n
    return n.quantize(Decimal(1).scaleb(-places), rounding=MODES[mode], context=decimal.Context(prec=6200))


def computed_rate(rate):
    """The rate that an expression gave, as a scale judges it."""
    return rounded(Fraction(rate), COMPUTED_RATE_PLACES, "half even")


def canonical(n):
    """No exponent, no trailing zeros, no minus zero."""
    if n == 0:
        return "0"
    text = format(n, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def printed(value):
    """An answer as text."""
    if isinstance(value, Failure):
        return value.name
    if isinstance(value, frozenset):
        if len(value) > 1:
            return "undetermined"
        return {True: "true", False: "false", None: "null"}[next(iter(value))]
    if value is NULL:
        return "null"
    if value is UNKNOWN:
        return "undetermined"
    return canonical(value) if isinstance(value, Decimal) else str(value)


# Scales, in exact fractions.

def scale_points(scale, rate, maximum, scales):
    """Points for a rate. `best_of` is left to the caller, because its members may judge other rates."""
    lower_is_better = scale.get("better") == "lower"

    def reached(bound):
        return rate <= bound if lower_is_better else rate >= bound

    def earned(text):
        return maximum * fraction(text) if str(text).endswith("%") else Fraction(str(text))

    if "band" in scale:
        first, last = (fraction(bound) for bound in scale["band"])
        if reached(last):
            return maximum
        share = (rate - first) / (last - first)
        return maximum * share if share > 0 else Fraction(0)
    if "all_or_nothing" in scale:
        return maximum if reached(fraction(scale["all_or_nothing"])) else Fraction(0)
    if "steps" in scale or "gates" in scale:
        rows = [(fraction(row["at"]), earned(row["earns"])) for row in scale.get("steps") or scale["gates"]]
        passed = [index for index, (at, _) in enumerate(rows) if reached(at)]
        if not passed:
            return Fraction(0)
        index = passed[-1]
        at, points = rows[index]
        if "steps" in scale or index == len(rows) - 1:
            return points
        next_at, next_points = rows[index + 1]
        return points + (next_points - points) * (rate - at) / (next_at - at)
    if "deciles" in scale:
        bounds = [fraction(bound) for bound in scale["deciles"]]
        floor = Fraction(str(scale.get("floor", "0")))
        passed = [index for index, bound in enumerate(bounds) if reached(bound)]
        if not passed:
            return floor
        index = passed[-1]
        if index == 8:
            return Fraction(10)
        part = (rate - bounds[index]) / (bounds[index + 1] - bounds[index])
        return max(floor, rounded(index + 2 + part, scale.get("places", 4), "half up"))
    raise ValueError(f"not a scale: {scale}")


def full_points(scale, maximum, scales):
    """The most that a scale can give."""
    if "best_of" in scale:
        return max(full_points(scales[name], maximum, scales) for name in scale["best_of"])
    if "steps" in scale or "gates" in scale:
        rows = scale.get("steps") or scale["gates"]
        return max(maximum * fraction(row["earns"]) if str(row["earns"]).endswith("%") else Fraction(str(row["earns"]))
                   for row in rows)
    return Fraction(10) if "deciles" in scale else maximum


class Subject:
    def __init__(self, definition, facts, members=()):
        self.definition, self.facts, self.members = definition, facts, list(members or [])
        self.scales = definition.raw.get("scale", {})
        self.tables = definition.raw.get("table", {})
        self.memory = {}

    # Facts.

    def fact(self, fact, given):
        """A fact's value out of `given`: absent is unknown (or a switch's default), None is null."""
        if fact.name not in given and fact.default is not None:
            given = {fact.name: fact.default}
        if fact.name not in given:
            if fact.type == "boolean":
                return ANY if fact.nullable else frozenset({True, False})
            return UNKNOWN
        value = given[fact.name]
        if fact.type == "boolean":
            return frozenset({value})
        if value is None:
            return NULL
        if fact.type in ("integer", "decimal"):
            return Decimal(str(value))
        return Day.parse(str(value)) if fact.type == "date" else value

    def given(self, name, item):
        """A value given per item, as a dictionary that `fact` can read."""
        per_item = self.facts.get(name, {})
        return {name: per_item[item]} if item in per_item else {}

    def count(self, name, item):
        value = self.facts.get(name, {}).get(item)
        if value is None and self.members:
            values = [member.get(name, {}).get(item) for member in self.members]
            value = None if None in values else sum(Decimal(str(value)) for value in values)
        return UNKNOWN if value is None else Decimal(str(value))

    # Names. A place is (kind, item, member): where an expression stands.

    def name(self, name, place):
        kind, item = place[0], place[1]
        definition = self.definition
        if kind == "indicator":
            indicator = definition.indicators[item]
            if name in COUNTS:
                return self.count(name, item)
            if name in indicator.attributes:
                value = indicator.attributes[name]
                return frozenset({value}) if isinstance(value, bool) else value
            if name == "points_max":
                return indicator.points
            if name == "points":
                return self.points(item)
            if name == "achieved":
                return self.achieved(item)
        register = item if kind == "register" else definition.indicators[item].register if kind == "indicator" else None
        if name == "register_size":
            return self.count(name, register)
        if name == "period_start":
            return period_start(definition)
        if name == "period_end":
            return period_end(definition)
        if name in definition.parameters:
            value = definition.parameters[name]
            return frozenset({value}) if isinstance(value, bool) else value
        if name in definition.conditions:
            return self.remember(("condition", name),
                                 lambda: as_set(self.ev(definition.conditions[name][1], ("subject", None, None))))
        if name in definition.lines:
            per = definition.lines[name].per
            return self.line(name, None if per is None else register if per == "register" else item)
        for scope in ("contract", definition.contract["subject"]):
            fact = definition.facts.get((scope, name))
            if fact is None:
                continue
            if fact.per is None:
                return self.fact(fact, self.facts)
            return self.fact(fact, self.given(name, register if fact.per == "register" else item))
        raise ValueError(f"unknown name {name}")

    def remember(self, key, compute):
        if key not in self.memory:
            self.memory[key] = compute()
        return self.memory[key]

    def line(self, name, item=None):
        def compute():
            line = self.definition.lines[name]
            place = ("subject", None, None) if line.per is None else (line.per, item, None)
            value = self.ev(line.value, place)
            if line.round and isinstance(value, Decimal):
                value = self.rounded_line(value, line.round)
            return value
        return self.remember(("line", name, item), compute)

    @staticmethod
    def rounded_line(value, how):
        place = Decimal(str(how["place"]))
        return quantized(value, -place.adjusted(), how["mode"])

    # Points.

    def achieved(self, item):
        numerator, denominator = self.count("numerator", item), self.count("denominator", item)
        if UNKNOWN in (numerator, denominator):
            return UNKNOWN
        return NULL if denominator == 0 else CONTEXT.divide(numerator, denominator)

    def points(self, item):
        def compute():
            indicator = self.definition.indicators[item]
            return self.judged(indicator.scale, item, Fraction(indicator.points))
        return self.remember(("points", item), compute)

    def judged(self, scale, item, maximum):
        """Points of an indicator on a scale: a decimal, NULL, UNKNOWN or a Failure."""
        if "best_of" in scale:
            values = [self.judged(self.scales[name], item, maximum) for name in scale["best_of"]]
            return self.strict(values, lambda *points: max(points))
        if "of" in scale:
            rate = self.ev(expression(scale["of"]), ("indicator", item, None))
            if not isinstance(rate, Decimal):
                return Decimal(0) if rate is NULL else rate      # nothing to measure earns nothing
            rate = computed_rate(rate)
        else:
            numerator, denominator = self.count("numerator", item), self.count("denominator", item)
            if denominator is not UNKNOWN and denominator == 0:
                return Decimal(0)
            if numerator is UNKNOWN or denominator is UNKNOWN:
                return UNKNOWN
            rate = Fraction(numerator) / Fraction(denominator)
        return to_decimal(scale_points(scale, rate, maximum, self.scales))

    # Expressions.

    @staticmethod
    def settled(values):
        """What decides before the values themselves do: the leftmost error, an unknown, a null."""
        for value in values:
            if isinstance(value, Failure):
                return value
        if any(value is UNKNOWN for value in values):
            return UNKNOWN
        return "null" if any(value is NULL for value in values) else None

    def strict(self, values, operation):
        """An operation on numbers: errors, then unknown, then null come before it."""
        first = self.settled(values)
        if first is not None:
            return NULL if first == "null" else first
        try:
            return operation(*values)
        except (decimal.DivisionByZero, ZeroDivisionError):
            return Failure("DivisionByZero")
        except decimal.Overflow:
            return Failure("Overflow")
        except decimal.InvalidOperation:          # 0 ÷ 0
            return Failure("DivisionByZero")

    def ev(self, tree, place):
        kind = tree[0]
        if kind == "num":
            return CONTEXT.plus(tree[1])
        if kind in ("text", "date"):
            return tree[1]
        if kind in ("months", "days"):
            return Decimal(tree[1])
        if kind == "bool":
            return frozenset({tree[1]})
        if kind == "null":
            return NULL
        if kind == "name":
            return self.name(tree[1], place)
        if kind == "path":
            return self.member_value(place[2], tree[2])
        if kind == "not":
            return negation(self.truth(tree[1], place))
        if kind == "and":
            return conjunction(self.truth(tree[1], place), self.truth(tree[2], place))
        if kind == "or":
            return disjunction(self.truth(tree[1], place), self.truth(tree[2], place))
        if kind == "cmp":
            return self.comparison(tree[1], self.ev(tree[2], place), self.ev(tree[3], place))
        if kind == "between":
            return self.inside(self.ev(tree[1], place), True, self.ev(tree[2], place), self.ev(tree[3], place), True)
        if kind == "in":
            x, result = self.ev(tree[1], place), FALSE
            for test in tree[2]:
                result = disjunction(result, self.test(x, test, place))
            return result
        if kind == "if":
            return self.choice(tree, place)
        if kind == "neg":
            return self.strict([self.ev(tree[1], place)], CONTEXT.minus)
        if kind in ("+", "-", "*", "/"):
            return self.strict([self.ev(tree[1], place), self.ev(tree[2], place)],
                               lambda a, b: self.operate(kind, tree, a, b))
        if kind == "lookup":
            return self.strict([self.ev(tree[2], place)], lambda key: self.keyed(tree[1], key))
        if kind in ("some", "every"):
            return self.quantified(kind, tree[2], tree[3])
        if kind == "call":
            return self.call(tree[1], tree[2], place)
        raise ValueError(f"not an expression: {tree}")

    def truth(self, tree, place):
        return as_set(self.ev(tree, place))

    @staticmethod
    def comparison(op, a, b):
        for value in (a, b):
            if isinstance(value, Failure):
                return value
        if isinstance(a, frozenset) or isinstance(b, frozenset):
            # A boolean fact against true, false or null.
            return frozenset((x == y) == (op == "=") for x in as_set(a) for y in as_set(b))
        if a is UNKNOWN or b is UNKNOWN:
            return frozenset({True, False}) if op in ("=", "!=") else ANY
        if op in ("=", "!="):
            return frozenset({(a == b) == (op == "=")})
        if a is NULL or b is NULL:
            return NEITHER
        return frozenset({ordered(op, a, b)})

    def inside(self, x, low_closed, low, high, high_closed):
        """A range is its two orderings joined by `and`."""
        return conjunction(self.comparison(">=" if low_closed else ">", x, low),
                           self.comparison("<=" if high_closed else "<", x, high))

    def test(self, x, test, place):
        if test[0] == "is":
            return self.comparison("=", x, self.ev(test[1], place))
        if test[0] == "cmp":
            return self.comparison(test[1], x, self.ev(test[2], place))
        return self.inside(x, test[1], self.ev(test[2], place), self.ev(test[3], place), test[4])

    def choice(self, tree, place):
        condition = self.truth(tree[1], place)
        if isinstance(condition, Failure):
            return condition
        if condition == TRUE:
            return self.ev(tree[2], place)
        if True not in condition:
            return self.ev(tree[3], place)
        a, b = self.ev(tree[2], place), self.ev(tree[3], place)
        if isinstance(a, Failure) or isinstance(b, Failure):
            return a if a == b else UNKNOWN
        if isinstance(a, frozenset) or isinstance(b, frozenset):
            return as_set(a) | as_set(b)
        return a if a == b else UNKNOWN

    @staticmethod
    def operate(op, tree, a, b):
        if isinstance(a, Day) and isinstance(b, Day):
            return Decimal(a.number - b.number)
        if isinstance(b, Day):
            return Subject.operate(op, (op, tree[2], tree[1]), b, a)
        if isinstance(a, Day):
            amount = int(b) if op == "+" else -int(b)
            day = a.plus_months(amount) if is_months(tree[2]) else a.plus_days(amount)
            return day if day.in_bounds() else Failure("DateOverflow")
        return {"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply, "/": CONTEXT.divide}[op](a, b)

    # Folds over members, indicators and registers.

    def items(self, collection):
        """The places that a fold visits, in order."""
        if collection == "practices":
            return [("subject", None, member) for member in self.members]
        names = self.definition.indicators if collection == "indicators" else self.definition.registers
        return [(collection[:-1], name, None) for name in names]

    def member_value(self, member, name):
        return self.fact(self.definition.facts["practice", name], member)

    def folded(self, collection, name):
        if collection == "practices":
            return [self.member_value(member, name) for member in self.members]
        return [self.name(name, place) for place in self.items(collection)]

    def quantified(self, kind, collection, condition):
        some, result = kind == "some", FALSE if kind == "some" else TRUE
        for place in self.items(collection):
            verdict = self.quantified_member(collection, condition, place)
            result = disjunction(result, verdict) if some else conjunction(result, verdict)
        return result

    def quantified_member(self, collection, condition, place):
        if collection == "practices":
            return self.truth(condition, place)
        # `i.x` of an indicator or register is the name x at its place.
        return self.truth(unpathed(condition), place)

    def fold(self, function, values):
        if function == "count":
            return Decimal(len(values))
        first = self.settled(values)
        if first is not None:
            return NULL if first == "null" else first
        if not values:
            return NULL
        if function in ("min", "max"):
            return min(values) if function == "min" else max(values)

        def total(*numbers):
            result = Decimal(0)
            for number in numbers:
                result = CONTEXT.add(result, number)
            return result
        return self.strict(values, total)

    # Functions and tables.

    def call(self, name, arguments, place):
        if name in ("sum", "count", "min", "max") and len(arguments) == 1:
            tree = arguments[0]
            if tree[0] == "path" and tree[1] in COLLECTIONS:
                return self.fold(name, self.folded(tree[1], tree[2]))
            if tree[0] == "name" and tree[1] in COLLECTIONS and name == "count":
                return Decimal(len(self.items(tree[1])))
        if name in ("band", "marginal"):
            table = self.tables[arguments[0][1]]
            look_up = self.band if name == "band" else self.marginal
            return self.strict([self.ev(tree, place) for tree in arguments[1:]], lambda *v: look_up(table, *v))
        if name == "scale":
            scale = self.scales[arguments[0][1]]
            return self.strict([self.ev(tree, place) for tree in arguments[1:]],
                               lambda rate, most: self.scale_call(scale, computed_rate(rate), Fraction(most)))
        return self.strict([self.ev(tree, place) for tree in arguments], lambda *v: self.apply(name, v))

    def scale_call(self, scale, rate, maximum):
        if "best_of" in scale:
            return max(self.scale_call(self.scales[name], rate, maximum) for name in scale["best_of"])
        return to_decimal(scale_points(scale, rate, maximum, self.scales))

    @staticmethod
    def apply(name, values):
        if name in ("min", "max"):
            return min(values) if name == "min" else max(values)
        if name == "abs":
            return CONTEXT.abs(values[0])
        if name in ("floor", "ceiling"):
            return quantized(values[0], 0, name)
        if name in ROUNDING:
            return quantized(values[0], int(values[1]), ROUNDING[name])
        if name == "years and months duration":
            return Decimal(complete_months(values[0], values[1]))
        raise ValueError(f"no such function: {name}")

    def keyed(self, name, key):
        row = self.tables[name]["rows"][key]
        value = row["value"] if isinstance(row, dict) else row
        return NULL if value == "none" else Decimal(str(value))

    @staticmethod
    def band(table, x):
        rows = table["bands"]
        for index, row in enumerate(rows):
            start = Decimal(str(row["from"]))
            if x < start:
                continue
            if "to" in row and x > Decimal(str(row["to"])):
                continue
            if "until" in row and x >= Decimal(str(row["until"])):
                continue
            if "divisor" not in table:
                return NULL if row["value"] == "none" else Decimal(str(row["value"]))
            low, high = Decimal(str(row["low"])), Decimal(str(row.get("high", row["low"])))
            end = row.get("to", row.get("until"))
            if low == high or end is None or Decimal(str(end)) == start:
                return low                       # no end, or a single point
            divisor = table["divisor"]
            if divisor == "to - from":
                divisor = CONTEXT.subtract(Decimal(str(end)), start)
            elif divisor == "next - from":
                # The last row has no next: its own end stands in.
                after = rows[index + 1]["from"] if index + 1 < len(rows) else end
                divisor = CONTEXT.subtract(Decimal(str(after)), start)
            else:
                divisor = Decimal(str(divisor))
            rise = CONTEXT.multiply(CONTEXT.subtract(high, low), CONTEXT.subtract(x, start))
            return CONTEXT.add(low, CONTEXT.divide(rise, divisor))
        return NULL if table.get("outside") == "null" else Failure("NoSuchRow")

    @staticmethod
    def marginal(table, x, base=Decimal(1)):
        result = Decimal(0)
        for row in table["marginal"]:
            start = CONTEXT.multiply(Decimal(str(row["from"])), base)
            if x <= start:
                continue
            end = x
            if "until" in row:
                end = min(x, CONTEXT.multiply(Decimal(str(row["until"])), base))
            result = CONTEXT.add(result, CONTEXT.multiply(to_decimal(fraction(row["rate"])), CONTEXT.subtract(end, start)))
        return result

    # Answers.

    def criteria(self):
        out = {}
        for name, criterion in self.definition.raw.get("criterion", {}).items():
            verdict = self.truth(expression(criterion["require"]), ("subject", None, None))
            if verdict == TRUE:
                out[name] = "met"
            elif verdict == FALSE:
                out[name] = "refer" if criterion["otherwise"] == "refer" else "not met"
            else:
                out[name] = "undetermined"
        return out

    @staticmethod
    def eligible(criteria):
        for verdict in ("not met", "undetermined", "refer"):
            if verdict in criteria.values():
                return verdict
        return "met"

    def line_answers(self):
        out = {}
        for name, line in self.definition.lines.items():
            if line.per is None:
                out[name] = printed(self.line(name))
            else:
                items = self.definition.indicators if line.per == "indicator" else self.definition.registers
                out[name] = {item: printed(self.line(name, item)) for item in items}
        return out

    def condition_answers(self):
        """The truth of each condition of the subject, where it is certain."""
        words = {TRUE: "true", FALSE: "false", NEITHER: "null"}
        out = {}
        for name, (of, _) in self.definition.conditions.items():
            if of != "patient":
                value = self.truth(("name", name), ("subject", None, None))
                out[name] = words.get(value, "undetermined") if isinstance(value, frozenset) else printed(value)
        return out

    def scored(self):
        return [name for name, indicator in self.definition.indicators.items() if indicator.scale is not None]

    def refused(self):
        """The facts contradict one another, as a condition of the definition says."""
        return any(of == "contradiction" and as_set(self.ev(tree, ("subject", None, None))) == TRUE
                   for of, tree in self.definition.conditions.values())

    def answer(self):
        if self.refused():
            return {"refused": "FactsContradict"}
        criteria = self.criteria()
        return {"lines": self.line_answers(), "criteria": criteria, "eligible": self.eligible(criteria),
                "conditions": self.condition_answers(),
                "points": {name: printed(self.points(name)) for name in self.scored()}}

    # Headroom.

    def with_numerator(self, item, numerator):
        """The same subject had one numerator been another."""
        facts = dict(self.facts)
        facts["numerator"] = {**facts.get("numerator", {}), item: str(numerator)}
        return Subject(self.definition, facts, self.members)

    def lower_is_better(self, scale):
        if "best_of" in scale:
            return all(self.lower_is_better(self.scales[name]) for name in scale["best_of"])
        return scale.get("better") == "lower"

    def headroom(self):
        return {name: self.headroom_of(name) for name in self.scored()}

    def headroom_of(self, item):
        numerator, denominator = self.count("numerator", item), self.count("denominator", item)
        if numerator is UNKNOWN or denominator is UNKNOWN:
            return {"patients_needed": None, "next_patient": "undetermined"}
        numerator, denominator = int(numerator), int(denominator)
        lower = self.lower_is_better(self.definition.indicators[item].scale)
        room, step = (numerator, -1) if lower else (denominator - numerator, 1)
        return {"patients_needed": self.patients_needed(item, numerator, step, room),
                "next_patient": self.next_patient(item, numerator + step) if room > 0 else None}

    def patients_needed(self, item, numerator, step, room):
        indicator = self.definition.indicators[item]
        full = to_decimal(full_points(indicator.scale, Fraction(indicator.points), self.scales))

        def is_full(k):
            return self.with_numerator(item, numerator + step * k).points(item) == full

        if not is_full(room):
            return None
        least, most = 0, room                 # points never fall as more patients are reached
        while least < most:
            middle = (least + most) // 2
            least, most = (least, middle) if is_full(middle) else (middle + 1, most)
        return least

    def next_patient(self, item, numerator):
        pays = self.definition.contract.get("pays")
        if pays is None:
            return None
        gain = self.strict([self.with_numerator(item, numerator).line(pays), self.line(pays)], CONTEXT.subtract)
        return None if gain is NULL else printed(gain)


def unpathed(tree):
    """`i.x` as `x`."""
    if isinstance(tree, list):
        return [unpathed(part) for part in tree]
    if isinstance(tree, tuple):
        if tree[0] == "path":
            return ("name", tree[2])
        return tuple(unpathed(part) if isinstance(part, (tuple, list)) else part for part in tree)
    return tree
