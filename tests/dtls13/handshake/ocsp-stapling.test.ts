import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { ConfigError, createConnection, createListener } from '../../../runtime/dtls13/index.ts';
import { type PairOptions, type SimulatedPair, testCertificate } from '../../../runtime/testing/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { keyLoggedPair } from '../keyed-peer.ts';
import { authentications, requestCertificate, SIGNED } from '../post-handshake/client-auth-pair.ts';
import { sentFragments, sentRecords } from '../sent-traffic.ts';

const bare = {
  chain: [testCertificate.der, testCertificate.der],
  privateKey: classicalProvider.importPrivateKey(testCertificate.privateKey),
};
const response = Uint8Array.of(0x30, 0x03, 0x0a, 0x01, 0x06);
const stapled = { ...bare, ocspResponse: response };
/** The extension status_request of a CertificateEntry: its type and length, ocsp, the length of the response, the response. */
const IN_CERTIFICATE = '00050009' + '01' + '000005' + '30030a0106';
/** The same of a ClientHello: no responders, no extensions. */
const IN_CLIENT_HELLO = '00050005' + '01' + '0000' + '0000';
const IN_REQUEST = '00050000';

interface Result {
  readonly pair: SimulatedPair;
  /** What the application of the side got about its peer, at each request. */
  readonly seenBy: Readonly<Record<'client' | 'server', (string | undefined)[]>>;
}

/** Connects, and asks the client for its certificate again if it permits that. */
function connect({ endpoint, ...options }: Pick<PairOptions, 'endpoint' | 'connection' | 'listener'>): Result {
  const pair = keyLoggedPair({ groups: ['x25519'], ...endpoint }, options);
  const seenBy: Result['seenBy'] = { client: [], server: [] };
  for (const side of ['client', 'server'] as const) {
    const host = side === 'client' ? pair.clientHost : pair.serverHost;
    const { request } = host;
    host.request = (connection, asked) => {
      if (asked.kind === 'chain') seenBy[side].push(asked.ocspResponse && hex(asked.ocspResponse));
      request.call(host, connection, asked);
    };
  }
  pair.handshake();
  pair.network.advance(1000);
  return { pair, seenBy };
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** The bodies of the messages of a side in hexadecimal digits; each message fits into one record. */
const bodies = (pair: SimulatedPair, from: 'client' | 'server', type: number) =>
  sentFragments(sentRecords(pair)).flatMap(({ record, msgType, fragment }) =>
    record.from === from && msgType === type ? [hex(fragment)] : [],
  );

test('a server sends its OCSP response with its first certificate to a client that requests it', (t) => {
  const { pair, seenBy } = connect({ connection: { requestOcsp: true }, listener: { certificate: stapled } });
  t.deepEqual(seenBy, { client: [hex(response)], server: [] });
  t.true(bodies(pair, 'client', HandshakeType.client_hello).every((body) => body.includes(IN_CLIENT_HELLO)));
  const [certificate = ''] = bodies(pair, 'server', HandshakeType.certificate);
  const entry = hex(testCertificate.der);
  t.is(
    certificate.slice(8),
    `${length(testCertificate.der)}${entry}000d${IN_CERTIFICATE}${length(testCertificate.der)}${entry}0000`,
  );
});

const length = (bytes: Uint8Array) => bytes.length.toString(16).padStart(6, '0');

test('without a request or a response there is no extension', (t) => {
  for (const [connection, certificate, seen] of [
    [{}, stapled, undefined],
    [{ requestOcsp: true }, bare, undefined],
  ] as const) {
    const { pair, seenBy } = connect({ connection, listener: { certificate } });
    t.deepEqual(seenBy.client, [seen]);
    t.false(bodies(pair, 'server', HandshakeType.certificate).join().includes('00050009'));
  }
});

test('a client sends its OCSP response to a server that requests it, in the handshake and after it', (t) => {
  const { pair, seenBy } = connect({
    connection: { certificate: stapled, postHandshakeAuth: true },
    listener: { requestCertificate: 'required', requestOcsp: true },
  });
  requestCertificate(pair);
  pair.network.advance(1000);
  t.deepEqual(authentications(pair), [`0 ${SIGNED}`]);
  t.deepEqual(seenBy.server, [hex(response), hex(response)]);
  const requests = bodies(pair, 'server', HandshakeType.certificate_request);
  t.is(requests.length, 2);
  t.true(requests.every((body) => body.endsWith(IN_REQUEST)));
  const certificates = bodies(pair, 'client', HandshakeType.certificate);
  t.is(certificates.length, 2);
  t.true(certificates.every((body) => body.split(IN_CERTIFICATE).length === 2));
});

test('a client keeps its OCSP response from a server that does not request it', (t) => {
  const { pair, seenBy } = connect({
    connection: { certificate: stapled, postHandshakeAuth: true },
    listener: { requestCertificate: 'required' },
  });
  requestCertificate(pair);
  pair.network.advance(1000);
  t.deepEqual(seenBy.server, [undefined, undefined]);
  t.false(bodies(pair, 'client', HandshakeType.certificate).join().includes('00050009'));
});

test('requestOcsp is a boolean, and ocspResponse has 1 to 65527 bytes', (t) => {
  const host = keyLoggedPair().clientHost;
  const base = { host, provider: classicalProvider } as const;
  for (const requestOcsp of [1, 'yes', null, {}]) {
    const given = { ...base, path: 0, requestOcsp: requestOcsp as never };
    t.throws(() => createConnection(given, 0), { instanceOf: ConfigError, message: /^requestOcsp: / });
  }
  for (const ocspResponse of [new Uint8Array(0), new Uint8Array(65_528), 'MAM=', null, 7]) {
    const certificate = { ...bare, ocspResponse: ocspResponse as never };
    const expected = { instanceOf: ConfigError, message: 'ocspResponse: must have 1 to 65527 bytes' };
    t.throws(() => createListener({ ...base, certificate }), expected);
    t.throws(() => createConnection({ ...base, path: 0, certificate }, 0), expected);
  }
});

test('the longest OCSP response is sent', (t) => {
  const certificate = { ...bare, ocspResponse: new Uint8Array(65_527).fill(1) };
  const { pair, seenBy } = connect({
    endpoint: { maxHandshakeSize: 131_072 },
    connection: { requestOcsp: true },
    listener: { certificate },
  });
  t.is(seenBy.client[0]?.length, 2 * 65_527);
  t.true(sentRecords(pair).some(({ contentType }) => contentType === ContentType.ack));
});
