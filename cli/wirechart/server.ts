import process from 'node:process';
import { type Command, Option } from 'commander';
import type {
  CertificateOption,
  DtlsEndpoint,
  DtlsSession,
  ExternalPsk,
  ListenOptions,
  PskCallback,
  RekeyAfter,
} from 'wirechart/dtls13';
import { CommandError, explain, UsageError } from '../terminal/failure.ts';
import {
  type HostPort,
  parseConnectionIdLength,
  parseCount,
  parseDuration,
  parseHostPort,
  parseIdleTimeout,
  parseNames,
  parsePort,
  parseRekey,
  parseWholeTimeout,
  readInput,
} from '../terminal/option-values.ts';
import { inFlags, negotiationFlags } from './flag-names.ts';
import { keyLogFile } from './key-log-file.ts';
import { certificatesIn, collect } from './own-certificates.ts';
import { cliProvider } from './provider.ts';
import { externalPsk } from './psk-flag.ts';
import { RefusalReport } from './refusal-report.ts';
import { SessionReport } from './session-report.ts';
import { readTicketKeys } from './ticket-keys-file.ts';
import { addTimerFlags, type TimerFlags, timerFlagNames, timerOptions } from './timer-flags.ts';

const examples = `
Examples:
  $ wirechart server --self-signed --echo            with a temporary certificate
  $ wirechart server --cert cert.pem --key key.pem --echo
  $ wirechart server --cert cert.pem --key key.pem --listen '[::]:5684' --json
  $ wirechart server --cert cert.pem --key key.pem --listen 127.0.0.1:0        any free port
  $ wirechart server --cert cert.pem --key key.pem --client-ca devices.pem     only clients with a certificate
  $ wirechart server --cert ec.pem --key ec-key.pem --cert rsa.pem --key rsa-key.pem

Received data is written to standard output; --echo also sends it back. Ctrl-C closes all sessions and ends the command.
`;

interface Options extends TimerFlags {
  readonly listen: HostPort;
  readonly port?: number;
  readonly cert?: readonly string[];
  readonly key?: readonly string[];
  readonly selfSigned?: boolean;
  readonly clientCa?: string;
  readonly crl?: string;
  readonly requireCert?: boolean;
  readonly requestCertAfter?: number;
  readonly nameCa?: boolean;
  readonly psk?: string;
  readonly tickets?: number;
  readonly ticketKeys?: string;
  readonly earlyData?: number;
  readonly alpn?: readonly string[];
  readonly ciphers?: string;
  readonly groups?: string;
  readonly echo?: boolean;
  readonly raw?: boolean;
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
    .option('--port <n>', 'port of 127.0.0.1 to listen on, instead of --listen', parsePort)
    .option('--cert <file>', 'certificate chain, PEM or DER; several times: the first one that fits is sent', collect)
    .option('--key <file>', 'private key of its first certificate, PEM or PKCS #8 DER; as often as --cert', collect)
    .option('--self-signed', 'use a temporary certificate for localhost, instead of --cert and --key')
    .option('--client-ca <file>', 'require a certificate that one of these issued; clients without one are refused')
    .option('--crl <file>', 'revocation lists, PEM or DER, for every certificate of a client; with --client-ca')
    .option('--require-cert', 'require a certificate, and accept any')
    .option(
      '--request-cert-after <time>',
      'request the certificate so long after the handshake, and not in it; with --client-ca or --require-cert',
      parseDuration,
    )
    .option('--name-ca', 'tell clients the names of --client-ca, so that they select a certificate of one of them')
    .option(
      '--psk <identity:key>',
      'accept this pre-shared key, in hexadecimal digits or identity:@file; needs no certificate',
    )
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
    .option('--echo', 'send received data back')
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
  addTimerFlags(command);
}

const DEFAULT_ADDRESS: HostPort = { host: '127.0.0.1', port: 4433 };

const flags = {
  ...negotiationFlags,
  ...timerFlagNames,
  ca: { flag: '--client-ca', file: true },
  crl: { flag: '--crl', file: true },
  cert: { flag: '--cert', file: true },
  key: { flag: '--key', file: true },
  tickets: { flag: '--tickets' },
  ticketKeys: { flag: '--ticket-keys', file: true },
  'earlyData.maxSize': { flag: '--early-data' },
};

async function server(options: Options): Promise<void> {
  if (options.earlyData !== undefined && options.tickets === undefined)
    throw new UsageError('--early-data needs --tickets');
  if (options.ticketKeys !== undefined && options.tickets === undefined)
    throw new UsageError('--ticket-keys needs --tickets');
  const { json = false, raw = false } = options;
  const report = new SessionReport({ json, raw });
  const identity = await identityOf(options);
  const clients = clientPolicy(options);
  const address = addressOf(options);
  const keylog = keyLogFile(options.keylog);
  const { listen } = await import('wirechart/dtls13');
  let count = 0;
  const onsession = (session: DtlsSession): void => {
    count++;
    serve(session, count, report, options.echo === true ? (early.get(session) ?? []) : undefined);
    if (options.requestCertAfter !== undefined) authenticateLater(session, count, report, options.requestCertAfter);
  };
  /** The early data of each session that could not be sent back at once. */
  const early = new WeakMap<DtlsSession, Uint8Array[]>();
  const onEarlyMessage = (data: Uint8Array, session: DtlsSession): void => {
    report.message(data, { remote: text(session.remoteAddress), early: true });
    if (options.echo !== true || answersAtOnce(session, data)) return;
    early.set(session, [...(early.get(session) ?? []), data]);
  };
  const wanted = {
    provider: await cliProvider(),
    certificates: identity.certificates,
    ...clients,
    pskCallback: options.psk === undefined ? undefined : known(externalPsk(options.psk)),
    tickets: options.tickets,
    ticketKeys: options.ticketKeys === undefined ? undefined : readTicketKeys(options.ticketKeys),
    earlyData: options.earlyData === undefined ? undefined : { maxSize: options.earlyData, onmessage: onEarlyMessage },
    alpn: options.alpn,
    ciphers: options.ciphers,
    ecdhCurve: options.groups,
    rekeyAfter: options.rekey,
    connectionIds: options.cid === undefined ? undefined : { length: options.cid },
    ...timerOptions(options),
    idleTimeout: options.idleTimeout,
    closeTimeout: options.closeTimeout,
    handshakeTimeout: options.handshakeTimeout,
    ...address,
    keylog,
  };
  const endpoint = inFlags(flags, () => listen(onsession, wanted));
  endpoint.on('handshakeerror', (error, remote) => report.failed(error, { remote: text(remote) }));
  const refusals = new RefusalReport(report);
  endpoint.on('hellorefused', (error, remote) => refusals.refused(error, text(remote)));
  if (options.ticketKeys !== undefined) rotateTicketKeys(endpoint, options.ticketKeys, report);
  await endpoint.listening;
  const bound = endpoint.address();
  report.listening(bound.address, bound.port, identity.fingerprint);
  try {
    await untilInterrupted(endpoint);
  } finally {
    refusals.end();
  }
}

function addressOf({ listen, port }: Options): HostPort {
  if (port === undefined) return listen;
  if (listen !== DEFAULT_ADDRESS) throw new UsageError('--listen and --port exclude each other');
  return { ...listen, port };
}

/** Reads the keys again on SIGHUP. Keys that cannot be used are reported, and the previous ones stay in use. */
function rotateTicketKeys(endpoint: DtlsEndpoint, path: string, report: SessionReport): void {
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

/** A server that knows one key. */
function known({ identity, key }: ExternalPsk): PskCallback {
  return (_, asked) => (Buffer.compare(identity, asked) === 0 ? key : undefined);
}

interface Identity {
  readonly certificates?: readonly CertificateOption[] | undefined;
  /** SHA-256 fingerprint of a temporary certificate. */
  readonly fingerprint?: string;
}

async function identityOf({ cert, key, psk, selfSigned = false }: Options): Promise<Identity> {
  if (selfSigned) {
    if (cert !== undefined || key !== undefined) throw new UsageError('--self-signed excludes --cert and --key');
    const { makeSelfSigned } = await import('./self-signed.ts');
    const made = await makeSelfSigned(['localhost', '127.0.0.1', '::1'], SELF_SIGNED_DAYS, 'p256');
    return { certificates: [{ cert: made.certificate, key: made.key }], fingerprint: made.fingerprint };
  }
  if (psk !== undefined && cert === undefined && key === undefined) return {};
  if (cert === undefined || key === undefined)
    throw new UsageError('--cert and --key are required, or --self-signed, or --psk');
  return { certificates: certificatesIn(cert, key, ['--cert', '--key']) };
}

const SELF_SIGNED_DAYS = 30;

/** The options for certificates of clients. */
function clientPolicy({ clientCa, crl, requireCert = false, ...more }: Options): Partial<ListenOptions> {
  const { requestCertAfter, nameCa } = more;
  const isLater = requestCertAfter !== undefined;
  if (isLater && clientCa === undefined && !requireCert) {
    throw new UsageError('--request-cert-after needs --client-ca or --require-cert');
  }
  if (nameCa === true && clientCa === undefined) throw new UsageError('--name-ca needs --client-ca');
  if (crl !== undefined && clientCa === undefined) throw new UsageError('--crl needs --client-ca');
  if (clientCa !== undefined) {
    if (requireCert) throw new UsageError('--client-ca and --require-cert exclude each other');
    return {
      requestCert: isLater ? 'later' : true,
      ca: readInput(clientCa),
      crl: crl === undefined ? undefined : readInput(crl),
      certificateAuthorities: nameCa,
    };
  }
  return requireCert ? { requestCert: isLater ? 'later' : 'required', rejectUnauthorized: false } : {};
}

/** Sends early data back before the handshake is complete. False: it does not fit, or may not be sent yet. */
function answersAtOnce(session: DtlsSession, data: Uint8Array): boolean {
  return data.length <= session.maxMessageSize && session.send(data);
}

/** `echo`: the messages that are sent back at first; undefined: none are, neither these nor later ones. */
function serve(session: DtlsSession, number: number, report: SessionReport, echo: Uint8Array[] | undefined): void {
  const who = { session: number, remote: text(session.remoteAddress) };
  const sendBack = (data: Uint8Array): void => {
    try {
      if (echo !== undefined) session.send(data);
    } catch (error) {
      // The client can send larger datagrams than we can.
      report.failed(error, who);
    }
  };
  session.on('handshake', (result) => {
    report.secure(session, result, who);
    for (const data of echo ?? []) sendBack(data);
  });
  session.on('keyUpdate', (update) => report.keyUpdate(update, who));
  session.on('addressChange', (remote) => report.moved(remote, who));
  session.on('message', (data) => {
    report.message(data, who);
    sendBack(data);
  });
  session.closed.then(
    () => report.closed(session, who),
    (error: unknown) => report.failed(error, who),
  );
}

/** Requests the certificate of a client so many milliseconds after the handshake. */
function authenticateLater(session: DtlsSession, number: number, report: SessionReport, milliseconds: number): void {
  const who = { session: number, remote: text(session.remoteAddress) };
  session.on('handshake', () => {
    setTimeout(() => void authenticate(session, who, report), milliseconds).unref();
  });
}

/** Requests the certificate of a client. Never rejects: a client that is refused ends the session, which is reported. */
async function authenticate(session: DtlsSession, who: Record<string, unknown>, report: SessionReport): Promise<void> {
  // The session may be over.
  if (session.maxMessageSize === 0) return;
  try {
    await session.requestCertificate({ required: true });
    report.authenticated(session, who);
  } catch (error) {
    if (session.destroyed) return;
    report.failed(error, who);
    session.destroy();
  }
}

/** The first signal closes all sessions, the second one destroys the endpoint. */
async function untilInterrupted(endpoint: DtlsEndpoint): Promise<void> {
  let interrupted = false;
  const interrupt = (): void => {
    if (interrupted) endpoint.destroy();
    else void endpoint.close();
    interrupted = true;
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  await endpoint.closed;
  process.removeListener('SIGINT', interrupt);
  process.removeListener('SIGTERM', interrupt);
}

function text(remote: { readonly address: string; readonly port: number } | undefined): string {
  if (remote === undefined) return 'unknown';
  return remote.address.includes(':') ? `[${remote.address}]:${remote.port}` : `${remote.address}:${remote.port}`;
}
