import type { HashName } from '../../crypto/provider.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { checkChoice, isBytes, isObject } from '../../errors/option-checks.ts';
import { equalBytes } from '../../wire/index.ts';
import type { ClientExternalPsk } from '../handshake/handshake-config.ts';
import { hashOf } from '../handshake/session-keys.ts';

/** An external pre-shared key. Its bytes are unpredictable: a password can be guessed by whoever sees a handshake. */
export interface ExternalPsk {
  /** 1 to 2048 bytes, sent unencrypted: they should tell nothing about the user. */
  readonly identity: Uint8Array;
  /** At least 16 bytes, which are copied before the first flight. */
  readonly key: Uint8Array;
  /** The hash of the key: it is used only with cipher suites of this hash, unless it is imported. Default sha256. */
  readonly hash?: HashName | undefined;
  /**
   * The key is imported with this context (at most 2048 bytes, sent unencrypted), for DTLS 1.3 and the hashes of all
   * cipher suites; RFC 9258. The server must import it too. A key that is imported must serve nothing else.
   */
  readonly importContext?: Uint8Array | undefined;
}

const MAX_PSKS = 8;
const MAX_IDENTITY = 2048;
/** A shorter key could be guessed. */
const MIN_KEY = 16;
/** All identities and contexts together, so that they fit into a ClientHello for each hash. */
const MAX_IDENTITIES = 16_384;

/** The external keys of a client. Throws ConfigError (psks), also for a key that fits no cipher suite. */
export function clientPsks(
  psks: readonly ExternalPsk[] | undefined,
  cipherSuites: readonly number[],
): readonly ClientExternalPsk[] {
  if (psks === undefined) return [];
  if (!Array.isArray(psks) || psks.length > MAX_PSKS) throw invalid(`must be a list of at most ${MAX_PSKS} keys`);
  // A copy, because `map` skips holes.
  const all = [...psks].map(clientPsk);
  const bytes = all.reduce((sum, psk) => sum + psk.identity.length + (psk.importContext?.length ?? 0), 0);
  if (bytes > MAX_IDENTITIES) throw invalid(`the identities have more than ${MAX_IDENTITIES} bytes together`);
  const imported = all.filter(({ importContext }) => importContext !== undefined);
  const isReused = all.some(
    ({ key, importContext }) => importContext === undefined && imported.some((each) => equalBytes(each.key, key)),
  );
  // RFC 9258 section 4.
  if (isReused) throw invalid('a key that is imported must serve nothing else');
  const hashes = cipherSuites.map(hashOf);
  const useless = all.find(({ hash, importContext }) => importContext === undefined && !hashes.includes(hash));
  if (useless !== undefined) throw invalid(`no cipher suite has the hash ${useless.hash}`);
  return all;
}

function clientPsk(psk: ExternalPsk): ClientExternalPsk {
  if (!isObject(psk)) throw invalid('a key must be an object');
  const { identity, key, hash = 'sha256', importContext } = psk;
  checkChoice('hash', hash, ['sha256', 'sha384']);
  if (!hasBytes(identity, 1, MAX_IDENTITY)) throw invalid(`an identity must have 1 to ${MAX_IDENTITY} bytes`);
  if (!hasBytes(key, MIN_KEY, MAX_IDENTITY)) throw invalid(`a key must have ${MIN_KEY} to ${MAX_IDENTITY} bytes`);
  if (importContext !== undefined && !hasBytes(importContext, 0, MAX_IDENTITY)) {
    throw invalid(`importContext must have at most ${MAX_IDENTITY} bytes`);
  }
  return { identity, key, hash, importContext };
}

function hasBytes(value: unknown, min: number, max: number): boolean {
  return isBytes(value) && value.length >= min && value.length <= max;
}

function invalid(message: string): ConfigError {
  return new ConfigError('psks', message);
}
