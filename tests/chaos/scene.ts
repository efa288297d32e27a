import { type ConnectOptions, connect, type DtlsSession } from 'wirechart/dtls13';
import type { SeededRandom } from 'wirechart/testing';
import type { PromiseWatch } from './promise-watch.ts';
import type { RawDatagrams } from './raw-datagrams.ts';

/** Longest a session of this suite may take to settle all its promises, in milliseconds. */
const SETTLE_LIMIT = 45_000;

export interface Identity {
  readonly pem: string;
  readonly key: string;
}

/** What all chaos sessions of a run share. */
export interface Stage {
  /** Echoes; asks for no certificate. */
  readonly plainPort: number;
  /** Echoes; asks for a certificate, and its `verifyPeer` answers late or wrongly by choice of the seed. */
  readonly verifyingPort: number;
  readonly ca: string;
  readonly server: Identity;
  readonly client: Identity;
  readonly watch: PromiseWatch;
  /** Undefined where raw sockets are not permitted. */
  readonly raw: RawDatagrams | undefined;
  /** A bounded number of datagrams that were sent in this run. */
  readonly recorded: Uint8Array[];
  complain(text: string): void;
}

/** One chaos session: its number, its own random numbers, and what it did. */
export class Scene {
  readonly stage: Stage;
  readonly random: SeededRandom;
  readonly name: string;

  constructor(stage: Stage, name: string, random: SeededRandom) {
    this.stage = stage;
    this.name = name;
    this.random = random;
  }

  /** A session whose promises are all observed. */
  connect(port: number, options: ConnectOptions = {}): DtlsSession {
    const session = connect('127.0.0.1', port, {
      ca: this.stage.ca,
      initialTimeout: 150,
      maxTimeout: 600,
      handshakeTimeout: 3000,
      ...options,
    });
    this.watch('opened', session.opened);
    this.watch('closed', session.closed);
    return session;
  }

  /** Waits for a promise; returns its rejection. Complains when that is not a typed error, or the promise never settles. */
  async watch(what: string, promise: Promise<unknown>): Promise<unknown> {
    const error = await this.stage.watch.settled(`${this.name}: ${what}`, promise, SETTLE_LIMIT);
    if (error !== undefined && !isTyped(error)) this.complain(`${what} rejected with an untyped ${String(error)}`);
    return error;
  }

  complain(text: string): void {
    this.stage.complain(`${this.name}: ${text}`);
  }

  /** An integer in [0, end). */
  below(end: number): number {
    return this.random.bits() % end;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.random.bits());
  }

  async pause(milliseconds: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
  }
}

/** Every error of this library and of the operating system has a `code` that is a string; an abort has a name. */
function isTyped(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || ('code' in error && typeof error.code === 'string');
}
