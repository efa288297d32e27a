import type { Connection } from '../dtls13/endpoint.ts';
import type { SocketAddress } from './address.ts';
import type { SessionCarrier } from './session-carrier.ts';

/** What the carriers of an endpoint share. */
export interface CarrierOwner {
  readonly driver: SessionCarrier['driver'];
  readonly verifiesPeers: boolean;
  /** The address of a path; undefined: it has none any more. */
  remote(path: number): SocketAddress | undefined;
  /** Ends a connection without an alert. Its session gets no further event. */
  abandon(connection: Connection): void;
}

/** Carries one session of an endpoint. */
export class EndpointCarrier implements SessionCarrier {
  readonly connection: Connection;
  readonly #path: number;
  readonly #owner: CarrierOwner;

  constructor(connection: Connection, owner: CarrierOwner) {
    this.connection = connection;
    this.#path = connection.path;
    this.#owner = owner;
  }

  get driver(): SessionCarrier['driver'] {
    return this.#owner.driver;
  }

  get remote(): SocketAddress | undefined {
    return this.#owner.remote(this.#path);
  }

  get verifiesPeers(): boolean {
    return this.#owner.verifiesPeers;
  }

  abandon(): void {
    this.#owner.abandon(this.connection);
  }
}
