//! One numbered list of errors, shared by every face.
//!
//! Numbers come in pages and are never reused: 100 input, 200 image, 300 not in force or not
//! found, 400 arithmetic, 500 capacity, 900 boundary. A face prints the number and the name, so
//! that the same fault reads the same in C, Python, a browser and a workbook.

use core::fmt;

macro_rules! errors {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $text:literal;)*) => {
        /// Why an operation was refused. A plain value: it owns nothing and can be copied.
        ///
        /// ```
        /// use entitle_kernel::Error;
        /// assert_eq!(Error::DivisionByZero.code(), 401);
        /// assert_eq!(Error::DivisionByZero.name(), "DivisionByZero");
        /// assert_eq!(Error::from_code(401), Some(Error::DivisionByZero));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[repr(u16)]
        #[non_exhaustive]
        pub enum Error {
            $($(#[$doc])* $name = $code,)*
        }

        impl Error {
            /// Every error there is, in order of its number.
            ///
            /// ```
            /// # use entitle_kernel::Error;
            /// assert!(Error::ALL.is_sorted_by_key(|error| error.code()));
            /// assert_eq!(Error::ALL[0], Error::UnknownFact);
            /// ```
            pub const ALL: &'static [Error] = &[$(Error::$name,)*];

            /// The number that every face reports.
            ///
            /// ```
            /// # use entitle_kernel::Error;
            /// assert_eq!(Error::UnknownFact.code(), 101);       // the page of inputs
            /// assert_eq!(Error::ImageTruncated.code() / 100, 2); // the page of images
            /// ```
            #[must_use]
            pub const fn code(self) -> u16 {
                self as u16
            }

            /// The identifier, the same in every face.
            ///
            /// ```
            /// # use entitle_kernel::Error;
            /// assert_eq!(Error::NotInForce.name(), "NotInForce");
            /// ```
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Error::$name => stringify!($name),)*
                }
            }

            /// One sentence in plain words, without a full stop.
            ///
            /// ```
            /// # use entitle_kernel::Error;
            /// assert_eq!(Error::DivisionByZero.text(), "division by zero");
            /// assert_eq!(Error::DivisionByZero.to_string(), "division by zero"); // what `Display` writes
            /// ```
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self {
                    $(Error::$name => $text,)*
                }
            }

            /// The error with this number; `None` where no such number was ever given out.
            ///
            /// ```
            /// # use entitle_kernel::Error;
            /// assert_eq!(Error::from_code(302), Some(Error::NotInForce));
            /// assert_eq!(Error::from_code(0), None);
            /// ```
            #[must_use]
            pub const fn from_code(code: u16) -> Option<Error> {
                match code {
                    $($code => Some(Error::$name),)*
                    _ => None,
                }
            }
        }
    };
}

errors! {
    /// The contract declares no fact of that name in that scope.
    UnknownFact = 101, "the contract declares no such fact";
    /// The contract has no indicator, register, line or criterion of that name.
    UnknownItem = 102, "the contract has no such indicator, register, line or criterion";
    /// A value of another type than the fact declares.
    WrongType = 103, "the value is not of the fact's type";
    /// A value outside the range that the fact declares.
    OutOfRange = 104, "the value lies outside the fact's range";
    /// A decimal with more places than the fact declares.
    TooManyPlaces = 105, "the value has more decimal places than the fact declares";
    /// A text that is not among the fact's values.
    UnknownText = 106, "the text is not among the fact's values";
    /// Null for a fact that does not allow it.
    NullRefused = 107, "null is not allowed for this fact";
    /// Not a calendar day between 0001-01-01 and 9999-12-31, written YYYY-MM-DD.
    InvalidDate = 108, "not a calendar day between 0001-01-01 and 9999-12-31";
    /// Not a finite decimal number.
    InvalidNumber = 109, "not a finite decimal number";
    /// Not one of true, false, yes, no, 1, 0.
    InvalidBoolean = 110, "not true or false";
    /// A count of patients contradicts another: a numerator above its denominator.
    CountsContradict = 111, "a numerator is larger than its denominator";
    /// Members of one network give different values for a fact that must be the same for all.
    MembersDisagree = 112, "members of the network give different values for a common fact";
    /// The contract has no rule table at the level of patients for what was asked.
    NoPatientRules = 113, "the contract holds no patient rules for this item";
    /// A subject of this name stands already in the same input.
    DuplicateSubject = 114, "a subject of this name stands already in the input";
    /// A patient of a practice that the input does not hold.
    UnknownPractice = 115, "the input holds no practice of this name";
    /// A date after the day up to which records count.
    AfterAchievementDate = 116, "the date lies after the achievement date";
    /// Facts of one subject cannot be true together: an age and a date of birth, or what the contract says of its own.
    FactsContradict = 117, "facts of one subject contradict each other";
    /// A row without a name, or with more or fewer values than there are columns.
    MalformedRow = 118, "the row names no subject, or has not a value for each column";
    /// A fact that the rules read has no column.
    MissingColumn = 119, "a fact that the rules read has no column";
    /// A column is not of as many rows as the others.
    ColumnLength = 120, "the columns are not of the same length";
    /// The image ends before its own length says so.
    ImageTruncated = 201, "the image is cut short";
    /// The bytes do not begin as an image does.
    ImageMagic = 202, "these bytes are not a contract image";
    /// An image of a format that this kernel does not read.
    ImageVersion = 203, "the image is of a format that this version does not read";
    /// The checksum does not fit: the image was damaged.
    ImageChecksum = 204, "the image's checksum does not fit its bytes";
    /// A section is missing, misplaced or not a whole number of records.
    ImageSection = 205, "a section of the image is misplaced or of a wrong length";
    /// A record refers to something that is not there, or out of order.
    ImageReference = 206, "a record of the image refers to something that is not there";
    /// A name or text is not UTF-8.
    ImageText = 207, "a text of the image is not UTF-8";
    /// Code that would not leave exactly one value of the right type.
    ImageCode = 208, "code of the image is not well formed";
    /// A rule table that can run off its end or carries an unknown action.
    ImageTable = 209, "a table of the image is not well formed";
    /// A number, date or range that is not canonical.
    ImageNumber = 210, "a number or date of the image is not canonical";
    /// The image gives the language a meaning that this kernel does not know.
    ImageSemantics = 211, "the image asks for semantics that this version does not know";
    /// No contract of that id.
    ContractNotFound = 301, "no contract of that id";
    /// The contract has no definition for that day.
    NotInForce = 302, "no definition of the contract covers that day";
    /// The contract has no revision of that number for that day.
    RevisionNotFound = 303, "no such revision of the contract for that day";
    /// A contract that was fetched is not the one that was asked for: of another id, day or revision, or of other bytes.
    AnotherContract = 304, "another contract came than the one that was asked for";
    /// A division by zero.
    DivisionByZero = 401, "division by zero";
    /// A result too large for 34 digits and the exponent range of decimal128.
    Overflow = 402, "the result is too large";
    /// A look-up found no row.
    NoSuchRow = 403, "the table has no row for this value";
    /// A date computed outside the years 0001 to 9999.
    DateOverflow = 404, "the computed date lies outside the years 0001 to 9999";
    /// The caller's storage is smaller than the contract's cost asks for.
    StorageTooSmall = 501, "the caller's storage is too small; see the contract's cost";
    /// More members, patients or decisions than a count can hold.
    TooMany = 502, "more members or patients than can be counted";
    /// An argument at a language boundary is null, misaligned or out of range.
    BadArgument = 901, "an argument at the boundary is not usable";
    /// The caller was built against another version of the binary interface.
    AbiMismatch = 902, "the caller was built against another version of the binary interface";
    /// An object of the caller's that was not initialised, was zeroed, or is of another kind.
    NotInitialised = 903, "the object was not initialised, or is of another kind";
    /// A text at a language boundary is not UTF-8.
    InvalidUtf8 = 904, "a text at the boundary is not UTF-8";
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl core::error::Error for Error {}

/// The kernel's result.
///
/// ```
/// # use entitle_kernel::{Date, Error, error::Result};
/// fn year_later(day: &str) -> Result<Date> {
///     day.parse::<Date>()?.add_months(12)
/// }
/// assert_eq!(year_later("2024-02-29").map(|day| day.to_string()), Ok("2025-02-28".to_owned()));
/// assert_eq!(year_later("9999-01-01"), Err(Error::DateOverflow));
/// # Ok::<(), entitle_kernel::Error>(())
/// ```
pub type Result<T> = core::result::Result<T, Error>;
