//! Entity types that not every client may write.

/// Who may write spans of an entity type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reservation {
    /// Every client.
    Free,
    /// Clients whose token has this scope.
    Scope(&'static str),
    /// Only our own functions.
    System,
}

/// The scope that may publish code and policies.
pub const PUBLISH: &str = "boot:publish";

/// Written by our own functions only; a client that could write them could forge what ran.
const SYSTEM: [&str; 7] = [
    "boot_event",
    "execution",
    "request",
    "status_patch",
    "redaction",
    "provider_execution",
    "export_artifact",
];

/// Who may write spans of this type.
pub fn reservation(entity_type: &str) -> Reservation {
    match entity_type {
        "function" | "manifest" | "policy" | "provider" => Reservation::Scope(PUBLISH),
        _ if SYSTEM.contains(&entity_type) => Reservation::System,
        _ if entity_type.starts_with("policy_") || entity_type.starts_with("memory") => Reservation::System,
        _ => Reservation::Free,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_records_our_own_work_is_ours() {
        for ours in [
            "boot_event",
            "execution",
            "policy_error",
            "memory",
            "memory_audit",
            "redaction",
        ] {
            assert_eq!(reservation(ours), Reservation::System, "{ours}");
        }
        assert_eq!(reservation("policy"), Reservation::Scope(PUBLISH));
        assert_eq!(reservation("commit"), Reservation::Free);
    }
}
