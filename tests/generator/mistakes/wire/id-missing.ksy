meta:
# expect: meta/id is missing: it must be "input"
  endian: be
doc: D.
doc-ref: R
seq: []
