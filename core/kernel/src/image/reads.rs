//! What the code of an image reads: one walk for whoever asks what an expression, a scale or a condition rests on.
//!
//! Every operation is named here, so that one that is added to the code cannot be passed over.

use super::code::{PatientOp, ScaleKind, SubjectOp};
use super::record::{self, NONE};
use super::{Contract, some};
use crate::value::Basis;

/// What one operation of an expression about the subject reads. Numbers are indexes of records.
///
/// ```
/// use entitle_kernel::image::{reads::Read, record};
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// // The line `register_fee`: `register_size * fee_per_patient`.
/// let line = contract.record::<record::Line>(1).unwrap();
/// let names: Vec<&str> = contract
///     .reads(line.expression)
///     .filter_map(|read| match read {
///         Read::Fact(fact) => contract.fact(fact).map(|fact| fact.name()),
///         _ => None,
///     })
///     .collect();
/// assert_eq!(names, ["register_size", "fee_per_patient"]);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Read {
    /// A figure that stands in the expression, with what it rests on.
    Figure(Basis),
    /// A fact.
    Fact(usize),
    /// An attribute of the indicator at hand.
    Attribute(usize),
    /// A condition about the subject.
    Condition(usize),
    /// A line.
    Line(usize),
    /// A fold.
    Fold(usize),
    /// The points earned for the indicator at hand.
    Points,
    /// Numerator and denominator of the indicator at hand.
    Achieved,
    /// The points that the indicator at hand can earn.
    PointsMax,
    /// A look-up table.
    Table(usize),
    /// A scale that judges a rate of the expression's own.
    Scale(usize),
}

/// What a scale reads beside its own rows.
///
/// ```
/// use entitle_kernel::image::reads::ScaleRead;
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// assert!(contract.scale_reads(0).eq([ScaleRead::Counts])); // from 40 % to 80 % of the patients
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScaleRead {
    /// Numerator and denominator of the indicator.
    Counts,
    /// The expression of the rate that it judges in their place.
    Rate(u16),
    /// A scale that it is the best of, which stands before it.
    Alternative(u16),
}

/// What one operation of a condition about patients reads. Numbers are indexes, of a fact its slot.
///
/// ```
/// use entitle_kernel::image::reads::PatientRead;
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// assert!(contract.condition_reads(0).any(|read| matches!(read, PatientRead::Slot(_))));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PatientRead {
    /// The fact in this slot.
    Slot(u16),
    /// Another condition.
    Condition(u16),
    /// Membership of a register.
    Register(u16),
}

impl<'a> Contract<'a> {
    /// What an expression about the subject reads, in the order of its code; nothing for `NONE`.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample, image::record};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.reads(record::NONE).count(), 0);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn reads(&self, expression: u16) -> impl Iterator<Item = Read> + use<'a> {
        let code = self.record::<record::Expression>(expression.into());
        let (first, count) = code.map_or((0, 0), |code| (code.first as usize, code.count.into()));
        self.records::<record::SubjectInstruction>(first, count).filter_map(|instruction| read(&instruction))
    }

    /// What a scale reads beside its own rows; nothing for one that does not exist.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.scale_reads(99).count(), 0);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn scale_reads(&self, scale: u16) -> impl Iterator<Item = ScaleRead> + use<'a> {
        let record = self.record::<record::Scale>(scale.into());
        let kind = record.and_then(|record| ScaleKind::from_u8(record.kind));
        let own = record.zip(kind).and_then(|(record, kind)| match kind {
            ScaleKind::BestOf => None,
            ScaleKind::Band | ScaleKind::Steps | ScaleKind::Gates | ScaleKind::Deciles | ScaleKind::AllOrNothing => {
                Some(some(record.of).map_or(ScaleRead::Counts, |_| ScaleRead::Rate(record.of)))
            }
        });
        let (first, count) = match record.filter(|_| kind == Some(ScaleKind::BestOf)) {
            Some(record) => (record.first.into(), record.count.into()),
            None => (0, 0),
        };
        // An alternative stands before what names it, so that whoever follows it comes to an end.
        let alternatives = self.records::<record::Item>(first, count).map(|item| item.value);
        own.into_iter().chain(alternatives.filter(move |other| *other < scale).map(ScaleRead::Alternative))
    }

    /// What a condition about patients reads, in the order of its code; nothing for `NONE`.
    ///
    /// ```
    /// # use entitle_kernel::{Contract, sample, image::record};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.condition_reads(record::NONE).count(), 0);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    pub fn condition_reads(&self, condition: u16) -> impl Iterator<Item = PatientRead> + use<'a> {
        let code = self.record::<record::Condition>(condition.into());
        let (first, count) = code.map_or((0, 0), |code| (code.first as usize, code.count.into()));
        let code = self.records::<record::PatientInstruction>(first, count);
        code.flat_map(|instruction| patient_reads(&instruction).into_iter().flatten())
    }
}

fn read(instruction: &record::SubjectInstruction) -> Option<Read> {
    let target = usize::from(instruction.b);
    match SubjectOp::from_u8(instruction.op)? {
        SubjectOp::Number | SubjectOp::Date | SubjectOp::Boolean => Some(Read::Figure(Basis::from_bits(instruction.a))),
        SubjectOp::Fact => Some(Read::Fact(target)),
        SubjectOp::Attribute => Some(Read::Attribute(target)),
        SubjectOp::Condition => Some(Read::Condition(target)),
        SubjectOp::Line => Some(Read::Line(target)),
        SubjectOp::Fold => Some(Read::Fold(target)),
        SubjectOp::Points => Some(Read::Points),
        SubjectOp::Achieved => Some(Read::Achieved),
        SubjectOp::PointsMax => Some(Read::PointsMax),
        SubjectOp::Band | SubjectOp::Keyed | SubjectOp::Marginal | SubjectOp::MarginalOf => Some(Read::Table(target)),
        SubjectOp::Scale => Some(Read::Scale(target)),
        SubjectOp::Text
        | SubjectOp::Null
        | SubjectOp::Add
        | SubjectOp::Subtract
        | SubjectOp::Multiply
        | SubjectOp::Divide
        | SubjectOp::Negate
        | SubjectOp::Absolute
        | SubjectOp::Floor
        | SubjectOp::Ceiling
        | SubjectOp::Round
        | SubjectOp::Minimum
        | SubjectOp::Maximum
        | SubjectOp::Compare
        | SubjectOp::And
        | SubjectOp::Or
        | SubjectOp::Not
        | SubjectOp::If
        | SubjectOp::AddDays
        | SubjectOp::AddMonths
        | SubjectOp::DaysBetween
        | SubjectOp::MonthsBetween
        | SubjectOp::Guard => None,
    }
}

fn patient_reads(instruction: &record::PatientInstruction) -> [Option<PatientRead>; 2] {
    let slot = |slot| Some(PatientRead::Slot(slot));
    let Some(op) = PatientOp::from_u8(instruction.op) else { return [None; 2] };
    match op {
        PatientOp::Fact | PatientOp::CompareImmediate | PatientOp::IsNull => [slot(instruction.b), None],
        PatientOp::CompareFacts => [slot(instruction.b), slot(u16::try_from(instruction.c).unwrap_or(NONE))],
        PatientOp::Condition => [Some(PatientRead::Condition(instruction.b)), None],
        PatientOp::Register => [Some(PatientRead::Register(instruction.b)), None],
        PatientOp::Immediate
        | PatientOp::Integer
        | PatientOp::Null
        | PatientOp::RunConstant
        | PatientOp::AchievementDate
        | PatientOp::Add
        | PatientOp::Subtract
        | PatientOp::Multiply
        | PatientOp::Negate
        | PatientOp::Absolute
        | PatientOp::Minimum
        | PatientOp::Maximum
        | PatientOp::FloorDivide
        | PatientOp::AddMonths
        | PatientOp::MonthsBetween
        | PatientOp::Compare
        | PatientOp::Constant
        | PatientOp::And
        | PatientOp::Or
        | PatientOp::Complement => [None; 2],
    }
}
