//! What the two tenants do, said without ids: a deed means the same in both worlds.

use serde_json::{Value, json};

use crate::dice::Dice;

#[derive(Clone, Debug)]
pub(super) enum Deed {
    Append {
        user: &'static str,
        span: Value,
        /// A version of the n-th span that acme can name, or of one that it cannot.
        of: Option<Named>,
    },
    Batch {
        user: &'static str,
        spans: Vec<(Value, Option<Named>)>,
    },
    Get {
        user: &'static str,
        span: Named,
        suffix: &'static str,
    },
    /// `list` with a filter, followed for some pages.
    List {
        user: &'static str,
        list: &'static str,
        filter: String,
        parent: Option<Named>,
        pages: usize,
    },
    Metrics {
        user: &'static str,
    },
}

/// A span by whose it is and when it was made (counted from the latest). It may not be there.
#[derive(Clone, Copy, Debug)]
pub(super) enum Named {
    Own(usize),
    /// A public one of globex.
    Public(usize),
    /// One that globex hides: in a world without it, an id that does not exist.
    Hidden(usize),
}

const ACME: [&str; 3] = ["ann", "amy", "art"];
/// Ann is in both.
const GLOBEX: [&str; 3] = ["bob", "ann", "bea"];
const TYPES: [&str; 3] = ["note", "task", "event"];
const TRACES: [&str; 3] = ["t1", "t2", "t3"];
const KEYS: [&str; 6] = ["k1", "k2", "k3", "k4", "k5", "k6"];
const VISIBILITIES: [&str; 3] = ["private", "tenant", "public"];
/// Few enough to collide: then the id decides the order.
const HOURS: usize = 12;

impl Deed {
    pub(super) fn of_acme(dice: &mut Dice) -> Self {
        let user = *dice.pick(&ACME);
        match dice.below(20) {
            0..=5 => Self::Append {
                user,
                span: span(dice, None),
                of: None,
            },
            6 => {
                let of = Some(named(dice));
                Self::Append {
                    user,
                    span: version(dice),
                    of,
                }
            }
            7 => {
                let count = 1 + dice.below(4);
                let spans = (0..count).map(|_| {
                    if dice.one_in(4) {
                        (version(dice), Some(named(dice)))
                    } else {
                        (span(dice, None), None)
                    }
                });
                Self::Batch {
                    user,
                    spans: spans.collect(),
                }
            }
            8..=12 => {
                let span = named(dice);
                let suffix = *dice.pick(&[
                    "",
                    "",
                    "?seq=0",
                    "?seq=1",
                    "/history",
                    "/history?limit=1",
                    "/history?after=0",
                ]);
                Self::Get { user, span, suffix }
            }
            13 => Self::Metrics { user },
            _ => Self::List {
                user,
                list: if dice.one_in(2) { "/spans" } else { "/timeline" },
                filter: filter(dice),
                parent: dice.one_in(6).then(|| named(dice)),
                pages: 1 + dice.below(4),
            },
        }
    }

    pub(super) fn public_of_globex(dice: &mut Dice) -> Self {
        let mut span = span(dice, Some("public"));
        // The keys of the hidden ones would decide whether it is appended.
        if let Some(span) = span.as_object_mut() {
            span.remove("idempotency_key");
        }
        Self::Append {
            user: GLOBEX[dice.below(GLOBEX.len())],
            span,
            of: None,
        }
    }

    pub(super) fn hidden_of_globex(dice: &mut Dice) -> Self {
        let user = *dice.pick(&GLOBEX);
        let visibility = *dice.pick(&["private", "tenant"]);
        match dice.below(8) {
            // Globex meddles: a version of a span of acme's, or of its own.
            0 => Self::Append {
                user,
                span: version(dice),
                of: Some(named(dice).without_public()),
            },
            1 => Self::Batch {
                user,
                spans: (0..3).map(|_| (span(dice, Some(visibility)), None)).collect(),
            },
            _ => Self::Append {
                user,
                span: span(dice, Some(visibility)),
                of: None,
            },
        }
    }
}

impl Named {
    /// A version of a public span would be public.
    fn without_public(self) -> Self {
        match self {
            Self::Public(n) => Self::Hidden(n),
            other => other,
        }
    }
}

fn named(dice: &mut Dice) -> Named {
    match dice.below(6) {
        0 => Named::Public(dice.below(8)),
        1 => Named::Hidden(dice.below(8)),
        _ => Named::Own(dice.below(12)),
    }
}

fn span(dice: &mut Dice, visibility: Option<&str>) -> Value {
    let mut span = version(dice);
    span["visibility"] = visibility.unwrap_or(VISIBILITIES[dice.below(3)]).into();
    span
}

fn version(dice: &mut Dice) -> Value {
    let mut span = json!({
        "entity_type": dice.pick(&TYPES), "who": "it", "this": format!("number {}", dice.below(1000)),
        "at": format!("2026-01-01T{:02}:00:00Z", dice.below(HOURS)), "content": {"n": dice.below(100)},
    });
    if dice.one_in(2) {
        span["trace_id"] = (*dice.pick(&TRACES)).into();
    }
    if dice.one_in(3) {
        span["status"] = (*dice.pick(&["open", "done"])).into();
    }
    if dice.one_in(4) {
        span["idempotency_key"] = (*dice.pick(&KEYS)).into();
    }
    if dice.one_in(10) {
        span["is_deleted"] = true.into();
    }
    span
}

fn filter(dice: &mut Dice) -> String {
    let mut filters = vec![format!("limit={}", 1 + dice.below(10))];
    let mut sometimes = |sides: usize, filter: &dyn Fn(&mut Dice) -> String| {
        if dice.one_in(sides) {
            filters.push(filter(dice));
        }
    };
    sometimes(4, &|dice| format!("entity_type={}", dice.pick(&TYPES)));
    sometimes(4, &|dice| format!("trace_id={}", dice.pick(&TRACES)));
    sometimes(5, &|dice| {
        format!("owner_id={}", dice.pick(&["ann", "amy", "bob", "bea"]))
    });
    sometimes(5, &|dice| format!("visibility={}", dice.pick(&VISIBILITIES)));
    sometimes(5, &|dice| format!("since=2026-01-01T{:02}:00:00Z", dice.below(HOURS)));
    sometimes(8, &|dice| format!("offset={}", dice.below(30)));
    filters.join("&")
}
