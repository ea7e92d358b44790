//! Places of noise.

use crate::game::node::Input;

/// Where noise stands: its draws are told apart by their order there.
pub(super) struct Place {
    name: String,
    /// In a source, which is the same in every move of a step.
    step: bool,
    drawn: usize,
}

impl Place {
    pub(super) fn of_source(name: &str) -> Place {
        Place { name: name.to_owned(), step: true, drawn: 0 }
    }

    pub(super) fn of_term(text: &str) -> Place {
        Place { name: text.to_owned(), step: false, drawn: 0 }
    }

    /// The next draw.
    pub(super) fn noise(&mut self) -> Input {
        let name = if self.drawn == 0 { self.name.clone() } else { format!("{}#{}", self.name, self.drawn) };
        self.drawn += 1;
        Input::Noise { name, step: self.step }
    }
}
