meta:
  id: other
doc: D.
doc-ref: R
seq:
  - id: n
    type: u1
    enum: shade
  - id: m
    type: u1
    if: n == shade::dark
enums:
  shade:
    1: dark
instances:
  broken:
    value: m + 1
           # expect: "m" may be absent here: test its condition first
