import { createPortableProvider } from '../../../runtime/crypto/portable/index.ts';
import type { Connection } from '../../../runtime/dtls13/index.ts';
import { type PairOptions, type SimulatedPair, simulatePair } from '../../../runtime/testing/index.ts';

export type Side = 'client' | 'server';

/** A datagram as it arrives: `from` and `to` are addresses of the simulated network. */
export interface RecordedDatagram {
  readonly from: string;
  readonly to: string;
  readonly bytes: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** A whole connection: what was sent, and what a reader of it has to find. */
export interface RecordedLife {
  readonly datagrams: readonly RecordedDatagram[];
  /** Every secret of the client's log. */
  readonly keyLog: readonly string[];
  /** Without the secrets that follow from the first ones: what NSS and browsers write. */
  readonly firstSecrets: string;
  /** The application data, in the order in which it was sent. */
  readonly texts: readonly string[];
}

export interface LifeOptions extends Partial<PairOptions> {
  readonly seed?: string;
  /** Length of the connection ids in the records to each side. Default 8; undefined: none is negotiated. */
  readonly idLength?: Readonly<Record<Side, number>> | undefined;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');
/** Enough for a round trip, for ACKs and for the checks of a new path. */
const PAUSE = 2000;

/** One connection in a simulated network, step by step. The same seed gives the same bytes. */
export class LifeRecorder {
  readonly pair: SimulatedPair;
  readonly texts: string[] = [];

  constructor({ seed = 'life', idLength = { client: 8, server: 8 }, ...options }: LifeOptions = {}) {
    const ids = (side: Side) => (idLength === undefined ? {} : { connectionIds: { length: idLength[side] } });
    this.pair = simulatePair({
      clientProvider: createPortableProvider({ seed: bytes(`client ${seed}`) }),
      serverProvider: createPortableProvider({ seed: bytes(`server ${seed}`) }),
      ...options,
      endpoint: { keylog: true, ...options.endpoint },
      connection: { ...ids('client'), ...options.connection },
      listener: { ...ids('server'), ...options.listener },
    });
    if (!this.pair.handshake()) throw new Error('the handshake failed');
    this.pair.network.advance(PAUSE);
  }

  /** Calls a method of one side, and waits for what follows from it. */
  call(side: Side, method: (connection: Connection, now: number) => void): void {
    const { pair } = this;
    method(side === 'client' ? pair.client : (pair.server as Connection), pair.network.now);
    (side === 'client' ? pair.clientHost : pair.serverHost).drain();
    pair.network.advance(PAUSE);
  }

  /** Both sides send a text. */
  talk(about: string): void {
    for (const side of ['client', 'server'] as const) {
      const text = `${about}, from the ${side}`;
      this.texts.push(text);
      this.pair.send(side, bytes(text));
      this.pair.network.advance(PAUSE);
    }
  }

  update(side: Side, requestPeer = false): void {
    this.call(side, (connection, now) => connection.updateKeys({ requestPeer }, now));
  }

  /** The client uses another address of its own. */
  migrate(address: string): void {
    this.pair.network.addAddress(this.pair.clientHost, address);
    this.call('client', (client, now) => client.migrate(this.pair.clientHost.path('server', address), now));
  }

  end(): RecordedLife {
    const { pair, texts } = this;
    pair.close('client');
    pair.network.advance(PAUSE);
    const keyLog = pair.clientHost.events.flatMap(({ event }) =>
      event.kind === 'keylog' ? [`${event.label} ${hex(event.clientRandom)} ${hex(event.secret)}`] : [],
    );
    const isLater = (line: string): boolean => /TRAFFIC_SECRET_[1-9]/.test(line);
    const datagrams = pair.network.datagrams.map(({ at, from, to, bytes }) => ({ at, from, to, bytes }));
    return { datagrams, keyLog, firstSecrets: keyLog.filter((line) => !isLater(line)).join('\n'), texts };
  }
}

/** Updates of the keys of both sides, connection ids, two new addresses of the client, and close_notify. */
export function recordLife(options: LifeOptions = {}): RecordedLife {
  const life = new LifeRecorder(options);
  life.talk('after the handshake');
  life.update('client', true);
  life.talk('after an update of both sides');
  // Without an id of the server, it cannot know the client at another address.
  if (options.idLength?.server !== 0) {
    life.migrate('client:2');
    life.talk('from another address');
    life.call('server', (server, now) => server.issueConnectionIds({ count: 2, immediate: true }, now));
    life.pair.network.rebind('client:2', 'nat');
    life.talk('behind another address of a NAT');
  }
  life.update('server');
  life.talk('after an update of the server');
  life.update('client');
  life.update('client', true);
  life.talk('after three updates');
  return life.end();
}
