import { createHash } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { Transcript } from '../../runtime/crypto/transcript.ts';

const sha256 = (...parts: Uint8Array[]) =>
  Uint8Array.from(parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest());

test('the digest is that of all bytes, however they are split and whenever the hash is selected', (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), fc.nat(8), (parts, selectAt) => {
      const transcript = new Transcript(opensslProvider);
      for (const [i, part] of parts.entries()) {
        if (i === selectAt) transcript.select('sha256');
        transcript.add(part);
      }
      transcript.select('sha256');
      t.deepEqual(transcript.digest(), sha256(...parts));
    }),
    { numRuns: 60 },
  );
});

test('bytes are borrowed: later changes by the caller have no effect', (t) => {
  const transcript = new Transcript(opensslProvider);
  for (const bytes of [Uint8Array.of(1, 2, 3), Buffer.from([4, 5])]) {
    transcript.add(bytes);
    bytes.fill(0);
  }
  transcript.select('sha256');
  t.deepEqual(transcript.digest(), sha256(Uint8Array.of(1, 2, 3, 4, 5)));
});

test('a digest does not end the transcript', (t) => {
  const transcript = new Transcript(opensslProvider);
  transcript.select('sha256');
  transcript.add(Uint8Array.of(1));
  const first = transcript.digest();
  t.deepEqual(transcript.digest(), first);
  transcript.add(Uint8Array.of(2));
  t.deepEqual(first, sha256(Uint8Array.of(1)));
  t.deepEqual(transcript.digest(), sha256(Uint8Array.of(1, 2)));
});

test('the hash can be selected once, and a digest before that throws', (t) => {
  const transcript = new Transcript(opensslProvider);
  const misuse = { code: 'ERR_WIRECHART_TRANSCRIPT' };
  t.is(transcript.hash, undefined);
  t.throws(() => transcript.digest(), misuse);
  transcript.select('sha384');
  transcript.select('sha384');
  t.is(transcript.hash, 'sha384');
  t.is(transcript.digest().length, 48);
  t.throws(() => transcript.select('sha256'), misuse);
});

test('a transcript with the state of another is independent of it, before and after the hash is selected', (t) => {
  for (const isSelected of [false, true]) {
    const transcript = new Transcript(opensslProvider);
    if (isSelected) transcript.select('sha256');
    transcript.add(Uint8Array.of(1));
    const kept = new Transcript(opensslProvider);
    kept.copyFrom(transcript);
    transcript.select('sha256');
    transcript.add(Uint8Array.of(2));
    t.is(kept.hash, isSelected ? 'sha256' : undefined);
    transcript.copyFrom(kept);
    transcript.select('sha256');
    transcript.add(Uint8Array.of(3));
    t.deepEqual(transcript.digest(), sha256(Uint8Array.of(1, 3)));
    kept.select('sha256');
    t.deepEqual(kept.digest(), sha256(Uint8Array.of(1)));
  }
});
