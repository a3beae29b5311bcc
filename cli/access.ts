#!/usr/bin/env node
/** The `access` command: asks the access file who may do what, and checks it. */
import { run } from "./run";

void run(process.argv.slice(2), {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
}).then((status) => {
  // Not `process.exit`: what was written to a pipe is to arrive.
  process.exitCode = status;
});
