//! `asivae completions`

use std::path::Path;

use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;

use super::Cli;
use super::exit::{Failure, Output};

/// Prints what makes a shell complete commands and options.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae completions bash > ~/.local/share/bash-completion/completions/asivae
  asivae completions zsh > ~/.zfunc/_asivae       where .zshrc says `fpath+=~/.zfunc` before `compinit`
  asivae completions fish > ~/.config/fish/completions/asivae.fish
  asivae completions elvish >> ~/.config/elvish/rc.elv
  asivae completions powershell >> $PROFILE

A binary with plugins of its own completes under its own name. Names of models, losses and data are not completed; `asivae list` has them.")]
pub(super) struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut shown(), called(), &mut script);
        Ok(Output::text(String::from_utf8_lossy(&script)))
    }
}

/// The commands that `--help` shows.
fn shown() -> Command {
    let commands = Cli::command();
    let shown = commands.get_subcommands().filter(|command| !command.is_hide_set()).cloned();
    Command::new("asivae").version(env!("CARGO_PKG_VERSION")).subcommands(shown)
}

/// The name that this program goes by: a binary with plugins of its own has another.
fn called() -> String {
    let program = std::env::args_os().next().unwrap_or_default();
    let name = Path::new(&program).file_stem().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| "asivae".to_owned())
}
