//! Asking the processor for a line of memory before it is needed.

#![expect(unsafe_code, reason = "the instruction takes a pointer")]

/// Begins to fetch the line in which a value lies, and does not wait for it. Nothing happens where there is no such value, or on
/// processors other than x86-64.
#[inline]
pub(super) fn fetch<T>(values: &[T], at: usize) {
    if let Some(value) = values.get(at) {
        #[cfg(all(target_arch = "x86_64", not(miri)))]
        // SAFETY: the instruction reads nothing that the program could see, and never faults; the pointer is that of a reference.
        unsafe {
            std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(std::ptr::from_ref(value).cast());
        }
        #[cfg(not(all(target_arch = "x86_64", not(miri))))]
        let _ = value;
    }
}
