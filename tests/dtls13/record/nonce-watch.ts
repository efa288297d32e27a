import type { Aead, AeadName } from '../../../runtime/crypto/provider.ts';
import { FaultyProvider } from '../../../runtime/testing/index.ts';

/** A provider that counts repeated uses of a key and nonce for sealing. */
export class NonceWatch extends FaultyProvider {
  sealed = 0;
  reused = 0;
  readonly #seen = new Set<string>();

  override aead(name: AeadName, key: Uint8Array): Aead {
    const text = Buffer.from(key).toString('hex');
    const aead = super.aead(name, key);
    return {
      ...aead,
      seal: (nonce, ...record) => {
        const used = `${text} ${Buffer.from(nonce).toString('hex')}`;
        this.sealed += 1;
        if (this.#seen.has(used)) this.reused += 1;
        this.#seen.add(used);
        aead.seal(nonce, ...record);
      },
    };
  }
}
