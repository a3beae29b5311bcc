/** The console product on a local cloud, for all specs of real clients and browsers that need it: a process applies a product once. */
import { startProduct, type RunningProduct } from "../../bench/localProduct";
import { CONSOLE } from "./products";
import "../../components/stack/quietSdk";

let running: Promise<RunningProduct> | undefined;

/** The product, started with the first spec that asks for it. */
export function consoleProduct(): Promise<RunningProduct> {
  running ??= startProduct(CONSOLE);
  return running;
}

/** Ends it when all specs are done. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await (await running)?.cloud.close();
  },
};
