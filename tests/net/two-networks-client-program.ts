import { once } from 'node:events';
import { type ConnectOptions, connect, type DtlsSession, type Session, TimeoutError } from '../../runtime/net/index.ts';
import { deviceConnected } from './two-networks-device.ts';

/** A client in a network of its own: connects in several ways, then changes its address, and reports what happened. */
const ROUNDS = 3;
const WAIT = 400;
await deviceConnected();
const [{ host, port, ca, cert, key }] = await once(process, 'message');
const common: ConnectOptions = {
  ca,
  cert,
  key,
  postHandshakeAuth: true,
  servername: 'localhost',
  bindHost: '10.91.1.2',
  connectionIds: { length: 4 },
};
const psks = [{ identity: Buffer.from('device'), key: new Uint8Array(32).fill(9) }];
const results: string[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const first = connect(host, port, { ...common, sessions: true });
  const sessions: Session[] = [];
  const issued = new Promise<void>((resolve) => {
    first.onsession = (session) => sessions.push(session) === 2 && resolve();
  });
  results.push(await resultOf(first, `certificate ${round}`));
  results.push(await answerTo(first, 'who are you', 'CN='));
  await issued;
  await first.close();
  const early = `early ${round}`;
  for (const [text, options] of [
    [`resumed ${round}`, { session: sessions[0] }],
    [early, { session: sessions[1], earlyData: [early] }],
    [`external ${round}`, { psks }],
  ] as const) {
    const next = connect(host, port, { ...common, ...options });
    results.push(await resultOf(next, text));
    await next.close();
  }
}
const roaming = connect(host, port, common);
await roaming.opened;
const { address, attempts } = await move(roaming);
results.push(`${await resultOf(roaming, 'moved')} from ${address}`);
await roaming.close();
process.send?.({ results, attempts });

/** The path may lose all probes of an attempt: then the application tries again, from another port. */
async function move(session: DtlsSession): Promise<{ address: string; attempts: number }> {
  for (let attempts = 1; ; attempts++) {
    try {
      const { address } = await session.migrate({ bindHost: '10.91.1.3' });
      return { address, attempts };
    } catch (error) {
      if (!(error instanceof TimeoutError) || attempts === 3) throw error;
    }
  }
}

/** How the session was authenticated, and the answer to a message. */
async function resultOf(session: DtlsSession, text: string): Promise<string> {
  const { resumed, pskIdentity, earlyData } = await session.opened;
  const answer = await answerTo(session, text, text);
  if (earlyData?.accepted) return `early data: ${answer}`;
  const kind = resumed ? 'resumed' : pskIdentity === undefined ? 'certificate' : 'external';
  return `${kind}: ${answer}`;
}

/** The first answer that starts with `start` to a message, which is repeated until it arrives. */
async function answerTo(session: DtlsSession, text: string, start: string): Promise<string> {
  const repeat = setInterval(() => session.send(text), WAIT);
  session.send(text);
  for await (const message of session) {
    const answer = Buffer.from(message).toString();
    if (!answer.startsWith(start)) continue;
    clearInterval(repeat);
    return answer;
  }
  throw new Error(`no answer to ${text}`);
}
