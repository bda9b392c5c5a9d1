//! Whether the zones that subnets are put into are there.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::AvailabilityZoneState;
use engine::Failure;

use super::{Finding, Verdict, Wish, asked};
use crate::Aws;
use crate::operation::{operation, send};

pub(super) async fn check(aws: &Aws, wish: &Wish) -> Vec<Finding> {
    if wish.zones.is_empty() {
        return Vec::new();
    }
    vec![asked("availability zones", are_there(aws, &wish.zones)).await]
}

async fn are_there(aws: &Aws, wanted: &[String]) -> Result<Verdict, Failure> {
    // Asked for by name, one that is not there would be an error for all of them.
    let list = send(
        operation("ec2", "DescribeAvailabilityZones"),
        aws.ec2.describe_availability_zones().send(),
    )
    .await?;
    let usable = list
        .availability_zones()
        .iter()
        .filter(|zone| zone.state() == Some(&AvailabilityZoneState::Available));
    let usable: BTreeSet<&str> = usable.filter_map(|zone| zone.zone_name()).collect();
    Ok(judge(&usable, wanted))
}

fn judge(usable: &BTreeSet<&str>, wanted: &[String]) -> Verdict {
    let missing: Vec<&str> = wanted
        .iter()
        .map(String::as_str)
        .filter(|zone| !usable.contains(zone))
        .collect();
    if missing.is_empty() {
        return Verdict::Fine;
    }
    let usable: Vec<&str> = usable.iter().copied().collect();
    Verdict::wrong(
        format!("there is no zone {}", missing.join(", ")),
        format!("choose from {}", usable.join(", ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_that_is_not_there_is_named_with_those_that_are() {
        let usable = BTreeSet::from(["us-east-1a", "us-east-1b"]);
        let wanted = ["us-east-1a", "us-east-1z"].map(str::to_owned);
        assert_eq!(
            judge(&usable, &wanted),
            Verdict::wrong("there is no zone us-east-1z", "choose from us-east-1a, us-east-1b")
        );
        assert_eq!(judge(&usable, &wanted[..1]), Verdict::Fine);
    }
}
