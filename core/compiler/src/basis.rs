//! What a patient's rules rest on: the grades of the sources and figures in their conditions.

use entitle_kernel::value::Basis;

use crate::definition::Origin;
use crate::figures::grade_of;
use crate::model::{CheckedRow, Model, Typed, TypedKind};

/// Finds the basis of conditions; each declared condition and register is looked through once.
pub(crate) struct Bases<'m> {
    model: &'m Model,
    conditions: Vec<Option<Basis>>,
    registers: Vec<Option<Basis>>,
}

impl<'m> Bases<'m> {
    pub(crate) fn new(model: &'m Model) -> Bases<'m> {
        let (conditions, registers) = (model.conditions.len(), model.registers.len());
        Bases { model, conditions: vec![None; conditions], registers: vec![None; registers] }
    }

    /// The basis of a row's condition.
    pub(crate) fn row(&mut self, row: &CheckedRow) -> Basis {
        row.condition.as_ref().map_or(Basis::NONE, |condition| self.of(condition))
    }

    fn of(&mut self, typed: &Typed) -> Basis {
        let own = match &typed.kind {
            TypedKind::Number(_, grade) | TypedKind::Date(_, grade) | TypedKind::Boolean(_, grade) => {
                grade.map_or(Basis::NONE, Basis::of)
            }
            TypedKind::Fact(index) => match self.model.definition.facts.get(*index) {
                Some(fact) if fact.local => Basis::LOCAL_TERM,
                Some(fact) => self.origin(&fact.origin),
                None => Basis::NONE,
            },
            TypedKind::Condition(index) => self.condition(*index),
            TypedKind::InRegister(index) => self.register(*index),
            _ => Basis::NONE,
        };
        typed.children().into_iter().fold(own, |basis, child| basis.and(self.of(child)))
    }

    fn condition(&mut self, index: usize) -> Basis {
        if let Some(Some(known)) = self.conditions.get(index) {
            return *known;
        }
        let origin = self.model.definition.conditions.get(index).map(|condition| &condition.origin);
        let mut basis = origin.map_or(Basis::NONE, |origin| self.origin(origin));
        if let Some(typed) = self.model.conditions.get(index).and_then(Option::as_ref) {
            basis = basis.and(self.of(typed));
        }
        if let Some(place) = self.conditions.get_mut(index) {
            *place = Some(basis);
        }
        basis
    }

    fn register(&mut self, index: usize) -> Basis {
        if let Some(Some(known)) = self.registers.get(index) {
            return *known;
        }
        let origin = self.model.definition.registers.get(index).map(|register| &register.origin);
        let mut basis = origin.map_or(Basis::NONE, |origin| self.origin(origin));
        for row in self.model.registers.get(index).and_then(Option::as_deref).unwrap_or(&[]) {
            basis = basis.and(self.row(row));
        }
        if let Some(place) = self.registers.get_mut(index) {
            *place = Some(basis);
        }
        basis
    }

    fn origin(&self, origin: &Origin) -> Basis {
        grade_of(&self.model.definition, origin).map_or(Basis::NONE, Basis::of)
    }
}
