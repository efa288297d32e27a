import { readdir, readFile } from 'node:fs/promises';
import { chartOfPicture, type InspectedChart } from './inspected-chart.ts';

/** The charts of a protocol that this package was built with, as in `generated/<protocol>/diagrams`. */
export async function shippedCharts(protocol: string): Promise<readonly InspectedChart[]> {
  const folder = new URL(`../generated/${protocol}/diagrams/`, import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.svg')).toSorted();
  return Promise.all(names.map(async (name) => chartOfPicture(await readFile(new URL(name, folder), 'utf8'))));
}
