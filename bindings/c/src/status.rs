//! Statuses: the kernel's errors as numbers, and their names for any number.

use entitle_kernel::Error;

/// The status of a call: 0, or the number of the error.
pub(crate) fn status(result: Result<(), Error>) -> i32 {
    match result {
        Ok(()) => 0,
        Err(error) => i32::from(error.code()),
    }
}

/// Texts of one width, ended by zeros, so that C can read them where they stand.
struct Ended<const WIDTH: usize>([[u8; WIDTH]; Error::ALL.len()]);

impl<const WIDTH: usize> Ended<WIDTH> {
    #[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "evaluated at compile time")]
    const fn new(sentences: bool) -> Ended<WIDTH> {
        let mut texts = [[0; WIDTH]; Error::ALL.len()];
        let mut error = 0;
        while error < Error::ALL.len() {
            let text = if sentences { Error::ALL[error].text() } else { Error::ALL[error].name() }.as_bytes();
            assert!(text.len() < WIDTH, "a text and the zero behind it fit");
            let mut byte = 0;
            while byte < text.len() {
                texts[error][byte] = text[byte];
                byte += 1;
            }
            error += 1;
        }
        Ended(texts)
    }

    fn get(&'static self, status: i32, ok: &'static core::ffi::CStr) -> *const u8 {
        if status == 0 {
            return ok.as_ptr().cast();
        }
        let place = Error::ALL.iter().position(|error| i32::from(error.code()) == status);
        place.and_then(|place| self.0.get(place)).map_or(c"unknown status".as_ptr().cast(), |text| text.as_ptr())
    }
}

static NAMES: Ended<24> = Ended::new(false);
static TEXTS: Ended<80> = Ended::new(true);

/// The version of the binary interface that the library has: compare with `ENTITLE_ABI_VERSION`.
#[unsafe(no_mangle)]
pub extern "C" fn entitle_abi_version() -> u32 {
    crate::ENTITLE_ABI_VERSION
}

/// The name of a status, the same in every language: `UnknownFact` for 101, `Ok` for 0, and for a number that was never
/// given out `unknown status`. Ended by a zero byte, and never null.
#[unsafe(no_mangle)]
pub extern "C" fn entitle_status_name(status: i32) -> *const core::ffi::c_char {
    NAMES.get(status, c"Ok").cast()
}

/// A status in one sentence of plain words, without a full stop. Ended by a zero byte, and never null.
#[unsafe(no_mangle)]
pub extern "C" fn entitle_status_text(status: i32) -> *const core::ffi::c_char {
    TEXTS.get(status, c"success").cast()
}
