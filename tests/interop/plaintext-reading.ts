import {
  Alert,
  ClientHello,
  ClientHelloExtension,
  DtlsPlaintext,
  Handshake,
  ServerHello,
  ServerHelloExtension,
} from 'wirechart/dtls13/wire';
import { decodeAll, Reader } from 'wirechart/wire';
import { hex, number, numbers, type Tree, trees, value, values } from './dissection.ts';

/** What an unprotected record says, in plain numbers and hexadecimal digits, so that two readings can be compared. */
export type Reading = Readonly<Record<string, unknown>>;

/** First byte of a protected record: 001xxxxx; RFC 9147 section 4. */
const isProtected = (first: number | undefined): boolean => ((first ?? 0) & 0xe0) === 0x20;
const digits = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Reads the unprotected records at the start of a datagram with the generated codecs. */
export function readRecords(datagram: Uint8Array): Reading[] {
  const readings: Reading[] = [];
  const reader = new Reader(datagram);
  while (reader.remaining > 0 && !isProtected(datagram[reader.position])) {
    const { type, legacyRecordVersion, sequenceNumber, fragment } = DtlsPlaintext.decode(reader);
    const record = { type, version: legacyRecordVersion, sequenceNumber, length: fragment.length };
    readings.push({ ...record, content: type === 21 ? readAlert(fragment) : readHandshake(fragment) });
  }
  return readings;
}

function readAlert(fragment: Uint8Array): Reading {
  const { level, description } = decodeAll(Alert, fragment);
  return { level, description };
}

function readHandshake(bytes: Uint8Array): Reading {
  const { msgType, length, messageSeq, fragmentOffset, fragment } = decodeAll(Handshake, bytes);
  const header = { msgType, length, messageSeq, fragmentOffset, fragmentLength: fragment.length };
  if (fragment.length < length) return header;
  return { ...header, hello: msgType === 1 ? readClientHello(fragment) : readServerHello(fragment) };
}

function readClientHello(body: Uint8Array): Reading {
  const hello = decodeAll(ClientHello, body);
  return {
    version: hello.legacyVersion,
    random: digits(hello.random),
    sessionIdLength: hello.legacySessionId.length,
    cookieLength: hello.legacyCookie.length,
    cipherSuites: hello.cipherSuites,
    compressionMethods: [...hello.legacyCompressionMethods],
    extensions: hello.extensions.map((extension) => ({
      type: ClientHelloExtension.extensionType(extension),
      length: ClientHelloExtension.size(extension) - 4,
      ...readClientExtension(extension),
    })),
  };
}

function readClientExtension(extension: ClientHelloExtension): Reading {
  switch (extension.kind) {
    case 'server_name':
      return {
        names: extension.extensionData.serverNameList.map(({ nameType, hostName }) => ({
          type: nameType,
          name: new TextDecoder().decode(hostName),
        })),
      };
    case 'supported_groups':
      return { groups: extension.extensionData.namedGroupList };
    case 'signature_algorithms':
      return { schemes: extension.extensionData.supportedSignatureAlgorithms };
    case 'supported_versions':
      return { versions: extension.extensionData.versions };
    case 'key_share':
      return { shares: extension.extensionData.clientShares.map(readShare) };
    default:
      return {};
  }
}

function readServerHello(body: Uint8Array): Reading {
  const hello = decodeAll(ServerHello, body);
  return {
    version: hello.legacyVersion,
    random: digits(hello.random),
    sessionIdLength: hello.legacySessionIdEcho.length,
    cipherSuites: [hello.cipherSuite],
    extensions: hello.extensions.map((extension) => ({
      type: ServerHelloExtension.extensionType(extension),
      length: ServerHelloExtension.size(extension) - 4,
      ...readServerExtension(extension),
    })),
  };
}

function readServerExtension(extension: ServerHelloExtension): Reading {
  switch (extension.kind) {
    case 'supported_versions':
      return { versions: [extension.extensionData.selectedVersion] };
    case 'key_share':
      return { shares: [readShare(extension.extensionData.serverShare)] };
    default:
      return {};
  }
}

function readShare({ group, keyExchange }: { group: number; keyExchange: Uint8Array }): Reading {
  return { group, length: keyExchange.length, keyExchange: digits(keyExchange) };
}

/** The same, from the field trees of tshark. */
export function readDissection(record: Tree): Reading {
  const [alert] = trees(record, 'dtls.alert_message');
  const [handshake] = trees(record, 'dtls.handshake');
  return {
    type: number(record, 'dtls.record.content_type'),
    version: number(record, 'dtls.record.version'),
    sequenceNumber: number(record, 'dtls.record.sequence_number'),
    length: number(record, 'dtls.record.length'),
    content: alert === undefined ? dissectedHandshake(handshake) : dissectedAlert(alert),
  };
}

function dissectedAlert(alert: Tree): Reading {
  return { level: number(alert, 'dtls.alert_message.level'), description: number(alert, 'dtls.alert_message.desc') };
}

function dissectedHandshake(handshake: Tree | undefined): Reading {
  const header = {
    msgType: number(handshake, 'dtls.handshake.type'),
    length: number(handshake, 'dtls.handshake.length'),
    messageSeq: number(handshake, 'dtls.handshake.message_seq'),
    fragmentOffset: number(handshake, 'dtls.handshake.fragment_offset'),
    fragmentLength: number(handshake, 'dtls.handshake.fragment_length'),
  };
  if (header.fragmentLength < header.length) return header;
  const isClient = header.msgType === 1;
  return {
    ...header,
    hello: {
      version: number(handshake, 'dtls.handshake.version'),
      random: hex(handshake, 'dtls.handshake.random'),
      sessionIdLength: number(handshake, 'dtls.handshake.session_id_length'),
      ...(isClient ? { cookieLength: number(handshake, 'dtls.handshake.cookie_length') } : {}),
      cipherSuites: numbers(handshake, 'dtls.handshake.ciphersuite'),
      ...(isClient ? { compressionMethods: numbers(handshake, 'dtls.handshake.comp_method') } : {}),
      extensions: trees(handshake, 'Extension: ').map(dissectedExtension),
    },
  };
}

function dissectedExtension(extension: Tree): Reading {
  const type = number(extension, 'dtls.handshake.extension.type');
  return {
    type,
    length: number(extension, 'dtls.handshake.extension.len'),
    ...dissectedExtensionData(type, extension),
  };
}

function dissectedExtensionData(type: number, extension: Tree): Reading {
  switch (type) {
    case 0:
      return {
        names: [
          {
            type: number(extension, 'dtls.handshake.extensions_server_name_type'),
            name: value(extension, 'dtls.handshake.extensions_server_name'),
          },
        ],
      };
    case 10:
      return { groups: numbers(extension, 'dtls.handshake.extensions_supported_group') };
    case 13:
      return { schemes: numbers(extension, 'dtls.handshake.sig_hash_alg') };
    case 43:
      return { versions: numbers(extension, 'dtls.handshake.extensions.supported_version') };
    case 51:
      return { shares: dissectedShares(extension) };
    default:
      return {};
  }
}

function dissectedShares(extension: Tree): Reading[] {
  const name = 'dtls.handshake.extensions_key_share';
  const keys = values(extension, `${name}_key_exchange`);
  const lengths = numbers(extension, `${name}_key_exchange_length`);
  return numbers(extension, `${name}_group`).map((group, index) => ({
    group,
    length: lengths[index],
    keyExchange: keys[index]?.replaceAll(':', ''),
  }));
}
