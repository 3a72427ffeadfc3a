//! The committed list of the public interface, `tests/api.tsv`: every method of the kernel's public types, what each face calls
//! it, and why a face leaves it out. `UPDATE=1 cargo test -p entitle-conformance --test api_list` adds what is new. That
//! Python has the names that the list gives it, `bindings/python/tests/test_api_list.py` says; that TypeScript has, the types in
//! `bindings/wasm/tests/run.mjs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use entitle_conformance::folder;

/// Modules that hold the image's layout and what the evaluation shares: nobody's interface but the compiler's.
const INNER: &[&str] =
    &["image/record.rs", "image/code.rs", "image/reads.rs", "image/check", "limits.rs", "sample.rs", "expr.rs"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// `Type::method` of every public method and constant, and free functions by module, of a crate's public types.
fn public_items(source: &Path) -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(source, &mut files);
    let (mut public_types, mut items) = (BTreeSet::new(), Vec::new());
    for file in files {
        let inner = file.strip_prefix(source).unwrap().to_str().unwrap().to_owned();
        if INNER.iter().any(|skipped| inner.starts_with(skipped)) {
            continue;
        }
        for item in syn::parse_file(&fs::read_to_string(&file).unwrap()).unwrap().items {
            let is_public = |visibility: &syn::Visibility| matches!(visibility, syn::Visibility::Public(_));
            match item {
                syn::Item::Struct(item) if is_public(&item.vis) => drop(public_types.insert(item.ident.to_string())),
                syn::Item::Enum(item) if is_public(&item.vis) => drop(public_types.insert(item.ident.to_string())),
                syn::Item::Fn(item) if is_public(&item.vis) => {
                    let module = file.file_stem().unwrap().to_str().unwrap();
                    let module = if module == "mod" { inner.split('/').next().unwrap() } else { module };
                    let module = if module == "lib" { "" } else { module };
                    items.push((None, format!("{module}::{}", item.sig.ident)));
                }
                syn::Item::Impl(item) if item.trait_.is_none() => {
                    let syn::Type::Path(path) = *item.self_ty else { continue };
                    let name = path.path.segments.last().unwrap().ident.to_string();
                    for member in item.items {
                        let ident = match member {
                            syn::ImplItem::Fn(method) if is_public(&method.vis) => method.sig.ident,
                            syn::ImplItem::Const(constant) if is_public(&constant.vis) => constant.ident,
                            _ => continue,
                        };
                        items.push((Some(name.clone()), format!("{name}::{ident}")));
                    }
                }
                _ => {}
            }
        }
    }
    let kept = items.into_iter().filter(|(owner, _)| owner.as_ref().is_none_or(|owner| public_types.contains(owner)));
    kept.map(|(_, item)| item).collect()
}

/// Functions that the C header declares.
fn functions_of_header() -> BTreeSet<String> {
    let header = fs::read_to_string(folder().join("../include/entitle.h")).unwrap();
    let declared = header.lines().filter(|line| !line.starts_with([' ', '/', '*', '#', '}']));
    declared
        .filter_map(|line| {
            let before = line.split_once('(')?.0;
            let name = before.rsplit([' ', '*']).next()?;
            name.starts_with("entitle_").then(|| name.to_owned())
        })
        .collect()
}

/// The faces of the list, in order; each has a column of names and one of reasons.
const FACES: [&str; 3] = ["c", "python", "javascript"];

/// What a face calls an item, and why it leaves it out.
#[derive(Clone, Default)]
struct Named {
    names: String,
    why: String,
}

type Row = [Named; FACES.len()];

fn head() -> String {
    FACES.iter().fold("rust".to_owned(), |head, face| head + &format!("\t{face}\twhy {face}"))
}

fn committed() -> BTreeMap<String, Row> {
    let text = fs::read_to_string(folder().join("api.tsv")).unwrap_or_default();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(head().as_str()), "api.tsv has other columns");
    let rows = lines.map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!(fields.len(), 1 + 2 * FACES.len(), "api.tsv: {line:?} has too many fields or too few");
        let named =
            |face: usize| Named { names: fields[1 + 2 * face].to_owned(), why: fields[2 + 2 * face].to_owned() };
        (fields[0].to_owned(), std::array::from_fn(named))
    });
    rows.collect()
}

fn written(rows: &BTreeMap<String, Row>) -> String {
    let line = |(rust, row): (&String, &Row)| {
        row.iter().fold(rust.clone(), |line, face| line + &format!("\t{}\t{}", face.names, face.why)) + "\n"
    };
    format!("{}\n{}", head(), rows.iter().map(line).collect::<String>())
}

#[test]
fn every_public_item_stands_in_the_list_with_its_names_or_a_reason() {
    let mut items = public_items(&folder().join("../core/kernel/src"));
    let contracts = public_items(&folder().join("../core/contracts/src"));
    items.extend(contracts.into_iter().map(|item| {
        format!("contracts{}", item.strip_prefix("::").map_or_else(|| format!("::{item}"), |item| format!("::{item}")))
    }));
    assert!(items.len() > 150, "only {} items were found", items.len());
    let mut rows = committed();
    if std::env::var_os("UPDATE").is_some() {
        rows.retain(|rust, _| rust.starts_with("- ") || items.contains(rust));
        for item in &items {
            rows.entry(item.clone()).or_default();
        }
        fs::write(folder().join("api.tsv"), written(&rows)).unwrap();
    }
    let listed: BTreeSet<String> = rows.keys().filter(|rust| !rust.starts_with("- ")).cloned().collect();
    let missing: Vec<&String> = items.difference(&listed).collect();
    let gone: Vec<&String> = listed.difference(&items).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not in api.tsv: {missing:?}; gone: {gone:?}; UPDATE=1 mends it");
    for (rust, row) in &rows {
        for (face, named) in FACES.iter().zip(row) {
            let (is_named, has_reason) = (!named.names.is_empty(), !named.why.is_empty());
            assert!(is_named != has_reason, "{rust}: {face} needs a name for it, or else a reason to leave it out");
        }
    }
    let in_list: BTreeSet<String> =
        rows.values().flat_map(|[c, ..]| c.names.split_whitespace()).map(str::to_owned).collect();
    assert_eq!(in_list, functions_of_header(), "the list and the header name other functions");
}
