//! Whose code is at work, so that a panic in it can be told from one of ours.

use std::cell::Cell;

use super::info::PluginInfo;

thread_local! {
    static AT_WORK: Cell<Option<&'static PluginInfo>> = const { Cell::new(None) };
}

/// The plugin whose function runs on this thread; a panic in it leaves it there.
pub fn at_work() -> Option<&'static PluginInfo> {
    AT_WORK.get()
}

/// Calls the function of a plugin.
pub(crate) fn working<T>(info: &'static PluginInfo, call: impl FnOnce() -> T) -> T {
    let before = AT_WORK.replace(Some(info));
    let value = call();
    AT_WORK.set(before);
    value
}

#[test]
fn the_one_that_panics_stays_at_work() {
    let info = crate::__private::Leaf::BROKEN.info;
    assert!(working(info, || at_work().is_some_and(|own| std::ptr::eq(own, info))));
    assert!(at_work().is_none());
    let panicked = std::panic::catch_unwind(|| working(info, || assert_eq!(1, 2)));
    assert!(panicked.is_err() && at_work().is_some());
    AT_WORK.set(None);
}
