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
  # expect: instance "b" has no value: instances elsewhere in the stream are not supported
    pos: 4
    # expect: Kaitai's key "pos" is not supported
    type: u1
    # expect: instance "b" has no key "type" here
