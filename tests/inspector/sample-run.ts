import {
  type InspectedChart,
  type Peer,
  type Recording,
  type RecordingStep,
  shippedCharts,
} from '../../inspector/index.ts';

export const sampleCharts = await shippedCharts('dtls13');

/** A handshake as the charts tell it, with one datagram lost and repaired after an ACK for the rest. */
export function sampleRun(charts: readonly InspectedChart[] = sampleCharts): Recording {
  const steps: RecordingStep[] = [];
  let time = 0;

  const move = (peer: Peer, machine: string, from: string, trigger: string, guard?: string): void => {
    const chart = charts.find(({ id }) => id === machine);
    const edge = chart?.edges.findIndex((one) => {
      return one.from === from && one.trigger === trigger && one.guard === guard && one.outcome !== 'fatal';
    });
    if (edge === undefined || edge < 0) throw new Error(`${machine} has no ${from} ${trigger} ${guard}`);
    steps.push({ kind: 'transition', time, peer, machine, edge });
  };
  const send = (from: Peer, length: number, ...records: string[]): void => {
    steps.push({ kind: 'datagram', time, from, length, records, arrival: time + 5 });
  };
  const tell = (peer: Peer, text: string, tone: 'plain' | 'good' = 'plain'): void => {
    steps.push({ kind: 'event', time, peer, text, tone });
  };

  move('client', 'flight', 'START', 'always', 'isClient');
  move('server', 'flight', 'START', 'always');
  move('client', 'client', 'START', 'open');
  move('client', 'flight', 'PREPARING', 'buffered');
  send('client', 181, 'ClientHello');
  move('client', 'flight', 'SENDING', 'transmitted');
  time = 5;
  move('server', 'flight', 'WAITING', 'nextFlightComplete');
  move('server', 'server', 'START', 'clientHello');
  move('server', 'server', 'NEGOTIATED', 'always');
  move('server', 'flight', 'PREPARING', 'buffered');
  time = 6.4;
  send('server', 1183, 'ServerHello', 'epoch 2: EncryptedExtensions', 'epoch 2: Certificate');
  steps.push({
    kind: 'datagram',
    time,
    from: 'server',
    length: 262,
    records: ['epoch 2: CertificateVerify', 'epoch 2: Finished'],
  });
  move('server', 'flight', 'SENDING', 'transmitted');
  time = 11.4;
  move('client', 'flight', 'WAITING.ARMED', 'nextFlightPart');
  move('client', 'client', 'WAIT_SH', 'serverHello');
  move('client', 'client', 'WAIT_EE', 'encryptedExtensions');
  move('client', 'client', 'WAIT_CERT_CR', 'certificate');
  tell('client', 'chain of 2 certificates to judge');
  time = 12.1;
  move('client', 'client', 'WAIT_CV.JUDGING', 'chainAccepted');
  time = 261.4;
  send('client', 58, 'epoch 2: ACK 0/0 2/0 2/1');
  time = 266.4;
  move('server', 'flight', 'WAITING.ARMED', 'ackPartial');
  send('server', 262, 'epoch 2: CertificateVerify', 'epoch 2: Finished');
  move('server', 'flight', 'SENDING', 'transmitted');
  time = 271.4;
  move('client', 'client', 'WAIT_CV.READY', 'certificateVerify');
  move('client', 'flight', 'WAITING', 'nextFlightComplete');
  move('client', 'client', 'WAIT_FINISHED', 'finished');
  tell('client', 'secure: TLS_AES_128_GCM_SHA256, x25519', 'good');
  move('client', 'flight', 'PREPARING', 'buffered');
  send('client', 74, 'epoch 2: Finished');
  move('client', 'flight', 'SENDING', 'transmitted');
  time = 276.4;
  move('server', 'flight', 'WAITING', 'nextFlightComplete', 'isPeersLastFlight');
  move('server', 'server', 'WAIT_FINISHED', 'finished');
  tell('server', 'secure: TLS_AES_128_GCM_SHA256, x25519', 'good');
  send('server', 39, 'epoch 3: ACK 2/1');
  time = 281.4;
  move('client', 'flight', 'WAITING.ARMED', 'ackComplete', 'isLastFlight');
  move('client', 'client', 'WAIT_FINAL_ACK', 'flightAcknowledged');
  send('client', 27, 'epoch 3: application data');
  time = 286.4;
  tell('server', 'message of 5 bytes');
  return {
    title: 'DTLS 1.3 handshake',
    note: 'simulated network, 5 ms each way, one datagram lost',
    machines: [
      { peer: 'client', machine: 'client' },
      { peer: 'client', machine: 'flight' },
      { peer: 'server', machine: 'server' },
      { peer: 'server', machine: 'flight' },
    ],
    steps,
  };
}
