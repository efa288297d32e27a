meta:
  id: extension_type
  title: Types of handshake message extensions
doc: |
  Types of handshake message extensions. Attributes: the messages that
  may contain it, of CH (ClientHello), SH (ServerHello), HRR (HelloRetryRequest),
  EE (EncryptedExtensions), CR (CertificateRequest), CT (Certificate) and NST
  (NewSessionTicket), for the extensions that the RFC lists.
doc-ref: RFC 9846 section 4.3
-wc-source: IANA "TLS ExtensionType Values"
-wc-date: 2026-11-21
enums:
  extension_type:
    0x0000:
      id: server_name
      doc-ref: RFC 6066 section 3
      -wc-attributes:
        messages: CH EE CR
    0x0001:
      id: max_fragment_length
      doc-ref: RFC 6066 section 4
    0x0002:
      id: client_certificate_url
      doc-ref: RFC 6066 section 5
    0x0003:
      id: trusted_ca_keys
      doc-ref: RFC 6066 section 6
    0x0004:
      id: truncated_hmac
      doc-ref: RFC 6066 section 7
    0x0005:
      id: status_request
      doc-ref: RFC 6066 section 8
      -wc-attributes:
        messages: CH CR CT
    0x0006:
      id: user_mapping
      doc-ref: RFC 4681 section 2
    0x0007:
      id: client_authz
      doc-ref: RFC 5878 section 2
    0x0008:
      id: server_authz
      doc-ref: RFC 5878 section 2
    0x0009:
      id: cert_type
      doc-ref: RFC 6091 section 3
    0x000a:
      id: supported_groups
      doc-ref: RFC 9846 section 4.3.7
      -wc-attributes:
        messages: CH EE
    0x000b:
      id: ec_point_formats
      doc-ref: RFC 8422 section 5.1.2
    0x000c:
      id: srp
      doc-ref: RFC 5054 section 2.8.1
    0x000d:
      id: signature_algorithms
      doc-ref: RFC 9846 section 4.3.3
      -wc-attributes:
        messages: CH CR
    0x000e:
      id: use_srtp
      doc-ref: RFC 5764 section 4.1
      -wc-attributes:
        messages: CH EE
    0x000f:
      id: heartbeat
      doc-ref: RFC 6520 section 2
      -wc-attributes:
        messages: CH EE
    0x0010:
      id: application_layer_protocol_negotiation
      doc-ref: RFC 7301 section 3.1
      -wc-attributes:
        messages: CH EE
    0x0011:
      id: status_request_v2
      doc-ref: RFC 6961 section 2.2
    0x0012:
      id: signed_certificate_timestamp
      doc-ref: RFC 6962 section 3.3.1
      -wc-attributes:
        messages: CH CR CT
    0x0013:
      id: client_certificate_type
      doc-ref: RFC 7250 section 3
      -wc-attributes:
        messages: CH EE
    0x0014:
      id: server_certificate_type
      doc-ref: RFC 7250 section 3
      -wc-attributes:
        messages: CH EE
    0x0015:
      id: padding
      doc-ref: RFC 7685 section 3
      -wc-attributes:
        messages: CH
    0x0016:
      id: encrypt_then_mac
      doc-ref: RFC 7366 section 2
    0x0017:
      id: extended_master_secret
      doc-ref: RFC 7627 section 5.1
    0x0018:
      id: token_binding
      doc-ref: RFC 8472 section 2
    0x0019:
      id: cached_info
      doc-ref: RFC 7924
    0x001b:
      id: compress_certificate
      doc-ref: RFC 8879 section 3
      -wc-attributes:
        messages: CH CR
    0x001c:
      id: record_size_limit
      doc-ref: RFC 8449 section 4
      -wc-attributes:
        messages: CH EE
    0x001d:
      id: pwd_protect
      doc-ref: RFC 8492
    0x001e:
      id: pwd_clear
      doc-ref: RFC 8492
    0x001f:
      id: password_salt
      doc-ref: RFC 8492
    0x0020:
      id: ticket_pinning
      doc-ref: RFC 8672
    0x0021:
      id: tls_cert_with_extern_psk
      doc-ref: RFC 8773
    0x0022:
      id: delegated_credential
      doc-ref: RFC 9345 section 4.1.1
      -wc-attributes:
        messages: CH CR CT
    0x0023:
      id: session_ticket
      doc-ref: RFC 5077 section 3.2
    0x0027:
      id: supported_ekt_ciphers
      doc-ref: RFC 8870
      -wc-attributes:
        messages: CH EE
    0x0029:
      id: pre_shared_key
      doc-ref: RFC 9846 section 4.3.11
      -wc-attributes:
        messages: CH SH
    0x002a:
      id: early_data
      doc-ref: RFC 9846 section 4.3.10
      -wc-attributes:
        messages: CH EE NST
    0x002b:
      id: supported_versions
      doc-ref: RFC 9846 section 4.3.1
      -wc-attributes:
        messages: CH SH HRR
    0x002c:
      id: cookie
      doc-ref: RFC 9846 section 4.3.2
      -wc-attributes:
        messages: CH HRR
    0x002d:
      id: psk_key_exchange_modes
      doc-ref: RFC 9846 section 4.3.9
      -wc-attributes:
        messages: CH
    0x002f:
      id: certificate_authorities
      doc-ref: RFC 9846 section 4.3.4
      -wc-attributes:
        messages: CH CR
    0x0030:
      id: oid_filters
      doc-ref: RFC 9846 section 4.3.5
      -wc-attributes:
        messages: CR
    0x0031:
      id: post_handshake_auth
      doc-ref: RFC 9846 section 4.3.6
      -wc-attributes:
        messages: CH
    0x0032:
      id: signature_algorithms_cert
      doc-ref: RFC 9846 section 4.3.3
      -wc-attributes:
        messages: CH CR
    0x0033:
      id: key_share
      doc-ref: RFC 9846 section 4.3.8
      -wc-attributes:
        messages: CH SH HRR
    0x0034:
      id: transparency_info
      doc-ref: RFC 9162 section 6.5
      -wc-attributes:
        messages: CH CR CT
    0x0035:
      id: connection_id_deprecated
      doc-ref: RFC 9146
    0x0036:
      id: connection_id
      doc-ref: RFC 9146 section 3
      -wc-attributes:
        messages: CH SH
    0x0037:
      id: external_id_hash
      doc-ref: RFC 8844 section 3.2
      -wc-attributes:
        messages: CH EE
    0x0038:
      id: external_session_id
      doc-ref: RFC 8844 section 4.3
      -wc-attributes:
        messages: CH EE
    0x0039:
      id: quic_transport_parameters
      doc-ref: RFC 9001 section 8.2
      -wc-attributes:
        messages: CH EE
    0x003a:
      id: ticket_request
      doc-ref: RFC 9149 section 3
      -wc-attributes:
        messages: CH EE
    0x003b:
      id: dnssec_chain
      doc-ref: RFC 9102
    0x003d:
      id: rrc
      doc-ref: RFC 9853 section 3
      -wc-attributes:
        messages: CH SH
    0xfd00:
      id: ech_outer_extensions
      doc-ref: RFC 9849 section 5.1
      -wc-attributes:
        messages: CH
    0xfe0d:
      id: encrypted_client_hello
      doc-ref: RFC 9849 section 5
      -wc-attributes:
        messages: CH HRR EE
    0xff01:
      id: renegotiation_info
      doc-ref: RFC 5746 section 3.2
