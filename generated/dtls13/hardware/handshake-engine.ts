// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.
import { FifoInPort, FifoOutPort, type Kernel, Module, type ThreadBody } from '../../../hwmodel/kernel/index.ts';
import { InitiatorSocket } from '../../../hwmodel/tlm/index.ts';
import type { HandshakeDone } from './handshake-done.ts';
import type { HandshakeWork } from './handshake-work.ts';

/**
 * Performs the cryptographic operations of the key schedule, the transcript and the authentication.
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

  /** Performs the operations of one request at a time. */
  protected abstract run(): ThreadBody;
}
