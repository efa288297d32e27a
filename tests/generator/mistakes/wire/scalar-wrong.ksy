meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: big
types:
  big:
  # expect: a -wc-scalar type consists of plain u1, u2 and u4 fields with 53 bits at most
    doc: D.
    doc-ref: R
    -wc-scalar: true
    seq:
      - id: high
        type: u4
      - id: low
        type: u4
