import type { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { equalBytes } from '../../wire/index.ts';
import type { FragmentResult } from './reassembly.ts';
import { type CompleteHello, UnprotectedHelloReassembly } from './unprotected-hello-reassembly.ts';

/**
 * How many other hellos may be considered in the place of the one in use: each costs a key exchange, and an earlier
 * handshake leaves few on their way.
 */
const MAX_ALTERNATIVES = 8;

/**
 * The ServerHello in use, as long as no protected record has proven that it answers our hello. A server sends its answer
 * to an earlier handshake on the same ports again until it hears of the new one (RFC 9147 section 5.11), and a ServerHello
 * does not say which ClientHello it answers. So one that contradicts it is considered in its place.
 */
export class UnconfirmedServerHello {
  readonly #fragments: UnprotectedHelloReassembly;
  #inUse: Uint8Array | undefined;
  #alternative: CompleteHello | undefined;
  #alternatives = 0;

  /** The arguments are those of `CompetingHellos`. */
  constructor(maxBytes: number, onResize: (bytes: number) => void) {
    this.#fragments = new UnprotectedHelloReassembly(maxBytes, onResize);
  }

  /** True: fragments in the place of the hello in use go to `add`. */
  get acceptsAlternatives(): boolean {
    return this.#inUse !== undefined && this.#alternatives < MAX_ALTERNATIVES;
  }

  /** From now on this hello, which is kept, is in use. */
  use(body: Uint8Array): void {
    this.#inUse = body;
  }

  /**
   * Takes a fragment in the place of the hello in use, out of the record numbered `sequence`. Repetitions count as kept: who
   * repeats its answer does not lack ours.
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

  /** A complete hello that contradicts the one in use. */
  takeAlternative(): CompleteHello | undefined {
    const alternative = this.#alternative;
    this.#alternative = undefined;
    return alternative;
  }

  /** Nothing can take its place any more: it was proven, answered, or is over. */
  close(): void {
    if (this.#inUse === undefined) return;
    this.#inUse = undefined;
    this.#alternative = undefined;
    this.#fragments.clear();
  }
}
