//! Asked against seen, field by field. No kind writes a diff of its own.

use serde_json::Value;

use crate::plan::Reason;
use crate::reference::edges;
use crate::{Facts, Mutability};

pub(super) struct Difference {
    pub fields: Vec<String>,
    pub reasons: Vec<Reason>,
    /// The strongest of what the fields need.
    pub needs: Option<(Mutability, String)>,
}

/// `asked` has its references resolved as far as they are known.
pub(super) fn compare(asked: &Value, seen: &Value, facts: &Facts) -> Difference {
    let mut difference = Difference {
        fields: Vec::new(),
        reasons: Vec::new(),
        needs: None,
    };
    for (field, asked) in asked.as_object().into_iter().flatten() {
        let seen = seen.get(field).unwrap_or(&Value::Null);
        if is_same(asked, seen, facts.unordered.contains(&field.as_str())) {
            continue;
        }
        let reason = edges(asked).into_iter().next().map_or_else(
            || Reason::Differs {
                field: field.clone(),
                seen: seen.clone(),
                asked: asked.clone(),
            },
            |edge| Reason::RefersTo {
                field: field.clone(),
                made: edge.to,
            },
        );
        let mutability = facts.mutability(field);
        if difference
            .needs
            .as_ref()
            .is_none_or(|(worst, _)| severity(mutability) > severity(*worst))
        {
            difference.needs = Some((mutability, field.clone()));
        }
        difference.reasons.push(reason);
        difference.fields.push(field.clone());
    }
    difference
}

fn is_same(asked: &Value, seen: &Value, is_unordered: bool) -> bool {
    match (asked, seen) {
        (Value::Array(asked), Value::Array(seen)) if is_unordered => {
            let sorted = |items: &[Value]| {
                let mut items: Vec<String> = items.iter().map(Value::to_string).collect();
                items.sort();
                items
            };
            sorted(asked) == sorted(seen)
        }
        _ => asked == seen,
    }
}

fn severity(mutability: Mutability) -> u8 {
    match mutability {
        Mutability::InPlace => 0,
        Mutability::Reboot => 1,
        Mutability::Replace => 2,
        Mutability::Forbidden => 3,
    }
}
