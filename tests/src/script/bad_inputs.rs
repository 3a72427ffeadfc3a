//! Bad inputs and the errors that every face gives, by hand from the documentation of `entitle_kernel::Error` and
//! of the functions that give them, and from the declarations of the facts in the definitions.

/// Commands of which some are refused, and every line that they write behind `case`.
pub struct BadInput {
    /// Says what is wrong.
    pub name: &'static str,
    /// Whether a face that has only `qof-england` from 2025-04-01, and no files, can run it.
    pub embedded: bool,
    /// The commands.
    pub commands: &'static [&'static str],
    /// What the commands write.
    pub expected: &'static [&'static str],
}

const QOF: &str = "contract\tqof-england\t2025-04-01";
const MSSP: &str = "contract\tmedicare-shared-savings\t2022-01-01";
const PATIENT: &str = "patient\t2026-03-31";

const UNKNOWN_FACT: &str = "error\t101\tUnknownFact";
const UNKNOWN_ITEM: &str = "error\t102\tUnknownItem";
const OUT_OF_RANGE: &str = "error\t104\tOutOfRange";
const TOO_MANY_PLACES: &str = "error\t105\tTooManyPlaces";
const UNKNOWN_TEXT: &str = "error\t106\tUnknownText";
const NULL_REFUSED: &str = "error\t107\tNullRefused";
const INVALID_DATE: &str = "error\t108\tInvalidDate";
const INVALID_NUMBER: &str = "error\t109\tInvalidNumber";
const INVALID_BOOLEAN: &str = "error\t110\tInvalidBoolean";
const COUNTS_CONTRADICT: &str = "error\t111\tCountsContradict";
const MEMBERS_DISAGREE: &str = "error\t112\tMembersDisagree";
const AFTER_ACHIEVEMENT_DATE: &str = "error\t116\tAfterAchievementDate";
const FACTS_CONTRADICT: &str = "error\t117\tFactsContradict";
const IMAGE_TRUNCATED: &str = "error\t201\tImageTruncated";
const IMAGE_MAGIC: &str = "error\t202\tImageMagic";
const IMAGE_CHECKSUM: &str = "error\t204\tImageChecksum";
const CONTRACT_NOT_FOUND: &str = "error\t301\tContractNotFound";
const NOT_IN_FORCE: &str = "error\t302\tNotInForce";
const BAD_ARGUMENT: &str = "error\t901\tBadArgument";

/// Bad inputs, the first of them before any contract was chosen.
pub const BAD_INPUTS: &[BadInput] = &[
    BadInput {
        name: "Every command needs what it works on: no contract",
        embedded: true,
        commands: &[
            "subject",
            "set\tlist_size\t5",
            "member",
            "add",
            "statement",
            "headroom",
            PATIENT,
            "decide",
            "tally",
            "count",
            "write",
        ],
        expected: &[BAD_ARGUMENT; 11],
    },
    BadInput {
        name: "A contract that is not there, and what would follow",
        embedded: false,
        commands: &[
            "contract\tqof-scotland\t2025-04-01",
            "subject",
            "contract\t\t2025-04-01",
            "contract\tQOF-England\t2025-04-01",
        ],
        expected: &[CONTRACT_NOT_FOUND, BAD_ARGUMENT, CONTRACT_NOT_FOUND, CONTRACT_NOT_FOUND],
    },
    BadInput {
        name: "A contract on days that no definition covers: before, between, the day after the last",
        embedded: false,
        commands: &[
            "contract\tqof-england\t1999-01-01",
            "contract\tqof-england\t2024-06-30",
            "contract\tqof-england\t2026-04-01",
            "statement",
        ],
        expected: &[NOT_IN_FORCE, NOT_IN_FORCE, NOT_IN_FORCE, BAD_ARGUMENT],
    },
    BadInput {
        name: "A contract on what is no day",
        embedded: false,
        commands: &[
            "contract\tqof-england\t2025-02-29",
            "contract\tqof-england\t2025-4-1",
            "contract\tqof-england\t01/04/2025",
            "contract\tqof-england\t",
            "contract\tqof-england\t10000-01-01",
            "contract\tqof-england\t２０２５-04-01",
        ],
        expected: &[INVALID_DATE; 6],
    },
    BadInput {
        name: "Choosing a contract forgets what was begun with the one before",
        embedded: true,
        commands: &[
            QOF,
            "subject",
            "tally",
            PATIENT,
            QOF,
            "set\tage\t60",
            "statement",
            "decide",
            "count",
            "write",
            "member",
        ],
        expected: &[BAD_ARGUMENT; 6],
    },
    BadInput {
        name: "A refused contract leaves none, not the one before",
        embedded: false,
        commands: &[QOF, "subject", "contract\tqof-england\t1999-01-01", "statement", "subject"],
        expected: &[NOT_IN_FORCE, BAD_ARGUMENT, BAD_ARGUMENT],
    },
    BadInput {
        name: "Facts that a practice does not have: a patient's, a slip, another case, a space, nothing",
        embedded: true,
        commands: &[
            QOF,
            "subject",
            "set\tage\t60",
            "set\tnumeratr.DM020\t6",
            "set\tList_size\t10184",
            "set\tlist_size \t10184",
            "set\t\t6",
            "set\tnumérateur.DM020\t6",
        ],
        expected: &[UNKNOWN_FACT; 6],
    },
    BadInput {
        name: "The day of a latest record: a day before the achievement date, on it, and after it",
        embedded: true,
        commands: &[
            QOF,
            PATIENT,
            "tally",
            "set\tifcchba_dat\t2026-03-30",
            "count",
            "set\tifcchba_dat\t2026-03-31",
            "count",
            "set\tifcchba_dat\t2026-04-01",
            "count",
            "decide",
            "set\tifcchba_dat\t2031-01-01",
            "decide",
            "set\tifcchba_dat\tnull",
            "count",
        ],
        expected: &[AFTER_ACHIEVEMENT_DATE; 3],
    },
    BadInput {
        name: "The day of an earliest record may lie after the achievement date: there was none",
        embedded: true,
        commands: &[
            QOF,
            PATIENT,
            "tally",
            "set\tdm_invite1_dat\t2026-04-01",
            "count",
            "set\tdm_invite2_dat\t2031-01-01",
            "count",
        ],
        expected: &[],
    },
    BadInput {
        name: "An age that the date of birth does not make: the birthday on the achievement date, and the day after",
        embedded: true,
        commands: &[
            QOF,
            PATIENT,
            "tally",
            "set\tbirth_dat\t1960-03-30",
            "set\tage\t66",
            "count",
            "set\tbirth_dat\t1960-03-31",
            "count",
            "set\tbirth_dat\t1960-04-01",
            "count",
            "decide",
            "set\tage\t65",
            "count",
            "set\tbirth_dat\t1960-01-01",
            "set\tage\t12",
            "decide",
            "set\tbirth_dat\t2026-04-01",
            "set\tage\t0",
            "count",
            "set\tage\t?",
            "count",
        ],
        expected: &[FACTS_CONTRADICT; 4],
    },
    BadInput {
        name: "Facts that a patient does not have, and a count of one indicator",
        embedded: true,
        commands: &[
            QOF,
            PATIENT,
            "set\tlist_size\t10184",
            "set\tnumerator.DM020\t1",
            "set\tage.DM020\t60",
            "set\tÄlter\t60",
        ],
        expected: &[UNKNOWN_FACT; 4],
    },
    BadInput {
        name: "Facts of no item, of one that is not there, of a register, with an item too many",
        embedded: true,
        commands: &[
            QOF,
            "subject",
            "set\tnumerator\t6",
            "set\tnumerator.\t6",
            "set\tnumerator.DM999\t6",
            "set\tnumerator.dm020\t6",
            "set\tnumerator.DM\t6",
            "set\tnumerator.DM020.x\t6",
            "set\tlist_size.DM\t6",
        ],
        expected: &[UNKNOWN_ITEM; 7],
    },
    BadInput {
        name: "Numbers one step outside their range, and far outside",
        embedded: true,
        commands: &[
            QOF,
            "subject",
            "set\tlist_size\t0",
            "set\tlist_size\t100000001",
            "set\tlist_size\t-1",
            "set\tnumerator.DM020\t-1",
            "set\tnumerator.DM020\t1000000001",
            "set\tnational_prevalence.DM\t0",
            "set\tnational_prevalence.DM\t1.000001",
            "set\tlist_size\t9223372036854775808",
            PATIENT,
            "set\tage\t-1",
            "set\tage\t131",
            "set\tbmi_val\t200.1",
        ],
        expected: &[OUT_OF_RANGE; 11],
    },
    BadInput {
        name: "Numbers with more places than the fact has",
        embedded: true,
        commands: &[
            QOF,
            "subject",
            "set\tlist_size\t10184.5",
            "set\tnational_prevalence.DM\t0.0700001",
            PATIENT,
            "set\tage\t60.5",
            "set\tbmi_val\t25.55",
            "set\tldl_val\t2.005",
        ],
        expected: &[TOO_MANY_PLACES; 5],
    },
    BadInput {
        name: "What is no number",
        embedded: true,
        commands: &[
            QOF,
            "subject",
            "set\tlist_size\tmany",
            "set\tlist_size\t10,184",
            "set\tlist_size\t 10184",
            "set\tlist_size\t10184 ",
            "set\tlist_size\tNaN",
            "set\tlist_size\tInfinity",
            "set\tlist_size\t0x10",
            "set\tlist_size\t1e",
            "set\tlist_size\t.",
            "set\tlist_size\t１０１８４",
            "set\tlist_size\t١٢",
            "set\tlist_size\t2025-04-01",
            "set\tlist_size\ttrue",
            "set\tlist_size\t1e7000",
            "set\tlist_size\t1e400",
            "set\tlist_size\t1e-400",
            "set\tlist_size\t1.02E+04",
            "set\tlist_size\t1e4",
            "set\tlist_size\t1.0000000000000000000000000000000001234",
        ],
        expected: &[INVALID_NUMBER; 19],
    },
    BadInput {
        name: "Texts that are not among the fact's: another case, a space, another language",
        embedded: true,
        commands: &[
            QOF,
            PATIENT,
            "set\tfrailty\textreme",
            "set\tfrailty\tModerate",
            "set\tfrailty\tmild ",
            "set\tfrailty\tsévère",
            "set\tdmtype\t2",
            "set\tsex\tженский",
            "set\tsex\t🙂",
        ],
        expected: &[UNKNOWN_TEXT; 7],
    },
    BadInput {
        name: "Null where there must be a value",
        embedded: true,
        commands: &[
            QOF,
            "subject",
            "set\tlist_size\tnull",
            "set\tnumerator.DM020\tnull",
            "set\tnational_prevalence.DM\tnull",
            "set\tsame_day_resolution_removes\tnull",
            PATIENT,
            "set\tage\tnull",
            "set\treg_dat\tnull",
        ],
        expected: &[NULL_REFUSED; 6],
    },
    BadInput {
        name: "Nothing at all is unknown, null or a default, and no error",
        embedded: true,
        commands: &[
            QOF,
            "subject",
            "set\tlist_size\t",
            "set\tsame_day_resolution_removes\t",
            PATIENT,
            "set\tage\t",
            "set\tfrailty\t",
        ],
        expected: &[],
    },
    BadInput {
        name: "What is no day",
        embedded: true,
        commands: &[
            QOF,
            PATIENT,
            "set\treg_dat\t2025-13-01",
            "set\treg_dat\t2025-02-29",
            "set\treg_dat\t1900-02-29",
            "set\treg_dat\t20250401",
            "set\treg_dat\t1-4-2025",
            "set\treg_dat\t0000-01-01",
            "set\treg_dat\tyesterday",
            "set\treg_dat\t2025-04-01T00:00:00",
            "set\treg_dat\t45748",
            "set\treg_dat\t2025‐04‐01",
        ],
        expected: &[INVALID_DATE; 10],
    },
    BadInput {
        name: "Days outside the years that records have",
        embedded: true,
        commands: &[QOF, PATIENT, "set\treg_dat\t1799-12-31", "set\treg_dat\t2200-01-01"],
        expected: &[OUT_OF_RANGE; 2],
    },
    BadInput {
        name: "What is neither true nor false",
        embedded: true,
        commands: &[
            QOF,
            "subject",
            "set\tsame_day_resolution_removes\tmaybe",
            "set\tsame_day_resolution_removes\t2",
            "set\tsame_day_resolution_removes\tY",
            "set\tsame_day_resolution_removes\toui",
        ],
        expected: &[INVALID_BOOLEAN; 4],
    },
    BadInput {
        name: "A numerator above its denominator, and headroom without a statement",
        embedded: true,
        commands: &[QOF, "subject", "set\tnumerator.DM020\t18", "set\tdenominator.DM020\t17", "statement", "headroom"],
        expected: &[COUNTS_CONTRADICT, BAD_ARGUMENT],
    },
    BadInput {
        name: "Members that disagree; the one refused is gone",
        embedded: true,
        commands: &[
            QOF,
            "subject",
            "member",
            "set\tnational_prevalence.DM\t0.07",
            "add",
            "member",
            "set\tnational_prevalence.DM\t0.08",
            "add",
            "add",
        ],
        expected: &[MEMBERS_DISAGREE, BAD_ARGUMENT],
    },
    BadInput {
        name: "Members whose counts do not fit together",
        embedded: true,
        commands: &[
            QOF,
            "subject",
            "member",
            "set\tdenominator.DM020\t1000000000",
            "add",
            "member",
            "set\tdenominator.DM020\t1",
            "add",
        ],
        expected: &["error\t502\tTooMany"],
    },
    BadInput {
        name: "Facts that a member does not have: the contract's, a patient's",
        embedded: true,
        commands: &[QOF, "subject", "member", "set\tsame_day_resolution_removes\ttrue", "set\tage\t60"],
        expected: &[UNKNOWN_FACT; 2],
    },
    BadInput {
        name: "Facts that a practice of a network does not have: the network's",
        embedded: false,
        commands: &[MSSP, "subject", "member", "set\tbenchmark\t100"],
        expected: &[UNKNOWN_FACT],
    },
    BadInput {
        name: "Every command needs what it works on: a contract alone",
        embedded: true,
        commands: &[QOF, "set\tlist_size\t5", "member", "add", "statement", "headroom", "decide", "count", "write"],
        expected: &[BAD_ARGUMENT; 8],
    },
    BadInput {
        name: "Every command needs what it works on: a subject without statement, member, patient, tally",
        embedded: true,
        commands: &[QOF, "subject", "add", "headroom", "decide", "count", "write"],
        expected: &[BAD_ARGUMENT; 5],
    },
    BadInput {
        name: "Every command needs what it works on: a patient without tally, a tally without subject",
        embedded: true,
        commands: &[QOF, PATIENT, "count", "tally", "write", "statement"],
        expected: &[BAD_ARGUMENT; 3],
    },
    BadInput {
        name: "A refused achievement date leaves no patient, not the one before",
        embedded: true,
        commands: &[
            QOF,
            PATIENT,
            "patient\t2026-02-29",
            "decide",
            "set\tage\t60",
            PATIENT,
            "patient\t1799-12-31",
            "decide",
            PATIENT,
            "patient\t2200-01-01",
            "set\tage\t60",
            "patient\t",
            "decide",
        ],
        expected: &[
            INVALID_DATE,
            BAD_ARGUMENT,
            BAD_ARGUMENT,
            OUT_OF_RANGE,
            BAD_ARGUMENT,
            OUT_OF_RANGE,
            BAD_ARGUMENT,
            INVALID_DATE,
            BAD_ARGUMENT,
        ],
    },
    BadInput {
        name: "Facts of an accountable care organisation",
        embedded: false,
        commands: &[
            MSSP,
            "subject",
            "set\ttrack\tT9",
            "set\ttrack\t",
            "set\tbenchmark\t0.999999",
            "set\tbenchmark\t1.0000001",
            "set\tquality_score\t1.000000001",
            "set\tmet_quality_standard\tperhaps",
            "set\tdisaster_adjustment\t0.01",
            "set\tmet_quality_standard\tnull",
            "set\tdisaster_adjustment\tnull",
            "set\tbenchmark\t$100",
        ],
        expected: &[
            UNKNOWN_TEXT,
            OUT_OF_RANGE,
            TOO_MANY_PLACES,
            OUT_OF_RANGE,
            INVALID_BOOLEAN,
            OUT_OF_RANGE,
            NULL_REFUSED,
            INVALID_NUMBER,
        ],
    },
    BadInput {
        name: "Images: cut short, damaged, nothing, something else",
        embedded: false,
        commands: &[
            "image\timages/cut-short.image",
            "subject",
            "image\timages/damaged.image",
            "subject",
            "image\timages/empty.image",
            "image\timages/something-else.image",
            "statement",
        ],
        expected: &[
            IMAGE_TRUNCATED,
            BAD_ARGUMENT,
            IMAGE_CHECKSUM,
            BAD_ARGUMENT,
            IMAGE_TRUNCATED,
            IMAGE_MAGIC,
            BAD_ARGUMENT,
        ],
    },
];

/// The images that the last of them names, made of a sound one.
pub(super) fn bad_images(sound: &[u8]) -> [(&'static str, Vec<u8>); 4] {
    let (mut damaged, mut something_else) = (sound.to_vec(), sound.to_vec());
    if let (Some(last), Some(first)) = (damaged.last_mut(), something_else.first_mut()) {
        *last ^= 1;
        *first ^= 1;
    }
    [
        ("images/cut-short.image", sound[..sound.len() / 2].to_vec()),
        ("images/damaged.image", damaged),
        ("images/empty.image", Vec::new()),
        ("images/something-else.image", something_else),
    ]
}
