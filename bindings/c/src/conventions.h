/*
 * Entitle: evaluates primary-care contracts. Who is eligible, which outcome targets are met, what is paid, and why.
 * It is not the official payment calculation of any contract, and not a clinical decision tool.
 *
 * CONVENTIONS, which every function keeps
 *
 * Status. A function returns int32_t: ENTITLE_OK (0), or the number of an error, the same number in every language.
 *   entitle_status_name names any number. Ranges: 100 input, 200 image, 300 not in force or not found, 400 arithmetic,
 *   500 capacity, 900 boundary. (Four functions cannot fail and return what they say.) Numbers 114, 115 and
 *   118 to 120 come of files and columns of patients, which other faces read.
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
 *   `from` of entitle_fact says what to look for. The first question about a patient after facts were set judges them, as
 *   every other face does: a day after the achievement date is refused (AfterAchievementDate), unless it is that of an
 *   earliest record, which then reads as null, and so does a value of that record; an age that is not what the date of
 *   birth makes it is refused (FactsContradict). entitle_patient_finding says which facts these are.
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
