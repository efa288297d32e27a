meta:
  id: finished
  title: Finished
-orig-id: Finished
doc: A MAC over the transcript that confirms the keys.
doc-ref: RFC 9846 section 4.5.3
seq:
  - id: verify_data
    size-eos: true
    doc: As long as a digest of the connection's hash.
