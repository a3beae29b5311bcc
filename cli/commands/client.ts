/** `access client`: the table by which a client's own code asks for tokens, as a module for `okta-api-access/client`. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { clientTable } from "../../model/ask";
import type { ClientTable } from "../../model/routes";
import { json, UsageError, type Register } from "../io";
import { loadModel, type ModelOptions } from "../loadModel";
import { required, withModelOptions } from "../options";

interface Options extends ModelOptions {
  readonly json?: boolean;
  readonly out?: string;
  readonly check?: boolean;
}

/** Adds `access client`. */
export const client: Register = (program, io, done) => {
  withModelOptions(program.command("client"))
    .description("the routes that a client can call and the scopes they need, as a typed module for its own code")
    .argument("<client>", "the client's key")
    .option("--out <file>", "write the module to this file instead of printing it")
    .option("--check", "compare the file with what would be written, and write nothing")
    .addHelpText("after", "\nExample: access client support-console --out src/access.ts")
    .action((name: string, options: Options) => {
      const { out, check } = options;
      if (check && out === undefined) throw new UsageError("`--check` needs `--out FILE`: the file to compare");
      const access = loadModel(options);
      const table = clientTable(access, required(access.clients, "client", name));
      const text = options.json ? `${json(table)}\n` : clientModule(table, `access client ${name}`);
      if (out === undefined) return io.out(text.trimEnd());
      if (!check) return writeFileSync(out, text);
      if (existsSync(out) && readFileSync(out, "utf8") === text) return io.out(`\`${out}\` is up to date`);
      io.err(`\`${out}\` is not what the access file gives: call \`access client ${name} --out ${out}\``);
      done(1);
    });
};

/** A module whose types are the very values, so that a wrong call is a compile error. `command` is how the file is made again. */
function clientModule(table: ClientTable, command: string): string {
  return `/** Made by \`${command}\`, and not edited: what the client \`${table.client}\` may call, and how it asks for it. */
export const table = ${JSON.stringify(table, null, 2)} as const;
`;
}
