import { packagedCharts, recordHandshake } from '../../inspector/index.ts';

// The charts and the recording that the tests of the inspector share.

export const charts = await packagedCharts('dtls13');

/** A handshake over a network with loss, so that flights are retransmitted. */
export const recording = recordHandshake({ loss: 0.25, seed: 7 });
