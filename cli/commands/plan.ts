/** `access plan`: writes `plans/` anew: what a change of the access file means in every environment. */
import { relative } from "node:path";
import { productAt } from "../../components/stack/product";
import { writePlans } from "../goldenPlans";
import type { Register } from "../register";

/** Adds `access plan`. */
export const plan: Register = (program, io) => {
  program
    .command("plan")
    .description("writes the golden plan and access matrix of every stack into plans/, to be reviewed in pull requests")
    .option("--product <dir>", "the product's folder", ".")
    .action(({ product: folder }: { product: string }) => {
      const product = productAt(folder);
      io.out(`${relative(process.cwd(), product.plans)}/: ${writePlans(product).join(", ")}`);
    });
};
