#!/usr/bin/env node
import { runProgram } from '../terminal/run-program.ts';
import { createProgram } from './program.ts';

await runProgram(createProgram());
