//! Words that are kept for as long as the process runs.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

static KEPT: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);

/// The same word, kept. There are as many as models have names of their own.
pub(crate) fn kept(word: &str) -> &'static str {
    let mut words = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    words.get(word).copied().unwrap_or_else(|| {
        let kept: &'static str = Box::leak(word.to_owned().into_boxed_str());
        words.insert(kept);
        kept
    })
}
