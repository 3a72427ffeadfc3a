//! Whatever the bytes, the compiler answers and does not panic.

const GOOD: &str = include_str!("good.toml");

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % limit
    }
}

/// Compiles and renders; the answer does not matter. What compiles, the kernel must accept.
fn survives(text: &str) {
    let checked = entitle_compiler::check("hostile.toml", text);
    let _ = checked.diagnostics.render(false);
    let _ = checked.diagnostics.plain();
    assert_eq!(checked.image.is_none(), checked.diagnostics.has_errors());
    if let Some(image) = checked.image {
        entitle_kernel::Contract::new(&image).unwrap_or_else(|error| panic!("{error:?} for\n{text}"));
    }
}

#[test]
fn the_good_definition_compiles() {
    let checked = entitle_compiler::check("good.toml", GOOD);
    assert!(checked.diagnostics.list().is_empty(), "{}", checked.diagnostics);
    survives(GOOD);
}

#[test]
fn truncated_definitions_are_answered() {
    for end in (0..GOOD.len()).filter(|end| GOOD.is_char_boundary(*end)).step_by(7) {
        survives(&GOOD[..end]);
    }
}

#[test]
fn random_bytes_are_answered() {
    let mut random = Random(88_172_645_463_325_252);
    for _ in 0..300 {
        let bytes: Vec<u8> = (0..random.below(200)).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
        survives(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn definitions_with_random_edits_are_answered() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let pieces = [
        "\"",
        "'",
        "[",
        "]",
        "{",
        "}",
        "=",
        "null",
        "and",
        "not(",
        "(",
        ")",
        "..",
        "1e9",
        "0.5",
        "-",
        "/",
        "*",
        "%",
        "age",
        "points",
        "period_end",
        "practices.",
        "\n",
        "é",
        "true",
        "select",
        "next",
        "99999999999999999999",
        "#",
        ",",
        "if ",
    ];
    for _ in 0..1_500 {
        let mut text = GOOD.to_owned();
        for _ in 0..=random.below(3) {
            let at = (0..=random.below(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            let end = (at..=text.len()).filter(|end| text.is_char_boundary(*end)).nth(random.below(6)).unwrap_or(at);
            text.replace_range(at..end, pieces[random.below(pieces.len())]);
        }
        survives(&text);
    }
}

#[test]
fn definitions_with_lines_moved_about_are_answered() {
    let mut random = Random(77);
    let lines: Vec<&str> = GOOD.lines().collect();
    for _ in 0..500 {
        let mut lines = lines.clone();
        for _ in 0..=random.below(3) {
            let (from, to) = (random.below(lines.len()), random.below(lines.len()));
            match random.below(3) {
                0 => lines.swap(from, to),
                1 => drop(lines.remove(from)),
                _ => lines.insert(to, lines[from]),
            }
        }
        survives(&lines.join("\n"));
    }
}

/// One condition of a register, with facts to play with.
fn register(condition: &str) -> String {
    GOOD.replace("\"age < 17\"", &format!("'{condition}'"))
}

#[test]
fn expressions_that_multiply_are_answered() {
    let nest = |levels: usize, around: &dyn Fn(String) -> String, inner: &str| {
        (0..levels).fold(inner.to_owned(), |expression, _| around(expression))
    };
    let hostile = [
        nest(25, &|e| format!("if {e} then age > 1 else age > 2"), "age > 3 and smoker"),
        nest(25, &|e| format!("(if {e} > 1 then age else 3)"), "age") + " > 2",
        nest(25, &|e| format!("(if {e} between 1 and 3 then age else 3)"), "age") + " > 2",
        nest(12, &|e| format!("(if {e} in (1, 2, 3, 4, 5, 6, 7, 8, 9) then age else 3)"), "age") + " > 2",
        nest(25, &|e| format!("decimal({e}, 1)"), "hba1c / 7") + " > 2",
        nest(25, &|e| format!("max(1, {e} + {e})"), "age").chars().take(9_000).collect(),
        nest(60, &|e| format!("({e} + 1)"), "age") + " > 2",
        nest(30, &|e| format!("not({e} and smoker)"), "age > 3"),
    ];
    for expression in hostile {
        survives(&register(&expression));
    }
}

#[test]
fn long_chains_of_names_are_answered() {
    let mut text = GOOD.to_owned();
    for index in 0..900 {
        let earlier = if index == 0 { "age > 3".to_owned() } else { format!("chain{}", index - 1) };
        text.push_str(&format!("[condition.chain{index}]\nwhen = \"{earlier}\"\n"));
        let earlier = if index == 0 { "1".to_owned() } else { format!("link{}", index - 1) };
        text.push_str(&format!("[line.link{index}]\ntitle = \"x\"\nunit = \"x\"\nvalue = \"{earlier}\"\n"));
    }
    survives(&text);
}
