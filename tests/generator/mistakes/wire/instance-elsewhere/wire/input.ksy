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
           # expect: Other.broken: "m" may be absent here: ask for it with a condition first
  y:
    value: a.nothing
