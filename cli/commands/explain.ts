/** `access explain` and `access schema`: what holds for every access file. */
import { ASSUMED, NOT_MODELLED } from "../../model/evaluate";
import { accessJsonSchema } from "../../model/file";
import { json, type Register } from "../io";

/** Adds `access explain`: what the answers of this command rest on, and what they leave out. */
export const explain: Register = (program, io) => {
  program
    .command("explain")
    .description("what the answers leave out, and how Okta is read where its documentation is silent")
    .addHelpText("after", "\nExample: access explain")
    .option("--json", "print JSON for programs")
    .action((options: { json?: boolean }) => {
      if (options.json) return io.out(json({ notModelled: NOT_MODELLED, assumed: ASSUMED }));
      const list = (items: readonly string[]) => items.map((item) => `  - ${item}`);
      io.out(
        ["not modelled:", ...list(NOT_MODELLED), "", "assumed, where Okta does not say:", ...list(ASSUMED)].join("\n"),
      );
    });
};

/** Adds `access schema`, for editors and other programs. */
export const schema: Register = (program, io) => {
  program
    .command("schema")
    .description("the JSON Schema of an access file")
    .addHelpText("after", "\nExample: access schema > access.schema.json")
    .option("--json", "has no effect: the schema is JSON already")
    .action(() => io.out(json(accessJsonSchema())));
};
