meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
instances:
  b:
    value: c + 1
           # expect: instance "c" depends on itself
  c:
    value: b + 1
