import { HELLO_RETRY_REQUEST_RANDOM } from 'wirechart/dtls13/wire';
import { hex, number, numbers, type Tree, trees, value, values } from './dissection.ts';
import type { Reading } from './plaintext-reading.ts';

const KEY_SHARE = 51;

/** What tshark reads in an unprotected record, from its field tree, in the terms of `PlaintextReading`. */
export function readDissection(record: Tree): Reading {
  const [alert] = trees(record, 'dtls.alert_message');
  const [handshake] = trees(record, 'dtls.handshake');
  return {
    type: number(record, 'dtls.record.content_type'),
    version: number(record, 'dtls.record.version'),
    epoch: number(record, 'dtls.record.epoch'),
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
  const isFragment = header.fragmentLength < header.length;
  if (isFragment && values(handshake, 'dtls.handshake.random').length === 0) return header;
  const random = hex(handshake, 'dtls.handshake.random');
  const isRetry = random === Buffer.from(HELLO_RETRY_REQUEST_RANDOM).toString('hex');
  const isClient = header.msgType === 1;
  return {
    ...header,
    hello: {
      version: number(handshake, 'dtls.handshake.version'),
      random,
      sessionIdLength: number(handshake, 'dtls.handshake.session_id_length'),
      ...(isClient ? { cookieLength: number(handshake, 'dtls.handshake.cookie_length') } : {}),
      cipherSuites: numbers(handshake, 'dtls.handshake.ciphersuite'),
      ...(isClient ? { compressionMethods: numbers(handshake, 'dtls.handshake.comp_method') } : {}),
      extensions: trees(handshake, 'Extension: ').map((tree) => dissectedExtension(tree, isRetry)),
    },
  };
}

function dissectedExtension(extension: Tree, isRetry: boolean): Reading {
  const type = number(extension, 'dtls.handshake.extension.type');
  return {
    type,
    length: number(extension, 'dtls.handshake.extension.len'),
    ...(isRetry && type === KEY_SHARE ? {} : dissectedExtensionData(type, extension)),
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
    case 11:
      return { formats: numbers(extension, 'dtls.handshake.extensions_ec_point_format') };
    case 45:
      return { modes: numbers(extension, 'dtls.extension.psk_ke_mode') };
    case 0xff01:
      return { verifyDataLength: number(extension, 'dtls.handshake.extensions_reneg_info_len') };
    case 34:
    case 13:
    case 50:
      return { schemes: numbers(extension, 'dtls.handshake.sig_hash_alg') };
    case 14:
      return {
        profiles: numbers(extension, 'dtls.use_srtp.protection_profile'),
        mkiLength: number(extension, 'dtls.use_srtp.mki_length'),
      };
    case 16:
      return { protocols: values(extension, 'dtls.handshake.extensions_alpn_str') };
    case 28:
      return { limit: number(extension, 'dtls.record_size_limit') };
    case 43:
      return { versions: numbers(extension, 'dtls.handshake.extensions.supported_version') };
    case 44:
      return { cookie: hex(extension, 'dtls.handshake.extensions.cookie') };
    case KEY_SHARE:
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
