//! [`sigma_gen::engine`] as functions that WebAssembly can have: they take and give places in its memory.
//!
//! To ask, a host calls [`alloc`] with the length of the request, writes the request there, and calls [`answer`]. It reads
//! what that gives, and calls [`free`] with it. The module imports nothing.

use std::alloc::{Layout, alloc as allocate, dealloc, handle_alloc_error};
use std::sync::{LazyLock, Mutex, PoisonError};

use sigma_gen::engine::Engine;

static ENGINE: LazyLock<Mutex<Engine>> = LazyLock::new(Mutex::default);

fn layout(length: usize) -> Layout {
    // Nothing at all has no place.
    Layout::from_size_align(length.max(1), 1).expect("a host asks for less than all memory")
}

/// Memory for a request of so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    let layout = layout(length);
    // SAFETY: the size is not 0.
    let place = unsafe { allocate(layout) };
    if place.is_null() { handle_alloc_error(layout) } else { place }
}

/// Answers a request, and frees its memory. What it gives is the answer's place times 2^32, plus its length.
///
/// # Safety
/// The place is one that [`alloc`] gave for that length, and all of it is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn answer(place: *mut u8, length: usize) -> u64 {
    // SAFETY: see above.
    let request = unsafe { std::slice::from_raw_parts(place, length) };
    let answer = ENGINE.lock().unwrap_or_else(PoisonError::into_inner).answer(request);
    // SAFETY: see above; nobody has the request any more.
    unsafe { free(place, length) };

    let length = answer.len();
    let place = alloc(length);
    // SAFETY: there is room for so much, and it is new.
    unsafe { place.copy_from_nonoverlapping(answer.as_ptr(), length) };
    (place as usize as u64) << 32 | length as u64
}

/// Frees a request or an answer.
///
/// # Safety
/// The place is one that [`alloc`] gave for that length, or [`answer`] with it. It is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn free(place: *mut u8, length: usize) {
    // SAFETY: it was allocated with the same layout.
    unsafe { dealloc(place, layout(length)) }
}
