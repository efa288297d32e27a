// The layers of `npm run bench`, from the codecs to bulk data over sockets. A layer is loaded when it is measured.
import type { Layer, Run } from './layer.ts';
import type { LayerName } from './layer-report.ts';
import type { Result } from './result.ts';

function inRuns(summary: string, measure: (run: Run) => Promise<readonly Result[]>): Layer {
  return { summary, rounds: 'runs', defaultRounds: 5, measure };
}

function inProcesses(summary: string, measure: (run: Run) => Promise<readonly Result[]>): Layer {
  return { summary, rounds: 'processes', defaultRounds: 9, measure };
}

const all: Readonly<Record<LayerName, Layer>> = {
  codec: inRuns('decode and encode a ClientHello and record headers', async (run) => {
    return (await import('./codec/codec.ts')).codec(run);
  }),
  machine: inRuns('one event of a compiled state machine', async (run) => {
    return (await import('./machine/machine.ts')).machine(run);
  }),
  timers: inRuns(
    'the timers of 100,000 connections: operations, and the share of a core while these are idle',
    async (run) => {
      return (await import('./timers/timers.ts')).timers(run);
    },
  ),
  certificates: inRuns('verify valid and hostile certificate chains', async (run) => {
    return (await import('./certificates/certificates.ts')).certificates(run);
  }),
  connection: inRuns('a handshake and a record between two cores in memory; --against another build', async (run) => {
    return (await import('./connection/connection.ts')).connection(run);
  }),
  providers: inRuns('the cryptographic providers, and the cost of their interface', async (run) => {
    return (await import('./crypto/providers.ts')).compareProviders(run);
  }),
  aead: inRuns('seal and open a record, with and without encryption of its number, and in C', async (run) => {
    return (await import('./crypto/aead.ts')).aead(run);
  }),
  handshake: inRuns('full and resumed handshakes in memory, against OpenSSL, and over UDP', async (run) => {
    return (await import('./handshake/handshake.ts')).handshake(run);
  }),
  bulk: inProcesses('bulk data over loopback with batches', async (run) => {
    return (await import('./bulk/bulk.ts')).bulk('bulk', run);
  }),
  packet: inProcesses('bulk data over loopback, a datagram at a time', async (run) => {
    return (await import('./bulk/bulk.ts')).bulk('packet', run);
  }),
  allocation: inProcesses('memory that the data path allocates for one message', async (run) => {
    return (await import('./bulk/allocation.ts')).allocation(run);
  }),
  deoptimization: {
    summary: 'deoptimizations of our functions at the end of half a minute of bulk data',
    rounds: 'processes',
    defaultRounds: 1,
    measure: async (run) => (await import('./bulk/deoptimization.ts')).deoptimization(run),
  },
  memory: inRuns('a buffer of a pool against fresh memory, with the waste and the peak of each policy', async (run) => {
    return (await import('./memory/memory.ts')).memory(run);
  }),
  games: {
    summary: 'latency of small messages that 1000 connections send 60 times a second, both ways',
    rounds: 'processes',
    defaultRounds: 1,
    measure: async (run) => (await import('./games/games.ts')).games(run),
  },
  connections: {
    summary: 'memory of a server for each idle connection, and for each of many active ones',
    rounds: 'processes',
    defaultRounds: 1,
    measure: async (run) => (await import('./connections/connections.ts')).connections(run),
  },
  rings: inProcesses('datagrams from one thread to another over shared memory', async (run) => {
    return (await import('./rings/rings.ts')).rings(run);
  }),
  workers: {
    summary: 'handshakes and echoes of a server with two workers against one, for each second of its CPU time',
    rounds: 'processes',
    defaultRounds: 10,
    measure: async (run) => (await import('./workers/workers.ts')).workers(run),
  },
};

export const layers: Readonly<Record<string, Layer>> = all;
