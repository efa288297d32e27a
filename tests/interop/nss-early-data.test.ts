import { once } from 'node:events';
import { type DtlsSession, PeerError } from 'wirechart/dtls13';
import { peerTest } from '../peers.ts';
import { acceptNssAgain, resumeAtNss } from './nss-resumption.ts';
import { keyLogOf } from './tstclnt.ts';

const options = ['-I', 'x25519', '-Z'];
const text = 'early data of NSS';

const earlySecrets = (lines: readonly string[]) => lines.filter((line) => line.startsWith('CLIENT_EARLY_TRAFFIC'));

// RFC 9147 section 5.6 leaves EndOfEarlyData out, so NSS completes no handshake with accepted early data.
peerTest('nss', 'our server reads the early data of NSS, and refuses the EndOfEarlyData after it', async (t) => {
  const early: string[] = [];
  const secrets: string[] = [];
  const onmessage = (data: Uint8Array): void => void early.push(Buffer.from(data).toString());
  const keylog = (line: string): void => void secrets.push(line);
  const { endpoint, folder } = await acceptNssAgain(t, options, { earlyData: { onmessage }, keylog }, text);
  const [error] = await once(endpoint, 'handshakeerror');
  t.true(error instanceof PeerError);
  t.like(error, { alert: 'unexpected_message', reason: 'ILLEGAL_EARLY_CONTENT' });
  t.deepEqual(early, [text]);
  t.is(earlySecrets(secrets).length, 1);
  t.deepEqual(earlySecrets(keyLogOf(folder)), earlySecrets(secrets));
});

peerTest('nss', 'our server rejects the early data of NSS, which resumes and sends it again', async (t) => {
  const early: unknown[] = [];
  const earlyData = { onmessage: (data: Uint8Array) => void early.push(data), store: { record: () => false } };
  const meeting = await acceptNssAgain(t, options, { earlyData }, text);
  const [session] = (await once(meeting.endpoint, 'session')) as [DtlsSession];
  const { resumed, helloRetry } = await session.opened;
  t.deepEqual([resumed, helloRetry], [true, true]);
  const messages = session.messages();
  t.is(Buffer.from((await messages.next()).value ?? []).toString(), text);
  t.deepEqual(early, []);
  t.true(session.send('hello from wirechart'));
  await meeting.nss.receivedText('hello from wirechart');
  meeting.input.send('hello from NSS');
  t.is(Buffer.from((await messages.next()).value ?? []).toString(), 'hello from NSS');
});

// tstclnt sets no anti-replay context, without which NSS accepts no early data.
peerTest('nss', 'NSS as server rejects the early data of our client, and resumes its session', async (t) => {
  const { ticket, session } = await resumeAtNss(t, options, { earlyData: ['early data of ours'] });
  const messages = session.messages();
  t.is(ticket.maxEarlyData, 65_536);
  const { resumed, helloRetry, earlyData } = await session.opened;
  t.deepEqual([resumed, helloRetry], [true, false]);
  t.deepEqual(earlyData, { accepted: false, messages: 1 });
  t.is(Buffer.from((await messages.next()).value ?? []).toString(), 'hello from NSS');
  await session.closed;
});
