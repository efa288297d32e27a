import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type ConnectOptions, type DtlsSession, listen } from 'wirechart/dtls13';
import { damaged, ImpairedRelay } from './impaired-relay.ts';
import type { RawAddress } from './raw-datagrams.ts';
import type { Scene } from './scene.ts';

/** Recorded datagrams that are replayed or damaged later. */
const RECORDED = 256;

type Behaviour = (scene: Scene) => Promise<void>;

/** What a client or an attacker does, and how often, in percent. */
export const behaviours: readonly { readonly name: string; readonly weight: number; readonly run: Behaviour }[] = [
  { name: 'exchanges data', weight: 26, run: talk },
  { name: 'exchanges data over an impaired path', weight: 12, run: talkImpaired },
  { name: 'vanishes during the handshake', weight: 9, run: vanishEarly },
  { name: 'vanishes once it is open', weight: 8, run: vanishOpen },
  { name: 'restarts on its port', weight: 8, run: restart },
  { name: 'closes at any moment', weight: 8, run: closeAnytime },
  { name: 'aborts by signal', weight: 4, run: abort },
  { name: 'verifies a certificate late or wrongly', weight: 5, run: answerVerificationWrongly },
  { name: 'is verified late or wrongly', weight: 5, run: receiveWrongVerification },
  { name: 'calls from within its events', weight: 5, run: reenter },
  { name: 'opens and closes an endpoint', weight: 3, run: shortEndpoint },
  { name: 'connects to a port without a server', weight: 2, run: connectToClosedPort },
  { name: 'sends bad datagrams', weight: 5, run: sendBad },
];

function randomOptions(scene: Scene): ConnectOptions {
  const { random } = scene;
  return {
    mtu: scene.pick([300, 600, 1200, 1400, 16_000]),
    ...(random.chance(0.2) ? { keyShares: '' } : {}),
    ...(random.chance(0.2) ? { allowHalfOpen: true } : {}),
    ...(random.chance(0.2) ? { keylog: () => {} } : {}),
    ...(random.chance(0.1) ? { trace: () => {} } : {}),
    ...(random.chance(0.2) ? { maxQueuedMessages: 1 + scene.below(4) } : {}),
  };
}

/** Only full socket buffers lose its datagrams, so a repeated message is finally echoed, as it was sent. */
async function talk(scene: Scene): Promise<void> {
  const session = await openWithoutInterference(scene);
  if (session === undefined) return;
  for (let round = 1 + scene.below(3); round > 0; round--) {
    const sent = scene.bytes(1 + scene.below(session.maxMessageSize));
    const echo = echoOf(session, sent);
    await scene.watch('an echo', echo);
    if ((await echo) === false) scene.complain(`no echo of ${sent.length} bytes`);
  }
  await scene.watch('close()', session.close());
}

/** Datagrams of others to its port, such as replayed ServerHellos, do not prevent a legitimate client from connecting. */
async function openWithoutInterference(scene: Scene): Promise<DtlsSession | undefined> {
  const session = scene.connect(scene.stage.plainPort, { ...randomOptions(scene), handshakeTimeout: 12_000 });
  const refused = await scene.watch('opened', session.opened);
  if (refused === undefined) return session;
  scene.complain(`a legitimate client was refused: ${String(refused)}`);
  return undefined;
}

/** Sends until the echo arrives, as UDP may lose datagrams. False: no echo arrives, or the session ended. */
async function echoOf(session: DtlsSession, sent: Uint8Array): Promise<boolean> {
  for (let attempt = 0; attempt < 40 && !session.destroyed; attempt++) {
    sendQuietly(session, sent);
    const signal = AbortSignal.timeout(250);
    try {
      for await (const data of session.messages({ signal })) if (Buffer.from(data).equals(sent)) return true;
    } catch {
      // Time for the next attempt, or the end of the session.
    }
  }
  return false;
}

async function talkImpaired(scene: Scene): Promise<void> {
  const { random, stage } = scene;
  const relay = await ImpairedRelay.open(stage.plainPort, random, {
    loss: random.fraction() * 0.3,
    duplication: random.fraction() * 0.3,
    corruption: random.fraction() * 0.2,
    delay: scene.below(60),
  });
  relay.ondatagram = (datagram) => record(scene, datagram);
  try {
    const session = scene.connect(relay.port, randomOptions(scene));
    if ((await scene.watch('opened', session.opened)) === undefined) {
      for (let round = scene.below(4); round > 0; round--) sendQuietly(session, scene.bytes(1 + scene.below(200)));
      await scene.pause(scene.below(40));
    }
    await scene.watch('close()', session.close());
  } finally {
    relay.close();
  }
}

function record(scene: Scene, datagram: Uint8Array): void {
  const { recorded } = scene.stage;
  if (recorded.length < RECORDED) recorded.push(datagram.slice());
  else if (scene.random.chance(0.05)) recorded[scene.below(RECORDED)] = datagram.slice();
}

async function vanishEarly(scene: Scene): Promise<void> {
  const session = scene.connect(scene.stage.plainPort, randomOptions(scene));
  await scene.pause(scene.below(8));
  session.destroy();
  await scene.watch('closed', session.closed);
}

async function vanishOpen(scene: Scene): Promise<void> {
  const session = scene.connect(scene.stage.plainPort);
  await scene.watch('opened', session.opened);
  if (scene.random.chance(0.5)) sendQuietly(session, scene.bytes(scene.below(500)));
  session.destroy(scene.random.chance(0.3) ? Object.assign(new Error('gone'), { code: 'GONE' }) : undefined);
  await scene.watch('closed', session.closed);
}

async function restart(scene: Scene): Promise<void> {
  const bindPort = await freePort();
  for (let remaining = 1 + scene.below(3); remaining > 0; remaining--) {
    const session = scene.connect(scene.stage.plainPort, { bindPort, bindHost: '127.0.0.1' });
    if (scene.random.chance(0.7)) await scene.watch('opened', session.opened);
    else await scene.pause(scene.below(6));
    sendQuietly(session, scene.bytes(10));
    if (remaining > 1 || scene.random.chance(0.3)) session.destroy();
    else await scene.watch('close()', session.close());
    await scene.watch('closed', session.closed);
    // The operating system frees the port one turn of the event loop later.
    await scene.pause(2);
  }
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

async function closeAnytime(scene: Scene): Promise<void> {
  const session = scene.connect(scene.stage.plainPort, randomOptions(scene));
  await scene.pause(scene.below(15));
  sendQuietly(session, scene.bytes(20));
  const first = session.close();
  sendQuietly(session, scene.bytes(20));
  await Promise.all([scene.watch('close()', first), scene.watch('close() again', session.close())]);
}

async function abort(scene: Scene): Promise<void> {
  const controller = new AbortController();
  const session = scene.connect(scene.stage.plainPort, { signal: controller.signal });
  await scene.pause(scene.below(6));
  controller.abort();
  await scene.watch('opened', session.opened);
  const second = new AbortController();
  const closing = session.close({ signal: second.signal });
  second.abort();
  await scene.watch('close()', closing);
}

/** Results of an application's verification; only the first three accept or refuse as documented. */
export function unexpectedVerdict(scene: Pick<Scene, 'below'>): () => unknown {
  const verdicts: readonly (() => unknown)[] = [
    () => undefined,
    () => new Promise((resolve) => setTimeout(resolve, scene.below(200))),
    () => Promise.reject(Object.assign(new Error('no'), { code: 'NO' })),
    () => false,
    () => null,
    () => new Error('returned'),
    () => new Promise(() => {}),
    () => {
      throw undefined;
    },
    () => Promise.reject(undefined),
    () => ({
      // biome-ignore lint/suspicious/noThenProperty: the test needs a thenable that never settles.
      then() {
        throw new Error('then');
      },
    }),
  ];
  return verdicts[scene.below(verdicts.length)] as () => unknown;
}

async function answerVerificationWrongly(scene: Scene): Promise<void> {
  const verifyPeer = unexpectedVerdict(scene) as () => undefined;
  const session = scene.connect(scene.stage.plainPort, { verifyPeer });
  if (scene.random.chance(0.3)) {
    await scene.pause(scene.below(30));
    session.destroy();
  }
  await scene.watch('opened', session.opened);
  await scene.watch('close()', session.close());
}

async function receiveWrongVerification(scene: Scene): Promise<void> {
  const { client, verifyingPort } = scene.stage;
  const own = scene.random.chance(0.8) ? { cert: client.pem, key: client.key } : {};
  const session = scene.connect(verifyingPort, { ...own, ...randomOptions(scene) });
  await scene.watch('opened', session.opened);
  sendQuietly(session, scene.bytes(5));
  await scene.pause(scene.below(30));
  if (scene.random.chance(0.3)) session.destroy();
  await scene.watch('close()', session.close());
}

/** Every public call from inside every event. */
async function reenter(scene: Scene): Promise<void> {
  const session = scene.connect(scene.stage.plainPort, { keylog: () => callAll() });
  let calls = 0;
  const callAll = (): void => {
    if (calls++ > 20) return;
    const acts: readonly (() => void)[] = [
      () => sendQuietly(session, scene.bytes(10)),
      () => void session.close(),
      () => session.destroy(),
      () => void session.stats,
      () => void session.messages().next().catch(ignore),
      () => void session.removeAllListeners('message'),
      () => void session.maxMessageSize,
      () => session.emit('close'),
    ];
    // One call in eight ends the session, so later events occur as well.
    const act = scene.pick(scene.random.chance(1 / 3) ? acts : acts.filter((_, index) => index !== 1 && index !== 2));
    act();
  };
  session.onmessage = callAll;
  session.onerror = callAll;
  session.onhandshake = callAll;
  for (const name of ['handshake', 'message', 'error', 'close', 'keylog'] as const) session.on(name, callAll);
  await scene.watch('opened', session.opened);
  sendQuietly(session, scene.bytes(10));
  await scene.pause(scene.below(20));
  await scene.watch('close()', session.close());
}

async function shortEndpoint(scene: Scene): Promise<void> {
  const { server } = scene.stage;
  const endpoint = listen(
    (session) => {
      session.onmessage = (data) => sendQuietly(session, data);
      void scene.watch("a server session's closed", session.closed);
    },
    { host: '127.0.0.1', port: 0, cert: server.pem, key: server.key, handshakeTimeout: 2000, initialTimeout: 150 },
  );
  void scene.watch("the endpoint's closed", endpoint.closed);
  const { port } = endpoint.address();
  const sessions = Array.from({ length: 1 + scene.below(4) }, () => scene.connect(port));
  await scene.pause(scene.below(25));
  if (scene.random.chance(0.3)) endpoint.destroy();
  await scene.watch("the endpoint's close()", endpoint.close());
  if (endpoint.sessions !== 0) scene.complain(`${endpoint.sessions} sessions after the end of their endpoint`);
  await Promise.all(sessions.map((session) => scene.watch('close()', session.close())));
}

async function connectToClosedPort(scene: Scene): Promise<void> {
  const session = scene.connect(await freePort(), { handshakeTimeout: 1000 });
  if (scene.random.chance(0.5)) {
    await scene.pause(scene.below(10));
    await scene.watch('close()', session.close());
  }
  await scene.watch('opened', session.opened);
  await scene.watch('closed', session.closed);
}

/** Bad datagrams to both servers and to a connected client: from a socket, and with forged sources where permitted. */
async function sendBad(scene: Scene): Promise<void> {
  const { stage, random } = scene;
  const bindPort = await freePort();
  const session = scene.connect(stage.plainPort, { bindHost: '127.0.0.1', bindPort });
  const socket = createSocket('udp4');
  // An ICMP error of a port that has closed.
  socket.on('error', ignore);
  const client = { address: '127.0.0.1', port: bindPort };
  for (let count = 5 + scene.below(20); count > 0; count--) {
    const data = badDatagram(scene);
    const server = { address: '127.0.0.1', port: scene.pick([stage.plainPort, stage.verifyingPort]) };
    const { raw } = stage;
    if (raw === undefined || random.chance(0.3)) {
      socket.send(data, server.port, server.address, ignore);
    } else {
      const [source, target] = scene.pick([
        [server, client],
        [client, server],
        [anySource(scene), server],
      ] as const);
      raw.send(source, target, data);
    }
    if (random.chance(0.2)) await scene.pause(scene.below(4));
  }
  await scene.watch('opened', session.opened);
  await scene.watch('close()', session.close());
  await new Promise<void>((resolve) => socket.close(resolve));
}

function anySource(scene: Scene): RawAddress {
  const address = `127.${scene.below(256)}.${scene.below(256)}.${1 + scene.below(254)}`;
  return { address, port: scene.pick([0, 1 + scene.below(65_535)]) };
}

function badDatagram(scene: Scene): Uint8Array {
  const { recorded } = scene.stage;
  const choice = scene.below(6);
  if (choice === 0) return new Uint8Array(0);
  if (choice === 1) return scene.bytes(scene.pick([1, 13, 100, 1200, 9000]));
  if (recorded.length === 0) return scene.bytes(50);
  const known = scene.pick(recorded);
  return choice === 2 ? known : damaged(known, scene.random);
}

/** Sends if that is possible now. */
function sendQuietly(session: DtlsSession, data: Uint8Array): void {
  try {
    session.send(data);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function ignore(): void {}
