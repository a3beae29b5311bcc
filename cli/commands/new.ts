/** `access new`: writes a product of one's own. */
import type { Register } from "../io";
import { createProduct, lockPackages, shownFolder } from "../new/createProduct";

/** Adds `access new`. */
export const newCommand: Register = (program, io, done) => {
  program
    .command("new")
    .description("writes a product of your own into a new folder; the folder's name becomes the product's")
    .argument("<dir>", "a folder that is empty or not there yet")
    .option("--from <example>", "the example that it starts as", "examples/orders")
    .addHelpText("after", "\nExample: access new shop && cd shop && npm ci && npm test")
    .action(async (dir: string, { from }: { from: string }) => {
      const { folder, files } = await createProduct(dir, from);
      const shown = shownFolder(folder);
      io.out(`wrote ${files.length} files into ${shown}: ${files.join(", ")}`);
      io.err("writing package-lock.json (npm looks up the versions of all packages; this can take a minute)");
      const failure = lockPackages(folder);
      if (failure !== undefined) {
        io.err(
          `package-lock.json could not be written; call \`npm install\` in ${shown} before anything else:\n${failure}`,
        );
        return done(1);
      }
      io.out(`next: cd ${shown} && npm ci && npm test && npx access start`);
    });
};
