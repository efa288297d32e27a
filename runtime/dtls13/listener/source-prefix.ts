/** Length of an IPv4 and an IPv6 address in the canonical form of `PathResolver.address`. */
const IPV4_BYTES = 4;
const IPV6_BYTES = 16;
const PORT_BYTES = 2;

/**
 * The part of a source address that its owner cannot vary, by which limits count. One IPv4 address has 65,535 ports,
 * and a host with one IPv6 address has at least 2^64 of them (RFC 6177).
 */
export class SourcePrefix {
  readonly #ipv4: number;
  readonly #ipv6: number;

  /** Lengths in bits: 1 to 32, and 1 to 128. */
  constructor(ipv4: number, ipv6: number) {
    this.#ipv4 = ipv4;
    this.#ipv6 = ipv6;
  }

  /**
   * An equal string for all addresses with the same prefix. `address`: canonical bytes, borrowed; an address of another
   * family is a prefix as a whole.
   */
  of(address: Uint8Array): string {
    const { length } = address;
    if (length === IPV4_BYTES + PORT_BYTES) return key(address, this.#ipv4, 4);
    if (length >= IPV6_BYTES + PORT_BYTES) return key(address, this.#ipv6, 6);
    return key(address, 8 * length, 0);
  }
}

/** The first `bits` of the address, two bytes in each character. The first character identifies the family. */
function key(address: Uint8Array, bits: number, family: number): string {
  let text = String.fromCharCode(family);
  for (let at = 0; 8 * at < bits; at += 2) {
    const unit = ((address[at] ?? 0) << 8) | (address[at + 1] ?? 0);
    const beyond = Math.max(0, 8 * at + 16 - bits);
    text += String.fromCharCode((unit >>> beyond) << beyond);
  }
  return text;
}
