"""Tests of the oracle itself: python3 -m unittest discover -s tests/oracle"""
import os
import sys
import unittest
from decimal import Decimal
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from entitle_oracle import feel                                             # noqa: E402
from entitle_oracle.dates import Day, complete_months                       # noqa: E402
from entitle_oracle.definition import from_raw, tomllib                     # noqa: E402
from entitle_oracle.patient import MAYBE, NO, YES, Patient                  # noqa: E402
from entitle_oracle.subject import (ANY, FALSE, NEITHER, NULL, TRUE, UNKNOWN, Failure, Subject, canonical,  # noqa: E402
                                    conjunction, disjunction, negation, printed, scale_points)

DEFINITION = from_raw(tomllib.loads('''
semantics = 1
[contract]
id = "small"
title = "Small"
in_force = 2025-04-01
until = 2026-04-01
subject = "network"
pays = "total"
[source.made_up]
title = "Made up"
grade = "assumed"
[parameter.value_per_point]
value = "2.50"
unit = "GBP"
source = "made_up"
[fact.patient.age]
type = "integer"
range = [0, 130]
doc = "a"
[fact.patient.last]
type = "date"
null = "allowed"
doc = "a"
[fact.patient.other]
type = "date"
null = "allowed"
doc = "a"
[fact.patient.level]
type = "text"
values = ["low", "high"]
null = "allowed"
doc = "a"
[fact.patient.flag]
type = "boolean"
null = "allowed"
doc = "a"
[fact.network.x]
type = "decimal"
places = 4
range = ["-1000000", "1000000"]
null = "allowed"
doc = "a"
[fact.network.y]
type = "integer"
range = [0, 1000000]
doc = "a"
[fact.network.b]
type = "boolean"
doc = "a"
[fact.network.nb]
type = "boolean"
null = "allowed"
doc = "a"
[fact.network.track]
type = "text"
values = ["A", "B", "C"]
doc = "a"
[fact.practice.list_size]
type = "integer"
range = [0, 1000000]
null = "allowed"
doc = "a"
[condition.recent]
when = 'last > period_end - duration("P12M")'
[condition.large]
of = "subject"
when = "y > 10"
[rules.adjustments]
with = ["on", "why"]
rows = [ { if = 'on > period_end - duration("P12M")', then = "adjust", because = "why" } ]
[reason.declined]
text = "Declined"
[register.R]
title = "R"
source = "made_up"
rows = [ { if = "age < 17", then = "reject" }, { otherwise = "select" } ]
[indicator.I]
title = "I"
register = "R"
points = 17
scale = { band = ["35%", "75%"] }
source = "made_up"
denominator = [
  { if = "recent", then = "select" },
  { use = "adjustments", with = { on = "other", why = "declined" } },
  { if = 'level = "high"', then = "exclude", because = "declined", else = "select" },
]
numerator = "recent"
[table.msr]
bands = [ { from = "10000", to = "14999", low = "3.0", high = "2.7" }, { from = "15000", low = "2.7" } ]
divisor = "to - from"
source = "made_up"
[table.share]
key = "track"
rows = { A = "0.40", B = { value = "0.50" }, C = "none" }
source = "made_up"
[table.corridor]
marginal = [ { from = "0", until = "0.05", rate = "0.5" }, { from = "0.05", until = "0.10", rate = "0.35" }, { from = "0.10", until = "0.15", rate = "0.15" }, { from = "0.15", rate = "0.05" } ]
source = "made_up"
[criterion.size]
title = "Size"
require = "sum(practices.list_size) in [30000..50000]"
otherwise = "refer"
clause = "1"
source = "made_up"
[line.pay]
title = "Pay"
per = "indicator"
value = "points * value_per_point"
unit = "GBP"
round = { place = "0.01", mode = "half up" }
clause = "1"
[line.total]
title = "Total"
value = "sum(indicators.pay)"
unit = "GBP"
clause = "1"
'''))


def subject(**facts):
    return Subject(DEFINITION, facts)


def value(text, **facts):
    return subject(**facts).ev(feel.parse(text), ("subject", None, None))


def mask(text, **facts):
    return Patient(DEFINITION, facts).mask(feel.parse(text))


class Truth(unittest.TestCase):
    def test_and_or_not_are_kleenes(self):
        t, f, n = TRUE, FALSE, NEITHER
        for a, b, both, any_ in [(t, t, t, t), (t, f, f, t), (t, n, n, t), (f, f, f, f), (f, n, f, n), (n, n, n, n)]:
            self.assertEqual(conjunction(a, b), both)
            self.assertEqual(conjunction(b, a), both)
            self.assertEqual(disjunction(a, b), any_)
            self.assertEqual(disjunction(b, a), any_)
        self.assertEqual([negation(x) for x in (t, f, n)], [f, t, n])

    def test_an_error_gives_way_only_to_a_certain_answer(self):
        error = Failure("DivisionByZero")
        self.assertEqual(conjunction(error, FALSE), FALSE)
        self.assertEqual(disjunction(error, TRUE), TRUE)
        self.assertEqual(conjunction(error, TRUE), error)
        self.assertEqual(conjunction(ANY, error), error)

    def test_sets_for_subjects(self):
        self.assertEqual(value("b"), frozenset({True, False}))
        self.assertEqual(value("nb"), ANY)
        self.assertEqual(value("nb", nb=None), NEITHER)
        self.assertEqual(value("nb and y > 5", y="1"), FALSE)
        self.assertEqual(value("b or not(b)"), frozenset({True, False}))
        self.assertEqual(value("x > 1"), ANY)
        self.assertEqual(value("x = 1"), frozenset({True, False}))
        self.assertEqual(value("x = null", x=None), TRUE)
        self.assertEqual(value("b = true"), frozenset({True, False}))
        self.assertEqual(value("b = null"), FALSE)
        self.assertEqual(value("nb != true", nb=None), TRUE)
        self.assertEqual(value("x > 1", x=None), NEITHER)
        self.assertEqual(value("large", y="11"), TRUE)

    def test_the_branch_not_taken_never_hinders(self):
        self.assertEqual(value("if y > 1 then 2 else 1 / 0", y="2"), Decimal(2))
        self.assertEqual(value("if y > 1 then x else 3", y="1"), Decimal(3))
        self.assertEqual(value("if nb then 1 else 2", nb=None), Decimal(2))
        self.assertEqual(value("if b then 2 else 2.0"), Decimal(2))
        self.assertEqual(value("if b then 2 else 3"), UNKNOWN)
        self.assertEqual(value("if b then 2 else 1 / 0"), UNKNOWN)
        self.assertEqual(value("if b then 1 / 0 else 2 / 0"), Failure("DivisionByZero"))
        self.assertEqual(value("if b then nb else null"), ANY)
        self.assertEqual(value("if 1 / 0 > 1 then 2 else 3"), Failure("DivisionByZero"))


class PatientMasks(unittest.TestCase):
    def test_null_is_neither_true_nor_false(self):
        self.assertEqual(mask("last > other", last=None, other="2025-01-01"), NO)
        self.assertEqual(mask("not(last > other)", last=None, other="2025-01-01"), NO)
        self.assertEqual(mask("last = null", last=None), YES)
        self.assertEqual(mask("last != other", last=None, other="2025-01-01"), YES)
        self.assertEqual(mask("last = other", last=None, other=None), YES)
        self.assertEqual(mask("flag", flag=None), NO)
        self.assertEqual(mask("not(flag)", flag=None), NO)
        self.assertEqual(mask('level in ("low", "high")', level=None), NO)
        self.assertEqual(mask('not(level in ("low", "high"))', level=None), YES)

    def test_if_takes_its_second_branch_unless_true(self):
        self.assertEqual(mask("if flag then age > 1 else age < 1", flag=None, age="0"), YES)
        self.assertEqual(mask("not(if flag then age > 1 else age < 1)", flag=None, age="2"), YES)

    def test_unknown_may_but_need_not(self):
        self.assertEqual(mask("age > 5"), MAYBE)
        self.assertEqual(mask("not(age > 5)"), MAYBE)
        self.assertEqual(mask("age > 5 and flag", flag=False), NO)
        self.assertEqual(mask("age > 5 or flag", flag=True), YES)
        # The pair is worked member by member, so that equal branches do not settle an open choice.
        self.assertEqual(mask("if flag then age > 1 else age > 1", age="2"), MAYBE)
        self.assertEqual(mask("in_register.R"), MAYBE)
        self.assertEqual(mask("not(in_register.R)", age="5"), YES)


class TwoEvaluators(unittest.TestCase):
    """Patient masks against the sets of subjects: two ways to the same meaning."""

    def cases(self, count):
        from random_cases import Generator
        for number in range(count):
            generator = Generator("two evaluators", number, {"patient_rounding"})
            definition = from_raw(tomllib.loads(generator.definition()))
            # What the border makes of late records has tests of its own: here conditions see the facts as they are given.
            for fact in definition.facts.values():
                fact.origin.clear()
            trees = [row.condition for indicator in definition.indicators.values()
                     for row in indicator.denominator or [] if row.condition]
            trees = [tree for tree in trees if "in_register" not in str(tree) and "'/'" not in str(tree)]
            yield generator, definition, trees

    def test_true_for_a_mask_is_exactly_true_for_the_set(self):
        compared = 0
        for generator, definition, trees in self.cases(60):
            for _ in range(5):
                facts = generator.given(generator.patient_facts, 0)
                switches = generator.given(generator.switches, 0.5)
                patient = Patient(definition, facts, switches)
                subject = Subject(as_subject(definition), {**facts, **switches})
                for tree in trees:
                    truth = subject.truth(tree, ("subject", None, None))
                    self.assertEqual(patient.mask(tree) == YES, truth == TRUE, tree)
                    self.assertEqual(patient.mask(("not", tree)) == YES, truth == FALSE, tree)
                    compared += 1
        self.assertGreater(compared, 500)

    def test_a_pair_never_promises_what_a_completion_breaks(self):
        for generator, definition, trees in self.cases(60):
            for _ in range(5):
                facts = generator.given(generator.patient_facts, 0.4)
                open_facts = [fact for fact in generator.patient_facts if fact["name"] not in facts]
                partial = Patient(definition, facts)
                for _ in range(4):
                    complete = Patient(definition, {**facts, **generator.given(open_facts, 0)})
                    for tree in trees:
                        must, may = partial.mask(tree)
                        result = complete.mask(tree)
                        self.assertNotEqual(result, MAYBE)
                        self.assertTrue(result == YES if must else True, tree)
                        self.assertTrue(result == NO if not may else True, tree)


def as_subject(definition):
    """The same definition with its patient facts declared for the subject; those of the contract are both's."""
    from copy import copy
    moved, subject = copy(definition), definition.contract["subject"]
    moved.facts = {(subject if scope == "patient" else scope, name): fact
                   for (scope, name), fact in definition.facts.items() if scope in ("patient", "contract")}
    moved.conditions = definition.conditions
    moved.parameters = {**definition.parameters, "achievement_date": Day.parse("2026-03-31")}
    return moved


class Spellings(unittest.TestCase):
    def test_a_bracket_after_a_name_ends_a_range_or_looks_up(self):
        for spelling, plain in (
            ("x in ]1..a[ and y", "x in (1..a) and y"),
            ("x in ([1..a[, 5)", "x in ([1..a), 5)"),
            ("x in [[1..a[, ]3..t[k]]]", "x in ([1..a), (3..t[k]])"),
        ):
            self.assertEqual(feel.parse(spelling), feel.parse(plain), spelling)

    def test_texts_have_escapes_and_decimals_a_first_digit(self):
        self.assertEqual(feel.parse(r'"\"a\\n\n"'), ("text", '"a\\n\n'))
        for wrong in (r'"\u00e9"', "x > .5", "x in []"):
            with self.assertRaises(feel.FeelError):
                feel.parse(wrong)


class Dates(unittest.TestCase):
    def test_months_clamp_to_the_months_last_day(self):
        for start, months, expected in [("2024-02-29", -12, "2023-02-28"), ("2025-03-31", -1, "2025-02-28"),
                                        ("2024-03-31", -1, "2024-02-29"), ("2025-01-31", 1, "2025-02-28"),
                                        ("2025-12-31", 2, "2026-02-28"), ("2026-03-31", -12, "2025-03-31")]:
            self.assertEqual(str(Day.parse(start).plus_months(months)), expected)

    def test_every_day_survives_a_round_trip(self):
        import datetime
        for number in list(range(1, 1500)) + list(range(693000, 695000)) + [3652059]:
            self.assertEqual(str(Day(number)), datetime.date.fromordinal(number).isoformat())

    def test_complete_months(self):
        day = Day.parse
        self.assertEqual(complete_months(day("2011-12-22"), day("2013-08-24")), 20)
        self.assertEqual(complete_months(day("2013-08-24"), day("2011-12-22")), -20)
        self.assertEqual(complete_months(day("2025-01-31"), day("2025-02-28")), 0)

    def test_a_reading_exactly_twelve_months_before_the_period_end_is_out(self):
        self.assertEqual(mask("recent", last="2025-03-31"), NO)
        self.assertEqual(mask("recent", last="2025-04-01"), YES)

    def test_a_date_out_of_bounds_is_an_error(self):
        self.assertEqual(value('date("9999-12-31") + duration("P1D")'), Failure("DateOverflow"))


class Decisions(unittest.TestCase):
    def outcome(self, **facts):
        answer = Patient(DEFINITION, facts).indicator("I")
        return answer["outcome"], answer["decision"], answer["rule"], answer["reason"]

    def test_decisions_are_numbered_in_the_order_of_the_ways_to_end(self):
        self.assertEqual(self.outcome(age="10"), ("not on register", 0, None, None))
        self.assertEqual(self.outcome(age="20", last="2025-06-01"), ("in numerator", 1, 1, None))
        self.assertEqual(self.outcome(age="20", last=None, other="2025-06-01"), ("adjusted", 3, 2, "declined"))
        self.assertEqual(self.outcome(age="20", last=None, other=None, level="high"), ("excluded", 4, 3, "declined"))
        self.assertEqual(self.outcome(age="20", last=None, other=None, level=None), ("in denominator", 6, 3, None))
        self.assertEqual(self.outcome(age="20")[:2], ("undetermined", 255))
        self.assertEqual(self.outcome()[:2], ("undetermined", 255))

    def test_an_achieved_patient_is_selected_before_any_adjustment(self):
        self.assertEqual(self.outcome(age="20", last="2025-06-01", other="2025-06-01")[0], "in numerator")


class Scales(unittest.TestCase):
    def points(self, scale, rate, maximum=10):
        return scale_points(scale, Fraction(rate), Fraction(maximum), {})

    def test_six_of_seventeen_is_an_eighth(self):
        s = subject(numerator={"I": "6"}, denominator={"I": "17"})
        self.assertEqual(printed(s.points("I")), "0.125")
        self.assertEqual(printed(s.line("pay", "I")), "0.31")

    def test_a_zero_denominator_earns_zero(self):
        self.assertEqual(subject(numerator={"I": "0"}, denominator={"I": "0"}).points("I"), 0)

    def test_bands(self):
        band = {"band": ["35%", "75%"]}
        self.assertEqual([self.points(band, r) for r in ("0.35", "0.55", "0.75", "0.9", "0.1")], [0, 5, 10, 10, 0])
        lower = {"band": ["10%", "5%"], "better": "lower"}
        self.assertEqual([self.points(lower, r) for r in ("0.1", "0.075", "0.05", "0", "0.2")], [0, 5, 10, 10, 0])

    def test_steps_and_gates(self):
        rows = [{"at": "50%", "earns": "40%"}, {"at": "80%", "earns": "10"}]
        self.assertEqual([self.points({"steps": rows}, r) for r in ("0.49", "0.5", "0.79", "0.8")], [0, 4, 4, 10])
        self.assertEqual([self.points({"gates": rows}, r) for r in ("0.49", "0.5", "0.65", "0.9")], [0, 4, 7, 10])

    def test_deciles(self):
        bounds = ["0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.7308", "0.8271", "0.9"]
        scale = {"deciles": bounds, "floor": "3", "places": 4}
        self.assertEqual(self.points(scale, "0.8231"), Fraction("8.9585"))
        self.assertEqual([self.points(scale, r) for r in ("0.1", "0.25", "0.9", "1")], [3, 3, 10, 10])
        down = {"deciles": ["0.9", "0.8", "0.7", "0.6", "0.5", "0.4", "0.3", "0.2", "0.1"], "better": "lower",
                "floor": "1", "places": 2}
        self.assertEqual([self.points(down, r) for r in ("0.95", "0.85", "0.1", "0")], [1, Fraction("2.5"), 10, 10])

    def test_equal_bounds_are_empty_deciles(self):
        # Arrays of CMS's benchmarks (github.com/CMSgov/qpp-measures-data).
        topped = {"deciles": ["0%", "0%"] + ["100%"] * 7, "floor": "3", "places": 4}
        self.assertEqual([self.points(topped, r) for r in ("0", "0.5", "0.9999", "1")], [3, Fraction("3.5"), Fraction("3.9999"), 10])
        empty = {"deciles": ["0%", "27.81%", "27.81%", "32.3%", "37.13%", "41.54%", "46.93%", "52.41%", "60.3%"],
                 "floor": "3", "places": 4}
        self.assertEqual([self.points(empty, r) for r in ("0.278", "0.2781", "0.603")], [3, 4, 10])
        down = {"deciles": ["100%", "100%"] + ["0%"] * 7, "better": "lower", "floor": "3", "places": 4}
        self.assertEqual([self.points(down, r) for r in ("1", "0.5", "0")], [3, Fraction("3.5"), 10])

    def test_headroom(self):
        s = subject(numerator={"I": "6"}, denominator={"I": "17"})
        self.assertEqual(s.headroom_of("I"), {"patients_needed": 7, "next_patient": "6.25"})
        self.assertEqual(subject(numerator={"I": "17"}, denominator={"I": "17"}).headroom_of("I"),
                         {"patients_needed": 0, "next_patient": None})
        self.assertEqual(subject(numerator={"I": "7"}).headroom_of("I"),
                         {"patients_needed": None, "next_patient": "undetermined"})


class Lines(unittest.TestCase):
    def test_arithmetic_keeps_34_digits(self):
        self.assertEqual(printed(value("1 / 3")), "0." + "3" * 34)
        self.assertEqual(value("1 / 0"), Failure("DivisionByZero"))
        self.assertEqual(value("0 / 0"), Failure("DivisionByZero"))

    def test_errors_before_unknown_before_null(self):
        self.assertEqual(value("x + 1 / 0"), Failure("DivisionByZero"))
        self.assertEqual(value("x + null"), UNKNOWN)
        self.assertEqual(value("x + y", x=None, y="1"), NULL)
        self.assertEqual(value("max(x, y)", x=None, y="1"), NULL)

    def test_rounding_functions(self):
        self.assertEqual([printed(value(t)) for t in ("decimal(2.5, 0)", "round half up(-2.5, 0)", "round up(1.01, 1)",
                                                      "round down(-1.19, 1)", "round half down(2.5, 0)",
                                                      "floor(-1.5)", "ceiling(-1.5)", "decimal(1250, -2)")],
                         ["2", "-3", "1.1", "-1.1", "2", "-2", "-1", "1200"])

    def test_rounding_to_more_places_than_there_are_changes_nothing(self):
        self.assertEqual([printed(value(t)) for t in ("decimal(100000, 30)", "round up(100000, 30)", "round half down(0.1, 30)",
                                                      "decimal(1234567890123456789012345678901234, 1)")],
                         ["100000", "100000", "0.1", "1234567890123456789012345678901234"])

    def test_a_row_without_an_end_has_its_low_value(self):
        rows = [{"from": "0", "to": "10", "low": "5", "high": "10"}, {"from": "11", "low": "10", "high": "0"}]
        table = {"divisor": 10, "bands": rows}
        self.assertEqual([Subject.band(table, Decimal(x)) for x in (5, 10, 11, 111)], [Decimal("7.5"), 10, 10, 10])

    def test_band_tables(self):
        self.assertEqual(value("band(msr, y)", y="10000"), 3)
        self.assertEqual(value("band(msr, y)", y="14999"), Decimal("2.7"))
        self.assertTrue(str(value("band(msr, y)", y="10274")).startswith("2.98355671"))
        self.assertEqual(value("band(msr, y)", y="9999"), Failure("NoSuchRow"))
        self.assertEqual(value("band(msr, 14999.5)"), Failure("NoSuchRow"))
        self.assertEqual(value("band(msr, y)", y="99999"), Decimal("2.7"))

    def test_keyed_and_marginal_tables(self):
        self.assertEqual([value("share[track]", track=t) for t in ("A", "B", "C")], [Decimal("0.4"), Decimal("0.5"), NULL])
        self.assertEqual(value("share[track]"), UNKNOWN)
        self.assertEqual(printed(value("marginal(corridor, 12000000, 100000000)")), "4550000")
        self.assertEqual(printed(value("marginal(corridor, 0.2)")), "0.0525")
        self.assertEqual(printed(value("marginal(corridor, 0 - 1)")), "0")

    def test_folds(self):
        def size(*sizes):
            return Subject(DEFINITION, {}, [{"list_size": n} if n != "absent" else {} for n in sizes])
        self.assertEqual(size("20000", "15000").criteria(), {"size": "met"})
        self.assertEqual(size("20000").criteria(), {"size": "refer"})
        self.assertEqual(size().criteria(), {"size": "undetermined"})
        self.assertEqual(size("20000", "absent").criteria(), {"size": "undetermined"})
        every = feel.parse("every p in practices satisfies p.list_size > 10")
        some = feel.parse("some p in practices satisfies p.list_size > 10")
        place = ("subject", None, None)
        self.assertEqual([size().ev(every, place), size().ev(some, place)], [TRUE, FALSE])
        self.assertEqual(size("20", None).ev(every, place), NEITHER)
        self.assertEqual(size("20", None).ev(some, place), TRUE)
        self.assertEqual(size("20", "absent").ev(feel.parse("count(practices)"), place), 2)

    def test_canonical_text(self):
        self.assertEqual([canonical(Decimal(t)) for t in ("-0.00", "1.500", "1E+3", "0.000001", "-12.10")],
                         ["0", "1.5", "1000", "0.000001", "-12.1"])


class Parsing(unittest.TestCase):
    def test_precedence(self):
        self.assertEqual(feel.parse("a or b and not(c)"), ("or", ("name", "a"), ("and", ("name", "b"), ("not", ("name", "c")))))
        self.assertEqual(feel.parse("1 - 2 - 3 * 4")[1], ("-", ("num", Decimal(1)), ("num", Decimal(2))))
        self.assertEqual(feel.parse("-a * b"), ("*", ("neg", ("name", "a")), ("name", "b")))
        self.assertEqual(feel.parse("x between 1 and 2 and y")[0], "and")
        self.assertEqual(feel.parse("if a then 1 else 2 + 3")[3][0], "+")

    def test_ranges(self):
        x = ("name", "x")
        one, two = ("num", Decimal(1)), ("num", Decimal(2))
        self.assertEqual(feel.parse("x in [1..2)"), ("in", x, [("range", True, one, two, False)]))
        self.assertEqual(feel.parse("x in ]1..2["), ("in", x, [("range", False, one, two, False)]))
        self.assertEqual(feel.parse("x in (1..2]"), ("in", x, [("range", False, one, two, True)]))
        self.assertEqual(feel.parse("x in (1, (1..2), >= 2)"),
                         ("in", x, [("is", one), ("range", False, one, two, False), ("cmp", ">=", two)]))

    def test_other_spellings_are_the_same_tree(self):
        for spelling, plain in [("x in < 5", "x in (< 5)"), ("x in 5 and y", "x in (5) and y"),
                                ("x in [a, [2..4], ]5..6[]", "x in (a, [2..4], ]5..6[)"),
                                ("date(2025, 3, 31)", 'date("2025-03-31")'), ("date(date(2025, 3, 31))", '@"2025-03-31"'),
                                ("date(day: 31, year: 2025, month: 3)", 'date("2025-03-31")'),
                                ('@"-P1Y6M"', 'duration("-P18M")'), ('duration(from: "P7D")', '@"P7D"'),
                                ("round up(scale: 2, n: x)", "round up(x, 2)"), ("abs(n: x)", "abs(x)")]:
            self.assertEqual(feel.parse(spelling), feel.parse(plain), spelling)
        self.assertEqual(feel.parse("x in (= 1, != 2)"),
                         ("in", ("name", "x"), [("cmp", "=", ("num", Decimal(1))), ("cmp", "!=", ("num", Decimal(2)))]))
        self.assertEqual(feel.parse("max(a, b)"), ("call", "max", [("name", "a"), ("name", "b")]))
        for wrong in ["x in [1, < 2]", "abs(m: 1)", "decimal(n: 1)", "decimal(n: 1, 2)", "max(a: 1)", "@x"]:
            with self.assertRaises(feel.FeelError, msg=wrong):
                feel.parse(wrong)

    def test_comments_and_names_of_several_words(self):
        self.assertEqual(feel.parse("/* a */ round half up(x, 2) // b")[1], "round half up")
        self.assertEqual(feel.parse("years and months duration(a, b)")[1], "years and months duration")
        with self.assertRaises(feel.FeelError):
            feel.parse("a = b = c")


if __name__ == "__main__":
    unittest.main()
