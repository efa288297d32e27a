import type { RecordProtection } from '../../crypto/record-protection.ts';

/**
 * Record number encryption; RFC 9147 section 4.2.3. The sequence number in a unified header is XORed with a mask,
 * which is derived from the record number key and the first bytes of the encrypted record. Encryption and decryption are
 * the same operation. One object serves all records of one direction.
 */
export class RecordNumberEncryption {
  readonly #mask = new Uint8Array(2);

  /**
   * Encrypts or decrypts in place. `slab[number]` is the first byte of the sequence number, `slab[body]` the first byte
   * of the encrypted record. `is16Bit`: the sequence number has 16 bits, not 8.
   */
  apply(protection: RecordProtection, slab: Uint8Array, number: number, body: number, is16Bit: boolean): void {
    protection.mask(slab, body, this.#mask);
    slab[number] = (slab[number] as number) ^ (this.#mask[0] as number);
    if (is16Bit) slab[number + 1] = (slab[number + 1] as number) ^ (this.#mask[1] as number);
  }
}
