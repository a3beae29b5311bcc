/**
 * Root hooks that fail a test where it would pass by accident: a promise whose rejection nobody handles (an assertion in an
 * `apply` that nobody awaits, a mock that throws), in the test itself or in what its resources still do when it ends. And
 * they keep back what is of no use on the page of results.
 */
import type { RootHookObject } from "mocha";

// What the AWS SDK says of a Node.js that it will not know next year stands in no test's output.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const lost: unknown[] = [];

// First in line: mocha's own listener would end the run instead of failing the test.
process.prependListener("unhandledRejection", (reason) => void lost.push(reason));

/** What programs under test tell their reader is no news to whoever runs the tests. */
for (const name of ["log", "warn"] as const) {
  const print = console[name].bind(console);
  console[name] = (...texts: unknown[]) => {
    if (!/^(info|warning): \[runtime\] /.test(String(texts[0]))) print(...texts);
  };
}

/**
 * The SDK's own `waitForRPCs`, if a test of this process has loaded the SDK: loading it takes most of a second, which
 * tests of plain code shall not pay.
 */
function waitForResources(): Promise<void> {
  const settings = require.cache[require.resolve("@pulumi/pulumi/runtime/settings")];
  const { waitForRPCs } = (settings?.exports ?? {}) as { waitForRPCs?: () => Promise<void> };
  return waitForRPCs?.() ?? Promise.resolve();
}

/** Waits until nothing is under way, then throws the first of the lost rejections. */
export async function assertNothingLost(): Promise<void> {
  await waitForResources();
  await new Promise((resolve) => setImmediate(resolve));
  const [first] = lost.splice(0);
  if (first !== undefined) throw first;
}

export const mochaHooks: RootHookObject = { afterEach: assertNothingLost };
