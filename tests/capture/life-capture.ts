import { recordLife } from '../dtls13/dissection/recorded-life.ts';
import { writePcap } from '../interop/pcap.ts';

/** The port of each address of the simulated network. */
const ports: Readonly<Record<string, number>> = { server: 4433, client: 50_000, 'client:2': 50_001, nat: 50_002 };

/** A connection with key updates, connection ids, a migration and a NAT that rebinds, as a capture with its key log. */
export function lifeCapture(): { readonly name: string; readonly pcap: Uint8Array; readonly keyLog: string } {
  const { datagrams, firstSecrets } = recordLife({ seed: 'capture', endpoint: { recordHeader: 'minimal' } });
  const port = (address: string): number => ports[address] as number;
  return {
    name: 'wirechart-server_wirechart-client',
    pcap: writePcap(datagrams.map(({ from, to, bytes }) => ({ from: port(from), to: port(to), payload: bytes }))),
    keyLog: `${firstSecrets}\n`,
  };
}
