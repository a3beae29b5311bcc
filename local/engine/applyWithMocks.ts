/**
 * Applies the stack without the Pulumi CLI: the program runs on the SDK's own mock monitor, whose mocks hand every
 * resource to the local providers. There is no state and no preview: it is for a local cloud that starts empty.
 */
import * as pulumi from "@pulumi/pulumi";

export interface ProgramRun {
  readonly project: string;
  readonly stack: string;
  /** Flat configuration, as the engine would hand it over: `okta:httpProxy` → value, objects as JSON. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  readonly mocks: pulumi.runtime.Mocks;
  /** Loads the program and gives its exports. */
  readonly program: () => Promise<object>;
}

/**
 * Runs the program once and resolves with its outputs as plain values.
 *
 * @throws the first error of the program or of a resource.
 */
export async function applyWithMocks(run: ProgramRun): Promise<Record<string, unknown>> {
  // A resource that fails rejects a promise that nobody holds: it is collected here, or it would end the process.
  let collect: (reason: unknown) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => (collect = reject));
  lost.catch(() => undefined);
  process.prependListener("unhandledRejection", collect);
  try {
    await pulumi.runtime.setMocks(run.mocks, run.project, run.stack, false);
    pulumi.runtime.setAllConfig({ ...run.config }, [...run.secretKeys]);
    const exported = await run.program();
    // What waits for a resource that has failed may wait for ever, and the SDK with it.
    await Promise.race([lost, settled()]);
    return (await valueOf(pulumi.output(exported))) as Record<string, unknown>;
  } finally {
    process.removeListener("unhandledRejection", collect);
  }
}

async function settled(): Promise<void> {
  await pulumi.runtime.disconnect();
  await new Promise((resolve) => setImmediate(resolve));
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  // `promise()` rejects where `apply` would never be called.
  return (output as unknown as { promise(): Promise<T> }).promise();
}
