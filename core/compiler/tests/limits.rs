//! Every limit of the language's page is held where it stands: what lies at the limit is taken, one more is refused.

use std::fmt::Write as _;

const PAGE: &str = include_str!("../LANGUAGE.md");

const HEAD: &str = "semantics = 1\n[contract]\nid = \"limits\"\ntitle = \"Limits\"\nin_force = 2024-01-01\nuntil = 2025-01-01\n\
                    subject = \"practice\"\n[source.s]\ntitle = \"s\"\ngrade = \"assumed\"\n";
const FACTS: &str = "[fact.practice.n]\ntype = \"integer\"\nrange = [0, 9]\ndoc = \"x\"\nunused = \"x\"\n\
                     [fact.practice.b]\ntype = \"boolean\"\ndoc = \"x\"\nunused = \"x\"\n\
                     [fact.patient.p]\ntype = \"boolean\"\ndoc = \"x\"\nunused = \"x\"\n\
                     [fact.patient.m]\ntype = \"integer\"\nrange = [0, 9]\ndoc = \"x\"\nunused = \"x\"\n\
                     [fact.patient.d]\ntype = \"date\"\ndoc = \"x\"\nunused = \"x\"\n";

/// How the page calls it, the limit, what the fault says, and a definition that has so many.
type Limit = (&'static str, usize, &'static str, fn(usize) -> String);

const LIMITS: &[Limit] = &[
    ("bytes of a definition", 4 << 20, "a definition is at most", |n| {
        let text = format!("{HEAD}{FACTS}#");
        let padding = n - text.len();
        text + &"x".repeat(padding)
    }),
    ("nested keys", 32, "keys nest at most", |n| format!("{HEAD}{FACTS}{}x = 1\n", "x.".repeat(n - 1))),
    ("bytes of a name, unit or text value", 128, "at most 128 letters", |n| {
        format!("{HEAD}[fact.practice.{}]\ntype = \"boolean\"\ndoc = \"x\"\nunused = \"x\"\n", "x".repeat(n))
    }),
    ("bytes of an expression's text", 16384, "an expression", |n| line(&format!("n{}", " ".repeat(n - 1)))),
    ("levels of an expression", 64, "nests more than", |n| {
        line(&format!("{}n{}", "abs(".repeat(n - 1), ")".repeat(n - 1)))
    }),
    ("values of a subject's expression held at once", 24, "at once", |n| {
        line(&format!("{}n{}", "n + (".repeat(n - 1), ")".repeat(n - 1)))
    }),
    ("numbers of a patient's comparison held at once", 16, "at once", |n| {
        register(&format!("{}m{} > 1", "m - (".repeat(n - 1), ")".repeat(n - 1)))
    }),
    ("conditions nested in one another by their names", 14, "nested more than", |n| {
        let first = String::from("[condition.c0]\nwhen = \"p\"\n");
        let rest = (1..=n).map(|at| format!("[condition.c{at}]\nwhen = \"c{} and m > 1\"\n", at - 1));
        format!("{HEAD}{FACTS}{first}{}", rest.collect::<String>())
    }),
    ("arguments of `min` and `max`", 16, "arguments", |n| line(&format!("min({})", vec!["n"; n].join(", ")))),
    ("decimal places of a rounding function, either way", 30, "decimal places", |n| {
        line(&format!("decimal(n, {n}) + decimal(n, -{n})"))
    }),
    ("decimal places of a rate in a scale", 9, "decimal places", |n| {
        format!("{HEAD}[scale.s]\nall_or_nothing = \"0.{:0>1$}\"\n", 1, n)
    }),
    ("rows of a table about patients, blocks put in", 64, "rows", |n| {
        let rows = (1..n).map(|_| "{ use = \"one\", with = { x = \"m\" } },\n");
        let block = "[rules.one]\nwith = [\"x\"]\nrows = [{ if = \"x > 3\", then = \"reject\" }]\n";
        format!(
            "{HEAD}{FACTS}{block}[register.R]\ntitle = \"r\"\nsource = \"s\"\nrows = [\n{}{{ otherwise = \"select\" }}]\n",
            rows.collect::<String>()
        )
    }),
    ("parts of a row's condition, parameters put in", 16_384, "with its parameters put in", |n| {
        block(&[parts(n)], &argument(), 1)
    }),
    (
        "parts of all conditions that parameters are put into, together",
        262_144,
        "conditions of all uses of blocks have more than 262144 parts",
        |n| {
            let mut rows = vec![parts(16_384); n / 16_384];
            rows.extend((n % 16_384 > 0).then(|| "x or p".to_owned()));
            block(&rows, &argument(), 1)
        },
    ),
    (
        "bytes of all conditions that parameters are put into, together",
        1 << 20,
        "conditions of all uses of blocks have more than 1048576 bytes",
        |n| {
            // 64 times an argument with a long comment, the two parentheses that may stand around it, and the operators.
            let argument = format!("p /*{}*/", "x".repeat(16_377 - 6));
            let row = vec!["x"; 64].join(" or ");
            let padding = n - (row.len() + 64 * 16_379);
            block(&[row.replacen(' ', &" ".repeat(padding + 1), 1)], &argument, 1)
        },
    ),
    ("ways in which the tables of an indicator can end", 250, "ways", |n| {
        let select: String = (1..5).map(|at| format!("{{ if = \"m > {at}\", then = \"select\" }},\n")).collect();
        let exclude: String = (250..n).map(|_| "{ if = \"m = 0\", then = \"exclude\", because = \"r\" },\n").collect();
        let numerator: String = (1..50).map(|_| "{ if = \"m > 3\", then = \"select\" },\n").collect();
        format!(
            "{HEAD}{FACTS}[reason.r]\ntext = \"r\"\n[register.R]\ntitle = \"r\"\nsource = \"s\"\nrows = [{{ otherwise = \"select\" }}]\n\
             [indicator.I]\ntitle = \"i\"\nregister = \"R\"\npoints = 1\nscale = {{ band = [\"0\", \"1\"] }}\nsource = \"s\"\n\
             denominator = [\n{exclude}{select}{{ otherwise = \"select\" }}]\nnumerator = [\n{numerator}{{ otherwise = \"reject\" }}]\n"
        )
    }),
    ("facts, those of patients, those built in", 1024, "facts", |n| {
        many(n, |at| format!("[fact.practice.f{at}]\ntype = \"boolean\"\ndoc = \"x\"\nunused = \"x\"\n"))
    }),
    ("values of a text fact", 200, "values", |n| {
        let values: Vec<String> = (0..n).map(|at| format!("\"v{at}\"")).collect();
        format!(
            "{HEAD}[fact.practice.t]\ntype = \"text\"\nvalues = [{}]\ndoc = \"x\"\nunused = \"x\"\n",
            values.join(", ")
        )
    }),
    ("conditions", 1024, "conditions", |n| {
        let facts = format!("{HEAD}{FACTS}");
        facts + &(0..n).map(|at| format!("[condition.c{at}]\nof = \"subject\"\nwhen = \"b\"\n")).collect::<String>()
    }),
    ("different expressions of the achievement date", 16, "expressions of the achievement date", |n| {
        let tests: Vec<String> = (1..=n).map(|at| format!("d > achievement_date - duration(\"P{at}D\")")).collect();
        register(&tests.join(" or "))
    }),
    ("registers", 128, "registers", |n| many(n, |at| format!("[register.R{at}]\ntitle = \"r\"\nsource = \"s\"\n"))),
    ("indicators", 256, "indicators", |n| {
        let register = "[register.R]\ntitle = \"r\"\nsource = \"s\"\n";
        let one = |at| {
            format!(
                "[indicator.I{at}]\ntitle = \"i\"\nregister = \"R\"\npoints = 1\nscale = {{ band = [\"0\", \"1\"] }}\nsource = \"s\"\n"
            )
        };
        format!("{HEAD}{register}{}", (0..n).map(one).collect::<String>())
    }),
    ("lines, criteria, different folds, each", 1024, "lines", |n| {
        many(n, |at| format!("[line.l{at}]\ntitle = \"l\"\nvalue = \"1\"\nunit = \"x\"\nsource = \"s\"\n"))
    }),
    ("sources, parameters, attributes, reasons, tables, scales, lists of texts, each", 1024, "parameters", |n| {
        many(n, |at| format!("[parameter.p{at}]\nvalue = 1\nunit = \"x\"\nsource = \"s\"\n"))
    }),
    ("blocks of rules", 256, "blocks", |n| {
        many(n, |at| format!("[rules.b{at}]\nwith = []\nrows = [{{ if = \"true\", then = \"next\" }}]\n"))
    }),
    ("rows of a band, keyed or marginal table", 256, "rows", |n| {
        let rows: Vec<String> = (0..n).map(|at| format!("{{ from = {at}, to = {at}, value = 1 }}")).collect();
        format!("{HEAD}[table.t]\nsource = \"s\"\nbands = [{}]\n", rows.join(", "))
    }),
    ("steps, gates or alternatives of a scale", 32, "rows", |n| {
        let rows: Vec<String> = (1..=n).map(|at| format!("{{ at = \"{at}%\", earns = \"1%\" }}")).collect();
        format!("{HEAD}[scale.s]\nsteps = [{}]\n", rows.join(", "))
    }),
    ("contracts that one replaces", 32, "replaces at most", |n| {
        let others: Vec<String> = (0..n).map(|at| format!("c{at} = \"always\"")).collect();
        HEAD.replace("subject =", &format!("replaces = {{ {} }}\nsubject =", others.join(", ")))
    }),
    ("bytes of an image", 1 << 20, "the image would be", |n| {
        let with = |doc: usize| HEAD.replace("subject =", &format!("doc = \"{}\"\nsubject =", "x".repeat(doc)));
        let one = entitle_compiler::compile("limits.toml", &with(1)).expect("it is small").image.len();
        with(n - one + 1)
    }),
];

fn many(n: usize, one: fn(usize) -> String) -> String {
    HEAD.to_owned() + &(0..n).map(one).collect::<String>()
}

fn line(value: &str) -> String {
    format!("{HEAD}{FACTS}[line.l]\ntitle = \"l\"\nvalue = '{value}'\nunit = \"x\"\nsource = \"s\"\n")
}

fn register(condition: &str) -> String {
    format!(
        "{HEAD}{FACTS}[register.R]\ntitle = \"r\"\nsource = \"s\"\nrows = [{{ if = '{condition}', then = \"select\", else = \"reject\" }}]\n"
    )
}

/// A condition of 43 parts.
fn argument() -> String {
    vec!["p"; 42].join(" and ")
}

/// A row's condition that has so many parts once `argument` stands for `x`.
fn parts(n: usize) -> String {
    let mut names = vec!["x"; 381];
    names.extend(vec!["p"; n - 16_384]);
    names.join(" or ")
}

fn block(rows: &[String], argument: &str, uses: usize) -> String {
    let mut text = format!("{HEAD}{FACTS}[rules.block]\nwith = [\"x\"]\nrows = [\n");
    for row in rows {
        let _ = writeln!(text, "{{ if = \"{row}\", then = \"reject\" }},");
    }
    text += "]\n[register.R]\ntitle = \"r\"\nsource = \"s\"\nrows = [\n";
    for _ in 0..uses {
        let _ = writeln!(text, "{{ use = \"block\", with = {{ x = \"{argument}\" }} }},");
    }
    text + "{ otherwise = \"select\" }]\n"
}

/// Whether a fault says this.
fn is_told(text: &str, said: &str) -> bool {
    let checked = entitle_compiler::check("limits.toml", text);
    checked.diagnostics.list().iter().any(|fault| fault.code != "no-end" && fault.message.contains(said))
}

#[test]
fn what_lies_at_a_limit_is_taken_and_one_more_is_refused() {
    let mut wrong = Vec::new();
    for (name, most, said, definition) in LIMITS {
        if !PAGE.contains(&format!("| {name} | {most} |")) {
            wrong.push(format!("{name}: the page says another limit than {most}"));
        }
        if is_told(&definition(*most), said) {
            wrong.push(format!("{name}: {most} are refused"));
        }
        if !is_told(&definition(most + 1), said) {
            wrong.push(format!("{name}: {} are taken", most + 1));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_small_block_that_stands_for_much_is_refused_before_it_is_put_in() {
    // 31 KB of text would come to 2 GB: a thousand times an argument of a thousand parts, which is itself used in a thousand places.
    let doubled =
        |name: &str, operator: &str| (0..10).fold(name.to_owned(), |text, _| format!("({text} {operator} {text})"));
    let text = block(&[doubled("x", "or")], &doubled("p", "and"), 1);
    assert!(text.len() < 40_000);
    let begun = std::time::Instant::now();
    assert!(is_told(&text, "with its parameters put in, this condition has"));
    assert!(begun.elapsed().as_secs() < 120, "it was put in before it was counted");
}
