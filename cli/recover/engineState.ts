/** What the engine's state knows of a stack's resources: their ids, by type and name. */
import { execFile } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { keyOf } from "../adopt/importFile";
import { UsageError } from "../io";
import { flagAt, listAt, textAt, valueAt } from "../org/json";

/** A resource in the state. */
export interface Known {
  readonly urn: string;
  /** Undefined for a component. */
  readonly id: string | undefined;
  /** Of an application: what clients call themselves by. */
  readonly clientId: string | undefined;
}

/** `type::name` → what is known of it. */
export type EngineState = ReadonlyMap<string, Known>;

/** A larger file is no state of one stack. */
const BYTES_MAX = 256 * 1024 * 1024;

/**
 * The state of a stack: of a file that `pulumi stack export` has written, else of what it prints now.
 *
 * @throws UsageError where there is none, or what is there is no state.
 */
export async function readEngineState(folder: string, stack: string, file: string | undefined): Promise<EngineState> {
  const [text, source] =
    file === undefined ? [await exported(folder, stack), "`pulumi stack export`"] : [read(file), `\`${file}\``];
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    // What stands in it may be secret, so that no part of it is repeated.
    throw new UsageError(`${source} is not valid JSON`);
  }
  if (typeof valueAt(state, "deployment") !== "object")
    throw new UsageError(`${source} is no state: give what \`pulumi stack export --stack ${stack}\` prints`);
  return new Map(listAt(state, "deployment.resources").flatMap(entryOf));
}

function entryOf(resource: unknown): [string, Known][] {
  const urn = textAt(resource, "urn");
  const type = textAt(resource, "type");
  // What only waits for its deletion is another thing than what has its name.
  if (urn === undefined || type === undefined || flagAt(resource, "delete")) return [];
  const name = urn.split("::").slice(3).join("::");
  const known = { urn, id: textAt(resource, "id"), clientId: textAt(resource, "outputs.clientId") };
  return [[keyOf({ type, name }), known]];
}

function read(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) throw new UsageError(`there is no file \`${file}\``);
  if (stat.size > BYTES_MAX) throw new UsageError(`\`${file}\` is larger than a state of one stack can be`);
  return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
}

function exported(folder: string, stack: string): Promise<string> {
  const args = ["stack", "export", "--stack", stack, "--non-interactive"];
  return new Promise((resolve, reject) => {
    execFile("pulumi", args, { cwd: folder, maxBuffer: BYTES_MAX }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
      const why = isMissing ? "there is no `pulumi` on the PATH" : stderr.trim().split("\n")[0];
      reject(
        new UsageError(`\`pulumi ${args.slice(0, 4).join(" ")}\` failed: ${why}; or give its output with \`--state\``),
      );
    });
  });
}
