import type { ExecutionContext } from 'ava';
import { type Peer, peerTest } from '../../peers.ts';
import type { Browser } from './browser.ts';
import { type Call, call, connected, type Secure } from './call.ts';
import type { CounterpartOptions } from './counterpart.ts';

type Options = Omit<CounterpartOptions, 'setup'>;

/** Tests of one browser in one DTLS role, against our endpoint in the other. */
export class RoleHarness {
  readonly peer: Peer;
  /** The role of the browser. */
  readonly role: 'client' | 'server';
  readonly #browser: () => Promise<Browser>;

  constructor(peer: Peer, role: 'client' | 'server', browser: () => Promise<Browser>) {
    this.peer = peer;
    this.role = role;
    this.#browser = browser;
  }

  /** Our role. */
  get ours(): 'client' | 'server' {
    return this.role === 'client' ? 'server' : 'client';
  }

  /** A test with the title `<browser> as <role> <behaviour>`; skipped where the browser is not installed. */
  test(behaviour: string, implementation: (t: ExecutionContext) => Promise<void>): void {
    peerTest(this.peer, `${this.peer} as ${this.role} ${behaviour}`, implementation);
  }

  /** Starts a call and does not wait for its handshake. */
  async begin(t: ExecutionContext, options: Options): Promise<Call> {
    return call(t, await this.#browser(), { setup: this.role === 'client' ? 'passive' : 'active', ...options });
  }

  /** A call whose handshake both sides complete, with the first packet of the browser's SCTP received. */
  async connects(
    t: ExecutionContext,
    options: Options = {},
    cipherSuite?: string,
  ): Promise<Call & { readonly secure: Secure }> {
    const session = await this.begin(t, options);
    return { ...session, secure: await connected(t, session, this.role, cipherSuite) };
  }
}
