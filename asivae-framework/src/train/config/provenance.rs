//! How a run came about: what its configuration cannot say, kept beside it.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::game::Game;
use crate::plugin::PluginInfo;

/// Program, plugins, machine and command line of a run, and what was done to it later.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Provenance {
    /// Version of the framework.
    pub asivae: String,
    /// Features that it was built with.
    pub features: Vec<String>,
    /// `debug` or `release`: their bits may differ.
    pub build: String,
    /// The command line, or the program.
    pub command: Vec<String>,
    /// Revision of the git repository that the command was given in, where there is one; `+ changes` where it was not clean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub git: Option<String>,
    /// Operating system, processor architecture, cores.
    pub machine: String,
    /// When it began, RFC 3339, UTC.
    pub began: String,
    /// What changed the run after it began: `extended from 3000 to 6000 steps at step 3000`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<String>,
    /// BLAKE3 of the weights that it began with, where these are another run's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Version of every plugin that takes part, by qualified name.
    pub plugins: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Holder {
    provenance: Option<Provenance>,
}

/// By the system's clock, which may stand anywhere: before 1970 and after 9999 there is no way to write it.
fn now() -> SystemTime {
    SystemTime::now().clamp(UNIX_EPOCH, UNIX_EPOCH + Duration::from_secs(253_402_300_799))
}

impl Provenance {
    /// Of a run that begins now.
    pub(crate) fn now<'a>(plugins: impl IntoIterator<Item = &'a PluginInfo>) -> Provenance {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let version = |info: &PluginInfo| (format!("{} {}", info.kind, info.qualified_name()), info.version.to_owned());
        Provenance {
            asivae: env!("CARGO_PKG_VERSION").to_owned(),
            features: features(),
            build: if cfg!(debug_assertions) { "debug" } else { "release" }.to_owned(),
            command: std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect(),
            git: git(),
            machine: format!("{} {}, {cores} cores", std::env::consts::OS, std::env::consts::ARCH),
            began: humantime::format_rfc3339_seconds(now()).to_string(),
            changes: Vec::new(),
            from: None,
            plugins: plugins.into_iter().map(version).collect(),
        }
    }

    /// That of a configuration file, where it has one that can be read.
    pub(crate) fn read(text: &str) -> Option<Provenance> {
        toml::from_str::<Holder>(text).ok()?.provenance
    }

    pub(crate) fn to_toml(&self) -> String {
        let table = BTreeMap::from([("provenance", self)]);
        let about = "# How this came about; nothing here sets anything.\n";
        toml::to_string(&table).map_or(String::new(), |text| format!("{about}{text}"))
    }

    /// What to say where the run did not go on as it had begun: its configuration gives another one.
    pub(crate) fn was_changed(&self) -> Option<String> {
        let changes = self.changes.join("; ");
        (!changes.is_empty())
            .then(|| format!("the run was changed on its way ({changes}): trained from its beginning with what it ended with, it is another run"))
    }

    /// What is another version now than it was then.
    pub(crate) fn differences(&self, now: &Provenance) -> Vec<String> {
        let mut differences = Vec::new();
        if self.asivae != now.asivae {
            differences.push(format!("asivae was {} when this was recorded, and is {} now", self.asivae, now.asivae));
        }
        if self.build != now.build {
            differences.push(format!("this was recorded by a {} build, and this is a {} build", self.build, now.build));
        }
        if self.from.is_some() && now.from.is_some() && self.from != now.from {
            differences.push("the weights of the run that this one begins with are others now".to_owned());
        }
        for (name, then) in &self.plugins {
            match now.plugins.get(name) {
                Some(version) if version == then => {}
                Some(version) => {
                    differences.push(format!("the {name} was {then} when this was recorded, and is {version} now"));
                }
                None => differences.push(format!("the {name} took part when this was recorded, and does not now")),
            }
        }
        differences
    }
}

/// Plugins that a game calls, and those that a run names beside it.
pub(crate) fn plugins_of(
    games: &[&Game],
    named: impl IntoIterator<Item = &'static PluginInfo>,
) -> Vec<&'static PluginInfo> {
    let mut plugins: Vec<&PluginInfo> = games.iter().flat_map(|game| game.plugins()).chain(named).collect();
    plugins.sort_by_key(|info| (info.kind, info.qualified_name()));
    plugins.dedup_by_key(|info| (info.kind, info.qualified_name()));
    plugins
}

fn features() -> Vec<String> {
    let all = [("cuda", cfg!(feature = "cuda")), ("wgpu", cfg!(feature = "wgpu"))];
    all.into_iter().filter(|(_, on)| *on).map(|(name, _)| name.to_owned()).collect()
}

/// The revision of the repository around the working directory.
fn git() -> Option<String> {
    let ask = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let revision = ask(&["rev-parse", "HEAD"])?;
    let changed = ask(&["status", "--porcelain", "--untracked-files=no"]).is_none_or(|changes| !changes.is_empty());
    Some(if changed { format!("{revision} + changes") } else { revision })
}
