meta:
  id: encrypted_extensions
  title: EncryptedExtensions
  endian: be
  imports:
    - encrypted_extension
-orig-id: EncryptedExtensions
doc: Responses to client extensions that are not needed to establish the keys.
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
