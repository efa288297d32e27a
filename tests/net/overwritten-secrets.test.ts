import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import { connect, type DtlsEndpoint, type DtlsSession, listen, type Session } from '../../runtime/net/index.ts';
import { FaultyProvider } from '../../runtime/testing/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { SecretLedger } from '../dtls13/handshake/secret-ledger.ts';
import { testProvider } from './host-under-test.ts';

const { ca, server: identity } = await localhostPair();
const sensor = { identity: Buffer.from('sensor 17'), key: new Uint8Array(32).fill(7) };

interface Watched {
  readonly endpoint: DtlsEndpoint;
  readonly client: DtlsSession;
  readonly server: DtlsSession;
  /** The secrets of each side that are not overwritten. */
  left(): Readonly<Record<'client' | 'server', string[]>>;
}

function watched(): { provider: FaultyProvider; ledger: SecretLedger } {
  const provider = new FaultyProvider(testProvider);
  const ledger = new SecretLedger();
  provider.oncall = ledger.take;
  return { provider, ledger };
}

/** An open session of a client with a key, and with a ticket, whose both sides have used every secret. */
async function open(t: ExecutionContext, external: boolean): Promise<Watched> {
  const [ours, theirs] = [watched(), watched()];
  const endpoint = listen(() => {}, {
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    provider: theirs.provider,
    tickets: 1,
    ...(external ? { pskCallback: () => ({ key: sensor.key }) } : {}),
  });
  const accepted = once(endpoint, 'session');
  const client = connect('127.0.0.1', endpoint.address().port, {
    ca: ca.pem,
    servername: 'localhost',
    provider: ours.provider,
    sessions: true,
    ...(external ? { psks: [sensor] } : {}),
  });
  t.teardown(() => endpoint.destroy());
  t.teardown(() => client.destroy());
  const [session] = (await once(client, 'session')) as [Session];
  session.discard();
  const [server] = (await accepted) as [DtlsSession];
  await server.opened;
  await client.updateKeys({ requestPeer: true });
  for (const each of [client, server]) each.exportKeyingMaterial(32, 'EXPORTER-x');
  const left = () => ({ client: ours.ledger.left, server: theirs.ledger.left });
  t.true(left().client.length > 0 && left().server.length > 0);
  return { endpoint, client, server, left };
}

for (const external of [false, true]) {
  const what = external ? 'an external key' : 'a certificate';

  test(`destroy() of client and endpoint overwrites every secret, tickets' keys included, with ${what}`, async (t) => {
    const { endpoint, client, left } = await open(t, external);
    client.destroy();
    t.deepEqual(left().client, []);
    endpoint.destroy();
    t.deepEqual(left().server, []);
  });

  test(`destroy() of a session of an endpoint overwrites its secrets, with ${what}`, async (t) => {
    const { endpoint, server, left } = await open(t, external);
    const before = left().server.length;
    server.destroy();
    // The key of the tickets belongs to the endpoint.
    t.true(left().server.length < before);
    t.is(new Set(left().server).size, 1);
    endpoint.destroy();
    t.deepEqual(left().server, []);
  });

  test(`close() of client and endpoint overwrites every secret, with ${what}`, async (t) => {
    const { endpoint, client, left } = await open(t, external);
    await client.close();
    await endpoint.close();
    t.deepEqual(left(), { client: [], server: [] });
  });
}

test('destroy() during a handshake overwrites every secret of both sides', async (t) => {
  const [ours, theirs] = [watched(), watched()];
  const endpoint = listen(() => t.fail(), {
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    provider: theirs.provider,
  });
  t.teardown(() => endpoint.destroy());
  const client: DtlsSession = await new Promise((resolve) => {
    const session = connect('127.0.0.1', endpoint.address().port, {
      ca: ca.pem,
      servername: 'localhost',
      provider: ours.provider,
      verifyPeer: () => {
        resolve(session);
        return new Promise(() => {});
      },
    });
  });
  t.true(ours.ledger.left.length > 0 && theirs.ledger.left.length > 0);
  client.destroy();
  endpoint.destroy();
  t.deepEqual([ours.ledger.left, theirs.ledger.left], [[], []]);
});
