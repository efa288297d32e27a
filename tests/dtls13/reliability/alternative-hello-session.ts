import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import type { ConnectionOptions, ListenerOptions } from '../../../runtime/dtls13/index.ts';
import { type CryptoOperation, SeededRandom } from '../../../runtime/testing/index.ts';
import { encodeToBytes, Reader } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { SecretLedger } from '../handshake/secret-ledger.ts';
import { Client, certificate, DirectPair, Server, START } from '../multi-peer-host.ts';
import { NonceWatch } from '../record/nonce-watch.ts';

const PATH = 1;
/** Latest time from which the network is lossless and no other answers are injected. */
const LOSSLESS_AFTER = 4500;
/** Later than every timer of a handshake. */
const END = 70_000;
/** How many hellos of others a client considers, besides those that are incomplete. */
const MAX_ALTERNATIVES = 6;

const breakable: readonly CryptoOperation[] = [
  'random',
  'hash',
  'hash.update',
  'hash.digest',
  'hash.copy',
  'hmac',
  'aead',
  'aead.seal',
  'aead.open',
  'recordNumberMask',
  'recordNumberMask.mask',
  'generateKeyPair',
  'keyPair.agree',
  'verify',
  'equal',
  'sign',
];

interface DatagramInTransit {
  readonly at: number;
  readonly to: Client | Server;
  readonly bytes: Uint8Array;
}

/** What servers answer to the hellos of another client. */
interface Foreign {
  readonly retry: readonly Uint8Array[];
  readonly flight: readonly Uint8Array[];
  readonly record: DtlsPlaintext;
  readonly hello: Handshake;
  /** The record at the head of the flight. */
  readonly head: Uint8Array;
}

function foreign(client: Partial<ConnectionOptions>, server: Partial<ListenerOptions>): Foreign {
  const directPair = new DirectPair(server);
  const first = directPair.client(PATH, client);
  directPair.deliverToServer(first);
  let flight = directPair.toClient.slice();
  const retry = isRetry(flight[0]) ? flight : [];
  if (retry.length > 0) {
    directPair.deliverToClient(first);
    directPair.deliverToServer(first);
    flight = directPair.toClient.splice(0);
  }
  const reader = new Reader(flight[0] as Uint8Array);
  const record = DtlsPlaintext.decode(reader);
  const head = (flight[0] as Uint8Array).subarray(0, reader.position);
  return { retry, flight, record, hello: Handshake.decode(new Reader(record.fragment)), head };
}

/** A HelloRetryRequest is alone, a ServerHello is alone or followed by the rest of its flight. */
function isRetry(datagram: Uint8Array | undefined): boolean {
  return datagram !== undefined && datagram.length < 200;
}

/**
 * A client and its server on a bad network, in virtual time, with answers of other servers to other clients: complete, in
 * fragments, forged, at any moment. After a while the network is lossless.
 *
 * `fair`: only ServerHellos for others are injected, in a limited number, so the client must connect.
 */
export class AlternativeHelloSession {
  readonly client: Client;
  readonly provider = new NonceWatch(classicalProvider);
  readonly ledger = new SecretLedger();
  readonly fair: boolean;
  /** When the client was secure, counted from the moment that the network was lossless; undefined: never. */
  secureAfter: number | undefined;
  readonly #server: Server;
  readonly #random: SeededRandom;
  readonly #foreign: readonly Foreign[];
  readonly #losslessFrom: number;
  readonly #inTransit: DatagramInTransit[] = [];
  #now = START;
  #alternatives = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.fair = this.#chance(0.5);
    this.#losslessFrom = START + 500 + this.#below(LOSSLESS_AFTER - 500);
    const serverOptions: Partial<ListenerOptions> = {
      cookies: this.#pick(['always', 'never']),
      requestCertificate: this.#pick(['no', 'optional', 'required']),
      groups: this.#pick([['x25519'], ['secp256r1'], ['x25519', 'secp256r1']]),
      maxDatagramSize: this.#pick([300, 600, 1200, 4000]),
    };
    const clientOptions: Partial<ConnectionOptions> = {
      groups: ['x25519', 'secp256r1'],
      keyShares: this.#pick([['x25519'], [], ['x25519', 'secp256r1']]),
      certificate,
    };
    this.#foreign = [0, 1, 2].map(() =>
      foreign(clientOptions, { ...serverOptions, cookies: this.#pick(['always', 'never']) }),
    );
    this.provider.oncall = this.ledger.take;
    if (!this.fair && this.#chance(0.4)) {
      const failure = { afterwards: this.#chance(0.3), lasting: this.#chance(0.2) };
      this.provider.failAt(this.#pick(breakable), 1 + this.#below(12), failure);
    }
    const server = new Server((_path, bytes) => this.#send(this.client, bytes), serverOptions);
    this.#server = server;
    if (this.#chance(0.3)) this.#beginBefore(clientOptions);
    const waiting: Uint8Array[] = [];
    const options = { ...clientOptions, provider: this.provider };
    let send = (bytes: Uint8Array): unknown => waiting.push(bytes);
    this.client = new Client(PATH, this.#now, (_path, bytes) => send(bytes), options);
    send = (bytes) => this.#send(server, bytes);
    waiting.forEach(send);
  }

  run(): void {
    while (this.#now < this.#losslessFrom) {
      this.#step(this.#now + 1 + this.#below(150));
      if (this.#chance(this.fair ? 0.3 : 0.6)) this.#injectAlternative();
    }
    while (this.#now < START + END) this.#step(START + END);
  }

  /** The server has an incomplete handshake with an earlier client. */
  #beginBefore(options: Partial<ConnectionOptions>): void {
    const hellos: Uint8Array[] = [];
    const former = new Client(PATH, this.#now, (_path, bytes) => hellos.push(bytes), options);
    for (let steps = this.#below(3); steps > 0; steps--) {
      for (const hello of hellos.splice(0)) this.#server.handle(PATH, hello, this.#now);
      for (const { bytes } of this.#inTransit.splice(0)) former.handle(0, bytes, this.#now);
    }
  }

  #send(to: Client | Server, bytes: Uint8Array): void {
    const isGood = this.#now >= this.#losslessFrom;
    const copies = isGood ? 1 : this.#pick([0, 0, 0, 1, 1, 1, 1, 1, 1, 2]);
    for (let copy = 0; copy < copies; copy++) {
      this.#inTransit.push({ at: this.#now + (isGood ? 5 : this.#below(80)), to, bytes: bytes.slice() });
    }
  }

  #step(limit: number): void {
    const { client } = this;
    const server = this.#server;
    const deadlines = [client.endpoint.nextDeadline(), server.endpoint.nextDeadline()];
    this.#now = Math.max(this.#now, Math.min(limit, ...this.#inTransit.map(({ at }) => at), ...deadlines));
    const index = this.#inTransit.findIndex(({ at }) => at <= this.#now);
    const arrived = index === -1 ? undefined : this.#inTransit.splice(index, 1)[0];
    arrived?.to.handle(arrived.to === server ? PATH : 0, arrived.bytes, this.#now);
    for (const party of [client, server]) {
      if (party.endpoint.nextDeadline() <= this.#now) party.endpoint.handleTimeout(this.#now);
      party.drain(this.#now);
    }
    if (client.count('secure') > 0) this.secureAfter ??= Math.max(0, this.#now - this.#losslessFrom);
  }

  #injectAlternative(): void {
    const kind = this.#below(this.fair ? 4 : 12);
    if (kind < 4) {
      if (this.fair && this.#alternatives === MAX_ALTERNATIVES) return;
      this.#alternatives += 1;
    }
    for (const datagram of this.#injected(kind, this.#pick(this.#foreign))) this.client.handle(0, datagram, this.#now);
  }

  #injected(kind: number, of: Foreign): readonly Uint8Array[] {
    const { hello } = of;
    switch (kind) {
      case 0:
        return of.flight.slice(0, 1);
      case 1:
        return [of.head];
      case 2: {
        const { length } = hello.fragment;
        const cut = 1 + this.#below(length - 1);
        const pieces = [this.#piece(of, 0, cut), this.#piece(of, Math.max(0, cut - 3), length)];
        if (this.#chance(0.5)) pieces.reverse();
        return pieces.slice(this.#chance(0.3) ? 1 : 0);
      }
      case 3:
        return of.flight;
      case 4:
        return of.retry;
      case 5:
      case 6: {
        const fragment = hello.fragment.slice();
        fragment[this.#chance(0.7) ? 2 + this.#below(32) : this.#below(fragment.length)] = this.#below(256);
        return [this.#record(of, encodeToBytes(Handshake, { ...hello, messageSeq: this.#below(3), fragment }))];
      }
      case 7:
        // Has the form of a protected record of any epoch.
        return [Uint8Array.of(0x2c + this.#below(4), 0, this.#below(60), 0, 20, ...new Uint8Array(20))];
      case 8:
        return [this.#record(of, Uint8Array.of(0, 0), ContentType.ack)];
      case 9:
        return this.#chance(0.1) ? [this.#record(of, Uint8Array.of(2, 40), ContentType.alert)] : [];
      case 10: {
        const other = this.#pick(this.#foreign).hello;
        return [this.#record(of, Buffer.concat([encodeToBytes(Handshake, hello), encodeToBytes(Handshake, other)]))];
      }
      default:
        if (this.#chance(0.05)) this.client.endpoint.close(this.#now);
        return [];
    }
  }

  #piece(of: Foreign, from: number, to: number): Uint8Array {
    const fragment = of.hello.fragment.subarray(from, to);
    return this.#record(of, encodeToBytes(Handshake, { ...of.hello, fragmentOffset: from, fragment }));
  }

  #record(of: Foreign, fragment: Uint8Array, type: number = ContentType.handshake): Uint8Array {
    return encodeToBytes(DtlsPlaintext, { ...of.record, type, sequenceNumber: this.#below(60), fragment });
  }

  #below(end: number): number {
    return this.#random.bits() % end;
  }

  #chance(part: number): boolean {
    return this.#random.chance(part);
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#below(from.length)] as T;
  }
}
