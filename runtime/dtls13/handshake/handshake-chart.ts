import type { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import type { MachineEdge } from '../../machine/index.ts';

/** Every handshake type of the registry, so that a role must assign an event to each. */
export type RegisteredHandshakeType = (typeof HandshakeType)[keyof typeof HandshakeType];

/** The event of a role for each registered handshake type. */
export type EventOfHandshakeType<E extends number> = Readonly<Record<RegisteredHandshakeType, E>>;

/** What a role's chart is called, and how its states and events are numbered. */
export interface HandshakeChart<E extends number> {
  readonly id: string;
  readonly edges: readonly MachineEdge[];
  /** Names, by number. */
  readonly states: readonly string[];
  /** The events both charts know. */
  readonly events: {
    readonly certificateAccepted: E;
    readonly certificateRejected: E;
    readonly otherMessage: E;
    readonly invalidMessage: E;
    readonly flightAcknowledged: E;
    readonly flightExhausted: E;
    readonly alertReceived: E;
    readonly closed: E;
  };
  /** The event for each registered handshake type; any other number is `otherMessage`. */
  readonly eventOf: EventOfHandshakeType<E>;
}
