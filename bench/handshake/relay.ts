// The relay in C between clients and servers: `bench/handshake/c/relay.c` describes it.
import { compiledProgram } from '../c-program.ts';
import { SideProcess } from '../side-process.ts';

/** For how long the relay really held datagrams, in milliseconds. */
export interface RelayReport {
  readonly datagrams: number;
  readonly p50: number;
  readonly p99: number;
}

/** A running relay. */
export interface Relay {
  /** Its port for each port of a server, in the same order. */
  readonly ports: readonly number[];
  /** Ends it. */
  end(): Promise<RelayReport>;
}

/** Starts a relay that holds each datagram for `hold` milliseconds. Throws Absence where it cannot be compiled. */
export async function startRelay(hold: number, servers: readonly number[], lifetime: number): Promise<Relay> {
  const program = compiledProgram({ name: 'relay', folder: 'handshake/c', sources: ['relay.c'] });
  const words = [program, String(hold * 1000), ...servers.map(String)];
  const relay = new SideProcess({ name: 'relay', words, lifetime });
  const { ports } = await relay.line<{ readonly ports: readonly number[] }>();
  return {
    ports,
    end: async () => {
      await relay.end('SIGTERM');
      return relay.line<RelayReport>();
    },
  };
}
