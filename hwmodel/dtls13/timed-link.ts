import type { Datagram } from '../../generated/dtls13/hardware/datagram.ts';
import { Link, type LinkTiming } from '../../generated/dtls13/hardware/link.ts';
import { type Kernel, KernelEvent, type ThreadBody } from '../kernel/index.ts';
import { checkCostLaw, checkPpm, checkPs, costPs } from '../timing/index.ts';

/** One direction of a network: wire time one after the other, then the latency side by side. */
export class TimedLink extends Link {
  readonly #launched: KernelEvent;
  readonly #flying: { readonly datagram: Datagram; readonly duePs: number }[] = [];
  readonly #loses: (datagram: Datagram) => boolean;
  #lost = 0;
  #overflowed = 0;

  /**
   * `loses` decides once for each datagram, in the order of sending; `timing.lossPpm` is how often it should.
   * Throws ConfigError when a number of `timing` is out of range.
   */
  constructor(kernel: Kernel, name: string, timing: LinkTiming, loses: (datagram: Datagram) => boolean) {
    super(kernel, name, timing);
    checkCostLaw(timing.wire, `${name}.timing.wire`);
    checkPs(timing.latencyPs, `${name}.timing.latencyPs`);
    checkPpm(timing.lossPpm, `${name}.timing.lossPpm`);
    this.#launched = new KernelEvent(kernel, `${name}.launched`);
    this.#loses = loses;
  }

  /** Datagrams that vanished on the way. */
  get lost(): number {
    return this.#lost;
  }

  /** Datagrams that found the receiver's fifo full. */
  get overflowed(): number {
    return this.#overflowed;
  }

  protected override *transmit(): ThreadBody {
    for (;;) {
      while (!this.entry.canRead) yield this.entry.written;
      const datagram = this.entry.get();
      const wirePs = costPs(this.timing.wire, datagram.data.length);
      if (wirePs > 0) yield wirePs;
      if (this.#loses(datagram)) {
        this.#lost++;
        continue;
      }
      this.#flying.push({ datagram, duePs: this.kernel.now + this.timing.latencyPs });
      this.#launched.notifyDelta();
    }
  }

  protected override *deliver(): ThreadBody {
    for (;;) {
      const next = this.#flying[0];
      if (next === undefined) {
        yield this.#launched;
        continue;
      }
      if (next.duePs > this.kernel.now) yield next.duePs - this.kernel.now;
      this.#flying.shift();
      // A network does not wait for a receiver.
      if (this.exit.canWrite) this.exit.put(next.datagram);
      else this.#overflowed++;
    }
  }
}
