import { CipherSuite, CipherSuiteAttributes } from '../../../generated/dtls13/registries/cipher-suite.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { contentLine } from './content-line.ts';
import { RecordOpener } from './record-opener.ts';
import { splitRecords } from './record-splitter.ts';
import type { Suite } from './traffic-key-chain.ts';
import { trafficSecretOf } from './traffic-secret-labels.ts';

/** Decodes the datagrams of one session with the key log of one of its sides. For tests and documentation. */
export class Dissection {
  readonly #suite: Suite;
  readonly #openers: Readonly<Record<'client' | 'server', RecordOpener>>;

  /** `suite`: the name of what the session agreed on, as the `secure` event says it. Throws ConfigError for another. */
  constructor(provider: CryptoProvider, suite: string) {
    const attributes = CipherSuiteAttributes[CipherSuite[suite as keyof typeof CipherSuite]];
    if (attributes === undefined) throw new ConfigError('suite', `${suite} is not a cipher suite with known lengths`);
    this.#suite = attributes;
    this.#openers = { client: new RecordOpener(provider), server: new RecordOpener(provider) };
  }

  /** Adds one secret of the key log. Labels of secrets that protect no records are ignored. */
  addSecret(label: string, secret: Uint8Array): void {
    const trafficSecret = trafficSecretOf(label);
    if (trafficSecret !== undefined)
      this.#openers[trafficSecret.sender].install(trafficSecret.epoch, this.#suite, secret);
  }

  /**
   * One line for each readable record: `client_hello`, `epoch 2: certificate, finished`. Datagrams must be passed in
   * the order in which their sender sent them. The datagram is not changed.
   */
  describe(from: 'client' | 'server', datagram: Uint8Array): readonly string[] {
    return [...splitRecords(datagram)].flatMap(({ at, end, plaintext, error }) => {
      if (error !== undefined) return [];
      if (plaintext !== undefined) return [contentLine(plaintext.type, plaintext.fragment)];
      const opened = this.#openers[from].open(datagram.subarray(at, end));
      return typeof opened === 'string'
        ? []
        : [`epoch ${opened.epoch}: ${contentLine(opened.contentType, opened.content)}`];
    });
  }
}
