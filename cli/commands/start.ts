/** `access start`: the local cloud with the product of a folder on it. */
import { relative } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { productAt } from "../../components/stack/product";
import { DEFAULT_AWS_PORT, DEFAULT_EXPLORER_PORT, DEFAULT_OKTA_PORT, type StartOptions } from "../../local/options";
import type { Register } from "../io";
import { comparedSide } from "../revisions/comparedSide";

interface Options extends Omit<StartOptions, "base"> {
  readonly product: string;
  /** As it was named. */
  readonly base?: string;
}

/** Adds `access start`. */
export const start: Register = (program, io, done) => {
  program
    .command("start")
    .description(
      "starts a local Okta and a local AWS on 127.0.0.1, applies the product's local stack to them, and keeps running",
    )
    .addHelpText("after", "\nExample: access start --check")
    .option("--product <dir>", "the product's folder", ".")
    .option("--check", "try the result through a real OAuth client and the gateway, then end")
    .option("--no-pages", "leave the redirect URIs of the local stack to the applications: answer at none of them")
    .addOption(
      new Option("--engine <which>", "what applies the stack").choices(["auto", "cli", "mock"]).default("auto"),
    )
    .option(
      "--okta-port <port>",
      `port of the local Okta (default: ${DEFAULT_OKTA_PORT}, with --check any free one)`,
      port,
    )
    .option(
      "--aws-port <port>",
      `port of the local AWS (default: ${DEFAULT_AWS_PORT}, with --check any free one)`,
      port,
    )
    .option(
      "--https",
      "let both speak TLS, with a certificate that is made at the start; `.local/ca.pem` is what clients take it by",
    )
    .option("--explorer-port <port>", `port of the explorer (default: ${DEFAULT_EXPLORER_PORT}, or any free one)`, port)
    .option("--base <revision>", "what the explorer compares with: a git revision, `REVISION:PATH`, or an access file")
    .option("--public-url <address>", "where others reach the local Okta, if something in front of it ends TLS", origin)
    .action(async ({ product, base, ...options }: Options) => {
      const found = productAt(product);
      const compared = base === undefined ? {} : { base: comparedBase(base, found.accessFile) };
      // Loaded here: the servers and the SDK take longer to load than all the other commands to run.
      const local = require("../../local/start") as typeof import("../../local/start");
      try {
        done((await local.start(found, { ...options, ...compared })) === 0 ? 0 : 1);
      } catch (error) {
        io.err(`error ${local.explain(error)}`);
        done(1);
      }
    });
};

function comparedBase(name: string, accessFile: string): StartOptions["base"] {
  const { source, value } = comparedSide(name, relative(process.cwd(), accessFile));
  return { source, value };
}

function origin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:" || ![url.origin, `${url.origin}/`].includes(text.toLowerCase()))
    throw new InvalidArgumentError("must be an https address without a path, such as `https://okta.example.test`.");
  return url.origin;
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new InvalidArgumentError("must be a whole number from 0 (any free port) to 65535.");
  return value;
}
