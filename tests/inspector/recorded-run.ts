import { recordHandshake, shippedCharts } from '../../inspector/index.ts';

export const charts = await shippedCharts('dtls13');

/** The core itself, over a network that loses datagrams: flights are sent again before both sides are connected. */
export const recording = recordHandshake({ loss: 0.25, seed: 7 });
