import type { Diagnosis, SocketFeature } from 'wirechart/native';
import { color, visible } from '../../terminal/output.ts';

/** What each feature of a socket is good for. */
const FEATURES: Readonly<Record<SocketFeature, string>> = {
  sendmmsg: 'several datagrams in one call',
  recvmmsg: 'several datagrams in one call',
  gso: 'one peer: up to 64 datagrams as one (UDP_SEGMENT)',
  gro: 'one peer: up to 64 datagrams as one (UDP_GRO)',
  reusePort: 'several processes on one port',
  ecn: 'congestion marks of the network',
  destinationAddress: 'the local address that a datagram was sent to',
  mtuDiscovery: 'datagrams that are not fragmented',
  ipv6: 'IPv6, with IPv4 on the same socket',
};

/** Socket buffers below this size lose datagrams when a peer sends quickly. */
const SMALL_BUFFER = 1_000_000;

export function diagnosisText(diagnosis: Diagnosis): string {
  const { wirechart, node, kernel, host, processor, uses } = diagnosis;
  const libc =
    host.platform !== 'linux' ? [] : [row('C library', host.glibc === undefined ? 'not glibc' : `glibc ${host.glibc}`)];
  return [
    heading(`wirechart ${wirechart}`),
    row('Node', `${node}, OpenSSL ${host.openssl || 'none'}`),
    row('system', `${host.platform} ${kernel}, ${host.arch}`),
    ...libc,
    row('processor', `${processor.count} x ${visible(processor.model)}`),
    ...instructionRows(processor.features),
    '',
    ...addonRows(diagnosis),
    ...socketRows(diagnosis.sockets),
    heading('Socket buffers'),
    bufferRow('receive', diagnosis.buffers.receive, 'net.core.rmem_max'),
    bufferRow('send', diagnosis.buffers.send, 'net.core.wmem_max'),
    '',
    heading(diagnosis.addon.active ? 'With --native' : 'Without --native, which would fail'),
    row('provider', uses.provider === 'native' ? 'native: OpenSSL in batches' : 'openssl: node:crypto'),
    row('sockets', uses.sockets === 'native' ? 'native: batches of datagrams' : 'dgram: node:dgram'),
  ].join('\n');
}

function instructionRows(features: Diagnosis['processor']['features']): readonly string[] {
  if (features === undefined) return [];
  const names = (wanted: boolean): string =>
    Object.entries(features)
      .filter(([, has]) => has === wanted)
      .map(([name]) => name)
      .join(' ');
  const missing = names(false);
  const slow = features.aes && features.pclmulqdq ? '' : color.yellow(' (AES-GCM is slow: prefer ChaCha20)');
  return [row('instructions', `${names(true) || 'none'}${missing === '' ? '' : color.dim(`, not ${missing}`)}${slow}`)];
}

function addonRows({ addon }: Diagnosis): readonly string[] {
  const path = row('file', visible(addon.path));
  if (addon.active) {
    return [
      heading('Native addon'),
      row('state', color.green('active')),
      path,
      row('version', `${addon.version}, for OpenSSL ${addon.opensslHeaders}`),
      '',
    ];
  }
  const state = `${color.red('not active')}: ${visible(addon.message).replace(addon.advice, '').trim().replace(/\.$/, '')}`;
  return [
    heading('Native addon'),
    row('state', state),
    path,
    row('code', addon.code),
    row('what to do', visible(addon.advice)),
    '',
  ];
}

function socketRows(sockets: Diagnosis['sockets']): readonly string[] {
  if (sockets === undefined) return [];
  const rows = (Object.keys(FEATURES) as SocketFeature[]).map((name) => {
    const result = sockets[name];
    const state = result === 'works' ? color.green('yes') : color.yellow(`no, ${result}`);
    return row(name, `${state}${' '.repeat(result === 'works' ? 3 : 1)}${color.dim(FEATURES[name])}`);
  });
  return [heading('Sockets'), ...rows, ''];
}

function bufferRow(name: string, bytes: number | undefined, setting: string): string {
  if (bytes === undefined) return row(name, 'unknown');
  const advice = bytes < SMALL_BUFFER ? color.yellow(` (raise ${setting})`) : '';
  return row(name, `up to ${bytes} bytes${advice}`);
}

function heading(text: string): string {
  return color.bold(text);
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(WIDTH)}${text}`;
}

/** Of the names, with a gap. */
const WIDTH = 'destinationAddress'.length + 2;
