/** `access plan`: writes `plans/` anew: what a change of the access file means in every environment. */
import { relative } from "node:path";
import { productAt } from "../../components/stack/product";
import { stalePlans, writePlans } from "../goldenPlans";
import type { Register } from "../register";

/** Adds `access plan`. */
export const plan: Register = (program, io, done) => {
  program
    .command("plan")
    .description("writes the golden plan and access matrix of every stack into plans/, to be reviewed in pull requests")
    .addHelpText("after", "\nExample: access plan --check")
    .option("--product <dir>", "the product's folder", ".")
    .option("--check", "write nothing; status 1 where plans/ is not what would be written")
    .action(({ product: folder, check }: { product: string; check?: boolean }) => {
      const product = productAt(folder);
      const place = `${relative(process.cwd(), product.plans)}/`;
      if (!check) return io.out(`${place}: ${writePlans(product).join(", ")}`);
      const stale = stalePlans(product);
      if (stale.length === 0) return io.out(`${place} is up to date`);
      io.err(`${place} is not up to date (${stale.join(", ")}): call \`access plan\`, and review what it has written`);
      done(1);
    });
};
