meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    size: 4
    process: zlib
    # expect: Kaitai's key "process" is not supported
    terminator: 0
    # expect: Kaitai's key "terminator" is not supported
