import type { CipherSuite } from '../../../generated/dtls13/registries/cipher-suite.ts';
import type { KeySchedule, TrafficSecrets } from '../../crypto/key-schedule.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { RecordProtection } from '../../crypto/record-protection.ts';
import { InternalError } from '../../errors/internal-error.ts';
import type { BufferPools } from '../../slab/buffer-pools.ts';
import { SecretBuffer } from './secret-buffer.ts';
import { protectionOf } from './traffic-protection.ts';

/** Which of our directions a secret protects. */
export type Direction = 'read' | 'write';

/** The provider, the memory for secrets, and what receives each of them for a key log. */
interface SecretsContext {
  readonly provider: CryptoProvider;
  readonly buffers: BufferPools;
  keylog(label: string, clientRandom: Uint8Array, secret: Uint8Array): void;
}

/**
 * The application traffic secrets of both directions, from which a KeyUpdate derives the next; RFC 9846 section 7.2.
 * Owns them: a secret is overwritten when the next one is derived.
 */
export class ApplicationSecrets {
  readonly #context: SecretsContext;
  readonly #schedule: KeySchedule;
  readonly #suite: CipherSuite;
  readonly #clientRandom: Uint8Array;
  readonly #sides: Readonly<Record<Direction, 'client' | 'server'>>;
  readonly #secrets: { client: SecretBuffer; server: SecretBuffer };
  readonly #generations: { client: number; server: number };

  /**
   * Overwrites `secrets`. `generations`: how many secrets preceded those of each side; undefined: these are the first ones, and are
   * logged.
   */
  constructor(
    context: SecretsContext,
    schedule: KeySchedule,
    suite: CipherSuite,
    role: 'client' | 'server',
    secrets: TrafficSecrets,
    clientRandom: Uint8Array,
    generations: { readonly client: number; readonly server: number } | undefined = undefined,
  ) {
    this.#context = context;
    this.#generations = { client: 0, server: 0, ...generations };
    this.#schedule = schedule;
    this.#suite = suite;
    this.#clientRandom = clientRandom;
    this.#sides = { write: role, read: role === 'client' ? 'server' : 'client' };
    const { crypto } = context.buffers;
    this.#secrets = {
      client: new SecretBuffer(crypto, secrets.client),
      server: new SecretBuffer(crypto, secrets.server),
    };
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

  /** The current secret. Do not change, and do not keep. */
  secret(direction: Direction): Uint8Array {
    return this.#secrets[this.#sides[direction]].bytes;
  }

  /** Record protection with the keys of the current secret. */
  protection(direction: Direction): RecordProtection {
    return protectionOf(this.#context.provider, this.#schedule, this.#suite, this.secret(direction));
  }

  /**
   * verify_data of a Finished after the handshake, under the current secret: of ours (`write`) or of the peer (`read`); RFC
   * 9846 section 4.5.3. `transcriptHash` covers all earlier messages of the authentication.
   */
  verifyData(direction: Direction, transcriptHash: Uint8Array): Uint8Array {
    return this.#schedule.finishedVerifyData(this.secret(direction), transcriptHash);
  }

  /** Derives the next secret, and returns record protection with its keys. Throws InternalError. */
  update(direction: Direction): RecordProtection {
    const side = this.#sides[direction];
    try {
      const next = this.#schedule.nextTrafficSecret(this.#secrets[side].bytes);
      this.#secrets[side].zeroize();
      this.#secrets[side] = new SecretBuffer(this.#context.buffers.crypto, next);
      this.#generations[side] += 1;
      this.#logSecret(side);
      return this.protection(direction);
    } catch (cause) {
      throw new InternalError('the key update', cause);
    }
  }

  zeroize(): void {
    this.#secrets.client.zeroize();
    this.#secrets.server.zeroize();
  }

  #logSecret(side: 'client' | 'server'): void {
    const label = `${side.toUpperCase()}_TRAFFIC_SECRET_${this.#generations[side]}`;
    this.#context.keylog(label, this.#clientRandom, this.#secrets[side].bytes);
  }
}
