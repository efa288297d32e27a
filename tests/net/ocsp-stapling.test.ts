import test, { type ExecutionContext } from 'ava';
import {
  AlertError,
  CertificateError,
  ConfigError,
  type ConnectOptions,
  connect,
  type DtlsSession,
  type ListenOptions,
  listen,
  type PeerToVerify,
} from '../../runtime/net/index.ts';
import { issue, localhostPair, x509 } from '../certificates/authority.ts';

const { ca, server } = await localhostPair();
const device = await issue({ subject: 'CN=device', usages: [x509.ExtendedKeyUsage.clientAuth] }, ca);
const identity = { cert: server.pem, key: server.key } as const;
const ocspResponse = Uint8Array.of(0x30, 0x03, 0x0a, 0x01, 0x06);

/** Connects to a server. `seen`: what the `verifyPeer` of the client got. */
function dial(t: ExecutionContext, listening: Partial<ListenOptions>, options: ConnectOptions) {
  const endpoint = listen(() => {}, { ...identity, host: '127.0.0.1', port: 0, ...listening });
  t.teardown(() => endpoint.destroy());
  const seen: (Uint8Array | undefined)[] = [];
  const verifyPeer = ({ ocspResponse: given }: PeerToVerify) => void seen.push(given);
  const client = connect('localhost', endpoint.address().port, {
    ca: ca.pem,
    verifyPeer,
    initialTimeout: 200,
    ...options,
  });
  t.teardown(() => client.destroy());
  return { client, endpoint, seen };
}

test('verifyPeer gets the OCSP response that requestOCSP asks for, with the certificate that was selected', async (t) => {
  const several = [{ ...identity, ocspResponse }];
  for (const listening of [{ ocspResponse }, { cert: undefined, key: undefined, certificates: several }]) {
    const { client, seen } = dial(t, listening, { requestOCSP: true });
    await client.opened;
    t.deepEqual(seen, [ocspResponse]);
  }
});

test('a server without a response, and a client that asks for none, connect without one', async (t) => {
  const without = dial(t, {}, { requestOCSP: true });
  await without.client.opened;
  const silent = dial(t, { ocspResponse }, {});
  await silent.client.opened;
  t.deepEqual([without.seen, silent.seen], [[undefined], [undefined]]);
});

test('verifyPeer can refuse a missing response with its alert', async (t) => {
  const verifyPeer = ({ ocspResponse: given }: PeerToVerify): void => {
    if (given === undefined) throw new CertificateError('BAD_STATUS_RESPONSE', 'the server sent no OCSP response');
  };
  const { client, endpoint } = dial(t, {}, { requestOCSP: true, verifyPeer });
  const failed = new Promise<unknown>((resolve) => endpoint.once('handshakeerror', resolve));
  await t.throwsAsync(client.opened, {
    instanceOf: CertificateError,
    code: 'ERR_DTLS_CERTIFICATE_BAD_STATUS_RESPONSE',
  });
  const error = await failed;
  t.true(error instanceof AlertError);
  t.is((error as AlertError).alert, 'bad_certificate_status_response');
});

test('a server that asks clients for their certificates may ask for their OCSP responses too', async (t) => {
  const seen: (Uint8Array | undefined)[] = [];
  const { client, endpoint } = dial(
    t,
    { requestCert: 'required', ca: ca.pem, requestOCSP: true, verifyPeer: (peer) => void seen.push(peer.ocspResponse) },
    { cert: device.pem, key: device.key, ocspResponse },
  );
  const accepted = new Promise<DtlsSession>((resolve) => endpoint.once('session', resolve));
  await client.opened;
  await (await accepted).opened;
  t.deepEqual(seen, [ocspResponse]);
});

test('the application owns the response, and its bytes may change after the call', async (t) => {
  const own = ocspResponse.slice();
  const { client, seen } = dial(t, { ocspResponse: own }, { requestOCSP: true });
  own.fill(0);
  await client.opened;
  t.deepEqual(seen, [ocspResponse]);
  seen[0]?.fill(0);
});

test('options about OCSP that have no effect or no meaning are refused by name', (t) => {
  const serve = (options: object) => () => listen(() => {}, { ...identity, port: 0, ...options });
  const refused = (option: string) => ({ instanceOf: ConfigError, message: new RegExp(`^${option}: `) });
  t.throws(serve({ requestOCSP: true }), refused('requestOCSP'));
  t.throws(serve({ ocspResponse: new Uint8Array(0) }), refused('ocspResponse'));
  t.throws(serve({ ocspResponse: 'MAM=' }), refused('ocspResponse'));
  t.throws(serve({ certificates: [{ ...identity, ocspResponse: 7 }] }), refused('ocspResponse'));
  t.throws(serve({ cert: undefined, key: undefined, certificates: [identity], ocspResponse }), refused('ocspResponse'));
  t.throws(() => connect('localhost', 9, { requestOCSP: 1 as never }), refused('requestOCSP'));
  t.throws(() => connect('localhost', 9, { ocspResponse }), refused('ocspResponse'));
});
