meta: { id: building_blocks, endian: be }
            # expect: generated/p/arbitraries/building-blocks.ts is written by wirechart itself already: choose another id
doc: D.
doc-ref: R
seq: [{ id: x, type: u1 }]
