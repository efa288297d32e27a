// The prebuilt page with charts and a trace inside, as one self-contained HTML file.
import { readFile } from 'node:fs/promises';
import type { InspectedChart } from './model/chart.ts';
import type { Recording } from './recording.ts';
import { traceOfRecording } from './trace-of-recording.ts';

/** The input of a page. */
export interface StaticPage {
  /** The charts of all machines in the recording, and any others. */
  readonly charts: readonly InspectedChart[];
  readonly recording: Recording;
}

/** Where the data of a static page goes; empty in the page that a server sends. */
const SLOT = '<script type="application/json" id="data"></script>';

/**
 * Renders one HTML file that shows charts and a recording step by step. The file is self-contained and sends no
 * requests: its content security policy allows only its own script and styles, by their hashes.
 *
 * @throws {WirechartError} `ERR_WIRECHART_RECORDING` when the recording does not fit the charts.
 */
export async function renderStaticPage({ charts, recording }: StaticPage): Promise<string> {
  const trace = traceOfRecording(charts, recording);
  const page = await readFile(new URL('page.html', import.meta.url), 'utf8');
  const data = { charts: { protocols: [{ name: 'dtls13', charts }] }, trace };
  return page.replace(SLOT, () => SLOT.replace('><', () => `>${scriptSafe(JSON.stringify(data))}<`));
}

/** Escapes JSON for a script element: `<` is written as an escape, so neither `</script` nor `<!--` occurs. */
function scriptSafe(json: string): string {
  return json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
