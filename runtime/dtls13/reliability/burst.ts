import { MAX_BURST_RECORDS } from '../../../generated/dtls13/registries/constants.ts';

/** The records of a flight that are sent at once; the others wait for an ACK or the timer; RFC 9147 section 5.8.3. */
export class Burst {
  readonly #maxRecords: number;
  #records = 0;
  /** How often the flight is still to be repeated, and the records of one copy. */
  #copies = 0;
  #copyRecords = 0;

  /** `isLimited`: it has at most ten records. */
  constructor(isLimited: boolean) {
    this.#maxRecords = isLimited ? MAX_BURST_RECORDS : Number.POSITIVE_INFINITY;
  }

  /** Begins the next burst, in which a flight is sent and then repeated so often, as far as there is room. */
  begin(copies: number): void {
    this.#records = 0;
    this.#copies = copies;
    this.#copyRecords = 0;
  }

  /** No more records may be written before the next burst. */
  get full(): boolean {
    return this.#records >= this.#maxRecords;
  }

  /** A record was written. */
  add(): void {
    this.#records += 1;
  }

  /** Whether the flight, all of which was written, is to be sent once more in this burst. */
  takeCopy(): boolean {
    if (this.#copies === 0) return false;
    this.#copies -= 1;
    if (this.#copyRecords === 0) this.#copyRecords = this.#records;
    return this.#records + this.#copyRecords <= this.#maxRecords;
  }
}
