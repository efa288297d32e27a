// Code generated from spec/dtls13/wire/client_hello_extension.ksy. DO NOT EDIT.
import fc from 'fast-check';
import { ExtensionType } from '../registries/extension-type.ts';
import type { ClientHelloExtension } from '../wire/client-hello-extension.ts';
import { make } from './building-blocks.ts';
import { arbitraryCertificateAuthorities } from './certificate-authorities.ts';
import { arbitraryCertificateCompressionAlgorithms } from './certificate-compression-algorithms.ts';
import { arbitraryCertificateStatusRequest } from './certificate-status-request.ts';
import { arbitraryConnectionId } from './connection-id.ts';
import { arbitraryCookie } from './cookie.ts';
import { arbitraryEcPointFormatList } from './ec-point-format-list.ts';
import { arbitraryKeyShareClientHello } from './key-share-client-hello.ts';
import { arbitraryNamedGroupList } from './named-group-list.ts';
import { arbitraryOfferedPsks } from './offered-psks.ts';
import { arbitraryPadding } from './padding.ts';
import { arbitraryProtocolNameList } from './protocol-name-list.ts';
import { arbitraryPskKeyExchangeModes } from './psk-key-exchange-modes.ts';
import { arbitraryRecordSizeLimit } from './record-size-limit.ts';
import { arbitraryRenegotiationInfo } from './renegotiation-info.ts';
import { arbitraryServerNameList } from './server-name-list.ts';
import { arbitrarySessionTicket } from './session-ticket.ts';
import { arbitrarySignatureSchemeList } from './signature-scheme-list.ts';
import { arbitrarySupportedVersionsList } from './supported-versions-list.ts';
import { arbitraryUseSrtpData } from './use-srtp-data.ts';

/** Valid values. */
export function arbitraryClientHelloExtension(): fc.Arbitrary<ClientHelloExtension> {
  const listed: readonly number[] = [
    ExtensionType.server_name,
    ExtensionType.status_request,
    ExtensionType.supported_groups,
    ExtensionType.ec_point_formats,
    ExtensionType.signature_algorithms,
    ExtensionType.use_srtp,
    ExtensionType.application_layer_protocol_negotiation,
    ExtensionType.signed_certificate_timestamp,
    ExtensionType.padding,
    ExtensionType.encrypt_then_mac,
    ExtensionType.extended_master_secret,
    ExtensionType.compress_certificate,
    ExtensionType.record_size_limit,
    ExtensionType.delegated_credential,
    ExtensionType.session_ticket,
    ExtensionType.pre_shared_key,
    ExtensionType.early_data,
    ExtensionType.supported_versions,
    ExtensionType.cookie,
    ExtensionType.psk_key_exchange_modes,
    ExtensionType.certificate_authorities,
    ExtensionType.post_handshake_auth,
    ExtensionType.signature_algorithms_cert,
    ExtensionType.key_share,
    ExtensionType.connection_id,
    ExtensionType.rrc,
    ExtensionType.renegotiation_info,
  ];
  return fc.oneof(
    make.record({ kind: fc.constant('server_name'), extensionData: arbitraryServerNameList() }),
    make.record({ kind: fc.constant('status_request'), extensionData: arbitraryCertificateStatusRequest() }),
    make.record({ kind: fc.constant('supported_groups'), extensionData: arbitraryNamedGroupList() }),
    make.record({ kind: fc.constant('ec_point_formats'), extensionData: arbitraryEcPointFormatList() }),
    make.record({ kind: fc.constant('signature_algorithms'), extensionData: arbitrarySignatureSchemeList() }),
    make.record({ kind: fc.constant('use_srtp'), extensionData: arbitraryUseSrtpData() }),
    make.record({
      kind: fc.constant('application_layer_protocol_negotiation'),
      extensionData: arbitraryProtocolNameList(),
    }),
    make.record({ kind: fc.constant('signed_certificate_timestamp') }),
    make.record({ kind: fc.constant('padding'), extensionData: arbitraryPadding() }),
    make.record({ kind: fc.constant('encrypt_then_mac') }),
    make.record({ kind: fc.constant('extended_master_secret') }),
    make.record({
      kind: fc.constant('compress_certificate'),
      extensionData: arbitraryCertificateCompressionAlgorithms(),
    }),
    make.record({ kind: fc.constant('record_size_limit'), extensionData: arbitraryRecordSizeLimit() }),
    make.record({ kind: fc.constant('delegated_credential'), extensionData: arbitrarySignatureSchemeList() }),
    make.record({ kind: fc.constant('session_ticket'), extensionData: arbitrarySessionTicket() }),
    make.record({ kind: fc.constant('pre_shared_key'), extensionData: arbitraryOfferedPsks() }),
    make.record({ kind: fc.constant('early_data') }),
    make.record({ kind: fc.constant('supported_versions'), extensionData: arbitrarySupportedVersionsList() }),
    make.record({ kind: fc.constant('cookie'), extensionData: arbitraryCookie() }),
    make.record({ kind: fc.constant('psk_key_exchange_modes'), extensionData: arbitraryPskKeyExchangeModes() }),
    make.record({ kind: fc.constant('certificate_authorities'), extensionData: arbitraryCertificateAuthorities() }),
    make.record({ kind: fc.constant('post_handshake_auth') }),
    make.record({ kind: fc.constant('signature_algorithms_cert'), extensionData: arbitrarySignatureSchemeList() }),
    make.record({ kind: fc.constant('key_share'), extensionData: arbitraryKeyShareClientHello() }),
    make.record({ kind: fc.constant('connection_id'), extensionData: arbitraryConnectionId() }),
    make.record({ kind: fc.constant('rrc') }),
    make.record({ kind: fc.constant('renegotiation_info'), extensionData: arbitraryRenegotiationInfo() }),
    make.record({
      kind: fc.constant('unknown'),
      extensionType: make.codePoints(ExtensionType, 65535, listed),
      extensionData: make.bytes(0, 300),
    }),
  );
}
