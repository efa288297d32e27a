import { once } from 'node:events';
import { type ConnectOptions, connect, type DtlsSession, type Session } from '../../runtime/net/index.ts';
import { deviceConnected } from './two-networks-device.ts';

/** A client in a network of its own: connects in several ways, then changes its address, and reports what happened. */
const ROUNDS = 4;
const WAIT = 400;
await deviceConnected();
const [{ host, port, ca }] = await once(process, 'message');
const common: ConnectOptions = { ca, servername: 'localhost', bindHost: '10.91.1.2', connectionIds: { length: 4 } };
const psks = [{ identity: Buffer.from('device'), key: new Uint8Array(32).fill(9) }];
const results: string[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const first = connect(host, port, { ...common, sessions: true });
  const issued = once(first, 'session');
  results.push(await resultOf(first, `certificate ${round}`));
  const [session] = (await issued) as [Session];
  await first.close();
  for (const [kind, options] of [
    ['resumed', { session }],
    ['external', { psks }],
  ] as const) {
    const next = connect(host, port, { ...common, ...options });
    results.push(await resultOf(next, `${kind} ${round}`));
    await next.close();
  }
}
const roaming = connect(host, port, common);
await roaming.opened;
const { address } = await roaming.migrate({ bindHost: '10.91.1.3' });
results.push(`${await resultOf(roaming, 'moved')} from ${address}`);
await roaming.close();
process.send?.({ results });

/** How the session was authenticated, and the answer to a message, which is repeated until it arrives. */
async function resultOf(session: DtlsSession, text: string): Promise<string> {
  const { resumed, pskIdentity } = await session.opened;
  const answered = once(session, 'message');
  const repeat = setInterval(() => session.send(text), WAIT);
  session.send(text);
  const [answer] = (await answered) as [Uint8Array];
  clearInterval(repeat);
  const kind = resumed ? 'resumed' : pskIdentity === undefined ? 'certificate' : 'external';
  return `${kind}: ${Buffer.from(answer).toString()}`;
}
