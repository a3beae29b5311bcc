/** Applies the stack to the local cloud with the real Pulumi CLI. */
import type { Engine } from "./findEngine";
import { createStack, pulumi, stackOutputs, type CliOptions } from "./pulumiCli";
import { createWorkspace, writeStackFile } from "./workspace";

export interface CliApply {
  readonly engine: Engine;
  /** The product's folder. */
  readonly product: string;
  /** The folder of the workspace, below the product's; emptied first, for the cloud is empty too. */
  readonly folder: string;
  readonly stack: string;
  readonly config: object;
  readonly providers: Readonly<Record<string, number>>;
  /** Called with the number of resources made so far. */
  readonly onProgress: (created: number) => void;
}

/** A failed `pulumi up`: its message is what the CLI said, and needs no stack of ours. */
export class UpError extends Error {
  override readonly name = "UpError";
}

/**
 * `pulumi up` on an empty stack; answers the stack's outputs.
 *
 * @throws UpError with the CLI's own diagnostics.
 */
export async function applyWithCli(apply: CliApply): Promise<Record<string, unknown>> {
  const workspace = await createWorkspace(apply.folder, apply.product, "link");
  await writeStackFile(workspace, apply.stack, { config: apply.config });
  const options: CliOptions = {
    engine: apply.engine,
    workspace,
    providers: apply.providers,
    // The stack is made anew at each start, so its state need not be saved at each step.
    environment: { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_EXPERIMENTAL: "true" },
  };
  await createStack(options, apply.stack);
  let created = 0;
  const result = await pulumi(
    options,
    ["up", "--yes", "--skip-preview", "--suppress-outputs", "--stack", apply.stack],
    {
      onOutput: (text) => {
        created += text.match(/ created \(/g)?.length ?? 0;
        apply.onProgress(created);
      },
    },
  );
  if (result.status !== 0) throw new UpError(diagnosticsOf(result.stdout, result.stderr));
  return stackOutputs(options, apply.stack);
}

/** The part of the CLI's output that says what went wrong. */
export function diagnosticsOf(stdout: string, stderr: string): string {
  const at = stdout.indexOf("Diagnostics:");
  const end = stdout.indexOf("\nResources:", at);
  const told = at < 0 ? stdout : stdout.slice(at, end < 0 ? undefined : end);
  return [told.trim(), stderr.trim()].filter((text) => text !== "").join("\n");
}
