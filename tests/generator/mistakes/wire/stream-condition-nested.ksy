meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: open
  - id: b
        # expect: "b" is unreachable: "a" extends to the end of the stream
    type: u1
types:
  open:
    doc: D.
    doc-ref: R
    seq:
      - { id: first, type: u1 }
      - id: more
        type: u1
        if: not _io.eof
