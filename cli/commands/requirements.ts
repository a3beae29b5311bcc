/** `access requirements`: what each route of an API asks for, for a gateway that exists already. */
import { Option } from "commander";
import { compile } from "../../model/compile";
import { exportRequirements } from "../../model/routes";
import { json, type Register } from "../io";
import { loadModel, type ModelOptions } from "../loadModel";
import { required, withModelOptions } from "../options";
import { requirementsApim } from "../print/requirementsApim";
import { requirementsOpenApi, type Exported, requirementsMetadata } from "../print/requirementsDocuments";

const FORMATS: Readonly<Record<string, (exported: Exported) => string>> = {
  json: ({ requirements }) => json(requirements),
  openapi: (exported) => json(requirementsOpenApi(exported)),
  apim: requirementsApim,
  metadata: requirementsMetadata,
};

interface Options extends ModelOptions {
  readonly json?: boolean;
  readonly format: string;
  readonly issuer?: string;
  readonly resource?: string;
}

/** Adds `access requirements`. */
export const requirements: Register = (program, io) => {
  withModelOptions(program.command("requirements"))
    .description("what each route of an API asks for, for a gateway that exists already")
    .argument("<api>", "a key of `apis`")
    .addOption(new Option("--format <format>", "how to print it").choices(Object.keys(FORMATS)).default("json"))
    .option("--issuer <url>", "the authorization server, the stack's output `issuer`; `apim` and `metadata` need it")
    .option("--resource <url>", "the API's own address, without a slash at its end; `metadata` needs it")
    .addHelpText(
      "after",
      [
        "",
        "json     the guard's own form, which `access guard --requirements FILE` reads",
        "openapi  an OpenAPI 3.1 document: `security` with the scopes, and step-up in `x-step-up`",
        "apim     a policy of Azure API Management for the whole API",
        "metadata what programs find the API by (RFC 9728), for /.well-known/oauth-protected-resource",
        "",
        "Example: access requirements orders --format json > requirements.json",
      ].join("\n"),
    )
    .action((key: string, options: Options) => {
      const access = loadModel(options);
      const api = required(access.apis, "API", key);
      const exported = {
        access,
        api,
        requirements: exportRequirements(access, api, compile(access)),
        issuer: options.issuer,
        resource: options.resource,
      };
      io.out(FORMATS[options.json ? "json" : options.format]!(exported));
    });
};
