/**
 * The packages of `tests/strangers`: programs of others that only the full suite needs, so that `npm ci` brings no more than
 * one's own work asks for. Whether they are there as their lock has them, and how they come there.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of their manifest and their lock. */
export const STRANGERS = join(__dirname, "../strangers");

/** What a person calls at the root of the repository. */
const COMMAND = "npm ci --prefix tests/strangers";

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  /** Such as a build for another kind of machine. */
  readonly optional?: boolean;
}

/** Of a lock, or of what npm writes down beside the packages when it is done. */
interface Lock {
  readonly packages: Readonly<Record<string, Locked>>;
}

const read = (file: string) => (JSON.parse(readFileSync(file, "utf8")) as Lock).packages;

/** What is wrong with the packages in a folder; undefined where they are what its lock says. */
export function wrongWith(folder: string): string | undefined {
  const record = join(folder, "node_modules/.package-lock.json");
  if (!existsSync(record)) return "are not installed";
  const installed = read(record);
  const { "": _, ...locked } = read(join(folder, "package-lock.json"));
  const isAsLocked = ([path, { version, integrity, optional = false }]: [string, Locked]): boolean => {
    const found = installed[path];
    return found === undefined ? optional : found.version === version && found.integrity === integrity;
  };
  const isSame =
    Object.entries(locked).every(isAsLocked) && Object.keys(installed).every((path) => locked[path] !== undefined);
  return isSame ? undefined : "are not those of its lock";
}

/** @throws Error that says what to call, where they are not there. */
export function needStrangers(folder = STRANGERS): void {
  const wrong = wrongWith(folder);
  if (wrong === undefined) return;
  const error = new Error(`the packages of \`tests/strangers\` ${wrong}: call \`${COMMAND}\``);
  // Where this was noticed is no help.
  error.stack = error.message;
  throw error;
}

/** Installs them where that is needed, which takes a while and is said. @throws Error with what npm says */
export function installStrangers(): void {
  const wrong = wrongWith(STRANGERS);
  if (wrong === undefined) return;
  process.stdout.write(`the packages of \`tests/strangers\` ${wrong}: ${COMMAND}\n`);
  const { status, stdout, stderr } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: STRANGERS,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`\`${COMMAND}\` failed:\n${stdout}${stderr}`.trim());
}
