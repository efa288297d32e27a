import { stdout } from 'node:process';
import type { DtlsSession, HandshakeResult, KeyUpdateStep, SocketAddress, WorkerEndpointStats } from 'wirechart/dtls13';
import { explain } from '../terminal/failure.ts';
import { print, remark, remarkColor, visible } from '../terminal/output.ts';

export interface ReportOptions {
  /** A line of JSON for each event, instead of text. */
  readonly json: boolean;
  /** Messages unchanged, without line ends. */
  readonly raw: boolean;
}

/** Prints the events of sessions: as text to standard error, or as lines of JSON to standard output. */
export class SessionReport {
  readonly #options: ReportOptions;

  constructor(options: ReportOptions) {
    this.#options = options;
  }

  /** `who` identifies a session of a server; undefined for a client. */
  secure(session: DtlsSession, result: HandshakeResult, who?: Record<string, unknown>): void {
    const { protocol, cipherSuite, group, resumed, pskIdentity, helloRetry, alpnProtocol, elapsed } = result;
    const milliseconds = Math.round(elapsed * 1000) / 1000;
    this.#json({
      event: 'secure',
      ...who,
      version: protocol,
      cipher: cipherSuite,
      group,
      resumed,
      ...(pskIdentity === undefined ? {} : { psk: Buffer.from(pskIdentity).toString() }),
      helloRetry,
      alpn: alpnProtocol ?? null,
      milliseconds,
    });
    const trust =
      session.authorizationError === undefined ? '' : ` (not trusted: ${session.authorizationError.message})`;
    const how = resumed ? 'resumed' : pskIdentity && 'with a pre-shared key';
    const what = [protocol, cipherSuite, group, alpnProtocol, how];
    const agreed = what.filter((word) => word !== undefined).join(' ');
    this.#text(`${remarkColor.green('secure')} ${place(who)}${agreed} in ${milliseconds.toFixed(1)} ms${trust}`);
  }

  /** The decision about the early data of a client; nothing is printed where it had none. */
  earlyData({ earlyData }: HandshakeResult): void {
    if (earlyData === undefined) return;
    const { accepted, messages: count } = earlyData;
    this.#json({ event: 'earlyData', accepted, messages: count });
    if (count === 0) this.#text(`${remarkColor.yellow('early data')} not sent: the session does not permit it`);
    else if (accepted) this.#text(`${remarkColor.green('early data')} accepted: ${messages(count)}`);
    else this.#text(`${remarkColor.yellow('early data')} rejected: ${messages(count)}, not sent again`);
  }

  /** A client sent its certificate after the handshake. */
  authenticated(session: DtlsSession, who: Record<string, unknown>): void {
    const subject = session.peerX509Certificate?.subject ?? '';
    this.#json({ event: 'authenticated', ...who, subject, authorized: session.authorized });
    this.#text(`${remarkColor.green('authenticated')} ${place(who)}${visible(subject)}`);
  }

  /** New traffic keys are in use. */
  keyUpdate({ direction, epoch }: KeyUpdateStep, who?: Record<string, unknown>): void {
    this.#json({ event: 'keyUpdate', ...who, direction, epoch });
    const use = direction === 'write' ? 'sending' : 'receiving';
    this.#text(`${remarkColor.dim('new keys')} ${place(who)}for ${use}, epoch ${epoch}`);
  }

  /** The client has another address: that of the peer, or on a client its own. */
  moved(to: SocketAddress, who?: Record<string, unknown>): void {
    const { address, port } = to;
    this.#json({ event: 'moved', ...who, address, port });
    this.#text(`${remarkColor.dim('moved')} ${place(who)}to ${addressText(to)}`);
  }

  /** The client stays at its address. */
  notMoved(error: unknown): void {
    this.#json({ event: 'notMoved', code: fieldsOf(error).code ?? null, message: explain(error) });
    this.#text(`${remarkColor.yellow('not moved')}: ${explain(error)}`);
  }

  message(data: Uint8Array, who?: Record<string, unknown>): void {
    if (this.#options.json) this.#json({ event: 'message', ...who, data: Buffer.from(data).toString('base64') });
    else if (this.#options.raw) stdout.write(data);
    else if (stdout.isTTY === true) print(visible(Buffer.from(data).toString()));
    else stdout.write(Buffer.concat([data, newline]));
  }

  closed(session: DtlsSession, who?: Record<string, unknown>): void {
    const { messagesSent: sent, messagesReceived: received } = session.stats;
    this.#json({ event: 'closed', ...who, sent, received });
    const counts = `${messages(sent)} sent, ${received} received`;
    this.#text(`${remarkColor.dim('closed')}${who === undefined ? ': ' : ` ${place(who)}`}${counts}`);
  }

  /** A client that a server refused before it had a session. */
  refused(error: unknown, remote: string): void {
    const { code, alert } = fieldsOf(error);
    this.#json({ event: 'refused', remote, code: code ?? null, alert: alert ?? null, message: explain(error) });
    this.#text(`${remarkColor.yellow('refused')} ${remote}: ${explain(error)}`);
  }

  /** The number of refused ClientHellos that were not reported individually. */
  refusedMore(count: number): void {
    this.#json({ event: 'refused', count });
    this.#text(`${remarkColor.yellow('refused')} ${count} more`);
  }

  failed(error: unknown, who?: Record<string, unknown>): void {
    const { code, alert } = fieldsOf(error);
    this.#json({ event: 'error', ...who, code: code ?? null, alert: alert ?? null, message: explain(error) });
    // The line already names the peer.
    const message = explain(error).replace(` (${String(who?.['remote'])})`, '');
    this.#text(`${remarkColor.red('failed')} ${place(who)}${message}`);
  }

  /** The numbers of all workers, at their end. */
  served(workers: number, stats: WorkerEndpointStats): void {
    const { sessionsOpened, handshakesFailed, hellosRefused, workersLost, connectionsLost } = stats;
    const { datagramsReceived, datagramsSent, bytesReceived, bytesSent, datagramsOverflowed } = stats;
    this.#json({
      event: 'served',
      workers,
      sessionsOpened,
      handshakesFailed,
      hellosRefused,
      datagramsReceived,
      datagramsSent,
      bytesReceived,
      bytesSent,
      datagramsOverflowed,
      workersLost,
      connectionsLost,
    });
    const seldom = [
      [handshakesFailed, 'handshakes failed'],
      [hellosRefused, 'clients refused'],
      [datagramsOverflowed, 'datagrams dropped'],
      [workersLost, `workers lost with ${connectionsLost} connections`],
    ] as const;
    const numbers = [
      `${datagramsReceived} datagrams received`,
      `${datagramsSent} sent`,
      ...seldom.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`])),
    ];
    this.#text(`${remarkColor.dim('served')} in ${workers} threads: ${sessionsOpened} sessions, ${numbers.join(', ')}`);
  }

  /** `fingerprint`: of a temporary certificate. */
  listening(address: string, port: number, fingerprint?: string): void {
    this.#json({ event: 'listening', port, address, ...(fingerprint === undefined ? {} : { fingerprint }) });
    if (fingerprint !== undefined) this.#text(`self-signed for localhost: sha-256 ${fingerprint}`);
    this.#text(`${remarkColor.green('listening')} on ${addressText({ address, port })}`);
  }

  #json(event: Record<string, unknown>): void {
    if (this.#options.json) print(JSON.stringify(event));
  }

  #text(line: string): void {
    if (!this.#options.json) remark(line);
  }
}

/** The address and port as one argument: `127.0.0.1:4433`, `[::1]:4433`. Undefined: no address is known. */
export function addressText(remote: Pick<SocketAddress, 'address' | 'port'> | undefined): string {
  if (remote === undefined) return 'unknown';
  return remote.address.includes(':') ? `[${remote.address}]:${remote.port}` : `${remote.address}:${remote.port}`;
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}

function place(who: Record<string, unknown> | undefined): string {
  if (who === undefined) return '';
  return who['remote'] === undefined ? `worker ${String(who['worker'])}: ` : `${String(who['remote'])}: `;
}

/** `alert`: the one that was received or sent. */
function fieldsOf(error: unknown): { readonly code?: unknown; readonly alert?: unknown } {
  return typeof error === 'object' && error !== null ? error : {};
}

const newline = Buffer.from('\n');
