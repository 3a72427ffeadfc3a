"""The supported subset of FEEL, parsed by recursive descent into plain tuples.

    ("num", Decimal) ("text", str) ("bool", True) ("null",) ("date", Day) ("months", n) ("days", n)
    ("name", "age") ("path", "practices", "list_size") ("lookup", "share", key)
    ("or", a, b) ("and", a, b) ("not", a) ("cmp", "<=", a, b) ("between", x, low, high)
    ("in", x, [tests])  where a test is ("is", e), ("cmp", op, e) or ("range", closed, low, high, closed)
    ("if", c, a, b) ("+", a, b) ("-", a, b) ("*", a, b) ("/", a, b) ("neg", a)
    ("call", "min", [args]) ("some", "p", "practices", condition) ("every", …)
"""
import re
from decimal import Decimal
from functools import lru_cache

from .dates import Day


class FeelError(ValueError):
    pass


# Names of several words, longest first.
MULTI_WORD = ["years and months duration", "round half down", "round half up", "round down", "round up"]
# The names of arguments, in order of place; `date` has two forms.
PARAMETERS = {
    **{name: [["n"]] for name in ("abs", "floor", "ceiling")},
    **{name: [["n", "scale"]] for name in ("decimal", "round up", "round down", "round half up", "round half down")},
    "years and months duration": [["from", "to"]],
    "date": [["from"], ["year", "month", "day"]],
    "duration": [["from"]],
}
KEYWORDS = {"or", "and", "between", "in", "if", "then", "else", "true", "false", "null", "some", "every",
            "satisfies"}

ESCAPES = {'"': '"', "\\": "\\", "'": "'", "n": "\n", "t": "\t", "r": "\r"}

TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<multi>" + "|".join(name.replace(" ", r"\s+") for name in MULTI_WORD) + r")(?![A-Za-z0-9_])"
    r"|(?P<num>\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]*)"
    r'|(?P<text>"(?:[^"\\]|\\.)*")'
    r"|(?P<op>\.\.|<=|>=|!=|[-+*/()\[\],.<>=:@])",
    re.S,
)


def tokens(source):
    out, at = [], 0
    while at < len(source):
        match = TOKEN.match(source, at)
        if not match:
            raise FeelError(f"unexpected {source[at]!r} at {at} in {source!r}")
        kind, text, at = match.lastgroup, match.group(), match.end()
        if kind == "space":
            continue
        if kind == "multi":
            kind, text = "name", " ".join(text.split())
        elif kind == "name" and text in KEYWORDS:
            kind = "key"
        elif kind == "text":
            text = re.sub(r"\\(.)", escaped, text[1:-1], flags=re.S)
        out.append((kind, text))
    return out + [("end", "")]


def escaped(match):
    if match[1] not in ESCAPES:
        raise FeelError(f"unknown escape {match[0]!r}")
    return ESCAPES[match[1]]


def parse_duration(text):
    match = re.fullmatch(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?", text)
    if not match or not any(match.groups()[1:]):
        raise FeelError(f"bad duration {text!r}")
    sign = -1 if match[1] else 1
    if match[4] is not None:
        if match[2] or match[3]:
            raise FeelError(f"a duration of months and days {text!r}")
        return ("days", sign * int(match[4]))
    return ("months", sign * (12 * int(match[2] or 0) + int(match[3] or 0)))


class Parser:
    def __init__(self, source):
        self.source, self.tokens, self.at = source, tokens(source), 0

    def peek(self, ahead=0):
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def take(self, *wanted):
        """The next token's text if it is one of these operators or keywords, else None."""
        kind, text = self.peek()
        if kind in ("op", "key") and text in wanted:
            self.at += 1
            return text
        return None

    def expect(self, wanted):
        if self.take(wanted) is None:
            raise FeelError(f"expected {wanted!r}, found {self.peek()[1]!r} in {self.source!r}")

    def name(self):
        kind, text = self.peek()
        if kind != "name":
            raise FeelError(f"expected a name, found {text!r} in {self.source!r}")
        self.at += 1
        return text

    # Weakest first.
    def expression(self):
        left = self.conjunction()
        while self.take("or"):
            left = ("or", left, self.conjunction())
        return left

    def conjunction(self):
        left = self.comparison()
        while self.take("and"):
            left = ("and", left, self.comparison())
        return left

    def comparison(self):
        left = self.sum()
        op = self.take("=", "!=", "<=", "<", ">=", ">")
        if op:
            return ("cmp", op, left, self.sum())
        if self.take("between"):
            low = self.sum()
            self.expect("and")
            return ("between", left, low, self.sum())
        if self.take("in"):
            return ("in", left, self.tests())
        return left

    def tests(self):
        """What stands after `in`: one test, a list of tests in parentheses, or of values and ranges in brackets."""
        range_ = self.range_or_none()
        if range_:
            return [range_]
        for opening, closing, element in (("(", ")", self.test), ("[", "]", self.element)):
            if self.take(opening):
                out = [element()]
                while self.take(","):
                    out.append(element())
                self.expect(closing)
                return out
        return [self.test()]

    def test(self):
        op = self.take("<=", "<", ">=", ">", "!=", "=")
        return ("cmp", op, self.sum()) if op else self.element()

    def element(self):
        return self.range_or_none() or ("is", self.sum())

    def range_or_none(self):
        start = self.at
        opening = self.take("[", "(", "]")
        if opening:
            try:
                low = self.sum()
            except FeelError:
                low = None
            if low is not None and self.take(".."):
                high = self.sum()
                closing = self.take("]", ")", "[")
                if not closing:
                    raise FeelError(f"a range without an end in {self.source!r}")
                return ("range", opening == "[", low, high, closing == "]")
        self.at = start
        return None

    def sum(self):
        left = self.product()
        while True:
            op = self.take("+", "-")
            if not op:
                return left
            left = (op, left, self.product())

    def product(self):
        left = self.unary()
        while True:
            op = self.take("*", "/")
            if not op:
                return left
            left = (op, left, self.unary())

    def unary(self):
        if self.take("-"):
            return ("neg", self.unary())
        return self.primary()

    def primary(self):
        kind, text = self.peek()
        if self.take("("):
            inner = self.expression()
            self.expect(")")
            return inner
        if self.take("if"):
            condition = self.expression()
            self.expect("then")
            yes = self.expression()
            self.expect("else")
            return ("if", condition, yes, self.expression())
        for word in ("some", "every"):
            if self.take(word):
                variable = self.name()
                self.expect("in")
                collection = self.name()
                self.expect("satisfies")
                return (word, variable, collection, self.expression())
        if self.take("true"):
            return ("bool", True)
        if self.take("false"):
            return ("bool", False)
        if self.take("null"):
            return ("null",)
        if kind == "num":
            self.at += 1
            return ("num", Decimal(text))
        if kind == "text":
            self.at += 1
            return ("text", text)
        if self.take("@"):
            return self.at_literal()
        name = self.name()
        if self.take("("):
            arguments = []
            if not self.take(")"):
                arguments.append(self.argument())
                while self.take(","):
                    arguments.append(self.argument())
                self.expect(")")
            return self.call(name, self.in_place(name, arguments))
        key = self.key_or_none()
        if key is not None:
            return ("lookup", name, key)
        if self.take("."):
            return ("path", name, self.name())
        return ("name", name)

    def key_or_none(self):
        """The key of a look-up; in `]1..a[` the bracket after a name ends a range."""
        start = self.at
        if self.take("["):
            try:
                key = self.expression()
                self.expect("]")
                return key
            except FeelError:
                self.at = start
        return None

    def at_literal(self):
        kind, text = self.peek()
        if kind != "text":
            raise FeelError(f"`@` without a text in {self.source!r}")
        self.at += 1
        return parse_duration(text) if "P" in text else ("date", Day.parse(text))

    def argument(self):
        """A pair of the argument's name, or None, and its tree."""
        name = None
        if self.peek()[0] == "name" and self.peek(1) == ("op", ":"):
            name = self.name()
            self.expect(":")
        return name, self.expression()

    def in_place(self, function, arguments):
        """Trees in the function's own order, whether they were given by place or by name."""
        given = dict(arguments)
        if None in given:
            if len(given) > 1:
                raise FeelError(f"arguments with and without names in {self.source!r}")
            return [tree for _, tree in arguments]
        for order in PARAMETERS.get(function, []) if arguments else []:
            if sorted(order) == sorted(name for name, _ in arguments):
                return [given[name] for name in order]
        if arguments:
            raise FeelError(f"{function} has no such arguments in {self.source!r}")
        return []

    def call(self, name, arguments):
        if name == "not":
            return ("not", arguments[0])
        if name == "date":
            return self.date(arguments)
        if name == "duration":
            return parse_duration(arguments[0][1])
        return ("call", name, arguments)

    def date(self, arguments):
        if len(arguments) == 1:
            (kind, value), = arguments
            return ("date", value if kind == "date" else Day.parse(value))
        year, month, day = (-part[1][1] if part[0] == "neg" else part[1] for part in arguments)
        return ("date", Day.parse(f"{year:04}-{month:02}-{day:02}"))


@lru_cache(maxsize=100_000)
def parse(source):
    parser = Parser(source)
    tree = parser.expression()
    if parser.peek()[0] != "end":
        raise FeelError(f"left over: {parser.peek()[1]!r} in {source!r}")
    return tree


def substitute(tree, parameters):
    """Puts trees in the place of names, as the expansion of a shared block does."""
    if isinstance(tree, list):
        return [substitute(part, parameters) for part in tree]
    if isinstance(tree, tuple):
        if tree[0] == "name":
            return parameters.get(tree[1], tree)
        return tuple(substitute(part, parameters) if isinstance(part, (tuple, list)) else part for part in tree)
    return tree


def is_months(tree):
    """Whether a duration counts months; other numbers beside a date count days."""
    kind = tree[0]
    if kind == "months":
        return True
    if kind == "call":
        return tree[1] == "years and months duration" or (tree[1] in ("min", "max", "abs") and is_months(tree[2][0]))
    if kind in ("neg",):
        return is_months(tree[1])
    if kind in ("+", "-", "*", "/"):
        return is_months(tree[1]) or is_months(tree[2])
    if kind == "if":
        return is_months(tree[2]) or is_months(tree[3])
    return False
