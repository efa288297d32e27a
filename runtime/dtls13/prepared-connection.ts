import { DtlsConnection } from './connection/connection.ts';
import { ConnectionIdGenerator, singleConnectionRegistry } from './connection/connection-id-generator.ts';
import type { Connection, PathResolver } from './endpoint.ts';
import type { ClientExternalPsk, ClientHandshakeConfig } from './handshake/handshake-config.ts';
import type { Session } from './handshake/psk/session.ts';
import { type ConnectionOptions, checkPath, clientHandshakeConfig } from './options/connection-options.ts';
import { type ResolvedOptions, resolveOptions } from './options/endpoint-options.ts';

/** What a host knows only when it has the address of the server. */
export interface ConnectionStart {
  readonly host: PathResolver;
  readonly path: number;
  readonly session: Session | undefined;
  /** The external keys of `psks`, or copies of them. Borrowed for the call. */
  readonly psks: readonly ClientExternalPsk[];
  /** Undefined: that of the options. */
  readonly sessionContext: Uint8Array | undefined;
}

/** The options of client connections, checked once. Each address of a server gets a connection of its own. */
export class PreparedConnection {
  readonly #options: ResolvedOptions;
  readonly #config: ClientHandshakeConfig;

  /** Throws ConfigError for an invalid option. */
  constructor(options: ConnectionOptions) {
    this.#options = resolveOptions(options, 'conservative');
    checkPath(options.path);
    this.#config = clientHandshakeConfig(options);
  }

  /** The external keys; the arrays are those of the options. */
  get psks(): readonly ClientExternalPsk[] {
    return this.#config.psks;
  }

  /** As `createConnection`. */
  create({ host, path, session, psks, sessionContext }: ConnectionStart, now: number): Connection {
    const options = { ...this.#options, host };
    const { sessionSettings } = this.#config;
    const settings = sessionContext === undefined ? sessionSettings : sessionSettings.with(0, sessionContext);
    const start = { ...this.#config, session, psks, sessionSettings: settings };
    let requests = 0;
    const { connectionIds, provider } = options;
    const context = {
      tickets: undefined,
      requestedCertificates: undefined,
      sessionSettings: settings,
      connectionIds: connectionIds && singleConnectionRegistry(new ConnectionIdGenerator(provider, connectionIds)),
      path,
      start,
      nextRequestId: () => requests++,
      requestClosed: () => {},
      reassemblyResized: () => {},
      remainingCredit: () => Number.POSITIVE_INFINITY,
      pathChanged: () => {},
    };
    return new DtlsConnection({ options, compaction: undefined, reschedule: () => {} }).start(context, now);
  }
}
