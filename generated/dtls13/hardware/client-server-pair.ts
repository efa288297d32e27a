// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.
import { Fifo, type FifoInPort, hierarchicalName, type Kernel } from '../../../hwmodel/kernel/index.ts';
import type { Datagram } from './datagram.ts';
import type { HostRequest } from './host-request.ts';
import type { Link, LinkTiming } from './link.ts';
import { Stack, type StackParts } from './stack.ts';
import type { StackProfile } from './stack-profiles.ts';

/** Creates the handwritten modules of one ClientServerPair. */
export interface ClientServerPairParts {
  readonly client: StackParts;
  readonly server: StackParts;
  uplink(kernel: Kernel, name: string, timing: LinkTiming): Link;
  downlink(kernel: Kernel, name: string, timing: LinkTiming): Link;
}

/** A client and a server on a link. */
export class ClientServerPair {
  readonly name: string;
  readonly client: Stack;
  readonly server: Stack;
  readonly uplink: Link;
  readonly downlink: Link;
  readonly clientTransmitted: Fifo<Datagram>;
  readonly serverReceived: Fifo<Datagram>;
  readonly serverTransmitted: Fifo<Datagram>;
  readonly clientReceived: Fifo<Datagram>;
  /** From the host software of the client. */
  readonly clientRequests: FifoInPort<HostRequest>;
  /** From the host software of the server. */
  readonly serverRequests: FifoInPort<HostRequest>;

  constructor(kernel: Kernel, name: string, profile: StackProfile, parts: ClientServerPairParts) {
    this.name = name;
    this.client = new Stack(kernel, hierarchicalName(name, 'client'), profile, parts.client);
    this.server = new Stack(kernel, hierarchicalName(name, 'server'), profile, parts.server);
    this.uplink = parts.uplink(kernel, hierarchicalName(name, 'uplink'), profile.link);
    this.downlink = parts.downlink(kernel, hierarchicalName(name, 'downlink'), profile.link);
    this.clientTransmitted = new Fifo(kernel, hierarchicalName(name, 'client_transmitted'), 16);
    this.client.transmitted.bind(this.clientTransmitted);
    this.uplink.ingress.bind(this.clientTransmitted);
    this.serverReceived = new Fifo(kernel, hierarchicalName(name, 'server_received'), 64);
    this.uplink.egress.bind(this.serverReceived);
    this.server.received.bind(this.serverReceived);
    this.serverTransmitted = new Fifo(kernel, hierarchicalName(name, 'server_transmitted'), 16);
    this.server.transmitted.bind(this.serverTransmitted);
    this.downlink.ingress.bind(this.serverTransmitted);
    this.clientReceived = new Fifo(kernel, hierarchicalName(name, 'client_received'), 64);
    this.downlink.egress.bind(this.clientReceived);
    this.client.received.bind(this.clientReceived);
    this.clientRequests = this.client.requests;
    this.serverRequests = this.server.requests;
  }
}
