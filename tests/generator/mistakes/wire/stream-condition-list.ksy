meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: many
        # expect: each element of "many" extends to the end of the stream: the list could have only one element
    type: open
    repeat: eos
types:
  open:
    doc: D.
    doc-ref: R
    seq:
      - { id: first, type: u1 }
      - id: more
        type: u1
        if: not _io.eof
