#!/usr/bin/env node
/** The `access` command: asks the access file who may do what, checks it, and runs it on a local cloud. */
import { oldNode } from "./oldNode";

function main(): void {
  const complaint = oldNode(process.versions.node);
  if (complaint !== undefined) {
    process.stderr.write(`${complaint}\n`);
    process.exitCode = 2;
    return;
  }
  // Loaded here: an old Node.js may stumble over anything of it.
  const { run } = require("./run") as typeof import("./run");
  const { paintFor, wantsColours } = require("./io") as typeof import("./io");
  // Who reads only the beginning, as `head` does, has what they wanted.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  const { columns } = process.stdout;
  void run(process.argv.slice(2), {
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
    paint: paintFor(wantsColours(process.stdout, process.env)),
    ...(columns === undefined ? {} : { columns }),
  }).then((status) => {
    // Not `process.exit`: what was written to a pipe is to arrive.
    process.exitCode = status;
  });
}

main();
