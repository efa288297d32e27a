import { CipherSuiteAttributes } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import type { OfferedPsks } from '../../../../generated/dtls13/wire/offered-psks.ts';
import type { TicketContents } from '../../../../generated/dtls13/wire/ticket-contents.ts';
import { digestLength } from '../../../crypto/hkdf.ts';
import type { CryptoProvider, HashName } from '../../../crypto/provider.ts';
import type { PskLookupIdentity, PskLookupResult } from '../handshake-context.ts';
import { createBinder } from '../psk/binders.ts';
import { importExternalPsk, parseImportedIdentity } from '../psk/imported-psk.ts';
import type { Psk } from '../psk/psk.ts';

/** Identities of one ClientHello that are opened as tickets, and that are requested from the application. */
const MAX_IDENTITIES = 8;

/** The pre-shared key that the server selected. */
export interface SelectedPsk {
  readonly psk: Psk;
  /** Index into the client's identities. */
  readonly index: number;
  /** The opened ticket; undefined: an external key. */
  readonly ticket: TicketContents | undefined;
}

/** What a server selects its pre-shared key by. */
export interface PskNegotiationContext {
  readonly provider: CryptoProvider;
  /** The client's offer. */
  readonly offered: OfferedPsks;
  /** The hash of the selected cipher suite: other keys do not fit. */
  readonly hash: HashName;
  /** What the binders authenticate. */
  readonly transcriptHash: Uint8Array;
  /** Whether the application may know keys. */
  readonly externalPsks: boolean;
  /** The contents of a valid ticket of this server. */
  openTicket(ticket: Uint8Array): TicketContents | undefined;
}

/**
 * Selects one of the client's pre-shared keys; RFC 9846 section 4.3.11.
 *
 * 1. `selectTicket`: the first identity that is a valid ticket of this server, without state.
 * 2. `lookupIdentities`: otherwise, the identities that the application may know.
 * 3. `respond`: the application knows one of them, or none.
 * 4. `isBinderInvalid`: only the binder of the selected key is verified.
 */
export class PskNegotiation {
  readonly #context: PskNegotiationContext;
  #offered: OfferedPsks;
  #selected: SelectedPsk | undefined;

  constructor(context: PskNegotiationContext) {
    this.#context = context;
    this.#offered = context.offered;
  }

  /** Replaces the offer by an equal one that belongs to the caller. */
  keep(offered: OfferedPsks | undefined): void {
    if (offered !== undefined) this.#offered = offered;
  }

  get selected(): SelectedPsk | undefined {
    return this.#selected;
  }

  /** Selects the first valid ticket. No effect if one is selected. */
  selectTicket(): void {
    if (this.#selected !== undefined) return;
    for (const { index, identity } of this.#identities) {
      const ticket = this.#context.openTicket(identity);
      if (ticket === undefined) continue;
      const hash = CipherSuiteAttributes[ticket.cipherSuite]?.hash;
      if (hash === this.#context.hash) {
        const psk: Psk = { kind: 'resumption', key: ticket.psk, hash, externalIdentity: undefined };
        this.#selected = { psk, index, ticket };
        return;
      }
      ticket.psk.fill(0);
    }
  }

  /** What the application is asked for; empty: nothing. An identity that was imported for another hash cannot be used. */
  get lookupIdentities(): readonly PskLookupIdentity[] {
    if (!this.#context.externalPsks || this.#selected !== undefined) return [];
    return this.#candidates.map(({ identity, imported }) => ({ identity, imported }));
  }

  /** The application's response to `lookupIdentities`. A key that does not fit is not selected. */
  respond(found: PskLookupResult | undefined): void {
    const candidate = found && this.#candidates[found.index];
    if (found === undefined || candidate === undefined) return;
    const { index, identity, imported } = candidate;
    const { key, hash = 'sha256' } = found;
    if (found.imported === true) {
      if (imported === undefined) return;
      const { externalIdentity } = imported;
      const { provider, hash: targetHash } = this.#context;
      const psk = importExternalPsk(provider, externalIdentity, key, hash, identity, targetHash);
      this.#selected = { psk, index, ticket: undefined };
    } else if (hash === this.#context.hash) {
      const psk: Psk = { kind: 'external', key: new Uint8Array(key), hash, externalIdentity: identity };
      this.#selected = { psk, index, ticket: undefined };
    }
  }

  /** No pre-shared key is used. */
  decline(): void {
    this.zeroize();
    this.#selected = undefined;
  }

  /** Whether the binder of the selected key does not verify; compared in constant time. */
  isBinderInvalid(): boolean {
    const { provider, transcriptHash } = this.#context;
    if (this.#selected === undefined) return false;
    const { psk, index } = this.#selected;
    return !provider.equal(createBinder(provider, psk, transcriptHash), this.#binder(index));
  }

  /**
   * Verifies the first binder with a random key, so that the refusal of an unknown identity takes as long as that of a
   * wrong binder.
   */
  verifyNothing(): void {
    const { provider, hash, transcriptHash } = this.#context;
    const key = new Uint8Array(digestLength(hash));
    provider.random(key);
    const psk: Psk = { kind: 'external', key, hash, externalIdentity: undefined };
    provider.equal(createBinder(provider, psk, transcriptHash), this.#binder(0));
  }

  /** Overwrites the selected key, which is a copy. */
  zeroize(): void {
    this.#selected?.psk.key.fill(0);
  }

  get #candidates() {
    return this.#identities
      .map(({ index, identity }) => ({ index, identity, parsed: parseImportedIdentity(identity) }))
      .filter(({ parsed }) => parsed === undefined || parsed.hash === this.#context.hash)
      .map(({ index, identity, parsed }) => ({
        index,
        identity,
        imported: parsed && { externalIdentity: parsed.externalIdentity, context: parsed.context },
      }));
  }

  get #identities(): readonly { readonly index: number; readonly identity: Uint8Array }[] {
    return this.#offered.identities.slice(0, MAX_IDENTITIES).map(({ identity }, index) => ({ index, identity }));
  }

  #binder(index: number): Uint8Array {
    return this.#offered.binders[index]?.binder ?? new Uint8Array(0);
  }
}
