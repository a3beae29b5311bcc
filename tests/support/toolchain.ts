/** Runs the ordinary programs of other ecosystems. What they install stays under `.local/clients`, for the next run. */
import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

export const ECOSYSTEMS = join(__dirname, "../clients/ecosystems");

/** How long an installation may take, in milliseconds: registries are slow at times. */
export const INSTALL_MS = 900_000;

/** Where a program's packages go. */
export function installFolder(name: string): string {
  const folder = join(__dirname, "../../.local/clients", name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** What the program prints. @throws Error that ends with what it said, where it fails */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...options.env };
    execFile(command, args, { cwd: options.cwd, env, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`\`${command} ${args[0] ?? ""}\` failed: ${`${stdout}\n${stderr}`.trim().slice(-2000)}`));
    });
  });
}

/** Skips the suite with a reason where a program is not on this machine. */
export async function needs(
  context: Mocha.Context,
  ...programs: readonly (readonly [string, string])[]
): Promise<void> {
  for (const [program, versionFlag] of programs) {
    try {
      await run(program, [versionFlag]);
    } catch {
      console.log(`      skipped: \`${program}\` is not on this machine`);
      context.skip();
    }
  }
}
