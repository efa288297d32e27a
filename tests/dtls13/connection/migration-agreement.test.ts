import test from 'ava';
import { SeededRandom, simulatePair } from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { call, errorOf, inUse, messages, own, send } from '../post-handshake/connection-id-pair.ts';

const SEEDS = 60;
const STEPS = 12;

/** Changes of ids, keys and addresses in a network with these impairments; then, without new changes, both sides agree. */
function session(seed: number): string | undefined {
  const random = new SeededRandom(seed);
  const network = { seed, loss: random.fraction() * 0.3, jitter: random.fraction() * 30, duplication: 0.1 };
  const pair = simulatePair({
    clientProvider: testProvider,
    serverProvider: testProvider,
    network,
    endpoint: {
      connectionIds: { length: 1 + (random.bits() % 12) },
      idleTimeout: Number.POSITIVE_INFINITY,
      pathValidation: random.chance(0.5) ? 'enhanced' : 'basic',
    },
  });
  if (!pair.handshake()) return 'no handshake';
  pair.network.advance(20_000);
  // What a NAT made of the addresses of the client.
  const translated = new Map([['client', 'client']]);
  const pathOf = (local: string) => pair.clientHost.path('server', local);
  const current = (): string => [...translated.keys()].find((local) => pathOf(local) === pair.client.path) ?? '';
  for (let step = 0; step < STEPS; step++) {
    const side = random.chance(0.5) ? 'client' : 'server';
    const choice = random.bits() % 6;
    if (choice === 0) call(pair, side, (connection, now) => connection.useNextConnectionId(now));
    else if (choice === 1) call(pair, side, (connection, now) => connection.requestConnectionIds(2, now));
    else if (choice === 2) {
      call(pair, side, (connection, now) => connection.issueConnectionIds({ immediate: random.chance(0.5) }, now));
    } else if (choice === 3) call(pair, side, (connection, now) => connection.updateKeys({ requestPeer: true }, now));
    else {
      const address = `client:${step}`;
      if (choice === 4) {
        const local = current();
        pair.network.rebind(local, address);
        translated.set(local, address);
      } else {
        translated.set(address, address);
        pair.network.addAddress(pair.clientHost, address);
        const isChecked = random.chance(0.5);
        call(pair, 'client', (client, now) =>
          isChecked ? client.validatePath(pathOf(address), now) : client.migrate(pathOf(address), now),
        );
      }
    }
    send(pair, side, `${step}`);
    pair.network.advance(random.bits() % 3000);
  }
  // Data of the client leads the server to its last address, however many checks are lost.
  for (let attempt = 0; attempt < 60; attempt++) {
    send(pair, 'client', 'here');
    pair.network.advance(2000);
    const { path = -1 } = pair.server ?? {};
    if (new TextDecoder().decode(pair.serverHost.address(path)) === translated.get(current())) break;
  }
  pair.network.advance(120_000);
  const errors = [errorOf(pair, 'client'), errorOf(pair, 'server')];
  if (errors.some((error) => error !== undefined)) return `errors: ${errors.join(', ')}`;
  const target = new TextDecoder().decode(pair.serverHost.address(pair.server?.path ?? -1));
  const address = translated.get(current());
  if (target !== address) return `the server sends to ${target}, not to ${address}`;
  const hex = (id: Uint8Array) => Buffer.from(id).toString('hex');
  for (const [side, peer] of [
    ['client', 'server'],
    ['server', 'client'],
  ] as const) {
    if (
      !own(pair, peer)
        .map(hex)
        .includes(hex(inUse(pair, side)))
    )
      return `the ${peer} does not know the id in use`;
  }
  for (let attempt = 0; attempt < 60; attempt++) {
    send(pair, 'client', 'done');
    send(pair, 'server', 'done');
    pair.network.advance(1000);
    if (messages(pair, 'client').includes('done') && messages(pair, 'server').includes('done')) return undefined;
  }
  return 'no data arrives';
}

test(`${SEEDS} sessions change ids, keys and addresses under loss, and both sides agree`, (t) => {
  for (let seed = 1; seed <= SEEDS; seed++) t.is(session(seed), undefined, `seed ${seed}`);
});
