import { readFileSync } from 'node:fs';
import { CaptureReader } from 'wirechart/dissect';

// Reads the recorded captures of other implementations and their key logs.

const folder = 'tests/vectors/captures';

/** One UDP datagram of a capture. */
export interface CapturedDatagram {
  readonly sourcePort: number;
  readonly payload: Uint8Array;
}

/** The UDP datagrams of a capture. Throws when the file has an error. */
export function readCapture(name: string): CapturedDatagram[] {
  const reader = new CaptureReader();
  const datagrams = reader.push(readFileSync(`${folder}/${name}.pcap`));
  reader.end();
  if (reader.error !== undefined) throw new Error(`${name} ${reader.error}`);
  return datagrams.map(({ from, payload }) => ({ sourcePort: from.port, payload: Uint8Array.from(payload) }));
}

/** The secrets of a key log in NSS format by label; each of these captures contains one connection. */
export function readKeyLog(name: string): Map<string, Uint8Array> {
  const secrets = new Map<string, Uint8Array>();
  for (const line of readFileSync(`${folder}/${name}.keylog.txt`, 'latin1').split('\n')) {
    const [label, , secret] = line.trim().split(' ');
    if (label !== undefined && secret !== undefined && !label.startsWith('#')) {
      secrets.set(label, Uint8Array.from(Buffer.from(secret, 'hex')));
    }
  }
  return secrets;
}
