import { X509Certificate } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import {
  type ApplicationResponse,
  type ChainRequest,
  type Connection,
  type ConnectionOptions,
  createConnection,
  createListener,
  type ListenerOptions,
} from 'wirechart/dtls13/core';
import { testCertificate } from 'wirechart/testing';
import { testProvider } from '../net/host-under-test.ts';
import { RealHost } from './real-host.ts';
import { type RustPeerOptions, RustPeerProcess } from './rust-peer.ts';
import { serverIdentity } from './rust-peer-meeting.ts';
import type { RustPeer } from './rust-peers.ts';
import { UdpRelay } from './udp-relay.ts';

/** The options of both ends of a meeting. */
export interface CoreMeetingOptions {
  /** Of the peer; we have the other. */
  readonly role: 'client' | 'server';
  readonly peer?: RustPeerOptions;
  readonly own?: Partial<Omit<ListenerOptions & ConnectionOptions, 'host' | 'provider' | 'path'>>;
}

/** A bare core of ours in an open connection with a peer, for what a session does not show. */
export class CoreMeeting {
  readonly net: RealHost;
  readonly peer: RustPeerProcess;
  readonly relay: UdpRelay;
  #messages = 0;

  private constructor(net: RealHost, peer: RustPeerProcess, relay: UdpRelay) {
    this.net = net;
    this.peer = peer;
    this.relay = relay;
  }

  /** Resolves when both ends are open. */
  static async begin(t: ExecutionContext, peer: RustPeer, options: CoreMeetingOptions): Promise<CoreMeeting> {
    const meeting = await (options.role === 'client' ? accept(t, peer, options) : connect(t, peer, options)).then(
      ([net, process, relay]) => new CoreMeeting(net, process, relay),
    );
    await meeting.net.event('secure');
    await meeting.peer.opened();
    return meeting;
  }

  /** Our end. */
  get connection(): Connection {
    return this.net.connection;
  }

  /** Calls a method of the connection at the present time, and sends its output. */
  act(action: (connection: Connection, now: number) => void): void {
    action(this.connection, this.net.now);
    this.net.drain();
  }

  /** One message each way. */
  async exchangeData(t: ExecutionContext, text = 'hello'): Promise<void> {
    this.peer.send(`${text} from the peer`);
    t.is(await this.nextMessage(), `${text} from the peer`);
    this.send(`${text} from wirechart`);
    t.is(await this.peer.message(), `${text} from wirechart`);
  }

  send(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.act((connection, now) => connection.sendMany(bytes, Int32Array.of(0), Int32Array.of(bytes.length), now));
  }

  /** The text of the next message of the peer. */
  async nextMessage(): Promise<string> {
    const index = this.#messages++;
    const data = await this.net.until('a message', () => {
      const messages = this.net.host.events.flatMap(({ event }) => (event.kind === 'message' ? [event.data] : []));
      return messages[index];
    });
    return new TextDecoder().decode(data);
  }
}

async function accept(
  t: ExecutionContext,
  peer: RustPeer,
  { peer: options, own }: CoreMeetingOptions,
): Promise<readonly [RealHost, RustPeerProcess, UdpRelay]> {
  const net = await open(t);
  const privateKey = testProvider.importPrivateKey(testCertificate.privateKey);
  const certificate = { chain: [testCertificate.der], privateKey };
  net.attach(createListener({ host: net.host, provider: testProvider, certificate, ...own }));
  const relay = await UdpRelay.open(t, net.port);
  return [net, RustPeerProcess.client(t, peer, relay.port, options), relay];
}

async function connect(
  t: ExecutionContext,
  peer: RustPeer,
  { peer: options, own }: CoreMeetingOptions,
): Promise<readonly [RealHost, RustPeerProcess, UdpRelay]> {
  const { server, port } = await RustPeerProcess.server(t, peer, { identity: serverIdentity, ...options });
  const relay = await UdpRelay.open(t, port);
  const net = await open(t);
  const path = net.host.path(`127.0.0.1:${relay.port}`);
  net.attach(createConnection({ host: net.host, provider: testProvider, path, ...own }, net.now));
  return [net, server, relay];
}

async function open(t: ExecutionContext): Promise<RealHost> {
  const net = await RealHost.open(acceptAny);
  t.teardown(() => net.close());
  return net;
}

/** Any certificate: tests of the public API verify them. */
function acceptAny({ id, chain }: ChainRequest): ApplicationResponse {
  const { publicKey } = new X509Certificate(chain[0] ?? new Uint8Array());
  return { id, accept: true, publicKey: publicKey.export({ type: 'spki', format: 'der' }) };
}
