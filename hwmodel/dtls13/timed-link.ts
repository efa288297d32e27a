import type { Datagram } from '../../generated/dtls13/hardware/datagram.ts';
import { Link, type LinkTiming } from '../../generated/dtls13/hardware/link.ts';
import { type Kernel, KernelEvent, type ThreadBody } from '../kernel/index.ts';
import { checkLatencyModel, checkPpm, checkPs, operationLatencyPs } from '../timing/index.ts';

/**
 * One direction of a network link. Datagrams are serialized one after the other; their propagation delays overlap. The
 * link loses the datagrams that `isLost` selects, and drops those that arrive at a full fifo.
 */
export class TimedLink extends Link {
  readonly #transmitted: KernelEvent;
  readonly #inFlight: { readonly datagram: Datagram; readonly arrivalPs: number }[] = [];
  readonly #isLost: (datagram: Datagram) => boolean;
  #lost = 0;
  #overflowed = 0;

  /**
   * `isLost` is called once for each datagram, in the order of transmission. `timing.lossPpm` is only checked here: the
   * caller applies it in `isLost`.
   *
   * @throws {ConfigError} when a number of `timing` is out of range.
   */
  constructor(kernel: Kernel, name: string, timing: LinkTiming, isLost: (datagram: Datagram) => boolean) {
    super(kernel, name, timing);
    checkLatencyModel(timing.serialization, `${name}.timing.serialization`);
    checkPs(timing.propagationDelayPs, `${name}.timing.propagationDelayPs`);
    checkPpm(timing.lossPpm, `${name}.timing.lossPpm`);
    this.#transmitted = new KernelEvent(kernel, `${name}.transmitted`);
    this.#isLost = isLost;
  }

  /** Number of datagrams lost on the link. */
  get lost(): number {
    return this.#lost;
  }

  /** Number of datagrams dropped because the receiver's fifo was full. */
  get overflowed(): number {
    return this.#overflowed;
  }

  protected override *transmit(): ThreadBody {
    for (;;) {
      while (!this.ingress.canRead) yield this.ingress.dataWritten;
      const datagram = this.ingress.get();
      const serializationPs = operationLatencyPs(this.timing.serialization, datagram.data.length);
      if (serializationPs > 0) yield serializationPs;
      if (this.#isLost(datagram)) {
        this.#lost++;
        continue;
      }
      this.#inFlight.push({ datagram, arrivalPs: this.kernel.now + this.timing.propagationDelayPs });
      this.#transmitted.notifyDelta();
    }
  }

  protected override *deliver(): ThreadBody {
    for (;;) {
      const next = this.#inFlight[0];
      if (next === undefined) {
        yield this.#transmitted;
        continue;
      }
      if (next.arrivalPs > this.kernel.now) yield next.arrivalPs - this.kernel.now;
      this.#inFlight.shift();
      // A network has no flow control.
      if (this.egress.canWrite) this.egress.put(next.datagram);
      else this.#overflowed++;
    }
  }
}
