import type { ExecutionContext } from 'ava';
import type { ConnectionEvent } from 'wirechart/dtls13/core';
import type { Browser } from './browser.ts';
import { Counterpart, type CounterpartOptions } from './counterpart.ts';
import { acceptAnswer, closeConnection, offer, reached, type TransportState, transportState } from './page-actions.ts';
import { readSctpInit } from './sctp-init.ts';

/** A call between a browser and our counterpart; both ends are closed when the test ends. */
export interface Call {
  readonly counterpart: Counterpart;
  /** The browser's verdict: `connected`, `failed` or `closed`. */
  settled(): Promise<string>;
  /** Resolves when the browser reports a failure, possibly after it was connected. */
  failed(): Promise<string>;
  transportState(): Promise<TransportState>;
  closeConnection(): Promise<void>;
}

/** The event of a completed handshake. */
export type Secure = Extract<ConnectionEvent, { kind: 'secure' }>;

/** The browser offers, we answer, ICE and DTLS begin. */
export async function call(t: ExecutionContext, browser: Browser, options: CounterpartOptions): Promise<Call> {
  const counterpart = await Counterpart.open(await browser.run(offer, options.browserKey), options);
  t.teardown(async () => {
    await browser.run(closeConnection);
    counterpart.close();
  });
  await browser.run(acceptAnswer, counterpart.answer);
  return {
    counterpart,
    settled: () => browser.run(reached, ['connected', 'closed', 'failed']),
    failed: () => browser.run(reached, ['closed', 'failed']),
    transportState: () => browser.run(transportState),
    closeConnection: () => browser.run(closeConnection),
  };
}

/** Both sides report a connection, and what the browser sends next can be read: the INIT of its SCTP. */
export async function connected(
  t: ExecutionContext,
  { counterpart, ...browser }: Call,
  dtlsRole: 'client' | 'server',
  dtlsCipher = 'TLS_AES_128_GCM_SHA256',
): Promise<Secure> {
  const secure = await counterpart.net.event('secure');
  t.is(secure.cipherSuite, dtlsCipher);
  t.is(await browser.settled(), 'connected');
  t.deepEqual(await browser.transportState(), { dtlsState: 'connected', tlsVersion: 'FEFC', dtlsCipher, dtlsRole });
  const { data } = await counterpart.net.event('message');
  t.is(data.length, 44);
  t.like(readSctpInit(data), { sourcePort: 5000, destinationPort: 5000 });
  return secure;
}

/** For a description that names no existing certificate. */
export const wrongFingerprint = `sha-256 ${Array(32).fill('00').join(':')}`;
