import { type DtlsEndpoint, type DtlsSession, type ListenOptions, listen } from 'wirechart/dtls13';
import { SeededRandom } from 'wirechart/testing';
import { issue, localhostPair, x509 } from '../certificates/authority.ts';
import { OpenSockets } from '../net/open-sockets.ts';
import { behaviours, unexpectedVerdict } from './behaviours.ts';
import { PromiseWatch } from './promise-watch.ts';
import { RawDatagrams } from './raw-datagrams.ts';
import { Scene, type Stage } from './scene.ts';

/** Complaints that are recorded; the first of them are enough to report a mistake that affects every session. */
const MAX_COMPLAINTS = 50;

export interface ChaosPlan {
  readonly seed: number;
  /** Sessions altogether; a behaviour may open several connections. */
  readonly sessions: number;
  /** Sessions at a time. */
  readonly concurrency: number;
  /** After these numbers of sessions the process is measured, once it is idle. */
  readonly checkpoints: readonly number[];
  /** Called after each session with the number of those done. */
  readonly onprogress?: (done: number) => void;
}

/** The process at a checkpoint: no session is open, so all that remains is permanent or leaked. */
export interface Checkpoint {
  readonly sessions: number;
  /** Bytes after a collection; undefined without `--expose-gc`. */
  readonly heap: number | undefined;
  readonly timers: number;
  readonly sockets: number;
  readonly openSessions: number;
  readonly pendingPromises: number;
}

export interface ChaosReport {
  /** How often each behaviour ran. */
  readonly ran: Readonly<Record<string, number>>;
  readonly checkpoints: readonly Checkpoint[];
  readonly complaints: readonly string[];
  /** Datagrams with forged sources; undefined where raw sockets are not permitted. */
  readonly rawDatagrams: number | undefined;
  readonly sessionsOpened: number;
  readonly handshakesFailed: number;
  readonly datagramsDropped: number;
}

/** Runs seeded chaos sessions over real UDP on loopback, in real time, and reports errors and leaks. */
export async function runChaos(plan: ChaosPlan): Promise<ChaosReport> {
  const complaints: string[] = [];
  const complain = (text: string): void => {
    if (complaints.length < MAX_COMPLAINTS) complaints.push(text);
  };
  const uncaught = (error: unknown): void => complain(`uncaught: ${error instanceof Error ? error.stack : error}`);
  process.on('uncaughtException', uncaught);
  process.on('unhandledRejection', uncaught);
  const before = resources();
  const open = new OpenSockets();
  const watch = new PromiseWatch(complain);
  const raw = await RawDatagrams.open();
  const { ca, server } = await localhostPair();
  const client = await issue({ subject: 'CN=client', usages: [x509.ExtendedKeyUsage.clientAuth] }, ca);
  const verdicts = new SeededRandom(plan.seed ^ 0x5eed);
  const plain = echoServer({ cert: server.pem, key: server.key }, watch);
  const verifying = echoServer(
    {
      cert: server.pem,
      key: server.key,
      ca: ca.pem,
      requestCert: true,
      verifyPeer: () => unexpectedVerdict({ below: (end) => verdicts.bits() % end })() as undefined,
    },
    watch,
  );
  const stage: Stage = {
    plainPort: plain.address().port,
    verifyingPort: verifying.address().port,
    ca: ca.pem,
    server,
    client,
    watch,
    raw,
    recorded: [],
    complain,
  };
  const endpoints = [plain, verifying];
  const ran: Record<string, number> = {};
  const checkpoints: Checkpoint[] = [];
  let next = 0;
  let done = 0;
  for (const until of [...plan.checkpoints, plan.sessions]) {
    const worker = async (): Promise<void> => {
      while (next < until) {
        const index = next++;
        await runOne(stage, plan.seed, index, ran);
        plan.onprogress?.(++done);
      }
    };
    await Promise.all(Array.from({ length: plan.concurrency }, worker));
    if (checkpoints.at(-1)?.sessions === next) continue;
    checkpoints.push(await look(next, endpoints, watch, before, open));
  }
  for (const { openSessions, timers, sockets, sessions, pendingPromises } of checkpoints) {
    const at = `after ${sessions} sessions`;
    if (openSessions > 0) complain(`${openSessions} sessions are still open ${at}`);
    // The two servers have a socket each.
    if (sockets !== endpoints.length) complain(`${sockets - endpoints.length} sockets too many ${at}`);
    if (timers > 0) complain(`${timers} timers too many ${at}`);
    if (pendingPromises > 0) complain(`${pendingPromises} promises are not settled ${at}`);
  }
  const { sessionsOpened, handshakesFailed, datagramsDropped } = sumOf(endpoints);
  if (datagramsDropped > 0) complain(`${datagramsDropped} datagrams found no buffer`);
  await Promise.all(endpoints.map((endpoint) => watch.settled('close of a server', endpoint.close(), 10_000)));
  await raw?.close();
  open.restore();
  watch.stop();
  process.off('uncaughtException', uncaught);
  process.off('unhandledRejection', uncaught);
  return { ran, checkpoints, complaints, rawDatagrams: raw?.sent, sessionsOpened, handshakesFailed, datagramsDropped };
}

/** Runs session `index` alone with the numbers it has in every run of the seed. */
async function runOne(stage: Stage, seed: number, index: number, ran: Record<string, number>): Promise<void> {
  const random = new SeededRandom(Math.imul(seed, 0x9e3779b1) + index);
  let at = random.fraction() * behaviours.reduce((sum, { weight }) => sum + weight, 0);
  const behaviour = behaviours.find(({ weight }) => {
    at -= weight;
    return at < 0;
  });
  if (behaviour === undefined) return;
  ran[behaviour.name] = (ran[behaviour.name] ?? 0) + 1;
  const scene = new Scene(stage, `session ${index}, which ${behaviour.name}`, random);
  try {
    await behaviour.run(scene);
  } catch (error) {
    scene.complain(`threw ${error instanceof Error ? error.stack : String(error)}`);
  }
}

function echoServer(
  options: Pick<ListenOptions, 'cert' | 'key' | 'ca' | 'requestCert' | 'verifyPeer'>,
  watch: PromiseWatch,
) {
  const echo = (session: DtlsSession): void => {
    session.onmessage = (data) => {
      if (!session.destroyed && data.length <= session.maxMessageSize) session.send(data);
    };
    void watch.settled("a server session's closed", session.closed, 60_000);
  };
  return listen(echo, {
    host: '127.0.0.1',
    port: 0,
    mtu: 16_000,
    initialTimeout: 150,
    maxTimeout: 600,
    handshakeTimeout: 8000,
    idleTimeout: 6000,
    ...options,
  });
}

/** Waits until no operation is pending, then counts what remains. */
async function look(
  sessions: number,
  endpoints: readonly DtlsEndpoint[],
  watch: PromiseWatch,
  before: Resources,
  opened: OpenSockets,
): Promise<Checkpoint> {
  const open = (): number => endpoints.reduce((sum, endpoint) => sum + endpoint.sessions, 0);
  // Sessions whose peer vanished end by the idle timeout, handshakes by the handshake timeout, whose timer has a period.
  const limit = performance.now() + 30_000;
  const quiet = (): boolean =>
    open() === 0 &&
    watch.pending === 0 &&
    resources().timers <= before.timers &&
    resources().sockets <= before.sockets + 2 &&
    opened.count <= endpoints.length;
  while (!quiet() && performance.now() < limit) await pause(100);
  const { gc } = globalThis as { gc?: () => void };
  for (let round = 0; round < 4; round++) {
    gc?.();
    await pause(20);
  }
  const { timers, sockets } = resources();
  return {
    sessions,
    heap: gc === undefined ? undefined : process.memoryUsage().heapUsed,
    timers: Math.max(0, timers - before.timers),
    // A closed socket of node:dgram is listed until its handle is closed.
    sockets: Math.max(opened.count, sockets - before.sockets),
    openSessions: open(),
    pendingPromises: watch.pending,
  };
}

interface Resources {
  readonly timers: number;
  readonly sockets: number;
}

/** What keeps the process alive, or would if it were not unreferenced. */
function resources(): Resources {
  const active = process.getActiveResourcesInfo();
  return {
    timers: active.filter((name) => name === 'Timeout').length,
    sockets: active.filter((name) => name === 'UDPWrap' || name === 'UDPWRAP').length,
  };
}

function sumOf(endpoints: readonly DtlsEndpoint[]) {
  const sum = { sessionsOpened: 0, handshakesFailed: 0, datagramsDropped: 0 };
  for (const { stats } of endpoints) {
    sum.sessionsOpened += stats.sessionsOpened;
    sum.handshakesFailed += stats.handshakesFailed;
    sum.datagramsDropped += stats.datagramsDropped;
  }
  return sum;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
