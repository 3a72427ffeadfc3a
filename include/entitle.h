/*
 * Entitle: evaluates primary-care contracts. Who is eligible, which outcome targets are met, what is paid, and why.
 * It is not the official payment calculation of any contract, and not a clinical decision tool.
 *
 * CONVENTIONS, which every function keeps
 *
 * Status. A function returns int32_t: ENTITLE_OK (0), or the number of an error, the same number in every language.
 *   entitle_status_name names any number. Ranges: 100 input, 200 image, 300 not in force or not found, 400 arithmetic,
 *   500 capacity, 900 boundary. (Four functions cannot fail and return what they say.) Numbers 114 to 120 come of
 *   files and columns of patients, which other faces read.
 * Calls. The C calling convention (cdecl). The object comes first, then what goes in, then what comes out.
 * Out. What a pointer named for a result points to is written on success only, and then whole. Three things may be
 *   written by a call that fails: a buffer for text, storage, and a trace.
 * Memory. The library allocates nothing; there is nothing to free. An object is a record of the caller's, of
 *   entitle_object_bytes() bytes. Begin it with ENTITLE_ZERO: then whatever uses it before its _new, _find or _open
 *   refuses with NotInitialised. What an object needs beyond that goes into storage of the caller's:
 *   entitle_contract_cost says how many bytes, aligned to ENTITLE_STORAGE_ALIGNMENT. To be done with an object, stop
 *   using it.
 * Lifetimes. An image has to stay where it is, unchanged, while its contract or anything made of that is used, and
 *   storage while its object is; texts that come out lie in the image. Objects hold addresses of images and storage,
 *   not of other objects: they may be copied and moved, and a contract may go out of scope before its facts do. Two
 *   copies of an object share one storage, and are the same facts, patient, counts, network, statement or trace.
 *   `const` is about an object's own bytes.
 * Text. UTF-8, a pointer and a length in bytes, not ended by a zero byte. Going in, a null pointer with length 0 is
 *   the empty text. Where a function writes text to a buffer, `length` says how long it is; with a null buffer of
 *   capacity 0 only the length is found out. A buffer that is too small is StorageTooSmall.
 * Numbers. Indexes count from 0. Days are whole days after 1970-01-01. Decimals are an integer and a scale, or text;
 *   there are no floats, no 128-bit integers, no bools and no bitfields. Codes (ENTITLE_KIND_... and so on) go in and
 *   out as uint32_t, and any other code is refused.
 * Values in text, as a file has them: numbers plainly, days as YYYY-MM-DD, texts by their name, true, false, yes or no.
 *   `?` is unknown, `null` is null. An empty text is null where null is allowed; elsewhere it is as if the fact had not
 *   been set.
 * Names. A key of a fact that has a value for each register or indicator is `name.ITEM`: numerator.DM020.
 * Unknown. A fact that nobody set is unknown, and an answer that hangs on it is undetermined; it is never zero. Null is
 *   known: there is no such record.
 * Records. A patient's facts are those of the achievement date: the latest reading, say, is the latest up to that day.
 *   `from` of entitle_fact says what to look for. The library does not look whether a day that is set lies after the
 *   achievement date; the caller leaves such records out.
 * Threads. A contract is only read, and any number of threads may use one at once. Any other object belongs to one
 *   thread at a time.
 *
 * GUARANTEES against misuse. The library never panics, whatever it is given. It refuses, without having done anything
 *   but the three things above:
 *   - a null or misaligned pointer where one is needed (BadArgument);
 *   - an object that is zeroed, of another kind or of another version (NotInitialised);
 *   - an object whose storage was begun anew for another object (NotInitialised);
 *   - storage that is too short (StorageTooSmall), or lies over its object, the image or another storage of the same
 *     call (BadArgument), and a buffer for text or decisions that lies over what the call reads (BadArgument);
 *   - objects of two contracts in one call, facts that a statement was not made of, a trace of something else
 *     (BadArgument);
 *   - text that is not UTF-8 (InvalidUtf8), unknown indexes (UnknownFact, UnknownItem) and codes (BadArgument);
 *   - a caller of another version of this interface (AbiMismatch);
 *   - another image in the place of the one that was opened (ImageChecksum).
 *   An image whose bytes were changed behind the library's back is evaluated without a fault of memory, to answers that
 *   mean nothing: entitle_contract_verify finds out.
 *   It cannot see, and the caller avoids: a pointer to memory that is not the caller's or is shorter than said, an
 *   object filled by hand, storage that the caller wrote into or had a result written into, storage of which a part
 *   (not its beginning) was given to another object or holds one, two threads at one object.
 */

#ifndef ENTITLE_H
#define ENTITLE_H

/* Generated by `UPDATE=1 cargo test -p entitle-c --test header`. */

#include <stddef.h>
#include <stdint.h>

/** Begins an object or record: `entitle_contract contract = ENTITLE_ZERO;` */
#ifdef __cplusplus
#define ENTITLE_ZERO {}
#else
#define ENTITLE_ZERO {0}
#endif

/** No index: the contract has none. */
#define ENTITLE_NONE UINT32_MAX

/** No day: the contract states none. */
#define ENTITLE_NO_DATE INT32_MIN

/**
 * Statuses: what every call returns.
 */
enum {
  /** Success. */
  ENTITLE_OK = 0,
  /** The contract declares no such fact. */
  ENTITLE_UNKNOWN_FACT = 101,
  /** The contract has no such indicator, register, line or criterion. */
  ENTITLE_UNKNOWN_ITEM = 102,
  /** The value is not of the fact's type. */
  ENTITLE_WRONG_TYPE = 103,
  /** The value lies outside the fact's range. */
  ENTITLE_OUT_OF_RANGE = 104,
  /** The value has more decimal places than the fact declares. */
  ENTITLE_TOO_MANY_PLACES = 105,
  /** The text is not among the fact's values. */
  ENTITLE_UNKNOWN_TEXT = 106,
  /** Null is not allowed for this fact. */
  ENTITLE_NULL_REFUSED = 107,
  /** Not a calendar day between 0001-01-01 and 9999-12-31. */
  ENTITLE_INVALID_DATE = 108,
  /** Not a finite decimal number. */
  ENTITLE_INVALID_NUMBER = 109,
  /** Not true or false. */
  ENTITLE_INVALID_BOOLEAN = 110,
  /** A numerator is larger than its denominator. */
  ENTITLE_COUNTS_CONTRADICT = 111,
  /** Members of the network give different values for a common fact. */
  ENTITLE_MEMBERS_DISAGREE = 112,
  /** The contract holds no patient rules for this item. */
  ENTITLE_NO_PATIENT_RULES = 113,
  /** A subject of this name stands already in the input. */
  ENTITLE_DUPLICATE_SUBJECT = 114,
  /** The input holds no practice of this name. */
  ENTITLE_UNKNOWN_PRACTICE = 115,
  /** The date lies after the achievement date. */
  ENTITLE_AFTER_ACHIEVEMENT_DATE = 116,
  /** Facts of one subject contradict each other. */
  ENTITLE_FACTS_CONTRADICT = 117,
  /** The row names no subject, or has not a value for each column. */
  ENTITLE_MALFORMED_ROW = 118,
  /** A fact that the rules read has no column. */
  ENTITLE_MISSING_COLUMN = 119,
  /** The columns are not of the same length. */
  ENTITLE_COLUMN_LENGTH = 120,
  /** The image is cut short. */
  ENTITLE_IMAGE_TRUNCATED = 201,
  /** These bytes are not a contract image. */
  ENTITLE_IMAGE_MAGIC = 202,
  /** The image is of a format that this version does not read. */
  ENTITLE_IMAGE_VERSION = 203,
  /** The image's checksum does not fit its bytes. */
  ENTITLE_IMAGE_CHECKSUM = 204,
  /** A section of the image is misplaced or of a wrong length. */
  ENTITLE_IMAGE_SECTION = 205,
  /** A record of the image refers to something that is not there. */
  ENTITLE_IMAGE_REFERENCE = 206,
  /** A text of the image is not UTF-8. */
  ENTITLE_IMAGE_TEXT = 207,
  /** Code of the image is not well formed. */
  ENTITLE_IMAGE_CODE = 208,
  /** A table of the image is not well formed. */
  ENTITLE_IMAGE_TABLE = 209,
  /** A number or date of the image is not canonical. */
  ENTITLE_IMAGE_NUMBER = 210,
  /** The image asks for semantics that this version does not know. */
  ENTITLE_IMAGE_SEMANTICS = 211,
  /** No contract of that id. */
  ENTITLE_CONTRACT_NOT_FOUND = 301,
  /** No definition of the contract covers that day. */
  ENTITLE_NOT_IN_FORCE = 302,
  /** No such revision of the contract for that day. */
  ENTITLE_REVISION_NOT_FOUND = 303,
  /** Another contract came than the one that was asked for. */
  ENTITLE_ANOTHER_CONTRACT = 304,
  /** Division by zero. */
  ENTITLE_DIVISION_BY_ZERO = 401,
  /** The result is too large. */
  ENTITLE_OVERFLOW = 402,
  /** The table has no row for this value. */
  ENTITLE_NO_SUCH_ROW = 403,
  /** The computed date lies outside the years 0001 to 9999. */
  ENTITLE_DATE_OVERFLOW = 404,
  /** The caller's storage is too small; see the contract's cost. */
  ENTITLE_STORAGE_TOO_SMALL = 501,
  /** More members or patients than can be counted. */
  ENTITLE_TOO_MANY = 502,
  /** An argument at the boundary is not usable. */
  ENTITLE_BAD_ARGUMENT = 901,
  /** The caller was built against another version of the binary interface. */
  ENTITLE_ABI_MISMATCH = 902,
  /** The object was not initialised, or is of another kind. */
  ENTITLE_NOT_INITIALISED = 903,
  /** A text at the boundary is not UTF-8. */
  ENTITLE_INVALID_UTF8 = 904
};

/**
 * What a fact is about.
 */
enum {
  ENTITLE_SCOPE_CONTRACT = 0,
  ENTITLE_SCOPE_NETWORK = 1,
  ENTITLE_SCOPE_PRACTICE = 2,
  ENTITLE_SCOPE_PATIENT = 3
};

/**
 * The type of a fact.
 */
enum {
  ENTITLE_KIND_INTEGER = 0,
  ENTITLE_KIND_DECIMAL = 1,
  ENTITLE_KIND_DATE = 2,
  ENTITLE_KIND_BOOLEAN = 3,
  ENTITLE_KIND_TEXT = 4
};

/**
 * Whether a fact has one value, or one for each register or indicator.
 */
enum {
  ENTITLE_PER_SUBJECT = 0,
  ENTITLE_PER_REGISTER = 1,
  ENTITLE_PER_INDICATOR = 2
};

/**
 * What becomes of a practice's fact in a network.
 */
enum {
  ENTITLE_POOL_NONE = 0,
  ENTITLE_POOL_SUM = 1,
  ENTITLE_POOL_SAME = 2
};

/**
 * What a row of a rule table does.
 */
enum {
  ENTITLE_ACTION_SELECT = 0,
  ENTITLE_ACTION_REJECT = 1,
  ENTITLE_ACTION_EXCLUDE = 2,
  ENTITLE_ACTION_ADJUST = 3,
  ENTITLE_ACTION_NEXT = 4
};

/**
 * What became of a patient for an indicator.
 */
enum {
  ENTITLE_OUTCOME_NOT_ON_REGISTER = 0,
  ENTITLE_OUTCOME_EXCLUDED = 1,
  ENTITLE_OUTCOME_ADJUSTED = 2,
  ENTITLE_OUTCOME_IN_DENOMINATOR = 3,
  ENTITLE_OUTCOME_IN_NUMERATOR = 4,
  ENTITLE_OUTCOME_UNDETERMINED = 5
};

/**
 * The steps of a statement.
 */
enum {
  ENTITLE_STEP_CONDITION = 0,
  ENTITLE_STEP_LINE = 1,
  ENTITLE_STEP_FOLD = 2,
  ENTITLE_STEP_CRITERION = 3,
  ENTITLE_STEP_POINTS = 4,
  ENTITLE_STEP_CONTRADICTION = 5
};

/**
 * How well a figure is known.
 */
enum {
  ENTITLE_GRADE_OFFICIAL = 0,
  ENTITLE_GRADE_PUBLISHED = 1,
  ENTITLE_GRADE_DERIVED = 2,
  ENTITLE_GRADE_ASSUMED = 3
};

/**
 * How a line is rounded.
 */
enum {
  ENTITLE_ROUNDING_HALF_UP = 1,
  ENTITLE_ROUNDING_HALF_EVEN = 2,
  ENTITLE_ROUNDING_HALF_DOWN = 3,
  ENTITLE_ROUNDING_UP = 4,
  ENTITLE_ROUNDING_DOWN = 5,
  ENTITLE_ROUNDING_FLOOR = 6,
  ENTITLE_ROUNDING_CEILING = 7,
  ENTITLE_ROUNDING_05UP = 8
};


/**
 * Alignment of every storage, bytes: that of `uint64_t` on most machines, and of `malloc` on all.
 */
#define ENTITLE_STORAGE_ALIGNMENT 8

/**
 * The version of the binary interface: of every record, object and function of this header. A caller passes the one it
 * was built against to `entitle_contract_new` and `entitle_contract_find`, and a library of another one refuses.
 */
#define ENTITLE_ABI_VERSION 1

/**
 * Words of every object, 8 bytes each: more than the library needs today.
 */
#define ENTITLE_OBJECT_WORDS 16

/**
 * Nobody has said.
 */
#define ENTITLE_VALUE_UNKNOWN 0

/**
 * There is no such record.
 */
#define ENTITLE_VALUE_NULL 1

/**
 * A number: `integer` times 10 to the power of minus `scale`.
 */
#define ENTITLE_VALUE_NUMBER 2

/**
 * A day: `integer` days after 1970-01-01 (see `entitle_date_from_ymd`).
 */
#define ENTITLE_VALUE_DATE 3

/**
 * `integer` is 1 for true and 0 for false.
 */
#define ENTITLE_VALUE_BOOLEAN 4

/**
 * `integer` is the place of the text among the fact's texts (see `entitle_contract_fact_text`).
 */
#define ENTITLE_VALUE_TEXT 5

/**
 * Could not be worked out: `integer` is the status that says why. Comes out only.
 */
#define ENTITLE_VALUE_ERROR 6

/**
 * A number with more digits than 64 bits hold, such as 1 / 3: ask for its text. Comes out only.
 */
#define ENTITLE_VALUE_LONG_NUMBER 7

/**
 * A statement about a practice.
 */
#define ENTITLE_SUBJECT_PRACTICE 0

/**
 * A statement about a network.
 */
#define ENTITLE_SUBJECT_NETWORK 1

/**
 * A fact that may be null: "there is no such record".
 */
#define ENTITLE_FACT_NULL_ALLOWED 1

/**
 * A fact that the contract leaves to the parties.
 */
#define ENTITLE_FACT_LOCAL_TERM 2

/**
 * One of the language's own counts.
 */
#define ENTITLE_FACT_BUILT_IN 4

/**
 * A fact with a range: numbers and days.
 */
#define ENTITLE_FACT_HAS_RANGE 8

/**
 * A switch: a doubt about what the contract means, with a default and a source.
 */
#define ENTITLE_FACT_SWITCH 16

/**
 * Rests on figures of a primary source, graded official.
 */
#define ENTITLE_BASIS_OFFICIAL 1

/**
 * Rests on figures graded published.
 */
#define ENTITLE_BASIS_PUBLISHED 2

/**
 * Rests on figures graded derived.
 */
#define ENTITLE_BASIS_DERIVED 4

/**
 * Rests on figures graded assumed: say so wherever the answer is shown.
 */
#define ENTITLE_BASIS_ASSUMED 8

/**
 * Rests on a local term: what the parties agreed, not the contract.
 */
#define ENTITLE_BASIS_LOCAL_TERM 16

/**
 * The rule table of a register.
 */
#define ENTITLE_ROLE_REGISTER 0

/**
 * The denominator's rule table of an indicator.
 */
#define ENTITLE_ROLE_DENOMINATOR 1

/**
 * The numerator's rule table of an indicator.
 */
#define ENTITLE_ROLE_NUMERATOR 2

/**
 * The place before the first answer, and after the last.
 */
#define ENTITLE_ANSWER_NONE 0

/**
 * All criteria together.
 */
#define ENTITLE_ANSWER_ELIGIBLE 1

/**
 * One criterion.
 */
#define ENTITLE_ANSWER_CRITERION 2

/**
 * A condition about the subject.
 */
#define ENTITLE_ANSWER_CONDITION 3

/**
 * Numerator / denominator of an indicator.
 */
#define ENTITLE_ANSWER_ACHIEVED 4

/**
 * The points that an indicator earns.
 */
#define ENTITLE_ANSWER_POINTS 5

/**
 * An amount.
 */
#define ENTITLE_ANSWER_LINE 6

/**
 * It holds.
 */
#define ENTITLE_VERDICT_MET 0

/**
 * It does not hold, and the commissioner decides.
 */
#define ENTITLE_VERDICT_REFER 1

/**
 * A fact that decides is unknown or null.
 */
#define ENTITLE_VERDICT_UNDETERMINED 2

/**
 * It does not hold.
 */
#define ENTITLE_VERDICT_NOT_MET 3

/**
 * A register.
 */
#define ENTITLE_NAMED_REGISTER 0

/**
 * An indicator.
 */
#define ENTITLE_NAMED_INDICATOR 1

/**
 * A line.
 */
#define ENTITLE_NAMED_LINE 2

/**
 * A criterion.
 */
#define ENTITLE_NAMED_CRITERION 3

/**
 * A condition about the subject.
 */
#define ENTITLE_NAMED_CONDITION 4

/**
 * The words of `ENTITLE_SCOPE_...`.
 */
#define ENTITLE_WORDS_SCOPE 0

/**
 * The words of `ENTITLE_KIND_...`.
 */
#define ENTITLE_WORDS_KIND 1

/**
 * The words of `ENTITLE_PER_...`.
 */
#define ENTITLE_WORDS_PER 2

/**
 * The words of `ENTITLE_POOL_...`.
 */
#define ENTITLE_WORDS_POOL 3

/**
 * The words of `ENTITLE_ACTION_...`.
 */
#define ENTITLE_WORDS_ACTION 4

/**
 * The words of `ENTITLE_OUTCOME_...`.
 */
#define ENTITLE_WORDS_OUTCOME 5

/**
 * The words of `ENTITLE_GRADE_...`.
 */
#define ENTITLE_WORDS_GRADE 6

/**
 * The words of `ENTITLE_VERDICT_...`.
 */
#define ENTITLE_WORDS_VERDICT 7

/**
 * The words of `ENTITLE_ANSWER_...`.
 */
#define ENTITLE_WORDS_ANSWER 8

/**
 * The words of `ENTITLE_STEP_...`.
 */
#define ENTITLE_WORDS_STEP 9

/**
 * The words of `ENTITLE_ROUNDING_...`.
 */
#define ENTITLE_WORDS_ROUNDING 10

/**
 * The decision of a patient who is not on the indicator's register.
 */
#define ENTITLE_DECISION_NOT_ON_REGISTER 0

/**
 * The decision where a fact that decides is unknown.
 */
#define ENTITLE_DECISION_UNDETERMINED 255

/**
 * In place of a decision where the contract holds no patient rules for the indicator (`entitle_patient_decide_all`).
 */
#define ENTITLE_DECISION_NO_RULES 254

/**
 * The patient is not on the register.
 */
#define ENTITLE_MEMBER_NO 0

/**
 * The patient is on the register.
 */
#define ENTITLE_MEMBER_YES 1

/**
 * A fact that decides is unknown.
 */
#define ENTITLE_MEMBER_UNDETERMINED 2

/**
 * A row of a rule table was asked: `role`, `table`, `row`, `must`, `may`, `action`.
 */
#define ENTITLE_EVENT_ROW 0

/**
 * A row of a look-up table applied: `table`, `row`.
 */
#define ENTITLE_EVENT_LOOKUP 1

/**
 * `min` took an argument: `argument` of `of`.
 */
#define ENTITLE_EVENT_MINIMUM 2

/**
 * `max` took an argument: `argument` of `of`.
 */
#define ENTITLE_EVENT_MAXIMUM 3

/**
 * `if` took its first branch.
 */
#define ENTITLE_EVENT_FIRST_BRANCH 4

/**
 * `if` took its second branch.
 */
#define ENTITLE_EVENT_SECOND_BRANCH 5

/**
 * A line was rounded: `from`, `places`, `mode` (one of `ENTITLE_ROUNDING_...`).
 */
#define ENTITLE_EVENT_ROUNDED 6

/**
 * A scale turned a rate into points: `table` is the scale, `reached` and `row` say where on it.
 */
#define ENTITLE_EVENT_SCALE 7

/**
 * An unknown fact was asked for: `fact`, `item`.
 */
#define ENTITLE_EVENT_UNKNOWN 8

/**
 * The denominator is zero, or the rate null: nothing is earned.
 */
#define ENTITLE_REACHED_NOTHING_TO_MEASURE 0

/**
 * A count or the rate is unknown or failed.
 */
#define ENTITLE_REACHED_UNDETERMINED 1

/**
 * At or below where points begin.
 */
#define ENTITLE_REACHED_BELOW 2

/**
 * Above the bound that `row` says, from 0, and below the next.
 */
#define ENTITLE_REACHED_ABOVE 3

/**
 * All there is to earn.
 */
#define ENTITLE_REACHED_TOP 4

/**
 * A contract, checked and ready: holds where its image lies. Begin with `ENTITLE_ZERO`.
 *
 * After `entitle_contract_new` or `entitle_contract_find` it is only read: any number of threads may use it at once.
 */
typedef struct entitle_contract {
  /**
   * The library's.
   */
  uint64_t reserved[ENTITLE_OBJECT_WORDS];
} entitle_contract;

/**
 * A text: UTF-8, `length` bytes, not ended by a zero. It lies in the contract's image or in the library, and is good
 * for as long as the image is.
 */
typedef struct entitle_text {
  /**
   * Where it begins; never null.
   */
  const char *data;
  /**
   * Its length, bytes.
   */
  size_t length;
} entitle_text;

/**
 * What a contract is. Texts are empty where the image was made without them.
 */
typedef struct entitle_summary {
  /**
   * Its id, such as `qof-england`.
   */
  struct entitle_text id;
  /**
   * Its title.
   */
  struct entitle_text title;
  /**
   * What it is, in a few sentences.
   */
  struct entitle_text doc;
  /**
   * First day in force, days after 1970-01-01.
   */
  int32_t in_force;
  /**
   * The day after the last in force, or `ENTITLE_NO_DATE`.
   */
  int32_t until;
  /**
   * The last day in force, up to which a whole period counts, or `ENTITLE_NO_DATE`.
   */
  int32_t period_end;
  /**
   * The day when it was published, or `ENTITLE_NO_DATE`.
   */
  int32_t published;
  /**
   * 1 for the first publication, 2 for its first correction, and so on.
   */
  uint32_t revision;
  /**
   * Whose statement it makes: `ENTITLE_SUBJECT_PRACTICE` or `ENTITLE_SUBJECT_NETWORK`.
   */
  uint32_t subject;
  /**
   * The line that is the payment, or `ENTITLE_NONE`.
   */
  uint32_t pays;
  /**
   * How many facts it takes, of all scopes.
   */
  uint32_t facts;
  /**
   * How many registers it has.
   */
  uint32_t registers;
  /**
   * How many indicators it has.
   */
  uint32_t indicators;
  /**
   * How many sources it cites.
   */
  uint32_t sources;
  /**
   * The library's; zero.
   */
  uint32_t reserved;
  /**
   * The library's; zero.
   */
  uint64_t reserved_words[4];
} entitle_summary;

/**
 * What a contract proves itself by: SHA-256, 32 bytes each.
 */
typedef struct entitle_digests {
  /**
   * Of its definition, in a canonical form: what was meant.
   */
  uint8_t source[32];
  /**
   * Of its image without the text, computed from the bytes: what evaluates. An image without its text has the same one.
   */
  uint8_t image[32];
  /**
   * Of the titles and documentation, computed from the bytes; zero where the image was made without them.
   */
  uint8_t text[32];
  /**
   * 1 where the image has its text, else 0.
   */
  uint32_t has_text;
  /**
   * The library's; zero.
   */
  uint32_t reserved;
  /**
   * The library's; zero.
   */
  uint64_t reserved_words[4];
} entitle_digests;

/**
 * What evaluations of a contract cost at worst. Steps are operations of the image's code.
 */
typedef struct entitle_cost {
  /**
   * Steps to decide every register and indicator for one patient.
   */
  uint32_t patient_steps;
  /**
   * Steps of one statement. Headroom is one more, and up to 33 where a scale computes the rate that it judges.
   */
  uint32_t statement_steps;
  /**
   * Steps to add one practice to a network.
   */
  uint32_t member_steps;
  /**
   * The library's; zero.
   */
  uint32_t reserved;
  /**
   * Storage of an `entitle_patient`, bytes.
   */
  size_t patient_bytes;
  /**
   * Storage of an `entitle_facts`, bytes.
   */
  size_t facts_bytes;
  /**
   * Storage of an `entitle_tally`, bytes.
   */
  size_t tally_bytes;
  /**
   * Storage of an `entitle_network`, bytes.
   */
  size_t network_bytes;
  /**
   * Storage of an `entitle_statement`, bytes.
   */
  size_t statement_bytes;
  /**
   * The library's; zero.
   */
  uint64_t reserved_words[2];
} entitle_cost;

/**
 * A value. What `integer` means is said at each `ENTITLE_VALUE_...`; `scale` belongs to numbers and is 0 otherwise.
 */
typedef struct entitle_value {
  /**
   * One of `ENTITLE_VALUE_...`.
   */
  uint32_t kind;
  /**
   * Decimal places of a number: 0 to 255.
   */
  int32_t scale;
  /**
   * The number without its decimal point, the day, the truth, the place of the text, or the status.
   */
  int64_t integer;
} entitle_value;

/**
 * A fact that a contract takes. Texts are empty where the image was made without them.
 */
typedef struct entitle_fact {
  /**
   * Its name; for a fact per register or indicator a key is `name.ITEM`, such as `numerator.DM020`.
   */
  struct entitle_text name;
  /**
   * Its unit, or empty.
   */
  struct entitle_text unit;
  /**
   * What it means.
   */
  struct entitle_text doc;
  /**
   * Where a clinical system finds it: `key = value`, separated by `; `, or empty.
   */
  struct entitle_text from;
  /**
   * Its index in the contract.
   */
  uint32_t index;
  /**
   * What it is about: one of `ENTITLE_SCOPE_...`.
   */
  uint32_t scope;
  /**
   * Its type: one of `ENTITLE_KIND_...`.
   */
  uint32_t kind;
  /**
   * The kind of its values: one of `ENTITLE_VALUE_...`.
   */
  uint32_t value_kind;
  /**
   * Whether there is one for each register or indicator: one of `ENTITLE_PER_...`.
   */
  uint32_t per;
  /**
   * What becomes of it when practices are pooled: one of `ENTITLE_POOL_...`.
   */
  uint32_t pool;
  /**
   * Decimal places that a value may have.
   */
  uint32_t places;
  /**
   * Of `ENTITLE_FACT_...`.
   */
  uint32_t flags;
  /**
   * How many texts it may be; 0 for other types.
   */
  uint32_t texts;
  /**
   * The library's; zero.
   */
  uint32_t reserved;
  /**
   * The least value, where `flags` say that it has a range.
   */
  struct entitle_value least;
  /**
   * The greatest value, where `flags` say that it has a range.
   */
  struct entitle_value greatest;
  /**
   * The value of a switch that nobody sets; unknown for other facts.
   */
  struct entitle_value default_value;
  /**
   * The library's; zero.
   */
  uint64_t reserved_words[2];
} entitle_fact;

/**
 * Where figures come from.
 */
typedef struct entitle_source {
  /**
   * Its id within the definition.
   */
  struct entitle_text name;
  /**
   * Its title.
   */
  struct entitle_text title;
  /**
   * A note, or empty.
   */
  struct entitle_text note;
  /**
   * How well its figures are known: one of `ENTITLE_GRADE_...`.
   */
  uint32_t grade;
  /**
   * The library's; zero.
   */
  uint32_t reserved;
} entitle_source;

/**
 * A register. Texts are empty where the image was made without them.
 */
typedef struct entitle_register {
  /**
   * Its name, such as `DM`.
   */
  struct entitle_text name;
  /**
   * Its title.
   */
  struct entitle_text title;
  /**
   * 1 where patients can be put on it, 0 where only its size is known.
   */
  uint32_t has_rules;
  /**
   * How well its rules are known: one of `ENTITLE_GRADE_...`.
   */
  uint32_t grade;
  /**
   * The library's; zero.
   */
  uint64_t reserved_words[2];
} entitle_register;

/**
 * An indicator. Texts are empty where the image was made without them.
 */
typedef struct entitle_indicator {
  /**
   * Its name, such as `DM020`.
   */
  struct entitle_text name;
  /**
   * Its title.
   */
  struct entitle_text title;
  /**
   * The register that its patients are on.
   */
  uint32_t register_index;
  /**
   * 1 where patients can be decided, 0 where only its counts are known.
   */
  uint32_t has_rules;
  /**
   * How well its points and thresholds are known: one of `ENTITLE_GRADE_...`.
   */
  uint32_t points_grade;
  /**
   * How well the order and content of its rules are known: one of `ENTITLE_GRADE_...`.
   */
  uint32_t rules_grade;
  /**
   * All the points that it can earn.
   */
  struct entitle_value points;
  /**
   * The library's; zero.
   */
  uint64_t reserved_words[2];
} entitle_indicator;

/**
 * What a decision means.
 */
typedef struct entitle_settled {
  /**
   * One of `ENTITLE_OUTCOME_...`.
   */
  uint32_t outcome;
  /**
   * What it rests on, of `ENTITLE_BASIS_...`.
   */
  uint32_t basis;
  /**
   * The row of the denominator's table that decided, from 0, or -1.
   */
  int32_t row;
  /**
   * 1 where that row's condition held, 0 where its `else` decided.
   */
  uint32_t matched;
  /**
   * The row of the numerator's table that decided, from 0, or -1.
   */
  int32_t numerator_row;
  /**
   * 1 where that row's condition held, 0 where its `else` decided.
   */
  uint32_t numerator_matched;
  /**
   * The reason's id within the definition, or empty.
   */
  struct entitle_text reason;
  /**
   * The reason's class, such as `declined`, or empty.
   */
  struct entitle_text reason_class;
  /**
   * The reason in plain words, or empty.
   */
  struct entitle_text reason_text;
  /**
   * The library's; zero.
   */
  uint64_t reserved_words[2];
} entitle_settled;

/**
 * A row of a rule table, as its definition has it. Texts are empty where there is none, or the image was made without
 * them.
 */
typedef struct entitle_rule {
  /**
   * The condition as written, parameters put in; its name in an image without text; `otherwise` for a row that
   * always matches.
   */
  struct entitle_text condition;
  /**
   * What the condition stands for, where it is a name.
   */
  struct entitle_text meaning;
  /**
   * Its clause.
   */
  struct entitle_text clause;
  /**
   * The reason where the condition holds, by its id.
   */
  struct entitle_text because;
  /**
   * The reason where it does not, by its id.
   */
  struct entitle_text otherwise_because;
  /**
   * What it does where the condition holds: one of `ENTITLE_ACTION_...`.
   */
  uint32_t then;
  /**
   * What it does where it does not: one of `ENTITLE_ACTION_...`.
   */
  uint32_t otherwise;
  /**
   * What its condition rests on, of `ENTITLE_BASIS_...`.
   */
  uint32_t basis;
  /**
   * The library's; zero.
   */
  uint32_t reserved;
} entitle_rule;

/**
 * The facts of one practice or network. Begin with `ENTITLE_ZERO`.
 */
typedef struct entitle_facts {
  /**
   * The library's.
   */
  uint64_t reserved[ENTITLE_OBJECT_WORDS];
} entitle_facts;

/**
 * The facts of one patient, up to an achievement date. Begin with `ENTITLE_ZERO`; use it for one patient after
 * another with `entitle_patient_clear`.
 */
typedef struct entitle_patient {
  /**
   * The library's.
   */
  uint64_t reserved[ENTITLE_OBJECT_WORDS];
} entitle_patient;

/**
 * What decided, in order. Begin with `ENTITLE_ZERO`; every evaluation that it is given to begins it anew.
 */
typedef struct entitle_trace {
  /**
   * The library's.
   */
  uint64_t reserved[ENTITLE_OBJECT_WORDS];
} entitle_trace;

/**
 * Counts of patients' decisions: the histogram from which a practice's counts come. Begin with `ENTITLE_ZERO`.
 */
typedef struct entitle_tally {
  /**
   * The library's.
   */
  uint64_t reserved[ENTITLE_OBJECT_WORDS];
} entitle_tally;

/**
 * Practices pooled into a network, one after another. Begin with `ENTITLE_ZERO`.
 */
typedef struct entitle_network {
  /**
   * The library's.
   */
  uint64_t reserved[ENTITLE_OBJECT_WORDS];
} entitle_network;

/**
 * All results for one practice or network. Begin with `ENTITLE_ZERO`.
 */
typedef struct entitle_statement {
  /**
   * The library's.
   */
  uint64_t reserved[ENTITLE_OBJECT_WORDS];
} entitle_statement;

/**
 * One answer of a statement. Texts are empty where there is none, or the image was made without them.
 */
typedef struct entitle_answer {
  /**
   * What it is about: one of `ENTITLE_ANSWER_...`.
   */
  uint32_t kind;
  /**
   * Its index among its kind; the indicator's for points and achieved.
   */
  uint32_t index;
  /**
   * The register or indicator of a line that has an amount for each; 0 otherwise.
   */
  uint32_t item;
  /**
   * For a criterion and all of them one of `ENTITLE_VERDICT_...`; `ENTITLE_NONE` otherwise.
   */
  uint32_t verdict;
  /**
   * What it rests on, of `ENTITLE_BASIS_...`.
   */
  uint32_t basis;
  /**
   * The library's; zero.
   */
  uint32_t reserved;
  /**
   * The value; unknown for what has a verdict.
   */
  struct entitle_value value;
  /**
   * Its name: the line's, criterion's, condition's or indicator's.
   */
  struct entitle_text name;
  /**
   * The name of the register or indicator that `item` is.
   */
  struct entitle_text item_name;
  /**
   * Its unit.
   */
  struct entitle_text unit;
  /**
   * Its title.
   */
  struct entitle_text title;
  /**
   * Its clause.
   */
  struct entitle_text clause;
} entitle_answer;

/**
 * How far an indicator is from full points, and what the next patient brings.
 */
typedef struct entitle_headroom {
  /**
   * Patients of the denominator that still have to move into the numerator (out of it, where lower is better) to
   * earn full points; -1 where even all of them do not suffice, or a count is unknown.
   */
  int64_t patients_needed;
  /**
   * What the payment gains with the next such patient; null where there is none or the contract does not pay.
   */
  struct entitle_value next_patient;
  /**
   * The library's; zero.
   */
  uint64_t reserved_words[2];
} entitle_headroom;

/**
 * An entry of a trace. What belongs to an event is said at each `ENTITLE_EVENT_...`; the rest is 0.
 */
typedef struct entitle_entry {
  /**
   * One of `ENTITLE_EVENT_...`.
   */
  uint32_t event;
  /**
   * Where in a statement: one of `ENTITLE_STEP_...`, or `ENTITLE_NONE` while a patient is evaluated.
   */
  uint32_t step;
  /**
   * Which of that kind of step.
   */
  uint32_t index;
  /**
   * The register or indicator of the step, or of an unknown fact.
   */
  uint32_t item;
  /**
   * One of `ENTITLE_ROLE_...`.
   */
  uint32_t role;
  /**
   * Whose rule table it is: a register or an indicator; or which look-up table or scale.
   */
  uint32_t table;
  /**
   * The row or bound, from 0.
   */
  uint32_t row;
  /**
   * 1 where the row's condition is true; 0 where it is false, null or unknown.
   */
  uint32_t must;
  /**
   * 1 where the row's condition is true or, for want of a fact, may be.
   */
  uint32_t may;
  /**
   * One of `ENTITLE_ACTION_...`.
   */
  uint32_t action;
  /**
   * The argument that was the least or the greatest, from 0.
   */
  uint32_t argument;
  /**
   * Of how many arguments.
   */
  uint32_t of;
  /**
   * Decimal places of the rounding; negative before the point.
   */
  int32_t places;
  /**
   * One of `ENTITLE_ROUNDING_...`.
   */
  uint32_t mode;
  /**
   * One of `ENTITLE_REACHED_...`.
   */
  uint32_t reached;
  /**
   * The unknown fact's index.
   */
  uint32_t fact;
  /**
   * The amount before the rounding.
   */
  struct entitle_value from;
  /**
   * The library's; zero.
   */
  uint64_t reserved_words[2];
} entitle_entry;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The size of every object, bytes: what a language without this header has to set aside for one, aligned to
 * `ENTITLE_STORAGE_ALIGNMENT`. It is `sizeof(entitle_contract)`, and the same for all of them.
 */
size_t entitle_object_bytes(void);

/**
 * The version of the binary interface that the library has: compare with `ENTITLE_ABI_VERSION`.
 */
uint32_t entitle_abi_version(void);

/**
 * The name of a status, the same in every language: `UnknownFact` for 101, `Ok` for 0, and for a number that was never
 * given out `unknown status`. Ended by a zero byte, and never null.
 */
const char *entitle_status_name(int32_t status);

/**
 * A status in one sentence of plain words, without a full stop. Ended by a zero byte, and never null.
 */
const char *entitle_status_text(int32_t status);

/**
 * Opens an image: checks it once, whole. `abi` is `ENTITLE_ABI_VERSION`.
 *
 * The image stays the caller's, and has to stay where it is, unchanged, while the contract or anything made of it is
 * used. Errors: `AbiMismatch`; of the 200 page where the bytes are not a sound image.
 */
int32_t entitle_contract_new(struct entitle_contract *contract,
                             uint32_t abi,
                             const uint8_t *image,
                             size_t image_bytes);

/**
 * Finds the built-in contract of that id in force on `day`. `revision` 0 is the latest. `abi` is
 * `ENTITLE_ABI_VERSION`.
 *
 * Errors: `AbiMismatch`, `ContractNotFound`, `NotInForce`, `RevisionNotFound`, `InvalidDate`.
 */
int32_t entitle_contract_find(struct entitle_contract *contract,
                              uint32_t abi,
                              const char *id,
                              size_t id_length,
                              int32_t day,
                              uint32_t revision);

/**
 * How many definitions are built in: places 0 to `count` - 1 of `entitle_built_in_open`.
 */
int32_t entitle_built_in_count(uint32_t *count);

/**
 * Opens the built-in definition at a place, in order of id, day and revision. `abi` is `ENTITLE_ABI_VERSION`.
 * Errors: `AbiMismatch`, `ContractNotFound`.
 */
int32_t entitle_built_in_open(struct entitle_contract *contract, uint32_t abi, uint32_t at);

/**
 * Whether the image's bytes still are what was checked: `ImageChecksum` where they were changed since. Takes time in
 * proportion to the image; other calls compare its length and stated checksum only.
 */
int32_t entitle_contract_verify(const struct entitle_contract *contract);

/**
 * What the contract is.
 */
int32_t entitle_contract_summary(const struct entitle_contract *contract, struct entitle_summary *summary);

/**
 * What the contract proves itself by. The digests of image and text are computed from the bytes, now: that takes time in
 * proportion to the image, so keep them. To see that an image is the one that was meant, compare `image` with the digest that
 * `entitle verify` prints.
 */
int32_t entitle_contract_digests(const struct entitle_contract *contract,
                                 struct entitle_digests *digests);

/**
 * The contract as every statement names it: `id@day#revision source:DIGITS image:DIGITS`, 64 digits each. The image's is
 * computed, as by `entitle_contract_digests`.
 */
int32_t entitle_contract_identity(const struct entitle_contract *contract,
                                  char *buffer,
                                  size_t capacity,
                                  size_t *length);

/**
 * What evaluations cost at worst: steps, and the bytes of storage that each object needs.
 */
int32_t entitle_contract_cost(const struct entitle_contract *contract, struct entitle_cost *cost);

/**
 * A fact by its index: name, type, unit, range, meaning. `UnknownFact` where the contract has none of that index.
 */
int32_t entitle_contract_fact(const struct entitle_contract *contract,
                              uint32_t fact,
                              struct entitle_fact *described_fact);

/**
 * A text that a fact may be, by its place from 0. `UnknownFact`, `UnknownText`.
 */
int32_t entitle_contract_fact_text(const struct entitle_contract *contract,
                                   uint32_t fact,
                                   uint32_t at,
                                   struct entitle_text *text);

/**
 * The source of a switch: what is known of the doubt that it names. `UnknownFact`; `UnknownItem` for a fact that
 * is no switch.
 */
int32_t entitle_contract_fact_source(const struct entitle_contract *contract,
                                     uint32_t fact,
                                     struct entitle_source *source);

/**
 * What a fact's value is in writing: numbers plainly, days as `YYYY-MM-DD`, texts by their name, `unknown`, `null`.
 * Errors: `UnknownFact`, and those of `entitle_facts_set`.
 */
int32_t entitle_contract_fact_written(const struct entitle_contract *contract,
                                      uint32_t fact,
                                      const struct entitle_value *value,
                                      char *buffer,
                                      size_t capacity,
                                      size_t *length);

/**
 * What a text says as the value of a fact, as a file would: see Values on the first page. For a column: find its fact once,
 * parse every cell. Errors: `UnknownFact`, `UnknownText`, `InvalidNumber`, `InvalidDate`, `InvalidBoolean`,
 * and those of `entitle_facts_set`.
 */
int32_t entitle_contract_fact_parse(const struct entitle_contract *contract,
                                    uint32_t fact,
                                    const char *text,
                                    size_t text_length,
                                    struct entitle_value *value);

/**
 * The fact and item that a key of a subject's facts names: `list_size`, `numerator.DM020`. `item` is the register or
 * indicator, 0 for a fact that has one value. Errors: `UnknownFact`, `UnknownItem`.
 */
int32_t entitle_contract_find_input(const struct entitle_contract *contract,
                                    const char *name,
                                    size_t name_length,
                                    uint32_t *fact,
                                    uint32_t *item);

/**
 * The fact and item that a key of a member practice's facts names. Errors: `UnknownFact`, `UnknownItem`.
 */
int32_t entitle_contract_find_member_input(const struct entitle_contract *contract,
                                           const char *name,
                                           size_t name_length,
                                           uint32_t *fact,
                                           uint32_t *item);

/**
 * The fact that a key of a patient's facts names. `UnknownFact` where the contract takes no such fact.
 */
int32_t entitle_contract_find_patient_input(const struct entitle_contract *contract,
                                            const char *name,
                                            size_t name_length,
                                            uint32_t *fact);

/**
 * The index of what bears a name; `named` is one of `ENTITLE_NAMED_...`. `UnknownItem` where nothing does,
 * `BadArgument` for another `named`.
 */
int32_t entitle_contract_find_named(const struct entitle_contract *contract,
                                    uint32_t named,
                                    const char *name,
                                    size_t name_length,
                                    uint32_t *found);

/**
 * A register by its index. `UnknownItem` where the contract has none of that index.
 */
int32_t entitle_contract_register(const struct entitle_contract *contract,
                                  uint32_t at,
                                  struct entitle_register *register_out);

/**
 * An indicator by its index. `UnknownItem` where the contract has none of that index.
 */
int32_t entitle_contract_indicator(const struct entitle_contract *contract,
                                   uint32_t at,
                                   struct entitle_indicator *indicator);

/**
 * A source by its index. `UnknownItem` where the contract has none of that index.
 */
int32_t entitle_contract_source(const struct entitle_contract *contract,
                                uint32_t at,
                                struct entitle_source *source);

/**
 * What a decision about a patient means for an indicator: outcome, rule, reason, and what it rests on.
 * `UnknownItem` where the contract has no such indicator, or the indicator no such decision.
 */
int32_t entitle_contract_decision(const struct entitle_contract *contract,
                                  uint32_t indicator,
                                  uint8_t decision,
                                  struct entitle_settled *settled);

/**
 * A row of a rule table: what an entry of a trace with `ENTITLE_EVENT_ROW` tells of. `role` is one of
 * `ENTITLE_ROLE_...`, `table` the register or indicator, `row` counts from 0. Errors: `BadArgument` for another role,
 * `UnknownItem` where there is no such table or row.
 */
int32_t entitle_contract_rule(const struct entitle_contract *contract,
                              uint32_t role,
                              uint32_t table,
                              uint32_t row,
                              struct entitle_rule *rule);

/**
 * The word for a code, the same in every language; `words` is one of `ENTITLE_WORDS_...`. `BadArgument` for another
 * `words`, `UnknownItem` for a code that it does not have.
 */
int32_t entitle_word(uint32_t words,
                     uint32_t code,
                     struct entitle_text *word);

/**
 * Begins the facts of a subject in `storage` (`facts_bytes` of the contract's cost, aligned to
 * `ENTITLE_STORAGE_ALIGNMENT`): all are unknown, switches at their default.
 */
int32_t entitle_facts_new(struct entitle_facts *facts,
                          const struct entitle_contract *contract,
                          void *storage,
                          size_t storage_bytes);

/**
 * Sets a fact by its index, for an item (register or indicator; 0 for a fact that has one value).
 *
 * Errors: `UnknownFact` for an index that is none of a subject's facts, `UnknownItem`, `WrongType`, `OutOfRange`,
 * `TooManyPlaces`, `NullRefused`, and for a record that is no value `BadArgument`, `InvalidDate`, `InvalidBoolean`;
 * the fact then stays as it was.
 */
int32_t entitle_facts_set(struct entitle_facts *facts,
                          uint32_t fact,
                          uint32_t item,
                          const struct entitle_value *value);

/**
 * Sets a fact by its index, for an item, to what a text says, as a file would: see Values on the first page. Errors as `entitle_facts_set`, and `UnknownText`, `InvalidNumber`, `InvalidDate`,
 * `InvalidBoolean`.
 */
int32_t entitle_facts_set_text(struct entitle_facts *facts,
                               uint32_t fact,
                               uint32_t item,
                               const char *text,
                               size_t text_length);

/**
 * Sets the fact that a key names (`list_size`, `numerator.DM020`) to what a text says, as a file would: see Values on the first page. Errors as `entitle_contract_find_input` and `entitle_facts_set`,
 * and `UnknownText`, `InvalidNumber`, `InvalidDate`, `InvalidBoolean`.
 */
int32_t entitle_facts_set_named(struct entitle_facts *facts,
                                const char *name,
                                size_t name_length,
                                const char *text,
                                size_t text_length);

/**
 * The value of a fact for an item; unknown where it was not set. `UnknownFact`, `UnknownItem`.
 */
int32_t entitle_facts_get(const struct entitle_facts *facts,
                          uint32_t fact,
                          uint32_t item,
                          struct entitle_value *value);

/**
 * Begins a patient in `storage` (`patient_bytes` of the contract's cost, aligned to `ENTITLE_STORAGE_ALIGNMENT`): all
 * facts are unknown, switches at their default. `achievement_date` is the day up to which records count, days after
 * 1970-01-01; rules read it, and the caller gives the facts as they stood on it (see Records on the first page).
 *
 * Errors: `InvalidDate`, `OutOfRange` for a day that no record can have.
 */
int32_t entitle_patient_new(struct entitle_patient *patient,
                            const struct entitle_contract *contract,
                            int32_t achievement_date,
                            void *storage,
                            size_t storage_bytes);

/**
 * Sets a fact of the patient by its index.
 *
 * Errors: `UnknownFact` for an index that is none of a patient's facts, `WrongType`, `OutOfRange`, `TooManyPlaces`,
 * `NullRefused`, and for a record that is no value `BadArgument`, `InvalidDate`, `InvalidBoolean`; the fact then stays
 * as it was.
 */
int32_t entitle_patient_set(struct entitle_patient *patient,
                            uint32_t fact,
                            const struct entitle_value *value);

/**
 * Sets a fact of the patient by its index to what a text says, as a file would: see Values on the first page. Errors as `entitle_patient_set`, and `UnknownText`, `InvalidNumber`, `InvalidDate`,
 * `InvalidBoolean`.
 */
int32_t entitle_patient_set_text(struct entitle_patient *patient,
                                 uint32_t fact,
                                 const char *text,
                                 size_t text_length);

/**
 * Sets the fact that a key names to what a text says, as a file would: see Values on the first page. Errors as `entitle_patient_set`, and `UnknownText`, `InvalidNumber`, `InvalidDate`, `InvalidBoolean`.
 */
int32_t entitle_patient_set_named(struct entitle_patient *patient,
                                  const char *name,
                                  size_t name_length,
                                  const char *text,
                                  size_t text_length);

/**
 * The value of a fact of the patient; unknown where it was not set. `UnknownFact`.
 */
int32_t entitle_patient_get(const struct entitle_patient *patient,
                            uint32_t fact,
                            struct entitle_value *value);

/**
 * Sets every fact of the patient to unknown again and switches to their default, for the next patient.
 */
int32_t entitle_patient_clear(struct entitle_patient *patient);

/**
 * Whether the patient is on a register: one of `ENTITLE_MEMBER_...`. `trace` may be null.
 * Errors: `UnknownItem`; `NoPatientRules` where the contract holds none for the register.
 */
int32_t entitle_patient_on_register(struct entitle_patient *patient,
                                    uint32_t register_index,
                                    struct entitle_trace *trace,
                                    uint32_t *member);

/**
 * What is decided about the patient for an indicator: one byte, which `entitle_contract_decision` explains. `trace`
 * may be null. Errors: `UnknownItem`; `NoPatientRules` where the contract holds none for the indicator.
 */
int32_t entitle_patient_decide(struct entitle_patient *patient,
                               uint32_t indicator,
                               struct entitle_trace *trace,
                               uint8_t *decision);

/**
 * What is decided about the patient for every indicator, in order: `capacity` is the length of `decisions`, at least
 * the contract's indicators, whose number is written to `count`. `ENTITLE_DECISION_NO_RULES` where there are no rules.
 * Errors: `StorageTooSmall`.
 */
int32_t entitle_patient_decide_all(struct entitle_patient *patient,
                                   uint8_t *decisions,
                                   size_t capacity,
                                   uint32_t *count);

/**
 * Begins counting in `storage` (`tally_bytes` of the contract's cost, aligned to `ENTITLE_STORAGE_ALIGNMENT`).
 */
int32_t entitle_tally_new(struct entitle_tally *tally,
                          const struct entitle_contract *contract,
                          void *storage,
                          size_t storage_bytes);

/**
 * Counts a patient: registers and decisions for all indicators that have rules.
 * Errors: `BadArgument` where the patient is another contract's, `TooMany`.
 */
int32_t entitle_tally_add_patient(struct entitle_tally *tally, struct entitle_patient *patient);

/**
 * Counts a decision that was made before, and no register: see `entitle_tally_add_membership`.
 * Errors: `UnknownItem` where the contract has no such indicator, or the indicator no such decision, `TooMany`.
 */
int32_t entitle_tally_add_decision(struct entitle_tally *tally,
                                   uint32_t indicator,
                                   uint8_t decision);

/**
 * Counts whether a patient is on a register, as it was found before: `member` is one of `ENTITLE_MEMBER_...`. Who counts
 * by `entitle_tally_add_decision` counts registers by this, or sets their sizes in the facts.
 * Errors: `UnknownItem` where the contract has no such register, `BadArgument` for another `member`, `TooMany`.
 */
int32_t entitle_tally_add_membership(struct entitle_tally *tally,
                                     uint32_t register_index,
                                     uint32_t member);

/**
 * Adds the counts of another tally of the same contract, of another thread for instance. Errors: `BadArgument` where it
 * is another contract's or the same tally, `TooMany`; the counts then stay as they were.
 */
int32_t entitle_tally_add_tally(struct entitle_tally *tally,
                                const struct entitle_tally *other);

/**
 * How many patients had a decision for an indicator. `UnknownItem`.
 */
int32_t entitle_tally_count(const struct entitle_tally *tally,
                            uint32_t indicator,
                            uint8_t decision,
                            uint32_t *count);

/**
 * How many patients had an outcome (one of `ENTITLE_OUTCOME_...`) for an indicator, over all decisions that mean it.
 * `UnknownItem` where there is no such indicator, `BadArgument` for another outcome.
 */
int32_t entitle_tally_with_outcome(const struct entitle_tally *tally,
                                   uint32_t indicator,
                                   uint32_t outcome,
                                   uint32_t *count);

/**
 * Puts the counts into a practice's facts: register sizes, numerators, denominators and, where the contract has them,
 * exclusions and adjustments. A count that hangs on an undetermined patient is unknown.
 * Errors: `BadArgument` where the facts are another contract's; `OutOfRange` where a count is above what the contract's
 * counts allow: some may have been written by then.
 */
int32_t entitle_tally_write(const struct entitle_tally *tally,
                            struct entitle_facts *facts);

/**
 * Begins a network whose members are pooled into `facts`, with `storage` (`network_bytes` of the contract's cost,
 * aligned to `ENTITLE_STORAGE_ALIGNMENT`). What is set in `facts` beforehand is what members' conditions may read;
 * what is set afterwards outranks what was pooled.
 */
int32_t entitle_network_new(struct entitle_network *network,
                            struct entitle_facts *facts,
                            void *storage,
                            size_t storage_bytes);

/**
 * Pools a member practice. Errors: `BadArgument` where the member's facts are another contract's or the network's own,
 * `MembersDisagree`, `TooMany`; the network then stays as it was.
 */
int32_t entitle_network_add(struct entitle_network *network,
                            const struct entitle_facts *member);

/**
 * How many members were pooled.
 */
int32_t entitle_network_members(const struct entitle_network *network, uint32_t *members);

/**
 * Evaluates every line, point, condition and criterion for a subject, into `storage` (`statement_bytes` of the
 * contract's cost, aligned to `ENTITLE_STORAGE_ALIGNMENT`). `network` is the one that pools into these facts, or null
 * for a subject without members; `trace` may be null. The facts may change afterwards, the statement does not.
 *
 * Errors: `CountsContradict` where a numerator is above its denominator. A line that fails does not fail the
 * statement: the error is that line's value.
 */
int32_t entitle_statement_new(struct entitle_statement *statement,
                              const struct entitle_facts *facts,
                              const struct entitle_network *network,
                              struct entitle_trace *trace,
                              void *storage,
                              size_t storage_bytes);

/**
 * One answer; `kind` is one of `ENTITLE_ANSWER_...`, `at` the index among its kind (the indicator's for points and
 * achieved), `item` the register or indicator of a line that has an amount for each, 0 otherwise. Errors:
 * `BadArgument` for another kind, `UnknownItem` where there is no such answer.
 */
int32_t entitle_statement_answer(const struct entitle_statement *statement,
                                 uint32_t kind,
                                 uint32_t at,
                                 uint32_t item,
                                 struct entitle_answer *answer);

/**
 * The answer after `answer`, in the order of the definition: eligibility and criteria, conditions, achieved and points
 * of each indicator, lines. Begin with `ENTITLE_ZERO`; after the last its `kind` is `ENTITLE_ANSWER_NONE` again.
 * Errors: `BadArgument` where `answer` has another kind.
 */
int32_t entitle_statement_next(const struct entitle_statement *statement,
                               struct entitle_answer *answer);

/**
 * An answer's value in writing, exact, as every language writes it. Errors as `entitle_statement_answer`.
 */
int32_t entitle_statement_answer_written(const struct entitle_statement *statement,
                                         uint32_t kind,
                                         uint32_t at,
                                         uint32_t item,
                                         char *buffer,
                                         size_t capacity,
                                         size_t *length);

/**
 * The line that is the payment. `UnknownItem` where the contract does not pay.
 */
int32_t entitle_statement_payment(const struct entitle_statement *statement, struct entitle_answer *answer);

/**
 * The whole statement as text, a line each with fields separated by tabs: the contract's identity, every answer, and
 * the entries of `trace`, which is the one that `entitle_statement_new` was given, or null. It is what every language
 * writes, byte for byte: keep it with the payment. `BadArgument` for a trace of something else.
 */
int32_t entitle_statement_write(const struct entitle_statement *statement,
                                const struct entitle_trace *trace,
                                char *buffer,
                                size_t capacity,
                                size_t *length);

/**
 * The headroom of an indicator: `statement` was made of these facts, which have not changed since and are changed and
 * restored during the call; `network` is the same or null, `storage` another statement's (`statement_bytes` of the
 * contract's cost). The next patient is one already in the denominator who moves into the numerator; the money is the
 * payment with that patient less the payment now. Errors: `UnknownItem` where there is no such indicator,
 * `BadArgument` where the statement was made of other facts.
 */
int32_t entitle_headroom_new(const struct entitle_statement *statement,
                             struct entitle_facts *facts,
                             const struct entitle_network *network,
                             uint32_t indicator,
                             void *storage,
                             size_t storage_bytes,
                             struct entitle_headroom *headroom);

/**
 * How many bytes of storage a trace of so many entries needs. A statement of `qof-england` notes some hundred.
 */
int32_t entitle_trace_bytes(uint32_t entries,
                            size_t *bytes);

/**
 * Begins a trace that keeps as many entries as fit `storage` (aligned to `ENTITLE_STORAGE_ALIGNMENT`) and counts the rest.
 */
int32_t entitle_trace_new(struct entitle_trace *trace,
                          void *storage,
                          size_t storage_bytes);

/**
 * How many entries the trace holds, and how many it had no room for.
 */
int32_t entitle_trace_count(const struct entitle_trace *trace, uint32_t *count, uint32_t *dropped);

/**
 * An entry by its place from 0, as a record. `UnknownItem` where the trace has fewer entries.
 */
int32_t entitle_trace_entry(const struct entitle_trace *trace, uint32_t at, struct entitle_entry *entry);

/**
 * An entry by its place from 0, in words with the names of the contract whose evaluation it traced.
 * Errors: `UnknownItem` where the trace has fewer entries, `BadArgument` for another contract.
 */
int32_t entitle_trace_entry_written(const struct entitle_trace *trace,
                                    const struct entitle_contract *contract,
                                    uint32_t at,
                                    char *buffer,
                                    size_t capacity,
                                    size_t *length);

/**
 * The day of a year, month (1 to 12) and day of the month. `InvalidDate` where the calendar has no such day.
 */
int32_t entitle_date_from_ymd(int32_t year, uint32_t month, uint32_t day, int32_t *days);

/**
 * The day that a text `YYYY-MM-DD` names. `InvalidDate` where it names none.
 */
int32_t entitle_date_parse(const char *text, size_t length, int32_t *days);

/**
 * A day as `YYYY-MM-DD`: 10 bytes. `InvalidDate` where the calendar has no such day.
 */
int32_t entitle_date_write(int32_t days, char *buffer, size_t capacity, size_t *length);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ENTITLE_H */
