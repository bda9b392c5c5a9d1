//! Chance that can be repeated: the same seed, the same throws (SplitMix64).

use std::io::Write;

use crate::bed::Trouble;

#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From `LOGLINE_TEST_SEED`, to repeat a run; otherwise new ones. Told on stderr, because a failure
    /// without its seed is lost.
    pub(crate) fn of_this_run(what: &str) -> Result<Self, Trouble> {
        let seed = match std::env::var_os("LOGLINE_TEST_SEED") {
            Some(seed) => seed.to_string_lossy().parse()?,
            None => getrandom::u64()?,
        };
        let told = format!("{what}: LOGLINE_TEST_SEED={seed}\n");
        std::io::stderr().write_all(told.as_bytes())?;
        Ok(Self::new(seed))
    }

    /// For the story of this number: whichever others are told beside it, it throws the same.
    pub(crate) fn of_story(&self, number: usize) -> Self {
        let mut own = Self(self.0 ^ (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Self(own.throw())
    }

    pub(crate) fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to `sides` - 1.
    pub(crate) fn below(&mut self, sides: usize) -> usize {
        let sides = u64::try_from(sides).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.throw() % sides).unwrap_or_default()
    }

    pub(crate) fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len())]
    }
}
