import type { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import type { BufferPool } from '../../slab/buffer-pool.ts';
import { equalBytes } from '../../wire/index.ts';
import type { FragmentResult } from './reassembly.ts';
import { type CompleteHello, UnprotectedHelloReassembly } from './unprotected-hello-reassembly.ts';

/** Maximum of alternative hellos: each costs a key exchange, and few hellos of earlier handshakes can be in transit. */
const MAX_ALTERNATIVES = 8;

/**
 * The ServerHello in use, until a protected record confirms that it answers our ClientHello. A server retransmits the
 * ServerHello of an earlier handshake on the same ports until it receives the new ClientHello (RFC 9147 section 5.11),
 * and a ServerHello does not identify the ClientHello that it answers. So a different ServerHello is tried as an
 * alternative.
 */
export class UnconfirmedServerHello {
  readonly #fragments: UnprotectedHelloReassembly;
  #inUse: Uint8Array | undefined;
  #alternative: CompleteHello | undefined;
  #alternatives = 0;

  /** The parameters are those of `UnprotectedHelloReassembly`. */
  constructor(maxBytes: number, onResize: (bytes: number) => void, pool?: BufferPool) {
    this.#fragments = new UnprotectedHelloReassembly(maxBytes, onResize, pool);
  }

  /** True: fragments with the message_seq of the hello in use go to `add`. */
  get acceptsAlternatives(): boolean {
    return this.#inUse !== undefined && this.#alternatives < MAX_ALTERNATIVES;
  }

  /** Uses this hello from now on. It is kept. */
  use(body: Uint8Array): void {
    this.#inUse = body;
  }

  /**
   * Adds a fragment with the message_seq of the hello in use, from the record numbered `sequence`. A repetition returns
   * `kept`: a server that retransmits its hello has received ours.
   */
  add(fragment: Handshake, sequence: number): FragmentResult {
    const alternative = this.#fragments.add(fragment, sequence);
    if (typeof alternative === 'string') return alternative;
    if (!equalBytes(alternative.body, this.#inUse as Uint8Array)) {
      this.#alternatives += 1;
      this.#alternative = alternative;
    }
    return 'kept';
  }

  /** Returns a complete hello that differs from the one in use, and forgets it. */
  takeAlternative(): CompleteHello | undefined {
    const alternative = this.#alternative;
    this.#alternative = undefined;
    return alternative;
  }

  /** Ends the search for alternatives: the hello was confirmed or answered, or the connection ended. */
  close(): void {
    if (this.#inUse === undefined) return;
    this.#inUse = undefined;
    this.#alternative = undefined;
    this.#fragments.clear();
  }
}
