import { stdout } from 'node:process';
import { type Command, Option } from 'commander';
import { type EndpointOptions, MessageTooLargeError, type PskModeName } from 'wirechart/dtls13/core';
import type {
  ClientAuthentication,
  EndpointRole,
  SimulatedHandshake,
  SimulationOptions,
  TimedEvent,
} from 'wirechart/hwmodel';
import { ConfigError } from 'wirechart/runtime';
import { explain, UsageError } from '../terminal/failure.ts';
import { parseCount, parseDuration, parseNatural, parseProbability, parseRekey } from '../terminal/option-values.ts';
import { print, remark } from '../terminal/output.ts';
import { writeOutput } from '../terminal/output-file.ts';
import { Progress } from '../terminal/progress.ts';
import { inFlags, negotiationFlags } from './flag-names.ts';

const examples = `
Examples:
  $ wirechart simulate                        the operations of each module with their times in microseconds
  $ wirechart simulate --profile x86-node --messages 10 --size 512
  $ wirechart simulate --messages 20 --interval 1ms --key-updates 2 --migrations 1
                                              the client updates its keys and changes its address between messages
  $ wirechart simulate --resume               resume a session, without certificates
  $ wirechart simulate --resume --early-data 2  send two messages before the handshake is complete
  $ wirechart simulate --client-authentication  request the client's certificate after the handshake
  $ wirechart simulate --loss 0.1 --seed 7    lose one datagram in ten; the seed selects the lost ones
  $ wirechart simulate --vcd out.vcd          the timeline as waveforms, for GTKWave

A client and a server, each a stack of hardware modules on a link, complete a handshake, exchange messages and close,
in simulated time. The protocol and the cryptography are those of the library.
`;

interface Options {
  readonly profile?: string;
  readonly messages: number;
  readonly size: number;
  readonly interval: number;
  readonly keyUpdates: number;
  readonly migrations: number;
  readonly rekey?: NonNullable<EndpointOptions['rekeyAfter']>;
  readonly psk?: PskModeName;
  readonly resume?: boolean;
  readonly earlyData: number;
  readonly clientAuthentication?: ClientAuthentication;
  readonly loss?: number;
  readonly seed: number;
  readonly vcd?: string;
  readonly json?: boolean;
}

export function addSimulate(program: Command): void {
  program
    .command('simulate')
    .description('run a handshake on the hardware model, in simulated time')
    .option('--profile <name>', 'timing profile of the modules (default: ip-default)')
    .option('--messages <n>', 'number of messages from the client; the server returns each', parseCount, 1)
    .option('--size <bytes>', 'size of a message', parseNatural, 1024)
    .option('--interval <time>', 'time between two messages: 500ms, 2s or 1m', parseDuration, 0)
    .option('--key-updates <n>', 'how often the client updates its keys, between its messages', parseNatural, 0)
    .option('--migrations <n>', 'how often the client changes its address, between its messages', parseNatural, 0)
    .option('--rekey <limits>', 'update keys after records, bytes or a time: 1000, 1MB or 10m', parseRekey)
    .addOption(
      new Option('--psk [mode]', 'authenticate both sides by a pre-shared key')
        .choices(['psk_dhe_ke', 'psk_ke'])
        .preset('psk_dhe_ke'),
    )
    .option('--resume', 'resume the session of an earlier handshake')
    .option('--early-data <n>', 'number of messages before the handshake is complete; with --resume', parseNatural, 0)
    .addOption(
      new Option('--client-authentication [when]', 'request the certificate of the client, in the handshake or later')
        .choices(['handshake', 'later'])
        .preset('later'),
    )
    .option(
      '--loss <p>',
      'probability from 0 to 1 that the link loses a datagram (default: loss of the profile)',
      parseProbability,
    )
    .option('--seed <n>', 'seed of the keys and the losses, a whole number', parseNatural, 1)
    .option('--vcd <file>', 'also write the timeline as a value change dump')
    .option('--json', 'print the result as one JSON object')
    .addHelpText('after', examples)
    .action(simulate);
}

const MAX_MESSAGES = 100_000;

async function simulate(options: Options): Promise<void> {
  const { profile, messages, size, interval, keyUpdates, migrations, rekey, loss, seed, vcd, json = false } = options;
  const { psk, resume, earlyData, clientAuthentication } = options;
  // All of them are kept in memory until the timeline is printed.
  if (messages > MAX_MESSAGES) throw new UsageError(`--messages: the maximum is ${MAX_MESSAGES}`);
  if (earlyData > MAX_MESSAGES) throw new UsageError(`--early-data: the maximum is ${MAX_MESSAGES}`);
  const [{ simulateHandshake, timelineText }, { createPortableProvider }] = await Promise.all([
    import('wirechart/hwmodel'),
    import('wirechart/crypto/portable'),
  ]);
  const progress = new Progress();
  const result = runOrRefuse(simulateHandshake, {
    // Signatures and keys are deterministic: the same options print the same timeline.
    createProvider: (bytes) => createPortableProvider({ seed: bytes }),
    ...(profile === undefined ? {} : { profile: profile as 'ip-default' }),
    messages: Array.from({ length: messages }, () => new Uint8Array(size)),
    messageIntervalMs: interval,
    keyUpdates,
    migrations,
    ...(rekey === undefined ? {} : { endpoint: { rekeyAfter: rekey } }),
    ...(psk === undefined ? {} : { psk }),
    ...(resume === undefined ? {} : { resume }),
    earlyMessages: Array.from({ length: earlyData }, () => new Uint8Array(size)),
    ...(clientAuthentication === undefined ? {} : { clientAuthentication }),
    ...(loss === undefined ? {} : { loss }),
    seed,
    onDatagram: (count, nowPs) => progress.report(() => `${count} datagrams, ${(nowPs / 1e9).toFixed(3)} ms simulated`),
  });
  progress.end();
  if (vcd !== undefined) writeOutput(vcd, result.vcd());
  if (json) {
    print(JSON.stringify(toJson(result)));
  } else {
    stdout.write(timelineText(result.timeline));
    for (const line of moments(result)) remark(line);
    remark(summary(result));
    if (vcd !== undefined) remark(`wrote ${vcd}`);
  }
  if (!result.completed) process.exitCode = 1;
}

const FLAGS = {
  ...negotiationFlags,
  profile: { flag: '--profile' },
  keyUpdates: { flag: '--key-updates' },
  migrations: { flag: '--migrations' },
  psk: { flag: '--psk' },
  resume: { flag: '--resume' },
  earlyMessages: { flag: '--early-data' },
  clientAuthentication: { flag: '--client-authentication' },
};

/** Runs the simulation. A message that exceeds a record is reported as an error of `--size`. */
function runOrRefuse(run: (options: SimulationOptions) => SimulatedHandshake, options: SimulationOptions) {
  try {
    return inFlags(FLAGS, () => withoutModel(() => run(options)));
  } catch (error) {
    if (error instanceof MessageTooLargeError) throw new UsageError(`--size: ${error.message}`);
    throw error;
  }
}

/** Throws what the core refused in the place of the error of the module that ran it. */
function withoutModel<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    throw cause instanceof MessageTooLargeError || cause instanceof ConfigError ? cause : error;
  }
}

function summary({ completed, profile, endTimePs, datagrams, counters, events }: SimulatedHandshake): string {
  const lost = counters.lost.client + counters.lost.server;
  const busy = (role: EndpointRole): string => `${(counters.cryptoBusyPs[role] / 1e6).toFixed(1)} us`;
  const end = completed ? 'both endpoints secure and closed' : `NOT completed (${whyIncomplete(events)})`;
  return (
    `${profile}: ${end} after ${(endTimePs / 1e6).toFixed(1)} us; ${datagrams.length} datagrams, ${lost} lost; ` +
    `cryptography ${busy('client')} at the client, ${busy('server')} at the server`
  );
}

/** Early data, the authentication of the client after the handshake, and the changes of keys and paths, with their simulated time. */
function moments({ events }: SimulatedHandshake): readonly string[] {
  return (['client', 'server'] as const)
    .flatMap((role) => events[role].map(({ atPs, event }) => ({ atPs, text: momentText(event), role })))
    .filter(({ text }) => text !== undefined)
    .toSorted((a, b) => a.atPs - b.atPs)
    .map(({ atPs, text, role }) => `${(atPs / 1e6).toFixed(1)} us  ${role}: ${text}`);
}

function momentText(event: TimedEvent['event']): string | undefined {
  switch (event.kind) {
    case 'earlyMessage':
      return `early data, ${event.data.length} bytes`;
    case 'secure':
      return event.earlyData && `secure, early data ${event.earlyData.accepted ? 'accepted' : 'rejected'}`;
    case 'clientAuthentication':
      return event.peerSignatureScheme && `the client is authenticated: ${event.peerSignatureScheme}`;
    case 'keyUpdate':
      return `new keys for ${event.direction === 'write' ? 'sending' : 'receiving'}, epoch ${event.epoch}`;
    case 'newPath':
      return `a record from address ${event.path} of the client`;
    case 'pathChanged':
      return `sends ${event.path === 0 ? 'again ' : ''}by address ${event.path} of the client`;
    case 'pathRejected':
      return `address ${event.path} of the client is not validated`;
    default:
      return undefined;
  }
}

/** Why the handshake is not complete, for each endpoint. */
function whyIncomplete(events: SimulatedHandshake['events']): string {
  const reasons = (['client', 'server'] as const).flatMap((role) => incompleteReason(role, events[role]));
  return reasons.join('; ');
}

function incompleteReason(role: EndpointRole, events: readonly TimedEvent[]): readonly string[] {
  const has = (kind: string): boolean => events.some(({ event }) => event.kind === kind);
  const failure = events.map(({ event }) => event).find((event) => event.kind === 'error');
  // A lost close_notify causes an idle timeout long after the handshake.
  if (failure !== undefined)
    return [`the ${role} failed${has('secure') ? ' after the handshake' : ''}: ${explain(failure.error)}`];
  if (has('secure')) return [];
  return [has('closed') ? `the ${role} closed before it was secure` : `the ${role} did not become secure`];
}

function toJson({ completed, profile, endTimePs, timeline, datagrams, counters, events }: SimulatedHandshake): object {
  return {
    completed,
    reason: completed ? null : whyIncomplete(events),
    profile,
    endTimePs,
    timeline,
    events: {
      client: events.client.flatMap(eventJson),
      server: events.server.flatMap(eventJson),
    },
    datagrams: datagrams.map(({ from, path, data, sentPs, arrivedPs }) => ({
      from,
      path,
      data: Buffer.from(data).toString('base64'),
      sentPs,
      arrivedPs: arrivedPs ?? null,
    })),
    counters,
  };
}

/** The events that the application of an endpoint sees, without their bytes. */
function eventJson({ atPs, event }: TimedEvent): readonly object[] {
  switch (event.kind) {
    case 'keyUpdate':
    case 'newPath':
    case 'pathChanged':
    case 'pathRejected':
      return [{ atPs, ...event }];
    case 'message':
    case 'earlyMessage':
      return [{ atPs, kind: event.kind, length: event.data.length }];
    case 'clientAuthentication':
      return [{ atPs, kind: event.kind, peerSignatureScheme: event.peerSignatureScheme }];
    case 'error':
      return [{ atPs, kind: event.kind, code: event.error.code }];
    case 'connectionIds':
      return [{ atPs, kind: event.kind, spares: event.spares }];
    case 'secure': {
      const { kind, cipherSuite, group, resumed, peerSignatureScheme, earlyData } = event;
      return [{ atPs, kind, cipherSuite, group, resumed, peerSignatureScheme, earlyData }];
    }
    default:
      return [{ atPs, kind: event.kind }];
  }
}
