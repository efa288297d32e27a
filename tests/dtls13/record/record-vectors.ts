import { readFileSync } from 'node:fs';
import { CipherSuite, CipherSuiteAttributes } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { hkdfExpandLabel } from '../../../runtime/crypto/hkdf.ts';
import { KeySchedule } from '../../../runtime/crypto/key-schedule.ts';
import type { AeadName, CryptoProvider, HashName } from '../../../runtime/crypto/provider.ts';
import { RecordProtection } from '../../../runtime/crypto/record-protection.ts';
import { hex } from '../../crypto/hex.ts';

/** One record of tests/vectors/records; bytes are hexadecimal. */
export interface RecordVector {
  readonly suite: keyof typeof CipherSuite;
  readonly secret: string;
  /** How often the secret was updated for this epoch. */
  readonly updates: number;
  readonly epoch: number;
  readonly sequence: number;
  readonly connectionId: string;
  readonly wide: boolean;
  readonly hasLength: boolean;
  readonly contentType: number;
  readonly content: string;
  readonly padding: number;
  readonly record: string;
}

const all: readonly RecordVector[] = JSON.parse(readFileSync('tests/vectors/records/records.json', 'utf8'));

/** The vectors of the suites that the provider has. */
export function vectorsFor({ capabilities }: CryptoProvider): readonly RecordVector[] {
  return all.filter(({ suite }) => {
    const aead = attributesOf(suite)?.aead;
    return aead !== undefined && capabilities.aeads.includes(aead as AeadName);
  });
}

/** The protection of the epoch of a vector. */
export function protectionFor(provider: CryptoProvider, { suite, secret, updates }: RecordVector): RecordProtection {
  const attributes = attributesOf(suite);
  if (attributes === undefined) throw new RangeError(`${suite} has no attributes`);
  const hash = attributes.hash as HashName;
  let current = hex(secret);
  for (let update = 0; update < updates; update++)
    current = hkdfExpandLabel(provider, hash, current, 'dtls13', 'traffic upd', new Uint8Array(), current.length);
  const keys = new KeySchedule(provider, hash, 'dtls13').trafficKeys(current, attributes);
  return new RecordProtection(provider, attributes.aead as AeadName, keys);
}

function attributesOf(suite: keyof typeof CipherSuite) {
  return CipherSuiteAttributes[CipherSuite[suite]];
}
