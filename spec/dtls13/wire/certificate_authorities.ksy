meta:
  id: certificate_authorities
  title: CertificateAuthoritiesExtension
  endian: be
-orig-id: CertificateAuthoritiesExtension
doc: Distinguished names of acceptable certificate authorities.
doc-ref: RFC 9846 section 4.3.4
seq:
  - id: len_authorities
    type: u2
    valid:
      min: 3
  - id: authorities
    size: len_authorities
    type: distinguished_names
types:
  distinguished_names:
    doc: The names.
    doc-ref: RFC 9846 section 4.3.4
    -wc-inline: true
    seq:
      - id: items
        type: distinguished_name
        repeat: eos
  distinguished_name:
    -orig-id: DistinguishedName
    doc: One X.501 name.
    doc-ref: RFC 9846 section 4.3.4
    seq:
      - id: len_name
        type: u2
        valid:
          min: 1
      - id: name
        size: len_name
        doc: In DER. A view into the message.
