meta:
  id: encrypted_extensions
  title: EncryptedExtensions
  endian: be
  imports:
    - encrypted_extension
-orig-id: EncryptedExtensions
doc: Answers to the client's extensions that need not stand in the ServerHello.
doc-ref: RFC 9846 section 4.4.1
seq:
  - id: len_extensions
    type: u2
  - id: extensions
    size: len_extensions
    type: encrypted_extension_list
    -wc-unique-by: extension_type
types:
  encrypted_extension_list:
    doc: The extensions of EncryptedExtensions, each type at most once.
    doc-ref: RFC 9846 section 4.3
    -wc-inline: true
    seq:
      - id: items
        type: encrypted_extension
        repeat: eos
