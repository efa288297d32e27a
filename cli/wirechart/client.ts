import process from 'node:process';
import { type Command, Option } from 'commander';
import type { DtlsSession, RekeyAfter } from 'wirechart/dtls13';
import { CommandError, UsageError } from '../terminal/failure.ts';
import {
  type HostPort,
  parseConnectionIdLength,
  parseDuration,
  parseIdleTimeout,
  parseNames,
  parsePeer,
  parseRefusedTimeout,
  parseRekey,
  parseTimeout,
  parseWholeTimeout,
  readInput,
} from '../terminal/option-values.ts';
import { inFlags, negotiationFlags } from './flag-names.ts';
import { keyLogFile } from './key-log-file.ts';
import { lines } from './line-reader.ts';
import { addNativeFlags, checkNativeFlags, type NativeFlags, providerAndSockets } from './native-flags.ts';
import { certificatesIn, collect } from './own-certificates.ts';
import { externalPsk } from './psk-flag.ts';
import { SessionFile } from './session-file.ts';
import { SessionReport } from './session-report.ts';
import { addTimerFlags, type TimerFlags, timerFlagNames, timerOptions } from './timer-flags.ts';

const examples = `
Examples:
  $ echo hello | wirechart client localhost:4433 --ca cert.pem
  $ wirechart client '[::1]:4433' --insecure            type lines, end with Ctrl-D
  $ wirechart client 192.0.2.7:5684 --ca root.pem --servername device.example --json
  $ wirechart client localhost:4433 --ca cert.pem --client-cert me.pem --client-key me-key.pem --alpn coap

Each line of standard input is sent as one datagram; received data is written to standard output.
Without --ca the root certificates of Node are trusted.
`;

interface Options extends NativeFlags, TimerFlags {
  readonly ca?: string;
  readonly crl?: string;
  readonly insecure?: boolean;
  readonly servername?: string;
  readonly clientCert?: readonly string[];
  readonly clientKey?: readonly string[];
  readonly postHandshakeAuth?: boolean;
  readonly nameCa?: boolean;
  readonly psk?: string;
  readonly session?: string;
  readonly earlyData?: string;
  readonly alpn?: readonly string[];
  readonly ciphers?: string;
  readonly groups?: string;
  readonly keyShares?: string;
  readonly linger: number;
  readonly timeout: number;
  readonly raw?: boolean;
  readonly rekey?: RekeyAfter;
  readonly cid?: number;
  readonly migrate?: number;
  readonly idleTimeout: number;
  readonly closeTimeout: number;
  readonly refusedTimeout: number;
  readonly keylog?: string;
  readonly json?: boolean;
}

export function addClient(program: Command): void {
  const command = program
    .command('client')
    .description('connect to a DTLS 1.3 server')
    .argument('<host:port>', 'the server', parsePeer)
    .option('--ca <file>', 'certificates to trust, PEM or DER')
    .option('--crl <file>', 'revocation lists, PEM or DER; every certificate of the server is checked against them')
    .option('--insecure', 'accept any certificate')
    .option('--servername <name>', 'name to send and to verify in the certificate (default: the host)')
    .option(
      '--client-cert <file>',
      'certificate chain of the client, for servers that request one; several times: the first one that fits is sent',
      collect,
    )
    .option('--client-key <file>', 'private key of its first certificate; as often as --client-cert', collect)
    .option('--post-handshake-auth', 'let the server request the certificate after the handshake')
    .option('--name-ca', 'tell the server the names of --ca, so that it selects a certificate of one of them')
    .option(
      '--psk <identity:key>',
      'pre-shared key in hexadecimal digits, or identity:@file; a server without it needs --ca or --insecure',
    )
    .option('--session <file>', 'session to resume, if the file exists; replaced by each new ticket of the server')
    .option('--early-data <text>', 'message for the first flight, if the session permits it; it can be replayed')
    .option('--alpn <names>', 'application protocols to offer, separated by commas', parseNames)
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
    .option('--migrate <time>', 'move to another local port each time that this time is over; with --cid', parseTimeout)
    .option('--key-shares <names>', 'groups to send a key share for; "" causes a HelloRetryRequest')
    .addOption(
      new Option('--linger <time>', 'time to wait for responses after the end of input')
        .argParser(parseDuration)
        .default(2000, '2s'),
    )
    .addOption(
      new Option('--timeout <time>', 'time limit of the handshake').argParser(parseTimeout).default(15_000, '15s'),
    )
    .addOption(
      new Option('--idle-timeout <time>', 'time without data from the peer after which the session ends, or never')
        .argParser(parseIdleTimeout)
        .default(300_000, '5m'),
    )
    .addOption(
      new Option('--close-timeout <time>', 'time limit for closing').argParser(parseWholeTimeout).default(5000, '5s'),
    )
    .addOption(
      new Option(
        '--refused-timeout <time>',
        'time after which the handshake fails if the network refuses every datagram',
      )
        .argParser(parseRefusedTimeout)
        .default(3000, '3s'),
    )
    .option('--raw', 'write received data unchanged, without line ends')
    .option('--keylog <file>', 'append traffic secrets for Wireshark (default: $SSLKEYLOGFILE)')
    .option('--json', 'print each event as a line of JSON')
    .addHelpText('after', examples)
    .action(client);
  addNativeFlags(command);
  addTimerFlags(command);
}

const flags = {
  ...negotiationFlags,
  ...timerFlagNames,
  ca: { flag: '--ca', file: true },
  crl: { flag: '--crl', file: true },
  cert: { flag: '--client-cert', file: true },
  key: { flag: '--client-key', file: true },
  keyShares: { flag: '--key-shares' },
  servername: { flag: '--servername' },
  psks: { flag: '--psk' },
  session: { flag: '--session', file: true },
};

async function client(peer: HostPort, options: Options): Promise<void> {
  for (const flag of ['ca', 'crl'] as const) {
    if (options[flag] !== undefined && options.insecure === true)
      throw new UsageError(`--${flag} and --insecure exclude each other`);
  }
  if (options.migrate !== undefined && options.cid === undefined) throw new UsageError('--migrate needs --cid');
  if (options.earlyData !== undefined && options.session === undefined)
    throw new UsageError('--early-data needs --session');
  checkNativeFlags(options);
  const { json = false, raw = false } = options;
  const report = new SessionReport({ json, raw });
  const ca = options.ca === undefined ? undefined : readInput(options.ca);
  const crl = options.crl === undefined ? undefined : readInput(options.crl);
  const { clientCert, clientKey } = options;
  const certificates = certificatesIn(clientCert, clientKey, ['--client-cert', '--client-key']);
  if (options.nameCa === true && ca === undefined) throw new UsageError('--name-ca needs --ca');
  const keylog = keyLogFile(options.keylog);
  const sessionFile = options.session === undefined ? undefined : new SessionFile(options.session);
  const { connect } = await import('wirechart/dtls13');
  const wanted = {
    ...(await providerAndSockets(options)),
    ca,
    crl,
    certificates,
    certificateAuthorities: options.nameCa,
    postHandshakeAuth: options.postHandshakeAuth,
    alpn: options.alpn,
    ciphers: options.ciphers,
    ecdhCurve: options.groups,
    rekeyAfter: options.rekey,
    connectionIds: options.cid === undefined ? undefined : { length: options.cid },
    ...timerOptions(options),
    idleTimeout: options.idleTimeout,
    closeTimeout: options.closeTimeout,
    refusedTimeout: options.refusedTimeout,
    keyShares: options.keyShares,
    psks: options.psk === undefined ? undefined : [externalPsk(options.psk)],
    // Without authorities, only the key authenticates the server.
    verifyPeer: options.psk !== undefined && ca === undefined && options.insecure !== true ? refuse : undefined,
    session: sessionFile?.read(),
    sessions: sessionFile !== undefined,
    earlyData: options.earlyData === undefined ? undefined : [options.earlyData],
    rejectUnauthorized: options.insecure !== true,
    servername: options.servername,
    handshakeTimeout: Math.round(options.timeout),
    keylog,
  };
  const session = inFlags(flags, () => connect(peer.host, peer.port, wanted));
  session.on('session', (ticket) => sessionFile?.write(ticket));
  session.onmessage = (data) => report.message(data);
  session.on('keyUpdate', (update) => report.keyUpdate(update));
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
    void session.close();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  // Only once: a second signal ends the process immediately.
  for (const signal of signals) process.once(signal, interrupt);
  try {
    const result = await session.opened;
    report.secure(session, result);
    report.earlyData(result);
    if (options.migrate !== undefined) void move(session, options.migrate, report);
    await talk(session, options.linger);
    report.closed(session);
  } catch (error) {
    // An interrupted handshake is not a failure.
    if (interrupted) report.closed(session);
    else {
      process.exitCode = 1;
      report.failed(error);
    }
    // After an error of the input, the session is still open.
    await session.close().catch(() => {});
  } finally {
    for (const signal of signals) process.removeListener(signal, interrupt);
    // Standard input may still be open, which would keep the process alive.
    process.stdin.destroy();
  }
}

function refuse(): void {
  throw new CommandError('the server did not use the key of --psk; --ca or --insecure accepts its certificate');
}

/** Sends the lines, waits for responses and closes. Ends early if the peer closes. Rejects as `closed` does. */
async function talk(session: DtlsSession, linger: number): Promise<void> {
  let over = false;
  const end = session.closed.finally(() => {
    over = true;
  });
  const input = (async () => {
    for await (const line of lines(process.stdin)) {
      // The next line is read only after this one is accepted, so that input does not accumulate.
      while (!over && !session.send(line)) await drained(session);
      if (over) return;
    }
    await pause(linger, end);
  })();
  await Promise.race([input, end]);
  await session.close();
}

/** Moves to another local port each time that `interval` milliseconds are over, until the session ends. Never rejects. */
async function move(session: DtlsSession, interval: number, report: SessionReport): Promise<void> {
  for (;;) {
    await pause(interval, session.closed);
    if (session.maxMessageSize === 0) return;
    try {
      report.moved(await session.migrate());
    } catch (error) {
      if (session.maxMessageSize > 0) report.notMoved(error);
    }
  }
}

/** Resolves when the session accepts more data, or when it has ended. */
function drained(session: DtlsSession): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      session.off('drain', done);
      session.off('close', done);
      resolve();
    };
    session.on('drain', done);
    session.on('close', done);
  });
}

function pause(milliseconds: number, orUntil: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    orUntil.then(done, done);
  });
}
