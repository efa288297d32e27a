import { CipherSuiteAttributes } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { StoredSession } from '../../../generated/dtls13/wire/stored-session.ts';
import type { TicketContents } from '../../../generated/dtls13/wire/ticket-contents.ts';
import type { CryptoProvider, HashName } from '../../crypto/provider.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { decodeAll, equalBytes } from '../../wire/index.ts';
import { encodeImportedIdentity, importExternalPsk } from '../handshake/psk/imported-psk.ts';
import type { Psk } from '../handshake/psk/psk.ts';
import { Session } from '../handshake/psk/session.ts';
import { TicketKeys } from '../listener/ticket-keys.ts';
import { TicketProtection } from '../listener/ticket-protection.ts';
import { clientPsks, type ExternalPsk } from '../options/external-psk-option.ts';
import type { OpenedTicket, PskSource } from './dissected-psk.ts';

/** What a reader of a capture knows. */
export interface PskKnowledge {
  /** The keys of the server's tickets: see `ListenerOptions.ticketKeys`. Default: none. */
  readonly ticketKeys?: readonly Uint8Array[] | undefined;
  /** External keys: see `ConnectionOptions.psks`. Default: none. */
  readonly psks?: readonly ExternalPsk[] | undefined;
  /** Sessions of clients; they are not used up. Default: none. */
  readonly sessions?: readonly Session[] | undefined;
}

/** The key of an identity. */
export interface KnownPsk {
  readonly psk: Psk;
  readonly source: PskSource;
  readonly ticket: OpenedTicket | undefined;
}

interface NamedPsk {
  readonly identity: Uint8Array;
  readonly known: KnownPsk;
}

/** Shared keys do not expire. */
const NOW = 0;
const HASHES: readonly HashName[] = ['sha256', 'sha384'];

/** The pre-shared keys that a reader of a capture knows, by their identities. */
export class KnownPsks {
  readonly #tickets: TicketProtection | undefined;
  readonly #named: readonly NamedPsk[];

  /** Throws ConfigError (ticketKeys, psks, sessions) for invalid keys and for a session that was discarded. */
  constructor(provider: CryptoProvider, { ticketKeys, psks, sessions }: PskKnowledge) {
    const keys = ticketKeys && new TicketKeys(provider, ticketKeys, NOW);
    this.#tickets = keys && new TicketProtection(provider, keys);
    this.#named = [...sessionPsks(sessions), ...externalPsks(provider, psks)];
  }

  /** Whether tickets can be opened. */
  get opensTickets(): boolean {
    return this.#tickets !== undefined;
  }

  /** Undefined: no ticket key opens it. */
  openTicket(ticket: Uint8Array): OpenedTicket | undefined {
    const contents = this.#tickets?.open(ticket, NOW);
    contents?.psk.fill(0);
    return contents && withoutKey(contents);
  }

  /** Undefined: the key of this identity is not known. The key belongs to this object, except that of a ticket. */
  find(identity: Uint8Array): KnownPsk | undefined {
    const contents = this.#tickets?.open(identity, NOW);
    const hash = contents && CipherSuiteAttributes[contents.cipherSuite]?.hash;
    if (contents !== undefined && hash !== undefined) {
      const psk: Psk = { kind: 'resumption', key: contents.psk, hash, externalIdentity: undefined };
      return { psk, source: 'ticket', ticket: withoutKey(contents) };
    }
    return this.#named.find((each) => equalBytes(each.identity, identity))?.known;
  }
}

function withoutKey(contents: TicketContents): OpenedTicket {
  const { cipherSuite, issued, lifetime, authenticated, maxEarlyData, alpnProtocol, pskIdentity } = contents;
  const certificates = contents.chain.length;
  const times = { issued, lifetime, authenticated };
  return {
    cipherSuite,
    ...times,
    maxEarlyData,
    pskLength: contents.psk.length,
    alpnProtocol,
    pskIdentity,
    certificates,
  };
}

function sessionPsks(sessions: readonly Session[] = []): readonly NamedPsk[] {
  if (!Array.isArray(sessions)) throw new ConfigError('sessions', 'must be a list of sessions');
  return sessions.flatMap((session: unknown): NamedPsk[] => {
    const bytes = session instanceof Session ? session.export() : undefined;
    if (bytes === undefined) throw new ConfigError('sessions', 'must be sessions that were not discarded');
    const { cipherSuite, psk: key, ticket } = decodeAll(StoredSession, bytes);
    const hash = CipherSuiteAttributes[cipherSuite]?.hash;
    if (hash === undefined) return [];
    const psk: Psk = { kind: 'resumption', key, hash, externalIdentity: undefined };
    return [{ identity: ticket, known: { psk, source: 'session', ticket: undefined } }];
  });
}

function externalPsks(provider: CryptoProvider, psks: readonly ExternalPsk[] | undefined): readonly NamedPsk[] {
  const suites = Object.keys(CipherSuiteAttributes).map(Number);
  return clientPsks(psks, suites).flatMap(({ identity, key, hash, importContext }): NamedPsk[] => {
    if (importContext === undefined) {
      const psk: Psk = { kind: 'external', key, hash, externalIdentity: identity };
      return [{ identity, known: { psk, source: 'external', ticket: undefined } }];
    }
    return HASHES.map((target) => {
      const imported = encodeImportedIdentity(identity, importContext, target);
      const psk = importExternalPsk(provider, identity, key, hash, imported, target);
      return { identity: imported, known: { psk, source: 'imported', ticket: undefined } };
    });
  });
}
