meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
    -wc-unique-by: x
                   # expect: -wc-unique-by belongs to a list of a user type
  - id: b
    type: part
    repeat: expr
    repeat-expr: 3
    -wc-unique-by: dat
                   # expect: there is no field of Part "dat" (did you mean "data"?)
  - id: c
    type: part
    repeat: expr
    repeat-expr: 3
    -wc-unique-by: data
                   # expect: -wc-unique-by needs a number that every element shows, "data" is none
types:
  part:
    doc: D.
    doc-ref: R
    seq:
      - id: data
        size: 2
