// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.
import { FifoInPort, FifoOutPort, type Kernel, Module, type ThreadBody } from '../../../hwmodel/kernel/index.ts';
import type { CostLaw } from '../../../hwmodel/timing/index.ts';
import type { Datagram } from './datagram.ts';

/** What the work of one Link costs. */
export interface LinkTiming {
  /** Time on the wire; size of the UDP payload. */
  readonly wire: CostLaw;
  /** From the last bit sent to the datagram handed over. */
  readonly latencyPs: number;
  /** Datagrams that vanish on the way, of a million. */
  readonly lossPpm: number;
}

/**
 * One direction of a network. Datagrams leave one after the other at the speed of the wire and arrive a latency
 * later; several can be under way.
 */
export abstract class Link extends Module {
  readonly timing: LinkTiming;
  /** From the sender. */
  readonly entry: FifoInPort<Datagram>;
  /** To the receiver. */
  readonly exit: FifoOutPort<Datagram>;

  constructor(kernel: Kernel, name: string, timing: LinkTiming) {
    super(kernel, name);
    this.timing = timing;
    this.entry = new FifoInPort(kernel, `${name}.entry`);
    this.exit = new FifoOutPort(kernel, `${name}.exit`);
    kernel.thread(`${name}.transmit`, () => this.transmit());
    kernel.thread(`${name}.deliver`, () => this.deliver());
  }

  /** Puts datagrams on the wire. */
  protected abstract transmit(): ThreadBody;

  /** Hands them over when their latency has passed. */
  protected abstract deliver(): ThreadBody;
}
