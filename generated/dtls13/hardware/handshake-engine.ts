// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.
import { FifoInPort, FifoOutPort, type Kernel, Module, type ThreadBody } from '../../../hwmodel/kernel/index.ts';
import { InitiatorSocket } from '../../../hwmodel/tlm/index.ts';
import type { HandshakeDone } from './handshake-done.ts';
import type { HandshakeWork } from './handshake-work.ts';

/**
 * Carries out what the key schedule, the transcript and the authentication ask of cryptography.
 * RFC 9147 section 5.
 */
export abstract class HandshakeEngine extends Module {
  /** To the crypto engine. */
  readonly crypto: InitiatorSocket;
  /** From the record layer. */
  readonly work: FifoInPort<HandshakeWork>;
  /** To the record layer. */
  readonly done: FifoOutPort<HandshakeDone>;

  constructor(kernel: Kernel, name: string) {
    super(kernel, name);
    this.crypto = new InitiatorSocket(kernel, `${name}.crypto`, { busWidthBits: 128 });
    this.work = new FifoInPort(kernel, `${name}.work`);
    this.done = new FifoOutPort(kernel, `${name}.done`);
    kernel.thread(`${name}.run`, () => this.run());
  }

  /** One piece of work after the other. */
  protected abstract run(): ThreadBody;
}
