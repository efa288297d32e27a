// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.
import { FifoInPort, FifoOutPort, type Kernel, Module, type ThreadBody } from '../../../hwmodel/kernel/index.ts';
import { InitiatorSocket } from '../../../hwmodel/tlm/index.ts';
import type { Datagram } from './datagram.ts';
import type { HandshakeDone } from './handshake-done.ts';
import type { HandshakeWork } from './handshake-work.ts';
import type { HostRequest } from './host-request.ts';

/**
 * Processes datagrams and host requests one at a time, protects and deprotects records, and transmits datagrams.
 * RFC 9147 section 4.
 */
export abstract class RecordLayer extends Module {
  /** To the crypto engine, for record protection. */
  readonly crypto: InitiatorSocket;
  /** From the host. */
  readonly requests: FifoInPort<HostRequest>;
  /** From the link. */
  readonly received: FifoInPort<Datagram>;
  /** To the link. */
  readonly transmitted: FifoOutPort<Datagram>;
  /** To the handshake engine. */
  readonly work: FifoOutPort<HandshakeWork>;
  /** From the handshake engine. */
  readonly done: FifoInPort<HandshakeDone>;

  constructor(kernel: Kernel, name: string) {
    super(kernel, name);
    this.crypto = new InitiatorSocket(kernel, `${name}.crypto`, { busWidthBits: 128 });
    this.requests = new FifoInPort(kernel, `${name}.requests`);
    this.received = new FifoInPort(kernel, `${name}.received`);
    this.transmitted = new FifoOutPort(kernel, `${name}.transmitted`);
    this.work = new FifoOutPort(kernel, `${name}.work`);
    this.done = new FifoInPort(kernel, `${name}.done`);
    kernel.thread(`${name}.run`, () => this.run());
  }

  /** Processes one input at a time. The next waits until the datagrams of the current one are transmitted. */
  protected abstract run(): ThreadBody;
}
