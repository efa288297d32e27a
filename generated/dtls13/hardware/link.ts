// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.
import { FifoInPort, FifoOutPort, type Kernel, Module, type ThreadBody } from '../../../hwmodel/kernel/index.ts';
import type { LatencyModel } from '../../../hwmodel/timing/index.ts';
import type { Datagram } from './datagram.ts';

/** Timing parameters of one Link. */
export interface LinkTiming {
  /** Serialization delay. Size of the UDP payload. */
  readonly serialization: LatencyModel;
  /** From the last transmitted bit to the delivery of the datagram. */
  readonly propagationDelayPs: number;
  /** Lost datagrams of a million. */
  readonly lossPpm: number;
}

/**
 * One direction of a network link. Datagrams are serialized one after the other and arrive after the propagation
 * delay. Several datagrams can be in flight.
 */
export abstract class Link extends Module {
  readonly timing: LinkTiming;
  /** From the sender. */
  readonly ingress: FifoInPort<Datagram>;
  /** To the receiver. */
  readonly egress: FifoOutPort<Datagram>;

  constructor(kernel: Kernel, name: string, timing: LinkTiming) {
    super(kernel, name);
    this.timing = timing;
    this.ingress = new FifoInPort(kernel, `${name}.ingress`);
    this.egress = new FifoOutPort(kernel, `${name}.egress`);
    kernel.thread(`${name}.transmit`, () => this.transmit());
    kernel.thread(`${name}.deliver`, () => this.deliver());
  }

  /** Serializes datagrams. */
  protected abstract transmit(): ThreadBody;

  /** Delivers each datagram after its propagation delay. */
  protected abstract deliver(): ThreadBody;
}
