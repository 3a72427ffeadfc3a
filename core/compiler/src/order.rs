//! What must be evaluated before what; a cycle is a fault.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use entitle_kernel::limits::DEPTH_MAX;

use crate::definition::{ConditionOf, Definition};
use crate::diagnostic::Diagnostic;
use crate::load::Faults;
use crate::model::{Model, Typed, TypedKind};
use crate::rules::conditions;
use crate::source::Span;

/// Something that is evaluated once and used by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Node {
    /// A condition, of a patient or of the subject.
    Condition(usize),
    Register(usize),
    Line(usize),
    /// The points and rates of all indicators.
    Points,
}

/// Every node after those that it needs; in the order of the file where that leaves a choice.
pub(crate) struct Order {
    pub(crate) nodes: Vec<Node>,
}

/// Orders everything named; of all that need one another, one cycle is reported.
pub(crate) fn order(model: &Model, faults: &mut Faults) -> Order {
    let definition = &model.definition;
    let mut needs = Needs::new();
    for (index, condition) in model.conditions.iter().enumerate() {
        needs.insert(Node::Condition(index), condition.iter().flat_map(needed).collect());
    }
    for (index, rows) in model.registers.iter().enumerate() {
        let rows = rows.as_deref().unwrap_or(&[]);
        needs.insert(Node::Register(index), conditions(rows).flat_map(needed).collect());
    }
    for (index, line) in model.lines.iter().enumerate() {
        needs.insert(Node::Line(index), line.iter().flat_map(needed).collect());
    }
    if !definition.indicators.is_empty() {
        needs.insert(Node::Points, model.scale_of.iter().flatten().flat_map(needed).collect());
    }
    let nodes = needed_first(&needs);
    let cyclic = components(&nodes, &needs);
    for component in &cyclic {
        faults.push(cycle(component, &needs, definition));
    }
    let cyclic: BTreeSet<Node> = cyclic.into_iter().flatten().collect();
    depths(&nodes, &cyclic, &needs, definition, faults);
    Order { nodes }
}

/// The nodes that an expression names.
pub(crate) fn needed(typed: &Typed) -> BTreeSet<Node> {
    let mut nodes = BTreeSet::new();
    typed.visit(&mut |typed| {
        nodes.extend(match typed.kind {
            TypedKind::Condition(index) => Some(Node::Condition(index)),
            TypedKind::InRegister(index) => Some(Node::Register(index)),
            TypedKind::Line(index) => Some(Node::Line(index)),
            TypedKind::Points | TypedKind::Achieved => Some(Node::Points),
            _ => None,
        });
    });
    nodes
}

type Needs = BTreeMap<Node, BTreeSet<Node>>;

/// Depth first, on a stack of its own: a long chain of names must not exhaust the thread's.
fn needed_first(needs: &Needs) -> Vec<Node> {
    let all = |node: Node| -> Vec<Node> { needs.get(&node).into_iter().flatten().rev().copied().collect() };
    let mut seen = BTreeSet::new();
    let mut nodes = Vec::new();
    for start in needs.keys().copied() {
        let mut stack = Vec::new();
        if seen.insert(start) {
            stack.push((start, all(start)));
        }
        while let Some((node, rest)) = stack.last_mut() {
            match rest.pop() {
                Some(next) if seen.insert(next) => stack.push((next, all(next))),
                Some(_) => {}
                None => {
                    nodes.push(*node);
                    stack.pop();
                }
            }
        }
    }
    nodes
}

/// The groups of nodes that all need one another, and single ones that need themselves.
///
/// From the node that was left last, everything that needs it and is in no group yet is needed by it too.
fn components(nodes: &[Node], needs: &Needs) -> Vec<BTreeSet<Node>> {
    let mut needed_by: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    for (node, needs) in needs {
        for need in needs {
            needed_by.entry(*need).or_default().push(*node);
        }
    }
    let mut taken = BTreeSet::new();
    let mut groups = Vec::new();
    for start in nodes.iter().rev().copied() {
        let mut group = BTreeSet::new();
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            if taken.insert(node) {
                group.insert(node);
                open.extend(needed_by.get(&node).into_iter().flatten());
            }
        }
        let itself = needs.get(&start).is_some_and(|needs| needs.contains(&start));
        if group.len() > 1 || group.len() == 1 && itself {
            groups.push(group);
        }
    }
    groups
}

/// The shortest way from the group's first node back to itself.
fn shortest(group: &BTreeSet<Node>, needs: &Needs) -> Vec<Node> {
    let Some(first) = group.first().copied() else { return Vec::new() };
    let mut from: BTreeMap<Node, Node> = BTreeMap::new();
    let mut open = VecDeque::from([first]);
    while let Some(node) = open.pop_front() {
        for next in needs.get(&node).into_iter().flatten().copied().filter(|next| group.contains(next)) {
            if next == first {
                let mut way = vec![node];
                while let Some(before) = way.last().and_then(|node| from.get(node)) {
                    way.push(*before);
                }
                way.reverse();
                return way;
            }
            from.entry(next).or_insert_with(|| {
                open.push_back(next);
                node
            });
        }
    }
    Vec::new()
}

fn cycle(group: &BTreeSet<Node>, needs: &Needs, definition: &Definition) -> Diagnostic {
    let cycle = shortest(group, needs);
    let named: Vec<(String, Span)> = cycle.iter().map(|node| name(definition, *node)).collect();
    let (first, span) = named.first().cloned().unwrap_or_default();
    let mut chain: Vec<String> = named.iter().map(|(name, _)| format!("`{name}`")).collect();
    chain.push(format!("`{first}`"));
    let message = format!("{} depends on itself: {}", chain.first().cloned().unwrap_or_default(), chain.join(" → "));
    let mut fault = Diagnostic::error("cycle", span, message).with_help("let one of them do without the next");
    for (name, span) in named.iter().skip(1).filter(|(_, span)| !span.is_empty()) {
        fault = fault.with_label(*span, format!("through `{name}`"));
    }
    fault
}

fn name(definition: &Definition, node: Node) -> (String, Span) {
    let word = match node {
        Node::Condition(index) => definition.conditions.get(index).map(|entry| &entry.id),
        Node::Register(index) => definition.registers.get(index).map(|entry| &entry.id),
        Node::Line(index) => definition.lines.get(index).map(|entry| &entry.id),
        Node::Points => None,
    };
    word.map_or_else(|| ("points".to_owned(), Span::default()), |word| (word.text.clone(), word.span))
}

/// Patient conditions and registers are evaluated within one another, so deep only up to a limit.
fn depths(nodes: &[Node], cyclic: &BTreeSet<Node>, needs: &Needs, definition: &Definition, faults: &mut Faults) {
    let mut depths: BTreeMap<Node, usize> = BTreeMap::new();
    for node in nodes.iter().filter(|node| !cyclic.contains(node)) {
        let of_patient = match node {
            Node::Register(_) => true,
            Node::Condition(index) => {
                definition.conditions.get(*index).is_some_and(|entry| entry.of == ConditionOf::Patient)
            }
            _ => false,
        };
        if !of_patient {
            continue;
        }
        let deepest = needs.get(node).into_iter().flatten().filter_map(|need| depths.get(need)).max();
        // A register's rows are conditions of their own between it and what they name.
        let own = if matches!(node, Node::Register(_)) { 2 } else { 1 };
        let depth = deepest.map_or(own - 1, |deepest| deepest + own);
        depths.insert(*node, depth);
        if depth + 1 >= DEPTH_MAX {
            let (text, span) = name(definition, *node);
            let message = format!("`{text}` rests on conditions nested more than {} deep", DEPTH_MAX - 2);
            faults.push(Diagnostic::error("too-deep", span, message).with_help("write some of them out"));
        }
    }
}
