meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
        # expect: "a" depends on the end of the stream, which only the last field may
    type: u1
    if: not _io.eof
  - id: b
    type: u1
    if: not _io.eof
