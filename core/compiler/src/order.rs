//! What must be evaluated before what; a cycle is a fault.

use std::collections::{BTreeMap, BTreeSet};

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

/// Orders everything named. Of cycles that meet in a name, one is reported.
pub(crate) fn order(model: &Model, faults: &mut Faults) -> Order {
    let definition = &model.definition;
    let mut needs: BTreeMap<Node, BTreeSet<Node>> = BTreeMap::new();
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
    let mut walk = Walk {
        definition,
        needs: &needs,
        path: Vec::new(),
        open: BTreeSet::new(),
        done: BTreeSet::new(),
        in_cycles: BTreeSet::new(),
        nodes: Vec::new(),
    };
    for node in needs.keys() {
        walk.visit(*node, faults);
    }
    let nodes = walk.nodes;
    depths(&nodes, &needs, definition, faults);
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

struct Walk<'m> {
    definition: &'m Definition,
    needs: &'m BTreeMap<Node, BTreeSet<Node>>,
    path: Vec<Node>,
    /// What stands in the path.
    open: BTreeSet<Node>,
    /// What a reported cycle names.
    in_cycles: BTreeSet<Node>,
    done: BTreeSet<Node>,
    nodes: Vec<Node>,
}

impl Walk<'_> {
    /// Depth first, on a stack of its own: a long chain of names must not exhaust the thread's.
    fn visit(&mut self, start: Node, faults: &mut Faults) {
        let mut stack: Vec<(Node, Vec<Node>)> = Vec::new();
        self.open(start, &mut stack);
        while let Some((node, rest)) = stack.last_mut() {
            let node = *node;
            if let Some(next) = rest.pop() {
                if self.open.contains(&next) {
                    self.cycle(next, faults);
                } else {
                    self.open(next, &mut stack);
                }
                continue;
            }
            stack.pop();
            self.path.pop();
            self.open.remove(&node);
            self.done.insert(node);
            self.nodes.push(node);
        }
    }

    fn open(&mut self, node: Node, stack: &mut Vec<(Node, Vec<Node>)>) {
        if self.done.contains(&node) {
            return;
        }
        let needs = self.needs.get(&node).map_or_else(Vec::new, |needs| needs.iter().rev().copied().collect());
        self.path.push(node);
        self.open.insert(node);
        stack.push((node, needs));
    }

    fn cycle(&mut self, from: Node, faults: &mut Faults) {
        let at = self.path.iter().position(|open| *open == from).unwrap_or(0);
        let cycle = self.path.get(at..).unwrap_or(&[]);
        if cycle.iter().any(|node| self.in_cycles.contains(node)) {
            return;
        }
        self.in_cycles.extend(cycle);
        let named: Vec<(String, Span)> = cycle.iter().map(|node| name(self.definition, *node)).collect();
        let (first, span) = named.first().cloned().unwrap_or_default();
        let mut chain: Vec<String> = named.iter().map(|(name, _)| format!("`{name}`")).collect();
        chain.push(format!("`{first}`"));
        let message =
            format!("{} depends on itself: {}", chain.first().cloned().unwrap_or_default(), chain.join(" → "));
        let mut fault = Diagnostic::error("cycle", span, message).with_help("let one of them do without the next");
        for (name, span) in named.iter().skip(1).filter(|(_, span)| !span.is_empty()) {
            fault = fault.with_label(*span, format!("through `{name}`"));
        }
        faults.push(fault);
    }
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
fn depths(nodes: &[Node], needs: &BTreeMap<Node, BTreeSet<Node>>, definition: &Definition, faults: &mut Faults) {
    let mut depths: BTreeMap<Node, usize> = BTreeMap::new();
    for node in nodes {
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
