// Records a handshake over a simulated network for the inspector.

import { createPortableProvider } from 'wirechart/crypto/portable';
import { Dissection } from 'wirechart/dtls13/core';
import { flightEdges } from 'wirechart/dtls13/machines';
import { WirechartError } from 'wirechart/runtime';
import { type NetworkConditions, type RecordedEvent, type SimulatedPair, simulatePair } from 'wirechart/testing';
import type { DatagramStep, Peer, Recording, RecordingStep } from './recording.ts';

/** Application data of the client and of the server. */
const CLIENT_MESSAGE = 'hello';
const SERVER_MESSAGE = 'good day';

/** Milliseconds until the end of the run, longer than any complete handshake. */
const LIMIT_MS = 120_000;

/**
 * Runs a handshake, one message in each direction and close_notify over a simulated network, in virtual time, and
 * records it for the page. The same conditions give the same recording.
 */
export function recordHandshake(conditions: NetworkConditions = {}): Recording {
  const { seed = 1, latency = 10, loss = 0 } = conditions;
  const provider = (peer: Peer) => createPortableProvider({ seed: new TextEncoder().encode(`${peer} ${seed}`) });
  const pair = simulatePair({
    clientProvider: provider('client'),
    serverProvider: provider('server'),
    network: conditions,
    endpoint: { trace: true, keylog: true },
  });
  if (!pair.handshake()) throw new WirechartError('ERR_WIRECHART_RECORDING', 'the recorded handshake failed');
  pair.network.advance(5 * latency);
  pair.send('client', new TextEncoder().encode(CLIENT_MESSAGE));
  pair.network.advance(2 * latency);
  pair.send('server', new TextEncoder().encode(SERVER_MESSAGE));
  pair.network.advance(2 * latency);
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
      { peer: 'client', machine: 'connection' },
      { peer: 'server', machine: 'server' },
      { peer: 'server', machine: 'flight' },
      { peer: 'server', machine: 'ackScheduler' },
      { peer: 'server', machine: 'keyUpdate' },
      { peer: 'server', machine: 'connection' },
    ],
    steps: steps(pair),
  };
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
  const secure = pair.clientHost.events.find(({ event }) => event.kind === 'secure')?.event;
  const dissection = new Dissection(createPortableProvider(), secure?.kind === 'secure' ? secure.cipherSuite : '');
  for (const { event } of pair.clientHost.events) {
    if (event.kind === 'keylog') dissection.addSecret(event.label, event.secret);
  }
  return pair.network.datagrams.map(({ at, from, bytes, arrivals: [arrival] }) => {
    const peer: Peer = from === 'client' ? 'client' : 'server';
    const records = dissection.describe(peer, bytes);
    const sent = { kind: 'datagram', time: at - start, from: peer, length: bytes.length, records } as const;
    return arrival === undefined ? sent : { ...sent, arrival: arrival - start };
  });
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
      const text = `secure: ${event.cipherSuite}, ${event.group}`;
      return [{ kind: 'event', time, peer, text, tone: 'good' }];
    }
    case 'message':
      return [{ kind: 'event', time, peer, text: `received “${new TextDecoder().decode(event.data)}”`, tone: 'plain' }];
    case 'closed':
      return [{ kind: 'event', time, peer, text: 'closed', tone: 'plain' }];
    case 'error':
      return [{ kind: 'event', time, peer, text: event.error.message, tone: 'bad' }];
    case 'connectionIds':
      return [{ kind: 'event', time, peer, text: `${event.spares} spare connection ids`, tone: 'plain' }];
    case 'newPath':
    case 'pathRejected':
    case 'pathChanged':
      return [{ kind: 'event', time, peer, text: `${event.kind}: ${event.path}`, tone: 'plain' }];
    case 'maxDatagramSize': {
      const text = `datagrams of up to ${event.maxDatagramSize} bytes`;
      return [{ kind: 'event', time, peer, text, tone: 'plain' }];
    }
    case 'keylog':
      return [];
  }
}
