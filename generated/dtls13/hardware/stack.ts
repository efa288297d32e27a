// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.
import {
  Fifo,
  type FifoInPort,
  type FifoOutPort,
  hierarchicalName,
  type Kernel,
} from '../../../hwmodel/kernel/index.ts';
import type { CryptoEngine, CryptoEngineTiming } from './crypto-engine.ts';
import type { Datagram } from './datagram.ts';
import type { HandshakeDone } from './handshake-done.ts';
import type { HandshakeEngine } from './handshake-engine.ts';
import type { HandshakeWork } from './handshake-work.ts';
import type { HostRequest } from './host-request.ts';
import type { RecordLayer } from './record-layer.ts';
import type { StackProfile } from './stack-profiles.ts';

/** Creates the handwritten modules of one Stack. */
export interface StackParts {
  record(kernel: Kernel, name: string): RecordLayer;
  handshake(kernel: Kernel, name: string): HandshakeEngine;
  crypto(kernel: Kernel, name: string, timing: CryptoEngineTiming): CryptoEngine;
}

/** One endpoint. */
export class Stack {
  readonly name: string;
  readonly record: RecordLayer;
  readonly handshake: HandshakeEngine;
  readonly crypto: CryptoEngine;
  readonly work: Fifo<HandshakeWork>;
  readonly done: Fifo<HandshakeDone>;
  /** From the host. */
  readonly requests: FifoInPort<HostRequest>;
  /** From the link. */
  readonly received: FifoInPort<Datagram>;
  /** To the link. */
  readonly transmitted: FifoOutPort<Datagram>;

  constructor(kernel: Kernel, name: string, profile: StackProfile, parts: StackParts) {
    this.name = name;
    this.record = parts.record(kernel, hierarchicalName(name, 'record'));
    this.handshake = parts.handshake(kernel, hierarchicalName(name, 'handshake'));
    this.crypto = parts.crypto(kernel, hierarchicalName(name, 'crypto'), profile.cryptoEngine);
    this.record.crypto.bind(this.crypto.service);
    this.handshake.crypto.bind(this.crypto.service);
    this.work = new Fifo(kernel, hierarchicalName(name, 'work'), 1);
    this.record.work.bind(this.work);
    this.handshake.work.bind(this.work);
    this.done = new Fifo(kernel, hierarchicalName(name, 'done'), 1);
    this.handshake.done.bind(this.done);
    this.record.done.bind(this.done);
    this.requests = this.record.requests;
    this.received = this.record.received;
    this.transmitted = this.record.transmitted;
  }
}
