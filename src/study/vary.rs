//! What a study sets, and what it varies.

use super::Study;
use super::axis::{Axis, Value, is_several, split};
use super::plan::VARIANT;
use crate::Result;

impl Study {
    /// Sets what is the same in all runs: a part of the model or a setting of the run, as [`Trainer::set`](crate::Trainer::set) takes it.
    pub fn set(mut self, key: &str, value: impl ToString) -> Study {
        self.settings.retain(|(own, _)| own != key);
        self.settings.push((key.to_owned(), value.to_string()));
        self
    }

    /// Sets what is the same in all runs, whatever axes and variants have.
    pub(crate) fn set_last(mut self, key: &str, value: impl ToString) -> Study {
        self.last.retain(|(own, _)| own != key);
        self.last.push((key.to_owned(), value.to_string()));
        self
    }

    /// Leaves a term out of all runs by its name in the records.
    pub fn drop_term(mut self, term: &str) -> Study {
        self.settings.push(("drop".to_owned(), term.to_owned()));
        self
    }

    /// Varies a part of the model or a setting of the run; `model` and `data` can be varied too.
    ///
    /// # Errors
    ///
    /// No value, or one that stands there twice.
    pub fn vary<V: ToString>(mut self, key: &str, values: impl IntoIterator<Item = V>) -> Result<Study> {
        let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        self.put(Axis::of_values(key, &values)?);
        Ok(self)
    }

    /// Adds a variant with a name of its own, made by several settings; with axes beside, each variant takes all their values.
    ///
    /// # Errors
    ///
    /// A name that another variant has.
    pub fn variant<'a>(mut self, name: &str, settings: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Study> {
        let settings = settings.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        let value = Value { label: name.to_owned(), settings };
        let at = match self.axes.iter().position(|axis| axis.name == VARIANT) {
            Some(at) => at,
            None => {
                self.axes.insert(0, Axis { name: VARIANT.to_owned(), values: Vec::new() });
                0
            }
        };
        self.axes[at].values.push(value);
        self.axes[at] = self.axes[at].clone().checked()?;
        Ok(self)
    }

    /// Puts an axis in the place of one of that name, or behind the others.
    pub(crate) fn put(&mut self, axis: Axis) {
        match self.axes.iter_mut().find(|own| own.name == axis.name) {
            Some(own) => *own = axis,
            None => self.axes.push(axis),
        }
    }

    /// Sets or varies, as the text has one value or several; of an axis of named values it keeps those that are named.
    pub(crate) fn set_or_vary(mut self, key: &str, text: &str) -> Result<Study> {
        if let Some(axis) = self.axes.iter_mut().find(|axis| axis.name == key && axis.has_names()) {
            axis.keep(&split(text))?;
            return Ok(self);
        }
        self.axes.retain(|axis| axis.name != key || is_several(text));
        self.settings.retain(|(own, _)| own != key);
        self.last.retain(|(own, _)| own != key);
        if is_several(text) {
            self.put(Axis::of(key, text)?);
            return Ok(self);
        }
        Ok(self.set_last(key, text))
    }

    /// Leaves out the combinations in which these axes have these values: `[("reading", "D"), ("gamma", "1e-8")]`.
    pub fn exclude<'a>(mut self, together: impl IntoIterator<Item = (&'a str, &'a str)>) -> Study {
        let together = together.into_iter().map(|(axis, value)| (axis.to_owned(), vec![value.to_owned()]));
        self.excluded.push(together.collect());
        self
    }
}
