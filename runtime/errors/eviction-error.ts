import { WirechartError } from './wirechart-error.ts';

/**
 * The endpoint was full, the address prefix of the peer held most of its handshakes or sessions, and of these the
 * oldest handshake, or the session that was silent for longest, gave way to a client from elsewhere.
 */
export class EvictionError extends WirechartError {
  readonly evicted: 'handshake' | 'session';

  constructor(evicted: 'handshake' | 'session') {
    const reason = 'the endpoint is full and the address prefix of the peer holds the largest share of it';
    super('ERR_DTLS_EVICTED', `the ${evicted} was evicted: ${reason}`);
    this.evicted = evicted;
  }
}
