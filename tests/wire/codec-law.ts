import type { ExecutionContext } from 'ava';
import { type Codec, Reader, WireError, Writer } from '../../runtime/wire/index.ts';

/** A codec with the arguments that its functions need besides the value. */
export interface Subject<T, A extends readonly unknown[], E extends readonly unknown[]> {
  readonly codec: Codec<T, A, E>;
  readonly decodeArgs: A;
  readonly encodeArgs: E;
}

/** A subject without arguments. */
export function plain<T>(codec: Codec<T>): Subject<T, [], []> {
  return { codec, decodeArgs: [], encodeArgs: [] };
}

/** The same stream of numbers in 0..1 for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One to three bytes removed, inserted, replaced or with a bit flipped. */
export function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number): number => Math.floor(random() * limit);
  const damaged = [...bytes];
  const changes = 1 + below(3);
  for (let change = 0; change < changes; change++) {
    const at = below(damaged.length + 1);
    const kind = below(4);
    if (kind === 0) damaged.splice(at, 1);
    else if (kind === 1) damaged.splice(at, 0, below(256));
    else if (kind === 2 && at < damaged.length) damaged[at] = below(256);
    else if (at < damaged.length) damaged[at] = (damaged[at] ?? 0) ^ (1 << below(8));
  }
  return Uint8Array.from(damaged);
}

/**
 * The contract of every codec for any input: a value that validates, whose size is known and that encodes to exactly the
 * bytes that were read; or a WireError, which is then returned.
 */
export function holdsFor<T, A extends readonly unknown[], E extends readonly unknown[]>(
  t: ExecutionContext,
  { codec, decodeArgs, encodeArgs }: Subject<T, A, E>,
  bytes: Uint8Array,
): WireError | undefined {
  const reader = new Reader(bytes);
  let value: T;
  try {
    value = codec.decode(reader, ...decodeArgs);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return error;
  }
  const read = bytes.subarray(0, reader.position);
  codec.validate(value, ...encodeArgs);
  const size = codec.size(value, ...encodeArgs);
  const writer = new Writer(new Uint8Array(size));
  codec.encode(writer, value, ...encodeArgs);
  // Compared by hand first: an assertion per mutation would take most of the time.
  if (Buffer.compare(writer.written, read) !== 0) t.deepEqual(writer.written, Uint8Array.from(read));
  if (writer.written.length !== size) t.is(writer.written.length, size);
  return undefined;
}

/** Checks the contract of a codec for a valid message, all its prefixes, and seeded damage to it. */
export function holdsAround<T, A extends readonly unknown[], E extends readonly unknown[]>(
  t: ExecutionContext,
  subject: Subject<T, A, E>,
  bytes: Uint8Array,
  { mutations = 300, seed = 1 } = {},
): void {
  t.is(holdsFor(t, subject, bytes), undefined, `${subject.codec.name} refuses the message itself`);
  for (let length = 0; length < bytes.length; length++) holdsFor(t, subject, bytes.slice(0, length));
  const random = seeded(seed);
  for (let round = 0; round < mutations; round++) holdsFor(t, subject, mutate(bytes, random));
  for (let round = 0; round < mutations / 3; round++) {
    const length = Math.floor(random() * 64);
    holdsFor(
      t,
      subject,
      Uint8Array.from({ length }, () => Math.floor(random() * 256)),
    );
  }
}
