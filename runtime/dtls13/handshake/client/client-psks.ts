import { CipherSuiteAttributes } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import type { OfferedPsks } from '../../../../generated/dtls13/wire/offered-psks.ts';
import type { StoredSession } from '../../../../generated/dtls13/wire/stored-session.ts';
import { digestLength } from '../../../crypto/hkdf.ts';
import type { CryptoProvider, HashName } from '../../../crypto/provider.ts';
import type { ClientHandshakeConfig } from '../handshake-config.ts';
import { encodeImportedIdentity, importExternalPsk } from '../psk/imported-psk.ts';
import type { Psk } from '../psk/psk.ts';
import { sessionContextDigest } from '../psk/session-context.ts';
import { hashOf } from '../session-keys.ts';

/** One pre-shared key that the client offers. */
export interface ClientPsk {
  readonly psk: Psk;
  readonly identity: Uint8Array;
  /** The session of a ticket; undefined: an external key. */
  readonly session: StoredSession | undefined;
}

/**
 * The pre-shared keys that a client offers, most preferred first; RFC 9846 section 4.3.11: the session, then the external
 * keys. An imported key is offered once for each hash of the offered cipher suites; RFC 9258 section 5.1.
 */
export class ClientPsks {
  #psks: readonly ClientPsk[];
  /** The keys of all that were ever offered. */
  readonly #keys: readonly Uint8Array[];

  /** Takes the session of `config`, if it can be resumed at `now`. */
  constructor(provider: CryptoProvider, config: ClientHandshakeConfig, now: number) {
    const hashes = [...new Set(config.cipherSuites.map(hashOf))];
    const context = config.session && sessionContextDigest(provider, config.sessionSettings);
    const session = context && config.session?.take(provider, context, now);
    const psks = [
      ...(session === undefined ? [] : [resumptionPsk(session)]),
      ...externalPsks(provider, config, hashes),
    ];
    this.#keys = psks.map(({ psk }) => psk.key);
    this.#psks = psks.filter(({ psk }) => hashes.includes(psk.hash));
  }

  /** In the order of the offer. */
  get all(): readonly Psk[] {
    return this.#psks.map(({ psk }) => psk);
  }

  /** The key that the server selected; undefined: it was not offered. */
  at(index: number): ClientPsk | undefined {
    return this.#psks[index];
  }

  /** Drops the keys that do not fit the cipher suite of a HelloRetryRequest; RFC 9846 section 4.2.4. */
  restrictTo(hash: HashName): void {
    this.#psks = this.#psks.filter(({ psk }) => psk.hash === hash);
  }

  /** The extension, with binders of zeros; undefined: there is no key. */
  offer(now: number): OfferedPsks | undefined {
    if (this.#psks.length === 0) return undefined;
    return {
      identities: this.#psks.map(({ identity, session }) => ({
        identity,
        obfuscatedTicketAge: session === undefined ? 0 : obfuscatedAge(session, now),
      })),
      binders: this.#psks.map(({ psk }) => ({ binder: new Uint8Array(digestLength(psk.hash)) })),
    };
  }

  /** Overwrites the keys, which are copies. */
  zeroize(): void {
    for (const key of this.#keys) key.fill(0);
  }
}

function resumptionPsk(session: StoredSession): ClientPsk {
  const hash = CipherSuiteAttributes[session.cipherSuite]?.hash as HashName;
  const psk: Psk = { kind: 'resumption', key: session.psk, hash, externalIdentity: undefined };
  return { psk, identity: session.ticket, session };
}

function externalPsks(
  provider: CryptoProvider,
  { psks }: ClientHandshakeConfig,
  hashes: readonly HashName[],
): ClientPsk[] {
  return psks.flatMap(({ identity, key, hash, importContext }) => {
    if (importContext === undefined) {
      const psk: Psk = { kind: 'external', key: new Uint8Array(key), hash, externalIdentity: identity };
      return [{ psk, identity, session: undefined }];
    }
    return hashes.map((targetHash) => {
      const imported = encodeImportedIdentity(identity, importContext, targetHash);
      const psk = importExternalPsk(provider, identity, key, hash, imported, targetHash);
      return { psk, identity: imported, session: undefined };
    });
  });
}

/** RFC 9846 section 4.3.11.1. */
function obfuscatedAge({ received, ticketAgeAdd }: StoredSession, now: number): number {
  return (Math.max(0, Math.floor(now - received)) + ticketAgeAdd) >>> 0;
}
