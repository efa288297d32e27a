meta:
  id: input
  endian: be
  imports:
    - inptu
      # expect: there is no file "spec/p/wire/inptu.ksy" to import (did you mean "input"?)
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
