meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: node
types:
  node:
    doc: D.
    doc-ref: R
    seq:
      - id: n
        type: u1
      - id: child
        type: node
              # expect: types contain each other without bound (node > node): input could nest without limit
        if: n != 0
