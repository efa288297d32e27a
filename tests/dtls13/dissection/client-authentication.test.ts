import test from 'ava';
import { contentLine, KeyLog, TrafficDissection } from '../../../runtime/dtls13/index.ts';
import type { SimulatedPair } from '../../../runtime/testing/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { authPair, requestCertificate } from '../post-handshake/client-auth-pair.ts';

/** The records of a side after this many datagrams, each in one line; those that were not opened are undefined. */
function linesOf(pair: SimulatedPair, side: string, first: number): (string | undefined)[] {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const log = [...pair.clientHost.events, ...pair.serverHost.events].flatMap(({ event }) =>
    event.kind === 'keylog' ? [`${event.label} ${hex(event.clientRandom)} ${hex(event.secret)}`] : [],
  );
  const traffic = new TrafficDissection(classicalProvider, new KeyLog(log.join('\n')));
  return pair.network.datagrams.flatMap(({ from, to, bytes }, index) => {
    const { records } = traffic.dissect(from, to, bytes);
    if (from !== side || index < first) return [];
    return records.map(({ opened }) => opened && `${opened.epoch} ${contentLine(opened.contentType, opened.content)}`);
  });
}

test('a request for a certificate after the handshake and its response are shown, also after new keys', (t) => {
  const pair = authPair();
  const first = pair.network.datagrams.length;
  requestCertificate(pair);
  pair.network.advance(100);
  pair.client.updateKeys({}, pair.network.now);
  pair.clientHost.drain();
  pair.network.advance(100);
  requestCertificate(pair);
  pair.network.advance(100);
  const isAuthentication = (line: string | undefined) => line === undefined || /certificate|finished/i.test(line);
  const [server, client] = [linesOf(pair, 'server', first), linesOf(pair, 'client', first)];
  t.deepEqual(server.filter(isAuthentication), ['3 certificate_request', '3 certificate_request']);
  const response = 'certificate, certificate_verify, finished';
  t.deepEqual(client.filter(isAuthentication), [`3 ${response}`, `4 ${response}`]);
});
