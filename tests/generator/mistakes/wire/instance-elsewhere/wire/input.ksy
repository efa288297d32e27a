meta:
  id: input
  endian: be
  imports:
    - other
doc: D.
doc-ref: R
seq:
  - id: a
    type: other
instances:
  x:
    value: a.broken
           # expect: Other.broken: "m" may be absent here: test its condition first
  y:
    value: a.nothing
