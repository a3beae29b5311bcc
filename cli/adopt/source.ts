/** Where a server is read from: an org, or a file in which somebody has written it down. */
import { readFileSync, statSync } from "node:fs";
import { readSnapshot, SNAPSHOT_FORMAT, type Snapshot } from "../../model/adopt";
import { UsageError, type Io } from "../io";
import { authorizationFor, OktaApi } from "../org/oktaApi";
import { readServer } from "../org/readServer";
import { progressBar } from "../progressBar";
import { pulumiSnapshot } from "./pulumiState";
import { terraformSnapshot } from "./terraformState";
import { valueAt } from "../org/json";

/** What the command was told. */
export interface SourceOptions {
  readonly orgUrl?: string;
  readonly server?: string;
  readonly from?: string;
  readonly client?: readonly string[];
  readonly json?: boolean;
}

/** Rights that reading a server asks for. */
export const READ_RIGHTS =
  "read authorization servers, apps and groups (`okta.authorizationServers.read`, `okta.apps.read`, `okta.groups.read`)";

/** A larger file is no state of one server. */
const BYTES_MAX = 256 * 1024 * 1024;

/** @throws UsageError where neither or both are given, and for a file that is none of the three kinds. */
export async function snapshotFrom(options: SourceOptions, io: Io): Promise<Snapshot> {
  const { orgUrl, server, from, client } = options;
  if ((orgUrl === undefined) === (from === undefined))
    throw new UsageError("give either `--org-url` with `--server`, or `--from` a file");
  if (from !== undefined) return snapshotFromFile(from, server);
  if (server === undefined)
    throw new UsageError("`--org-url` wants `--server`: the id or the name of the authorization server");
  const api = new OktaApi(orgUrl!, authorizationFor(orgUrl!, process.env, READ_RIGHTS), undefined, READ_RIGHTS);
  const bar = progressBar(io, options.json !== true, "requests");
  try {
    return await readServer(api, { server, clients: client, signOn: true }, bar.show);
  } finally {
    bar.end();
  }
}

/** An export of this command, a Terraform or OpenTofu state (`show -json`), or a Pulumi state (`stack export`). */
export function snapshotFromFile(file: string, server: string | undefined): Snapshot {
  const json = readJson(file);
  if (valueAt(json, "format") === SNAPSHOT_FORMAT) return readSnapshot(json, file);
  if (Array.isArray(valueAt(json, "deployment.resources"))) return pulumiSnapshot(json, file, server);
  if (typeof valueAt(json, "values.root_module") === "object") return terraformSnapshot(json, file, server);
  if (valueAt(json, "terraform_version") !== undefined && Array.isArray(valueAt(json, "resources")))
    throw new UsageError(
      `\`${file}\` is a state as Terraform keeps it: give what \`terraform show -json\` prints of it`,
    );
  throw new UsageError(
    `\`${file}\` is none of what can be read: an export (\`access adopt --save\`), \`terraform show -json\`, \`tofu show -json\`, \`pulumi stack export\``,
  );
}

function readJson(file: string): unknown {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) throw new UsageError(`there is no file \`${file}\``);
  if (stat.size > BYTES_MAX) throw new UsageError(`\`${file}\` is larger than a state of one server can be`);
  try {
    return JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, "")) as unknown;
  } catch {
    // What stands in it may be secret, so that no part of it is repeated.
    throw new UsageError(`\`${file}\` is not valid JSON`);
  }
}
