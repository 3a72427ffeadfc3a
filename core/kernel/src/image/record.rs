//! The records of an image: fixed width, little-endian, each kind in a section of its own.
//!
//! A record is written by the compiler and read by the kernel through the same declaration, so that
//! the two cannot disagree. Reading is total: a record or field of which bytes are missing reads as zero.

/// "None" in a field that refers to something.
///
/// ```
/// # use entitle_kernel::image::record;
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let sheet = contract.record::<record::Source>(0).unwrap(); // has no note
/// assert_eq!((sheet.note, contract.text(record::NONE)), (record::NONE, ""));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub const NONE: u16 = u16::MAX;
/// "None" in a field that holds a day.
///
/// ```
/// # use entitle_kernel::image::record;
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let head = contract.record::<record::Head>(0).unwrap();
/// assert_ne!(head.until, record::NO_DATE);
/// assert!(contract.until().is_some());
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub const NO_DATE: i32 = i32::MIN;

/// Flag of a fact: null is allowed.
///
/// ```
/// # use entitle_kernel::image::record;
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let fact = contract.find_patient_input("diagnosed")?;
/// let record = contract.record::<record::Fact>(fact.index()).unwrap();
/// let shape = contract.record::<record::Shape>(record.shape.into()).unwrap();
/// assert_eq!(shape.flags, record::NULL_ALLOWED);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub const NULL_ALLOWED: u8 = 1;
/// Flag of a fact: the contract leaves it to the parties.
///
/// ```
/// # use entitle_kernel::image::record;
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let (fact, _) = contract.find_input("fee_per_patient")?;
/// let record = contract.record::<record::Fact>(fact.index()).unwrap();
/// let shape = contract.record::<record::Shape>(record.shape.into()).unwrap();
/// assert_eq!(shape.flags, record::LOCAL_TERM);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub const LOCAL_TERM: u8 = 2;
/// Flag of a fact: one of the language's own counts.
///
/// ```
/// # use entitle_kernel::image::record;
/// # use entitle_kernel::{Contract, sample};
/// # let contract = Contract::new(sample::IMAGE)?;
/// let (fact, _) = contract.find_input("numerator.LUNG1")?;
/// let record = contract.record::<record::Fact>(fact.index()).unwrap();
/// let shape = contract.record::<record::Shape>(record.shape.into()).unwrap();
/// assert_eq!(shape.flags, record::BUILT_IN);
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub const BUILT_IN: u8 = 4;

/// Writes and reads one field.
///
/// ```
/// use entitle_kernel::image::record::Field;
/// let mut bytes = Vec::new();
/// 258_u16.write(&mut |more| bytes.extend_from_slice(more));
/// assert_eq!(bytes, [2, 1]);               // little-endian
/// assert_eq!(u16::read(&bytes), 258);
/// assert_eq!(u16::read(&bytes[..1]), 0);   // cut short: zero
/// ```
pub trait Field: Sized {
    /// Width, bytes.
    ///
    /// ```
    /// use entitle_kernel::image::record::Field;
    /// assert_eq!((<u32 as Field>::SIZE, <[u8; 24] as Field>::SIZE), (4, 24));
    /// ```
    const SIZE: usize;
    /// Reads the field from the start of `bytes`; what is not there is zero.
    ///
    /// ```
    /// use entitle_kernel::image::record::Field;
    /// assert_eq!(<i32 as Field>::read(&[0xff; 4]), -1);
    /// ```
    fn read(bytes: &[u8]) -> Self;
    /// Hands the field's bytes to `out`.
    ///
    /// ```
    /// use entitle_kernel::image::record::Field;
    /// let mut width = 0;
    /// 7_i64.write(&mut |bytes| width += bytes.len());
    /// assert_eq!(width, <i64 as Field>::SIZE);
    /// ```
    fn write(&self, out: &mut dyn FnMut(&[u8]));
}

macro_rules! integer_fields {
    ($($type:ty),*) => {$(
        impl Field for $type {
            const SIZE: usize = size_of::<$type>();
            #[inline]
            fn read(bytes: &[u8]) -> Self {
                bytes.first_chunk().map_or(0, |bytes| <$type>::from_le_bytes(*bytes))
            }
            fn write(&self, out: &mut dyn FnMut(&[u8])) {
                out(&self.to_le_bytes());
            }
        }
    )*};
}
integer_fields!(u8, u16, u32, i16, i32, i64);

impl<const N: usize> Field for [u8; N] {
    const SIZE: usize = N;
    #[inline]
    fn read(bytes: &[u8]) -> Self {
        bytes.first_chunk().copied().unwrap_or([0; N])
    }
    fn write(&self, out: &mut dyn FnMut(&[u8])) {
        out(self);
    }
}

/// One record of the image.
///
/// ```
/// use entitle_kernel::image::record::{Fold, Record};
/// let fold = Fold { expression: 300, slot: 4, aggregate: 1, over: 0 };
/// let mut bytes = Vec::new();
/// fold.write(&mut |field| bytes.extend_from_slice(field));
/// assert_eq!(bytes, [44, 1, 4, 0, 1, 0]);  // two bytes, two, one and one
/// assert_eq!(Fold::read(&bytes), fold);
/// ```
pub trait Record: Sized {
    /// The section that holds records of this kind.
    ///
    /// ```
    /// use entitle_kernel::image::record::{Line, Record, Section};
    /// assert_eq!(Line::SECTION, Section::Line);
    /// ```
    const SECTION: Section;
    /// Width, bytes.
    ///
    /// ```
    /// use entitle_kernel::image::record::{Decision, Record};
    /// assert_eq!(Decision::SIZE, 7);
    /// ```
    const SIZE: usize;
    /// Reads the record from the start of `bytes`; one that is cut short is zero throughout.
    ///
    /// ```
    /// use entitle_kernel::image::record::{Item, Record, Table};
    /// assert_eq!(Item::read(&[5, 0]).value, 5);
    /// assert_eq!(Table::read(&[5, 0, 1]).first, 0); // four bytes wide: one is missing
    /// ```
    fn read(bytes: &[u8]) -> Self;
    /// Hands the record's bytes to `out`.
    ///
    /// ```
    /// use entitle_kernel::image::record::{Item, Record};
    /// let mut bytes = Vec::new();
    /// Item { value: 5 }.write(&mut |field| bytes.extend_from_slice(field));
    /// assert_eq!(bytes, [5, 0]);
    /// ```
    fn write(&self, out: &mut dyn FnMut(&[u8]));
}

macro_rules! records {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        /// The sections of an image, in their order in the file.
        ///
        /// ```
        /// use entitle_kernel::image::record::Section;
        /// assert_eq!((Section::NameBytes as usize, Section::TextBytes as usize, Section::Head as usize), (0, 1, 2));
        /// ```
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum Section {
            /// Names, units and text values, UTF-8, one after another.
            NameBytes,
            /// Titles and documentation, UTF-8; empty in an image without its text.
            TextBytes,
            $(#[doc = concat!("Records of [`", stringify!($name), "`](struct@", stringify!($name), ").")] $name,)*
        }

        impl Section {
            /// All sections with the width of their records, in order.
            ///
            /// ```
            /// use entitle_kernel::image::record::{Head, Record, Section};
            /// assert_eq!(Section::WIDTHS[Section::Head as usize], Head::SIZE);
            /// ```
            pub const WIDTHS: &'static [usize] = &[1, 1, $(<$name as Record>::SIZE,)*];
            /// How many sections an image has.
            ///
            /// ```
            /// use entitle_kernel::image::record::Section;
            /// assert_eq!(Section::COUNT, Section::WIDTHS.len());
            /// ```
            pub const COUNT: usize = Section::WIDTHS.len();
        }

        $(
            $(#[$doc])*
            ///
            /// Written and read again, the sample's own and one of zeros:
            ///
            #[doc = "```"]
            #[doc = concat!("use entitle_kernel::image::record::{", stringify!($name), ", Record};")]
            #[doc = "# use entitle_kernel::{Contract, sample};"]
            #[doc = "# let contract = Contract::new(sample::IMAGE)?;"]
            #[doc = concat!("let zeros = ", stringify!($name), "::read(&[]);")]
            #[doc = concat!("for record in contract.all::<", stringify!($name), ">().chain([zeros]) {")]
            #[doc = "    let mut bytes = Vec::new();"]
            #[doc = "    record.write(&mut |field| bytes.extend_from_slice(field));"]
            #[doc = concat!("    assert_eq!((bytes.len(), ", stringify!($name), "::read(&bytes)), (", stringify!($name), "::SIZE, record));")]
            #[doc = "}"]
            #[doc = "# Ok::<(), entitle_kernel::Error>(())"]
            #[doc = "```"]
            #[derive(Clone, Copy, PartialEq, Eq, Debug)]
            pub struct $name {
                $($(#[$field_doc])* pub $field: $type,)*
            }

            impl Record for $name {
                const SECTION: Section = Section::$name;
                const SIZE: usize = 0 $(+ <$type as Field>::SIZE)*;
                #[inline]
                fn read(bytes: &[u8]) -> Self {
                    // Copied whole first, so that one test of the length serves every field.
                    let bytes: [u8; <$name as Record>::SIZE] = Field::read(bytes);
                    let bytes = bytes.as_slice();
                    $(let ($field, bytes) = (
                        <$type as Field>::read(bytes),
                        bytes.get(<$type as Field>::SIZE..).unwrap_or_default(),
                    );)*
                    let _ = bytes;
                    $name { $($field,)* }
                }
                fn write(&self, out: &mut dyn FnMut(&[u8])) {
                    $(self.$field.write(out);)*
                }
            }
        )*
    };
}

records! {
    /// What the contract is: exactly one record.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let head = contract.record::<record::Head>(0).unwrap();
    /// assert_eq!((contract.name(head.id), head.revision), ("sample-contract", 1));
    /// assert_eq!(head.in_force, contract.in_force().days());
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Head {
        /// Name: the contract's id.
        id: u16,
        /// Name: the family it is listed under, or `NONE`.
        family: u16,
        /// 1 for the first publication of this definition, 2 for its first correction.
        revision: u16,
        /// `Scope` of what a statement is about: practice or network.
        subject: u8,
        /// The line that is the payment, or `NONE`.
        pays: u16,
        /// First day of force, days since 1970-01-01.
        in_force: i32,
        /// The day after the last, or `NO_DATE`.
        until: i32,
        /// Day of publication, or `NO_DATE`.
        published: i32,
        /// Text: title.
        title: u16,
        /// Text: documentation.
        doc: u16,
        /// The built-in facts `register_size`, `numerator`, `denominator`, `exclusions` and
        /// `adjustments`, in this order; `NONE` where the contract has no use for one.
        register_size: u16,
        /// See `register_size`.
        numerator: u16,
        /// See `register_size`.
        denominator: u16,
        /// See `register_size`.
        exclusions: u16,
        /// See `register_size`.
        adjustments: u16,
        /// First value slot of the points earned (one per indicator), or `NONE`.
        points_slot: u16,
        /// First value slot of the rates achieved (one per indicator), or `NONE`.
        achieved_slot: u16,
        /// SHA-256 of the definition in its canonical form.
        source_digest: [u8; 32],
    }
    /// One name, unit or text value: a stretch of `NameBytes`, from where the one before it ends.
    Name {
        /// The byte after its last.
        end: u16,
    }
    /// One title or documentation: a stretch of `TextBytes`, from where the one before it ends.
    Text {
        /// The byte after its last.
        end: u32,
    }
    /// One reference in a list (names of an enumeration, numbers or scales of a scale).
    Item {
        /// What it refers to.
        value: u16,
    }
    /// The values of text facts: a stretch of `Item`, each a name.
    Enumeration {
        /// First item.
        first: u16,
        /// Items.
        count: u16,
    }
    /// One decimal number, as `Number::to_bytes` writes it.
    Decimal {
        /// Its bytes.
        bytes: [u8; 24],
    }
    /// One integer too wide for an instruction.
    Wide {
        /// The integer.
        value: i64,
    }
    /// One source.
    ///
    /// ```
    /// # use entitle_kernel::{Grade, image::record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let guess = contract.record::<record::Source>(1).unwrap();
    /// assert_eq!((contract.name(guess.name), guess.grade), ("guess", Grade::Assumed as u8));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Source {
        /// Name: its id.
        name: u16,
        /// `Grade`.
        grade: u8,
        /// Text: title.
        title: u16,
        /// Text: note.
        note: u16,
    }
    /// One fact.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let record = |name| contract.find_patient_input(name).map(|fact| contract.record::<record::Fact>(fact.index()));
    /// let (reviewed, declined) = (record("reviewed")?.unwrap(), record("declined")?.unwrap());
    /// assert_ne!(reviewed.patient_slot, declined.patient_slot);
    /// assert_eq!(reviewed.shape, declined.shape); // both a day or null
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Fact {
        /// Name.
        name: u16,
        /// `Scope`.
        scope: u8,
        /// Shape.
        shape: u16,
        /// First slot in a subject's storage (contract, network and practice facts), or `NONE`.
        slot: u16,
        /// Slot in a patient's storage (contract and patient facts), or `NONE`.
        patient_slot: u16,
        /// Text: documentation.
        doc: u16,
        /// Text: where it comes from, `key = value` separated by `; `.
        from: u16,
    }
    /// What a fact may be: many facts have one shape. Bounds are scaled by the places; days since 1970-01-01 for dates.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let fact = contract.record::<record::Fact>(contract.find_patient_input("breath_score")?.index()).unwrap();
    /// let shape = contract.record::<record::Shape>(fact.shape.into()).unwrap();
    /// assert_eq!((shape.places, shape.minimum, shape.maximum), (1, 0, 400)); // 0 to 40, one place
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Shape {
        /// Name: unit, or `NONE`.
        unit: u16,
        /// `Kind`.
        kind: u8,
        /// Decimal places; 0 but for decimals.
        places: u8,
        /// `NULL_ALLOWED`, `LOCAL_TERM`, `BUILT_IN`.
        flags: u8,
        /// `Per`.
        per: u8,
        /// `Pool`.
        pool: u8,
        /// The enumeration of a text fact, or `NONE`.
        enumeration: u16,
        /// Least value allowed.
        minimum: i64,
        /// Greatest value allowed.
        maximum: i64,
        /// The reading that a switch has unless it is set (0 or 1, or the place of a text), or `NONE`.
        default: u16,
        /// Source of a switch's doubt, or `NONE`.
        source: u16,
    }
    /// One parameter, for showing; expressions hold its value themselves.
    ///
    /// ```
    /// # use entitle_kernel::{Number, image::record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let value_per_point = contract.record::<record::Parameter>(0).unwrap();
    /// assert_eq!(contract.decimal(value_per_point.number), Number::from_i64(100));
    /// assert_eq!(contract.name(value_per_point.unit), "GBP");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Parameter {
        /// Name.
        name: u16,
        /// Name: unit, or `NONE`.
        unit: u16,
        /// Source.
        source: u16,
        /// `Grade`.
        grade: u8,
        /// `Kind`: integer, decimal, date or boolean.
        kind: u8,
        /// The number, or `NONE`.
        number: u16,
        /// The day, or 0 or 1 for a boolean.
        days: i32,
        /// Text: documentation.
        doc: u16,
    }
    /// One attribute: a figure that every indicator states.
    ///
    /// ```
    /// # use entitle_kernel::{Number, image::record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let weight = contract.record::<record::Attribute>(0).unwrap();
    /// let values = contract.records::<record::AttributeValue>(weight.first.into(), contract.indicator_count());
    /// let weights: Vec<Number> = values.map(|value| contract.decimal(value.value)).collect();
    /// assert_eq!(weights, [Number::from_i64(1), Number::from_i64(2)]); // LUNG1 and LUNG2
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Attribute {
        /// Name.
        name: u16,
        /// `Kind`: integer, decimal, boolean or text.
        kind: u8,
        /// `Grade`.
        grade: u8,
        /// The enumeration of a text, or `NONE`.
        enumeration: u16,
        /// Source.
        source: u16,
        /// Text: documentation.
        doc: u16,
        /// First of its `AttributeValue`s, one per indicator.
        first: u16,
    }
    /// An attribute's value for one indicator: a number, 0 or 1, or a text of the enumeration.
    AttributeValue {
        /// The value.
        value: u16,
    }
    /// One reason.
    Reason {
        /// Name.
        name: u16,
        /// Name: its class, or `NONE`.
        class: u16,
        /// Text: in plain words.
        text: u16,
        /// Source, or `NONE`.
        source: u16,
    }
    /// One operation of a patient condition or run constant.
    PatientInstruction {
        /// `PatientOp`.
        op: u8,
        /// See the operation.
        a: u8,
        /// See the operation.
        b: u16,
        /// See the operation.
        c: i16,
    }
    /// An expression over the achievement date alone, computed once a run.
    RunConstant {
        /// First instruction.
        first: u32,
        /// Instructions.
        count: u16,
    }
    /// A patient condition: instructions that leave one mask.
    Condition {
        /// First instruction.
        first: u32,
        /// Instructions.
        count: u16,
        /// Greater than the depth of every condition and register that it refers to.
        depth: u8,
        /// Masks that it, with all it refers to, holds at once.
        masks: u8,
        /// Name, or `NONE`.
        name: u16,
        /// Text: its expression.
        text: u16,
    }
    /// A row of a rule table.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let row = contract.record::<record::Row>(1).unwrap(); // the register's second
    /// assert_eq!((contract.text(row.text), contract.text(row.clause)), ("age < 17", "1.2"));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Row {
        /// Condition, or `NONE` for a row that always matches.
        condition: u16,
        /// `Action` on true.
        then: u8,
        /// `Action` on false or null.
        otherwise: u8,
        /// Decision byte of the first end (denominator), or its number (numerator).
        then_code: u8,
        /// The same for the second.
        otherwise_code: u8,
        /// Reason on true, or `NONE`.
        because: u16,
        /// Reason on false or null, or `NONE`.
        otherwise_because: u16,
        /// Text: the condition as written, its parameters put in.
        text: u16,
        /// Text: clause.
        clause: u16,
        /// Bits of what its condition rests on: the grades of sources and figures, a local term.
        basis: u8,
    }
    /// A rule table: a stretch of `Row`.
    Table {
        /// First row.
        first: u16,
        /// Rows, 1 or more.
        count: u16,
    }
    /// One register.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let register = contract.record::<record::Register>(0).unwrap();
    /// assert_eq!(contract.text(register.title), "Patients with the lung condition");
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Register {
        /// Name.
        name: u16,
        /// Text: title.
        title: u16,
        /// Text: documentation.
        doc: u16,
        /// Rule table, or `NONE` where only its count is known.
        table: u16,
        /// Source.
        source: u16,
        /// `Grade`.
        grade: u8,
        /// Greater than the depth of every condition of its rows.
        depth: u8,
        /// Masks that its rows hold at once.
        masks: u8,
    }
    /// One indicator.
    ///
    /// ```
    /// # use entitle_kernel::{Number, image::record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let indicator = contract.record::<record::Indicator>(1).unwrap();
    /// assert_eq!(contract.register_name(indicator.register.into()), "LUNG");
    /// assert_eq!(contract.decimal(indicator.points), Number::from_i64(5));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Indicator {
        /// Name.
        name: u16,
        /// Text: title.
        title: u16,
        /// Text: documentation.
        doc: u16,
        /// Register.
        register: u16,
        /// Denominator's rule table, or `NONE`.
        denominator: u16,
        /// Numerator's rule table, or `NONE`.
        numerator: u16,
        /// Number: points.
        points: u16,
        /// Scale.
        scale: u16,
        /// Source.
        source: u16,
        /// Source of its rule tables, or `NONE` where it is the same.
        rules_source: u16,
        /// First of its `Decision`s; the first has the byte 1.
        decisions: u16,
        /// Decisions.
        decision_count: u8,
        /// `Grade` of points and scale.
        grade: u8,
    }
    /// One way in which the tables of an indicator can end.
    Decision {
        /// `Outcome`.
        outcome: u8,
        /// Row of the denominator, from 0.
        row: u8,
        /// 0: on true; 1: on false or null.
        branch: u8,
        /// Row of the numerator, from 0; 255 where the denominator ended it.
        numerator_row: u8,
        /// 0 or 1.
        numerator_branch: u8,
        /// Reason, or `NONE`.
        reason: u16,
    }
    /// One scale.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let scale = contract.record::<record::Scale>(1).unwrap(); // LUNG2's, where lower is better
    /// let bounds = contract.records::<record::Item>(scale.first.into(), scale.count.into());
    /// let bounds: Vec<String> = bounds.map(|bound| contract.decimal(bound.value).to_string()).collect();
    /// assert_eq!((scale.flags & 1, bounds), (1, vec!["0.3".to_owned(), "0.1".to_owned()]));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Scale {
        /// Name, or `NONE` where it stands within its indicator.
        name: u16,
        /// `ScaleKind`.
        kind: u8,
        /// Bit 0: lower is better; bit 1: `earns` are shares of the maximum.
        flags: u8,
        /// Decimal places (deciles).
        places: u8,
        /// Rows: 2 rates (band), pairs of rate and earnings (steps, gates), 9 rates (deciles), 1 rate
        /// (all or nothing), scales (best of).
        count: u8,
        /// First `Item`: numbers, or scales with a smaller index than this one.
        first: u16,
        /// Number: floor (deciles), or `NONE`.
        floor: u16,
        /// Expression of the rate in indicator scope, or `NONE` for numerator ÷ denominator.
        of: u16,
    }
    /// One look-up table.
    Lookup {
        /// Name.
        name: u16,
        /// `LookupKind`.
        kind: u8,
        /// Bit 0: outside is null rather than an error.
        flags: u8,
        /// First `LookupRow`.
        first: u16,
        /// Rows.
        count: u16,
        /// Number: the stated divisor, or `NONE`.
        divisor: u16,
        /// Enumeration of the key, or `NONE`.
        enumeration: u16,
        /// `Divisor`.
        divisor_kind: u8,
    }
    /// One row of a look-up table. All values are numbers.
    ///
    /// ```
    /// # use entitle_kernel::{Grade, image::record};
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let rural = contract.record::<record::LookupRow>(1).unwrap(); // of `area_factor`
    /// assert_eq!(contract.decimal(rural.low).to_string(), "1.2");
    /// assert_eq!(rural.grade, Grade::Assumed as u8);
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    LookupRow {
        /// First value of the row; `NONE` in keyed tables.
        from: u16,
        /// Last value, or `NONE`.
        to: u16,
        /// Value, value at the low end, or rate; `NONE` is null (keyed).
        low: u16,
        /// Value at the high end, or `NONE`.
        high: u16,
        /// Bit 0: `to` itself is not in the row.
        flags: u8,
        /// `Grade`.
        grade: u8,
        /// Source.
        source: u16,
    }
    /// One operation of a subject expression.
    SubjectInstruction {
        /// `SubjectOp`.
        op: u8,
        /// See the operation.
        a: u8,
        /// See the operation.
        b: u16,
        /// See the operation.
        c: i32,
    }
    /// A subject expression: straight-line code that leaves one value.
    Expression {
        /// First instruction.
        first: u32,
        /// Instructions.
        count: u16,
        /// `Per` (0, 1, 2) of the scope that it is evaluated in, or 3 for a member practice.
        scope: u8,
        /// Greatest number of values on the stack.
        depth: u8,
    }
    /// One step of a statement.
    Step {
        /// `StepKind`.
        kind: u8,
        /// What of that kind; 0 for points.
        index: u16,
    }
    /// One line.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let total = contract.record::<record::Line>(contract.pays().unwrap()).unwrap();
    /// assert_eq!((contract.name(total.unit), total.mode), ("GBP", 255)); // not rounded
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Line {
        /// Name.
        name: u16,
        /// Text: title.
        title: u16,
        /// Name: unit.
        unit: u16,
        /// Text: clause.
        clause: u16,
        /// Source, or `NONE`.
        source: u16,
        /// Expression.
        expression: u16,
        /// First value slot.
        slot: u16,
        /// Decimal places to round to.
        places: i16,
        /// `Per`.
        per: u8,
        /// Rounding mode, or 255 for none.
        mode: u8,
    }
    /// One condition about the subject.
    SubjectCondition {
        /// Name.
        name: u16,
        /// Expression.
        expression: u16,
        /// Value slot.
        slot: u16,
        /// Text: documentation.
        doc: u16,
    }
    /// One fold.
    Fold {
        /// Expression, in the scope of what it runs over; `NONE` to count only.
        expression: u16,
        /// Value slot.
        slot: u16,
        /// `Aggregate`.
        aggregate: u8,
        /// `Over`.
        over: u8,
    }
    /// One criterion.
    ///
    /// ```
    /// # use entitle_kernel::image::record;
    /// # use entitle_kernel::{Contract, sample};
    /// # let contract = Contract::new(sample::IMAGE)?;
    /// let clauses = contract.all::<record::Criterion>().map(|criterion| contract.text(criterion.clause));
    /// assert!(clauses.eq(["3.1", "3.2"]));
    /// # Ok::<(), entitle_kernel::Error>(())
    /// ```
    Criterion {
        /// Name.
        name: u16,
        /// Text: title.
        title: u16,
        /// Text: clause.
        clause: u16,
        /// Source.
        source: u16,
        /// Expression.
        expression: u16,
        /// Value slot.
        slot: u16,
        /// `Otherwise`.
        otherwise: u8,
    }
}
