//! Days, as every date of the header is given: whole days after 1970-01-01, proleptic Gregorian, years 0001 to 9999.

use crate::boundary::{self, Out};
use crate::status::status;
use core::ffi::c_char;
use entitle_kernel::{Date, Error};

/// The day of a year, month (1 to 12) and day of the month. `InvalidDate` where the calendar has no such day.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_date_from_ymd(year: i32, month: u32, day: u32, days: *mut i32) -> i32 {
    status((|| {
        // SAFETY: `days` is as the conventions ask.
        let out = unsafe { Out::new(days) }?;
        let narrow = |number: u32| u8::try_from(number).map_err(|_| Error::InvalidDate);
        let date = Date::from_ymd(year, narrow(month)?, narrow(day)?).map_err(|_| Error::InvalidDate)?;
        out.write(date.days());
        Ok(())
    })())
}

/// The day that a text `YYYY-MM-DD` names. `InvalidDate` where it names none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_date_parse(text: *const c_char, length: usize, days: *mut i32) -> i32 {
    status((|| {
        // SAFETY: `days` and `text` are as the conventions ask.
        let (out, text) = unsafe { (Out::new(days)?, boundary::text(text.cast(), length)?) };
        out.write(text.parse::<Date>()?.days());
        Ok(())
    })())
}

/// A day as `YYYY-MM-DD`: 10 bytes. `InvalidDate` where the calendar has no such day.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entitle_date_write(
    days: i32,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> i32 {
    status((|| {
        let date = Date::from_days(days).map_err(|_| Error::InvalidDate)?;
        // SAFETY: `buffer` and `length` are as the conventions ask.
        unsafe { boundary::write_text(buffer.cast(), capacity, length, &[], |out| write!(out, "{date}")) }
    })())
}
