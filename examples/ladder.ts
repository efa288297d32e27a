// A simulated handshake as a sequence diagram: the sender, time and records of each datagram, and whether it was lost.
import pc from 'picocolors';
import { createPortableProvider } from '../runtime/crypto/portable/index.ts';
import { Dissection } from '../runtime/dtls13/index.ts';
import { type NetworkConditions, type SentDatagram, simulatePair } from '../runtime/testing/index.ts';

const ARROW_LENGTH = 12;

export interface SequenceDiagram {
  /** A line for each datagram, and for each side when it is secure. */
  readonly lines: readonly string[];
  /** Number of lost datagrams. */
  readonly lost: number;
}

/** A handshake in virtual time: the same conditions give the same lines. Throws if the handshake fails. */
export function handshakeDiagram(conditions: NetworkConditions): SequenceDiagram {
  const provider = (name: string) => createPortableProvider({ seed: new TextEncoder().encode(name) });
  const { network, clientHost, serverHost, handshake } = simulatePair({
    clientProvider: provider('client'),
    serverProvider: provider('server'),
    network: conditions,
    endpoint: { keylog: true },
  });
  if (!handshake()) throw new Error('the simulated handshake failed');
  const [first] = network.datagrams;
  const start = first?.at ?? 0;
  const secure = clientHost.events.find(({ event }) => event.kind === 'secure')?.event;
  const agreed = secure?.kind === 'secure' ? `${secure.cipherSuite}, ${secure.group}` : '';
  const dissection = new Dissection(provider('dissection'), secure?.kind === 'secure' ? secure.cipherSuite : '');
  for (const { event } of clientHost.events) {
    if (event.kind === 'keylog') dissection.addSecret(event.label, event.secret);
  }
  const sent = network.datagrams.map((datagram) => ({
    at: datagram.at,
    text: datagramLine(datagram, dissection.describe(datagram.from === 'client' ? 'client' : 'server', datagram.bytes)),
  }));
  const ends = [clientHost, serverHost].flatMap(({ events }, index) =>
    events
      .filter(({ event }) => event.kind === 'secure')
      .map(({ at }) => ({ at, text: `${index === 0 ? 'client' : 'server'} is ${pc.green('secure')}: ${agreed}` })),
  );
  const lines = [...ends, ...sent]
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, text }) => `${time(at - start)}  ${text}`);
  return { lines, lost: network.datagrams.filter(({ arrivals }) => arrivals.length === 0).length };
}

function datagramLine({ from, bytes, arrivals }: SentDatagram, records: readonly string[]): string {
  const isLost = arrivals.length === 0;
  const what = `${records.join(' + ')} ${pc.dim(`${bytes.length} bytes${isLost ? ', lost' : ''}`)}`;
  const shaft = '─'.repeat(isLost ? ARROW_LENGTH / 2 : ARROW_LENGTH);
  const gap = ' '.repeat(isLost ? ARROW_LENGTH / 2 : 0);
  const head = isLost ? pc.red('✗') : from === 'client' ? '▶' : '◀';
  return `client ${from === 'client' ? `${shaft}${head}${gap}` : `${gap}${head}${shaft}`} server  ${what}`;
}

function time(milliseconds: number): string {
  return pc.dim(`${milliseconds.toFixed(0).padStart(6)} ms`);
}
