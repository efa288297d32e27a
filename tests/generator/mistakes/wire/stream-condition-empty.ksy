meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
        # expect: "a" may take no bytes: its presence cannot be determined
    size-eos: true
    if: not _io.eof
