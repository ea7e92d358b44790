//! The nearest name, for messages.

/// Longer names are not compared: the distance takes time and space in the product of both lengths.
const LONGEST: usize = 64;

/// As many names are listed at most.
const LISTED: usize = 40;

/// The candidate that was probably meant, if one is near enough: a third of the letters may differ.
///
/// Case does not count, and `_` is as good as `-`.
pub fn nearest<'a, S>(name: &str, candidates: impl IntoIterator<Item = &'a S>) -> Option<&'a str>
where
    S: AsRef<str> + ?Sized + 'a,
{
    let name = fold(name);
    let length = name.chars().count();
    let distance = |candidate: &'a str| {
        let other = fold(candidate);
        let other_length = other.chars().count();
        let longer = length.max(other_length);
        let allowed = (longer / 3).max(usize::from(longer > 1));
        let hopeless = longer > LONGEST || length.abs_diff(other_length) > allowed;
        let distance = if hopeless { usize::MAX } else { strsim::damerau_levenshtein(&name, &other) };
        (distance <= allowed && distance < longer).then_some((distance, length.abs_diff(other_length), candidate))
    };
    let near = candidates.into_iter().filter_map(|candidate| distance(candidate.as_ref()));
    near.min_by_key(|(distance, longer, _)| (*distance, *longer)).map(|(_, _, candidate)| candidate)
}

/// "unknown `kind` `name`", then the nearest candidate, or the list of them.
///
/// ```
/// # use asivae_grammar::did_you_mean;
/// let known = ["cosine", "linear_ramp"];
/// assert_eq!(did_you_mean("schedule", "cosin", &known), "unknown schedule `cosin`; did you mean `cosine`?");
/// assert_eq!(did_you_mean("schedule", "foo", &known), "unknown schedule `foo`; known are cosine, linear_ramp");
/// ```
pub fn did_you_mean<'a, S>(kind: &str, name: &str, candidates: impl IntoIterator<Item = &'a S>) -> String
where
    S: AsRef<str> + ?Sized + 'a,
{
    let candidates: Vec<&str> = candidates.into_iter().map(AsRef::as_ref).collect();
    if let Some(meant) = nearest(name, candidates.iter().copied()) {
        return format!("unknown {kind} `{name}`; did you mean `{meant}`?");
    }
    let list = candidates[..candidates.len().min(LISTED)].join(", ");
    match candidates.len() {
        0 => format!("unknown {kind} `{name}`; none is known"),
        1 => format!("unknown {kind} `{name}`; known is {list}"),
        2..=LISTED => format!("unknown {kind} `{name}`; known are {list}"),
        all => format!("unknown {kind} `{name}`; known are {list} and {} more", all - LISTED),
    }
}

/// What counts of a name when names are compared.
fn fold(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

#[test]
fn a_near_name_is_offered_and_a_far_one_is_not() {
    assert_eq!(nearest("gama", &["alpha", "gamma"]), Some("gamma"));
    assert_eq!(nearest("as_introvae", &["introvae", "as-introvae"]), Some("as-introvae"));
    assert_eq!(nearest("c", &["x", "d"]), None);
    assert_eq!(nearest("foo", &["kl", "rec"]), None);
    assert_eq!(nearest("kll", &["kl"]), Some("kl"));
    assert_eq!(nearest::<str>("kl", []), None);
}

#[test]
fn the_message_lists_what_there_is() {
    let sets = ["8-gaussians", "cifar-10"];
    let near = "unknown data set `8-gausians`; did you mean `8-gaussians`?";
    assert_eq!(did_you_mean("data set", "8-gausians", &sets), near);
    assert_eq!(did_you_mean::<str>("network", "a", []), "unknown network `a`; none is known");
    assert_eq!(did_you_mean("network", "foo", &["encoder".to_owned()]), "unknown network `foo`; known is encoder");
    let many: Vec<String> = (0..50).map(|i| format!("name_{i}")).collect();
    assert!(did_you_mean("loss", "q", &many).ends_with("name_39 and 10 more"));
}
