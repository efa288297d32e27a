import type { ExtensionType } from '../../../generated/dtls13/registries/extension-type.ts';
import type { ClientHelloExtension } from '../../../generated/dtls13/wire/client-hello-extension.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import type { PairOptions, SimulatedHost, SimulatedPair } from '../../../runtime/testing/index.ts';
import { type Codec, decodeAll, encodeToBytes, Reader } from '../../../runtime/wire/index.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';

const NOTHING = new Uint8Array(0);

/** The code of the error a host reported last, or the kind of its last event. */
export function endOf(host: SimulatedHost): string | undefined {
  const last = host.events.at(-1)?.event;
  return last?.kind === 'error' ? last.error.code : last?.kind;
}

/** Changes the first message of a side, which is unprotected, before it arrives. */
export function tamper<T>(host: SimulatedHost, codec: Codec<T>, change: (value: T) => T | Uint8Array): void {
  const receive = host.receive.bind(host);
  host.receive = (from, datagram) => {
    host.receive = receive;
    const record = DtlsPlaintext.decode(new Reader(datagram));
    const message = Handshake.decode(new Reader(record.fragment));
    const changed = change(decodeAll(codec, message.fragment));
    const body = changed instanceof Uint8Array ? changed : encodeToBytes(codec, changed);
    const fragment = encodeToBytes(Handshake, { ...message, length: body.length, fragment: body });
    receive(from, encodeToBytes(DtlsPlaintext, { ...record, fragment }));
  };
}

/** An extension without data. */
export const emptyExtension = (extensionType: ExtensionType) => ({
  kind: 'unknown' as const,
  extensionType,
  extensionData: NOTHING,
});

/** The offer of a pre-shared key that no server knows. */
export const unknownPsk: ClientHelloExtension = {
  kind: 'pre_shared_key',
  extensionData: {
    identities: [{ identity: Uint8Array.of(1, 2, 3), obfuscatedTicketAge: 0 }],
    binders: [{ binder: new Uint8Array(32) }],
  },
};

/** A client that has the ServerHello and no later message. */
export function halfway(options: Pick<PairOptions, 'connection'> = {}): { pair: SimulatedPair; keyedPeer: KeyedPeer } {
  const pair = keyLoggedPair({}, options);
  const { clientHost } = pair;
  const receive = clientHost.receive.bind(clientHost);
  clientHost.receive = (from, datagram) => {
    const reader = new Reader(datagram);
    DtlsPlaintext.decode(reader);
    receive(from, datagram.subarray(0, reader.position));
    clientHost.receive = () => {};
  };
  pair.network.advance(100);
  clientHost.receive = receive;
  return { pair, keyedPeer: new KeyedPeer(pair, 'server') };
}
