//! Blocks of IPv4 addresses.

use std::fmt;
use std::net::Ipv4Addr;

/// A block of IPv4 addresses, such as 10.0.0.0/16.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr {
    address: u32,
    prefix: u8,
}

impl Cidr {
    /// Reads `ADDRESS/PREFIX`; `None` when it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        let is_plain = prefix.bytes().all(|byte| byte.is_ascii_digit())
            && !(prefix.len() > 1 && prefix.starts_with('0'));
        let prefix = prefix.parse().ok().filter(|&prefix: &u8| is_plain && prefix <= 32)?;
        Some(Self { address: address.parse::<Ipv4Addr>().ok()?.into(), prefix })
    }

    /// How many bits of an address all addresses of the block share.
    pub fn prefix(self) -> u8 {
        self.prefix
    }

    /// The block that this address is in.
    pub fn network(self) -> Self {
        Self { address: self.address & self.mask(), ..self }
    }

    /// Which of the blocks of its size it is, counted from that with the address 0.0.0.0.
    pub fn number(self) -> u32 {
        self.address.checked_shr(32 - u32::from(self.prefix)).unwrap_or(0)
    }

    /// How many addresses are in it.
    pub fn size(self) -> u64 {
        1 << (32 - self.prefix)
    }

    /// Whether all of another block is in this one.
    pub fn contains(self, other: Self) -> bool {
        self.prefix <= other.prefix && other.address & self.mask() == self.network().address
    }

    /// Whether they have an address in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other) || other.contains(self)
    }

    fn mask(self) -> u32 {
        u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0)
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from(self.address), self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cidr(text: &str) -> Cidr {
        Cidr::parse(text).unwrap()
    }

    #[test]
    fn only_blocks_are_read() {
        for text in [
            "",
            "10.0.0.0",
            "10.0.0.0/",
            "10.0.0/16",
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "10.0.0.0/016",
            "::/0",
            "10.0.0.256/8",
            " 10.0.0.0/8",
        ] {
            assert_eq!(Cidr::parse(text), None, "{text}");
        }
        assert_eq!(cidr("0.0.0.0/0").size(), 1 << 32);
        assert_eq!(cidr("255.255.255.255/32").size(), 1);
    }

    #[test]
    fn blocks_in_and_beside_each_other() {
        assert_eq!(cidr("10.0.5.7/24").network(), cidr("10.0.5.0/24"));
        assert_eq!(cidr("0.0.5.0/24").number(), 5);
        assert_eq!(cidr("0.0.0.0/0").number(), 0);
        assert!(cidr("10.0.0.0/16").contains(cidr("10.0.255.0/24")));
        assert!(!cidr("10.0.0.0/16").contains(cidr("10.1.0.0/24")));
        assert!(!cidr("10.0.0.0/24").contains(cidr("10.0.0.0/16")));
        assert!(cidr("10.0.0.0/24").overlaps(cidr("10.0.0.0/16")));
        assert!(!cidr("10.0.0.0/25").overlaps(cidr("10.0.0.128/25")));
        assert!(cidr("0.0.0.0/0").contains(cidr("1.2.3.4/32")));
    }
}
