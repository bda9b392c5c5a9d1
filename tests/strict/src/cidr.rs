//! IPv4 ranges.

use std::net::Ipv4Addr;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cidr {
    first: u32,
    pub(crate) bits: u8,
}

impl Cidr {
    /// None if it is no range in the form that AWS takes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/')?;
        let (address, bits): (Ipv4Addr, u8) = (address.parse().ok()?, bits.parse().ok()?);
        (bits <= 32).then(|| Self {
            first: address.to_bits() & mask(bits),
            bits,
        })
    }

    pub(crate) fn contains(self, other: Self) -> bool {
        self.bits <= other.bits && self.first == other.first & mask(self.bits)
    }

    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.contains(other) || other.contains(self)
    }
}

/// For up to 32 bits.
fn mask(bits: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cidr(text: &str) -> Cidr {
        Cidr::parse(text).unwrap()
    }

    #[test]
    fn ranges_contain_and_overlap() {
        assert!(cidr("10.0.0.0/16").contains(cidr("10.0.255.0/24")));
        assert!(!cidr("10.0.0.0/16").contains(cidr("10.1.0.0/24")));
        assert!(cidr("10.0.0.0/20").overlaps(cidr("10.0.0.0/16")));
        assert!(!cidr("10.0.0.0/20").overlaps(cidr("10.0.16.0/20")));
        assert!(cidr("0.0.0.0/0").contains(cidr("255.0.0.0/8")));
        assert_eq!(Cidr::parse("10.0.0.0/33"), None);
        assert_eq!(Cidr::parse("10.0.0/16"), None);
    }
}
