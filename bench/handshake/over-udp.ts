// Handshakes of a sequential client over UDP: cookie, handshake and close, one after another, directly and through a relay.
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Absence } from '../absence.ts';
import { isMissing, nativeProvider } from '../crypto/native-provider.ts';
import type { Run } from '../layer.ts';
import { profiledNode } from '../profile/profiled-node.ts';
import type { Gate, Missing, Result, Row } from '../result.ts';
import { SideProcess } from '../side-process.ts';
import type { Host } from './host-options.ts';
import { type RelayReport, startRelay } from './relay.ts';

/** Handshakes before the measurement. */
const WARM_UP = 500;
const SECONDS = 2;
/** Certificates of the server: more than any cache holds, so that each handshake is with a new one. */
const ENDPOINTS = 300;
/** Handshakes per second that a shortened run assumes, so that its warm-up is shortened too. */
const ASSUMED_RATE = 250;
/** Milliseconds after which a side has failed. */
const LIFETIME = 120_000;
/** Milliseconds that the relay holds each datagram. */
const HOLD = 0.5;
/** Milliseconds that 99 % of handshakes through the relay may take at most. */
const MAX_P99 = 10;

/** What the server prints: the ports of its endpoints, each with a certificate of its own, and the root of all, PEM. */
export interface ServerReady {
  readonly ports: readonly number[];
  readonly ca: string;
}

/** What the client prints. */
export interface ClientReport {
  readonly handshakes: number;
  /** Milliseconds. */
  readonly wall: number;
  readonly p50: number;
  readonly p99: number;
}

/** One build, without and with the relay. */
interface Measured {
  readonly direct: ClientReport;
  /** Or why there was no relay. */
  readonly relayed: { readonly client: ClientReport; readonly relay: RelayReport } | Absence;
}

interface Contender {
  readonly key: string;
  readonly name: string;
  /** The folder of the built library. */
  readonly build: string;
  /** Of both sides. */
  readonly host: Host;
}

/** This build without and with the addon and, where the run names one, that of another checkout. */
function contendersOf(against: string | undefined): readonly Contender[] {
  const build = fileURLToPath(new URL('../..', import.meta.url));
  const ours: Contender = { key: 'ours', name: 'ours, node:crypto + node:dgram', build, host: 'default' };
  const native: Contender = { key: 'native', name: 'ours native', build, host: 'native' };
  if (against === undefined) return [ours, native];
  const other = { key: 'other', name: 'the other build, without addon', build: resolve(against, 'dist') };
  return [ours, native, { ...other, host: 'default' }];
}

/** Measures this build and, where the run names one, that of another checkout. */
export async function overUdp({ log, seconds, against }: Run): Promise<readonly Result[]> {
  const rows: Row[] = [];
  const relayed: Row[] = [];
  const missing: Missing[] = [];
  for (const contender of contendersOf(against)) {
    const { name, host } = contender;
    const provider = host === 'native' ? nativeProvider() : undefined;
    if (provider !== undefined && isMissing(provider)) {
      log(`not measured: ${name}: ${provider.reason}`);
      missing.push({ name, reason: provider.reason });
      continue;
    }
    log(`measuring handshakes over UDP: ${name}`);
    const each = await measured(contender, seconds);
    rows.push(rateRow(contender, each.direct, rows[0]));
    if (each.relayed instanceof Absence) {
      log(`not measured: relay: ${each.relayed.message}`);
      missing.push({ name: `${name}, relay`, reason: each.relayed.message });
    } else relayed.push(relayRow(contender, each.relayed.client, each.relayed.relay, relayed[0]));
  }
  const common = { ratios: {}, missing: [] };
  return [
    {
      ...common,
      key: 'udp',
      title: 'handshakes of a sequential client over UDP, with cookie and close, a new certificate each time',
      unit: '1/s',
      rows,
      gates: [],
    },
    {
      ...common,
      key: 'relay',
      title: `99th percentile of the same handshakes through a relay that holds each datagram ${HOLD} ms`,
      unit: 'ms',
      rows: relayed,
      gates: relayed.filter(({ key }) => key === 'native').map(relayGate),
      missing,
    },
  ];
}

function relayGate({ median: p99 }: Row): Gate {
  return {
    claim: '99th percentile of handshakes through the relay, with the addon',
    measured: p99,
    limit: { max: MAX_P99 },
    unit: ' ms',
  };
}

function rateRow(contender: Contender, { handshakes, wall, p50, p99 }: ClientReport, ours: Row | undefined): Row {
  const rate = (handshakes * 1000) / wall;
  return {
    ...oneValue(contender, rate),
    ratio: (ours?.median ?? rate) / rate,
    details: { 'p50 ms': p50, 'p99 ms': p99 },
  };
}

function relayRow(contender: Contender, { p50, p99 }: ClientReport, relay: RelayReport, ours: Row | undefined): Row {
  return {
    ...oneValue(contender, p99),
    ratio: p99 / (ours?.median ?? p99),
    details: { 'p50 ms': p50, 'held by the relay, p50 ms': relay.p50, 'held by the relay, p99 ms': relay.p99 },
  };
}

/** Each run measures once; runs are merged. */
function oneValue({ key, name }: Contender, value: number) {
  return { key, name, median: value, best: value, low: value, high: value };
}

async function measured({ build, host }: Contender, seconds: number | undefined): Promise<Measured> {
  const library = pathToFileURL(resolve(build, 'runtime/net/index.js')).href;
  const warmUp = seconds === undefined ? WARM_UP : Math.ceil(Math.min(WARM_UP, seconds * ASSUMED_RATE));
  const duration = (seconds ?? SECONDS) * 1000;
  const clientOf = async (ready: ServerReady): Promise<ClientReport> => {
    const client = side('client', [library, host, JSON.stringify(ready), String(warmUp), String(duration)]);
    try {
      const report = await client.line<ClientReport>();
      await client.exited;
      return report;
    } finally {
      await client.end();
    }
  };
  const server = side('server', [library, host, String(Math.min(ENDPOINTS, warmUp))]);
  try {
    const ready = await server.line<ServerReady>();
    return { direct: await clientOf(ready), relayed: await throughRelay(ready, clientOf) };
  } finally {
    await server.end('SIGTERM');
  }
}

async function throughRelay(
  ready: ServerReady,
  clientOf: (ready: ServerReady) => Promise<ClientReport>,
): Promise<Measured['relayed']> {
  try {
    const relay = await startRelay(HOLD, ready.ports, LIFETIME);
    try {
      const client = await clientOf({ ...ready, ports: relay.ports });
      return { client, relay: await relay.end() };
    } catch (error) {
      await relay.end().catch(() => {});
      throw error;
    }
  } catch (error) {
    if (error instanceof Absence) return error;
    throw error;
  }
}

/** A program of `programs/` in a process of its own. */
function side(name: 'client' | 'server', words: readonly string[]): SideProcess {
  const program = fileURLToPath(new URL(`programs/${name}.js`, import.meta.url));
  const all = [...profiledNode(name), program, ...words];
  return new SideProcess({ name, words: all, core: name === 'client' ? 0 : 1, lifetime: LIFETIME });
}
