import { DtlsPlaintext, Handshake } from 'wirechart/dtls13/wire';
import { decodeAll, encodeToBytes, Reader } from 'wirechart/runtime';
import { SeededRandom } from 'wirechart/testing';
import { isHelloRetryRequest } from './hello-retry.ts';
import type { Impairment } from './real-host.ts';

type Rewrite = NonNullable<Impairment['sent']>;

const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const HANDSHAKE = 22;

/** The first datagram of which `matches` is true is lost. */
export function loseFirst(matches: (datagram: Uint8Array) => boolean): Rewrite {
  return loseNth(matches, 1);
}

/** Of those of which `matches` is true, the `n`-th is lost, counted from 1. */
export function loseNth(matches: (datagram: Uint8Array) => boolean, n: number): Rewrite {
  let matched = 0;
  return (datagram) => (matches(datagram) && ++matched === n ? [] : [datagram]);
}

/** Repeated ClientHellos, or repeated fragments of them, are lost. */
export function loseRepeatedHellos(): Rewrite {
  const seen = new Set<string>();
  return (datagram) => {
    const message = plaintextMessage(datagram);
    if (message?.msgType !== CLIENT_HELLO) return [datagram];
    const part = `${message.messageSeq} ${message.fragmentOffset}`;
    if (seen.has(part)) return [];
    seen.add(part);
    return [datagram];
  };
}

/** The first datagram is delivered after the second. */
export function swapFirstTwo(): Rewrite {
  let held: Uint8Array | undefined;
  return (datagram, index) => {
    if (index === 0) held = datagram.slice();
    return index === 0 ? [] : index === 1 && held !== undefined ? [datagram, held] : [datagram];
  };
}

/** One in five datagrams is lost, one in ten is duplicated, one in seven is delivered after the next one. */
export function unreliable(seed: number): Rewrite {
  const random = new SeededRandom(seed);
  let held: Uint8Array | undefined;
  return (datagram) => {
    if (random.chance(1 / 5)) return [];
    if (random.chance(1 / 10)) return [datagram, datagram];
    if (held === undefined && random.chance(1 / 7)) {
      held = datagram.slice();
      return [];
    }
    const late = held === undefined ? [] : [held];
    held = undefined;
    return [datagram, ...late];
  };
}

/** Every datagram is duplicated. */
export function repeatAll(): Rewrite {
  return (datagram) => [datagram, datagram];
}

/**
 * Cuts plaintext ClientHellos into fragments of at most `size` bytes, a datagram each. `arrange` may change their
 * order. Other plaintext records are renumbered too, so no number is used twice.
 */
export function recut(size: number, arrange: (pieces: Uint8Array[]) => Uint8Array[] = (pieces) => pieces): Rewrite {
  return (datagram) => {
    if (isProtected(datagram)) return [datagram];
    const record = decodeAll(DtlsPlaintext, datagram);
    const first = record.sequenceNumber * 64;
    if (record.type !== HANDSHAKE) return [encodeToBytes(DtlsPlaintext, { ...record, sequenceNumber: first })];
    const message = decodeAll(Handshake, record.fragment);
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < message.fragment.length; at += size) {
      const cut = {
        ...message,
        fragmentOffset: message.fragmentOffset + at,
        fragment: message.fragment.subarray(at, at + size),
      };
      const fragment = encodeToBytes(Handshake, cut);
      pieces.push(encodeToBytes(DtlsPlaintext, { ...record, sequenceNumber: first + pieces.length, fragment }));
    }
    return arrange(pieces);
  };
}

export function isClientHello(datagram: Uint8Array): boolean {
  return plaintextMessage(datagram)?.msgType === CLIENT_HELLO;
}

/** A ServerHello that is no HelloRetryRequest: the same message by type, distinguished by its random. */
export function isServerHello(datagram: Uint8Array): boolean {
  const message = plaintextMessage(datagram);
  return message?.msgType === SERVER_HELLO && !isHelloRetryRequest(message.fragment);
}

/** A datagram that starts with a protected record of this epoch (by its two epoch bits). */
export function isOfEpoch(epoch: number): (datagram: Uint8Array) => boolean {
  return (datagram) => isProtected(datagram) && ((datagram[0] ?? 0) & 3) === epoch;
}

function isProtected(datagram: Uint8Array): boolean {
  return ((datagram[0] ?? 0) & 0xe0) === 0x20;
}

function plaintextMessage(datagram: Uint8Array): Handshake | undefined {
  if (datagram[0] !== HANDSHAKE) return undefined;
  return Handshake.decode(new Reader(DtlsPlaintext.decode(new Reader(datagram)).fragment));
}
