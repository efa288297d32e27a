meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
        # expect: "a" may take no bytes: whether it is there could not be told
    size-eos: true
    if: not _io.eof
