/** `access adopt`: an access file, its stack file and an import file for an authorization server that exists already. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Option } from "commander";
import {
  adopt as adoptServer,
  deploymentOfSnapshot,
  tooWide,
  unsaid,
  type Adopted,
  type Snapshot,
  keysFor,
} from "../../model/adopt";
import { names } from "../../model/findings";
import { json, UsageError, type Io, type Register } from "../io";
import { commaList } from "../options";
import { changeJson } from "../print/changes";
import { accessFileText } from "../adopt/accessFile";
import { engineSdk } from "../adopt/engineSdk";
import { writeFiles } from "../adopt/writeFiles";
import { snapshotFrom, type SourceOptions } from "../adopt/source";

interface Options extends SourceOptions {
  readonly product?: string;
  readonly stack: string;
  readonly out: string;
  readonly force?: boolean;
  readonly save?: string;
  readonly ownOrg?: boolean;
  readonly orgDomain?: string;
}

/** By then the org has been asked for the first things. */
const MILLISECONDS_UNTIL_ASKED = 300;

const LEAVE = { shown: 12 };

/** Adds `access adopt`. */
export const adopt: Register = (program, io, done) => {
  program
    .command("adopt")
    .description(
      "writes an access file, a stack file and an import file for an authorization server that exists already",
    )
    .option("--org-url <url>", "the org, such as https://example.okta.com, or the local one")
    .option("--server <id>", "the authorization server, by its id or name")
    .option(
      "--from <file>",
      "in place of an org: `terraform show -json`, `tofu show -json`, `pulumi stack export`, or what --save wrote",
    )
    .addOption(
      new Option("--client <ids>", "take these client ids alone, with commas between them").argParser(commaList),
    )
    .option("--product <name>", "what resources are named after; without it, the server's name")
    .option("--stack <name>", "the stack that takes the server over", "dev")
    .option("--own-org", "the org is this stack's alone, so that names need not carry the stack's")
    .option(
      "--org-domain <name>",
      "the domain by which clients call the org, where the server's issuer mode is CUSTOM_URL or DYNAMIC",
    )
    .option("--out <dir>", "where the files are written", ".")
    .option("--force", "write over files that are there")
    .option("--save <file>", "keep what was read, without any secret, for `--from`")
    .addOption(new Option("--json", "print JSON for programs, and write no files"))
    .addHelpText(
      "after",
      "\nReads, and changes nothing. Credentials come from OKTA_API_TOKEN or OKTA_ACCESS_TOKEN.\n" +
        "Writes access.ts, Pulumi.<stack>.yaml, import.json and adopted.md, which says what is too wide, what the file narrows, and what to do next.",
    )
    .action(async (options: Options) => {
      if (!STACK_NAME.test(options.stack) || /^\.+$/.test(options.stack))
        throw new UsageError(
          `\`--stack\` must be the stack's own name, such as \`dev\`, of letters, digits, \`-\`, \`_\` and \`.\``,
        );
      const reading = snapshotFrom(options, io);
      // Requests are on their way once this turn is over. A mistake in the options is told without waiting for the SDK.
      if (options.orgUrl !== undefined && !options.json) setTimeout(engineSdk, MILLISECONDS_UNTIL_ASKED);
      const snapshot = await reading;
      if (options.save !== undefined) writeFileSync(options.save, `${json(snapshot)}\n`, { mode: 0o600 });
      refuseUnknown(options, snapshot);
      const product = options.product ?? keyFor(snapshot.server.name, "product");
      const adopted = adoptServer(snapshot, { product, ...(options.client ? { clients: options.client } : {}) });
      if (options.json) io.out(json(asJson(snapshot, adopted)));
      else await write(snapshot, adopted, options, io);
      done(0);
    });
};

/** As the engine names stacks, without what stands before the name. */
const STACK_NAME = /^[A-Za-z0-9_.-]{1,100}$/;

function refuseUnknown({ client = [] }: Options, { apps }: Snapshot): void {
  const known = apps.map(({ clientId }) => clientId);
  const missing = client.filter((id) => !known.includes(id));
  if (missing.length > 0)
    throw new UsageError(
      `there is no application with the client id ${names(missing)}; known here: ${names(known.slice(0, LEAVE.shown)) || "none"}`,
    );
}

function found(snapshot: Snapshot, adopted: Adopted) {
  const byId = deploymentOfSnapshot(snapshot, { clients: new Map(), groups: new Map() });
  return { wide: tooWide(snapshot, byId), unsaid: unsaid(snapshot, adopted) };
}

function asJson(snapshot: Snapshot, adopted: Adopted): object {
  const of = (kind: "widened" | "narrowed") => adopted.changes.filter((one) => one.kind === kind).map(changeJson);
  const { wide, unsaid: lost } = found(snapshot, adopted);
  return {
    access: adopted.file,
    tooWide: wide,
    narrowed: of("narrowed"),
    widened: of("widened"),
    unsaid: lost,
  };
}

async function write(snapshot: Snapshot, adopted: Adopted, options: Options, io: Io): Promise<void> {
  const said = found(snapshot, adopted);
  const text = accessFileText(adopted.file, [
    `Taken over from the authorization server \`${snapshot.server.name}\` by \`access adopt\`.`,
    "`adopted.md` says what it changes and what it cannot say.",
  ]);
  mkdirSync(options.out, { recursive: true });
  const files = await writeFiles(snapshot, adopted, { ...options, ...said, accessFile: text });
  const taken = Object.keys(files).filter((file) => existsSync(join(options.out, file)));
  if (taken.length > 0 && !options.force)
    throw new UsageError(
      `\`${join(options.out, taken[0]!)}\` is there already; write somewhere else with \`--out\`, or over it with \`--force\``,
    );
  for (const [file, content] of Object.entries(files)) writeFileSync(join(options.out, file), content);
  summary(said, adopted, Object.keys(files), io);
}

function summary(
  { wide, unsaid: lost }: ReturnType<typeof found>,
  adopted: Adopted,
  files: readonly string[],
  io: Io,
): void {
  const count = (kind: "widened" | "narrowed") => adopted.changes.filter((one) => one.kind === kind).length;
  for (const { rule, where, message } of wide.slice(0, LEAVE.shown)) io.out(`${rule}: ${where} ${message}`);
  if (wide.length > LEAVE.shown) io.out(`and ${wide.length - LEAVE.shown} more in adopted.md`);
  io.out(
    `${wide.length} things too wide today; the file narrows ${count("narrowed")} and widens ${count("widened")}, and cannot say ${lost.length}`,
  );
  io.out(`written: ${files.join(", ")}`);
}

/** Lower-case words joined by `-`. */
function keyFor(name: string, fallback: string): string {
  return keysFor(new Map([["one", name]]), fallback).get("one")!;
}
