import { WirechartError } from './wirechart-error.ts';

/**
 * The endpoint was full and the address prefix of the peer held the largest share of its handshakes or sessions. Of these,
 * the oldest handshake, or the session without input for the longest time, was removed for a client of another prefix.
 */
export class EvictionError extends WirechartError {
  readonly evicted: 'handshake' | 'session';

  constructor(evicted: 'handshake' | 'session') {
    const reason = 'the endpoint is full and the address prefix of the peer holds the largest share of it';
    super('ERR_DTLS_EVICTED', `the ${evicted} was evicted: ${reason}`);
    this.evicted = evicted;
  }
}
