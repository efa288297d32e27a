meta: { id: index }
            # expect: generated/p/registries/index.ts is written by wirechart itself already: choose another id
doc: D.
doc-ref: R
-wc-source: S
-wc-date: 2026-01-01
enums: { index: { 1: a } }
