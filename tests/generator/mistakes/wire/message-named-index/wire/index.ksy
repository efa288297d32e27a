meta: { id: index, endian: be }
            # expect: generated/p/wire/index.ts is written by wirechart itself already: choose another id
doc: D.
doc-ref: R
seq: [{ id: x, type: u1 }]
