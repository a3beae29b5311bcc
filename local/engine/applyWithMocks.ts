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
 * @throws the first error of the program or of a resource. What goes wrong because of it is told to nobody.
 */
export async function applyWithMocks(run: ProgramRun): Promise<Record<string, unknown>> {
  // A resource that fails rejects a promise that nobody holds: it is collected here, or it would end the process.
  let collect: (reason: unknown) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => (collect = reject));
  lost.catch(() => undefined);
  const { mocks, abandon } = abandonable(run.mocks);
  process.prependListener("unhandledRejection", collect);
  try {
    await pulumi.runtime.setMocks(mocks, run.project, run.stack, false);
    pulumi.runtime.setAllConfig({ ...run.config }, [...run.secretKeys]);
    const exported = await run.program();
    // What waits for a resource that has failed may wait for ever, and the SDK with it.
    await Promise.race([lost, settled()]);
    return (await valueOf(pulumi.output(exported))) as Record<string, unknown>;
  } catch (error) {
    abandon();
    // Whatever waits for what has failed fails in turn, in the SDK, before it comes to rest.
    for (let turn = 0; turn < TURNS_TO_REST; turn += 1) await nextTurn();
    throw error;
  } finally {
    process.removeListener("unhandledRejection", collect);
  }
}

/** Turns of the event loop after which nothing of the SDK moves any more, where no mock answers it. */
const TURNS_TO_REST = 100;

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Mocks that can be told to say nothing more: what comes after a failure would only hide it. */
function abandonable(mocks: pulumi.runtime.Mocks): { mocks: pulumi.runtime.Mocks; abandon: () => void } {
  let abandoned = false;
  const never = new Promise<never>(() => undefined);
  async function unlessAbandoned<T>(answer: () => T | Promise<T>): Promise<T> {
    if (abandoned) return never;
    try {
      const value = await answer();
      return abandoned ? await never : value;
    } catch (error) {
      if (abandoned) return never;
      throw error;
    }
  }
  return {
    abandon: () => void (abandoned = true),
    mocks: {
      newResource: (args) => unlessAbandoned(() => mocks.newResource(args)),
      call: (args) => unlessAbandoned(() => mocks.call(args)),
    },
  };
}

async function settled(): Promise<void> {
  await pulumi.runtime.disconnect();
  await nextTurn();
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  // `promise()` rejects where `apply` would never be called.
  return (output as unknown as { promise(): Promise<T> }).promise();
}
