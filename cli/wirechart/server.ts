import process from 'node:process';
import { type Command, Option } from 'commander';
import type { DtlsEndpoint, RekeyAfter, SocketAddress } from 'wirechart/dtls13';
import { CommandError, explain, UsageError } from '../terminal/failure.ts';
import {
  type HostPort,
  parseConnectionIdLength,
  parseCount,
  parseHostPort,
  parseIdleTimeout,
  parseNames,
  parsePort,
  parseRekey,
  parseWholeTimeout,
} from '../terminal/option-values.ts';
import { echoHandler } from './echo-settings.ts';
import { inFlags, laterInFlags, negotiationFlags } from './flag-names.ts';
import { keyLogFile } from './key-log-file.ts';
import { addNativeFlags, checkNativeFlags, type NativeFlags, providerAndSockets } from './native-flags.ts';
import { RefusalReport } from './refusal-report.ts';
import { ServedSessions } from './served-sessions.ts';
import {
  addServerAuthenticationFlags,
  type ServerAuthenticationFlags,
  serverAuthentication,
  serverAuthenticationFlagNames,
} from './server-authentication-flags.ts';
import { addressText, SessionReport } from './session-report.ts';
import { readTicketKeys } from './ticket-keys-file.ts';
import { addTimerFlags, type TimerFlags, timerFlagNames, timerOptions } from './timer-flags.ts';
import { addWorkerFlag, checkWorkerFlags, type WorkerFlags } from './worker-flags.ts';

const examples = `
Examples:
  $ wirechart server --self-signed --echo            with a temporary certificate
  $ wirechart server --cert cert.pem --key key.pem --echo
  $ wirechart server --cert cert.pem --key key.pem --listen '[::]:5684' --json
  $ wirechart server --cert cert.pem --key key.pem --listen 127.0.0.1:0        any free port
  $ wirechart server --cert cert.pem --key key.pem --client-ca devices.pem     only clients with a certificate
  $ wirechart server --cert ec.pem --key ec-key.pem --cert rsa.pem --key rsa-key.pem
  $ wirechart server --self-signed --echo --workers 4                          in four threads

Received data is written to standard output; --echo also sends it back. Ctrl-C closes all sessions and ends the command.
With --workers data is only sent back, sessions are not reported, and the numbers of all threads are printed at the end.
`;

interface Options extends ServerAuthenticationFlags, NativeFlags, TimerFlags, WorkerFlags {
  readonly listen: HostPort;
  readonly port?: number;
  readonly tickets?: number;
  readonly ticketKeys?: string;
  readonly alpn?: readonly string[];
  readonly ciphers?: string;
  readonly groups?: string;
  readonly rekey?: RekeyAfter;
  readonly cid?: number;
  readonly idleTimeout: number;
  readonly closeTimeout: number;
  readonly handshakeTimeout: number;
  readonly keylog?: string;
  readonly json?: boolean;
}

export function addServer(program: Command): void {
  const command = program
    .command('server')
    .description('run a DTLS 1.3 server')
    .addOption(
      new Option('--listen <host:port>', 'address to listen on; port 0: any free port')
        .argParser(parseHostPort)
        .default(DEFAULT_ADDRESS, '127.0.0.1:4433'),
    )
    .option('--port <n>', 'port of 127.0.0.1 to listen on, instead of --listen', parsePort);
  addServerAuthenticationFlags(command);
  command
    .option('--tickets <n>', 'tickets for clients that want to resume their sessions: 1 to 8', parseCount)
    .option(
      '--ticket-keys <file>',
      'keys of tickets that several servers share, in hexadecimal digits, a line each, newest first; read again on SIGHUP',
    )
    .option('--early-data <bytes>', 'accept so many bytes before the handshake is complete; with --tickets', parseCount)
    .option('--alpn <names>', 'application protocols to accept, separated by commas, preferred first', parseNames)
    .option('--ciphers <names>', 'cipher suites, separated by colons: TLS_AES_128_CCM_8_SHA256')
    .option('--groups <names>', 'groups for the key exchange, separated by colons: X25519MLKEM768:X25519:P-256')
    .option(
      '--rekey <limits>',
      'update the traffic keys after so many records, bytes or so much time: 100000, 1GB, 10m or 1GB,10m',
      parseRekey,
    )
    .option(
      '--cid <bytes>',
      'negotiate connection ids; length of our own in bytes, or 0 for none',
      parseConnectionIdLength,
    )
    .option('--echo', 'send received data back');
  addWorkerFlag(command);
  command
    .addOption(
      new Option('--idle-timeout <time>', 'time without data from the peer after which the session ends, or never')
        .argParser(parseIdleTimeout)
        .default(300_000, '5m'),
    )
    .addOption(
      new Option('--close-timeout <time>', 'time limit for closing').argParser(parseWholeTimeout).default(5000, '5s'),
    )
    .addOption(
      new Option('--handshake-timeout <time>', 'time limit of a handshake')
        .argParser(parseWholeTimeout)
        .default(60_000, '1m'),
    )
    .option('--raw', 'write received data unchanged, without line ends')
    .option('--keylog <file>', 'append traffic secrets for Wireshark (default: $SSLKEYLOGFILE)')
    .option('--json', 'print each event as a line of JSON')
    .addHelpText('after', examples)
    .action(server);
  addNativeFlags(command);
  addTimerFlags(command);
}

const DEFAULT_ADDRESS: HostPort = { host: '127.0.0.1', port: 4433 };

const flags = {
  ...negotiationFlags,
  ...timerFlagNames,
  ...serverAuthenticationFlagNames,
  tickets: { flag: '--tickets' },
  ticketKeys: { flag: '--ticket-keys', file: true },
  'earlyData.maxSize': { flag: '--early-data' },
  'connectionIds.length': { flag: '--cid' },
  workers: { flag: '--workers' },
};

async function server(options: Options): Promise<void> {
  if (options.earlyData !== undefined && options.tickets === undefined)
    throw new UsageError('--early-data needs --tickets');
  if (options.ticketKeys !== undefined && options.tickets === undefined)
    throw new UsageError('--ticket-keys needs --tickets');
  checkNativeFlags(options);
  checkWorkerFlags(options);
  const { json = false, raw = false } = options;
  const report = new SessionReport({ json, raw });
  const authentication = await serverAuthentication(options);
  const wanted = {
    ...authentication.options,
    tickets: options.tickets,
    ticketKeys: options.ticketKeys === undefined ? undefined : readTicketKeys(options.ticketKeys),
    alpn: options.alpn,
    ciphers: options.ciphers,
    ecdhCurve: options.groups,
    rekeyAfter: options.rekey,
    connectionIds: options.cid === undefined ? undefined : { length: options.cid },
    ...timerOptions(options),
    idleTimeout: options.idleTimeout,
    closeTimeout: options.closeTimeout,
    handshakeTimeout: options.handshakeTimeout,
    ...addressOf(options),
  };
  const keylog = keyLogFile(options.keylog);
  const { provider, sockets } = await providerAndSockets(options);
  const { listen } = await import('wirechart/dtls13');
  if (options.workers === undefined) {
    const sessions = new ServedSessions(report, {
      echo: options.echo === true,
      requestCertAfter: options.requestCertAfter,
    });
    const earlyData =
      options.earlyData === undefined ? undefined : { maxSize: options.earlyData, onmessage: sessions.receiveEarly };
    const endpoint = inFlags(flags, () => listen(sessions.serve, { ...wanted, provider, sockets, earlyData, keylog }));
    await run(endpoint, options, report, authentication.fingerprint);
    return;
  }
  const { workers } = options;
  const handler = echoHandler({ native: options.native === true, keylog: options.keylog });
  const endpoint = inFlags(flags, () => listen(handler, { ...wanted, sockets, workers }));
  endpoint.on('workerlost', (error, worker) => report.failed(error, { worker }));
  await run(endpoint, options, report, authentication.fingerprint, () => report.served(workers, endpoint.stats));
}

/** What the endpoints of one thread and of several have in common. */
interface AnyEndpoint
  extends Pick<DtlsEndpoint, 'listening' | 'closed' | 'address' | 'close' | 'destroy' | 'setTicketKeys'> {
  on(event: 'handshakeerror' | 'hellorefused', listener: (error: Error, remote?: SocketAddress) => void): unknown;
}

/** Reports what concerns no session, until the endpoint is closed. `served` is called then, if clients could connect. */
async function run(
  endpoint: AnyEndpoint,
  { ticketKeys }: Options,
  report: SessionReport,
  fingerprint: string | undefined,
  served = (): void => {},
): Promise<void> {
  const refusals = new RefusalReport(report);
  endpoint.on('handshakeerror', (error, remote) => report.failed(error, { remote: addressText(remote) }));
  endpoint.on('hellorefused', (error, remote) => refusals.refused(error, addressText(remote)));
  if (ticketKeys !== undefined) rotateTicketKeys(endpoint, ticketKeys, report);
  await laterInFlags(flags, endpoint.listening);
  const bound = endpoint.address();
  // First: whoever reads that the server listens may send a signal at once.
  const ignoreSignals = closeOnSignals(endpoint);
  try {
    report.listening(bound.address, bound.port, fingerprint);
    await endpoint.closed;
  } finally {
    ignoreSignals();
    refusals.end();
    served();
  }
}

function addressOf({ listen, port }: Options): HostPort {
  if (port === undefined) return listen;
  if (listen !== DEFAULT_ADDRESS) throw new UsageError('--listen and --port exclude each other');
  return { ...listen, port };
}

/** Reads the keys again on SIGHUP. Keys that cannot be used are reported, and the previous ones stay in use. */
function rotateTicketKeys(endpoint: AnyEndpoint, path: string, report: SessionReport): void {
  const rotate = (): void => {
    try {
      inFlags(flags, () => endpoint.setTicketKeys(readTicketKeys(path)));
    } catch (cause) {
      report.failed(new CommandError(`${explain(cause)}; the previous ticket keys stay in use`));
    }
  };
  process.on('SIGHUP', rotate);
  endpoint.closed.finally(() => process.removeListener('SIGHUP', rotate)).catch(() => {});
}

/** The first signal closes all sessions, the second one destroys the endpoint. Returns what ends that. */
function closeOnSignals(endpoint: AnyEndpoint): () => void {
  let interrupted = false;
  const interrupt = (): void => {
    if (interrupted) endpoint.destroy();
    else void endpoint.close();
    interrupted = true;
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  return () => {
    for (const signal of signals) process.removeListener(signal, interrupt);
  };
}
