import { readdir, readFile } from 'node:fs/promises';
import { chartFromSvg, type InspectedChart } from './inspected-chart.ts';

/**
 * The charts of a protocol in this package, from `generated/<protocol>/diagrams`. Rejects with ENOENT for an unknown
 * protocol.
 */
export async function packagedCharts(protocol: string): Promise<readonly InspectedChart[]> {
  const folder = new URL(`../generated/${protocol}/diagrams/`, import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.svg')).toSorted();
  return Promise.all(names.map(async (name) => chartFromSvg(await readFile(new URL(name, folder), 'utf8'))));
}
