import {
  Alert,
  ClientHello,
  ClientHelloExtension,
  DtlsPlaintext,
  Handshake,
  HELLO_RETRY_REQUEST_RANDOM,
  HelloRetryRequest,
  HelloRetryRequestExtension,
  ServerHello,
  ServerHelloExtension,
} from 'wirechart/dtls13/wire';
import { decodeAll, Reader } from 'wirechart/runtime';
import { isHelloRetryRequest } from './hello-retry.ts';

/** The fields of an unprotected record, as numbers and hexadecimal digits, for the comparison of two readings. */
export type Reading = Readonly<Record<string, unknown>>;

const ALERT = 21;
const CLIENT_HELLO = 1;

/** First byte of a protected record: 001xxxxx; RFC 9147 section 4. */
const isProtected = (first: number | undefined): boolean => ((first ?? 0) & 0xe0) === 0x20;
const digits = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Reads what one side sends before there are keys, with the generated codecs. */
export class PlaintextReading {
  /** Bodies of fragmented messages, by message_seq. */
  readonly #partial = new Map<number, Uint8Array>();
  readonly #read = new Set<number>();

  /**
   * The unprotected records at the start of a datagram. A fragmented hello is read at the end of its last fragment, and only
   * the first time it is sent, as tshark does it.
   */
  read(datagram: Uint8Array): Reading[] {
    const readings: Reading[] = [];
    const reader = new Reader(datagram);
    while (reader.remaining > 0 && !isProtected(datagram[reader.position])) {
      const { type, legacyRecordVersion, sequenceNumber, fragment } = DtlsPlaintext.decode(reader);
      // The codec accepts no other epoch.
      const record = { type, version: legacyRecordVersion, epoch: 0, sequenceNumber, length: fragment.length };
      readings.push({ ...record, content: type === ALERT ? readAlert(fragment) : this.#handshake(fragment) });
    }
    return readings;
  }

  #handshake(bytes: Uint8Array): Reading {
    const { msgType, length, messageSeq, fragmentOffset, fragment } = decodeAll(Handshake, bytes);
    const header = { msgType, length, messageSeq, fragmentOffset, fragmentLength: fragment.length };
    if (fragment.length === length) return { ...header, hello: readHello(msgType, fragment) };
    const body = this.#partial.get(messageSeq) ?? new Uint8Array(length);
    body.set(fragment, fragmentOffset);
    this.#partial.set(messageSeq, body);
    if (fragmentOffset + fragment.length < length || this.#read.has(messageSeq)) return header;
    this.#read.add(messageSeq);
    return { ...header, hello: readHello(msgType, body) };
  }
}

function readHello(msgType: number, body: Uint8Array): Reading {
  return msgType === CLIENT_HELLO ? readClientHello(body) : readServerHello(body);
}

function readAlert(fragment: Uint8Array): Reading {
  const { level, description } = decodeAll(Alert, fragment);
  return { level, description };
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
    case 'signature_algorithms_cert':
    case 'delegated_credential':
      return { schemes: extension.extensionData.supportedSignatureAlgorithms };
    case 'use_srtp': {
      const { srtpProtectionProfiles, srtpMki } = extension.extensionData;
      return { profiles: srtpProtectionProfiles, mkiLength: srtpMki.length };
    }
    case 'application_layer_protocol_negotiation':
      return { protocols: extension.extensionData.protocolNameList.map(({ name }) => new TextDecoder().decode(name)) };
    case 'record_size_limit':
      return { limit: extension.extensionData.recordSizeLimit };
    case 'ec_point_formats':
      return { formats: extension.extensionData.ecPointFormatList };
    case 'psk_key_exchange_modes':
      return { modes: extension.extensionData.keModes };
    case 'renegotiation_info':
      return { verifyDataLength: extension.extensionData.renegotiatedConnection.length };
    case 'supported_versions':
      return { versions: extension.extensionData.versions };
    case 'cookie':
      return { cookie: digits(extension.extensionData.cookie) };
    case 'key_share':
      return { shares: extension.extensionData.clientShares.map(readShare) };
    default:
      return {};
  }
}

/** A ServerHello or a HelloRetryRequest, which share a message type. */
function readServerHello(body: Uint8Array): Reading {
  if (isHelloRetryRequest(body)) return readHelloRetryRequest(body);
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

function readHelloRetryRequest(body: Uint8Array): Reading {
  const request = decodeAll(HelloRetryRequest, body);
  return {
    version: request.legacyVersion,
    random: digits(HELLO_RETRY_REQUEST_RANDOM),
    sessionIdLength: request.legacySessionIdEcho.length,
    cipherSuites: [request.cipherSuite],
    extensions: request.extensions.map((extension) => ({
      type: HelloRetryRequestExtension.extensionType(extension),
      length: HelloRetryRequestExtension.size(extension) - 4,
      ...readRetryExtension(extension),
    })),
  };
}

function readRetryExtension(extension: HelloRetryRequestExtension): Reading {
  switch (extension.kind) {
    case 'supported_versions':
      return { versions: [extension.extensionData.selectedVersion] };
    case 'cookie':
      return { cookie: digits(extension.extensionData.cookie) };
    // key_share is left out: tshark 4.0 reads it as that of a ServerHello and expects a key after the group.
    default:
      return {};
  }
}

function readShare({ group, keyExchange }: { group: number; keyExchange: Uint8Array }): Reading {
  return { group, length: keyExchange.length, keyExchange: digits(keyExchange) };
}
