/** `access local`: the real CLI against a local cloud that runs, so that a change of the product can be rehearsed. */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { ACCESS } from "../components/program";
import { withOrgNames } from "../components/naming";
import type { Product } from "../components/stack/product";
import type { Access } from "../model/file";
import { ApplyError, engineFolder } from "./apply";
import { findEngine, type Engine } from "./engine/findEngine";
import { pulumiAtTerminal, stackOutputs, type CliOptions } from "./engine/pulumiCli";
import { reopenWorkspace, writeStackFile } from "./engine/workspace";
import {
  collectEnvironment,
  readAuthority,
  writeEnvironment,
  type Environment,
  type StackOutputs,
  runningEnvironment,
} from "./environment";
import { OktaApi } from "./oktaApi";
import { createServiceKeys } from "./serviceKeys";
import { localStackConfig, STACK } from "./stackConfig";
import { readLocalProduct } from "./started";

export { explain } from "./explain";

export type Operation = "preview" | "up" | "refresh" | "destroy";

/** Options of the CLI that name a file or a folder, which the person means from where they are. */
const PATHS = ["--policy-pack", "--policy-pack-config", "--plan", "--save-plan"];

/**
 * Runs one operation of the CLI, at the person's terminal.
 *
 * @param args Further options of the CLI, as the person has given them.
 * @returns the CLI's exit status.
 * @throws what a person can mend, with a message that needs no stack: see `explain`.
 */
export async function rehearse(product: Product, operation: Operation, args: readonly string[]): Promise<number> {
  const { environment, providers, engine } = await running(product);
  const local = readLocalProduct(product);
  const { access } = local;
  const { orgUrl, oktaUrl, apiToken, awsUrl } = environment;
  const cloud = {
    okta: { url: orgUrl, localUrl: oktaUrl, apiToken },
    aws: { url: awsUrl },
    ca: readAuthority(environment),
  };
  await bringGroups(access, new OktaApi(oktaUrl, apiToken));
  const kept = Object.entries(environment.clients).flatMap(([key, { privateJwk }]) =>
    privateJwk ? [[key, privateJwk]] : [],
  );
  const serviceKeys = await createServiceKeys(access, Object.fromEntries(kept));
  const config = localStackConfig(product, access, {
    oktaUrl,
    oktaToken: apiToken,
    awsUrl,
    serviceKeys,
  });
  const workspace = await reopenWorkspace(engineFolder(product), product.folder);
  await writeStackFile(workspace, STACK, { config });
  const options: CliOptions = { engine, workspace, providers };
  const status = await pulumiAtTerminal(options, [
    operation,
    "--stack",
    STACK,
    ...unattended(operation),
    ...placed(args, engine),
  ]);
  if (status !== 0 || operation !== "up") return status;
  const outputs = (await stackOutputs(options, STACK)) as unknown as StackOutputs;
  // People who are new in `people.ts` come with the next start; those who are there keep their sign-ins.
  const people = local.people.filter(({ key }) => environment.personas[key] !== undefined);
  const applied = { outputs, config, engine: environment.engine };
  // The guards of the start that runs: what they ask for changes with the next one.
  const fronts = { urls: frontUrls(access, environment), guards: environment.guards };
  await writeEnvironment(product, await collectEnvironment({ ...local, people, cloud, serviceKeys, applied, fronts }));
  return status;
}

function frontUrls(access: Access, { apis, guards }: Environment): Record<string, string> {
  const behind = [...access.apis.values()].filter(
    ({ profile, key }) => profile === "none" && guards[key] !== undefined,
  );
  return Object.fromEntries(behind.map(({ key }) => [key, apis[key]!]));
}

/** The running cloud, and what is needed to change it. */
async function running(product: Product) {
  const start = `\`${ACCESS} start\``;
  const environment = await runningEnvironment(product);
  if (environment.engine.kind === "mock")
    throw new ApplyError(
      "the running local cloud was made on the SDK's mock monitor, which keeps no state that a change could be held against: " +
        `get the Pulumi CLI with \`${ACCESS} engine\` if there is none, end the local cloud, and call ${start} again without \`--engine mock\``,
    );
  const engine = await findEngine();
  if (engine === undefined)
    throw new ApplyError(`there is no Pulumi CLI on this machine; get one with \`${ACCESS} engine\``);
  return { environment, providers: environment.engine.providers, engine };
}

/** The groups that the access file expects to exist are there, as if a directory had brought those that are new, too. */
async function bringGroups(access: Access, okta: OktaApi): Promise<void> {
  const { groups } = withOrgNames(access, { product: access.product, stack: STACK, carryStack: false });
  for (const { name, managed } of groups.values()) {
    if (!managed && !(await okta.hasGroup(name))) await okta.createGroup(name);
  }
}

/** Where nobody can be asked, the CLI need not ask: the cloud holds nothing but what is tried. */
function unattended(operation: Operation): string[] {
  if (process.stdin.isTTY && process.stdout.isTTY) return [];
  return operation === "preview" ? ["--non-interactive"] : ["--non-interactive", "--yes"];
}

/** The options, with each path as it is seen from the workspace. */
function placed(args: readonly string[], engine: Engine): string[] {
  return args.map((arg, index) => {
    const [option = "", value] = arg.includes("=")
      ? [arg.slice(0, arg.indexOf("=")), arg.slice(arg.indexOf("=") + 1)]
      : [arg];
    if (value !== undefined && PATHS.includes(option)) return `${option}=${place(option, value, engine)}`;
    const before = args[index - 1];
    return before !== undefined && PATHS.includes(before) ? place(before, arg, engine) : arg;
  });
}

function place(option: string, path: string, engine: Engine): string {
  const full = resolve(path);
  if (option !== "--policy-pack") return full;
  if (!existsSync(full)) throw new ApplyError(`there is no policy pack at \`${path}\``);
  // The language host that can be built runs programs alone: it is given the pack as a program.
  const runner = join(full, "run-pack");
  return engine.source === "built" && statSync(full).isDirectory() && existsSync(runner) ? runner : full;
}
