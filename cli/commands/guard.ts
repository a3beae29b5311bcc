/** `access guard`: the guard as a service that a reverse proxy asks before it passes a request on (forward-auth). */
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { InvalidArgumentError, Option } from "commander";
import {
  createForwardAuth,
  createForwardAuthServer,
  createGuard,
  PROXY_KINDS,
  type ProxyKind,
  readExported,
} from "../../guard";
import { compile } from "../../model/compile";
import { exportRequirements } from "../../model/routes";
import { type Io, jsonProblem, UsageError, type Register } from "../io";
import { loadModel, type ModelOptions } from "../loadModel";
import { required, withModelOptions } from "../options";

interface Options extends ModelOptions {
  readonly issuer: string;
  readonly proxy: ProxyKind;
  readonly requirements?: string;
  readonly clientIds?: string;
  readonly host: string;
  readonly port: number;
  readonly allowInsecureIssuer?: boolean;
  readonly resource?: string;
}

/** Adds `access guard`. */
export const guard: Register = (program, io, done) => {
  withModelOptions(program.command("guard"))
    .description("serves the guard for a reverse proxy, which asks it before it passes a request on")
    .argument("[api]", "a key of `apis`; left out with `--requirements`")
    .requiredOption("--issuer <url>", "the authorization server: the stack's output `issuer`")
    .addOption(
      new Option("--proxy <kind>", "the proxy in front, whose way of asking alone is believed")
        .choices(PROXY_KINDS)
        .makeOptionMandatory(),
    )
    .option("--requirements <file>", "what `access requirements` has written, instead of an access file")
    .option("--client-ids <file>", "JSON of the stack's output `clientIds`; needed where tokens are narrowed here")
    .option(
      "--host <address>",
      "where to listen; behind a proxy on another machine, `0.0.0.0` in a network of your own",
      "127.0.0.1",
    )
    .option("--port <number>", "a port, or 0 for any free one", port, 9_000)
    .option("--resource <url>", "the API's own address: challenges then lead to its metadata (RFC 9728)")
    .option("--allow-insecure-issuer", "let the issuer be `http:` on this machine, for a local Okta")
    .addHelpText(
      "after",
      [
        "",
        "It answers 200 with the headers x-access-subject, x-access-client and x-access-scopes, or 401, 403 or 503.",
        "",
        "Example: access guard orders --issuer https://example.okta.com/oauth2/aus1 --proxy nginx",
      ].join("\n"),
    )
    .action(async (key: string | undefined, options: Options) => done(await serve(key, options, io)));
};

async function serve(key: string | undefined, options: Options, io: Io): Promise<0> {
  const settings = settingsOf(key, options);
  const forwardAuth = createForwardAuth({ ...settings, log: io.out });
  const server = createForwardAuthServer(forwardAuth, options.proxy);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) =>
      reject(new UsageError(`cannot listen on \`${options.host}:${options.port}\`: ${error.message}`)),
    );
    server.listen(options.port, options.host, resolve);
  });
  const { address, port: taken } = server.address() as AddressInfo;
  const shown = address.includes(":") ? `[${address}]` : address;
  io.err(
    `the guard listens at http://${shown}:${taken} for ${options.proxy}, with ${settings.requirements.size} routes`,
  );
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  return 0;
}

/** @throws UsageError for whatever is wrong with it, before anything listens. */
function settingsOf(key: string | undefined, options: Options) {
  if ((key === undefined) === (options.requirements === undefined))
    throw new UsageError("name an API of the access file, or give `--requirements FILE`: one of the two");
  const exported = key === undefined ? readJson(options.requirements!) : fromModel(key, options);
  const clientIds = options.clientIds === undefined ? undefined : readJson(options.clientIds);
  try {
    const { guard: guardOptions, requirements } = readExported(exported, {
      issuer: options.issuer,
      clientIds: clientIds as Record<string, string> | undefined,
      allowInsecureIssuer: options.allowInsecureIssuer,
      resource: options.resource,
    });
    return { guard: createGuard(guardOptions), requirements };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function fromModel(key: string, options: Options): unknown {
  const access = loadModel(options);
  return exportRequirements(access, required(access.apis, "API", key), compile(access));
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    throw new UsageError(`\`${file}\` cannot be read as JSON: ${jsonProblem(error)}`);
  }
}

function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError("must be a port from 0 to 65535");
}
