import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/**
 * Encodes and decodes values of one type. Decoding is canonical: `encode` returns the bytes that `decode` accepted.
 * Invalid bytes and values throw WireError and nothing else.
 *
 * `A`: the arguments that decoding needs besides the bytes (a length agreed in a handshake).
 * `E`: the arguments that encoding needs besides the value; usually none.
 */
export interface Codec<T, A extends readonly unknown[] = [], E extends readonly unknown[] = []> {
  /** The message in the spelling of its RFC: `DTLSPlaintext`. */
  readonly name: string;
  /** Reads one value and moves the reader past it. Byte fields are views into the input. */
  decode(reader: Reader, ...args: A): T;
  /** Writes one value. Throws WireError; the bytes written so far are then not defined. */
  encode(writer: Writer, value: T, ...args: E): void;
  /** How many bytes `encode` writes for a valid value. */
  size(value: T, ...args: E): number;
  /** Throws WireError for exactly those values that `encode` refuses. */
  validate(value: T, ...args: E): void;
}

/** Decodes `bytes` from first to last. Throws WireError; ERR_WIRE_TRAILING when bytes are left over. */
export function decodeAll<T, A extends readonly unknown[]>(
  codec: Pick<Codec<T, A, never>, 'name' | 'decode'>,
  bytes: Uint8Array,
  ...args: A
): T {
  const reader = new Reader(bytes);
  const value = codec.decode(reader, ...args);
  reader.finish(codec.name);
  return value;
}

/** Encodes into a fresh array of exactly the right size. Throws WireError for a value that has no encoding. */
export function encodeToBytes<T, E extends readonly unknown[]>(
  codec: Pick<Codec<T, never, E>, 'size' | 'encode'>,
  value: T,
  ...args: E
): Uint8Array {
  const writer = new Writer(new Uint8Array(codec.size(value, ...args)));
  codec.encode(writer, value, ...args);
  return writer.written;
}
