import { type CapturedAddress, CaptureReader } from 'wirechart/dissect';
import { CommandError } from '../../terminal/failure.ts';
import { Progress } from '../../terminal/progress.ts';
import type { Input } from './input.ts';
import type { Report } from './report.ts';

/** Passes the datagrams of the input to the report. Throws CommandError at the end if the capture is malformed. */
export async function showInput(input: Input, report: Report): Promise<void> {
  if (input.kind === 'bytes') {
    for (const payload of input.datagrams) report.datagram({ time: undefined, from: '', to: '', payload, missing: 0 });
    report.end();
    return;
  }
  const { name, pieces, size } = input;
  const reader = new CaptureReader();
  const progress = new Progress();
  let read = 0;
  for await (const piece of pieces) {
    for (const { time, from, to, payload, missing } of reader.push(piece)) {
      report.datagram({ time, from: placeText(from), to: placeText(to), payload, missing });
    }
    read += piece.length;
    progress.report(() => {
      const part = size === undefined || size === 0 ? `${read} bytes` : `${Math.floor((100 * read) / size)} %`;
      return `${name}: ${part}, ${reader.counters.datagrams} datagrams`;
    });
    if (reader.error !== undefined) break;
  }
  reader.end();
  progress.end();
  report.end(reader.counters);
  if (reader.error !== undefined) throw new CommandError(`${name} ${reader.error}`);
}

function placeText({ address, port }: CapturedAddress): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
