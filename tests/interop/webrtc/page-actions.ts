/**
 * Functions that run in the browser. Each is sent there as text, so it refers to nothing outside of itself except the
 * few things of the page that are declared here; one peer connection exists at a time.
 */

interface DataTransport extends EventTarget {
  readonly state: string;
}

interface PeerConnection extends EventTarget {
  readonly localDescription: { readonly sdp: string };
  readonly sctp: { readonly transport: DataTransport } | null;
  createDataChannel(label: string): void;
  setLocalDescription(): Promise<void>;
  setRemoteDescription(description: { type: 'answer'; sdp: string }): Promise<void>;
  getStats(): Promise<Map<string, TransportReport>>;
  close(): void;
}

interface TransportReport extends TransportState {
  readonly type: string;
}

/** The report of a browser about its DTLS transport. */
export interface TransportState {
  readonly dtlsState?: string;
  readonly tlsVersion?: string;
  readonly dtlsCipher?: string;
  readonly dtlsRole?: string;
}

declare const RTCPeerConnection: {
  new (configuration?: { certificates: unknown[] }): PeerConnection;
  generateCertificate(algorithm: object): Promise<unknown>;
};
declare const window: { connection: PeerConnection; certificate: unknown };

/** A new peer connection, on request under an RSA certificate or one that the page keeps; resolves with its offer. */
export async function offer(key: 'rsa' | 'kept' | undefined): Promise<string> {
  if (key === 'rsa') {
    const publicExponent = Uint8Array.of(1, 0, 1);
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent };
    const certificates = [await RTCPeerConnection.generateCertificate(algorithm)];
    window.connection = new RTCPeerConnection({ certificates });
  } else if (key === 'kept') {
    window.certificate ??= await RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' });
    window.connection = new RTCPeerConnection({ certificates: [window.certificate] });
  } else {
    window.connection = new RTCPeerConnection();
  }
  window.connection.createDataChannel('test');
  await window.connection.setLocalDescription();
  return window.connection.localDescription.sdp;
}

export async function acceptAnswer(sdp: string): Promise<void> {
  await window.connection.setRemoteDescription({ type: 'answer', sdp });
}

/** Resolves with the state of the DTLS transport once it is one of these. */
export function reached(states: readonly string[]): Promise<string> {
  const transport = window.connection.sctp?.transport;
  if (transport === undefined) throw new Error('the connection has no data transport');
  return new Promise((resolve) => {
    const look = (): void => {
      if (states.includes(transport.state)) resolve(transport.state);
    };
    transport.addEventListener('statechange', look);
    look();
  });
}

export async function transportState(): Promise<TransportState> {
  const reports = await window.connection.getStats();
  const report = [...reports.values()].find(({ type }) => type === 'transport');
  if (report === undefined) throw new Error('the connection reports no transport');
  const { dtlsState, tlsVersion, dtlsCipher, dtlsRole } = report;
  // JSON leaves out what is undefined.
  return JSON.parse(JSON.stringify({ dtlsState, tlsVersion, dtlsCipher, dtlsRole }));
}

export function closeConnection(): void {
  window.connection.close();
}
