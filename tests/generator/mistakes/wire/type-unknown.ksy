meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: entri
          # expect: there is no type "entri" (did you mean "entry"?)
types:
  entry:
    doc: D.
    doc-ref: R
    seq:
      - id: b
        type: u1
