meta: { id: constants }
            # expect: generated/p/registries/constants.ts is written by wirechart itself already: choose another id
doc: D.
doc-ref: R
-wc-source: S
-wc-date: 2026-01-01
enums: { constants: { 1: a } }
