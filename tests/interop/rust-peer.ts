import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { type RustPeer, rustPeerProgram } from './rust-peers.ts';
import type { Scope } from './tstclnt.ts';

/** Time limit of a peer in every test, in milliseconds. */
const LIFETIME = 60_000;

/** The options of a peer, as `tests/interop/rust-peers/harness/src/options.rs` describes them. */
export interface RustPeerOptions {
  /** Certificate chain and key, PEM. */
  readonly identity?: { readonly pem: string; readonly key: string };
  /** Trusted certificates, PEM. */
  readonly ca?: string;
  readonly ciphers?: string;
  readonly groups?: string;
  readonly keyShares?: string;
  /** The connection id that the peer wants to receive; undefined: it does not use the extension. */
  readonly cid?: Uint8Array;
  readonly mtu?: number;
  /** An external pre-shared key, for suites with SHA-256. */
  readonly psk?: { readonly identity: Uint8Array; readonly key: Uint8Array };
  readonly pskMode?: 'psk_ke' | 'psk_dhe_ke';
  /** 32 bytes: a server issues tickets. */
  readonly ticketKey?: Uint8Array;
  /** A client offers to authenticate itself later; a server with `ca` requests no certificate in the handshake. */
  readonly postHandshakeAuth?: boolean;
  /** Bytes of early data that a server accepts. A client sends a message of early data when it resumes. */
  readonly earlyData?: number;
}

/** What a peer reports when the handshake is complete, and on the command `report`. */
export interface PeerReport {
  readonly cipherSuite: string;
  /** `none` where the implementation does not say. */
  readonly group: string;
  readonly helloRetryRequest: boolean;
  /** Undefined where the implementation has no tickets here. */
  readonly resumed?: boolean;
  /** Undefined where the implementation has no early data here. */
  readonly earlyDataAccepted?: boolean;
  /** Hexadecimal; null: connection ids were not negotiated. */
  readonly receivedConnectionId: string | null;
  readonly sentConnectionId: string | null;
  readonly spareConnectionIds: number;
  readonly keyUpdatesSent: number;
  readonly keyUpdatesReceived: number;
  /** Number of certificates that the peer received. */
  readonly peerCertificates: number;
}

interface PeerEvents {
  /** A server's own port. */
  readonly listening: { readonly port: number };
  readonly secure: PeerReport;
  readonly report: PeerReport;
  /** close_notify arrived and was answered. */
  readonly closed: PeerReport;
  /** Hexadecimal. */
  readonly message: { readonly data: string };
  /** Early data that the peer accepted; hexadecimal. */
  readonly earlyData: { readonly data: string };
  /** A server follows its client to another port. */
  readonly moved: { readonly port: number };
  /** A command had an error. */
  readonly refused: { readonly reason: string };
  /** The connection ended with an error. */
  readonly failed: { readonly reason: string };
}

type EventName = keyof PeerEvents;

/** A foreign implementation of DTLS 1.3 in a process of its own, killed at the end of its scope. */
export class RustPeerProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #events: { readonly event: EventName }[] = [];
  readonly #checks = new Set<() => void>();
  #opened: Promise<PeerReport> | undefined;
  #errorOutput = '';
  #ended = false;

  private constructor(scope: Scope, program: string, words: readonly string[]) {
    this.#child = spawn(program, words, { stdio: 'pipe' });
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), LIFETIME);
    scope.teardown(() => {
      clearTimeout(timer);
      this.#child.kill('SIGKILL');
    });
    this.#child.stdin.on('error', () => {});
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#errorOutput += chunk;
    });
    createInterface(this.#child.stdout).on('line', (line) => {
      this.#events.push(JSON.parse(line));
      this.#changed();
    });
    this.#child.on('close', () => {
      this.#ended = true;
      this.#changed();
    });
  }

  static client(scope: Scope, peer: RustPeer, port: number, options: RustPeerOptions = {}): RustPeerProcess {
    return RustPeerProcess.#start(scope, peer, ['client', String(port)], options);
  }

  /** With the port that it listens on. */
  static async server(
    scope: Scope,
    peer: RustPeer,
    options: RustPeerOptions,
  ): Promise<{ readonly server: RustPeerProcess; readonly port: number }> {
    const server = RustPeerProcess.#start(scope, peer, ['server'], options);
    return { server, port: (await server.next('listening')).port };
  }

  static #start(scope: Scope, peer: RustPeer, role: readonly string[], options: RustPeerOptions): RustPeerProcess {
    const program = rustPeerProgram(peer);
    if (program === undefined) throw new Error(`${peer} is not built`);
    const folder = mkdtempSync(join(tmpdir(), 'wirechart-peer-'));
    scope.teardown(() => rmSync(folder, { recursive: true, force: true }));
    return new RustPeerProcess(scope, program, [...role, ...optionWords(folder, options)]);
  }

  /** The next event of this name; events of other names stay. Rejects when the process ends without it. */
  next<Name extends EventName>(name: Name): Promise<PeerEvents[Name]> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const index = this.#events.findIndex(({ event }) => event === name);
        if (index < 0 && !this.#ended) return;
        this.#checks.delete(check);
        if (index >= 0) resolve(this.#events.splice(index, 1)[0] as unknown as PeerEvents[Name]);
        else reject(new Error(`the peer ended without ${name}: ${JSON.stringify(this.#events)}\n${this.#errorOutput}`));
      };
      this.#checks.add(check);
      check();
    });
  }

  /** Resolves when the handshake is complete on the peer's side, which refuses to send before. */
  opened(): Promise<PeerReport> {
    this.#opened ??= this.next('secure');
    return this.#opened;
  }

  /** A client connects again, with the session of the last ticket. */
  resume(): void {
    this.#opened = undefined;
    this.#command('resume');
  }

  /** The text of the next message. */
  async message(): Promise<string> {
    return Buffer.from((await this.next('message')).data, 'hex').toString();
  }

  send(text: string): void {
    this.#command(`send ${Buffer.from(text).toString('hex')}`);
  }

  updateKeys(): void {
    this.#command('updateKeys');
  }

  /** A server requests the client's certificate after the handshake. */
  requestCertificate(): void {
    this.#command('requestCertificate');
  }

  requestConnectionIds(count: number): void {
    this.#command(`requestConnectionIds ${count}`);
  }

  useSpareConnectionId(): void {
    this.#command('useSpareConnectionId');
  }

  /** A client goes on from another port. */
  rebind(): void {
    this.#command('rebind');
  }

  /** The state now. */
  report(): Promise<PeerReport> {
    this.#command('report');
    return this.next('report');
  }

  close(): void {
    this.#command('close');
  }

  #command(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  #changed(): void {
    for (const check of [...this.#checks]) check();
  }
}

function optionWords(folder: string, options: RustPeerOptions): string[] {
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');
  const { identity, ca, ciphers, groups, keyShares, cid, mtu, psk, pskMode, ticketKey } = options;
  const { earlyData, postHandshakeAuth } = options;
  const values: Readonly<Record<string, string | undefined>> = {
    '--cert': identity && file('cert.pem', identity.pem),
    '--key': identity && file('key.pem', identity.key),
    '--ca': ca === undefined ? undefined : file('ca.pem', ca),
    '--ciphers': ciphers,
    '--groups': groups,
    '--key-shares': keyShares,
    '--cid': hex(cid),
    '--psk': psk && `${hex(psk.identity)}:${hex(psk.key)}`,
    '--psk-mode': pskMode,
    '--ticket-key': hex(ticketKey),
    '--early-data': earlyData?.toString(),
    '--mtu': mtu?.toString(),
    '--post-handshake-auth': postHandshakeAuth ? 'yes' : undefined,
  };
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
}
