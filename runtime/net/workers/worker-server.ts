import type { ConnectionIdLayout } from '../../dtls13/connection-id-layout.ts';
import { DatagramRing } from '../../ring/datagram-ring.ts';
import type { SocketAddress } from '../address.ts';
import type { DatagramSockets } from '../datagram-socket.ts';
import { defaults } from '../defaults.ts';
import { bind, type DtlsEndpoint } from '../dtls-endpoint.ts';
import { createEndpoint } from '../listen.ts';
import { checkListenOptions, type ListenOptions } from '../listen-options.ts';
import { callListener } from '../listener-guard.ts';
import { DatagramInbox } from './datagram-inbox.ts';
import { importHandler, withHandlerOptions } from './handler-module.ts';
import { MainRing } from './main-ring.ts';
import { PeerRings } from './peer-rings.ts';
import { RemoteReplayStore } from './remote-replay-store.ts';
import { ringSockets } from './ring-socket.ts';
import { WorkerCounters } from './worker-counters.ts';
import { errorMessage } from './worker-error.ts';
import { workerIds } from './worker-ids.ts';
import { idsNameWorkers } from './worker-listen-options.ts';
import {
  type FromWorker,
  MAX_WAITING_EVENTS,
  type PassedEvent,
  type StartMessage,
  type ToWorker,
} from './worker-messages.ts';

const PASSED_EVENTS: readonly PassedEvent[] = [
  'handshakeerror',
  'hellorefused',
  'pskerror',
  'earlydataerror',
  'internalerror',
];

/** The endpoint of one worker, as the main thread drives it. */
export class WorkerServer {
  readonly #start: StartMessage;
  readonly #post: (message: FromWorker) => void;
  readonly #counters: WorkerCounters;
  readonly #ring: MainRing;
  readonly #inbox: DatagramInbox;
  readonly #store: RemoteReplayStore;
  readonly #peers: PeerRings;
  /** Undefined: ids do not contain the number of the worker. */
  #layout: ConnectionIdLayout | undefined;
  #endpoint: DtlsEndpoint | undefined;
  /** Messages that arrived before the module was loaded: the latest keys. */
  readonly #early: ToWorker[] = [];
  #events = 0;

  /** The memory of `start` belongs to this worker. */
  constructor(start: StartMessage, post: (message: FromWorker) => void) {
    this.#start = start;
    this.#post = post;
    this.#counters = new WorkerCounters(start.counters);
    this.#ring = new MainRing(DatagramRing.attach(start.fromWorker).producer(), start.held !== undefined);
    this.#peers = new PeerRings(start.worker, start.peers);
    this.#store = new RemoteReplayStore(post);
    this.#inbox = new DatagramInbox(DatagramRing.attach(start.inbox).consumer(), (error) => {
      throw error;
    });
  }

  /** Loads the module and serves. Rejects if it cannot. */
  async start(): Promise<void> {
    const { module, worker, beatInterval, local } = this.#start;
    const beat = (): void => {
      this.writeCounters();
      this.#ring.publish();
      this.#counters.beat();
    };
    setInterval(beat, beatInterval).unref();
    const handler = await importHandler(module);
    const options = this.#options(handler.options, await this.#sockets());
    checkListenOptions(handler.default, options);
    const endpoint = createEndpoint(handler.default, options, {
      pathHeld: (remote, isHeld) => this.#ring.report(remote, isHeld),
      unrouted: (remote, slab, at, length) => {
        const owner = this.#layout?.routeOfDatagram(slab, at, at + length)?.worker;
        if (owner !== undefined) this.#peers.forward(owner, remote, slab, at, length);
      },
    });
    this.#endpoint = endpoint;
    for (const name of PASSED_EVENTS) {
      endpoint.on(name, (error: unknown, remote?: SocketAddress) => this.#passOn(name, error, remote));
    }
    endpoint.once('close', () => {
      this.writeCounters();
      this.#ring.publish();
      this.#post({ kind: 'closed' });
    });
    callListener(handler.onendpoint, undefined, endpoint, worker);
    for (const message of this.#early.splice(0)) this.#apply(message, endpoint);
    endpoint[bind](local.address, local.port);
    this.#erase([...this.#start.cookieKeys, ...(this.#start.ticketKeys ?? [])]);
    beat();
    this.#post({ kind: 'ready' });
  }

  receive(message: ToWorker): void {
    if (message.kind === 'recorded') {
      this.#store.recorded(message.id, message.isFresh);
      return;
    }
    if (this.#endpoint === undefined) this.#early.push(message);
    else this.#apply(message, this.#endpoint);
    // Also of keys that wait for the endpoint: it has them before its first datagram.
    if ('step' in message) this.#post({ kind: 'keysSet', of: message.kind, step: message.step });
  }

  #apply(message: ToWorker, endpoint: DtlsEndpoint): void {
    switch (message.kind) {
      case 'cookieKeys':
        endpoint.setCookieKeys(message.keys);
        this.#erase(message.keys);
        break;
      case 'ticketKeys':
        endpoint.setTicketKeys(message.keys);
        this.#erase(message.keys);
        break;
      case 'close':
        void endpoint.close();
        break;
      case 'destroy':
        endpoint.destroy();
        break;
      case 'peer':
        this.#peers.replace(message.worker, message.inbox);
        break;
      case 'recorded':
      case 'start':
        break;
    }
  }

  writeCounters(): void {
    const endpoint = this.#endpoint;
    if (endpoint !== undefined) this.#counters.write(endpoint.stats, endpoint.sessions, this.#peers);
  }

  /** A socket of its own, or one over the rings to the main thread. */
  async #sockets(): Promise<DatagramSockets> {
    const { held, local } = this.#start;
    if (held === undefined) return ringSockets(this.#inbox, this.#ring, local);
    // Only here: the addon is for few systems.
    const { createNativeSockets } = await import('../native/index.ts');
    const sockets = createNativeSockets().adopt(held);
    return {
      name: sockets.name,
      open: (address, port, options, handlers) => {
        this.#inbox.start(handlers.received);
        return sockets.open(address, port, options, handlers);
      },
    };
  }

  #options(ofModule: Parameters<typeof withHandlerOptions>[1], sockets: DatagramSockets): ListenOptions {
    const { options: passed, worker, cookieKeys, ticketKeys, local } = this.#start;
    const options = withHandlerOptions(passed, ofModule);
    const { earlyData, connectionIds } = options;
    const provider = options.provider ?? defaults.provider;
    if (connectionIds !== undefined && idsNameWorkers(passed, connectionIds.generate)) {
      this.#layout = workerIds(connectionIds.length);
    }
    return {
      ...options,
      host: local.address,
      cookieKeys,
      ticketKeys,
      sockets,
      earlyData: earlyData && { ...earlyData, store: earlyData.store ?? this.#store },
      connectionIds: connectionIds && {
        ...connectionIds,
        generate: this.#layout?.generator(provider, { server: 0, worker }) ?? connectionIds.generate,
      },
    };
  }

  /** Drops events while many wait in the main thread: any sender can cause them. */
  #passOn(name: PassedEvent, error: unknown, remote: SocketAddress | undefined): void {
    if (((this.#events - this.#counters.eventsHandled) | 0) >= MAX_WAITING_EVENTS) return;
    this.#events = (this.#events + 1) | 0;
    this.#post({ kind: 'event', name, error: errorMessage(error), remote });
  }

  #erase(keys: readonly Uint8Array[]): void {
    for (const key of keys) key.fill(0);
  }
}
