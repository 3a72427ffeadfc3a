//! The codes that an image uses: kinds, actions, operations. One byte each; any other byte is refused at load.

use core::cmp::Ordering;

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $code:literal, $text:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, serde::Serialize)]
        #[repr(u8)]
        pub enum $name {
            $($(#[$item_doc])* #[serde(rename = $text)] $item = $code,)*
        }

        impl $name {
            /// All of them, in order of their code.
            ///
            #[doc = "```"]
            #[doc = concat!("use entitle_kernel::image::code::", stringify!($name), ";")]
            #[doc = concat!("for (place, code) in ", stringify!($name), "::ALL.iter().enumerate() {")]
            #[doc = "    assert_eq!(*code as usize, place); // without gaps, from 0"]
            #[doc = "}"]
            #[doc = "```"]
            pub const ALL: &'static [$name] = &[$($name::$item,)*];

            /// The one with this code, or `None`.
            ///
            #[doc = "```"]
            #[doc = concat!("use entitle_kernel::image::code::", stringify!($name), ";")]
            #[doc = concat!("assert_eq!(", stringify!($name), "::from_u8(0), Some(", stringify!($name), "::ALL[0]));")]
            #[doc = concat!("assert_eq!(", stringify!($name), "::from_u8(255), None);")]
            #[doc = "```"]
            #[must_use]
            pub const fn from_u8(code: u8) -> Option<$name> {
                match code {
                    $($code => Some($name::$item),)*
                    _ => None,
                }
            }

            /// The word for it, as in definitions and answers.
            ///
            #[doc = "```"]
            #[doc = concat!("use entitle_kernel::image::code::", stringify!($name), ";")]
            #[doc = concat!("let words = [", $(stringify!($text), ", ",)* "];")]
            #[doc = concat!("assert!(", stringify!($name), "::ALL.iter().map(|code| code.name()).eq(words));")]
            #[doc = "```"]
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $($name::$item => $text,)*
                }
            }

            /// The one with this word, or `None`.
            ///
            #[doc = "```"]
            #[doc = concat!("use entitle_kernel::image::code::", stringify!($name), ";")]
            #[doc = concat!("for code in ", stringify!($name), "::ALL {")]
            #[doc = concat!("    assert_eq!(", stringify!($name), "::from_name(code.name()), Some(*code));")]
            #[doc = "}"]
            #[doc = concat!("assert_eq!(", stringify!($name), "::from_name(\"no such word\"), None);")]
            #[doc = "```"]
            #[must_use]
            pub fn from_name(name: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|code| code.name() == name)
            }
        }
    };
}

codes! {
    /// What a fact is about.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Scope;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_patient_input("age")?.scope(), Scope::Patient);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Scope {
        /// The run as a whole.
        Contract = 0, "contract";
        /// A group of practices.
        Network = 1, "network";
        /// A practice.
        Practice = 2, "practice";
        /// A patient.
        Patient = 3, "patient";
    }
}

codes! {
    /// The type of a fact, parameter or attribute.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Kind;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_input("fee_per_patient")?.0.kind(), Kind::Decimal);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Kind {
        /// A whole number.
        Integer = 0, "integer";
        /// A decimal with declared places.
        Decimal = 1, "decimal";
        /// A day.
        Date = 2, "date";
        /// True or false.
        Boolean = 3, "boolean";
        /// One of a list of texts.
        Text = 4, "text";
    }
}

codes! {
    /// What becomes of a patient's day that lies after the achievement date.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Late;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_patient_input("diagnosed")?.late(), Late::Ignored); // the earliest diagnosis
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Late {
        /// It may stand.
        Stands = 0, "stands";
        /// It reads as null: it is that of the earliest record, and up to the achievement date there was none.
        Ignored = 1, "ignored";
        /// It is refused: what stood before is not known.
        Refused = 2, "refused";
    }
}

codes! {
    /// Whether there is one value for the subject, or one per register or per indicator.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Per;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_input("numerator.LUNG1")?.0.per(), Per::Indicator);
    /// assert_eq!(contract.items(Per::Indicator), 2);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Per {
        /// One for the subject.
        Subject = 0, "subject";
        /// One per register.
        Register = 1, "register";
        /// One per indicator.
        Indicator = 2, "indicator";
    }
}

codes! {
    /// What becomes of a practice's fact when practices are pooled into a network.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Pool;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.find_input("list_size")?.0.pool(), Pool::Sum);
    /// assert_eq!(contract.find_input("applied")?.0.pool(), Pool::None); // each practice for itself
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Pool {
        /// It is unknown for the network.
        None = 0, "none";
        /// It is added up.
        Sum = 1, "sum";
        /// It must be the same for every member.
        Same = 2, "same";
    }
}

codes! {
    /// What a row of a rule table does with a patient.
    ///
    /// ```
    /// # use entitle_kernel::image::{code::Action, record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// // LUNG1's denominator: frail, controlled, declined, otherwise.
    /// let table = contract.record::<record::Table>(1).unwrap();
    /// let rows = contract.records::<record::Row>(table.first.into(), table.count.into());
    /// let actions: Vec<Action> = rows.filter_map(|row| Action::from_u8(row.then)).collect();
    /// assert_eq!(actions, [Action::Exclude, Action::Select, Action::Adjust, Action::Select]);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Action {
        /// Into the population; stop.
        Select = 0, "select";
        /// Not of this population; stop.
        Reject = 1, "reject";
        /// Taken out by definition; stop.
        Exclude = 2, "exclude";
        /// Taken out by personalised care adjustment; stop.
        Adjust = 3, "adjust";
        /// On to the next row.
        Next = 4, "next";
    }
}

codes! {
    /// Where a patient stands for an indicator.
    ///
    /// ```
    /// # use entitle_kernel::{Decision, image::code::Outcome};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.decision(0, Decision::NOT_ON_REGISTER).outcome, Outcome::NotOnRegister);
    /// assert_eq!(contract.decision(0, Decision(1)).outcome, Outcome::Excluded); // frail
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Outcome {
        /// Not of the indicator's population.
        NotOnRegister = 0, "not on register";
        /// Taken out by definition.
        Excluded = 1, "excluded";
        /// Taken out by personalised care adjustment.
        Adjusted = 2, "adjusted";
        /// Counted, target not met.
        InDenominator = 3, "in denominator";
        /// Counted, target met.
        InNumerator = 4, "in numerator";
        /// A fact that decides is not known.
        Undetermined = 5, "undetermined";
    }
}

codes! {
    /// How two values are compared.
    ///
    /// ```
    /// # use entitle_kernel::image::{code::Comparison, record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// // The register's second row: `age < 17`.
    /// let row = contract.record::<record::Row>(1).unwrap();
    /// let condition = contract.record::<record::Condition>(row.condition.into()).unwrap();
    /// let instruction = contract.record::<record::PatientInstruction>(condition.first as usize).unwrap();
    /// assert_eq!((Comparison::from_u8(instruction.a), instruction.c), (Some(Comparison::Less), 17));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Comparison {
        /// `<`, null with a null.
        Less = 0, "<";
        /// `<=`, null with a null.
        LessOrEqual = 1, "<=";
        /// `>`, null with a null.
        Greater = 2, ">";
        /// `>=`, null with a null.
        GreaterOrEqual = 3, ">=";
        /// `=`, never null: two nulls are equal.
        Equal = 4, "=";
        /// `!=`, the complement of `=`.
        NotEqual = 5, "!=";
    }
}

impl SubjectOp {
    /// How many values the operation pops; `a` is its first field.
    ///
    /// ```
    /// use entitle_kernel::image::code::SubjectOp;
    /// assert_eq!((SubjectOp::Fact.operands(0), SubjectOp::Add.operands(0), SubjectOp::If.operands(0)), (0, 2, 3));
    /// assert_eq!(SubjectOp::Maximum.operands(5), 5);
    /// ```
    #[must_use]
    pub const fn operands(self, a: u8) -> u8 {
        use SubjectOp as Op;
        match self {
            Op::Number | Op::Date | Op::Boolean | Op::Text | Op::Null | Op::Fact | Op::Attribute => 0,
            Op::Condition | Op::Line | Op::Fold | Op::Points | Op::Achieved | Op::PointsMax | Op::Guard => 0,
            Op::Negate | Op::Absolute | Op::Floor | Op::Ceiling | Op::Round | Op::Not => 1,
            Op::Band | Op::Keyed | Op::Marginal => 1,
            Op::Add | Op::Subtract | Op::Multiply | Op::Divide | Op::Compare | Op::And | Op::Or => 2,
            Op::AddDays | Op::AddMonths | Op::DaysBetween | Op::MonthsBetween | Op::MarginalOf | Op::Scale => 2,
            Op::If => 3,
            Op::Minimum | Op::Maximum => a,
        }
    }
}

impl Comparison {
    /// Whether it holds between two values that are both there and stand in this order.
    ///
    /// ```
    /// use core::cmp::Ordering;
    /// use entitle_kernel::image::code::Comparison;
    /// assert!(Comparison::LessOrEqual.holds(Ordering::Equal) && !Comparison::Less.holds(Ordering::Equal));
    /// ```
    #[must_use]
    #[inline]
    pub const fn holds(self, ordering: Ordering) -> bool {
        match self {
            Comparison::Less => ordering.is_lt(),
            Comparison::LessOrEqual => ordering.is_le(),
            Comparison::Greater => ordering.is_gt(),
            Comparison::GreaterOrEqual => ordering.is_ge(),
            Comparison::Equal => ordering.is_eq(),
            Comparison::NotEqual => ordering.is_ne(),
        }
    }
}

codes! {
    /// One operation on a patient's facts. Integers and masks have a stack each.
    ///
    /// ```
    /// # use entitle_kernel::image::{code::PatientOp, record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// // The register's first row: `diagnosed = null`.
    /// let row = contract.record::<record::Row>(0).unwrap();
    /// let condition = contract.record::<record::Condition>(row.condition.into()).unwrap();
    /// let instruction = contract.record::<record::PatientInstruction>(condition.first as usize).unwrap();
    /// assert_eq!((PatientOp::from_u8(instruction.op), instruction.a), (Some(PatientOp::IsNull), 1));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    PatientOp {
        /// Push the integer of fact slot `b`.
        Fact = 0, "fact";
        /// Push the integer `c`.
        Immediate = 1, "immediate";
        /// Push integer `b` of the section of integers.
        Integer = 2, "integer";
        /// Push null.
        Null = 3, "null";
        /// Push run constant `b`.
        RunConstant = 4, "run constant";
        /// Push the achievement date (in run constants only).
        AchievementDate = 5, "achievement date";
        /// Pop two, push their sum.
        Add = 6, "add";
        /// Pop two, push the first minus the second.
        Subtract = 7, "subtract";
        /// Pop two, push their product.
        Multiply = 8, "multiply";
        /// Pop one, push its negative.
        Negate = 9, "negate";
        /// Pop one, push its size.
        Absolute = 10, "absolute";
        /// Pop two, push the smaller.
        Minimum = 11, "minimum";
        /// Pop two, push the larger.
        Maximum = 12, "maximum";
        /// Pop one, push it divided by integer `b` of the section of integers (1 or more), rounded down.
        FloorDivide = 13, "floor divide";
        /// Pop a day, push the day `c` months later, clamped to the month's last day.
        AddMonths = 14, "add months";
        /// Pop two days, push the complete months from the first to the second.
        MonthsBetween = 15, "months between";
        /// Pop two integers, push the mask of comparison `a`.
        Compare = 16, "compare";
        /// Push the mask of comparison `a` between fact slot `b` and the integer `c`.
        CompareImmediate = 17, "compare immediate";
        /// Push the mask of comparison `a` between fact slots `b` and `c`.
        CompareFacts = 18, "compare facts";
        /// Push the mask "fact slot `b` is null" (`a` = 1) or "is not null" (`a` = 0).
        IsNull = 19, "is null";
        /// Push the mask that is always (`a` = 1) or never (`a` = 0) true.
        Constant = 20, "constant";
        /// Push the mask of condition `b`.
        Condition = 21, "condition";
        /// Push the mask of membership of register `b`.
        Register = 22, "register";
        /// Pop two masks, push where both are true.
        And = 23, "and";
        /// Pop two masks, push where either is true.
        Or = 24, "or";
        /// Pop a mask, push its complement: true where it is not true.
        Complement = 25, "complement";
    }
}

codes! {
    /// One operation on a subject's values; one stack.
    ///
    /// ```
    /// # use entitle_kernel::image::{code::SubjectOp, record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// // The line `register_fee`: `register_size * fee_per_patient`, operands first.
    /// let line = contract.record::<record::Line>(1).unwrap();
    /// let expression = contract.record::<record::Expression>(line.expression.into()).unwrap();
    /// let code = contract.records::<record::SubjectInstruction>(expression.first as usize, expression.count.into());
    /// let operations: Vec<SubjectOp> = code.filter_map(|instruction| SubjectOp::from_u8(instruction.op)).collect();
    /// assert_eq!(operations, [SubjectOp::Fact, SubjectOp::Fact, SubjectOp::Multiply]);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    SubjectOp {
        /// Push number `b`; `a` are the bits of its basis.
        Number = 0, "number";
        /// Push the day `c`; `a` are the bits of its basis.
        Date = 1, "date";
        /// Push the truth whose bits are `b`; `a` are the bits of its basis.
        Boolean = 2, "boolean";
        /// Push text `b` of its enumeration.
        Text = 3, "text";
        /// Push null.
        Null = 4, "null";
        /// Push fact `b`, of the register or indicator at hand where it is per one.
        Fact = 5, "fact";
        /// Push attribute `b` of the indicator at hand.
        Attribute = 6, "attribute";
        /// Push subject condition `b`.
        Condition = 7, "condition";
        /// Push line `b`, of the register or indicator at hand where it is per one.
        Line = 8, "line";
        /// Push fold `b`.
        Fold = 9, "fold";
        /// Push the points earned for the indicator at hand.
        Points = 10, "points";
        /// Push numerator ÷ denominator of the indicator at hand.
        Achieved = 11, "achieved";
        /// Push the points that the indicator at hand can earn.
        PointsMax = 12, "points max";
        /// Pop two, push their sum.
        Add = 13, "add";
        /// Pop two, push the first minus the second.
        Subtract = 14, "subtract";
        /// Pop two, push their product.
        Multiply = 15, "multiply";
        /// Pop two, push the first divided by the second.
        Divide = 16, "divide";
        /// Pop one, push its negative.
        Negate = 17, "negate";
        /// Pop one, push its size.
        Absolute = 18, "absolute";
        /// Pop one, push the next whole number not above it.
        Floor = 19, "floor";
        /// Pop one, push the next whole number not below it.
        Ceiling = 20, "ceiling";
        /// Pop one, push it rounded by mode `a` to `c` decimal places.
        Round = 21, "round";
        /// Pop `a`, push the smallest.
        Minimum = 22, "min";
        /// Pop `a`, push the largest.
        Maximum = 23, "max";
        /// Pop two, push the truth of comparison `a`.
        Compare = 24, "compare";
        /// Pop two, push both.
        And = 25, "and";
        /// Pop two, push either.
        Or = 26, "or";
        /// Pop one, push its negation.
        Not = 27, "not";
        /// Pop condition, then, else (pushed in that order); push the branch taken.
        If = 28, "if";
        /// Pop a day and a number, push the day that many days later.
        AddDays = 29, "add days";
        /// Pop a day and a number, push the day that many months later.
        AddMonths = 30, "add months";
        /// Pop two days, push the days from the second to the first.
        DaysBetween = 31, "days between";
        /// Pop two days, push the complete months from the first to the second.
        MonthsBetween = 32, "months between";
        /// Pop a number, push its value in band table `b`.
        Band = 33, "band";
        /// Pop a text, push its value in keyed table `b`.
        Keyed = 34, "keyed";
        /// Pop a number, push what marginal table `b` makes of it.
        Marginal = 35, "marginal";
        /// Pop a number and a base, push what marginal table `b`, its bounds times the base, makes of it.
        MarginalOf = 36, "marginal of";
        /// Pop a rate and a maximum, push the points that scale `b` earns.
        Scale = 37, "scale";
        /// The next `b` operations compute an operand that may not matter: where it does not (`a` is a `Guarded`), they
        /// are passed over and something that is never looked at is pushed in its place.
        Guard = 38, "guard";
    }
}

codes! {
    /// What a guard guards.
    ///
    /// ```
    /// # use entitle_kernel::image::{code::{self, Guarded}, record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// // The criterion `list_size >= 1000 and not(large)`: what follows the guard does not matter below 1,000.
    /// let criterion = contract.record::<record::Criterion>(1).unwrap();
    /// let expression = contract.record::<record::Expression>(criterion.expression.into()).unwrap();
    /// let mut code = contract.records::<record::SubjectInstruction>(expression.first as usize, expression.count.into());
    /// let guard = code.find(|instruction| instruction.op == code::SubjectOp::Guard as u8).unwrap();
    /// assert_eq!(Guarded::from_u8(guard.a), Some(Guarded::And));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Guarded {
        /// The first branch of an `if`: passed over where the condition, on top, is certain and not true.
        Then = 0, "then";
        /// The second branch: passed over where the condition, below the first branch, is certainly true.
        Otherwise = 1, "else";
        /// The second operand of `and`: passed over where the first, on top, is certainly false.
        And = 2, "and";
        /// The second operand of `or`: passed over where the first, on top, is certainly true.
        Or = 3, "or";
    }
}

codes! {
    /// How achievement becomes points.
    ///
    /// ```
    /// # use entitle_kernel::image::{code::ScaleKind, record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let scale = contract.record::<record::Scale>(0).unwrap(); // LUNG1's, from 40 % to 80 %
    /// assert_eq!((ScaleKind::from_u8(scale.kind), scale.count), (Some(ScaleKind::Band), 2));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    ScaleKind {
        /// Nothing at the first rate, all at the second, linear between.
        Band = 0, "band";
        /// The highest step reached.
        Steps = 1, "steps";
        /// Linear between gates.
        Gates = 2, "gates";
        /// Decile points with a floor.
        Deciles = 3, "deciles";
        /// All points or none.
        AllOrNothing = 4, "all or nothing";
        /// The highest of several scales.
        BestOf = 5, "best of";
    }
}

codes! {
    /// The kinds of look-up tables.
    ///
    /// ```
    /// # use entitle_kernel::image::{code::LookupKind, record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let table = contract.record::<record::Lookup>(0).unwrap(); // `area_factor`, keyed by `area`
    /// assert_eq!(LookupKind::from_u8(table.kind), Some(LookupKind::Keyed));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    LookupKind {
        /// Rows from–to, interpolated or not.
        Band = 0, "band";
        /// One row per text.
        Keyed = 1, "keyed";
        /// Rates that each apply to their own slice.
        Marginal = 2, "marginal";
    }
}

codes! {
    /// The divisor of a band table's interpolation.
    ///
    /// ```
    /// # use entitle_kernel::image::{code::Divisor, record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let table = contract.record::<record::Lookup>(0).unwrap(); // keyed: nothing is interpolated
    /// assert_eq!(Divisor::from_u8(table.divisor_kind), Some(Divisor::None));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Divisor {
        /// None: rows carry one value.
        None = 0, "none";
        /// The row's last value minus its first.
        ToMinusFrom = 1, "to - from";
        /// The next row's first value minus this row's.
        NextMinusFrom = 2, "next - from";
        /// A stated number.
        Stated = 3, "stated";
    }
}

codes! {
    /// How a fold makes one value of many.
    ///
    /// ```
    /// # use entitle_kernel::image::{code::Aggregate, record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// // `sum(indicators.achievement)` and `sum(registers.register_fee)`
    /// assert!(contract.all::<record::Fold>().all(|fold| fold.aggregate == Aggregate::Sum as u8));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Aggregate {
        /// Their sum; null of none.
        Sum = 0, "sum";
        /// How many there are.
        Count = 1, "count";
        /// The smallest; null of none.
        Minimum = 2, "min";
        /// The largest; null of none.
        Maximum = 3, "max";
        /// Whether some satisfies.
        Some = 4, "some";
        /// Whether every one satisfies.
        Every = 5, "every";
    }
}

codes! {
    /// What a fold runs over.
    ///
    /// ```
    /// # use entitle_kernel::image::{code::Over, record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let over: Vec<Over> = contract.all::<record::Fold>().filter_map(|fold| Over::from_u8(fold.over)).collect();
    /// assert_eq!(over, [Over::Indicators, Over::Registers]);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Over {
        /// The practices of a network, as a stream.
        Practices = 0, "practices";
        /// The contract's indicators.
        Indicators = 1, "indicators";
        /// The contract's registers.
        Registers = 2, "registers";
    }
}

codes! {
    /// One step of a statement; steps stand in the order of their evaluation.
    ///
    /// ```
    /// # use entitle_kernel::image::{code::StepKind, record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// // Points come before the lines that use them, folds before the total, criteria last.
    /// let mut kinds: Vec<StepKind> = contract.all::<record::Step>().filter_map(|step| StepKind::from_u8(step.kind)).collect();
    /// kinds.dedup();
    /// use StepKind::*;
    /// assert_eq!(kinds, [Condition, Points, Line, Fold, Line, Criterion]);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    StepKind {
        /// A subject condition.
        Condition = 0, "condition";
        /// A line.
        Line = 1, "line";
        /// A fold over indicators or registers.
        Fold = 2, "fold";
        /// A criterion.
        Criterion = 3, "criterion";
        /// The points and rates of all indicators.
        Points = 4, "points";
        /// The condition of the step before refuses the statement where it is true.
        Contradiction = 5, "contradiction";
    }
}

codes! {
    /// What a criterion that is not met means.
    ///
    /// ```
    /// # use entitle_kernel::image::code::Otherwise;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// assert_eq!(contract.otherwise(1), Otherwise::Refer);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Otherwise {
        /// The subject is not eligible.
        Fail = 0, "fail";
        /// The commissioner decides.
        Refer = 1, "refer";
    }
}
