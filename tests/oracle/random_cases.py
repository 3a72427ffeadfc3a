#!/usr/bin/env python3
"""Random small definitions, random facts, and the oracle's answers to them.

    python3 tests/oracle/random_cases.py --seed 1 --cases 200 --out target/random

writes `<out>/random-<n>/2025-04-01.toml` and `<out>/cases.jsonl`: one line for every set of facts,
the request as the oracle takes it (`contract` relative to <out>) with its `answer`. The same seed
writes the same bytes. `--leave-out NAME …` drops a part of the language; NAMES are in FEATURES.
"""
import argparse
import json
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from entitle_oracle.__main__ import answer, definition_at      # noqa: E402
from entitle_oracle.dates import Day                           # noqa: E402

FEATURES = {
    "patient_rounding": "floor, ceiling and rounding functions in patient conditions",
    "patient_products": "products of two patient facts",
    "scale_of": "scales with `of`",
    "scale_call": "scale(name, rate, maximum) in lines",
    "best_of": "best_of scales",
    "quantifiers": "some and every",
    "counts_of_adjustments": "exclusions and adjustments in lines",
    "subject_dates": "dates and durations in lines",
    "nested_if": "if inside other expressions",
    "contradictions": "facts of a subject that contradict one another",
    "border": "days after the achievement date that read as null or are refused, and the values of their records",
    "no_effect": "rows that go on to the next either way",
    "switches": "facts of the contract with a default, asked of patients and of subjects",
}
OR, AND, COMPARE, ADD, MULTIPLY, UNARY, PRIMARY = range(1, 8)
IN_FORCE, UNTIL = Day.of(2025, 4, 1), Day.of(2026, 4, 1)
PERIOD_END = UNTIL.plus_days(-1)
NUMBER_OPS, ALL_OPS = ["<", "<=", ">", ">="], ["<", "<=", ">", ">=", "=", "!="]
PLACES = ["0", "1", "2", "3", "0", "1", "2", "3", "-2", "12", "29", "30"]
MODES = ["half up", "half even", "half down", "up", "down"]


class Generator:
    def __init__(self, seed, number, left_out):
        self.r = random.Random(f"{seed}/{number}")
        self.case, self.left_out = number, left_out
        self.out = []
        self.patient_facts, self.subject_facts, self.member_facts = [], [], []
        self.switches = []               # facts of the contract that have a default
        self.subject = self.r.choice(["practice", "network"])
        self.registers, self.indicators = [], []
        self.conditions, self.subject_conditions, self.lines = [], [], []
        self.scales, self.reasons = [], ["too_frail", "declined", "new"]
        self.unit = "days"
        self.constants = {}              # fact name -> texts that stand beside it in conditions

    def has(self, feature):
        return feature not in self.left_out

    def chance(self, p):
        return self.r.random() < p

    # Text of expressions: (text, level); parentheses where needed, and sometimes where not.

    def wrap(self, expression, level):
        text, own = expression
        return f"({text})" if own < level or self.chance(0.1) else text

    def binary(self, op, level, left, right):
        return f"{self.wrap(left, level)} {op} {self.wrap(right, level + 1)}", level

    def call(self, name, *arguments):
        return f"{name}({', '.join(text for text, _ in arguments)})", PRIMARY

    def negated(self, expression):
        return f"not({expression[0]})", PRIMARY

    def choice(self, condition, yes, no):
        return f"if {condition[0]} then {yes[0]} else {no[0]}", 0

    # Numbers.

    def decimal_text(self, low, high, places):
        scale = 10 ** places
        n = self.r.randint(int(low * scale), int(high * scale))
        return scaled_text(n, places)

    def literal(self, low=0, high=20, places=None):
        places = self.r.choice([0, 0, 0, 1, 2]) if places is None else places
        return self.decimal_text(low, high, places), PRIMARY

    # The patient's part.

    def patient(self):
        r = self.r
        kinds = ["integer", "decimal", "date", "date", "boolean", "text"] + r.choices(
            ["integer", "decimal", "date", "boolean", "text"], k=r.randint(0, 3))
        for index, kind in enumerate(kinds):
            fact = {"name": f"p{index}_{kind[:3]}", "type": kind, "nullable": self.chance(0.55)}
            if kind == "integer":
                fact["range"] = r.choice([(0, 20), (-5, 5), (0, 130), (-1000, 1000)])
            if kind == "decimal":
                fact["places"] = r.choice([1, 2, 3])
                fact["range"] = r.choice([(0, 10), (-3, 3), (0, 300)])
            if kind == "text":
                fact["values"] = r.sample(["none", "mild", "moderate", "severe", "T1+", "x y"], r.randint(2, 4))
            ended = [other["name"] for other in self.patient_facts if "from" in other and other["type"] == "date"]
            if self.has("border") and fact["nullable"]:
                if kind == "date" and self.chance(0.4):
                    select = r.choice(["earliest", "earliest unresolved", "earliest", "latest"])
                    fact["from"] = {"select": select, "until": "achievement_date"}
                elif ended and self.chance(0.5):
                    fact["from"] = {"select": "value", "of": r.choice(ended)}
            self.patient_facts.append(fact)
            self.fact_text("patient", fact)
        for reason in self.reasons:
            self.out.append(f'[reason.{reason}]\ntext = "{reason}"\n')
        for index in range(r.randint(1, 3)):
            condition = self.patient_condition(3)
            self.conditions.append(f"c{index}")
            self.out.append(f"[condition.c{index}]\nwhen = '{condition[0]}'\n")
        block = self.block()
        for index in range(r.randint(1, 2)):
            rows = self.rows(["select", "select", "select", "reject"], r.randint(1, 3), None)
            self.out.append(f'[register.R{index}]\ntitle = "R"\nsource = "s"\nrows = {rows}\n')
            self.registers.append(f"R{index}")
        for index in range(r.randint(1, 3)):
            self.indicator(f"I{index}", block)

    def block(self):
        dates = self.facts_of("date")
        if not dates or self.chance(0.3):
            return None
        months = self.r.choice([3, 9, 12])
        self.out.append(
            "[rules.shared]\nwith = [\"on\", \"why\"]\nrows = [\n"
            f"  {{ if = 'on > period_end - duration(\"P{months}M\")', then = \"adjust\", because = \"why\" }},\n"
            f"  {{ if = 'on < date(\"2000-01-01\")', then = \"exclude\", because = \"new\" }},\n]\n")
        fact = self.r.choice(dates)["name"]
        argument = self.r.choice([fact, f'{fact} + duration("P7D")', f'{fact} - duration("P1M")'])
        return f"{{ use = \"shared\", with = {{ on = '{argument}', why = \"{self.r.choice(self.reasons)}\" }} }}"

    def rows(self, actions, count, block):
        """A table that settles every patient and has no row out of reach."""
        def because(action, key):
            return f', {key} = "{self.r.choice(self.reasons)}"' if action in ("exclude", "adjust") else ""

        out = []
        for _ in range(count):
            condition, action = self.patient_condition(2), self.r.choice(actions)
            if self.has("no_effect") and self.chance(0.1):
                out.append(f"{{ if = '{condition[0]}', then = \"next\" }}")
            elif self.chance(0.2):
                out.append(f"{{ if = '{condition[0]}', then = \"next\", else = \"{action}\"{because(action, 'else_because')} }}")
            else:
                out.append(f"{{ if = '{condition[0]}', then = \"{action}\"{because(action, 'because')} }}")
        if block:
            out.insert(self.r.randint(0, len(out)), block)
        last, other = self.r.choice(actions), self.r.choice(actions)
        if self.chance(0.5):
            out.append(f'{{ otherwise = "{last}"{because(last, "because")} }}')
        else:
            condition = self.patient_condition(2)
            out.append(f"{{ if = '{condition[0]}', then = \"{last}\"{because(last, 'because')}, "
                       f"else = \"{other}\"{because(other, 'else_because')} }}")
        return "[\n  " + ",\n  ".join(out) + ",\n]"

    def facts_of(self, kind, facts=None):
        return [fact for fact in (self.patient_facts if facts is None else facts) if fact["type"] == kind]

    def remember(self, fact, text):
        self.constants.setdefault(fact["name"], []).append(text)

    def patient_condition(self, depth):
        r = self.r
        if depth and self.chance(0.55):
            kind = r.choice(["and", "or", "not", "and", "or", "if"])
            if kind == "not":
                return self.negated(self.patient_condition(depth - 1))
            if kind == "if":
                if not self.has("nested_if"):
                    return self.patient_condition(depth - 1)
                return self.choice(*(self.patient_condition(depth - 1) for _ in range(3)))
            return self.binary(kind, OR if kind == "or" else AND,
                               self.patient_condition(depth - 1), self.patient_condition(depth - 1))
        kind = r.choice(["number", "number", "date", "date", "date", "boolean", "text", "null", "named", "register", "pair",
                         "switch"])
        if kind == "switch" and self.switches:
            return self.switch_condition()
        if kind == "named" and self.conditions:
            return r.choice(self.conditions), PRIMARY
        if kind == "register" and self.registers:
            return f"in_register.{r.choice(self.registers)}", PRIMARY
        if kind == "null":
            nullable = [fact for fact in self.patient_facts if fact["nullable"]]
            if nullable:
                return f"{r.choice(nullable)['name']} {r.choice(['=', '!='])} null", COMPARE
        if kind == "boolean":
            name = r.choice(self.facts_of("boolean"))["name"]
            return r.choice([(name, PRIMARY), (name, PRIMARY),
                             (f"{name} {r.choice(['=', '!='])} {r.choice(['true', 'false'])}", COMPARE)])
        if kind == "text":
            fact = r.choice(self.facts_of("text"))
            if self.chance(0.5):
                return f'{fact["name"]} {r.choice(["=", "!="])} "{r.choice(fact["values"])}"', COMPARE
            chosen = r.sample(fact["values"], r.randint(1, 2))
            return f'{fact["name"]} in ({", ".join(json.dumps(v) for v in chosen)})', COMPARE
        if kind == "date":
            return self.date_condition()
        if kind == "pair":
            numbers = self.facts_of("integer")
            if len(numbers) > 1:
                a, b = r.sample(numbers, 2)
                return f"{a['name']} {r.choice(ALL_OPS)} {b['name']}", COMPARE
        return self.number_condition()

    def switch_condition(self):
        """Which reading a switch has."""
        r, switch = self.r, self.r.choice(self.switches)
        name = switch["name"]
        if switch["type"] == "boolean":
            return r.choice([(name, PRIMARY), self.negated((name, PRIMARY)),
                             (f"{name} {r.choice(['=', '!='])} {r.choice(['true', 'false'])}", COMPARE)])
        if self.chance(0.5):
            return f'{name} {r.choice(["=", "!="])} "{r.choice(switch["values"])}"', COMPARE
        return f'{name} in ({", ".join(json.dumps(value) for value in r.sample(switch["values"], 2))})', COMPARE

    def number_condition(self):
        r = self.r
        fact = r.choice(self.facts_of("integer") + self.facts_of("decimal"))
        low, high = fact["range"]
        places = fact.get("places", 0)

        def bound():
            text = self.decimal_text(low, high, places)
            self.remember(fact, text)
            return text

        form = r.choice(["plain", "plain", "between", "in", "list", "sum", "bounds"])
        if form == "bounds":                            # a range whose ends are facts, null or unknown perhaps
            a, b = (r.choice(self.facts_of("integer") + self.facts_of("decimal"))["name"] for _ in range(2))
            return f"{fact['name']} {r.choice([f'between {a} and {b}', f'in [{a}..{b})'])}", COMPARE
        if form == "plain":
            return f"{fact['name']} {r.choice(ALL_OPS)} {bound()}", COMPARE
        if form in ("between", "in"):
            a, b = sorted([bound(), bound()], key=float)
            if form == "between":
                return f"{fact['name']} between {a} and {b}", COMPARE
            return f"{fact['name']} in {r.choice('[(')}{a}..{b}{r.choice('])')}", COMPARE
        if form == "list":
            a, b = sorted([bound(), bound()], key=float)
            return f"{fact['name']} in ({bound()}, [{a}..{b}), {r.choice(NUMBER_OPS)} {bound()})", COMPARE
        self.unit = r.choice(["days", "months"])        # the two do not mix in one expression
        return self.binary(r.choice(ALL_OPS), COMPARE, self.patient_number(2), self.literal(-5, 30))

    def patient_number(self, depth):
        r = self.r
        if not depth or self.chance(0.3):
            return r.choice(self.facts_of("integer") + self.facts_of("decimal"))["name"], PRIMARY
        kind = r.choice(["+", "-", "*", "/", "min", "max", "abs", self.unit, self.unit, "round", "neg", "if"])
        if kind == "if":
            if not self.has("nested_if"):
                return self.patient_number(depth - 1)
            flag = r.choice(self.facts_of("boolean") + self.facts_of("boolean", self.switches))["name"], PRIMARY
            return self.choice(flag, self.patient_number(depth - 1), self.patient_number(depth - 1))
        if kind in "+-":
            return self.binary(kind, ADD, self.patient_number(depth - 1), r.choice([self.patient_number(depth - 1), self.literal()]))
        if kind == "*":
            other = self.patient_number(0) if self.has("patient_products") and self.chance(0.5) else self.literal(1, 9)
            return self.binary(kind, MULTIPLY, self.patient_number(depth - 1), other)
        if kind == "/":
            return self.binary(kind, MULTIPLY, self.patient_number(depth - 1), (r.choice(["2", "3", "7", "0.4", "12"]), PRIMARY))
        if kind in ("min", "max"):
            return self.call(kind, self.patient_number(depth - 1), r.choice([self.patient_number(depth - 1), self.literal()]))
        if kind == "abs":
            return self.call(kind, self.patient_number(depth - 1))
        if kind == "neg":
            return f"-{self.wrap(self.patient_number(depth - 1), PRIMARY)}", UNARY
        if kind == "round" and self.has("patient_rounding"):
            inner = self.patient_number(depth - 1)
            name = r.choice(["floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down"])
            # A fact has at most three places, so that thirty leave it as it is; a quotient of ours has no end.
            places = ["0", "1", "30"] if inner[0] in [fact["name"] for fact in self.patient_facts] else ["0", "1"]
            return self.call(name, inner) if name in ("floor", "ceiling") else self.call(name, inner, (r.choice(places), PRIMARY))
        a, b = self.patient_date(0), self.patient_date(1)
        if kind == "months":
            return self.call("years and months duration", a, b)
        return self.binary("-", ADD, a, b)

    def duration(self):
        months = self.r.choice(["P12M", "P1Y6M", "P3M", "P1M", "P9M", "P2Y"])
        return self.r.choice([months, months, self.r.choice(["P7D", "P1D", "P90D"])])

    def patient_date(self, depth):
        r = self.r
        names = [fact["name"] for fact in self.facts_of("date")]
        if not depth:
            return r.choice(names), PRIMARY
        kind = r.choice(["fact", "fact", "shifted", "end", "literal", "achieved"])
        if kind == "fact":
            return r.choice(names), PRIMARY
        if kind == "literal":
            return f'date("{random_day(r)}")', PRIMARY
        base = {"shifted": r.choice(names), "end": r.choice(["period_end", "period_start"]),
                "achieved": "achievement_date"}[kind]
        return f'{base} {r.choice("+-")} duration("{self.duration()}")', ADD

    def date_condition(self):
        r = self.r
        if self.chance(0.15):
            fact, a, b = r.choice(self.facts_of("date")), *sorted([random_day(r), random_day(r)])
            return f'{fact["name"]} in [date("{a}")..date("{b}"))', COMPARE
        if self.chance(0.15):
            days = self.binary("-", ADD, self.patient_date(0), self.patient_date(1))
            return self.binary(r.choice(ALL_OPS), COMPARE, days, (r.choice(["7", "-1", 'duration("P30D")']), PRIMARY))
        return self.binary(r.choice(ALL_OPS), COMPARE, self.patient_date(0), self.patient_date(1))

    # Scales and indicators.

    def rates(self, count):
        values = sorted(self.r.sample(range(1, 100), count))
        return [f"{v}%" if self.chance(0.7) else scaled_text(v, 2) for v in values]

    def scale(self, maximum, lower=None, plain=False):
        r = self.r
        kinds = ["band", "band", "steps", "gates", "all_or_nothing"]
        if maximum == 10:
            kinds.append("deciles")
        if self.has("best_of") and self.scales and not plain:
            kinds.append("best_of")
        kind = "band" if lower else r.choice(kinds)
        lower = self.chance(0.3) if lower is None else lower
        of = ""
        if self.has("scale_of") and not plain and kind != "best_of" and self.chance(0.2):
            of = ", of = '" + r.choice(["rate_given", "numerator / (denominator + 1)", "numerator / denominator"]) + "'"
        if kind == "band":
            bounds = self.rates(2)
            if lower:
                return f'{{ band = {json.dumps(bounds[::-1])}, better = "lower"{of} }}'
            return f"{{ band = {json.dumps(bounds)}{of} }}"
        if kind == "all_or_nothing":
            return f'{{ all_or_nothing = "{self.rates(1)[0]}"{of} }}'
        if kind == "best_of":
            return f"{{ best_of = {json.dumps(self.scales)} }}"
        if kind == "deciles":
            bounds, tail = self.rates(9), ""
            for index in r.sample(range(8), r.choice([0, 0, 1, 3])):
                bounds[index + 1] = bounds[index]                # an empty decile
            bounds.sort(key=rate_of)
            if lower:
                bounds, tail = bounds[::-1], ', better = "lower"'
            return f'{{ deciles = {json.dumps(bounds)}, floor = "{r.choice("13")}", places = {r.choice([2, 4])}{tail}{of} }}'
        count = r.randint(1 if kind == "steps" else 2, 3)
        shares = sorted(r.sample(range(10, 101), count))
        share = self.chance(0.5)
        rows = ", ".join(f'{{ at = "{at}", earns = "{s}%" }}' if share else
                         f'{{ at = "{at}", earns = "{scaled_text(s * maximum, 2)}" }}' for at, s in zip(self.rates(count), shares))
        return f"{{ {kind} = [{rows}]{of} }}"

    def indicator(self, name, block):
        r = self.r
        points = r.choice([1, 5, 10, 10, 17])
        attributes = f'{{ weight = {r.randint(0, 3)}, adjusted = {r.choice(["true", "false"])} }}'
        text = (f'[indicator.{name}]\ntitle = "I"\nsource = "s"\nregister = "{r.choice(self.registers)}"\n'
                f"points = {points}\nscale = {self.scale(points)}\nattributes = {attributes}\n")
        if self.chance(0.85):
            actions = ["select", "select", "reject", "exclude", "adjust"]
            text += f"denominator = {self.rows(actions, r.randint(1, 4), block if self.chance(0.6) else None)}\n"
            if self.chance(0.6):
                text += f"numerator = '{self.patient_condition(2)[0]}'\n"
            else:
                text += f"numerator = {self.rows(['select', 'reject'], r.randint(1, 2), None)}\n"
        self.out.append(text)
        self.indicators.append(name)

    # Doubts about the contract.

    def declare_switches(self):
        if not self.has("switches") or self.chance(0.3):
            return
        r = self.r
        self.switches = [
            {"name": "w0", "type": "boolean", "nullable": False, "default": self.chance(0.5)},
            {"name": "w1", "type": "text", "nullable": False, "values": ["strict", "lenient", "as before"],
             "default": r.choice(["strict", "lenient", "as before"])},
        ][:r.randint(1, 2)]
        for switch in self.switches:
            self.fact_text("contract", switch)

    # The subject's part.

    def declare_subject_facts(self):
        r = self.r
        for index in range(r.randint(2, 4)):
            kind = r.choice(["integer", "decimal", "decimal"])
            fact = {"name": f"n{index}", "type": kind, "nullable": self.chance(0.35), "scope": self.subject,
                    "range": r.choice([(0, 5), (-10, 10), (0, 100000)])}
            if kind == "decimal":
                fact["places"] = r.choice([1, 2, 6])
            self.subject_facts.append(fact)
        self.subject_facts += [
            {"name": "b0", "type": "boolean", "nullable": False, "scope": self.subject},
            {"name": "b1", "type": "boolean", "nullable": True, "scope": self.subject},
            {"name": "track", "type": "text", "values": ["A", "T1+", "C"], "nullable": self.chance(0.3), "scope": self.subject},
            {"name": "joined", "type": "date", "nullable": self.chance(0.4), "scope": self.subject},
            {"name": "uplift", "type": "decimal", "places": 2, "range": (0, 3), "nullable": False, "scope": "contract"},
            {"name": "prevalence", "type": "decimal", "places": 4, "range": (0, 1), "nullable": False,
             "scope": self.subject, "per": "register"},
            {"name": "rate_given", "type": "decimal", "places": 4, "range": (0, 1), "nullable": False,
             "scope": self.subject, "per": "indicator"},
        ]
        if self.subject == "network":
            self.member_facts = [
                {"name": "m_size", "type": "integer", "range": (0, 40), "nullable": self.chance(0.4), "scope": "practice"},
                {"name": "m_amount", "type": "decimal", "places": 2, "range": (-9, 9), "nullable": False, "scope": "practice"},
                {"name": "m_flag", "type": "boolean", "nullable": self.chance(0.4), "scope": "practice"},
            ]
        for fact in self.subject_facts + self.member_facts:
            self.fact_text(fact["scope"], fact)

    def declare_tables(self):
        r = self.r
        cuts = sorted(r.sample(range(0, 30), 4))
        divisor = r.choice(['"to - from"', '"next - from"', '"7"', None])
        rows = []
        for index in range(3):
            last = index == 2
            start, end = cuts[index], cuts[index + 1]
            ends = "" if last and self.chance(0.5) else f', until = "{end}"'
            if divisor == '"to - from"' and ends:
                # Whole numbers up to the one before the next row; a row of one number has nothing to divide.
                ends = f', to = "{max(end - 1, start + 1) if last else end - 1 if end - 1 > start else end}"'
                if not last and end - 1 <= start:
                    ends = f', until = "{end}"'
            values = [scaled_text(r.randint(-300, 300), 2) for _ in range(2)]
            # A number divides rows without an end too, and leaves them their low value.
            flat = divisor is None or "until" in ends and divisor == '"to - from"' or last and divisor != '"7"'
            if divisor is None:
                rows.append(f'{{ from = "{start}"{ends}, value = "{values[0]}" }}')
            else:
                rows.append(f'{{ from = "{start}"{ends}, low = "{values[0]}", high = "{values[0] if flat else values[1]}" }}')
        outside = 'outside = "null"\n' if self.chance(0.4) else ""
        for switch in self.facts_of("text", self.switches):
            figures = [f'{json.dumps(value)} = "{scaled_text(r.randint(0, 300), 2)}"' for value in switch["values"]]
            self.out.append(f'[table.readings]\nsource = "s"\nkey = "{switch["name"]}"\nrows = {{ {", ".join(figures)} }}\n')
        self.out.append("[table.steps]\nsource = \"s\"\n" + (f"divisor = {divisor}\n" if divisor else "") + outside
                        + "bands = [\n  " + ",\n  ".join(rows) + ",\n]\n")
        self.out.append('[table.share]\nsource = "s"\nkey = "track"\nrows = { A = "0.40", "T1+" = { value = "'
                        + scaled_text(r.randint(0, 200), 2) + '", source = "s" }, C = '
                        + ('"none"' if self.chance(0.4) else '"0.75"') + " }\n")
        bounds = ["0"] + [scaled_text(v, 1) for v in sorted(r.sample(range(1, 60), 2))]
        parts = [f'{{ from = "{a}", until = "{b}", rate = "{scaled_text(r.randint(0, 100), 2)}" }}'
                 for a, b in zip(bounds, bounds[1:])]
        if self.chance(0.5):
            parts.append(f'{{ from = "{bounds[2]}", rate = "0.1" }}')
        self.out.append('[table.corridor]\nsource = "s"\nmarginal = [' + ", ".join(parts) + "]\n")
        lower = self.chance(0.3)
        for name in ("scale_a", "scale_b"):
            self.out.append(f"[scale.{name}]\n" + inline_to_keys(self.scale(17, lower=lower, plain=True)))
            self.scales.append(name)
        self.out.append('[parameter.rate]\nvalue = "2.125"\nunit = "GBP"\nsource = "s"\n')
        self.out.append(f"[parameter.national]\nvalue = {r.randint(1, 40)}\nunit = \"patients\"\nsource = \"s\"\n")
        self.out.append('[parameter.cut_off]\nvalue = 2025-09-30\nunit = "day"\nsource = "s"\n')
        self.out.append('[attribute.weight]\ntype = "integer"\nsource = "s"\ndoc = "w"\n')
        self.out.append('[attribute.adjusted]\ntype = "boolean"\nsource = "s"\ndoc = "w"\n')

    def number(self, scope, depth):
        """A number in the scope `subject`, `register` or `indicator`."""
        r = self.r
        if not depth or self.chance(0.2):
            return self.number_name(scope), PRIMARY
        kind = r.choice(["+", "-", "*", "/", "/", "min", "max", "abs", "if", "round", "band", "share", "marginal",
                         "scale", "fold", "days", "neg", "literal"])
        if kind in ("+", "-"):
            return self.binary(kind, ADD, self.number(scope, depth - 1), self.number(scope, depth - 1))
        if kind in ("*", "/"):
            return self.binary(kind, MULTIPLY, self.number(scope, depth - 1), self.number(scope, depth - 1))
        if kind in ("min", "max"):
            return self.call(kind, *(self.number(scope, depth - 1) for _ in range(r.randint(2, 3))))
        if kind == "abs":
            return self.call("abs", self.number(scope, depth - 1))
        if kind == "neg":
            return f"-{self.wrap(self.number(scope, depth - 1), PRIMARY)}", UNARY
        if kind == "literal":
            return self.literal()
        if kind == "if" and self.has("nested_if"):
            branches = [self.number(scope, depth - 1), self.number(scope, depth - 1)]
            if self.chance(0.15):
                branches[r.randrange(2)] = ("null", PRIMARY)
            return self.choice(self.truth(scope, depth - 1), *branches)
        if kind == "round":
            name = r.choice(["floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down"])
            inner = self.number(scope, depth - 1)
            return self.call(name, inner) if name in ("floor", "ceiling") else self.call(name, inner, (r.choice(PLACES), PRIMARY))
        if kind == "band":
            return self.call("band", ("steps", PRIMARY), self.number(scope, depth - 1))
        if kind == "share":
            return r.choice(["share[track]"] + [f"readings[{w['name']}]" for w in self.facts_of("text", self.switches)]), PRIMARY
        if kind == "marginal":
            more = [self.literal(1, 9)] if self.chance(0.5) else []
            return self.call("marginal", ("corridor", PRIMARY), self.number(scope, depth - 1), *more)
        if kind == "scale" and self.has("scale_call"):
            return self.call("scale", (r.choice(self.scales), PRIMARY), self.number(scope, depth - 1), ("17", PRIMARY))
        if kind == "days" and self.has("subject_dates"):
            if self.unit == "months":
                return "years and months duration(joined, period_end)", PRIMARY
            return r.choice([("period_end - joined", ADD), ("joined - period_start", ADD),
                             ('cut_off - (joined + duration("P1M"))', ADD)])
        if kind == "fold" and scope == "subject":
            return self.fold()
        return self.number_name(scope), PRIMARY

    def fold(self):
        r = self.r
        if self.member_facts and self.chance(0.6):
            return r.choice([(f"{r.choice(['sum', 'min', 'max'])}(practices.{r.choice(['m_size', 'm_amount'])})", PRIMARY),
                             ("count(practices)", PRIMARY)])
        per = {"indicators": ["points", "points_max", "achieved", "numerator", "denominator", "weight", "rate_given"]
               + self.lines_of("indicator"), "registers": ["register_size", "prevalence"] + self.lines_of("register")}
        collection = r.choice(["indicators", "registers"])
        return f"{r.choice(['sum', 'sum', 'min', 'max'])}({collection}.{r.choice(per[collection])})", PRIMARY

    def lines_of(self, per):
        return [name for name, own in self.lines if own == per]

    def number_name(self, scope):
        names = [fact["name"] for fact in self.subject_facts
                 if fact["type"] in ("integer", "decimal") and "per" not in fact]
        names += ["rate", "national"] + self.lines_of(None)
        if scope == "subject" and self.lines and self.chance(0.3):
            return self.fold()[0]
        if scope in ("register", "indicator"):
            names += ["register_size", "prevalence"] * 2 + self.lines_of("register")
        if scope == "indicator":
            names += ["points", "points", "achieved", "numerator", "denominator", "points_max", "weight", "rate_given"]
            names += self.lines_of("indicator")
            if self.has("counts_of_adjustments"):
                names += ["exclusions", "adjustments"]
        return self.r.choice(names)

    def truth(self, scope, depth):
        r = self.r
        if depth and self.chance(0.5):
            kind = r.choice(["and", "or", "not", "if"])
            if kind == "not":
                return self.negated(self.truth(scope, depth - 1))
            if kind == "if" and self.has("nested_if"):
                return self.choice(*(self.truth(scope, depth - 1) for _ in range(3)))
            if kind != "if":
                return self.binary(kind, OR if kind == "or" else AND, self.truth(scope, depth - 1), self.truth(scope, depth - 1))
        kind = r.choice(["compare", "compare", "compare", "range", "list", "boolean", "text", "null", "named", "quantified",
                         "attribute", "date", "switch"])
        if kind == "switch" and self.switches:
            return self.switch_condition()
        if kind == "boolean":
            name = r.choice(["b0", "b1"])
            return r.choice([(name, PRIMARY), (f"{name} = {r.choice(['true', 'false'])}", COMPARE)])
        if kind == "text":
            return r.choice([(f'track {r.choice(["=", "!="])} "T1+"', COMPARE), ('track in ("A", "C")', COMPARE)])
        if kind == "null":
            nullable = [f["name"] for f in self.subject_facts if f["nullable"] and f["type"] != "boolean"]
            if nullable:
                return f"{r.choice(nullable)} {r.choice(['=', '!='])} null", COMPARE
        if kind == "named" and self.subject_conditions:
            return r.choice(self.subject_conditions), PRIMARY
        if kind == "quantified" and self.has("quantifiers") and scope == "subject" and self.member_facts:
            inner = r.choice(["p.m_size > 20", "p.m_flag", "not(p.m_flag)", "p.m_amount >= 0 and p.m_size != 7",
                              "p.m_size in [1..30]"]
                             + [f"p.m_size > 20 {r.choice(['and', 'or'])} {self.switch_condition()[0]}" for _ in self.switches])
            return f"{r.choice(['some', 'every'])} p in practices satisfies {inner}", 0
        if kind == "attribute" and scope == "indicator":
            return "adjusted", PRIMARY
        if kind == "date" and self.has("subject_dates"):
            return f'joined {r.choice(ALL_OPS)} {r.choice(["cut_off", "period_start", chr(100) + "ate(" + chr(34) + "2025-02-28" + chr(34) + ")"])}', COMPARE
        if kind == "range":
            a, b = sorted([self.literal()[0], self.literal()[0]], key=float)
            x = self.wrap(self.number(scope, max(depth - 1, 0)), ADD)
            return r.choice([(f"{x} between {a} and {b}", COMPARE), (f"{x} in {r.choice('[(')}{a}..{b}{r.choice('])')}", COMPARE)])
        if kind == "list":
            x = self.wrap(self.number(scope, 0), ADD)
            return f"{x} in ({self.literal()[0]}, [3..5], {r.choice(NUMBER_OPS)} {self.literal()[0]})", COMPARE
        return self.binary(r.choice(ALL_OPS), COMPARE, self.number(scope, max(depth - 1, 0)),
                           r.choice([self.literal(), self.number(scope, 0)]))

    def statement(self):
        r = self.r
        for index in range(r.randint(1, 2)):
            self.unit = r.choice(["days", "months"])
            condition = self.truth("subject", 2)
            self.out.append(f"[condition.s{index}]\nof = \"subject\"\nwhen = '{condition[0]}'\n")
            self.subject_conditions.append(f"s{index}")
        if self.has("contradictions") and self.chance(0.2):
            number = r.choice([fact["name"] for fact in self.subject_facts if fact["name"].startswith("n")])
            self.out.append(f"[condition.x0]\nof = \"contradiction\"\nwhen = '{r.choice(['b0', 'b1', 'not(b1)'])} "
                            f"{r.choice(['and', 'and', 'or'])} {number} {r.choice(['>', '<=', '=', '!='])} {self.literal()[0]}'\n")
        for index in range(r.randint(1, 3)):
            self.unit = r.choice(["days", "months"])
            self.out.append(f"[criterion.k{index}]\ntitle = \"K\"\nclause = \"1\"\nsource = \"s\"\n"
                            f"otherwise = \"{r.choice(['fail', 'refer'])}\"\nrequire = '{self.truth('subject', 2)[0]}'\n")
        for index, per in enumerate(r.choices([None, "register", "indicator", "indicator"], k=r.randint(3, 7))):
            self.unit = r.choice(["days", "months"])
            self.line(f"l{index}", per, self.number(per or "subject", 3)[0])
        if not self.lines_of("indicator"):
            self.line("pay", "indicator", "points * rate")
        self.line("total", None, f"sum(indicators.{r.choice(self.lines_of('indicator'))})"
                  if self.chance(0.5) else "sum(indicators.points) * rate * uplift")

    def line(self, name, per, value):
        text = f"[line.{name}]\ntitle = \"L\"\nclause = \"1\"\nunit = \"GBP\"\nvalue = '{value}'\n"
        if per:
            text += f'per = "{per}"\n'
        if self.chance(0.4):
            place = self.r.choice(["0.01", "1", "0.1", "0.0001", "10"])
            text += f'round = {{ place = "{place}", mode = "{self.r.choice(MODES)}" }}\n'
        self.out.append(text)
        self.lines.append((name, per))

    # The file.

    def fact_text(self, scope, fact):
        text = f"[fact.{scope}.{fact['name']}]\ntype = \"{fact['type']}\"\ndoc = \"d\"\n"
        if "range" in fact:
            text += f"range = [{fact['range'][0]}, {fact['range'][1]}]\n"
        if "places" in fact:
            text += f"places = {fact['places']}\n"
        if "values" in fact:
            text += f"values = {json.dumps(fact['values'])}\n"
        if fact["nullable"]:
            text += 'null = "allowed"\n'
        if "default" in fact:
            text += f'default = {json.dumps(fact["default"])}\nsource = "s"\n'
        if "from" in fact:
            text += "from = { " + ", ".join(f'{key} = "{value}"' for key, value in fact["from"].items()) + " }\n"
        if "per" in fact:
            text += f"per = \"{fact['per']}\"\n"
        self.out.append(text)

    def definition(self):
        self.out.append(f'semantics = 1\n\n[contract]\nid = "random-{self.case:05}"\ntitle = "Random {self.case}"\n'
                        f'in_force = {IN_FORCE}\nuntil = {UNTIL}\nsubject = "{self.subject}"\npays = "total"\n')
        self.out.append('[source.s]\ntitle = "Made up"\ngrade = "assumed"\n')
        self.declare_switches()
        self.declare_subject_facts()
        self.declare_tables()
        self.patient()
        self.statement()
        return "\n".join(self.out)

    # Facts.

    def fact_value(self, fact):
        r = self.r
        if fact["nullable"] and self.chance(0.25):
            return None
        if fact["type"] == "boolean":
            return self.chance(0.5)
        if fact["type"] == "text":
            return r.choice(fact["values"])
        if fact["type"] == "date":
            return str(random_day(r))
        low, high = fact["range"]
        places = fact.get("places", 0)
        scale = 10 ** places
        near = self.constants.get(fact["name"])
        if near and self.chance(0.6):
            n = round(float(r.choice(near)) * scale) + r.choice([-1, 0, 0, 1])
        else:
            n = r.choice([r.randint(low * scale, high * scale), low * scale, high * scale, 0, scale])
        return scaled_text(min(max(n, low * scale), high * scale), places)

    def given(self, facts, unknown):
        return {fact["name"]: self.fact_value(fact) for fact in facts if not self.chance(unknown)}

    def request(self):
        r = self.r
        unknown = r.choice([0, 0, 0.15, 0.4])
        request = {"patient": self.given(self.patient_facts, unknown)}
        if self.chance(0.4):
            request["achievement_date"] = str(random_day(r))
        facts = self.given([f for f in self.subject_facts if "per" not in f], unknown)
        facts |= self.given(self.switches, r.choice([0, 0.5, 1]))       # what is not set has its default
        for name, items in (("prevalence", self.registers), ("rate_given", self.indicators)):
            fact = next(f for f in self.subject_facts if f["name"] == name)
            facts[name] = {item: self.fact_value(fact) for item in items if not self.chance(unknown)}
        facts["register_size"] = {item: str(r.choice([0, 1, 7, 300, r.randint(0, 9999)])) for item in self.registers
                                  if not self.chance(unknown)}
        numerators, denominators = {}, {}
        for item in self.indicators:
            denominator = r.choice([0, 1, 2, 17, 20, 100, r.randint(1, 999)])
            numerator = r.choice([0, denominator, r.randint(0, denominator), r.randint(0, denominator)])
            if not self.chance(unknown):
                denominators[item] = str(denominator)
            # A numerator is left out only beside a denominator that is not zero.
            if denominator == 0 or not self.chance(unknown):
                numerators[item] = str(numerator)
        facts["numerator"], facts["denominator"] = numerators, denominators
        for name in ("exclusions", "adjustments"):
            if not any(name in text for text in self.out):      # declared only where an expression names it
                continue
            facts[name] = {item: str(r.randint(0, 9)) for item in self.indicators if not self.chance(unknown)}
        request["facts"] = facts
        if self.member_facts:
            request["members"] = [self.given(self.member_facts, unknown) for _ in range(r.choice([0, 1, 2, 2, 4]))]
        return request


def rate_of(text):
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def scaled_text(n, places):
    """The integer n divided by 10^places, as text."""
    if places == 0:
        return str(n)
    digits = f"{abs(n):0{places + 1}}"
    text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".")
    return ("-" if n < 0 and text != "0" else "") + text


def random_day(r):
    """Days near the edges that rules care about."""
    base = r.choice([PERIOD_END, PERIOD_END, IN_FORCE, Day.of(2024, 2, 29), Day.of(2025, 2, 28), Day.of(2025, 9, 30)])
    base = base.plus_months(r.choice([0, 0, -1, -3, -9, -12, -12, -18, -24, 12]))
    if r.random() < 0.1:
        return Day.of(r.randint(1990, 2030), r.randint(1, 12), r.randint(1, 28))
    return base.plus_days(r.choice([0, 0, 0, -1, 1, -7, 7, 30]))


def inline_to_keys(inline):
    """`{ a = 1, b = 2 }` as two lines; no value here holds a comma outside brackets."""
    body, depth, parts = inline.strip()[1:-1], 0, [""]
    for character in body:
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return "\n".join(part.strip() for part in parts) + "\n"


def write(seed, cases, out, left_out, fact_sets):
    os.makedirs(out, exist_ok=True)
    total = 0
    with open(os.path.join(out, "cases.jsonl"), "w") as answers:
        for number in range(cases):
            generator = Generator(seed, number, left_out)
            relative = os.path.join(f"random-{number:05}", f"{IN_FORCE}.toml")
            path = os.path.join(out, relative)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(generator.definition())
            definition_at.cache_clear()
            for index in range(fact_sets):
                request = {"id": f"{number}.{index}", "contract": relative, **generator.request()}
                try:
                    result = answer({**request, "contract": path})
                except Exception:
                    print(f"the oracle failed on {request['id']} in {path}", file=sys.stderr)
                    raise
                answers.write(json.dumps({**request, "answer": result}) + "\n")
                total += 1
    return total


def main():
    parser = argparse.ArgumentParser(description="Random definitions with the oracle's answers.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--fact-sets", type=int, default=20)
    parser.add_argument("--out", required=True)
    parser.add_argument("--leave-out", nargs="*", default=[], choices=sorted(FEATURES))
    options = parser.parse_args()
    total = write(options.seed, options.cases, options.out, set(options.leave_out), options.fact_sets)
    print(f"{options.cases} definitions, {total} sets of facts in {options.out}")


if __name__ == "__main__":
    main()
