//! Whether there is room left in the account's quotas.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::Filter;
use engine::Failure;
use futures_util::future::{join, join4, try_join};

use super::{Finding, Verdict, Wish, asked};
use crate::Aws;
use crate::operation::{operation, send};

/// A quota as Service Quotas knows it, and what accounts begin with ("Amazon VPC quotas" and "Elastic IP addresses", user
/// guides).
#[derive(Clone, Copy)]
struct Quota {
    service: &'static str,
    code: &'static str,
    default: u32,
}

const ADDRESSES: Quota = Quota {
    service: "ec2",
    code: "L-0263D0A3",
    default: 5,
};
const GATEWAY_ENDPOINTS: Quota = Quota {
    service: "vpc",
    code: "L-1B52E74A",
    default: 20,
};
const INTERNET_GATEWAYS: Quota = Quota {
    service: "vpc",
    code: "L-A4707A72",
    default: 5,
};
/// In each zone.
const NAT_GATEWAYS: Quota = Quota {
    service: "vpc",
    code: "L-FE5A380F",
    default: 5,
};
const VPCS: Quota = Quota {
    service: "vpc",
    code: "L-F678F1CE",
    default: 5,
};

pub(super) async fn check(aws: &Aws, wish: &Wish) -> Vec<Finding> {
    let in_region = join4(
        room("VPCs", aws, VPCS, wish.vpcs, vpcs(aws)),
        room(
            "internet gateways",
            aws,
            INTERNET_GATEWAYS,
            wish.internet_gateways,
            internet_gateways(aws),
        ),
        room("elastic addresses", aws, ADDRESSES, wish.addresses, addresses(aws)),
        room(
            "gateway endpoints",
            aws,
            GATEWAY_ENDPOINTS,
            wish.gateway_endpoints,
            gateway_endpoints(aws),
        ),
    );
    let ((vpcs, internet, addresses, endpoints), nat) = join(in_region, nat_gateways(aws, &wish.nat_gateways)).await;
    [vpcs, internet, addresses, endpoints, nat]
        .into_iter()
        .flatten()
        .collect()
}

async fn room(
    subject: &str,
    aws: &Aws,
    quota: Quota,
    wanted: u32,
    used: impl Future<Output = Result<usize, Failure>>,
) -> Option<Finding> {
    if wanted == 0 {
        return None;
    }
    let question = async {
        let (limit, used) = try_join(async { Ok(limit(aws, quota).await) }, used).await?;
        Ok(quota.judge(subject, limit, used, wanted))
    };
    Some(asked(subject, question).await)
}

/// Each zone has its own quota.
async fn nat_gateways(aws: &Aws, wanted: &[String]) -> Option<Finding> {
    let first = wanted.first()?;
    let question = async {
        let (limit, used) = try_join(async { Ok(limit(aws, NAT_GATEWAYS).await) }, nat_gateways_in_zones(aws)).await?;
        let of = |zone: &str| u32::try_from(wanted.iter().filter(|other| *other == zone).count()).unwrap_or(u32::MAX);
        let mut verdicts = wanted.iter().map(|zone| {
            let used = used.get(zone.as_str()).copied().unwrap_or_default();
            NAT_GATEWAYS.judge(&format!("NAT gateways in {zone}"), limit, used, of(zone))
        });
        let bad = verdicts.find(|verdict| *verdict != Verdict::Fine);
        Ok(bad.unwrap_or(Verdict::Fine))
    };
    let subject = if wanted.iter().all(|zone| zone == first) {
        format!("NAT gateways in {first}")
    } else {
        "NAT gateways".to_owned()
    };
    Some(asked(&subject, question).await)
}

#[derive(Clone, Copy)]
enum Limit {
    Known(u32),
    /// What accounts begin with; this one may have been given more.
    Assumed(u32),
}

impl Quota {
    fn judge(&self, subject: &str, limit: Limit, used: usize, wanted: u32) -> Verdict {
        let needed = u32::try_from(used).unwrap_or(u32::MAX).saturating_add(wanted);
        match limit {
            Limit::Known(limit) | Limit::Assumed(limit) if needed <= limit => Verdict::Fine,
            Limit::Known(limit) => Verdict::wrong(
                format!("{subject}: {wanted} more are needed, {used} of {limit} are in use"),
                format!(
                    "aws service-quotas request-service-quota-increase --service-code {} --quota-code {} --desired-value {needed}",
                    self.service, self.code
                ),
            ),
            Limit::Assumed(limit) => Verdict::Unknown(format!(
                "the account's quota is not known; {needed} are needed with those in use, and accounts begin with {limit}"
            )),
        }
    }
}

async fn limit(aws: &Aws, quota: Quota) -> Limit {
    let request = aws
        .quotas
        .get_service_quota()
        .service_code(quota.service)
        .quota_code(quota.code);
    let answer = send(operation("servicequotas", "GetServiceQuota"), request.send()).await;
    let value = answer
        .ok()
        .and_then(|answer| answer.quota)
        .and_then(|quota| quota.value());
    match value {
        Some(value) => Limit::Known(whole(value)),
        None => Limit::Assumed(quota.default),
    }
}

/// A quota is a count, whatever its type says.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "floats are cut to the range when cast"
)]
fn whole(value: f64) -> u32 {
    value as u32
}

async fn vpcs(aws: &Aws) -> Result<usize, Failure> {
    let pages = aws.ec2.describe_vpcs().into_paginator().items().send();
    let all = send(operation("ec2", "DescribeVpcs"), pages.collect::<Result<Vec<_>, _>>()).await?;
    Ok(all.len())
}

async fn internet_gateways(aws: &Aws) -> Result<usize, Failure> {
    let pages = aws.ec2.describe_internet_gateways().into_paginator().items().send();
    let all = send(
        operation("ec2", "DescribeInternetGateways"),
        pages.collect::<Result<Vec<_>, _>>(),
    )
    .await?;
    Ok(all.len())
}

async fn addresses(aws: &Aws) -> Result<usize, Failure> {
    let all = send(
        operation("ec2", "DescribeAddresses"),
        aws.ec2.describe_addresses().send(),
    )
    .await?;
    Ok(all.addresses().len())
}

async fn gateway_endpoints(aws: &Aws) -> Result<usize, Failure> {
    let gateways = Filter::builder().name("vpc-endpoint-type").values("Gateway").build();
    let pages = aws
        .ec2
        .describe_vpc_endpoints()
        .filters(gateways)
        .into_paginator()
        .items()
        .send();
    let all = send(
        operation("ec2", "DescribeVpcEndpoints"),
        pages.collect::<Result<Vec<_>, _>>(),
    )
    .await?;
    Ok(all.len())
}

/// How many there are, by zone: their subnets know it.
async fn nat_gateways_in_zones(aws: &Aws) -> Result<BTreeMap<String, usize>, Failure> {
    let there = Filter::builder()
        .name("state")
        .values("pending")
        .values("available")
        .build();
    let gateways = aws
        .ec2
        .describe_nat_gateways()
        .filter(there)
        .into_paginator()
        .items()
        .send();
    let subnets = aws.ec2.describe_subnets().into_paginator().items().send();
    let (gateways, subnets) = try_join(
        send(
            operation("ec2", "DescribeNatGateways"),
            gateways.collect::<Result<Vec<_>, _>>(),
        ),
        send(
            operation("ec2", "DescribeSubnets"),
            subnets.collect::<Result<Vec<_>, _>>(),
        ),
    )
    .await?;
    let zones: BTreeMap<&str, &str> = subnets
        .iter()
        .filter_map(|subnet| Some((subnet.subnet_id()?, subnet.availability_zone()?)))
        .collect();
    let mut used = BTreeMap::new();
    for zone in gateways.iter().filter_map(|gateway| zones.get(gateway.subnet_id()?)) {
        *used.entry((*zone).to_owned()).or_default() += 1;
    }
    Ok(used)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_that_is_known_and_too_small_is_wrong_and_says_what_to_ask_for() {
        let Verdict::Wrong { what, remedy } = ADDRESSES.judge("elastic addresses", Limit::Known(5), 4, 3) else {
            panic!("three more do not fit");
        };
        assert_eq!(what, "elastic addresses: 3 more are needed, 4 of 5 are in use");
        assert!(
            remedy.ends_with("--service-code ec2 --quota-code L-0263D0A3 --desired-value 7"),
            "{remedy}"
        );
    }

    #[test]
    fn a_quota_of_zero_has_no_room() {
        assert!(matches!(
            VPCS.judge("VPCs", Limit::Known(0), 0, 1),
            Verdict::Wrong { .. }
        ));
    }

    #[test]
    fn a_quota_that_is_only_assumed_never_stands_in_the_way() {
        assert_eq!(VPCS.judge("VPCs", Limit::Assumed(5), 4, 1), Verdict::Fine);
        assert!(matches!(
            VPCS.judge("VPCs", Limit::Assumed(5), 5, 1),
            Verdict::Unknown(_)
        ));
    }
}
