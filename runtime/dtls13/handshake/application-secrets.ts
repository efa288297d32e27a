import type { CipherSuite } from '../../../generated/dtls13/registries/cipher-suite.ts';
import type { KeySchedule, TrafficSecrets } from '../../crypto/key-schedule.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { RecordProtection } from '../../crypto/record-protection.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { protectionOf } from './traffic-protection.ts';

/** Which of our directions a secret protects. */
export type Direction = 'read' | 'write';

/** Receives each secret, for a key log. */
interface SecretLog {
  readonly provider: CryptoProvider;
  keylog(label: string, clientRandom: Uint8Array, secret: Uint8Array): void;
}

/**
 * The application traffic secrets of both directions, from which a KeyUpdate derives the next; RFC 9846 section 7.2.
 * Owns them: a secret is overwritten when the next one is derived.
 */
export class ApplicationSecrets {
  readonly #log: SecretLog;
  readonly #schedule: KeySchedule;
  readonly #suite: CipherSuite;
  readonly #clientRandom: Uint8Array;
  readonly #sides: Readonly<Record<Direction, 'client' | 'server'>>;
  readonly #secrets: { client: Uint8Array; server: Uint8Array };
  readonly #generations: { client: number; server: number };

  /** `generations`: how many secrets preceded those of each side; undefined: these are the first ones, and are logged. */
  constructor(
    log: SecretLog,
    schedule: KeySchedule,
    suite: CipherSuite,
    role: 'client' | 'server',
    secrets: TrafficSecrets,
    clientRandom: Uint8Array,
    generations: { readonly client: number; readonly server: number } | undefined = undefined,
  ) {
    this.#log = log;
    this.#generations = { client: 0, server: 0, ...generations };
    this.#schedule = schedule;
    this.#suite = suite;
    this.#clientRandom = clientRandom;
    this.#sides = { write: role, read: role === 'client' ? 'server' : 'client' };
    this.#secrets = { client: secrets.client, server: secrets.server };
    if (generations !== undefined) return;
    this.#logSecret('client');
    this.#logSecret('server');
  }

  /** Do not change. */
  get clientRandom(): Uint8Array {
    return this.#clientRandom;
  }

  get suite(): CipherSuite {
    return this.#suite;
  }

  /** The current secret. Do not change. */
  secret(direction: Direction): Uint8Array {
    return this.#secrets[this.#sides[direction]];
  }

  /** Record protection with the keys of the current secret. */
  protection(direction: Direction): RecordProtection {
    return protectionOf(this.#log.provider, this.#schedule, this.#suite, this.#secrets[this.#sides[direction]]);
  }

  /**
   * verify_data of a Finished after the handshake, under the current secret: of ours (`write`) or of the peer (`read`); RFC
   * 9846 section 4.5.3. `transcriptHash` covers all earlier messages of the authentication.
   */
  verifyData(direction: Direction, transcriptHash: Uint8Array): Uint8Array {
    return this.#schedule.finishedVerifyData(this.#secrets[this.#sides[direction]], transcriptHash);
  }

  /** Derives the next secret, and returns record protection with its keys. Throws InternalError. */
  update(direction: Direction): RecordProtection {
    const side = this.#sides[direction];
    try {
      const next = this.#schedule.nextTrafficSecret(this.#secrets[side]);
      this.#secrets[side].fill(0);
      this.#secrets[side] = next;
      this.#generations[side] += 1;
      this.#logSecret(side);
      return this.protection(direction);
    } catch (cause) {
      throw new InternalError('the key update', cause);
    }
  }

  zeroize(): void {
    this.#secrets.client.fill(0);
    this.#secrets.server.fill(0);
  }

  #logSecret(side: 'client' | 'server'): void {
    const label = `${side.toUpperCase()}_TRAFFIC_SECRET_${this.#generations[side]}`;
    this.#log.keylog(label, this.#clientRandom, this.#secrets[side]);
  }
}
