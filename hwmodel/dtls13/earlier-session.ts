import {
  type ConnectionOptions,
  createConnection,
  createListener,
  importSession,
  type ListenerOptions,
  type Session,
} from '../../runtime/dtls13/index.ts';
import { SimulatedHost, trustTestCertificate } from '../../runtime/testing/index.ts';
import { ModelError } from '../kernel/model-error.ts';

interface Datagram {
  readonly from: string;
  readonly bytes: Uint8Array;
}

/**
 * The session of a full handshake before the simulation, at the time `now` and without a model of the hardware. The server
 * must issue a ticket.
 */
export function earlierSession(
  client: Omit<ConnectionOptions, 'host' | 'path'>,
  server: Omit<ListenerOptions, 'host'>,
  now: number,
): Session {
  const sent: Datagram[] = [];
  const send = (from: string, _to: string, bytes: Uint8Array) => void sent.push({ from, bytes: bytes.slice() });
  const clientHost = new SimulatedHost('client', { now, send }, trustTestCertificate);
  const serverHost = new SimulatedHost('server', { now, send }, trustTestCertificate);
  serverHost.attach(createListener({ ...server, host: serverHost }));
  clientHost.attach(createConnection({ ...client, host: clientHost, path: clientHost.path('server') }, now));
  for (let datagram = sent.shift(); datagram !== undefined; datagram = sent.shift()) {
    (datagram.from === 'client' ? serverHost : clientHost).receive(datagram.from, datagram.bytes);
    const found = clientHost.events.find(({ event }) => event.kind === 'session')?.event;
    if (found?.kind !== 'session') continue;
    const exported = found.session.export();
    // The model has its own connection, which must find the session unused.
    if (exported !== undefined) return importSession(exported);
  }
  throw new ModelError('ERR_WIRECHART_MODEL_STATE', 'client', 'the handshake before the simulation gave no session');
}
