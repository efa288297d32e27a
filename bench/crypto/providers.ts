// The layer `providers`: the providers against each other, and a call through the interface against direct calls.
import type { CryptoProvider } from 'wirechart/crypto';
import { opensslProvider } from 'wirechart/crypto/openssl';
import { createPortableProvider } from 'wirechart/crypto/portable';
import { FaultyProvider, testCertificate } from 'wirechart/testing';
import { requireEqual } from '../codec/result-check.ts';
import { measureOptions, type Run } from '../layer.ts';
import { measure, ratio, repeat, type Task } from '../measurement.ts';
import { type Result, timedResult } from '../result.ts';
import { isMissing, nativeProvider } from './native-provider.ts';
import { DirectAead, HEADER, nonce, ProtectedRecord, protection, TAG } from './protected-record.ts';

const SIZES = [16, 1200];
/** A call through the interface may take this much longer. */
const MAX_INDIRECTION = 1.13;
const MESSAGE = new Uint8Array(1000);

const portable = createPortableProvider();
const native = nativeProvider();
/** Preferred first. */
const providers: Readonly<Record<string, CryptoProvider>> = {
  ...(isMissing(native) ? {} : { native }),
  openssl: opensslProvider,
  portable,
};
const missing = isMissing(native) ? [native] : [];

type Operation = (provider: CryptoProvider) => () => unknown;

const operations: Readonly<Record<string, Operation>> = {
  'seal 1200 bytes': (provider) => {
    const record = new ProtectedRecord(1200);
    const { aead } = protection(provider);
    return () => record.seal(aead, undefined);
  },
  'X25519 key pair': (provider) => () => provider.generateKeyPair('x25519'),
  'X25519 respond': (provider) => {
    const { share } = provider.generateKeyPair('x25519');
    return () => provider.respond('x25519', share);
  },
  'P-256 sign': (provider) => {
    const key = provider.importPrivateKey(testCertificate.privateKey);
    return () => provider.sign('ecdsa_secp256r1_sha256', key, MESSAGE);
  },
  'P-256 verify': (provider) => {
    const key = opensslProvider.importPrivateKey(testCertificate.privateKey);
    const signature = opensslProvider.sign('ecdsa_secp256r1_sha256', key, MESSAGE);
    const verify = () => provider.verify('ecdsa_secp256r1_sha256', testCertificate.publicKey, MESSAGE, signature);
    if (!verify()) throw new Error(`${provider.name} refuses a signature of openssl: nothing is measured`);
    return verify;
  },
  'HMAC-SHA256 of 32 bytes': (provider) => {
    const data = new Uint8Array(32);
    requireEqual(provider.hmac('sha256', data, data), opensslProvider.hmac('sha256', data, data), provider.name);
    return () => provider.hmac('sha256', data, data);
  },
  'SHA-256 of 1000 bytes': (provider) => () => {
    const hash = provider.hash('sha256');
    hash.update(MESSAGE);
    return hash.digest();
  },
};

/** Compares every operation of the providers, and the cost of the interface with three of them loaded. */
export async function compareProviders(run: Run): Promise<readonly Result[]> {
  run.log('measuring the operations of the providers');
  const compared = Object.entries(operations).map(([title, operation]): Result => {
    const tasks = Object.entries(providers).map(([name, provider]): [string, Task] => [
      name,
      repeat(operation(provider)),
    ]);
    const timings = measure<string>(Object.fromEntries(tasks), measureOptions(run));
    const [ours] = Object.values(timings);
    if (ours === undefined) throw new Error('no provider');
    const key = title.replace(/[^A-Za-z0-9]/g, '').replace(/^[A-Z]/, (first) => first.toLowerCase());
    return timedResult({ key, title, missing }, timings, ours);
  });
  run.log('measuring calls through the interface');
  return [...compared, ...SIZES.map((size) => indirection(size, run))];
}

/** Seals and opens a record through `CryptoProvider`, at a call site that has seen three providers, and directly. */
function indirection(size: number, run: Run): Result {
  const third = isMissing(native) ? new FaultyProvider(opensslProvider) : native;
  const seen = [opensslProvider, portable, third].map((each) => protection(each).aead);
  const [aead] = seen;
  const record = new ProtectedRecord(size);
  const direct = new DirectAead();
  const through = (cipher: (typeof seen)[number]): void => {
    cipher.seal(nonce, record.slab, 0, HEADER, size);
    if (!cipher.open(nonce, record.slab, 0, HEADER, size + TAG)) throw new Error('a record is not authentic');
  };
  const directly = (): void => {
    direct.seal(record.slab, size);
    direct.open(record.slab, size);
  };
  through(seen[0] as (typeof seen)[number]);
  const after = record.slab.slice();
  record.slab.fill(1, HEADER);
  directly();
  requireEqual(record.slab, after, 'the direct call');
  for (let count = 0; count < 1000; count++) for (const each of seen) through(each);
  const timings = measure(
    {
      'through CryptoProvider': repeat(() => through(aead as (typeof seen)[number])),
      'directly on node:crypto': repeat(directly),
    },
    measureOptions(run),
  );
  const ours = timings['through CryptoProvider'];
  const indirect = ratio(ours, timings['directly on node:crypto']);
  return timedResult(
    {
      key: `call${size}`,
      title: `seal and open ${size} bytes, three providers loaded`,
      ratios: { indirection: indirect },
      gates: [
        {
          claim: `time of a call through CryptoProvider, ${size} bytes, to a direct one:`,
          measured: indirect,
          limit: { max: MAX_INDIRECTION },
        },
      ],
    },
    timings,
    ours,
  );
}
