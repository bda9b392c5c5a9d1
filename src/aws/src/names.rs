//! Whose a resource is by its name, for those that tags say nothing about.

use engine::{Address, Owner, Scope};

use crate::tags::Tags;

const LAYERS: [&str; 7] = [
    "network",
    "security",
    "database",
    "cache",
    "functions",
    "api",
    "monitoring",
];

/// Whether a name is one that this environment gives. That of `dev-2` begins with that of `dev`: what
/// follows has to begin with a layer.
pub(crate) fn belongs_by_name(scope: &Scope, name: &str) -> bool {
    address_by_name(scope, name).is_some()
}

/// Where a resource of that name would stand.
pub(crate) fn address_by_name(scope: &Scope, name: &str) -> Option<Address> {
    let rest = name.strip_prefix(&format!("logline-{}-", scope.environment))?;
    let (layer, place) = LAYERS
        .iter()
        .find_map(|layer| Some((layer, rest.strip_prefix(layer)?.strip_prefix('-')?)))?;
    (!place.is_empty()).then(|| Address::new(format!("{layer}/{place}")))
}

/// Address and owner of a resource that lists cannot be filtered for; none if it is no business of
/// this environment.
pub(crate) fn whose(scope: &Scope, name: &str, tags: &Tags) -> Option<(Option<Address>, Owner)> {
    if tags.are_ours(scope) {
        return Some((tags.address(scope), Owner::Ours));
    }
    let is_neighbours = tags.are_of_another(scope);
    (!is_neighbours && belongs_by_name(scope, name)).then(|| (address_by_name(scope, name), Owner::Foreign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dev() -> Scope {
        Scope {
            environment: "dev".to_owned(),
            account: "123456789012".to_owned(),
            region: "us-east-1".to_owned(),
        }
    }

    #[test]
    fn a_name_tells_where_a_resource_would_stand() {
        let address = address_by_name(&dev(), "logline-dev-database-instance");
        assert_eq!(address, Some(Address::new("database/instance")));
    }

    #[test]
    fn names_of_neighbours_are_not_ours() {
        for name in [
            "logline-dev-2-database-instance",
            "logline-staging-database-instance",
            "logline-dev-databases",
            "logline-dev-database-",
            "another-dev-database-instance",
        ] {
            assert!(!belongs_by_name(&dev(), name), "{name}");
        }
    }

    #[test]
    fn the_tags_of_a_neighbour_outweigh_a_name_that_could_be_ours() {
        let name = "logline-dev-database-api-x";
        let tags: Tags = [
            ("Project", "LogLineOS"),
            ("ManagedBy", "logline"),
            ("Environment", "dev-database"),
        ]
        .into_iter()
        .collect();
        assert_eq!(whose(&dev(), name, &tags), None);
        let nobodys = whose(&dev(), name, &Tags::default());
        assert_eq!(nobodys.map(|(_, owner)| owner), Some(Owner::Foreign));
    }
}
