import { readdirSync, readFileSync } from 'node:fs';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { decodeAll } from '../../../runtime/wire/index.ts';

/** The first datagrams of a browser's session, which hold one ClientHello. */
export interface FirstFlight {
  readonly name: string;
  readonly datagrams: readonly Uint8Array[];
}

/** All that were captured: in one datagram and in two. */
export function firstFlights(): FirstFlight[] {
  return ['tests/vectors/clienthello', 'tests/vectors/clienthello-fragmented'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.hex'))
      .map((name) => {
        const lines = readFileSync(`${folder}/${name}`, 'utf8').trim().split('\n');
        return { name, datagrams: lines.map((line) => Uint8Array.from(Buffer.from(line, 'hex'))) };
      }),
  );
}

/** The body of the ClientHello, reassembled by the test itself. */
export function bodyOf({ datagrams }: FirstFlight): Uint8Array {
  const fragments = datagrams.map((bytes) => decodeAll(Handshake, decodeAll(DtlsPlaintext, bytes).fragment));
  const body = new Uint8Array(fragments[0]?.length ?? 0);
  for (const { fragment, fragmentOffset } of fragments) body.set(fragment, fragmentOffset);
  return body;
}
