meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    size: _parent.len
          # expect: _parent is not supported: pass the value as a param
  - id: b
    size: _root.len
          # expect: _root is not supported: pass the value as a param
