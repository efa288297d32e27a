// Reads a chart from a generated SVG diagram.
import { ConfigError } from 'wirechart/runtime';
import type { InspectedChart } from './model/chart.ts';

export type { InspectedChart } from './model/chart.ts';

/**
 * Reads the chart in the `<metadata>` of a generated SVG diagram.
 *
 * @throws {ConfigError} when the diagram has no chart.
 */
export function chartFromSvg(svg: string): InspectedChart {
  const [element, json] = /<metadata>([^<]*)<\/metadata>\n?/.exec(svg) ?? [];
  if (element === undefined || json === undefined) throw chartError('has no <metadata>');
  try {
    const { id, title, events, initial, kind, states, edges, delays } = JSON.parse(json) as InspectedChart;
    const isComplete = typeof id === 'string' && typeof title === 'string' && typeof initial === 'string';
    if (isComplete && [events, states, edges].every(Array.isArray)) {
      const chart = { id, title, events, initial, states, edges, svg: svg.replace(element, '') };
      const timed = delays === undefined ? chart : { ...chart, delays };
      return kind === 'parallel' ? { ...timed, kind } : timed;
    }
  } catch (cause) {
    throw chartError('has metadata that is not JSON', { cause });
  }
  throw chartError('has metadata without a chart');
}

function chartError(reason: string, options?: ErrorOptions): ConfigError {
  return new ConfigError('charts', `a diagram ${reason}; generate it with \`wirechart generate\``, options);
}
