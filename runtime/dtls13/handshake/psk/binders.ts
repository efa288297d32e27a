import { HandshakeType } from '../../../../generated/dtls13/registries/handshake-type.ts';
import type { OfferedPsks } from '../../../../generated/dtls13/wire/offered-psks.ts';
import { TranscriptHeader } from '../../../../generated/dtls13/wire/transcript-header.ts';
import { KeySchedule } from '../../../crypto/key-schedule.ts';
import type { CryptoProvider, HashName } from '../../../crypto/provider.ts';
import { encodeToBytes } from '../../../wire/index.ts';
import { HandshakeTranscript } from '../handshake-transcript.ts';
import { LABEL_PREFIX } from '../label-prefix.ts';
import type { Psk } from './psk.ts';

/** Bytes of the list of binders with its length: the end of a ClientHello. */
function bindersLength({ binders }: OfferedPsks): number {
  return 2 + binders.reduce((bytes, { binder }) => bytes + 1 + binder.length, 0);
}

/**
 * The digest that binders authenticate: all messages before the ClientHello, and the ClientHello without its binders,
 * with the header of the whole; RFC 9846 section 4.3.11.2. `body`: the ClientHello, whose last extension is `offered`.
 * `before` is not changed.
 */
export function truncatedTranscriptHash(
  provider: CryptoProvider,
  before: HandshakeTranscript,
  hash: HashName,
  body: Uint8Array,
  offered: OfferedPsks,
): Uint8Array {
  const transcript = new HandshakeTranscript(provider);
  transcript.copyFrom(before);
  transcript.select(hash);
  transcript.add(encodeToBytes(TranscriptHeader, { msgType: HandshakeType.client_hello, length: body.length }));
  transcript.add(body.subarray(0, body.length - bindersLength(offered)));
  return transcript.digest();
}

/** The binder of one key, in a fresh array; RFC 9846 section 4.3.11.2. */
export function createBinder(
  provider: CryptoProvider,
  { kind, key, hash }: Psk,
  transcriptHash: Uint8Array,
): Uint8Array {
  const schedule = new KeySchedule(provider, hash, LABEL_PREFIX, key);
  const binderKey = schedule.binderKey(kind);
  schedule.zeroize();
  try {
    return schedule.finishedVerifyData(binderKey, transcriptHash);
  } finally {
    binderKey.fill(0);
  }
}

/**
 * Writes the binders into an encoded ClientHello that ends with binders of zeros. `psks`: in the order of `offered`.
 * `before`: the transcript before the ClientHello, which is not changed.
 */
export function writeBinders(
  provider: CryptoProvider,
  body: Uint8Array,
  offered: OfferedPsks,
  psks: readonly Psk[],
  before: HandshakeTranscript,
): void {
  // After the length of the list, each binder follows its own length.
  let at = body.length - bindersLength(offered) + 2;
  for (const psk of psks) {
    const hash = truncatedTranscriptHash(provider, before, psk.hash, body, offered);
    const binder = createBinder(provider, psk, hash);
    body.set(binder, at + 1);
    at += 1 + binder.length;
  }
}
