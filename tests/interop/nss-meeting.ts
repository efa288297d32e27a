import { X509Certificate } from 'node:crypto';
import type { CryptoProvider } from 'wirechart/crypto';
import {
  type ApplicationResponse,
  type ChainRequest,
  type ConnectionOptions,
  createConnection,
  createListener,
  type ListenerOptions,
} from 'wirechart/dtls13/core';
import { testCertificate } from 'wirechart/testing';
import { testProvider } from '../net/host-under-test.ts';
import { freePort } from './free-port.ts';
import { type Impairment, RealHost } from './real-host.ts';
import { makeDatabase, type NssKey, type Scope, startTstclnt, type Tstclnt } from './tstclnt.ts';

/** The roles and options of our core and NSS. */
export interface MeetingOptions {
  /** Ours; NSS has the other. */
  readonly role: 'client' | 'server';
  /** For tstclnt. */
  readonly options?: readonly string[];
  /** Of the certificate that NSS has. Default `ec`. */
  readonly key?: NssKey;
  /** For our core. */
  readonly endpoint?: Partial<Omit<ListenerOptions & ConnectionOptions, 'host' | 'provider' | 'path'>>;
  readonly provider?: CryptoProvider;
  readonly impairment?: Impairment;
}

/** A bare core of ours in a handshake with NSS; closed at the end of its scope. */
export class NssMeeting {
  readonly net: RealHost;
  readonly nss: Tstclnt;
  /** The folder of NSS: certificates and key log. */
  readonly database: string;
  readonly #role: 'client' | 'server';

  private constructor(net: RealHost, nss: Tstclnt, database: string, role: 'client' | 'server') {
    this.net = net;
    this.nss = nss;
    this.database = database;
    this.#role = role;
  }

  static async begin(scope: Scope, plan: MeetingOptions): Promise<NssMeeting> {
    const { role, endpoint = {}, provider = testProvider } = plan;
    const net = await RealHost.open(acceptAny, plan.impairment);
    scope.teardown(() => net.close());
    const database = makeDatabase(scope, plan.key);
    const port = role === 'client' ? await freePort() : net.port;
    if (role === 'server') {
      const privateKey = provider.importPrivateKey(testCertificate.privateKey);
      const certificate = { chain: [testCertificate.der], privateKey };
      net.attach(createListener({ host: net.host, provider, certificate, keylog: true, ...endpoint }));
    }
    const nss = startTstclnt(scope, database, role === 'client' ? 'server' : 'client', port, plan.options);
    if (role === 'client') {
      const path = net.host.path(`127.0.0.1:${port}`);
      // tstclnt does not report when it listens, so the first flight may need an early retransmission.
      const options = { host: net.host, provider, path, initialTimeout: 100, keylog: true, ...endpoint };
      net.attach(createConnection(options, net.now));
    }
    return new NssMeeting(net, nss, database, role);
  }

  /** Sends one datagram. */
  send(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.net.connection.sendMany(bytes, Int32Array.of(0), Int32Array.of(bytes.length), this.net.now);
    this.net.drain();
  }

  close(): void {
    this.net.connection.close(this.net.now);
    this.net.drain();
  }

  /** What crossed the socket, record by record. */
  transcript(): string[] {
    return this.net.transcript(this.#role);
  }
}

/** Any certificate: tests of the public API verify them. */
function acceptAny({ id, chain }: ChainRequest): ApplicationResponse {
  const { publicKey } = new X509Certificate(chain[0] ?? new Uint8Array());
  return { id, accept: true, publicKey: publicKey.export({ type: 'spki', format: 'der' }) };
}
