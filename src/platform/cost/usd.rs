//! An amount of US dollars.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// In millionths, so that sums of prices are exact. Shown to the cent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usd(i64);

const MILLION: i64 = 1_000_000;
const CENT: i64 = MILLION / 100;

impl Usd {
    /// As in `0.0128`.
    fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let part = format!("{part:0<6}").parse::<u32>().ok().filter(|_| part.len() <= 6)?;
        Some(Self(
            whole.parse::<u32>().map(i64::from).ok()? * MILLION + i64::from(part),
        ))
    }

    /// A part of it, as in four fifths.
    #[must_use]
    pub fn fraction(self, numerator: i64, denominator: i64) -> Self {
        Self(self.0 * numerator / denominator)
    }

    /// With a sign, also when it is positive.
    pub fn signed(self) -> String {
        let sign = if self.0 < 0 { "" } else { "+" };
        format!("{sign}{self}")
    }

    /// All its digits, for prices of a hundredth of a cent.
    pub fn exact(self) -> String {
        let text = format!("{}.{:06}", self.0 / MILLION, self.0.abs() % MILLION);
        let cents = text.len() - 4;
        let rest = text[cents..].trim_end_matches('0');
        format!("{}{rest}", &text[..cents])
    }
}

impl fmt::Display for Usd {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = (self.0.abs() + CENT / 2) / CENT;
        let sign = if self.0 < 0 && cents > 0 { "-" } else { "" };
        formatter.pad(&format!("{sign}{}.{:02}", cents / 100, cents % 100))
    }
}

impl Add for Usd {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Usd {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul<u32> for Usd {
    type Output = Self;

    fn mul(self, count: u32) -> Self {
        Self(self.0 * i64::from(count))
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Self::add)
    }
}

impl Serialize for Usd {
    /// A number, to the cent.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.to_string().parse().map_err(S::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for Usd {
    /// Its digits as they are written: no price passes through a float.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        Self::parse(&number.to_string()).ok_or_else(|| D::Error::custom(format!("{number} is not a price")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_and_shown_to_the_cent() {
        let price = |text| Usd::parse(text).unwrap();
        assert_eq!((price("0.0128") * 730).to_string(), "9.34");
        assert_eq!((price("0.005") * 3).to_string(), "0.02");
        assert_eq!((price("1") - price("3.5")).to_string(), "-2.50");
        assert_eq!((price("0.001") - price("0.002")).to_string(), "0.00");
        assert_eq!(price("2.5").signed(), "+2.50");
        assert_eq!(
            (price("0.0128").exact(), price("5").exact()),
            ("0.0128".into(), "5.00".into())
        );
        assert_eq!(price("0.017").fraction(4, 5).exact(), "0.0136");
        assert_eq!(serde_json::to_string(&price("116.2700")).unwrap(), "116.27");
        for bad in ["", "x", "-1", "0.1234567", "1.2.3"] {
            assert_eq!(Usd::parse(bad), None, "{bad}");
        }
    }
}
