/**
 * The SDK of the engine, which takes longer to load than all the rest: best done while the org is answering, and without what only
 * other programs need of it.
 */
import type * as Recorder from "../../local/engine/recordProgram";

/** It drives the CLI, and reads functions to move them elsewhere: half of the time to load, and nothing that a stack of ours calls. */
const LEFT_OUT = ["@pulumi/pulumi/automation/index.js", "@pulumi/pulumi/runtime/closure/serializeClosure.js"];

/** What records a program, and what declares a stack. */
export function engineSdk() {
  leaveOut();
  const { runProgram } = require("../../local/engine/recordProgram") as typeof Recorder;
  // By the face of the room, which the built command finds beside it.
  const { declareStack } = require("../../components") as typeof import("../../components");
  return { runProgram, declareStack };
}

/** Where the SDK is loaded already, all of it stays. */
function leaveOut(): void {
  if (require.cache[require.resolve("@pulumi/pulumi")] !== undefined) return;
  for (const name of LEFT_OUT) {
    const filename = require.resolve(name);
    const module = Object.assign(Object.create(null), {
      id: filename,
      filename,
      loaded: true,
      exports: {},
      children: [],
      paths: [],
    });
    require.cache[filename] ??= module as NodeJS.Module;
  }
}
