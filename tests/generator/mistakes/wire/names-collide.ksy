meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: part
types:
  part:
    doc: D.
    doc-ref: R
    seq:
      - id: b
        type: u1
  reader:
  # expect: the name Reader is needed by generated code: choose another id
    doc: D.
    doc-ref: R
    seq:
      - id: b
        type: u1
  input:
  # expect: the name Input is taken by spec/p/wire/input.ksy: choose another id
    doc: D.
    doc-ref: R
    seq:
      - id: b
        type: u1
