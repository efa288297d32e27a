meta:
  id: input
  endian: be
doc: D.
doc-ref: R
params:
  - id: w
    type: u1
seq:
  - id: a
    size: w
instances:
  x:
  # expect: instance "x" needs param "w", which a value does not have
    value: w + 1
