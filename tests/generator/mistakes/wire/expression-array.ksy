meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    size: 2
instances:
  x:
    value: a == [1, 300]
                # expect: an array must hold bytes (0 to 255)
