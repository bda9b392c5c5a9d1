//! How strict, how fast and how full a cloud is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

#[derive(Debug, Clone)]
pub struct Settings {
    /// Real seconds for each second of AWS.
    pub(crate) time_scale: f64,
    /// As `time_scale`, for the refilling of rate limits only.
    pub(crate) rate_scale: Option<f64>,
    pub(crate) without: BTreeSet<String>,
    pub(crate) is_lax: bool,
    /// Lists that do not show what is new.
    pub(crate) lag: u32,
    /// Seconds of the cloud until lists show what is new.
    pub(crate) lag_time: u32,
    pub(crate) skew: SignedDuration,
    pub(crate) denied: BTreeSet<String>,
    pub(crate) credentials_expired: bool,
    /// The only account whose keys are known, if any.
    pub(crate) account: Option<String>,
    pub(crate) quotas: BTreeMap<Quota, u32>,
}

/// What an account may have of a kind in a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quota {
    Addresses,
    Databases,
    InternetGateways,
    NatGatewaysPerZone,
    SecurityGroups,
    Vpcs,
}

impl Quota {
    pub const ALL: [Self; 6] = [
        Self::Addresses,
        Self::Databases,
        Self::InternetGateways,
        Self::NatGatewaysPerZone,
        Self::SecurityGroups,
        Self::Vpcs,
    ];

    /// What AWS gives a new account.
    pub fn default_value(self) -> u32 {
        match self {
            Self::Databases => 40,
            Self::SecurityGroups => 2500,
            Self::Addresses | Self::InternetGateways | Self::NatGatewaysPerZone | Self::Vpcs => 5,
        }
    }

    /// Service and quota code, as Service Quotas has them.
    pub fn code(self) -> (&'static str, &'static str) {
        match self {
            Self::Addresses => ("ec2", "L-0263D0A3"),
            Self::Databases => ("rds", "L-7B6409FD"),
            Self::InternetGateways => ("vpc", "L-A4707A72"),
            Self::NatGatewaysPerZone => ("vpc", "L-FE5A380F"),
            Self::SecurityGroups => ("vpc", "L-E79EC296"),
            Self::Vpcs => ("vpc", "L-F678F1CE"),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Addresses => "EC2-VPC Elastic IPs",
            Self::Databases => "DB instances",
            Self::InternetGateways => "Internet gateways per Region",
            Self::NatGatewaysPerZone => "NAT gateways per Availability Zone",
            Self::SecurityGroups => "VPC security groups per Region",
            Self::Vpcs => "VPCs per Region",
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            time_scale: 1.0 / 200.0,
            rate_scale: None,
            without: BTreeSet::new(),
            is_lax: false,
            lag: 0,
            lag_time: 0,
            skew: SignedDuration::ZERO,
            denied: BTreeSet::new(),
            credentials_expired: false,
            account: None,
            quotas: BTreeMap::new(),
        }
    }
}

impl Settings {
    pub fn quota(&self, quota: Quota) -> u32 {
        self.quotas
            .get(&quota)
            .copied()
            .unwrap_or_else(|| quota.default_value())
    }

    pub(crate) fn keeps(&self, rule: &str) -> bool {
        !self.is_lax && !self.without.contains(rule)
    }

    /// As policies do: `*` at the end is everything.
    pub(crate) fn denies(&self, action: &str) -> bool {
        self.denied.iter().any(|denied| match denied.strip_suffix('*') {
            Some(start) => action.starts_with(start),
            None => denied == action,
        })
    }
}
