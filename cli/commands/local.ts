/** `access local`: the real Pulumi CLI against the running local cloud, so that a change can be rehearsed. */
import { productAt } from "../../components/stack/product";
import type { Operation } from "../../local/rehearse";
import type { Register } from "../io";

const OPERATIONS: Readonly<Record<Operation, string>> = {
  preview: "shows what `up` would change in the running local cloud",
  up: "applies the product as it is now to the running local cloud",
  refresh: "takes over into the state what was changed in the local cloud beside the stack",
  destroy: "takes away everything that the stack has made in the local cloud",
};

/** Adds `access local`. */
export const local: Register = (program, io, done) => {
  const command = program
    .command("local")
    .description("the real Pulumi CLI against the running `access start`, with its state under .local/")
    .addHelpText("after", "\nExample: access local preview --diff")
    .enablePositionalOptions();
  for (const [operation, description] of Object.entries(OPERATIONS) as [Operation, string][]) {
    command
      .command(operation)
      .description(description)
      .argument("[options...]", `further options, as \`pulumi ${operation}\` has them: --diff, --policy-pack <folder>`)
      .option("--product <dir>", "the product's folder", ".")
      .allowUnknownOption()
      .passThroughOptions()
      .exitOverride()
      .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) })
      .action(async (args: string[], { product }: { product: string }) => {
        const found = productAt(product);
        const { explain, rehearse } = require("../../local/rehearse") as typeof import("../../local/rehearse");
        try {
          done((await rehearse(found, operation, args)) === 0 ? 0 : 1);
        } catch (error) {
          io.err(`error ${explain(error)}`);
          done(1);
        }
      });
  }
};
