// Records a handshake over a simulated network for the inspector.

import { createPortableProvider } from 'wirechart/crypto/portable';
import { contentLine, type DissectedRecord, KeyLog, TrafficDissection } from 'wirechart/dtls13/core';
import { flightEdges } from 'wirechart/dtls13/machines';
import { ConfigError, WirechartError } from 'wirechart/runtime';
import type { NetworkConditions, RecordedEvent, SimulatedPair } from 'wirechart/testing';
import { checkHandshake, type HandshakeOptions, recordedPair } from './recorded-pair.ts';
import type { DatagramStep, Peer, RecordedMachine, Recording, RecordingStep } from './recording.ts';

/** Application data of the client before the handshake is complete. */
const EARLY_MESSAGE = 'good morning';
/** Application data of the client and of the server. */
const CLIENT_MESSAGE = 'hello';
const SERVER_MESSAGE = 'good day';

/** Milliseconds until the end of the run, longer than any complete handshake. */
const LIMIT_MS = 120_000;

/** Bytes of the connection ids where the client changes its address. */
const ID_LENGTH = 8;
/** Milliseconds after a change of keys or of an address, longer than a retransmission and a check of the path. */
const CHANGE_MS = 5000;

/** More changes do not fit into a page. */
const MAX_CHANGES = 100;

/** What happens in a recording. */
export interface RecordingOptions extends NetworkConditions, HandshakeOptions {
  /** How often the client updates its keys, and asks the server to update its own: 0 to 100. Default 0. */
  readonly keyUpdates?: number;
  /** How often the client changes its address, with connection ids: 0 to 100. Default 0. */
  readonly migrations?: number;
}

/**
 * Runs a handshake, one message in each direction, key updates and changes of the client's address on request, and
 * close_notify over a simulated network, in virtual time, and records it for the page. The same options give the same
 * recording. Throws ConfigError for an invalid option.
 */
export function recordHandshake(options: RecordingOptions = {}): Recording {
  const {
    keyUpdates = 0,
    migrations = 0,
    psk,
    resume = false,
    earlyData = 0,
    clientAuthentication,
    ...conditions
  } = options;
  checkCount('keyUpdates', keyUpdates);
  checkCount('migrations', migrations);
  checkCount('earlyData', earlyData);
  const handshake = { psk, resume, earlyData, clientAuthentication };
  checkHandshake(handshake);
  const isAuthenticatedLater = clientAuthentication === 'later';
  const { seed = 1, latency = 10, loss = 0 } = conditions;
  const ids = migrations > 0 ? { connectionIds: { length: ID_LENGTH } } : {};
  const pair = recordedPair(handshake, conditions, { trace: true, keylog: true, ...ids });
  for (let message = 0; message < earlyData; message++) sendEarly(pair);
  if (!pair.handshake()) throw new WirechartError('ERR_WIRECHART_RECORDING', 'the recorded handshake failed');
  pair.network.advance(5 * latency);
  pair.send('client', new TextEncoder().encode(CLIENT_MESSAGE));
  pair.network.advance(2 * latency);
  pair.send('server', new TextEncoder().encode(SERVER_MESSAGE));
  pair.network.advance(2 * latency);
  if (isAuthenticatedLater) {
    pair.server?.requestCertificate({}, pair.network.now);
    pair.serverHost.drain();
    settle(pair);
  }
  for (let update = 0; update < keyUpdates; update++) {
    pair.client.updateKeys({ requestPeer: true }, pair.network.now);
    settle(pair);
  }
  for (let number = 1; number <= migrations; number++) {
    const address = `client:${number}`;
    pair.network.addAddress(pair.clientHost, address);
    pair.client.migrate(pair.clientHost.path('server', address), pair.network.now);
    settle(pair);
  }
  pair.close('client');
  pair.network.advance(LIMIT_MS);
  return {
    title: 'DTLS 1.3 handshake over a simulated network',
    note: `${latency} ms each way, ${loss === 0 ? 'no loss' : `${Math.round(loss * 100)} % lost`}, seed ${seed}`,
    machines: [
      { peer: 'client', machine: 'client' },
      { peer: 'client', machine: 'flight' },
      { peer: 'client', machine: 'ackScheduler' },
      { peer: 'client', machine: 'keyUpdate' },
      ...(resume ? [{ peer: 'client', machine: 'sessionTicket' } as const] : []),
      ...(isAuthenticatedLater ? [{ peer: 'client', machine: 'clientAuthResponse' } as const] : []),
      ...migrationMachines('client', migrations),
      { peer: 'client', machine: 'connection' },
      { peer: 'server', machine: 'server' },
      { peer: 'server', machine: 'flight' },
      { peer: 'server', machine: 'ackScheduler' },
      { peer: 'server', machine: 'keyUpdate' },
      ...(resume ? [{ peer: 'server', machine: 'sessionTicket' } as const] : []),
      ...(isAuthenticatedLater ? [{ peer: 'server', machine: 'clientAuthRequest' } as const] : []),
      ...migrationMachines('server', migrations),
      { peer: 'server', machine: 'connection' },
    ],
    steps: steps(pair),
  };
}

function checkCount(option: string, count: number): void {
  if (Number.isInteger(count) && count >= 0 && count <= MAX_CHANGES) return;
  throw new ConfigError(option, `must be an integer from 0 to ${MAX_CHANGES}, not ${count}`);
}

function sendEarly({ client, clientHost, network }: SimulatedPair): void {
  const data = new TextEncoder().encode(EARLY_MESSAGE);
  client.sendEarly(data, Int32Array.of(0), Int32Array.of(data.length), network.now);
  clientHost.drain();
}

/** Sends what the client has to send, and advances time until the exchange is over. */
function settle({ clientHost, network }: SimulatedPair): void {
  clientHost.drain();
  network.advance(CHANGE_MS);
}

function migrationMachines(peer: Peer, migrations: number): readonly RecordedMachine[] {
  if (migrations === 0) return [];
  return [
    { peer, machine: 'connectionId' },
    { peer, machine: 'pathValidation' },
  ];
}

function steps(pair: SimulatedPair): RecordingStep[] {
  const start = pair.network.datagrams[0]?.at ?? 0;
  const reported: RecordingStep[] = [
    ...pair.clientHost.events.flatMap(({ at, event }) => stepOf('client', at - start, event)),
    ...pair.serverHost.events.flatMap(({ at, event }) => stepOf('server', at - start, event)),
  ];
  // The sort is stable: steps at the same time stay in the order in which each peer reported them.
  const steps = reported.toSorted((a, b) => a.time - b.time);
  for (const datagram of datagrams(pair, start)) steps.splice(insertionIndex(datagram, steps), 0, datagram);
  return steps;
}

function datagrams(pair: SimulatedPair, start: number): DatagramStep[] {
  const secrets = pair.clientHost.events.flatMap(({ event }) =>
    event.kind === 'keylog' ? [`${event.label} ${hex(event.clientRandom)} ${hex(event.secret)}`] : [],
  );
  const traffic = new TrafficDissection(createPortableProvider(), new KeyLog(secrets.join('\n')));
  return pair.network.datagrams.map(({ at, from, to, bytes, arrivals: [arrival] }) => {
    const peer: Peer = from === 'server' ? 'server' : 'client';
    const records = traffic.dissect(from, to, bytes).records.flatMap(recordLines);
    const sent = { kind: 'datagram', time: at - start, from: peer, length: bytes.length, records } as const;
    return arrival === undefined ? sent : { ...sent, arrival: arrival - start };
  });
}

function recordLines({ isProtected, opened }: DissectedRecord): readonly string[] {
  if (opened === undefined) return [];
  const line = contentLine(opened.contentType, opened.content);
  return [isProtected ? `epoch ${opened.epoch}: ${line}` : line];
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** A datagram is inserted after the steps that caused it, and before the `transmitted` event of its flight. */
function insertionIndex(datagram: DatagramStep, steps: readonly RecordingStep[]): number {
  const transmitted = steps.findIndex(
    (step) =>
      step.kind === 'transition' &&
      step.time === datagram.time &&
      step.peer === datagram.from &&
      step.machine === 'flight' &&
      flightEdges[step.edge]?.trigger === 'transmitted',
  );
  if (transmitted !== -1) return transmitted;
  const later = steps.findIndex(({ time }) => time > datagram.time);
  return later === -1 ? steps.length : later;
}

function stepOf(peer: Peer, time: number, event: RecordedEvent['event']): RecordingStep[] {
  switch (event.kind) {
    case 'earlyMessage':
      return [{ kind: 'event', time, peer, text: `received early data ${quoted(event.data)}`, tone: 'plain' }];
    case 'withdrawn':
      return [{ kind: 'event', time, peer, text: 'early data rejected, connection forgotten', tone: 'plain' }];
    case 'peerClosed':
      return [{ kind: 'event', time, peer, text: 'received close_notify', tone: 'plain' }];
    case 'transition':
      // The chart shows the first machine of its name: the flight of the handshake.
      if (event.instance > 0) return [];
      return [{ kind: 'transition', time, peer, machine: event.machine, edge: event.edge }];
    case 'keyUpdate': {
      const text = `new keys for ${event.direction === 'write' ? 'sending' : 'receiving'}: epoch ${event.epoch}`;
      return [{ kind: 'event', time, peer, text, tone: 'plain' }];
    }
    case 'secure': {
      const text = [`secure: ${event.cipherSuite}`, event.group ?? 'no key exchange', ...secureDetails(event)].join(
        ', ',
      );
      return [{ kind: 'event', time, peer, text, tone: 'good' }];
    }
    case 'message':
      return [{ kind: 'event', time, peer, text: `received ${quoted(event.data)}`, tone: 'plain' }];
    case 'closed':
      return [{ kind: 'event', time, peer, text: 'closed', tone: 'plain' }];
    case 'error':
      return [{ kind: 'event', time, peer, text: event.error.message, tone: 'bad' }];
    case 'session':
      return [{ kind: 'event', time, peer, text: 'received a ticket', tone: 'plain' }];
    case 'clientAuthentication': {
      const text =
        event.peerSignatureScheme === undefined
          ? `the client has no certificate for request ${event.request}`
          : `the client is authenticated: ${event.peerSignatureScheme}, request ${event.request}`;
      return [{ kind: 'event', time, peer, text, tone: event.peerSignatureScheme === undefined ? 'plain' : 'good' }];
    }
    case 'connectionIds':
      return [{ kind: 'event', time, peer, text: `${event.spares} spare connection ids`, tone: 'plain' }];
    case 'newPath':
      return [{ kind: 'event', time, peer, text: 'a record from a new path', tone: 'plain' }];
    case 'pathChanged':
      return [{ kind: 'event', time, peer, text: 'sends to the new path', tone: 'plain' }];
    case 'pathRejected':
      return [{ kind: 'event', time, peer, text: 'the new path is not validated', tone: 'plain' }];
    case 'maxDatagramSize': {
      const text = `datagrams of up to ${event.maxDatagramSize} bytes`;
      return [{ kind: 'event', time, peer, text, tone: 'plain' }];
    }
    case 'keylog':
      return [];
  }
}

function secureDetails(event: Extract<RecordedEvent['event'], { kind: 'secure' }>): readonly string[] {
  const { resumed, pskIdentity, earlyData } = event;
  return [
    ...(resumed ? ['resumed'] : []),
    ...(pskIdentity === undefined ? [] : [`pre-shared key ${quoted(pskIdentity)}`]),
    ...(earlyData === undefined ? [] : [`early data ${earlyData.accepted ? 'accepted' : 'rejected'}`]),
  ];
}

function quoted(text: Uint8Array): string {
  return `“${new TextDecoder().decode(text)}”`;
}
