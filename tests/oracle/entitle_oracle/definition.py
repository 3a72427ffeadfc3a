"""A definition as read from its TOML file: rows expanded, expressions parsed, facts declared."""
import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

try:
    import tomllib
except ImportError:                      # Python before 3.11: the same parser under its older names
    try:
        import tomli as tomllib
    except ImportError:
        from pip._vendor import tomli as tomllib

from . import feel
from .dates import Day

END = ("select", "reject", "exclude", "adjust")
COUNTS = ("numerator", "denominator", "exclusions", "adjustments")


@dataclass
class Row:
    """A row of a rule table after expansion. `condition` None is `otherwise`."""

    condition: tuple
    then: str
    because: str
    otherwise: str = "next"
    else_because: str = None

    def ends(self):
        """The branches that end the table: (branch, action, reason)."""
        out = [("then", self.then, self.because)]
        if self.condition is not None:
            out.append(("else", self.otherwise, self.else_because))
        return [end for end in out if end[1] in END]


@dataclass
class Fact:
    name: str
    scope: str
    type: str
    nullable: bool
    per: str
    default: object = None    # of a switch
    origin: dict = field(default_factory=dict)    # its `from`


@dataclass
class Definition:
    raw: dict
    contract: dict = None
    facts: dict = field(default_factory=dict)          # (scope, name) -> Fact
    parameters: dict = field(default_factory=dict)     # name -> value
    conditions: dict = field(default_factory=dict)     # name -> (of, tree)
    registers: dict = field(default_factory=dict)      # name -> rows or None
    indicators: dict = field(default_factory=dict)     # name -> Indicator
    lines: dict = field(default_factory=dict)          # name -> Line


@dataclass
class Indicator:
    name: str
    register: str
    points: Decimal
    scale: dict
    denominator: list
    numerator: list
    attributes: dict


@dataclass
class Line:
    name: str
    per: str
    value: tuple
    round: dict


def scalar(value):
    """A TOML value as the oracle computes with it. Texts of digits are decimals."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, datetime.date):
        return Day.of(value.year, value.month, value.day)
    if isinstance(value, float):
        raise ValueError("TOML floats are refused")
    try:
        return Decimal(value)
    except ArithmeticError:
        return value


def fraction(text):
    """A rate: "35%", "0.35" or an integer."""
    text = str(text)
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    return Fraction(text)


def expression(value):
    """An expression of the file; a bare TOML integer, boolean or date stands for itself."""
    if isinstance(value, str):
        return feel.parse(value)
    value = scalar(value)
    if isinstance(value, bool):
        return ("bool", value)
    return ("date", value) if isinstance(value, Day) else ("num", value)


def expand(rows, blocks):
    """Rows with every `use` replaced by the block's own rows."""
    out = []
    for row in rows:
        if "use" not in row:
            out.append(one_row(row, {}))
            continue
        arguments = {name: expression(value) for name, value in row.get("with", {}).items()}
        for inner in blocks[row["use"]]["rows"]:
            out.append(one_row(inner, arguments))
    return out


def one_row(row, arguments):
    def reason(key):
        name = row.get(key)
        if name in arguments:
            return arguments[name][1]        # ("name", reason)
        return name

    if "otherwise" in row:
        return Row(None, row["otherwise"], reason("because"))
    condition = feel.substitute(feel.parse(row["if"]), arguments)
    return Row(condition, row["then"], reason("because"), row.get("else", "next"), reason("else_because"))


def load(path):
    with open(path, "rb") as file:
        return from_raw(tomllib.load(file))


def from_raw(raw):
    definition = Definition(raw)
    definition.contract = dict(raw["contract"])
    definition.contract.setdefault("subject", "practice")
    for name, parameter in raw.get("parameter", {}).items():
        definition.parameters[name] = scalar(parameter["value"])
    for scope, facts in raw.get("fact", {}).items():
        for name, fact in facts.items():
            definition.facts[scope, name] = Fact(
                name, scope, fact["type"], fact.get("null") == "allowed", fact.get("per"), fact.get("default"),
                fact.get("from", {}))
    for name, condition in raw.get("condition", {}).items():
        definition.conditions[name] = (condition.get("of", "patient"), feel.parse(condition["when"]))
    blocks = raw.get("rules", {})
    for name, register in raw.get("register", {}).items():
        rows = register.get("rows")
        definition.registers[name] = None if rows is None else expand(rows, blocks)
    for name, indicator in raw.get("indicator", {}).items():
        denominator, numerator = indicator.get("denominator"), indicator.get("numerator")
        if isinstance(numerator, str):
            numerator = [Row(feel.parse(numerator), "select", None, "reject")]
        elif numerator is not None:
            numerator = expand(numerator, blocks)
        scale = indicator.get("scale")
        if isinstance(scale, str):
            scale = raw["scale"][scale]
        definition.indicators[name] = Indicator(
            name, indicator.get("register"),
            None if "points" not in indicator else Decimal(str(indicator["points"])), scale,
            None if denominator is None else expand(denominator, blocks), numerator,
            {key: scalar(value) for key, value in indicator.get("attributes", {}).items()})
    # A text attribute whose text is all digits stays a text.
    for name, attribute in raw.get("attribute", {}).items():
        if attribute["type"] == "text":
            for id_, indicator in definition.indicators.items():
                if name in indicator.attributes:
                    indicator.attributes[name] = raw["indicator"][id_]["attributes"][name]
    for name, line in raw.get("line", {}).items():
        definition.lines[name] = Line(name, line.get("per"), expression(line["value"]), line.get("round"))
    return definition


def period_start(definition):
    return scalar(definition.contract["in_force"])


def period_end(definition):
    until = definition.contract.get("until")
    return None if until is None else scalar(until).plus_days(-1)
