meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: f
    type: b1
  - id: g
    type: b7
  - id: a
    type: u1
    if: f
instances:
  double:
    value: a * 2
           # expect: "a" may be absent here: test its condition first
